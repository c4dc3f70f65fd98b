/* The messages by the layout rule: header, then for each field a descriptor and its data, padded to
 * a word. */
#include "messages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = sizeof(uintptr_t), PORT_BITS = 8 * sizeof(uintptr_t) };

#define INTEGER                                                          \
	{                                                                \
		FIXED, MACH_MSG_TYPE_INTEGER_32, 32, 1, 0, 1, 0, NULL, 0 \
	}
#define INTEGER_64                                                       \
	{                                                                \
		FIXED, MACH_MSG_TYPE_INTEGER_64, 64, 1, 0, 1, 0, NULL, 0 \
	}
#define FIVE                                                      \
	{                                                         \
		FIXED, MACH_MSG_TYPE_CHAR, 8, 5, 0, 1, 0, NULL, 0 \
	}
#define SOME(n)                                                              \
	{                                                                    \
		VARIABLE, MACH_MSG_TYPE_INTEGER_32, 32, n, 10, 1, 0, NULL, 0 \
	}
#define MANY(n)                                                                \
	{                                                                      \
		VARIABLE, MACH_MSG_TYPE_INTEGER_32, 32, n, 5000, 1, 1, NULL, 0 \
	}
#define ROOM(n)                                                         \
	{                                                               \
		OPEN, MACH_MSG_TYPE_INTEGER_32, 32, n, 0, 1, 1, NULL, 0 \
	}
#define AWAY(n)                                                                          \
	{                                                                                \
		VARIABLE, MACH_MSG_TYPE_INTEGER_32, 32, n, 0, 0, 1, away, sizeof(void *) \
	}
#define TEXT(s)                                                               \
	{                                                                     \
		VARIABLE, MACH_MSG_TYPE_STRING_C, 8, sizeof s, 24, 1, 0, s, 0 \
	}
#define LABEL(s)                                                    \
	{                                                           \
		FIXED, MACH_MSG_TYPE_STRING_C, 8, 16, 0, 1, 0, s, 0 \
	}
#define RIGHT                                                                  \
	{                                                                      \
		FIXED, MACH_MSG_TYPE_PORT_SEND, PORT_BITS, 1, 0, 1, 0, NULL, 0 \
	}
#define ANY                                                                       \
	{                                                                         \
		ANY_NAME, MACH_MSG_TYPE_PORT_SEND, PORT_BITS, 1, 0, 1, 0, NULL, 0 \
	}
#define RIGHTS(n)                                                             \
	{                                                                     \
		OPEN, MACH_MSG_TYPE_PORT_SEND, PORT_BITS, n, 0, 1, 1, NULL, 0 \
	}
#define END                                         \
	{                                           \
		NO_FIELD, 0, 0, 0, 0, 0, 0, NULL, 0 \
	}

static int far[4];
static int *const away[1] = {far};
static const char label[16] = "a label";

const struct message requests[] = {
	{"scalars", BASE, 0, {INTEGER, INTEGER_64, FIVE, END}},
	{"bounded", BASE + 1, 0, {SOME(3), INTEGER, END}},
	{"strings", BASE + 2, 0, {TEXT("hello"), LABEL(label), END}},
	{"right", BASE + 3, 1, {RIGHT, END}},
	{"rights", BASE + 4, 1, {RIGHTS(3), END}},
	{"open", BASE + 5, 0, {ROOM(7), INTEGER, END}},
	{"away", BASE + 6, 1, {AWAY(4), END}},
	{"any", BASE + 7, 1, {ANY, END}},
	{"many", BASE + 8, 0, {MANY(50), END}},
	{"pair", BASE + 9, 0, {SOME(2), TEXT("text"), ROOM(6), END}},
	{"oneway", BASE + 11, 0, {INTEGER, SOME(4), END}},
	{"nothing", BASE + 12, 0, {END}},
};
const size_t request_count = sizeof requests / sizeof requests[0];

/* The first field of a reply is its RetCode. */
const struct message replies[] = {
	{"scalars", BASE + 100, 0, {INTEGER, INTEGER, INTEGER_64, FIVE, END}},
	{"bounded", BASE + 101, 0, {INTEGER, SOME(3), INTEGER, END}},
	{"strings", BASE + 102, 0, {INTEGER, TEXT("hello"), LABEL(label), END}},
	{"right", BASE + 103, 1, {INTEGER, RIGHT, END}},
	{"rights", BASE + 104, 1, {INTEGER, RIGHTS(3), END}},
	{"open", BASE + 105, 0, {INTEGER, ROOM(7), INTEGER, END}},
	{"away", BASE + 106, 1, {INTEGER, AWAY(4), END}},
	{"any", BASE + 107, 1, {INTEGER, ANY, END}},
	{"many", BASE + 108, 0, {INTEGER, MANY(50), END}},
	{"nothing", BASE + 112, 0, {INTEGER, END}},
};
const size_t reply_count = sizeof replies / sizeof replies[0];

size_t field_count(const struct message *message)
{
	size_t count = 0;

	while (message->fields[count].kind != NO_FIELD)
		count++;
	return count;
}

static size_t data_size(const struct field *field)
{
	return field->size != 0 ? field->size : (size_t)field->bits * field->number / 8;
}

static size_t descriptor_size(const struct field *field)
{
	return field->long_form ? sizeof(mach_msg_type_long_t) : sizeof(mach_msg_type_t);
}

static void put_descriptor(char *place, const struct field *field)
{
	mach_msg_type_long_t type;

	memset(&type, 0, sizeof type);
	type.msgtl_header.msgt_inline = field->in_line & 1;
	type.msgtl_header.msgt_longform = field->long_form & 1;
	type.msgtl_header.msgt_deallocate = !field->in_line;
	if (field->long_form) {
		type.msgtl_name = (unsigned short)field->name;
		type.msgtl_size = (unsigned short)field->bits;
		type.msgtl_number = field->number;
	} else {
		type.msgtl_header.msgt_name = (unsigned char)field->name;
		type.msgtl_header.msgt_size = (unsigned char)field->bits;
#ifdef __LP64__
		type.msgtl_header.msgt_size = (unsigned short)field->bits;
		type.msgtl_header.msgt_number = field->number;
#else
		type.msgtl_header.msgt_number = field->number & 0xfff;
#endif
	}
	memcpy(place, &type, descriptor_size(field));
}

mach_msg_header_t *build(const struct message *message, int extra)
{
	size_t size = sizeof(mach_msg_header_t), kept;
	const struct field *field;
	mach_msg_header_t *head, *exact;
	char *place;

	for (field = message->fields; field->kind != NO_FIELD; field++)
		size += descriptor_size(field) + (data_size(field) + WORD - 1) / WORD * WORD;
	kept = (size_t)((ptrdiff_t)size + extra);
	head = calloc(1, size > kept ? size : kept);
	place = (char *)(head + 1);
	for (field = message->fields; field->kind != NO_FIELD; field++) {
		put_descriptor(place, field);
		place += descriptor_size(field);
		if (field->data != NULL)
			memcpy(place, field->data, data_size(field));
		place += (data_size(field) + WORD - 1) / WORD * WORD;
	}
	head->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND);
	if (message->complex)
		head->msgh_bits |= MACH_MSGH_BITS_COMPLEX;
	head->msgh_size = (mach_msg_size_t)kept;
	head->msgh_remote_port = 0x11;
	head->msgh_local_port = 0x22;
	head->msgh_id = message->id;
	exact = malloc(kept);
	memcpy(exact, head, kept);
	free(head);
	return exact;
}
