/* Arena, vectors, buffers, maps. */
#include "helper.h"

#include "support/arena.h"
#include "support/map.h"
#include "support/vec.h"

#include <stdalign.h>
#include <string.h>

static void test_arena_memory_is_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = {1, 3, 16, 17, 1000, 20000, 70000, 1000000};
	struct arena arena = {0};
	size_t i, round, n;

	(void)state;
	for (round = 0; round < 20; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			unsigned char *p = arena_alloc(&arena, sizes[i]);

			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			for (n = 0; n < sizes[i]; n += 1 + sizes[i] / 50)
				assert_int_equal(p[n], 0);
			memset(p, 0xff, sizes[i]);
		}
	}
	assert_true(arena.total_bytes >= 20 * 1091037);
	arena_free(&arena);
	assert_null(arena.blocks);
	assert_int_equal(arena.total_bytes, 0);
}

static void test_arena_gives_something_for_nothing(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_non_null(arena_alloc(&arena, 0));
	assert_non_null(arena_alloc_array(&arena, 0, 8));
	arena_free(&arena);
	arena_free(&arena);
}

static void test_arena_text(void **state)
{
	struct arena arena = {0};
	char *copy = arena_copy(&arena, "abcdef", 3);

	(void)state;
	assert_string_equal(copy, "abc");
	assert_string_equal(arena_copy(&arena, NULL, 0), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "x", 42), "x-42");
	assert_int_equal(strlen(arena_printf(&arena, "%100000d", 1)), 100000);
	arena_free(&arena);
}

static void test_vec_grows_and_keeps(void **state)
{
	struct arena arena = {0};
	VEC(unsigned) v = {0};
	unsigned i;

	(void)state;
	for (i = 0; i < 100000; i++)
		vec_push(&arena, &v, i * 3);
	assert_int_equal(v.count, 100000);
	for (i = 0; i < 100000; i++)
		assert_int_equal(v.items[i], i * 3);
	arena_free(&arena);
}

static void test_buf_always_ends_in_zero(void **state)
{
	struct buf buf = {0};
	size_t i;

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	buf_add(&buf, NULL, 0);
	assert_string_equal(buf_text(&buf), "");
	for (i = 0; i < 1000; i++) {
		buf_add_char(&buf, 'x');
		assert_int_equal(buf.data[buf.size_bytes], '\0');
	}
	assert_int_equal(buf.size_bytes, 1000);
	buf_clear(&buf);
	assert_string_equal(buf_text(&buf), "");
	buf_add_c(&buf, "a");
	buf_add_str(&buf, str_make("bcd", 2));
	buf_printf(&buf, "%d%s", 7, "!");
	assert_string_equal(buf_text(&buf), "abc7!");
	buf_add(&buf, "\0z", 2);
	assert_int_equal(buf.size_bytes, 7);
	buf_free(&buf);
	assert_string_equal(buf_text(&buf), "");
}

static void test_buf_reserve_keeps_the_address(void **state)
{
	struct buf buf = {0};
	const char *data;
	size_t i;

	(void)state;
	buf_reserve(&buf, 5000);
	assert_int_equal(buf.data[0], '\0');
	data = buf.data;
	for (i = 0; i < 5000; i++)
		buf_add_char(&buf, 'y');
	assert_ptr_equal(buf.data, data);
	buf_free(&buf);
}

static void test_map(void **state)
{
	struct arena arena = {0};
	struct intern names;
	struct map map = {0};
	static int values[2000];
	unsigned i;

	(void)state;
	intern_init(&names, &arena);
	assert_null(map_get(&map, intern(&names, str_of("nothing"))));
	for (i = 0; i < 2000; i++)
		map_set(&map, &arena, intern(&names, str_of(arena_printf(&arena, "name%u", i))),
			&values[i]);
	for (i = 0; i < 2000; i++)
		assert_ptr_equal(
			map_get(&map, intern(&names, str_of(arena_printf(&arena, "name%u", i)))),
			&values[i]);
	assert_null(map_get(&map, intern(&names, str_of("name2000"))));
	map_set(&map, &arena, intern(&names, str_of("name7")), &values[0]);
	assert_ptr_equal(map_get(&map, intern(&names, str_of("name7"))), &values[0]);
	assert_int_equal(map.used_count, 2000);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena_memory_is_zeroed_and_aligned),
		cmocka_unit_test(test_arena_gives_something_for_nothing),
		cmocka_unit_test(test_arena_text),
		cmocka_unit_test(test_vec_grows_and_keeps),
		cmocka_unit_test(test_buf_always_ends_in_zero),
		cmocka_unit_test(test_buf_reserve_keeps_the_address),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
