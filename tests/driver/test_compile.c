/* The compilation as a library call: what tests and fuzzers use. */
#include "driver/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void count(void *context, const struct diagnostic *diagnostic)
{
	(void)diagnostic;
	++*(unsigned *)context;
}

static struct compile_options options_for(const char *text)
{
	struct compile_options options = {
		.dialect = DIALECT_NATIVE,
		.target = "x86_64-gnu",
		.with_prelude = true,
		.input = COMPILE_BYTES,
		.bytes = str_of(text),
	};

	return options;
}

static void compiles_text_in_memory(void **state)
{
	struct compile_options options =
		options_for("subsystem s 1; routine r(p: mach_port_t; a: integer_32);");
	struct compile compile;
	unsigned reports = 0;

	(void)state;
	compile_init(&compile, count, &reports);
	assert_int_equal(compile_run(&compile, &options), COMPILE_DONE);
	assert_string_equal(compile.model->name, "s");
	assert_string_equal(compile.model->source_base, "stdin");
	assert_int_equal(compile.model->routines.count, 1);
	assert_int_equal(reports, 0);
	compile_free(&compile);
}

static void has_no_prelude_unless_asked(void **state)
{
	struct compile_options options =
		options_for("subsystem s 1; routine r(p: mach_port_t; a: integer_32);");
	struct compile compile;
	unsigned reports = 0;

	(void)state;
	options.with_prelude = false;
	compile_init(&compile, count, &reports);
	assert_int_equal(compile_run(&compile, &options), COMPILE_BAD_INPUT);
	assert_null(compile.model);
	assert_true(reports > 0);
	compile_free(&compile);
}

static void knows_whose_fault_it_is(void **state)
{
	struct compile_options options = options_for("");
	struct compile compile;

	(void)state;
	options.input = COMPILE_PREPROCESSED;
	compile_init(&compile, NULL, NULL);
	vec_push(&compile.arena, &options.paths, "/nonexistent/file");
	assert_int_equal(compile_run(&compile, &options), COMPILE_FAILED);
	compile_free(&compile);

	options = options_for("nonsense");
	compile_init(&compile, NULL, NULL);
	assert_int_equal(compile_run(&compile, &options), COMPILE_BAD_INPUT);
	compile_free(&compile);
}

static void may_be_repeated(void **state)
{
	struct compile_options options = options_for("subsystem s 1;");
	struct compile compile;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		compile_init(&compile, NULL, NULL);
		assert_int_equal(compile_run(&compile, &options), COMPILE_DONE);
		compile_free(&compile);
	}
}

static void names_the_files_of_line_marks(void **state)
{
	struct compile_options options = options_for(
		"# 1 \"a/x.defs\"\n# 1 \"<built-in>\"\n# 1 \"i.h\" 1\nsubsystem s 1;\n");
	struct pp_dependencies files;
	struct compile compile;

	(void)state;
	compile_init(&compile, NULL, NULL);
	assert_int_equal(compile_run(&compile, &options), COMPILE_DONE);
	files = compile_dependencies(&compile, &options);
	assert_int_equal(files.files.count, 2);
	assert_string_equal(files.files.items[0].path, "a/x.defs");
	assert_string_equal(files.files.items[1].path, "i.h");
	assert_string_equal(compile.model->source_base, "x.defs");
	compile_free(&compile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compiles_text_in_memory),
		cmocka_unit_test(has_no_prelude_unless_asked),
		cmocka_unit_test(knows_whose_fault_it_is),
		cmocka_unit_test(may_be_repeated),
		cmocka_unit_test(names_the_files_of_line_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
