/* Broken replies to the client's stubs. */
#include "breakages.h"

#include <mach/mig_support.h>
#include <mach/notify.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user.h"

static int failures, tries, forgive;
static const struct message *reply_to_give;
static int extra_to_give, code_to_give;
static unsigned int room;
static vm_offset_t allocated;

mach_port_t mig_get_reply_port(void)
{
	return 0x22;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_allocate(vm_offset_t *address, vm_size_t size)
{
	allocated = *address = (vm_offset_t)malloc(size);
}

void mig_deallocate(vm_offset_t address, vm_size_t size)
{
	(void)address, (void)size;
}

vm_size_t mig_strncpy(char *destination, const char *source, vm_size_t size)
{
	vm_size_t length = strnlen(source, size - 1);

	memcpy(destination, source, length);
	destination[length] = '\0';
	return length;
}

/* Nothing is sent; the reply at hand arrives. What does not fit into the receive limit no kernel
 * delivers. */
mach_msg_return_t mach_msg(mach_msg_header_t *head, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_t receive_name,
	mach_msg_timeout_t timeout, mach_port_t notify)
{
	mach_msg_header_t *reply = build(reply_to_give, extra_to_give);

	(void)option, (void)send_size, (void)receive_name, (void)timeout, (void)notify;
	if (reply->msgh_size > receive_size) {
		free(reply);
		return MACH_RCV_TOO_LARGE;
	}
	if (code_to_give != 0 && reply->msgh_size >= sizeof(mig_reply_header_t))
		((mig_reply_header_t *)(void *)reply)->RetCode = code_to_give;
	memcpy(head, reply, reply->msgh_size);
	free(reply);
	return MACH_MSG_SUCCESS;
}

/* ---- Callers; each looks at all that it was given ---- */

static void use_all(const void *data, size_t size)
{
	volatile unsigned int sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += ((const unsigned char *)data)[i];
}

static kern_return_t call_scalars(void)
{
	int d;
	int64_t e;
	five_t f;

	return scalars(1, 2, 3, "four", &d, &e, f);
}

static kern_return_t call_bounded(void)
{
	static const some_t in = {1};
	some_t out;
	mach_msg_type_number_t count = room;
	int d;
	kern_return_t result = bounded(1, in, 1, 2, out, &count, &d);

	if (result == KERN_SUCCESS)
		use_all(out, count * sizeof *out);
	return result;
}

static kern_return_t call_strings(void)
{
	text_t c;
	label_t d;
	kern_return_t result = strings(1, "a", "b", c, d);

	if (result == KERN_SUCCESS &&
		(strnlen(c, sizeof c) == sizeof c || strnlen(d, sizeof d) == sizeof d)) {
		printf("FAIL strings: a string without an end is returned\n");
		failures++;
	}
	return result;
}

static kern_return_t call_right(void)
{
	mach_port_t b;

	return right(1, 2, &b);
}

static kern_return_t call_rights(void)
{
	static const mach_port_t in[1] = {5};
	mach_port_t buffer[512], *b = buffer;
	mach_msg_type_number_t count = room;
	kern_return_t result = rights(1, in, 1, &b, &count);

	if (result == KERN_SUCCESS)
		use_all(b, count * sizeof *b);
	return result;
}

static kern_return_t call_open(void)
{
	static const int in[1] = {5};
	int buffer[512], *c = buffer, d;
	mach_msg_type_number_t count = room;
	kern_return_t result = open(1, in, 1, 2, &c, &count, &d);

	if (result == KERN_SUCCESS)
		use_all(c, count * sizeof *c);
	return result;
}

static kern_return_t call_away(void)
{
	static int in[1] = {5};
	away_t b;
	mach_msg_type_number_t count;
	kern_return_t result = away(1, in, 1, &b, &count);

	if (result == KERN_SUCCESS)
		use_all(b, count * sizeof *b);
	return result;
}

static kern_return_t call_any(void)
{
	mach_port_t b;
	mach_msg_type_name_t name;

	return any(1, 2, MACH_MSG_TYPE_COPY_SEND, &b, &name);
}

static kern_return_t call_many(void)
{
	static const many_t in = {1};
	static many_t out;
	mach_msg_type_number_t count = 5000;
	kern_return_t result = many(1, in, 1, out, &count);

	if (result == KERN_SUCCESS)
		use_all(out, count * sizeof *out);
	return result;
}

static kern_return_t call_nothing(void)
{
	return nothing(1);
}

static kern_return_t (*const callers[])(void) = {call_scalars, call_bounded, call_strings,
	call_right, call_rights, call_open, call_away, call_any, call_many, call_nothing};

/* ---- Trying ---- */

static void give(const struct message *message, int extra, kern_return_t expected,
	kern_return_t also, const char *how)
{
	kern_return_t got;

	for (size_t i = 0; i < reply_count; i++) {
		if (strcmp(replies[i].name, message->name) != 0)
			continue;
		reply_to_give = message;
		extra_to_give = extra;
		allocated = 0;
		tries++;
		printf("%s: %s\n", message->name, how);
		fflush(stdout);
		got = callers[i]();
		free((void *)allocated);
		if (got != expected && got != also && got != MACH_RCV_TOO_LARGE) {
			printf("FAIL %s: %s: expected %d, got %d\n", message->name, how, expected,
				got);
			failures++;
		}
	}
}

static void try_reply(const struct message *message, int extra, enum verdict verdict,
	const char *how, const char *bug)
{
	kern_return_t expected = verdict == ACCEPT ? KERN_SUCCESS : MIG_TYPE_ERROR;
	int string = bug != NULL && strcmp(bug, "S5") == 0;

	if (bug != NULL && forgive)
		return;
	/* A client may also end a string itself, which its callers check. */
	give(message, extra, expected, verdict == EITHER || string ? KERN_SUCCESS : expected, how);
}

/* What is particular to replies: ids, error replies, small buffers of the caller. */
static void try_particulars(const struct message *good)
{
	struct message bad = *good;

	bad.id = good->id + 1;
	give(&bad, 0, MIG_REPLY_MISMATCH, MIG_REPLY_MISMATCH, "another routine's reply id");
	bad.id = good->id - 100;
	give(&bad, 0, MIG_REPLY_MISMATCH, MIG_REPLY_MISMATCH, "the request's id");
	bad.id = MACH_NOTIFY_SEND_ONCE;
	give(&bad, 0, MIG_SERVER_DIED, MIG_SERVER_DIED, "a send-once notification");
	bad.fields[0].kind = NO_FIELD;
	give(&bad, 0, MIG_SERVER_DIED, MIG_SERVER_DIED,
		"a send-once notification of its real size");

	bad = *good;
	bad.complex = 0;
	bad.fields[1].kind = NO_FIELD;
	code_to_give = 1234;
	give(&bad, 0, 1234, 1234, "an error reply");
	give(&bad, -(int)sizeof(uintptr_t), MIG_TYPE_ERROR, MIG_TYPE_ERROR, "a short error reply");
	give(&bad, (int)sizeof(uintptr_t), MIG_TYPE_ERROR,
		field_count(good) > 1 ? 1234 : MIG_TYPE_ERROR, "a long error reply");
	bad.complex = 1;
	give(&bad, 0, MIG_TYPE_ERROR, MIG_TYPE_ERROR, "an error reply with the complex bit");
	bad.complex = 0;
	bad.fields[0].name = MACH_MSG_TYPE_BYTE;
	give(&bad, 0, MIG_TYPE_ERROR, MIG_TYPE_ERROR, "an error reply with a bad descriptor");
	code_to_give = 0;
	bad.fields[0].name = good->fields[0].name;
	if (field_count(good) > 1)
		give(&bad, 0, MIG_TYPE_ERROR, MIG_TYPE_ERROR, "an error reply without an error");
}

static void try_rooms(void)
{
	struct message bounded_reply = replies[1], open_reply = replies[5];

	for (room = 0; room <= 3; room++)
		give(&bounded_reply, 0, room < 3 ? MIG_ARRAY_TOO_LARGE : KERN_SUCCESS,
			MIG_ARRAY_TOO_LARGE - (room == 3), "a small buffer of the caller");
	for (room = 0; room <= 7; room++)
		give(&open_reply, 0, KERN_SUCCESS, KERN_SUCCESS,
			"a small buffer of the caller, another is made");
}

int main(int count, char **words)
{
	forgive = count > 1 && strcmp(words[1], "forgive") == 0;
	room = 10;
	for (size_t i = 0; i < reply_count; i++) {
		break_message(&replies[i], (int)sizeof(uintptr_t), try_reply);
		try_particulars(&replies[i]);
	}
	try_rooms();
	printf("%d replies, %d failures\n", tries, failures);
	return failures != 0;
}
