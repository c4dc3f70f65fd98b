/* Places through line marks and macros, the two renderings, -W options, the limit. */
#include "helper.h"

#include "diag/render.h"

#include <string.h>

static struct source_file *add_file(
	struct bench *b, const char *path, const char *text, src_loc included_at)
{
	return source_add_file(&b->sources, path, str_of(text), included_at);
}

static void assert_at(struct bench *b, src_loc loc, const char *path, unsigned line,
	unsigned column, const char *line_text)
{
	struct src_position p = source_position(&b->sources, loc);

	assert_string_equal(p.path, path);
	assert_int_equal(p.line, line);
	assert_int_equal(p.column, column);
	assert_true(str_equal_c(p.line_text, line_text));
}

static struct src_span span(src_loc begin, src_loc end)
{
	struct src_span s = {begin, end};

	return s;
}

/* ---- Places ---- */

static void test_positions(void **state)
{
	struct bench *b = *state;
	struct source_file *one = add_file(b, "one", "ab\ncd\r\n\nlast", 0);
	struct source_file *two = add_file(b, "two", "", one->base);
	struct source_file *three = add_file(b, "three", "x\n", 0);

	assert_at(b, one->base, "one", 1, 1, "ab");
	assert_at(b, one->base + 2, "one", 1, 3, "ab");
	assert_at(b, one->base + 4, "one", 2, 2, "cd");
	assert_at(b, one->base + 7, "one", 3, 1, "");
	assert_at(b, one->base + 11, "one", 4, 4, "last");
	assert_at(b, one->base + 12, "one", 4, 5, "last");
	assert_at(b, two->base, "two", 1, 1, "");
	assert_at(b, three->base, "three", 1, 1, "x");
	assert_at(b, three->base + 2, "three", 2, 1, "");
	assert_true(source_is_main(&b->sources, three->base));
	assert_false(source_is_main(&b->sources, two->base));
	assert_false(source_is_main(&b->sources, 0));
}

static void test_line_marks(void **state)
{
	struct bench *b = *state;
	struct source_file *file =
		add_file(b, "x.i", "# 1 \"m\"\nA\n# 90 \"h\"\nB\nC\n# 2 \"m\"\nD\n", 0);

	source_add_mark(&b->sources, file, 8, 1, "m");
	source_add_mark(&b->sources, file, 19, 90, "h");
	source_add_mark(&b->sources, file, 31, 2, "m");
	assert_at(b, file->base, "x.i", 1, 1, "# 1 \"m\"");
	assert_at(b, file->base + 8, "m", 1, 1, "A");
	assert_at(b, file->base + 19, "h", 90, 1, "B");
	assert_at(b, file->base + 21, "h", 91, 1, "C");
	assert_at(b, file->base + 31, "m", 2, 1, "D");
	assert_true(source_is_main(&b->sources, file->base + 8));
	assert_false(source_is_main(&b->sources, file->base + 21));
	assert_true(source_is_main(&b->sources, file->base + 31));
}

static void test_macros(void **state)
{
	struct bench *b = *state;
	struct source_file *file = add_file(b, "f", "#define M int\n#define N M\nN x;\n", 0);
	src_loc inner = source_add_macro(&b->sources, file->base + 24, file->base + 26, "N");
	src_loc outer = source_add_macro(&b->sources, file->base + 10, inner, "M");

	assert_true(source_is_macro(outer));
	assert_false(source_is_macro(file->base));
	assert_int_equal(source_spelling(&b->sources, outer), file->base + 10);
	assert_int_equal(source_use(&b->sources, outer), file->base + 26);
	assert_int_equal(source_use(&b->sources, file->base), file->base);
	assert_null(source_macro(&b->sources, file->base));
	assert_at(b, outer, "f", 3, 1, "N x;");
	assert_true(source_is_main(&b->sources, outer));
}

static void test_text_origins(void **state)
{
	struct bench *b = *state;
	struct source_file *file = add_file(b, "f", "abc M def", 0);
	src_loc macro = source_add_macro(&b->sources, file->base, file->base + 4, "M");

	text_add_origin(&b->arena, &b->text, file->base);
	buf_add_c(&b->text.text, "abc ");
	text_add_origin(&b->arena, &b->text, macro);
	buf_add_c(&b->text.text, "12345");
	text_add_origin(&b->arena, &b->text, macro);
	buf_add_c(&b->text.text, "6");
	text_add_origin(&b->arena, &b->text, file->base + 5);
	buf_add_c(&b->text.text, " ");
	text_add_origin(&b->arena, &b->text, file->base + 6);
	buf_add_c(&b->text.text, "def");
	b->text.end = file->base + 9;
	assert_int_equal(b->text.origins.count, 3);
	assert_int_equal(text_loc(&b->text, 0), file->base);
	assert_int_equal(text_loc(&b->text, 3), file->base + 3);
	assert_int_equal(text_loc(&b->text, 4), macro);
	assert_int_equal(text_loc(&b->text, 9), macro);
	assert_int_equal(text_loc(&b->text, 10), file->base + 5);
	assert_int_equal(text_loc(&b->text, 13), file->base + 8);
	assert_int_equal(text_loc(&b->text, 14), file->base + 9);
	assert_int_equal(text_loc(&b->text, 1000), file->base + 9);
}

/* ---- Rendering ---- */

struct rendering {
	struct bench *bench;
	bool is_json;
};

static void render(void *context, const struct diagnostic *d)
{
	struct rendering *r = context;

	if (r->is_json)
		render_json(&r->bench->out, &r->bench->sources, d);
	else
		render_text(&r->bench->out, &r->bench->sources, d);
}

static const char *rendered(struct bench *b)
{
	diag_flush(&b->diag);
	return buf_text(&b->out);
}

static void render_to(struct bench *b, struct rendering *r, bool is_json)
{
	r->bench = b;
	r->is_json = is_json;
	b->diag.sink = render;
	b->diag.sink_context = r;
}

static void test_text_error(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	struct source_file *file = add_file(b, "dir/f.defs", "type a = b;\n\ttype c = nope;\n", 0);

	render_to(b, &r, false);
	diag_report(&b->diag, DIAG_unknown_type, span(file->base + 22, file->base + 26), "nope");
	diag_note(&b->diag, span(file->base + 5, file->base + 6), "did you mean '%s'?", "a");
	diag_note(&b->diag, span(0, 0), "no place");
	assert_string_equal(rendered(b), "dir/f.defs:2:11: error: unknown type 'nope' [M0302]\n"
					 "    2 |         type c = nope;\n"
					 "      |                  ^~~~\n"
					 "dir/f.defs:1:6: note: did you mean 'a'?\n"
					 "    1 | type a = b;\n"
					 "      |      ^\n"
					 "migc: note: no place\n");
}

static void test_text_without_place(void **state)
{
	struct bench *b = *state;
	static struct rendering r;

	render_to(b, &r, false);
	diag_report(&b->diag, DIAG_cannot_read, span(0, 0), "f.defs", "No such file");
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	assert_string_equal(rendered(b), "migc: error: cannot read 'f.defs': No such file [M0001]\n"
					 "migc: warning: hexadecimal numbers are not understood by "
					 "other MIGs [M0206, -Whex-number]\n");
}

static void test_text_includes_and_macros(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	struct source_file *main_file = add_file(b, "m.defs", "\n#include \"a.h\"\n", 0);
	struct source_file *a = add_file(b, "a.h", "#include \"b.h\"\n", main_file->base + 1);
	struct source_file *h = add_file(b, "b.h", "#define M zz\n#define N M\nx N\n", a->base);
	src_loc n = source_add_macro(&b->sources, h->base + 23, h->base + 27, "N");
	src_loc m = source_add_macro(&b->sources, h->base + 10, n, "M");

	render_to(b, &r, false);
	diag_report(&b->diag, DIAG_unknown_type, span(m, m), "zz");
	assert_string_equal(rendered(b), "In file included from m.defs:2:\n"
					 "In file included from a.h:1:\n"
					 "b.h:3:3: error: unknown type 'zz' [M0302]\n"
					 "    3 | x N\n"
					 "      |   ^\n"
					 "b.h:2:11: note: expanded from macro 'N'\n"
					 "    2 | #define N M\n"
					 "      |           ^\n"
					 "b.h:1:11: note: expanded from macro 'M'\n"
					 "    1 | #define M zz\n"
					 "      |           ^\n");
}

static void test_text_at_the_end_and_over_lines(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	struct source_file *file = add_file(b, "f", "ab\ncd", 0);

	render_to(b, &r, false);
	diag_report(&b->diag, DIAG_unknown_type, span(file->base + 5, file->base + 5), "1");
	diag_report(&b->diag, DIAG_unknown_type, span(file->base, file->base + 5), "2");
	assert_string_equal(rendered(b), "f:2:3: error: unknown type '1' [M0302]\n"
					 "    2 | cd\n"
					 "      |   ^\n"
					 "f:1:1: error: unknown type '2' [M0302]\n"
					 "    1 | ab\n"
					 "      | ^~\n");
}

static void test_text_of_long_lines(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	char *line = arena_alloc(&b->arena, 100001);
	struct source_file *file;

	memset(line, 'x', 100000);
	file = add_file(b, "f", line, 0);
	render_to(b, &r, false);
	diag_report(
		&b->diag, DIAG_bad_character, span(file->base + 50000, file->base + 90000), "x");
	assert_true(strlen(rendered(b)) < 500);
	assert_non_null(strstr(rendered(b), "f:1:50001: error"));
	assert_non_null(strstr(rendered(b), " ^~~~"));
}

static void test_text_of_odd_bytes(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	struct source_file *file = add_file(b, "f", "\xc3\xa9\x01\x1b[1m @", 0);

	render_to(b, &r, false);
	diag_report(&b->diag, DIAG_bad_character, span(file->base + 8, file->base + 9), "'@'");
	assert_string_equal(rendered(b), "f:1:9: error: '@' is not part of the language [M0202]\n"
					 "    1 | \xc3\xa9??[1m @\n"
					 "      |        ^\n");
}

static void test_json(void **state)
{
	struct bench *b = *state;
	static struct rendering r;
	struct source_file *file = add_file(b, "a\"b", "#define M zz\nM x\n", 0);
	src_loc m = source_add_macro(&b->sources, file->base + 10, file->base + 13, "M");

	render_to(b, &r, true);
	diag_report(&b->diag, DIAG_unknown_type, span(m, m), "\xff\\\x02\xc3\xa9");
	diag_note(&b->diag, span(file->base + 15, file->base + 16), "here");
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	assert_string_equal(rendered(b),
		"{\"severity\":\"error\",\"code\":\"M0302\",\"name\":\"unknown_type\","
		"\"message\":\"unknown type '\xef\xbf\xbd\\\\\\u0002\xc3\xa9'\","
		"\"file\":\"a\\\"b\",\"line\":2,\"column\":1,\"length\":1,\"notes\":["
		"{\"message\":\"expanded from macro 'M'\","
		"\"file\":\"a\\\"b\",\"line\":1,\"column\":11,\"length\":1},"
		"{\"message\":\"here\",\"file\":\"a\\\"b\",\"line\":2,\"column\":3,\"length\":1}]}"
		"\n"
		"{\"severity\":\"warning\",\"code\":\"M0206\",\"name\":\"hex_number\","
		"\"message\":\"hexadecimal numbers are not understood by other MIGs\","
		"\"notes\":[]}\n");
}

static void test_json_is_valid_utf8(void **state)
{
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80",
		"\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"};
	struct bench *b = *state;
	static struct rendering r;
	size_t i;

	render_to(b, &r, true);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_clear(&b->out);
		diag_report(&b->diag, DIAG_unknown_type, span(0, 0), bad[i]);
		assert_non_null(strstr(rendered(b), "unknown type '\xef\xbf\xbd"));
		assert_null(strstr(rendered(b), bad[i]));
	}
}

/* ---- Options and counting ---- */

static enum diag_severity severity_after(struct bench *b, const char *option)
{
	assert_true(diag_set_option(&b->diag, str_of(option)));
	return b->diag.severity[DIAG_unused_type];
}

static void test_options(void **state)
{
	struct bench *b = *state;

	assert_int_equal(b->diag.severity[DIAG_unused_type], DIAG_IGNORED);
	assert_int_equal(severity_after(b, "all"), DIAG_IGNORED);
	assert_int_equal(severity_after(b, "everything"), DIAG_WARNING);
	assert_int_equal(severity_after(b, "no-unused-type"), DIAG_IGNORED);
	assert_int_equal(severity_after(b, "unused-type"), DIAG_WARNING);
	assert_int_equal(severity_after(b, "error=unused-type"), DIAG_ERROR);
	assert_false(diag_set_option(&b->diag, str_of("unused_type")));
	assert_false(diag_set_option(&b->diag, str_of("no-such-thing")));
	assert_false(diag_set_option(&b->diag, str_of("")));
	/* Errors are no warnings. */
	assert_false(diag_set_option(&b->diag, str_of("no-unknown-type")));
	assert_int_equal(diag_find_warning(str_of("unknown-type")), DIAG_COUNT);
	assert_int_equal(diag_find_warning(str_of("hex-number")), DIAG_hex_number);
}

static void test_warnings_as_errors(void **state)
{
	struct bench *b = *state;

	diag_set_option(&b->diag, str_of("error"));
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_set_option(&b->diag, str_of("no-error"));
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_set_option(&b->diag, str_of("error=hex-number"));
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_set_option(&b->diag, str_of("no-hex-number"));
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_note(&b->diag, span(0, 0), "lost with its report");
	assert_string_equal(bench_reports(b),
		"- error M0206 hexadecimal numbers are not understood by other MIGs\n"
		"- warning M0206 hexadecimal numbers are not understood by other MIGs\n"
		"- error M0206 hexadecimal numbers are not understood by other MIGs\n");
	assert_int_equal(b->diag.error_count, 2);
	assert_int_equal(b->diag.warning_count, 1);
}

static void test_quiet(void **state)
{
	struct bench *b = *state;

	b->diag.is_quiet = true;
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_report(&b->diag, DIAG_no_subsystem, span(0, 0));
	assert_string_equal(bench_reports(b), "- error M0002 the file declares no subsystem\n");
}

static void test_warnings_follow_errors(void **state)
{
	struct bench *b = *state;

	diag_report(&b->diag, DIAG_no_subsystem, span(0, 0));
	diag_report(&b->diag, DIAG_hex_number, span(0, 0));
	diag_flush(&b->diag);
	assert_int_equal(b->diag.warning_count, 1);
}

static void test_limit(void **state)
{
	struct bench *b = *state;
	unsigned i;

	b->diag.error_limit = 3;
	for (i = 0; i < 10; i++) {
		assert_int_equal(diag_is_full(&b->diag), i >= 3);
		diag_report(&b->diag, DIAG_no_subsystem, span(0, 0));
	}
	assert_int_equal(b->diag.error_count, 3);
	b->diag.error_limit = 0;
	assert_false(diag_is_full(&b->diag));
}

/* Every entry has a number of its own. */
static void test_catalogue(void **state)
{
	unsigned before = 0;
	size_t i;

	(void)state;
	for (i = 0; i < DIAG_COUNT; i++) {
		const struct diag_entry *entry = diag_entry((enum diag_id)i);

		assert_true(entry->number > before);
		assert_true(strlen(entry->text) > 0);
		before = entry->number;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(test_positions),
		BENCH_TEST(test_line_marks),
		BENCH_TEST(test_macros),
		BENCH_TEST(test_text_origins),
		BENCH_TEST(test_text_error),
		BENCH_TEST(test_text_without_place),
		BENCH_TEST(test_text_includes_and_macros),
		BENCH_TEST(test_text_at_the_end_and_over_lines),
		BENCH_TEST(test_text_of_long_lines),
		BENCH_TEST(test_text_of_odd_bytes),
		BENCH_TEST(test_json),
		BENCH_TEST(test_json_is_valid_utf8),
		BENCH_TEST(test_options),
		BENCH_TEST(test_warnings_as_errors),
		BENCH_TEST(test_quiet),
		BENCH_TEST(test_warnings_follow_errors),
		BENCH_TEST(test_limit),
		BENCH_TEST(test_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
