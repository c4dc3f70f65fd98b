/* All breakages that make sense for a kind of field; expectations follow from the contract, not
 * from any output. */
#include "breakages.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void break_descriptor(const struct message *good, size_t index, try_function *try_message)
{
	struct message bad = *good;
	struct field *field = &bad.fields[index];
	const struct field *was = &good->fields[index];
	int right = was->name >= MACH_MSG_TYPE_MOVE_RECEIVE &&
		    was->name <= MACH_MSG_TYPE_MAKE_SEND_ONCE;

	if (was->kind != ANY_NAME) {
		field->name = right ? MACH_MSG_TYPE_PORT_RECEIVE : was->name + 1;
		try_message(&bad, 0, REFUSE, "name", NULL);
		field->name = was->name;
	}

	/* The data keeps its size. */
	field->size = was->size != 0 ? was->size : was->bits * was->number / 8;
	field->bits = was->bits == 32 ? 16 : 32;
	if (field->bits != was->bits)
		try_message(&bad, 0, REFUSE, "size", NULL);
	field->bits = 0;
	try_message(&bad, 0, REFUSE, "size 0", NULL);
	field->bits = was->bits;

	if (was->kind == FIXED || was->kind == ANY_NAME) {
		field->number = was->number + 1;
		try_message(&bad, 0, REFUSE, "number + 1", NULL);
		field->number = 0;
		try_message(&bad, 0, REFUSE, "number 0", NULL);
	} else if (was->in_line) {
		field->number = was->number + 40 / (was->bits / 8);
		try_message(&bad, 0, REFUSE, "number larger than the data", NULL);
		field->number = 0;
		try_message(&bad, 0, REFUSE, "number smaller than the data", NULL);
	}
	field->number = was->number;

	field->in_line = !was->in_line;
	if (was->kind != OPEN)
		try_message(&bad, 0, REFUSE, "inline", NULL);
	field->in_line = was->in_line;

	field->long_form = !was->long_form;
	try_message(&bad, 0, REFUSE, "longform", NULL);
	if (sizeof(mach_msg_type_t) != sizeof(mach_msg_type_long_t)) {
		struct message same_size = bad;

		/* Also with the size that the correct message has. */
		try_message(&same_size,
			(int)sizeof(mach_msg_type_long_t) * (was->long_form ? 1 : -1) +
				(int)sizeof(mach_msg_type_t) * (was->long_form ? -1 : 1),
			REFUSE, "longform in the same size", NULL);
	}
}

static void break_count(
	const struct message *good, size_t index, int word, try_function *try_message)
{
	struct message bad = *good;
	struct field *field = &bad.fields[index];
	const struct field *was = &good->fields[index];
	int string = was->name == MACH_MSG_TYPE_STRING_C;
	static const char letters[64] =
		"no end within the field, nor anywhere before the last of 63 ones";
	unsigned int bytes = was->bits / 8;

	if (was->kind != VARIABLE && was->kind != OPEN)
		return;
	if (string) {
		field->data = letters;
		field->number = 8;
		try_message(&bad, 0, REFUSE, "no NUL", "S5");
		field->number = was->bound;
		try_message(&bad, 0, REFUSE, "no NUL at the full length", "S5");
		field->number = 0;
		try_message(&bad, 0, REFUSE, "no byte at all", "S5");
		field->number = was->bound + 8;
		try_message(&bad, 0, REFUSE, "longer than its bound, no NUL", "S1");
		return;
	}
	field->data = was->in_line ? NULL : was->data;
	if (was->in_line && was->bound != 0) {
		field->number = was->bound;
		try_message(&bad, 0, ACCEPT, "number at the bound", NULL);
		field->number = was->bound + 2;
		try_message(&bad, 0, REFUSE, "number above the bound, with that much data", "S1");
	}
	if (was->in_line && was->bound == 0) {
		field->number = 2048 / bytes + 100;
		try_message(&bad, 0, EITHER, "more in line than fits", "S1");
	}
	/* number * size is small in 32 bits; short descriptors of i386 have no room for such
	 * numbers. */
	if (was->in_line && (word == 8 || was->long_form)) {
		field->number = (unsigned int)(0x100000000u / bytes) + 1;
		field->size = bytes;
		try_message(&bad, 0, REFUSE, "number * size wraps, one element", "S2");
		field->number = (unsigned int)(0x100000000u / bytes);
		field->size = (size_t)bytes * 2;
		try_message(&bad, 0, REFUSE, "number * size wraps to 0, two elements", NULL);
		field->number = 0xffffffffu;
		field->size = bytes;
		try_message(&bad, 0, REFUSE, "number 0xffffffff", NULL);
	}
}

static void break_place(
	const struct message *good, size_t index, int word, try_function *try_message)
{
	struct message bad = *good;
	struct field *field = &bad.fields[index];
	int right = field->name == MACH_MSG_TYPE_PORT_SEND;
	static const void *const forged[1] = {"memory that the kernel never saw"};

	if (field->kind != OPEN)
		return;
	field->in_line = 0;
	try_message(&bad, 0, REFUSE, "inline off, data in place", NULL);
	field->data = forged;
	field->size = (size_t)word;
	bad.complex = 0;
	if (right)
		field->bits = 32;
	try_message(&bad, 0, REFUSE, "out of line in a simple message", "S6");
	bad.complex = 1;
	if (right && word == 8) {
		field->bits = 64;
		try_message(&bad, 0, REFUSE, "out of line, rights as wide as in line", NULL);
		*field = good->fields[index];
		field->bits = 32;
		field->size = (size_t)field->number * 8;
		try_message(&bad, 0, REFUSE, "in line, rights as narrow as out of line", NULL);
	}
}

void break_message(const struct message *good, int word, try_function *try_message)
{
	struct message bad = *good;
	size_t count = field_count(good);
	int can_be_simple = 1;

	try_message(good, 0, ACCEPT, "nothing", NULL);
	try_message(good, word, REFUSE, "a word more", NULL);
	try_message(good, 1, REFUSE, "a byte more", NULL);
	if (count != 0) {
		try_message(good, -word, REFUSE, "a word less", NULL);
		try_message(good, -1, REFUSE, "a byte less", NULL);
	}
	for (size_t i = 0; i < count; i++) {
		bad = *good;
		bad.fields[i].kind = NO_FIELD;
		if (i != 0 || good->id < BASE + 100) /* the RetCode alone is an error reply, tried
							elsewhere */
			try_message(&bad, 0, REFUSE, "ends before this field", NULL);
		/* A message with an indefinite array may be complex or not. */
		if (good->fields[i].kind == OPEN && good->fields[i].name != MACH_MSG_TYPE_PORT_SEND)
			can_be_simple = 0;
	}
	bad = *good;
	bad.complex = !good->complex;
	try_message(&bad, 0, can_be_simple ? REFUSE : EITHER, "complex bit", NULL);
	for (size_t i = 0; i < count; i++) {
		break_descriptor(good, i, try_message);
		break_count(good, i, word, try_message);
		break_place(good, i, word, try_message);
	}
}
