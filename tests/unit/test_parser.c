/* Every production, as the dump of its tree; words by dialect; docs, spans, and size. */
#include "helper.h"

#include "parser/ast_dump.h"
#include "parser/parser.h"

#include <string.h>

static struct ast_file *parse(struct bench *b, enum dialect dialect)
{
	struct parse_options options = {dialect, false};

	return parse_text(&b->arena, &b->names, &b->diag, &b->text, options);
}

/* Parses a text without any report and compares the dump behind its first line, the file. */
static void assert_parses(struct bench *b, enum dialect dialect, const char *text, const char *dump)
{
	const char *head = "file in.defs\n";
	struct ast_file *file;

	bench_text(b, text);
	file = parse(b, dialect);
	assert_string_equal(bench_reports(b), "");
	ast_dump(&b->out, &b->sources, file);
	assert_memory_equal(b->out.data, head, strlen(head));
	assert_string_equal(b->out.data + strlen(head), dump);
}

static void test_statements(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		";;\n"
		"subsystem KernelUser kernelserver KERNELUSER s 100;\n"
		"skip; skip 3;\n"
		"import <a b.h>;\n"
		"uimport\"u.h\"; simport < s.h >; dimport <d.h>; iimport \"i.h\";\n"
		"rcsid \"$Id$ ; x\";\n"
		"userprefix u_; serverprefix s_; serverdemux d; error e;\n"
		"waittime a-b/c.$d; nowaittime; msgoption 2; MsgOption MACH_MSG_OPTION_NONE;\n"
		"SendTime 10; nosendtime; ConsumeOnSendError Timeout;\n"
		"usespecialreplyport 1; UserTypeLimit 20; OnStackLimit 30;\n",
		"     2:1    subsystem kerneluser kernelserver s 100\n"
		"     3:1    skip\n"
		"     3:7    skip 3\n"
		"     4:1    import <a b.h>\n"
		"     5:1    uimport \"u.h\"\n"
		"     5:15   simport < s.h >\n"
		"     5:32   dimport <d.h>\n"
		"     5:47   iimport \"i.h\"\n"
		"     6:1    rcsid \"$Id$ ; x\"\n"
		"     7:1    userprefix u_\n"
		"     7:16   serverprefix s_\n"
		"     7:33   serverdemux d\n"
		"     7:48   error e\n"
		"     8:1    waittime a-b/c.$d\n"
		"     8:20   nowaittime\n"
		"     8:32   msgoption 2\n"
		"     8:45   msgoption MACH_MSG_OPTION_NONE\n"
		"     9:1    sendtime 10\n"
		"     9:14   nosendtime\n"
		"     9:26   consumeonsenderror Timeout\n"
		"    10:1    usespecialreplyport 1\n"
		"    10:24   usertypelimit 20\n"
		"    10:42   onstacklimit 30\n");
}

static void test_types(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		"type a = b;\n"
		"type a = MACH_MSG_TYPE_INTEGER_32 | 7;\n"
		"type a = polymorphic | MACH_MSG_TYPE_PORT_SEND;\n"
		"type a = 010;\n"
		"type a = (MACH_MSG_TYPE_REAL | 2, 8*4, dealloc[], islong, notdealloc);\n"
		"type a = array[16] of array[] of ^ array[*] of array[*:4] of c;\n"
		"type a = struct[3] of struct { b c; d e; };\n"
		"type a = c_string[1+2*3-4/2];\n"
		"type a = c_string[*:(8)];\n"
		"type a = PointerTo(unsigned int);\n"
		"type a = ValueOf(t);\n"
		"type a = PointerToIfNot(struct_x y, NULL);\n",
		"     1:1    type a\n"
		"     1:10     name b\n"
		"     2:1    type a\n"
		"     2:10     ipc MACH_MSG_TYPE_INTEGER_32 | 7\n"
		"     3:1    type a\n"
		"     3:10     ipc polymorphic | MACH_MSG_TYPE_PORT_SEND\n"
		"     4:1    type a\n"
		"     4:10     ipc 10\n"
		"     5:1    type a\n"
		"     5:10     ipc MACH_MSG_TYPE_REAL | 2 size 32\n"
		"     5:40       flag dealloc[]\n"
		"     5:51       flag islong\n"
		"     5:59       flag notdealloc\n"
		"     6:1    type a\n"
		"     6:10     array 16\n"
		"     6:23       var_array\n"
		"     6:34         pointer\n"
		"     6:36           var_array\n"
		"     6:48             var_array 4\n"
		"     6:62               name c\n"
		"     7:1    type a\n"
		"     7:10     struct_of 3\n"
		"     7:23       struct\n"
		"     7:34         field c : b\n"
		"     7:39         field e : d\n"
		"     8:1    type a\n"
		"     8:10     c_string 5\n"
		"     9:1    type a\n"
		"     9:10     var_c_string 8\n"
		"    10:1    type a\n"
		"    10:10     pointer_to unsigned int\n"
		"    11:1    type a\n"
		"    11:10     value_of t\n"
		"    12:1    type a\n"
		"    12:10     pointer_to struct_x y if not NULL\n");
}

static void test_translations(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		"type t = int intran : trans inf(server) intranpayload : trans inp\n"
		"\touttran : server outf(trans) destructor: kill(trans)\n"
		"\tctype: c cusertype :cu cservertype: cs;\n",
		"     1:1    type t\n"
		"     1:10     name int\n"
		"     1:14     intran trans inf(server)\n"
		"     1:41     intranpayload trans inp\n"
		"     2:2      outtran server outf(trans)\n"
		"     2:31     destructor kill(trans)\n"
		"     3:2      ctype c\n"
		"     3:11     cusertype cu\n"
		"     3:25     cservertype cs\n");
}

static void test_routines(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		"routine none();\n"
		"simpleroutine one(requestport p : mach_port_t);\n"
		"routine all(p : t; in a : t, dealloc[], const; out b : named = ^array[] of c "
		"ctype : d, islong;\n"
		"\tinout c : PointerTo(x); requestport d : t; replyport e : t; sreplyport f : t; "
		"ureplyport g : t;\n"
		"\twaittime h : t; sendtime i : t; msgoption j : t; msgseqno k : t;\n"
		"\tsectoken l : t; serversectoken m : t; usersectoken n : t;\n"
		"\taudittoken o : t; serveraudittoken q : t; useraudittoken r : t; "
		"servercontexttoken s : t;\n"
		"\tserverimpl u : t; userimpl v : t);\n"
		"routine flags(a : t, islong, isnotlong, dealloc, notdealloc, servercopy, "
		"countinout, retcode,\n"
		"\tsamecount, physicalcopy, overwrite, auto, const);\n",
		"     1:1    routine none\n"
		"     2:1    simpleroutine one\n"
		"     2:19     argument requestport p\n"
		"     2:35       name mach_port_t\n"
		"     3:1    routine all\n"
		"     3:13     argument - p\n"
		"     3:17       name t\n"
		"     3:20     argument in a\n"
		"     3:27       name t\n"
		"     3:30       flag dealloc[]\n"
		"     3:41       flag const\n"
		"     3:48     argument out b\n"
		"     3:56       declares named\n"
		"     3:64         pointer\n"
		"     3:65           var_array\n"
		"     3:76             name c\n"
		"     3:78         ctype d\n"
		"     3:89       flag islong\n"
		"     4:2      argument inout c\n"
		"     4:12       pointer_to x\n"
		"     4:26     argument requestport d\n"
		"     4:42       name t\n"
		"     4:45     argument replyport e\n"
		"     4:59       name t\n"
		"     4:62     argument sreplyport f\n"
		"     4:77       name t\n"
		"     4:80     argument ureplyport g\n"
		"     4:95       name t\n"
		"     5:2      argument waittime h\n"
		"     5:15       name t\n"
		"     5:18     argument sendtime i\n"
		"     5:31       name t\n"
		"     5:34     argument msgoption j\n"
		"     5:48       name t\n"
		"     5:51     argument msgseqno k\n"
		"     5:64       name t\n"
		"     6:2      argument sectoken l\n"
		"     6:15       name t\n"
		"     6:18     argument serversectoken m\n"
		"     6:37       name t\n"
		"     6:40     argument usersectoken n\n"
		"     6:57       name t\n"
		"     7:2      argument audittoken o\n"
		"     7:17       name t\n"
		"     7:20     argument serveraudittoken q\n"
		"     7:41       name t\n"
		"     7:44     argument useraudittoken r\n"
		"     7:63       name t\n"
		"     7:66     argument servercontexttoken s\n"
		"     7:89       name t\n"
		"     8:2      argument serverimpl u\n"
		"     8:17       name t\n"
		"     8:20     argument userimpl v\n"
		"     8:33       name t\n"
		"     9:1    routine flags\n"
		"     9:15     argument - a\n"
		"     9:19       name t\n"
		"     9:22       flag islong\n"
		"     9:30       flag isnotlong\n"
		"     9:41       flag dealloc\n"
		"     9:50       flag notdealloc\n"
		"     9:62       flag servercopy\n"
		"     9:74       flag countinout\n"
		"     9:86       flag retcode\n"
		"    10:2        flag samecount\n"
		"    10:13       flag physicalcopy\n"
		"    10:27       flag overwrite\n"
		"    10:38       flag auto\n"
		"    10:44       flag const\n");
}

/* In migc's own language, words of one MIG are keywords only where one is expected. */
static void test_soft_words(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		"subsystem overwrite 1;\n"
		"type auto = const;\n"
		"type sendtime = struct { islong sectoken; error auto; } ctype: const "
		"intranpayload : auto auto intranpayload : a intranpayload;\n"
		"routine dimport(sendtime : auto; sendtime sendtime : const, const; in auto : "
		"sendtime = PointerTo(const auto);\n"
		"\tserverimpl : PointerTo; serverimpl userimpl : ValueOf(ValueOf); PointerTo : "
		"auto, auto);\n"
		"error error;\n"
		"sendtime auto;\n",
		"     1:1    subsystem overwrite 1\n"
		"     2:1    type auto\n"
		"     2:13     name const\n"
		"     3:1    type sendtime\n"
		"     3:17     struct\n"
		"     3:33       field sectoken : islong\n"
		"     3:49       field auto : error\n"
		"     3:57     ctype const\n"
		"     3:70     intranpayload auto auto\n"
		"     3:96     intranpayload a intranpayload\n"
		"     4:1    routine dimport\n"
		"     4:17     argument - sendtime\n"
		"     4:28       name auto\n"
		"     4:34     argument sendtime sendtime\n"
		"     4:54       name const\n"
		"     4:61       flag const\n"
		"     4:68     argument in auto\n"
		"     4:78       declares sendtime\n"
		"     4:89         pointer_to const auto\n"
		"     5:2      argument - serverimpl\n"
		"     5:15       name PointerTo\n"
		"     5:26     argument serverimpl userimpl\n"
		"     5:48       value_of ValueOf\n"
		"     5:66     argument - PointerTo\n"
		"     5:78       name auto\n"
		"     5:84       flag auto\n"
		"     6:1    error error\n"
		"     7:1    sendtime auto\n");
}

/* To GNU's MIG the other's words are names. */
static void test_gnu_words(void **state)
{
	assert_parses(*state, DIALECT_GNU,
		"type error = auto;\n"
		"routine dimport(sendtime : const; in overwrite : audittoken, islong; out "
		"PointerTo : ValueOf);\n"
		"type t = int intranpayload : serverimpl f;\n",
		"     1:1    type error\n"
		"     1:14     name auto\n"
		"     2:1    routine dimport\n"
		"     2:17     argument - sendtime\n"
		"     2:28       name const\n"
		"     2:35     argument in overwrite\n"
		"     2:50       name audittoken\n"
		"     2:62       flag islong\n"
		"     2:70     argument out PointerTo\n"
		"     2:86       name ValueOf\n"
		"     3:1    type t\n"
		"     3:10     name int\n"
		"     3:14     intranpayload serverimpl f\n");
}

/* And the other way round. */
static void test_apple_words(void **state)
{
	assert_parses(*state, DIALECT_APPLE,
		"type islong = servercopy ctype : intranpayload;\n"
		"routine isnotlong(islong : PointerTo(unsigned int), const; sendtime t : "
		"intranpayload);\n"
		"error servercopy;\n",
		"     1:1    type islong\n"
		"     1:15     name servercopy\n"
		"     1:26     ctype intranpayload\n"
		"     2:1    routine isnotlong\n"
		"     2:19     argument - islong\n"
		"     2:28       pointer_to unsigned int\n"
		"     2:53       flag const\n"
		"     2:60     argument sendtime t\n"
		"     2:73       name intranpayload\n"
		"     3:1    error servercopy\n");
}

static void test_precedence(void **state)
{
	assert_parses(*state, DIALECT_NATIVE,
		"type a = array[1 + 2 * 3] of x;\n"
		"type a = array[(1 + 2) * 3] of x;\n"
		"type a = array[20 - 5 - 3] of x;\n"
		"type a = array[100 / 5 / 2] of x;\n"
		"type a = array[18446744073709551615 - 1 + 1] of x;\n"
		"type a = array[*:0] of x;\n",
		"     1:1    type a\n"
		"     1:10     array 7\n"
		"     1:30       name x\n"
		"     2:1    type a\n"
		"     2:10     array 9\n"
		"     2:32       name x\n"
		"     3:1    type a\n"
		"     3:10     array 12\n"
		"     3:31       name x\n"
		"     4:1    type a\n"
		"     4:10     array 10\n"
		"     4:32       name x\n"
		"     5:1    type a\n"
		"     5:10     array 18446744073709551615\n"
		"     5:49       name x\n"
		"     6:1    type a\n"
		"     6:10     var_array 0\n"
		"     6:24       name x\n");
}

static void test_nothing(void **state)
{
	struct bench *b = *state;
	struct source_file *source = bench_text(b, " \n; ;\n");
	struct ast_file *file = parse(b, DIALECT_NATIVE);

	assert_int_equal(file->statements.count, 0);
	assert_int_equal(file->end.begin, source->base + 6);
	ast_dump(&b->out, &b->sources, file);
	assert_string_equal(buf_text(&b->out), "");
	assert_string_equal(bench_reports(b), "");
}

static void test_empty_text(void **state)
{
	struct bench *b = *state;

	bench_text(b, "");
	assert_int_equal(parse(b, DIALECT_GNU)->statements.count, 0);
	assert_string_equal(bench_reports(b), "");
}

static void test_prelude(void **state)
{
	struct bench *b = *state;
	struct parse_options options = {DIALECT_NATIVE, true};
	struct ast_file *file;
	size_t i;

	bench_text(b, "type a = b; skip; routine r();");
	file = parse_text(&b->arena, &b->names, &b->diag, &b->text, options);
	assert_int_equal(file->statements.count, 3);
	for (i = 0; i < 3; i++)
		assert_true(file->statements.items[i]->is_prelude);
}

/* Names are interned: the same name is the same pointer. */
static void test_names_are_interned(void **state)
{
	struct bench *b = *state;
	const struct ast_statement *type, *routine;
	struct ast_file *file;

	bench_text(b, "type auto = int; routine f(a : auto);");
	file = parse(b, DIALECT_NATIVE);
	type = file->statements.items[0];
	routine = file->statements.items[1];
	assert_ptr_equal(
		type->u.type.name.text, routine->u.routine.arguments.items[0]->type->u.name.text);
	assert_ptr_equal(type->u.type.name.text, intern(&b->names, str_of("auto")));
}

static void assert_span(
	const struct source_file *source, struct src_span at, unsigned begin, const char *text)
{
	assert_int_equal(at.begin - source->base, begin);
	assert_int_equal(at.end - at.begin, strlen(text));
	assert_memory_equal(source->text.p + begin, text, strlen(text));
}

static void test_spans(void **state)
{
	struct bench *b = *state;
	struct source_file *source =
		bench_text(b, "type t = ^ array[2 * (3)] of u ctype : v;\n"
			      "routine f(in a : t, dealloc [], const; b : n = 5 | 6);\n"
			      "subsystem kerneluser s 100;");
	struct ast_file *file = parse(b, DIALECT_NATIVE);
	const struct ast_statement *type = file->statements.items[0];
	const struct ast_statement *routine = file->statements.items[1];
	const struct ast_statement *subsystem = file->statements.items[2];
	const struct ast_argument *a = routine->u.routine.arguments.items[0];
	const struct ast_argument *n = routine->u.routine.arguments.items[1];
	const struct ast_type *array = type->u.type.type->u.pointee;

	assert_span(source, type->at, 0, "type t = ^ array[2 * (3)] of u ctype : v");
	assert_span(source, type->u.type.type->at, 9, "^ array[2 * (3)] of u");
	assert_span(source, array->u.array.bound.at, 17, "2 * (3)");
	assert_span(source, type->u.type.translations.items[0].at, 31, "ctype : v");
	assert_span(source, routine->u.routine.name.at, 50, "f");
	assert_span(source, a->at, 52, "in a : t, dealloc [], const");
	assert_span(source, a->direction_at, 52, "in");
	assert_span(source, a->flags.items[0].at, 62, "dealloc []");
	assert_span(source, n->at, 81, "b : n = 5 | 6");
	assert_int_equal(n->direction_at.begin, 0);
	assert_span(source, n->declared->type->at, 89, "5 | 6");
	assert_span(source, n->declared->type->u.ipc.receive.at, 93, "6");
	assert_span(source, subsystem->at, 97, "subsystem kerneluser s 100");
	assert_span(source, subsystem->u.subsystem.kernel_user.items[0], 107, "kerneluser");
	assert_span(source, subsystem->u.subsystem.base.at, 120, "100");
}

static void add_doc(struct bench *b, const char *before, const char *doc)
{
	const char *at = strstr(b->text.text.data, before);
	struct text_doc record = {(uint32_t)(at - b->text.text.data), doc};

	vec_push(&b->arena, &b->text.docs, record);
}

static void test_docs(void **state)
{
	struct bench *b = *state;

	bench_text(b, "subsystem s 1;\n"
		      "type t = int;\n"
		      "routine r(a : t; in b : t, dealloc; serverimpl c : t);\n"
		      "simpleroutine q();\n");
	add_doc(b, "subsystem", "of s");
	add_doc(b, "t = int", "lost");
	add_doc(b, "\nroutine", "of r,\ntwo lines");
	add_doc(b, "a : t", "of a");
	add_doc(b, "in b", "of b");
	add_doc(b, "b : t", "lost");
	add_doc(b, "serverimpl", "of c");
	add_doc(b, "q()", "lost");
	ast_dump(&b->out, &b->sources, parse(b, DIALECT_NATIVE));
	assert_string_equal(buf_text(&b->out), "file in.defs\n"
					       "     1:1    subsystem s 1\n"
					       "              doc: of s\n"
					       "     2:1    type t\n"
					       "     2:10     name int\n"
					       "     3:1    routine r\n"
					       "              doc: of r,\\ntwo lines\n"
					       "     3:11     argument - a\n"
					       "                doc: of a\n"
					       "     3:15       name t\n"
					       "     3:18     argument in b\n"
					       "                doc: of b\n"
					       "     3:25       name t\n"
					       "     3:28       flag dealloc\n"
					       "     3:37     argument serverimpl c\n"
					       "                doc: of c\n"
					       "     3:52       name t\n"
					       "     4:1    simpleroutine q\n");
}

/* Lists of any length, in linear time and without a deep stack. */
static void test_many_arguments(void **state)
{
	struct bench *b = *state;
	struct buf text = {0};
	struct ast_file *file;
	unsigned i;

	buf_add_c(&text, "routine f(");
	for (i = 0; i < 100000; i++)
		buf_printf(&text, "%sa%u : int, dealloc", i > 0 ? ";\n" : "", i);
	buf_add_c(&text, ");\ntype s = struct {");
	for (i = 0; i < 100000; i++)
		buf_printf(&text, " t f%u;", i);
	buf_add_c(&text, " };\ntype e = array[1");
	for (i = 0; i < 100000; i++)
		buf_add_c(&text, " + 1");
	buf_add_c(&text, "] of s;\n");
	bench_text(b, text.data);
	buf_free(&text);
	file = parse(b, DIALECT_NATIVE);
	assert_string_equal(bench_reports(b), "");
	assert_int_equal(file->statements.items[0]->u.routine.arguments.count, 100000);
	assert_string_equal(
		file->statements.items[0]->u.routine.arguments.items[99999]->name.text, "a99999");
	assert_int_equal(file->statements.items[1]->u.type.type->u.fields.count, 100000);
	assert_int_equal(file->statements.items[2]->u.type.type->u.array.bound.value, 100001);
}

/* A macro that holds statements: the places lead to its use. */
static void test_statements_from_macros(void **state)
{
	struct bench *b = *state;
	struct source_file *file = source_add_file(&b->sources, "in.defs", str_of("\n  M x"), 0);
	src_loc macro = source_add_macro(&b->sources, file->base, file->base + 3, "M");

	text_add_origin(&b->arena, &b->text, macro);
	buf_add_c(&b->text.text, "waittime 1000; msgoption A;\n");
	text_add_origin(&b->arena, &b->text, file->base + 5);
	buf_add_c(&b->text.text, "x");
	b->text.end = file->base + 6;
	ast_dump(&b->out, &b->sources, parse(b, DIALECT_GNU));
	assert_string_equal(buf_text(&b->out), "file in.defs\n"
					       "     2:3    waittime 1000\n"
					       "     2:3    msgoption A\n");
	assert_string_equal(bench_reports(b), "2:5+1 error M0201 unknown statement 'x'\n");
}

static void test_tokens_dump(void **state)
{
	struct bench *b = *state;

	bench_text(b, "routine f(\n\tx : MACH_MSG_TYPE_BIT, 0x10);\nimport <a.h>; waittime W; @");
	add_doc(b, "x :", "of x");
	tokens_dump(&b->out, &b->names, &b->diag, &b->text, DIALECT_NATIVE);
	assert_string_equal(buf_text(&b->out), "file in.defs\n"
					       "     1:1    word routine\n"
					       "     1:9    name f\n"
					       "     1:10   punctuation (\n"
					       "            doc: of x\n"
					       "     2:2    name x\n"
					       "     2:4    punctuation :\n"
					       "     2:6    ipc MACH_MSG_TYPE_BIT\n"
					       "     2:23   punctuation ,\n"
					       "     2:25   number 16\n"
					       "     2:29   punctuation )\n"
					       "     2:30   punctuation ;\n"
					       "     3:1    word import\n"
					       "     3:8    file-name <a.h>\n"
					       "     3:13   punctuation ;\n"
					       "     3:15   word waittime\n"
					       "     3:24   string-word W\n"
					       "     3:25   punctuation ;\n"
					       "     3:27   bad @\n"
					       "     3:28   end\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_statements),
		BENCH_TEST(test_types),
		BENCH_TEST(test_translations),
		BENCH_TEST(test_routines),
		BENCH_TEST(test_soft_words),
		BENCH_TEST(test_gnu_words),
		BENCH_TEST(test_apple_words),
		BENCH_TEST(test_precedence),
		BENCH_TEST(test_nothing),
		BENCH_TEST(test_empty_text),
		BENCH_TEST(test_prelude),
		BENCH_TEST(test_names_are_interned),
		BENCH_TEST(test_spans),
		BENCH_TEST(test_docs),
		BENCH_TEST(test_many_arguments),
		BENCH_TEST(test_statements_from_macros),
		BENCH_TEST(test_tokens_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
