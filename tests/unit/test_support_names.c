/* Slices, interned names, edit distance, identifiers. */
#include "helper.h"

#include "support/ident.h"
#include "support/str.h"

#include <string.h>

static void test_str_comparisons(void **state)
{
	(void)state;
	assert_true(str_equal(str_of("abc"), str_make("abcd", 3)));
	assert_false(str_equal(str_of("abc"), str_of("abd")));
	assert_true(str_equal(str_make(NULL, 0), str_of("")));
	assert_true(str_equal_c(str_make("a\0b", 1), "a"));
	assert_false(str_equal_c(str_make("a\0b", 3), "a"));
	assert_true(str_starts(str_of("prefix"), "pre"));
	assert_false(str_starts(str_of("pr"), "pre"));
	assert_true(str_ends(str_of("a.defs"), ".defs"));
	assert_false(str_ends(str_of("defs"), ".defs"));
	assert_true(str_equal_ignoring_case(str_of("SubSystem"), "subsystem"));
	assert_false(str_equal_ignoring_case(str_of("SubSystems"), "subsystem"));
	assert_false(str_equal_ignoring_case(str_of("a["), "a{"));
}

static void test_intern_keeps_one_copy(void **state)
{
	struct arena arena = {0};
	struct intern names;
	const char *first[3000];
	unsigned i;

	(void)state;
	intern_init(&names, &arena);
	for (i = 0; i < 3000; i++)
		first[i] = intern(&names, str_of(arena_printf(&arena, "n%u", i)));
	for (i = 0; i < 3000; i++)
		assert_ptr_equal(intern(&names, str_of(arena_printf(&arena, "n%u", i))), first[i]);
	assert_string_equal(intern(&names, str_make("n12345", 3)), "n12");
	assert_ptr_equal(intern(&names, str_make("n12345", 3)), first[12]);
	assert_string_equal(intern(&names, str_of("")), "");
	assert_ptr_equal(intern(&names, str_of("")), intern(&names, str_make(NULL, 0)));
	arena_free(&arena);
}

static unsigned distance(const char *a, const char *b, unsigned limit)
{
	return str_edit_distance(str_of(a), str_of(b), limit);
}

static void test_edit_distance(void **state)
{
	char long_name[100];

	(void)state;
	assert_int_equal(distance("routine", "routine", 3), 0);
	assert_int_equal(distance("rotine", "routine", 3), 1);
	assert_int_equal(distance("routiine", "routine", 3), 1);
	assert_int_equal(distance("routina", "routine", 3), 1);
	assert_int_equal(distance("ruotine", "routine", 3), 1);
	assert_int_equal(distance("ab", "ba", 3), 1);
	assert_int_equal(distance("kitten", "sitting", 3), 3);
	assert_int_equal(distance("kitten", "sitting", 2), 3);
	assert_int_equal(distance("", "abc", 3), 3);
	assert_int_equal(distance("abc", "", 2), 3);
	assert_int_equal(distance("", "", 2), 0);
	/* Letter case costs nothing, in swaps neither. */
	assert_int_equal(distance("ROUTINE", "routine", 3), 0);
	assert_int_equal(distance("RUOTINE", "routine", 3), 1);
	memset(long_name, 'x', 99);
	long_name[99] = '\0';
	assert_int_equal(distance(long_name, "x", 5), 6);
}

static void test_ident_validity(void **state)
{
	(void)state;
	assert_true(ident_is_valid(str_of("_a9")));
	assert_false(ident_is_valid(str_of("")));
	assert_false(ident_is_valid(str_of("9a")));
	assert_false(ident_is_valid(str_of("a-b")));
	assert_false(ident_is_valid(str_of("a\xc3\xa9")));
}

/* Keywords are found by bisection: one that is out of order would not be found. */
static void test_ident_keywords(void **state)
{
	static const char *const c[] = {"_Alignas", "_Alignof", "_Atomic", "_Bool", "_Complex",
		"_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "asm",
		"auto", "break", "case", "char", "const", "continue", "default", "do", "double",
		"else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
		"register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
		"switch", "typedef", "typeof", "union", "unsigned", "void", "volatile", "while"};
	static const char *const cxx[] = {"alignas", "alignof", "and", "and_eq", "bitand", "bitor",
		"bool", "catch", "char16_t", "char32_t", "class", "compl", "const_cast",
		"constexpr", "decltype", "delete", "dynamic_cast", "explicit", "export", "false",
		"friend", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
		"operator", "or", "or_eq", "private", "protected", "public", "reinterpret_cast",
		"static_assert", "static_cast", "template", "this", "thread_local", "throw", "true",
		"try", "typeid", "typename", "using", "virtual", "wchar_t", "xor", "xor_eq"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		assert_true(ident_is_c_keyword(c[i]));
		assert_false(ident_is_cxx_keyword(c[i]));
	}
	for (i = 0; i < sizeof(cxx) / sizeof(cxx[0]); i++) {
		assert_true(ident_is_cxx_keyword(cxx[i]));
		assert_false(ident_is_c_keyword(cxx[i]));
	}
	assert_false(ident_is_c_keyword("Int"));
	assert_false(ident_is_c_keyword(""));
	assert_false(ident_is_cxx_keyword("zzz"));
}

static void test_ident_upper(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(ident_upper(&arena, "vm_map_64z"), "VM_MAP_64Z");
	assert_string_equal(ident_upper(&arena, ""), "");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str_comparisons),
		cmocka_unit_test(test_intern_keeps_one_copy),
		cmocka_unit_test(test_edit_distance),
		cmocka_unit_test(test_ident_validity),
		cmocka_unit_test(test_ident_keywords),
		cmocka_unit_test(test_ident_upper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
