/*
 * What the preprocessor makes of small inputs, in process: its text, the places and doc comments
 * in it, its files, and the two other ways to text. Equality with gcc is compare.py's business.
 */
#include "diag/render.h"
#include "preprocess/preprocess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct arena arena;
	struct source_map sources;
	struct diag diag;
	struct buf messages;
	struct pp_options options;
	struct pp *pp;
	struct source_text text;
	char folder[32];
};

static void keep_message(void *context, const struct diagnostic *d)
{
	struct fixture *f = context;

	buf_printf(&f->messages, "%s%s", f->messages.size_bytes ? "; " : "", d->message);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	source_map_init(&f->sources, &f->arena);
	diag_init(&f->diag, &f->arena, &f->sources, keep_message, f);
	f->options.target = pp_find_target("x86_64-gnu");
	f->options.no_standard_includes = true;
	strcpy(f->folder, "/tmp/test_pp.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[64];

	text_free(&f->text);
	if (f->pp)
		pp_done(f->pp);
	buf_free(&f->messages);
	arena_free(&f->arena);
	snprintf(command, sizeof(command), "rm -rf %s", f->folder);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static const char *put_file(struct fixture *f, const char *name, const char *content)
{
	const char *path = arena_printf(&f->arena, "%s/%s", f->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	return path;
}

/* Preprocesses one input; the text with each run of white space as one blank. */
static const char *run(struct fixture *f, const char *content)
{
	const char *path = put_file(f, "main.defs", content), *p;
	struct buf squeezed = {0};
	char *result;

	f->pp = pp_new(&f->arena, &f->sources, &f->diag, &f->options);
	pp_run(f->pp, &path, 1, &f->text);
	diag_flush(&f->diag);
	for (p = buf_text(&f->text.text); *p; p++) {
		if (*p != ' ' && *p != '\n' && *p != '\t')
			buf_add_char(&squeezed, *p);
		else if (squeezed.size_bytes > 0 && squeezed.data[squeezed.size_bytes - 1] != ' ')
			buf_add_char(&squeezed, ' ');
	}
	if (squeezed.size_bytes > 0 && squeezed.data[squeezed.size_bytes - 1] == ' ')
		squeezed.size_bytes--;
	result = arena_copy(&f->arena, buf_text(&squeezed), squeezed.size_bytes);
	buf_free(&squeezed);
	return result;
}

static struct src_position position_of(struct fixture *f, const char *word)
{
	const char *text = buf_text(&f->text.text), *found = strstr(text, word);

	assert_non_null(found);
	return source_position(&f->sources, text_loc(&f->text, (size_t)(found - text)));
}

static void test_standard_rescanning(void **state)
{
	/* C11 6.10.3.5, example 3. */
	assert_string_equal(
		run(*state, "#define x 3\n#define f(a) f(x * (a))\n#undef x\n#define x 2\n"
			    "#define g f\n#define z z[0]\n#define h g(~\n"
			    "#define m(a) a(w)\n#define w 0,1\n#define t(a) a\n"
			    "f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);\n"
			    "g(x+(3,4)-w) | h 5) & m\n\t(f)^m(m);\n"),
		"f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1); "
		"f(2 * (2 +(3,4)-0,1)) | f(2 * (~ 5)) & f(2 * (0,1)) ^m(0,1);");
}

static void test_standard_pasting(void **state)
{
	/* C11 6.10.3.5, examples 4 and 5. */
	assert_string_equal(
		run(*state, "#define glue(a, b) a ## b\n#define xglue(a, b) glue(a, b)\n"
			    "#define HIGHLOW \"hello\"\n#define LOW LOW \", world\"\n"
			    "#define t(x,y,z) x ## y ## z\n"
			    "glue(HIGH, LOW); xglue(HIGH, LOW)\n"
			    "{ t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), "
			    "t(,,) }\n"),
		"\"hello\"; \"hello\" \", world\" { 123, 45, 67, 89, 10, 11, 12, }");
}

static void test_gcc_variadic_comma(void **state)
{
	/* The gcc manual on variadic macros. */
	assert_string_equal(
		run(*state, "#define e(format, ...) p(format, ##__VA_ARGS__)\n"
			    "#define n(format, args...) p(format, args)\n"
			    "#define v(format, ...) p(format __VA_OPT__(,) __VA_ARGS__)\n"
			    "e(\"x\") e(\"x\", 1) n(\"x\",) v(\"x\") v(\"x\",) v(\"x\", 1)\n"),
		"p(\"x\") p(\"x\", 1) p(\"x\", ) p(\"x\" ) p(\"x\" ) p(\"x\" , 1)");
}

static void test_statements_in_macros(void **state)
{
	struct fixture *f = *state;
	struct pp_definition definitions[] = {
		{"STANDARD_IMPORTS=waittime 1000; import <a/b.h>;", false},
		{"PREFIX(x)=pre_##x", false},
		{"EMPTY=", false},
		{"ONE", false},
		{"__x86_64__", true},
	};
	size_t i;

	for (i = 0; i < sizeof(definitions) / sizeof(definitions[0]); i++)
		vec_push(&f->arena, &f->options.definitions, definitions[i]);
	assert_string_equal(run(f, "STANDARD_IMPORTS PREFIX(y) EMPTY ONE __x86_64__ __MACH__\n"),
		"waittime 1000; import <a/b.h>; pre_y 1 __x86_64__ 1");
}

static void test_blanks_in_file_names(void **state)
{
	assert_string_equal(run(*state, "#define DIR mach\n#define H(x) x.h\n"
					"import <DIR/x.h>;\nimport < a.h  >;\nimport <DIR/H(y)>;\n"
					"import <a/**/b>; import \"a  b\";\n"),
		"import <mach/x.h>; import < a.h >; import <mach/y.h>; import <a b>; "
		"import \"a b\";");
}

static void test_nothing_of_the_host(void **state)
{
	assert_string_equal(run(*state, "unix linux __linux__ __DATE__ __TIME__ __TIMESTAMP__ "
					"__gnu_hurd__ __LP64__\n"),
		"unix linux __linux__ __DATE__ __TIME__ __TIMESTAMP__ 1 1");
}

static void test_places(void **state)
{
	struct fixture *f = *state;
	const struct macro_loc *macro;
	const char *text;
	src_loc loc;

	put_file(f, "types.defs", "\n\ntype included;\n");
	run(f, "#include \"types.defs\"\n"
	       "#define inner(x) first x\n"
	       "#define outer inner(second)\n"
	       "  plain outer after\n");
	assert_int_equal(position_of(f, "included").line, 3);
	assert_non_null(strstr(position_of(f, "included").path, "types.defs"));
	assert_int_equal(position_of(f, "plain").line, 4);
	assert_int_equal(position_of(f, "plain").column, 3);
	assert_int_equal(position_of(f, "after").column, 15);
	/* `first` stands in inner, used in outer, used in line 4. */
	assert_int_equal(position_of(f, "first").line, 4);
	assert_int_equal(position_of(f, "first").column, 9);
	text = buf_text(&f->text.text);
	loc = text_loc(&f->text, (size_t)(strstr(text, "first") - text));
	macro = source_macro(&f->sources, loc);
	assert_non_null(macro);
	assert_string_equal(macro->macro, "inner");
	assert_int_equal(source_position(&f->sources, macro->spelling).line, 2);
	assert_int_equal(source_position(&f->sources, macro->spelling).column, 18);
	macro = source_macro(&f->sources, macro->use);
	assert_non_null(macro);
	assert_string_equal(macro->macro, "outer");
	assert_int_equal(source_position(&f->sources, macro->spelling).line, 3);
	/* `second` was written as an argument inside outer. */
	loc = text_loc(&f->text, (size_t)(strstr(text, "second") - text));
	assert_int_equal(source_position(&f->sources, source_spelling(&f->sources, loc)).line, 3);
	assert_true(source_is_main(&f->sources, loc));
	assert_int_equal(source_position(&f->sources, f->text.end).line, 5);
}

static void test_docs(void **state)
{
	struct fixture *f = *state;
	const char *text;

	run(f, "/* no */ /** One\n * line\n *\n *   more\n */\nroutine a();\n"
	       "#if 0\n/** skipped */\n#endif\n#define X /** in a macro */ 1\n"
	       "routine b(x : int /** of b */); /**/ /***/ /*** banner */\n");
	text = buf_text(&f->text.text);
	assert_int_equal(f->text.docs.count, 2);
	assert_string_equal(f->text.docs.items[0].text, "One\nline\n\n  more");
	assert_int_equal(strspn(text + f->text.docs.items[0].offset, " \n"),
		strstr(text, "routine a") - (text + f->text.docs.items[0].offset));
	assert_string_equal(f->text.docs.items[1].text, "of b");
}

static void test_files(void **state)
{
	struct fixture *f = *state;
	const struct pp_dependencies *read;
	struct pp_folder folder = {PP_FOLDER_SYSTEM, f->folder};

	vec_push(&f->arena, &f->options.folders, folder);
	put_file(f, "a.h", "#ifndef A\n#define A\na\n#endif\n");
	put_file(f, "b.h", "#pragma once\nb\n");
	assert_string_equal(run(f, "#include \"a.h\"\n#include <a.h>\n#include <b.h>\n"
				   "#include \"b.h\"\n#if __has_include(<c.h>)\nc\n#endif\n"),
		"a b");
	read = pp_dependencies(f->pp);
	assert_int_equal(read->files.count, 3);
	assert_non_null(strstr(read->files.items[0].path, "main.defs"));
	assert_non_null(strstr(read->files.items[1].path, "a.h"));
	assert_false(read->files.items[1].is_system);
	assert_non_null(strstr(read->files.items[2].path, "b.h"));
	assert_true(read->files.items[2].is_system);
}

static void test_command_files(void **state)
{
	struct fixture *f = *state;

	vec_push(&f->arena, &f->options.macro_files,
		put_file(f, "macros.h", "#define ROUTINE(n) routine n();\nlost __COUNTER__\n"));
	vec_push(&f->arena, &f->options.include_files, put_file(f, "first.h", "ROUTINE(first)\n"));
	assert_string_equal(
		run(f, "ROUTINE(main) __COUNTER__\n"), "routine first(); routine main(); 0");
	assert_false(source_is_main(&f->sources, text_loc(&f->text, 0)));
}

static void test_search_folders(void **state)
{
	struct fixture *f = *state;
	struct pp_folder folder = {PP_FOLDER_NORMAL, "mine"};
	struct buf list = {0};

	f->options.no_standard_includes = false;
	f->options.sysroot = "/root";
	f->options.target = pp_find_target("i386-gnu");
	vec_push(&f->arena, &f->options.folders, folder);
	pp_search_folders(&f->options, &f->arena, &list);
	assert_non_null(strstr(buf_text(&list), "mine\n/root/usr/"));
	assert_non_null(strstr(buf_text(&list), "\n/root/usr/include/i386-linux-gnu\n"));
	assert_true(str_ends(str_make(buf_text(&list), list.size_bytes), "\n/root/usr/include\n"));
	buf_free(&list);
	assert_null(pp_find_target("vax-gnu"));
}

static bool read_marked(struct fixture *f, const char *bytes, unsigned skip)
{
	bool ok = pp_read_marked(
		&f->arena, &f->sources, &f->diag, "<stdin>", str_of(bytes), skip, &f->text);

	diag_flush(&f->diag);
	return ok;
}

static void test_marked_text(void **state)
{
	struct fixture *f = *state;

	assert_true(read_marked(f,
		"# 1 \"a.defs\"\n#define X\none // c\n# 40 \"dir/b.defs\" 1 3\n"
		"two /* x\n */ three\r\n/** doc */ four\nimport <a//b.h>; import \"/*\";\n# "
		"7\nfive",
		PP_SKIP_DEFINE));
	assert_int_equal(position_of(f, "one").line, 2);
	assert_string_equal(position_of(f, "one").path, "a.defs");
	assert_int_equal(position_of(f, "two").line, 40);
	assert_string_equal(position_of(f, "two").path, "dir/b.defs");
	assert_int_equal(position_of(f, "three").line, 41);
	assert_int_equal(position_of(f, "five").line, 7);
	assert_null(strchr(buf_text(&f->text.text), '\r'));
	assert_non_null(strstr(buf_text(&f->text.text), "import <a//b.h>; import \"/*\";"));
	assert_int_equal(f->text.docs.count, 1);
	assert_string_equal(f->text.docs.items[0].text, "doc");
}

static void test_marked_directives(void **state)
{
	struct fixture *f = *state;

	assert_false(read_marked(f, "#define X\n#pragma x\n # 5\n#\ntext\n", PP_SKIP_DEFINE));
	assert_string_equal(buf_text(&f->messages),
		"'#pragma' is not understood here; '#' is not understood here");
	assert_string_equal(buf_text(&f->text.text), "\n\n # 5\n\ntext\n");
}

static void test_split_command(void **state)
{
	struct fixture *f = *state;
	struct pp_words words = {0}, bad = {0};

	assert_true(pp_split_command(
		&f->arena, " gcc  -E '-DX=a b' \"-DY=\\\"c d\\\"\" e\\ f '' g'h'\"i\"\n", &words));
	assert_int_equal(words.items.count, 7);
	assert_string_equal(words.items.items[0], "gcc");
	assert_string_equal(words.items.items[2], "-DX=a b");
	assert_string_equal(words.items.items[3], "-DY=\"c d\"");
	assert_string_equal(words.items.items[4], "e f");
	assert_string_equal(words.items.items[5], "");
	assert_string_equal(words.items.items[6], "ghi");
	assert_false(pp_split_command(&f->arena, "gcc 'open", &bad));
}

static bool run_command(struct fixture *f, const char *command, struct buf *output)
{
	struct pp_words words = {0};
	bool ok;

	buf_clear(output);
	assert_true(pp_split_command(&f->arena, command, &words));
	ok = pp_run_external(&f->diag, &f->arena, &words, output);
	diag_flush(&f->diag);
	return ok;
}

static void test_external(void **state)
{
	struct fixture *f = *state;
	struct buf output = {0};

	assert_true(run_command(f, "printf '%s|' 'a b' c", &output));
	assert_string_equal(buf_text(&output), "a b|c|");
	assert_false(run_command(f, "sh -c 'exit 3'", &output));
	assert_false(run_command(f, "sh -c 'kill -9 $$'", &output));
	assert_false(run_command(f, "/nonexistent/cpp", &output));
	assert_false(run_command(f, "", &output));
	assert_string_equal(buf_text(&f->messages),
		"'sh' failed with status 3; 'sh' was ended by signal 9; "
		"cannot run '/nonexistent/cpp': No such file or directory; "
		"cannot run '': No such file or directory");
	buf_free(&output);
}

static void test_unreadable(void **state)
{
	struct fixture *f = *state;
	const char *paths[] = {"/nonexistent/main.defs", f->folder};

	f->pp = pp_new(&f->arena, &f->sources, &f->diag, &f->options);
	assert_false(pp_run(f->pp, paths, 2, &f->text));
	diag_flush(&f->diag);
	assert_non_null(strstr(buf_text(&f->messages),
		"cannot read '/nonexistent/main.defs': No such file or directory; cannot read"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_standard_rescanning),
		TEST(test_standard_pasting),
		TEST(test_gcc_variadic_comma),
		TEST(test_statements_in_macros),
		TEST(test_blanks_in_file_names),
		TEST(test_nothing_of_the_host),
		TEST(test_places),
		TEST(test_docs),
		TEST(test_files),
		TEST(test_command_files),
		TEST(test_search_folders),
		TEST(test_marked_text),
		TEST(test_marked_directives),
		TEST(test_split_command),
		TEST(test_external),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
