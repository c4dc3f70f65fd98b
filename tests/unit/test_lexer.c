/* Tokens: words by dialect, literals, places, doc comments, and what no token is. */
#include "helper.h"

#include "lexer/lexer.h"

#include <string.h>

static const char *kind_name(enum token_kind kind)
{
	switch ((int)kind) {
	case TOKEN_NAME: return "name";
	case TOKEN_NUMBER: return "number";
	case TOKEN_IPC_NAME: return "ipc";
	case TOKEN_STRING_WORD: return "word";
	case TOKEN_FILE_NAME: return "file";
	case TOKEN_QUOTED: return "quoted";
	case TOKEN_BAD_CHARACTER: return "bad";
	case TOKEN_BAD_STRING_WORD: return "bad-word";
	case TOKEN_BAD_FILE_NAME: return "bad-file";
	case TOKEN_BAD_QUOTED: return "bad-quoted";
	default: return NULL;
	}
}

static void add_token(struct buf *out, const struct token *token)
{
	const char *kind = kind_name(token->kind);

	if (out->size_bytes > 0)
		buf_add_char(out, ' ');
	if (!kind)
		buf_add_c(out, token_spelling(token->kind));
	else if (token->kind == TOKEN_NUMBER)
		buf_printf(out, "number=%llu", (unsigned long long)token->number);
	else if (token->text)
		buf_printf(out, "%s=%s", kind, token->text);
	else
		buf_add_c(out, kind);
}

/* All tokens of a text in one line: classes as CLASS=VALUE, others as they are spelled. */
static const char *scan_n(struct bench *b, const char *content, size_t n, enum dialect dialect)
{
	struct lexer lexer;
	struct token token;

	bench_free(b);
	bench_init(b);
	bench_text_n(b, content, n);
	lexer_open(&lexer, &b->text, &b->names, &b->diag, dialect);
	for (;;) {
		lexer_next(&lexer, &token);
		if (token.kind == TOKEN_END)
			break;
		add_token(&b->out, &token);
	}
	lexer_next(&lexer, &token);
	assert_int_equal(token.kind, TOKEN_END);
	lexer_close(&lexer);
	assert_int_equal(b->text.text.size_bytes, n);
	if (n > 0)
		assert_memory_equal(b->text.text.data, content, n);
	return buf_text(&b->out);
}

static const char *scan(struct bench *b, const char *content)
{
	return scan_n(b, content, strlen(content), DIALECT_NATIVE);
}

static const char *scan_as(struct bench *b, enum dialect dialect, const char *content)
{
	return scan_n(b, content, strlen(content), dialect);
}

/* ---- Words ---- */

static void test_nothing(void **state)
{
	assert_string_equal(scan(*state, ""), "");
	assert_string_equal(scan(*state, " \t\r\n\f\v "), "");
}

static void test_punctuation(void **state)
{
	assert_string_equal(
		scan(*state, ":;,+-*/()=^~<>[]{}|"), ": ; , + - * / ( ) = ^ ~ < > [ ] { } |");
}

static void test_keywords_in_any_case(void **state)
{
	assert_string_equal(
		scan(*state, "SubSystem ROUTINE tyPe C_String"), "subsystem routine type c_string");
	assert_string_equal(scan(*state, "subsystems _type types xin"),
		"name=subsystems name=_type name=types name=xin");
}

static void test_keywords_in_this_case(void **state)
{
	assert_string_equal(scan(*state, "PointerTo PointerToIfNot ValueOf UserTypeLimit "
					 "OnStackLimit"),
		"PointerTo PointerToIfNot ValueOf UserTypeLimit OnStackLimit");
	assert_string_equal(scan(*state, "pointerto POINTERTOIFNOT valueof usertypelimit "
					 "onstacklimit"),
		"name=pointerto name=POINTERTOIFNOT name=valueof name=usertypelimit "
		"name=onstacklimit");
}

/* Every word is a keyword of the MIGs that reserve it and of migc, and a name to the other. */
static void test_dialects(void **state)
{
	static const struct {
		const char *spelling;
		enum token_kind token;
		unsigned dialects;
	} words[] = {
#define BOTH  DIALECT_NATIVE
#define GNU   DIALECT_GNU
#define APPLE DIALECT_APPLE
#define WORD(token, spelling, dialects, letter_case, roles, instead) \
	{spelling, TOKEN_##token, dialects},
#define IPC_NAME(spelling, dialects) {spelling, TOKEN_IPC_NAME, dialects},
#include "lexer/token.def"
#undef BOTH
#undef GNU
#undef APPLE
	};
	struct bench *b = *state;
	size_t i;
	unsigned dialect;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (dialect = DIALECT_GNU; dialect <= DIALECT_NATIVE; dialect++) {
			bool is_reserved = (words[i].dialects & dialect) != 0;
			struct lexer lexer;
			struct token token;

			bench_free(b);
			bench_init(b);
			bench_text(b, words[i].spelling);
			lexer_open(&lexer, &b->text, &b->names, &b->diag, (enum dialect)dialect);
			lexer_next(&lexer, &token);
			assert_int_equal(token.kind, is_reserved ? words[i].token : TOKEN_NAME);
			lexer_close(&lexer);
		}
	}
}

static void test_word_of_token(void **state)
{
	enum token_kind kind;
	unsigned count = 0;

	(void)state;
	for (kind = TOKEN_END; kind < TOKEN_COUNT; kind++) {
		const struct word *word = word_of_token(kind);

		if (!word)
			continue;
		count++;
		assert_int_equal(word->token, kind);
		assert_string_equal(word->spelling, token_spelling(kind));
	}
	assert_int_equal(count, TOKEN_CONST - TOKEN_SUBSYSTEM + 1);
}

static void test_ipc_names(void **state)
{
	assert_string_equal(scan(*state, "MACH_MSG_TYPE_BIT mach_msg_type_bit MACH_MSG_TYPE_FOO "
					 "MACH_MSG_TYPE_PROTECTED_PAYLOAD MACH_MSG_TYPE_"),
		"ipc=MACH_MSG_TYPE_BIT name=mach_msg_type_bit name=MACH_MSG_TYPE_FOO "
		"name=MACH_MSG_TYPE_PROTECTED_PAYLOAD name=MACH_MSG_TYPE_");
	assert_string_equal(scan_as(*state, DIALECT_APPLE, "MACH_MSG_TYPE_STRING_C"),
		"name=MACH_MSG_TYPE_STRING_C");
	assert_string_equal(scan_as(*state, DIALECT_GNU, "MACH_MSG_TYPE_REAL_32"),
		"name=MACH_MSG_TYPE_REAL_32");
}

static void test_word_guess(void **state)
{
	(void)state;
	assert_string_equal(
		word_guess(str_of("rotine"), ROLE_STATEMENT, DIALECT_GNU)->spelling, "routine");
	assert_string_equal(
		word_guess(str_of("DEALOC"), ROLE_FLAG, DIALECT_NATIVE)->spelling, "dealloc");
	assert_null(word_guess(str_of("procedure"), ROLE_STATEMENT, DIALECT_NATIVE));
	assert_null(word_guess(str_of("sendtim"), ROLE_STATEMENT, DIALECT_GNU));
	assert_null(word_guess(str_of("rotine"), ROLE_FLAG, DIALECT_NATIVE));
}

/* ---- Numbers ---- */

static void test_numbers(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "0 10 010 3abc 18446744073709551615"),
		"number=0 number=10 number=10 number=3 name=abc number=18446744073709551615");
	assert_string_equal(bench_reports(b), "");
}

static void test_number_too_big(void **state)
{
	struct bench *b = *state;

	assert_string_equal(
		scan(b, "x 18446744073709551616 0x10000000000000000"), "name=x number=1 number=1");
	assert_string_equal(bench_reports(b),
		"1:3+20 error M0205 '18446744073709551616' is too big for a number\n"
		"1:24+19 warning M0206 hexadecimal numbers are not understood by other MIGs\n"
		"1:24+19 error M0205 '0x10000000000000000' is too big for a number\n");
}

/* What a report quotes is cut. */
static void test_long_texts_in_reports(void **state)
{
	struct bench *b = *state;
	char *text = arena_printf(&b->arena, "#%0200d\n%0200d1%030d\n", 0, 0, 0);
	const char *zeros = "000000000000000000000000000000000000000000000000000000000000";
	char *wanted = arena_printf(&b->arena,
		"1:1+201 error M0203 '#%s...' is not understood here\n"
		"2:1+231 error M0205 '%s...' is too big for a number\n",
		zeros, zeros);
	struct lexer lexer;
	struct token token;

	bench_text(b, text);
	lexer_open(&lexer, &b->text, &b->names, &b->diag, DIALECT_NATIVE);
	lexer_next(&lexer, &token);
	assert_int_equal(token.kind, TOKEN_NUMBER);
	lexer_close(&lexer);
	assert_string_equal(bench_reports(b), wanted);
}

static void test_hexadecimal(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan_as(b, DIALECT_GNU, "0x1F 0Xff 0x 0xg"),
		"number=31 number=255 number=0 name=x number=0 name=xg");
	assert_string_equal(bench_reports(b),
		"1:1+4 warning M0206 hexadecimal numbers are not understood by other MIGs\n"
		"1:6+4 warning M0206 hexadecimal numbers are not understood by other MIGs\n");
}

/* ---- Words that change how the text behind them is read ---- */

static void test_string_words(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "msgoption a-b/c.$d_9; waittime\n10;"),
		"msgoption word=a-b/c.$d_9 ; waittime word=10 ;");
	assert_string_equal(scan(b, "msgoption A|B;"), "msgoption word=A | name=B ;");
	assert_string_equal(scan(b, "msgoption ; msgoption (A); msgoption"),
		"msgoption bad-word ; msgoption bad-word ( name=A ) ; msgoption bad-word");
}

static void test_file_names(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "import<a.h>; uimport \"b c.h\"; simport < d.h >;"),
		"import file=<a.h> ; uimport file=\"b c.h\" ; simport file=< d.h > ;");
	assert_string_equal(scan(b, "dimport <a\"b'c;>; iimport \"\";"),
		"dimport file=<a\"b'c;> ; iimport file=\"\" ;");
	assert_string_equal(scan(b, "import a; import <a\n>;"),
		"import bad-file name=a ; import bad-file < name=a > ;");
	assert_string_equal(scan(b, "import"), "import bad-file");
	assert_string_equal(scan_as(b, DIALECT_GNU, "dimport <a.h>;"),
		"name=dimport < name=a bad=. name=h > ;");
}

static void test_quoted(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "rcsid \"$Id: x; $\"; rcsid \"a\nb\"; rcsid"),
		"rcsid quoted=\"$Id: x; $\" ; rcsid bad-quoted bad=\" name=a name=b bad=\" ; "
		"rcsid bad-quoted");
}

/* Inside parentheses these words are directions. */
static void test_string_words_need_a_statement(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "routine f(waittime a : b; msgoption c : d); waittime 5;"),
		"routine name=f ( waittime name=a : name=b ; msgoption name=c : name=d ) ; "
		"waittime word=5 ;");
	assert_string_equal(scan(b, "type x = struct { sendtime a; sendtime b; }; sendtime 5;"),
		"type name=x = struct { sendtime name=a ; sendtime name=b ; } ; sendtime word=5 ;");
	assert_string_equal(scan(b, "type sendtime = int; error consumeonsenderror;"),
		"type sendtime = name=int ; error consumeonsenderror ;");
	/* A forgotten ';' or ')' before the statement does no harm. */
	assert_string_equal(scan(b, "skip waittime 5;"), "skip waittime word=5 ;");
	assert_string_equal(scan(b, "routine f(a : b;\nimport <a.h>;"),
		"routine name=f ( name=a : name=b ; import file=<a.h> ;");
	assert_string_equal(scan(b, "type x = (1, 2; waittime 5;"),
		"type name=x = ( number=1 , number=2 ; waittime word=5 ;");
}

/* ---- What is no token ---- */

static void test_bad_characters(void **state)
{
	struct bench *b = *state;

	assert_string_equal(scan(b, "a@\"'!.$%&?\\`"),
		"name=a bad=@ bad=\" bad=' bad=! bad=. bad=$ bad=% bad=& bad=? bad=\\ bad=`");
	assert_string_equal(scan(b, "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
		"bad=\xc3\xa9 bad=\xe2\x82\xac bad=\xf0\x9f\x98\x80");
	assert_string_equal(
		scan(b, "\xc3 \x80\xff\x01\x7f"), "bad=\xc3 bad=\x80 bad=\xff bad=\x01 bad=\x7f");
	assert_string_equal(scan_n(b, "a\0b", 3, DIALECT_NATIVE), "name=a bad= name=b");
	assert_string_equal(scan(b, "/* a // b"), "/ * name=a / / name=b");
}

static void test_directives(void **state)
{
	struct bench *b = *state;

	assert_string_equal(
		scan(b, "#pragma once;\na\n# ident \"x\"\nb # c"), "name=a name=b bad=# name=c");
	assert_string_equal(bench_reports(b),
		"1:1+7 error M0203 '#pragma' is not understood here\n"
		"3:1+7 error M0203 '#ident' is not understood here\n");
}

/* ---- Places ---- */

static void test_places(void **state)
{
	struct bench *b = *state;
	struct source_file *file = bench_text(b, "ab  cd;\n");
	struct lexer lexer;
	struct token token;

	lexer_open(&lexer, &b->text, &b->names, &b->diag, DIALECT_NATIVE);
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, file->base);
	assert_int_equal(token.at.end, file->base + 2);
	assert_int_equal(lexer_peek(&lexer), 'c');
	assert_true(lexer_begins_line(&lexer, token.begin));
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, file->base + 4);
	assert_int_equal(token.at.end, file->base + 6);
	assert_int_equal(lexer_peek(&lexer), ';');
	assert_false(lexer_begins_line(&lexer, token.begin));
	lexer_next(&lexer, &token);
	assert_int_equal(lexer_peek(&lexer), '\0');
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, file->base + 8);
	assert_int_equal(token.at.end, file->base + 8);
	assert_true(lexer_begins_line(&lexer, token.begin));
	lexer_close(&lexer);
}

/* `int M` where M gives `x ; y`, each from a place of its own. */
static void test_places_in_macros(void **state)
{
	struct bench *b = *state;
	struct source_file *file = source_add_file(&b->sources, "f", str_of("int M"), 0);
	src_loc x = source_add_macro(&b->sources, file->base, file->base + 4, "M");
	src_loc y = source_add_macro(&b->sources, file->base + 1, file->base + 4, "M");
	struct lexer lexer;
	struct token token;

	text_add_origin(&b->arena, &b->text, file->base);
	buf_add_c(&b->text.text, "int ");
	text_add_origin(&b->arena, &b->text, x);
	buf_add_c(&b->text.text, "xx");
	text_add_origin(&b->arena, &b->text, y);
	buf_add_c(&b->text.text, "=yy");
	b->text.end = file->base + 5;
	lexer_open(&lexer, &b->text, &b->names, &b->diag, DIALECT_NATIVE);
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, file->base);
	assert_int_equal(token.at.end, file->base + 3);
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, x);
	assert_int_equal(token.at.end, x);
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, y);
	lexer_next(&lexer, &token);
	assert_int_equal(token.at.begin, y);
	assert_int_equal(token.at.end, y);
	assert_int_equal(lexer_span(&lexer, 0, 3).end, file->base + 3);
	lexer_close(&lexer);
}

static void test_docs(void **state)
{
	static const struct text_doc docs[] = {
		{0, "lost"}, {1, "of a"}, {4, "lost too"}, {4, "of b"}, {7, "of d"}};
	struct bench *b = *state;
	const char *found[5] = {NULL};
	struct lexer lexer;
	struct token token;
	size_t i;

	bench_text(b, " a  b c d");
	for (i = 0; i < sizeof(docs) / sizeof(docs[0]); i++)
		vec_push(&b->arena, &b->text.docs, docs[i]);
	lexer_open(&lexer, &b->text, &b->names, &b->diag, DIALECT_NATIVE);
	for (i = 0; i < 5; i++) {
		lexer_next(&lexer, &token);
		found[i] = token.doc;
	}
	lexer_close(&lexer);
	assert_string_equal(found[0], "of a");
	assert_string_equal(found[1], "of b");
	assert_null(found[2]);
	assert_string_equal(found[3], "of d");
	assert_null(found[4]);
}

static void test_long_tokens(void **state)
{
	struct bench *b = *state;
	size_t n = 3000000;
	char *name = arena_alloc(&b->arena, n + 1);
	struct lexer lexer;
	struct token token;

	memset(name, 'n', n);
	bench_text_n(b, name, n);
	lexer_open(&lexer, &b->text, &b->names, &b->diag, DIALECT_NATIVE);
	lexer_next(&lexer, &token);
	assert_int_equal(token.kind, TOKEN_NAME);
	assert_int_equal(token.end, n);
	lexer_next(&lexer, &token);
	assert_int_equal(token.kind, TOKEN_END);
	lexer_close(&lexer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_nothing),
		BENCH_TEST(test_punctuation),
		BENCH_TEST(test_keywords_in_any_case),
		BENCH_TEST(test_keywords_in_this_case),
		BENCH_TEST(test_dialects),
		BENCH_TEST(test_word_of_token),
		BENCH_TEST(test_ipc_names),
		BENCH_TEST(test_word_guess),
		BENCH_TEST(test_numbers),
		BENCH_TEST(test_number_too_big),
		BENCH_TEST(test_long_texts_in_reports),
		BENCH_TEST(test_hexadecimal),
		BENCH_TEST(test_string_words),
		BENCH_TEST(test_file_names),
		BENCH_TEST(test_quoted),
		BENCH_TEST(test_string_words_need_a_statement),
		BENCH_TEST(test_bad_characters),
		BENCH_TEST(test_directives),
		BENCH_TEST(test_places),
		BENCH_TEST(test_places_in_macros),
		BENCH_TEST(test_docs),
		BENCH_TEST(test_long_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
