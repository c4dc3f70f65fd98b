/*
 * CMocka, or the small part of it that these tests use: a machine often has CMocka only for its own
 * word size, and the tests run for the other one as well. The build defines MIGRT_HAVE_CMOCKA if it
 * can be linked.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef MIGRT_HAVE_CMOCKA
#include <cmocka.h>
#else

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*run)(void **state);
};

#define cmocka_unit_test(function)  \
	{                           \
#function, function \
	}

#define cmocka_run_group_tests(tests, setup, teardown) \
	unit_run(tests, sizeof(tests) / sizeof((tests)[0]))

#define UNIT_CHECK(condition, text)                                                         \
	do {                                                                                \
		if (!(condition)) {                                                         \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, text); \
			exit(1);                                                            \
		}                                                                           \
	} while (0)

#define assert_true(value)                UNIT_CHECK(value, #value)
#define assert_false(value)               UNIT_CHECK(!(value), "not " #value)
#define assert_null(pointer)              UNIT_CHECK(!(pointer), #pointer " is null")
#define assert_non_null(pointer)          UNIT_CHECK(pointer, #pointer)
#define assert_int_equal(a, b)            UNIT_CHECK((a) == (b), #a " == " #b)
#define assert_int_not_equal(a, b)        UNIT_CHECK((a) != (b), #a " != " #b)
#define assert_ptr_equal(a, b)            UNIT_CHECK((a) == (b), #a " == " #b)
#define assert_string_equal(a, b)         UNIT_CHECK(strcmp(a, b) == 0, #a " is " #b)
#define assert_memory_equal(a, b, length) UNIT_CHECK(memcmp(a, b, length) == 0, #a " holds " #b)

static inline int unit_run(const struct CMUnitTest *tests, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		void *state = NULL;

		tests[i].run(&state);
		printf("ok %s\n", tests[i].name);
	}
	return 0;
}

#endif
#endif
