/* The walker over typed descriptors: what it reads, and everything that it refuses. */
#include "core/body.h"
#include "unit.h"

#include <string.h>

static _Alignas(8) unsigned char body[256];

/* Puts bytes at the start of the body, and walks over size_bytes of it. */
static struct mr_cursor walk(const void *bytes, size_t count, size_t size_bytes)
{
	memset(body, 0, sizeof body);
	memcpy(body, bytes, count);
	return mr_typed_dialect.begin(body, size_bytes);
}

/* Descriptors as bytes, as the description of the two layouts shows them. */
#if defined(__LP64__)
#define WORD 8u
static const unsigned char one_int[] = {0x02, 0x20, 0x00, 0x20, 0x01, 0x00, 0x00, 0x00};
static const unsigned char five_chars[] = {0x08, 0x08, 0x00, 0x60, 0x05, 0x00, 0x00, 0x00};
static const unsigned char chars_out_of_line[] = {0x08, 0x08, 0x00, 0x40, 0xb8, 0x0b, 0x00, 0x00};
static const unsigned char copy_send[] = {0x13, 0x40, 0x00, 0x20, 0x01, 0x00, 0x00, 0x00};
static const unsigned char ports_out_of_line[] = {0x13, 0x20, 0x00, 0x40, 0x58, 0x02, 0x00, 0x00};
#else
#define WORD 4u
static const unsigned char one_int[] = {0x02, 0x20, 0x01, 0x10};
static const unsigned char five_chars[] = {
	0x00, 0x00, 0x00, 0x30, 0x08, 0x00, 0x08, 0x00, 0x05, 0x00, 0x00, 0x00};
static const unsigned char chars_out_of_line[] = {
	0x00, 0x00, 0x00, 0x20, 0x08, 0x00, 0x08, 0x00, 0xb8, 0x0b, 0x00, 0x00};
static const unsigned char copy_send[] = {0x13, 0x20, 0x01, 0x10};
static const unsigned char ports_out_of_line[] = {
	0x00, 0x00, 0x00, 0x20, 0x13, 0x00, 0x20, 0x00, 0x58, 0x02, 0x00, 0x00};
#endif

static void reads_every_form(void **state)
{
	struct mr_cursor cursor;
	struct mr_item item;

	(void)state;
	cursor = walk(one_int, sizeof one_int, sizeof one_int + WORD);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(MACH_MSG_TYPE_INTEGER_32, item.type);
	assert_int_equal(32, item.size_bits);
	assert_int_equal(1, item.number);
	assert_true(item.is_inline && !item.is_long && !item.deallocate && !item.is_port);
	assert_int_equal(4, item.data_bytes);
	assert_ptr_equal(body, item.descriptor);
	assert_ptr_equal(body + sizeof one_int, item.data);
	assert_int_equal(MR_STEP_END, mr_typed_dialect.next(&cursor, &item));

	cursor = walk(five_chars, sizeof five_chars, sizeof five_chars + 8);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(MACH_MSG_TYPE_CHAR, item.type);
	assert_int_equal(5, item.data_bytes);
	assert_true(item.is_inline && item.is_long);
	assert_int_equal(MR_STEP_END, mr_typed_dialect.next(&cursor, &item));

	cursor = walk(chars_out_of_line, sizeof chars_out_of_line, sizeof chars_out_of_line + WORD);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(3000, item.data_bytes);
	assert_false(item.is_inline);
	assert_int_equal(MR_STEP_END, mr_typed_dialect.next(&cursor, &item));

	cursor = walk(copy_send, sizeof copy_send, sizeof copy_send + WORD);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_true(item.is_port && item.is_inline);
	assert_int_equal(WORD, item.data_bytes);

	cursor = walk(ports_out_of_line, sizeof ports_out_of_line, sizeof ports_out_of_line + WORD);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_true(item.is_port && !item.is_inline);
	assert_int_equal(2400, item.data_bytes);
}

static void nothing_is_a_body_too(void **state)
{
	struct mr_cursor cursor = walk(one_int, sizeof one_int, 0);
	struct mr_item item;

	(void)state;
	assert_int_equal(MR_STEP_END, mr_typed_dialect.next(&cursor, &item));
}

/* Every proper prefix of a sound item is cut short, except the empty one. */
static void prefixes_are_cut_short(void **state)
{
	static const struct {
		const unsigned char *bytes;
		size_t count;
		size_t size_bytes;
	} cases[] = {
		{one_int, sizeof one_int, sizeof one_int + WORD},
		{five_chars, sizeof five_chars, sizeof five_chars + 8},
		{chars_out_of_line, sizeof chars_out_of_line, sizeof chars_out_of_line + WORD},
		{copy_send, sizeof copy_send, sizeof copy_send + WORD},
	};
	struct mr_item item;
	size_t i;
	size_t size_bytes;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_bytes = 1; size_bytes < cases[i].size_bytes; size_bytes++) {
			struct mr_cursor cursor = walk(cases[i].bytes, cases[i].count, size_bytes);

			assert_int_equal(MR_STEP_CUT_SHORT, mr_typed_dialect.next(&cursor, &item));
			assert_int_equal(0, cursor.offset_bytes);
		}
	}
}

/* What mr_typed_next says about a short descriptor with these fields. */
static enum mr_step step_of(mach_msg_type_t type, size_t data_bytes)
{
	struct mr_cursor cursor = walk(&type, sizeof type, sizeof type + data_bytes);
	struct mr_item item;

	return mr_typed_dialect.next(&cursor, &item);
}

static mach_msg_type_t sound_type(void)
{
	mach_msg_type_t type = {0};

	type.msgt_name = MACH_MSG_TYPE_INTEGER_32;
	type.msgt_size = 32;
	type.msgt_number = 1;
	type.msgt_inline = 1;
	return type;
}

static void contradictions_are_refused(void **state)
{
	mach_msg_type_t type = sound_type();
	unsigned name;

	(void)state;
	assert_int_equal(MR_STEP_ITEM, step_of(type, WORD));
	type.msgt_unused = 1;
	assert_int_equal(MR_STEP_INVALID, step_of(type, WORD));
	type = sound_type();
	type.msgt_deallocate = 1;
	assert_int_equal(MR_STEP_INVALID, step_of(type, WORD));
	type.msgt_inline = 0;
	assert_int_equal(MR_STEP_ITEM, step_of(type, WORD));

	/* Rights have one size in line and one out of line. */
	for (name = MACH_MSG_TYPE_MOVE_RECEIVE; name <= MACH_MSG_TYPE_MAKE_SEND_ONCE; name++) {
		type = sound_type();
		type.msgt_name = name & 0xffu;
		type.msgt_size = 8 * WORD;
		assert_int_equal(MR_STEP_ITEM, step_of(type, WORD));
		type.msgt_size = 8;
		assert_int_equal(MR_STEP_INVALID, step_of(type, WORD));
		type.msgt_inline = 0;
		type.msgt_size = 32;
		assert_int_equal(MR_STEP_ITEM, step_of(type, WORD));
		type.msgt_size = 16;
		assert_int_equal(MR_STEP_INVALID, step_of(type, WORD));
	}
}

static void sizes_do_not_wrap(void **state)
{
	mach_msg_type_long_t type = {0};
	struct mr_cursor cursor;
	struct mr_item item;

	(void)state;
	type.msgtl_header.msgt_longform = 1;
	type.msgtl_header.msgt_inline = 1;
	type.msgtl_name = MACH_MSG_TYPE_BYTE;
	type.msgtl_size = 0xffff;
	type.msgtl_number = 0xffffffff;
	cursor = walk(&type, sizeof type, sizeof body);
	assert_int_equal(MR_STEP_CUT_SHORT, mr_typed_dialect.next(&cursor, &item));
	/* 2^32 bytes and a few: must not look like a few. */
	type.msgtl_size = 64;
	type.msgtl_number = 0x20000001;
	cursor = walk(&type, sizeof type, sizeof body);
	assert_int_equal(MR_STEP_CUT_SHORT, mr_typed_dialect.next(&cursor, &item));
	type.msgtl_number = 0;
	cursor = walk(&type, sizeof type, sizeof type);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(0, item.data_bytes);
	/* Bits are counted up to whole bytes. */
	type.msgtl_size = 1;
	type.msgtl_number = 9;
	cursor = walk(&type, sizeof type, sizeof body);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(2, item.data_bytes);
	assert_int_equal(sizeof type + WORD, cursor.offset_bytes);
}

#if !defined(__LP64__)
static void long_form_has_an_empty_first_word(void **state)
{
	mach_msg_type_long_t type = {0};
	struct mr_cursor cursor;
	struct mr_item item;

	(void)state;
	type.msgtl_header.msgt_longform = 1;
	type.msgtl_header.msgt_inline = 1;
	type.msgtl_name = MACH_MSG_TYPE_BYTE;
	type.msgtl_size = 8;
	type.msgtl_number = 1;
	cursor = walk(&type, sizeof type, sizeof body);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	type.msgtl_header.msgt_number = 1;
	cursor = walk(&type, sizeof type, sizeof body);
	assert_int_equal(MR_STEP_INVALID, mr_typed_dialect.next(&cursor, &item));
}
#endif

static void changes_reach_the_bytes(void **state)
{
	struct mr_cursor cursor = walk(copy_send, sizeof copy_send, sizeof copy_send + WORD);
	struct mr_item item;
	unsigned char expected[sizeof copy_send];

	(void)state;
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	memset(item.data, 0xff, WORD);
	mr_typed_dialect.set_port(&item, 0, 0x1234, MACH_MSG_TYPE_PORT_SEND);
	assert_int_equal(0x1234, mr_typed_dialect.port(&item, 0));
	if (WORD == 8)
		assert_int_equal(0, item.data[WORD - 1]);
	assert_false(mr_typed_dialect.is_taken(&item));
	mr_typed_dialect.set_taken(&item);
	memcpy(expected, copy_send, sizeof copy_send);
	expected[0] = MACH_MSG_TYPE_PORT_SEND;
	assert_memory_equal(expected, body, sizeof expected);

	cursor = walk(ports_out_of_line, sizeof ports_out_of_line, sizeof ports_out_of_line + WORD);
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_false(mr_typed_dialect.is_taken(&item));
	mr_typed_dialect.set_taken(&item);
	mr_typed_dialect.set_memory(&item, 0x8765);
	cursor.offset_bytes = 0;
	assert_int_equal(MR_STEP_ITEM, mr_typed_dialect.next(&cursor, &item));
	assert_int_equal(MACH_MSG_TYPE_PORT_SEND, item.type);
	assert_true(item.deallocate);
	assert_true(mr_typed_dialect.is_taken(&item));
	assert_int_equal(600, item.number);
	assert_int_equal(0x8765, item.address);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_form),
		cmocka_unit_test(nothing_is_a_body_too),
		cmocka_unit_test(prefixes_are_cut_short),
		cmocka_unit_test(contradictions_are_refused),
		cmocka_unit_test(sizes_do_not_wrap),
#if !defined(__LP64__)
		cmocka_unit_test(long_form_has_an_empty_first_word),
#endif
		cmocka_unit_test(changes_reach_the_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
