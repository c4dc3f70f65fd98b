/* The emitter: holes, indentation, vanishing lines, scopes. */
#include "helper.h"

#include "support/emit.h"

struct setup {
	struct buf out;
	struct emitter e;
};

static int set_up(void **state)
{
	static struct setup s;

	s.out = (struct buf){0};
	emit_init(&s.e, &s.out);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	struct setup *s = *state;

	emit_done(&s->e);
	buf_free(&s->out);
	return 0;
}

static void test_holes(void **state)
{
	struct setup *s = *state;

	emit_let(&s->e, "name", "f");
	emit_letf(&s->e, "id", "%d", 42);
	emit(&s->e, "case $id$: $name$($name$); $$5 100$$\n");
	assert_string_equal(buf_text(&s->out), "case 42: f(f); $5 100$\n");
}

static void test_numbers(void **state)
{
	struct setup *s = *state;

	emit_letu(&s->e, "least", 0);
	emit_letu(&s->e, "some", 1020);
	emit_letu(&s->e, "most", UINT32_MAX);
	emit_letf(&s->e, "less", "%d", -7);
	emit(&s->e, "$least$ $some$ $most$ $less$\n");
	assert_string_equal(buf_text(&s->out), "0 1020 4294967295 -7\n");
}

static void test_indentation(void **state)
{
	struct setup *s = *state;

	emit_let(&s->e, "body", "a;\n\nb;");
	emit(&s->e, "{\n");
	emit_indent(&s->e);
	emit(&s->e, "$body$\n"
		    "\n"
		    "#if X\n"
		    "\tc;\n");
	emit_outdent(&s->e);
	emit(&s->e, "}\n");
	assert_string_equal(buf_text(&s->out), "{\n\ta;\n\n\tb;\n\n#if X\n\t\tc;\n}\n");
}

static void test_indentation_of_other_languages(void **state)
{
	struct setup *s = *state;

	s->e.indent_text = "    ";
	s->e.hash_at_column_0 = false;
	emit_indent(&s->e);
	emit(&s->e, "#[derive(Clone)]\nstruct S;\n");
	assert_string_equal(buf_text(&s->out), "    #[derive(Clone)]\n    struct S;\n");
}

static void test_lines_of_empty_holes_vanish(void **state)
{
	struct setup *s = *state;

	emit_let(&s->e, "none", "");
	emit_let(&s->e, "some", "x");
	emit(&s->e, "a\n"
		    "$none$\n"
		    "$none$$none$\n"
		    "$none$$some$\n"
		    "\n"
		    "$some$$none$\n"
		    "b$none$\n"
		    "$none$\n");
	assert_string_equal(buf_text(&s->out), "a\nx\n\nx\nb\n");
}

static void test_a_line_goes_on(void **state)
{
	struct setup *s = *state;

	emit_let(&s->e, "none", "");
	emit_indent(&s->e);
	emit(&s->e, "f(");
	emit(&s->e, "a");
	emit(&s->e, "$none$\n");
	emit(&s->e, "b\n");
	assert_string_equal(buf_text(&s->out), "\tf(a\n\tb\n");
}

static void test_scopes(void **state)
{
	struct setup *s = *state;
	size_t outer, inner;

	emit_let(&s->e, "x", "1");
	outer = emit_scope(&s->e);
	emit_let(&s->e, "x", "2");
	emit_let(&s->e, "y", "3");
	inner = emit_scope(&s->e);
	emit_let(&s->e, "x", "4");
	emit(&s->e, "$x$$y$ ");
	emit_end(&s->e, inner);
	emit(&s->e, "$x$$y$ ");
	emit_end(&s->e, outer);
	emit(&s->e, "$x$ ");
	emit_let(&s->e, "xx", "5");
	emit(&s->e, "$xx$$x$\n");
	assert_string_equal(buf_text(&s->out), "43 23 1 51\n");
}

static void test_many_bindings(void **state)
{
	struct setup *s = *state;
	size_t scope = emit_scope(&s->e), i;

	for (i = 0; i < 1000; i++)
		emit_letf(&s->e, "n", "%zu", i);
	emit(&s->e, "$n$\n");
	emit_end(&s->e, scope);
	assert_string_equal(buf_text(&s->out), "999\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_holes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_indentation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_indentation_of_other_languages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_lines_of_empty_holes_vanish, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_line_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_scopes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_bindings, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
