/*
 * What is said about text that is wrong, and what is read in spite of it. Each case is a text, the
 * reports about it, and the statements that remain: types by name, routines with their arguments;
 * a '?' marks what is known to be incomplete.
 */
#include "helper.h"

#include "parser/parser.h"

#include <string.h>

struct error_case {
	enum dialect dialect;
	const char *text;
	const char *reports;
	const char *remains;
};

static const struct error_case cases[] = {
	/* missing ends */
	{DIALECT_NATIVE,
		"subsystem s 1\n"
		"type a = int;\n",
		"1:14 error M0201 expected ';' after '1'\n", "subsystem a"},
	{DIALECT_NATIVE,
		"routine a(p : t)\n"
		"routine b(p : t);\n",
		"1:17 error M0201 expected ';' after ')'\n", "a(p) b(p)"},
	/* what is left of a routine whose head is wrong says nothing more */
	{DIALECT_NATIVE,
		"routine a\n"
		"\tp : t;\n"
		"\tin q : u;\n"
		"\tr : v);\n"
		"foo b;\n"
		"type c = d;\n",
		"2:2+1 error M0201 expected '(' before 'p'\n"
		"5:1+3 error M0201 unknown statement 'foo'\n",
		"c"},
	{DIALECT_NATIVE, "skip type a = b;\n", "1:5 error M0201 expected ';' after 'skip'\n",
		"skip a"},
	{DIALECT_NATIVE,
		"type a = b\n"
		"waittime 5;\n"
		"type c = d;\n",
		"1:11 error M0201 expected ';' after 'b'\n", "a other c"},
	{DIALECT_NATIVE,
		"routine a(p : t\n"
		"\tq : u;\n"
		"\tin r : v);\n",
		"1:16 error M0201 expected ';' after 't'\n", "a(p q r)"},
	{DIALECT_NATIVE, "routine a(p : t in q : u);\n",
		"1:16 error M0201 expected ';' after 't'\n", "a(p q)"},
	{DIALECT_NATIVE,
		"routine a(p : t;\n"
		"routine b(p : t);\n",
		"2:1+7 error M0201 expected ')' before 'routine'\n"
		"- 1:10+1 the '(' is here\n",
		"a(p)? b(p)"},
	{DIALECT_NATIVE,
		"routine a(p : t\n"
		"\n"
		"routine b(p : t);\n",
		"1:16 error M0201 expected ')' after 't'\n"
		"- 1:10+1 the '(' is here\n",
		"a(p) b(p)"},
	{DIALECT_NATIVE,
		"routine a(\n"
		"\n"
		"type b = c;\n",
		"1:11 error M0201 expected ')' after '('\n"
		"- 1:10+1 the '(' is here\n",
		"a()? b"},
	{DIALECT_NATIVE, "routine a(p : t;",
		"1:17 error M0201 expected ')' before the end of the file\n"
		"- 1:10+1 the '(' is here\n",
		"a(p)?"},
	{DIALECT_NATIVE, "routine a(p : t",
		"1:16 error M0201 expected ')' after 't'\n"
		"- 1:10+1 the '(' is here\n",
		"a(p)"},
	{DIALECT_NATIVE, "routine a(p : t)", "1:17 error M0201 expected ';' after ')'\n", "a(p)"},
	{DIALECT_NATIVE, "type a =", "1:9 error M0201 expected a type before the end of the file\n",
		"a?"},
	{DIALECT_NATIVE, "type a", "1:7 error M0201 expected '=' before the end of the file\n",
		"a?"},
	{DIALECT_NATIVE, "msgoption",
		"1:10 error M0207 expected a word of letters, digits and '-/._$' after "
		"'msgoption'\n",
		""},
	/* too much */
	{DIALECT_NATIVE,
		"routine a(p : t; q : u;);\n"
		"type b = c;\n",
		"1:23+1 error M0201 no ';' is allowed before ')'\n", "a(p q) b"},
	{DIALECT_NATIVE, "routine a(p : t; ; q : u);\n",
		"1:18+1 error M0201 expected an argument or ')' before ';'\n", "a(p q)?"},
	{DIALECT_NATIVE,
		"routine a(p : t));\n"
		"type b = c;\n",
		"1:17+1 error M0201 expected ';' before ')'\n", "a(p) b"},
	{DIALECT_NATIVE,
		"routine a((p : t);\n"
		"type b = c;\n",
		"1:11+1 error M0201 expected an argument or ')' before '('\n", "a()? b"},
	{DIALECT_NATIVE,
		"routine a(p : t) : int;\n"
		"type b = c;\n",
		"1:18+1 error M0201 expected ';' before ':'\n", "a(p) b"},
	{DIALECT_NATIVE,
		"type a = b c d;\n"
		"type e = f;\n",
		"1:12+1 error M0201 expected ';' before 'c'\n", "a? e"},
	{DIALECT_NATIVE,
		"skip a;\n"
		"type e = f;\n",
		"1:6+1 error M0201 expected ';' before 'a'\n", "skip e"},
	{DIALECT_NATIVE,
		") ( };\n"
		"type a = b;\n",
		"1:1+1 error M0201 expected a statement before ')'\n", "a"},
	/* arguments */
	{DIALECT_NATIVE, "routine a(p : t, q : u, in r : v, dealloc);\n",
		"1:16+1 error M0201 arguments are separated by ';'\n"
		"1:23+1 error M0201 arguments are separated by ';'\n",
		"a(p q r)"},
	{DIALECT_NATIVE, "routine a(p : t dealloc; q : u);\n",
		"1:16 error M0201 expected ',' after 't'\n", "a(q)?"},
	{DIALECT_NATIVE, "routine a(p : t, dealoc; q : u);\n",
		"1:18+6 error M0201 unknown flag 'dealoc'; did you mean 'dealloc'?\n", "a(p q)"},
	{DIALECT_NATIVE, "routine a(p : t, nonsense, xyz; q : u);\n",
		"1:18+8 error M0201 unknown flag 'nonsense'\n", "a(p q)"},
	{DIALECT_NATIVE, "routine a(p : t,);\n", "1:17+1 error M0201 expected a flag before ')'\n",
		"a(p)"},
	{DIALECT_NATIVE, "routine a(p t; q : u);\n", "1:13+1 error M0201 expected ':' before 't'\n",
		"a(q)?"},
	{DIALECT_NATIVE, "routine a(p : unsigned int; q : u);\n",
		"1:24+3 error M0201 expected ';' or ')' before 'int'\n", "a(q)?"},
	{DIALECT_NATIVE, "routine a(requestprt p : t; q : u);\n",
		"1:11+10 error M0201 unknown direction 'requestprt'; did you mean 'requestport'?\n",
		"a(q)?"},
	{DIALECT_NATIVE, "routine a(in : t; q : u);\n",
		"1:11+2 error M0201 'in' is a reserved word and cannot be a name\n", "a(q)?"},
	{DIALECT_NATIVE, "routine a(in in : t; q : u);\n",
		"1:14+2 error M0201 'in' is a reserved word and cannot be a name\n", "a(q)?"},
	{DIALECT_NATIVE, "routine a(p : array[4] of t; q : u);\n",
		"1:15+5 error M0201 the type of an argument needs a name: write ': NAME = ...'\n",
		"a(q)?"},
	{DIALECT_NATIVE, "routine a(p : (MACH_MSG_TYPE_INTEGER_32, 32); q : u);\n",
		"1:15+1 error M0201 the type of an argument needs a name: write ': NAME = ...'\n",
		"a(q)?"},
	{DIALECT_NATIVE, "routine a(p : MACH_MSG_TYPE_BIT; q : u);\n",
		"1:15+17 error M0201 the type of an argument needs a name: write ': NAME = ...'\n",
		"a(q)?"},
	{DIALECT_NATIVE,
		"routine a(p : n = (1, x); q : u);\n"
		"type b = c;\n",
		"1:23+1 error M0201 expected a number before 'x'\n", "a(q)? b"},
	{DIALECT_NATIVE,
		"routine a(p : n = (1, 32; q : u);\n"
		"type b = c;\n",
		"1:25+1 error M0201 expected ',' or ')' before ';'\n", "a(q)? b"},
	{DIALECT_NATIVE,
		"routine a(p : n = struct { t u }; q : u);\n"
		"type b = c;\n",
		"1:32+1 error M0201 expected ';' before '}'\n", "a(q)? b"},
	{DIALECT_NATIVE, "routine a(serverimpl p : t, const; q : u);\n",
		"1:27+1 error M0201 expected ';' or ')' before ','\n", "a(q)?"},
	{DIALECT_NATIVE,
		"routine a{p : t; q : u};\n"
		"type b = c;\n",
		"1:10+1 error M0201 expected '(' before '{'\n", "b"},
	{DIALECT_NATIVE,
		"routine a p : t;\n"
		"type b = c;\n",
		"1:11+1 error M0201 expected '(' before 'p'\n", "b"},
	{DIALECT_NATIVE,
		"routine (p : t);\n"
		"type b = c;\n",
		"1:9+1 error M0201 expected a name before '('\n", "b"},
	/* types */
	{DIALECT_NATIVE,
		"type = int;\n"
		"type b = c;\n",
		"1:6+1 error M0201 expected a name before '='\n", "b"},
	{DIALECT_NATIVE,
		"type a int;\n"
		"type b = c;\n",
		"1:8+3 error M0201 expected '=' before 'int'\n", "a? b"},
	{DIALECT_NATIVE,
		"type a = array[5 of int;\n"
		"type b = c;\n",
		"1:18+2 error M0201 expected ']' before 'of'\n", "a? b"},
	{DIALECT_NATIVE,
		"type a = array[] int;\n"
		"type b = c;\n",
		"1:18+3 error M0201 expected 'of' before 'int'\n", "a? b"},
	{DIALECT_NATIVE, "type a = array[1+] of int;\n",
		"1:18+1 error M0201 expected a number before ']'\n", "a?"},
	{DIALECT_NATIVE, "type a = array[x] of int;\n",
		"1:16+1 error M0201 expected a number, '*' or ']' before 'x'\n", "a?"},
	{DIALECT_NATIVE, "type a = array[*] of ;\n",
		"1:22+1 error M0201 expected a type before ';'\n", "a?"},
	{DIALECT_NATIVE, "type a = arry[5] of int;\n",
		"1:10+4 error M0201 unknown type 'arry'; did you mean 'array'?\n", "a?"},
	{DIALECT_NATIVE, "type a = struct { };\n",
		"1:19+1 error M0201 expected a name before '}'\n", "a?"},
	{DIALECT_NATIVE, "type a = struct { int b };\n",
		"1:25+1 error M0201 expected ';' before '}'\n", "a?"},
	{DIALECT_NATIVE,
		"type a = struct { int; int c; };\n"
		"type b = c;\n",
		"1:22+1 error M0201 expected a name before ';'\n", "a? b"},
	{DIALECT_NATIVE,
		"type a = struct { int c;\n"
		"type b = c;\n",
		"2:1+4 error M0201 expected a name or '}' before 'type'\n", "a? b"},
	{DIALECT_NATIVE, "type a = c_string[*];\n", "1:20+1 error M0201 expected ':' before ']'\n",
		"a?"},
	{DIALECT_NATIVE, "type a = (1);\n", "1:12+1 error M0201 expected ',' before ')'\n", "a?"},
	{DIALECT_NATIVE, "type a = (1, 32 islong);\n",
		"1:17+6 error M0201 expected ',' or ')' before 'islong'\n", "a?"},
	{DIALECT_NATIVE, "type a = 1 | ;\n", "1:14+1 error M0201 expected an IPC type before ';'\n",
		"a?"},
	{DIALECT_NATIVE, "type a = int | int;\n", "1:14+1 error M0201 expected ';' before '|'\n",
		"a?"},
	{DIALECT_NATIVE, "type a = PointerTo(struct x);\n",
		"1:20+6 error M0201 'struct' is a reserved word and cannot be a name\n", "a?"},
	{DIALECT_NATIVE, "type a = PointerToIfNot(x);\n",
		"1:26+1 error M0201 expected a name or ',' before ')'\n", "a?"},
	{DIALECT_NATIVE, "type a = int ctype : char *;\n",
		"1:27+1 error M0201 expected ';' before '*'\n", "a?"},
	{DIALECT_NATIVE, "type a = int intrn : b c(d);\n",
		"1:14+5 error M0201 unknown word 'intrn'; did you mean 'intran'?\n", "a?"},
	{DIALECT_NATIVE, "type a = int intran b c(d);\n",
		"1:21+1 error M0201 expected ':' before 'b'\n", "a?"},
	{DIALECT_NATIVE, "type a = int intran : b c();\n",
		"1:27+1 error M0201 expected a name before ')'\n", "a?"},
	{DIALECT_NATIVE,
		"type routine = int;\n"
		"type b = c;\n",
		"1:6+7 error M0201 'routine' is a reserved word and cannot be a name\n", "b"},
	/* statements */
	{DIALECT_NATIVE,
		"subsystem s;\n"
		"subsystem 12 s;\n"
		"subsystem kernel s 12;\n",
		"1:12+1 error M0201 expected a number before ';'\n"
		"2:11+2 error M0201 expected a name before '12'\n"
		"3:18+1 error M0201 expected a number before 's'\n",
		""},
	{DIALECT_NATIVE,
		"rotine a(p : t);\n"
		"type b = c;\n",
		"1:1+6 error M0201 unknown statement 'rotine'; did you mean 'routine'?\n", "b"},
	{DIALECT_NATIVE,
		"procedure a(p : t);\n"
		"type b = c;\n",
		"1:1+9 error M0201 unknown statement 'procedure'\n", "b"},
	{DIALECT_NATIVE,
		"5;\n"
		"type b = c;\n",
		"1:1+1 error M0201 expected a statement before '5'\n", "b"},
	{DIALECT_NATIVE, "skip -1;\n", "1:6+1 error M0201 expected ';' before '-'\n", "skip"},
	{DIALECT_NATIVE, "serverprefix type;\n",
		"1:14+4 error M0201 'type' is a reserved word and cannot be a name\n", ""},
	{DIALECT_NATIVE, "userprefix \"a\";\n",
		"1:12+1 error M0202 '\"' is not part of the language\n", ""},
	{DIALECT_NATIVE, "usespecialreplyport yes;\n",
		"1:21+3 error M0201 expected a number before 'yes'\n", ""},
	/* words */
	{DIALECT_NATIVE,
		"msgoption A|B;\n"
		"msgoption (A);\n"
		"msgoption;\n"
		"waittime \"x\";\n",
		"1:12+1 error M0201 expected ';' before '|'\n"
		"2:11+1 error M0207 expected a word of letters, digits and '-/._$' after "
		"'msgoption'\n"
		"3:10+1 error M0207 expected a word of letters, digits and '-/._$' after "
		"'msgoption'\n"
		"4:10+1 error M0207 expected a word of letters, digits and '-/._$' after "
		"'waittime'\n",
		"other"},
	{DIALECT_NATIVE,
		"import a.h;\n"
		"import <a.h;\n"
		"import;\n",
		"1:8+1 error M0208 expected a file name in quotes or angle brackets after "
		"'import'\n"
		"2:8+1 error M0208 expected a file name in quotes or angle brackets after "
		"'import'\n"
		"3:7+1 error M0208 expected a file name in quotes or angle brackets after "
		"'import'\n",
		""},
	{DIALECT_NATIVE,
		"rcsid x;\n"
		"rcsid;\n",
		"1:7+1 error M0209 expected a string in double quotes after 'rcsid'\n"
		"2:6+1 error M0209 expected a string in double quotes after 'rcsid'\n",
		""},
	/* characters */
	{DIALECT_NATIVE,
		"type a = int @ 5;\n"
		"type b = $;\n",
		"1:14+1 error M0202 '@' is not part of the language\n"
		"2:10+1 error M0202 '$' is not part of the language\n",
		"a? b?"},
	{DIALECT_NATIVE,
		"type a = \xc3\xa9"
		";\n"
		"type b = \"c\";\n",
		"1:10+2 error M0202 '\xc3\xa9"
		"' is not part of the language\n"
		"2:10+1 error M0202 '\"' is not part of the language\n",
		"a? b?"},
	{DIALECT_NATIVE,
		"/* c */\n"
		"type a = b;\n",
		"1:1+1 error M0201 expected a statement before '/'\n", "a"},
	{DIALECT_NATIVE,
		"@ @ @ @ @;\n"
		"type a = b;\n",
		"1:1+1 error M0202 '@' is not part of the language\n", "a"},
	/* numbers */
	{DIALECT_NATIVE,
		"type a = array[3 - 5] of b;\n"
		"type c = array[10 / (5 - 5)] of b;\n",
		"1:16+5 error M0210 the value of this expression is below 0\n"
		"2:21+7 error M0211 division by zero\n",
		"a c"},
	{DIALECT_NATIVE, "type a = array[18446744073709551615 + 1] of b;\n",
		"1:16+24 error M0210 the value of this expression is above 18446744073709551615\n",
		"a"},
	{DIALECT_NATIVE, "type a = array[4294967296 * 4294967296] of b;\n",
		"1:16+23 error M0210 the value of this expression is above 18446744073709551615\n",
		"a"},
	/* gnu */
	{DIALECT_GNU,
		"dimport <a.h>;\n"
		"iimport \"b.h\";\n"
		"sendtime 5;\n"
		"nosendtime;\n",
		"1:1+7 error M0212 'dimport' is understood only by Apple's MIG; here it is "
		"'import'\n"
		"2:1+7 error M0212 'iimport' is understood only by Apple's MIG; here it is "
		"'import'\n"
		"3:1+8 error M0212 'sendtime' is understood only by Apple's MIG; here it is "
		"'waittime'\n"
		"4:1+10 error M0212 'nosendtime' is understood only by Apple's MIG; here it is "
		"'nowaittime'\n",
		""},
	{DIALECT_GNU,
		"error e;\n"
		"consumeonsenderror Any;\n"
		"usespecialreplyport 1;\n"
		"UserTypeLimit 5;\n",
		"1:1+5 error M0212 'error' is understood only by Apple's MIG\n"
		"2:1+18 error M0212 'consumeonsenderror' is understood only by Apple's MIG\n"
		"3:1+19 error M0212 'usespecialreplyport' is understood only by Apple's MIG\n"
		"4:1+13 error M0212 'UserTypeLimit' is understood only by Apple's MIG\n",
		""},
	{DIALECT_GNU, "routine a(p : t, const; in q : u, samecount);\n",
		"1:18+5 error M0212 'const' is understood only by Apple's MIG\n"
		"1:35+9 error M0212 'samecount' is understood only by Apple's MIG\n",
		"a(p q)"},
	{DIALECT_GNU, "routine a(p : t; sendtime q : u; ServerImpl r : v);\n",
		"1:18+8 error M0212 'sendtime' is understood only by Apple's MIG; here it is "
		"'waittime'\n"
		"1:34+10 error M0212 'ServerImpl' is understood only by Apple's MIG\n",
		"a(p)?"},
	{DIALECT_GNU, "routine a(p : PointerTo(int); q : u);\n",
		"1:15+9 error M0212 'PointerTo' is understood only by Apple's MIG\n", "a(q)?"},
	{DIALECT_GNU,
		"type a = ValueOf(int);\n"
		"type b = c;\n",
		"1:10+7 error M0212 'ValueOf' is understood only by Apple's MIG\n", "a? b"},
	{DIALECT_GNU, "routine a(p : t, islong, islog);\n",
		"1:26+5 error M0201 unknown flag 'islog'; did you mean 'islong'?\n", "a(p)"},
	/* apple */
	{DIALECT_APPLE, "type a = (MACH_MSG_TYPE_INTEGER_32, 32);\n",
		"1:10+29 error M0212 a type with its size in bits is understood only by GNU's MIG; "
		"here the size follows from the name\n",
		"a"},
	{DIALECT_APPLE,
		"type a = struct { int b; };\n"
		"type b = struct[2] of int;\n",
		"1:10+17 error M0212 'struct' with fields is understood only by GNU's MIG; here it "
		"is 'struct[n] of type'\n",
		"a b"},
	{DIALECT_APPLE,
		"skip 3;\n"
		"skip;\n",
		"1:1+6 error M0212 a number after 'skip' is understood only by GNU's MIG; here "
		"'skip' is repeated\n",
		"skip skip"},
	{DIALECT_APPLE, "routine a(p : t, islong; in q : u, servercopy);\n",
		"1:18+6 error M0212 'islong' is understood only by GNU's MIG\n"
		"1:36+10 error M0212 'servercopy' is understood only by GNU's MIG\n",
		"a(p q)"},
	{DIALECT_APPLE,
		"type a = int intranpayload : b c;\n"
		"type b = c;\n",
		"1:14+13 error M0212 'intranpayload' is understood only by GNU's MIG; here it is "
		"'intran'\n",
		"a? b"},
	{DIALECT_APPLE,
		"in const : t;\n"
		"routine a(p : t; in const : t; auto : t);\n"
		"type overwrite = int;\n",
		"1:1+2 error M0201 expected a statement before 'in'\n"
		"2:21+5 error M0201 'const' is a reserved word and cannot be a name\n"
		"2:32+4 error M0201 'auto' is a reserved word and cannot be a name\n"
		"3:6+9 error M0201 'overwrite' is a reserved word and cannot be a name\n",
		"a(p const auto) overwrite"},
	/* several */
	{DIALECT_NATIVE,
		"type a = ;\n"
		"type b = c d;\n"
		"routine e(p t; q : u, x; r : );\n"
		"foo;\n"
		"type f = g;\n",
		"1:10+1 error M0201 expected a type before ';'\n"
		"2:12+1 error M0201 expected ';' before 'd'\n"
		"3:13+1 error M0201 expected ':' before 't'\n"
		"3:23+1 error M0201 unknown flag 'x'\n"
		"3:30+1 error M0201 expected a name before ')'\n"
		"4:1+3 error M0201 unknown statement 'foo'\n",
		"a? b? e(q)? f"},
};

static void add_routine(struct buf *out, const struct ast_routine *routine)
{
	size_t i;

	buf_printf(out, "%s(", routine->name.text);
	for (i = 0; i < routine->arguments.count; i++)
		buf_printf(out, "%s%s", i > 0 ? " " : "", routine->arguments.items[i]->name.text);
	buf_printf(out, ")%s", routine->is_broken ? "?" : "");
}

static void add_statement(struct buf *out, const struct ast_statement *s)
{
	if (out->size_bytes > 0)
		buf_add_char(out, ' ');
	switch (s->kind) {
	case AST_TYPE:
		buf_printf(out, "%s%s", s->u.type.name.text, s->u.type.type ? "" : "?");
		break;
	case AST_ROUTINE: add_routine(out, &s->u.routine); break;
	case AST_SUBSYSTEM: buf_add_c(out, "subsystem"); break;
	case AST_SKIP: buf_add_c(out, "skip"); break;
	case AST_IMPORT:
	case AST_RCSID:
	case AST_PREFIX:
	case AST_OPTION: buf_add_c(out, "other"); break;
	}
}

static void check_case(struct bench *b, const struct error_case *c)
{
	struct parse_options options = {c->dialect, false};
	struct ast_file *file;
	size_t i;

	bench_text(b, c->text);
	file = parse_text(&b->arena, &b->names, &b->diag, &b->text, options);
	assert_string_equal(bench_reports(b), c->reports);
	for (i = 0; i < file->statements.count; i++)
		add_statement(&b->out, file->statements.items[i]);
	assert_string_equal(buf_text(&b->out), c->remains);
}

static void test_cases(void **state)
{
	struct bench b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bench_init(&b);
		check_case(&b, &cases[i]);
		bench_free(&b);
	}
}

/* ---- Text that is wrong in every way ---- */

static const char sample[] =
	"subsystem kernelserver s 100;\n"
	"import <a.h>; rcsid \"x\"; msgoption A-B; sendtime 5; skip 2;\n"
	"type a = array[*:1 + 2 * (3 - 1)] of (MACH_MSG_TYPE_REAL | 7, 32, dealloc[])\n"
	"	ctype: c intran: d e(f);\n"
	"type g = struct { int h; i j; };\n"
	"routine k(l : m; in const : n = ^array[] of c_string[5]; out o : p = struct[3] of q,\n"
	"	islong; serverimpl r : PointerToIfNot(unsigned int, NULL));\n"
	"simpleroutine t();\n";

static unsigned parse_quietly(const char *text, size_t n, unsigned error_limit)
{
	struct parse_options options = {DIALECT_NATIVE, false};
	struct bench b;
	unsigned errors;

	bench_init(&b);
	b.diag.error_limit = error_limit;
	bench_text_n(&b, text, n);
	assert_non_null(parse_text(&b.arena, &b.names, &b.diag, &b.text, options));
	assert_memory_equal(b.text.text.data, text, n);
	bench_reports(&b);
	errors = b.diag.error_count;
	bench_free(&b);
	return errors;
}

/* A text that is cut off gives one report, wherever it is cut. */
static void test_truncated(void **state)
{
	size_t n;

	(void)state;
	for (n = 1; n < sizeof(sample); n++)
		assert_in_range(parse_quietly(sample, n, 0), 0, 1);
}

/* One wrong character gives few reports, never one for each statement behind it. */
static void test_mutated(void **state)
{
	static const char characters[] = ";:,()[]{}=^|*@\"<0a \n#";
	char text[sizeof(sample)];
	size_t i, c;

	(void)state;
	for (i = 0; i < sizeof(sample) - 1; i++) {
		for (c = i % 7; c < sizeof(characters); c += 7) {
			memcpy(text, sample, sizeof(sample));
			text[i] = characters[c];
			assert_in_range(parse_quietly(text, sizeof(sample) - 1, 0), 0, 2);
		}
	}
}

static char *repeat(struct buf *out, const char *piece, size_t count)
{
	while (count-- > 0)
		buf_add_c(out, piece);
	return out->data;
}

static void test_nested_parentheses(void **state)
{
	struct buf text = {0};
	size_t depth;

	(void)state;
	for (depth = 10000; depth <= 1000000; depth *= 10) {
		buf_clear(&text);
		buf_add_c(&text, "type a = array[");
		repeat(&text, "(", depth);
		buf_add_c(&text, "1");
		repeat(&text, ")", depth);
		buf_add_c(&text, "] of int;\n");
		assert_int_equal(
			parse_quietly(text.data, text.size_bytes, 20), depth > 10000 ? 1 : 0);
	}
	buf_free(&text);
}

static void test_nested_types(void **state)
{
	struct bench *b = *state;
	struct buf text = {0};
	struct error_case c = {DIALECT_NATIVE, NULL, NULL, NULL};

	repeat(&text, "type a = ", 1);
	repeat(&text, "^", AST_TYPE_DEPTH_MAX);
	repeat(&text, "int;\ntype b = ", 1);
	repeat(&text, "^", 3 * AST_TYPE_DEPTH_MAX);
	repeat(&text, "int;\ntype c = int;\n", 1);
	c.text = text.data;
	c.reports = "2:409+204 error M0204 this is nested too deeply\n";
	c.remains = "a b c";
	check_case(b, &c);
	buf_free(&text);
}

static void test_endless_garbage(void **state)
{
	struct buf text = {0};

	(void)state;
	repeat(&text, "routine (((( { [ ", 100000);
	assert_in_range(parse_quietly(text.data, text.size_bytes, 0), 1, 3);
	buf_clear(&text);
	repeat(&text, "\nroutine", 100000);
	assert_in_range(parse_quietly(text.data, text.size_bytes, 20), 1, 20);
	buf_clear(&text);
	repeat(&text, "foo;\n", 100000);
	assert_int_equal(parse_quietly(text.data, text.size_bytes, 20), 20);
	buf_free(&text);
}

/* A name of any length is shown in part. */
static void test_long_names_are_cut(void **state)
{
	struct bench *b = *state;
	struct buf text = {0};
	struct parse_options options = {DIALECT_NATIVE, false};

	repeat(&text, "x", 5000);
	repeat(&text, " y;", 1);
	bench_text(b, text.data);
	parse_text(&b->arena, &b->names, &b->diag, &b->text, options);
	assert_string_equal(bench_reports(b),
		"1:1+5000 error M0201 unknown statement "
		"'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'\n");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_mutated),
		cmocka_unit_test(test_nested_parentheses),
		BENCH_TEST(test_nested_types),
		cmocka_unit_test(test_endless_garbage),
		BENCH_TEST(test_long_names_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
