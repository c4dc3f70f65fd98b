/*
 * Makes the calls of ../vectors/typed.txt through stubs in C and prints their messages. The
 * transport is a function call that does to a message what a kernel does: swaps the ports of the
 * header, and says of rights what they are for their receiver, and of memory that it is his.
 */
#include "typed.h"
#include "typed_server.h"

#include <mach/mach.h>
#include <mach/mig_support.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERVER = 0x103, ANSWERS = 0x903, WORD_BYTES = sizeof(long), MESSAGE_BYTES = 8192 };

#define EXPECT(what)                                                           \
	do {                                                                   \
		if (!(what)) {                                                 \
			printf("FAIL %s:%d: %s\n", __FILE__, __LINE__, #what); \
			exit(1);                                               \
		}                                                              \
	} while (0)

boolean_t typed_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/* ---- The transport ---- */

static void print(const char *what, const mach_msg_header_t *message)
{
	const unsigned char *bytes = (const unsigned char *)message;
	size_t i;

	printf("%s ", what);
	for (i = 0; i < message->msgh_size; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

static unsigned received(unsigned name)
{
	static const unsigned char names[] = {16, 17, 18, 17, 17, 18};

	return name >= 16 && name <= 21 ? names[name - 16] : name;
}

/* The parts of the type word at `at`, changed for its receiver; how many bytes its data have. */
static size_t arrive_item(unsigned char *at, size_t *word_bytes)
{
	unsigned *word = (unsigned *)(void *)at;
	unsigned first = WORD_BYTES == 8 ? 29 : 28;
	bool is_in_line = *word >> first & 1, is_long = *word >> (first + 1) & 1;
	unsigned long size = *word >> 8 & (WORD_BYTES == 8 ? 0xffff : 0xff), number;

	*word_bytes = WORD_BYTES;
	number = WORD_BYTES == 8 ? word[1] : *word >> 16 & 0xfff;
	if (WORD_BYTES == 4 && is_long) {
		*word_bytes = 12;
		size = word[1] >> 16;
		number = word[2];
		word[1] = (word[1] & ~0xffffU) | received(word[1] & 0xffff);
	} else {
		*word = (*word & ~0xffU) | received(*word & 0xff);
	}
	if (is_in_line)
		return (size * number / 8 + WORD_BYTES - 1) & ~(size_t)(WORD_BYTES - 1);
	*word |= 1U << (first + 2);
	return WORD_BYTES;
}

static void arrive(mach_msg_header_t *message)
{
	unsigned char *bytes = (unsigned char *)message;
	unsigned bits = message->msgh_bits;
	mach_port_t remote = message->msgh_remote_port;
	size_t at = sizeof(*message), word_bytes;

	message->msgh_bits = (bits & MACH_MSGH_BITS_COMPLEX) | received(bits >> 8 & 0xff) |
			     received(bits & 0xff) << 8;
	message->msgh_remote_port = message->msgh_local_port;
	message->msgh_local_port = remote;
	while (at < message->msgh_size) {
		size_t data_bytes = arrive_item(bytes + at, &word_bytes);

		at += word_bytes + data_bytes;
	}
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t size, mach_msg_size_t limit, mach_port_t port, mach_msg_timeout_t timeout,
	mach_port_t notify)
{
	static unsigned char room[MESSAGE_BYTES], answer[MESSAGE_BYTES];
	mach_msg_header_t *request = (mach_msg_header_t *)(void *)room;
	mach_msg_header_t *reply = (mach_msg_header_t *)(void *)answer;

	(void)port, (void)timeout, (void)notify;
	EXPECT(size == message->msgh_size);
	print("request", message);
	memset(answer, 0xa5, sizeof(answer));
	memcpy(request, message, size);
	arrive(request);
	EXPECT(typed_server(request, reply));
	if (!(option & MACH_RCV_MSG))
		return KERN_SUCCESS;
	print("reply", reply);
	EXPECT(reply->msgh_size <= limit);
	arrive(reply);
	memcpy(message, reply, reply->msgh_size);
	return KERN_SUCCESS;
}

mach_port_t mig_get_reply_port(void)
{
	return ANSWERS;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
}

vm_size_t mig_strncpy(char *to, const char *from, vm_size_t size)
{
	snprintf(to, size, "%s", from);
	return strlen(to);
}

void mig_allocate(vm_address_t *address, vm_size_t size)
{
	*address = (vm_address_t)malloc(size);
}

void mig_deallocate(vm_address_t address, vm_size_t size)
{
	(void)address, (void)size;
}

/* ---- The server ---- */

static const mix_t sent = {'k', 0x11223344, 0x0102030405060708, 0x5566};

kern_return_t serve_scalars(
	mach_port_t p, int32_t a, int64_t b, char c, int16_t d, int16_t *e, int64_t *f)
{
	EXPECT(p == SERVER && a == -7 && b == 0x0102030405060708 && c == 'x' && d == -300);
	*e = 1234;
	*f = -2;
	return KERN_SUCCESS;
}

kern_return_t serve_record(mach_port_t p, mix_t *r)
{
	(void)p;
	EXPECT(memcmp(r, &sent, sizeof(sent)) == 0);
	r->kind++, r->number++, r->serial++, r->rest++;
	return KERN_SUCCESS;
}

kern_return_t serve_fixed(mach_port_t p, const five_t a, const three_t b, five_t c)
{
	(void)p;
	EXPECT(memcmp(a, "abcde", 5) == 0 && b[0] == 1 && b[1] == -2 && b[2] == 3);
	memcpy(c, "vwxyz", 5);
	return KERN_SUCCESS;
}

kern_return_t serve_words(mach_port_t p, const words_t a, mach_msg_type_number_t count, int32_t b,
	words_t c, mach_msg_type_number_t *returned, int32_t *d)
{
	(void)p;
	EXPECT(count == 3 && a[0] == 1 && a[1] == 2 && a[2] == 3 && b == 9 && *returned == 10);
	c[0] = -1, c[1] = 7, *returned = 2, *d = 5;
	return KERN_SUCCESS;
}

kern_return_t serve_label(mach_port_t p, const_label_t a, int32_t b, label_t c)
{
	(void)p;
	EXPECT(strcmp(a, "label") == 0 && b == 1);
	memset(c, 0, sizeof(label_t));
	memcpy(c, "other", 5);
	return KERN_SUCCESS;
}

kern_return_t serve_text(mach_port_t p, const_text_t a, int32_t b, text_t c, int32_t *d)
{
	(void)p;
	EXPECT(strcmp(a, "hello") == 0 && b == 4);
	memcpy(c, "good bye", 9);
	*d = 2;
	return KERN_SUCCESS;
}

kern_return_t serve_memory(mach_port_t p, memory_t a, mach_msg_type_number_t count, memory_t *c,
	mach_msg_type_number_t *returned)
{
	(void)p;
	EXPECT(count == 6 && memcmp(a, "memory", 6) == 0);
	*c = strdup("new");
	*returned = 3;
	return KERN_SUCCESS;
}

kern_return_t serve_either(mach_port_t p, const_data_t a, mach_msg_type_number_t count, data_t *c,
	mach_msg_type_number_t *returned)
{
	(void)p;
	EXPECT(memcmp(a, count == 5 ? "abcde" : "aaaaa", 5) == 0 && (count == 5 || a[2999] == 'a'));
	memset(*c, 'q', 20);
	*returned = 20;
	return KERN_SUCCESS;
}

kern_return_t serve_big(mach_port_t p, const big_t a, int32_t b)
{
	(void)p;
	EXPECT(a[0] == 'a' && a[4095] == 'a' && b == 3);
	return KERN_SUCCESS;
}

kern_return_t serve_rights(mach_port_t p, mach_port_t a, mach_port_t b, mach_port_t c,
	mach_port_t d, mach_port_t e, mach_port_t f, mach_port_t *g, mach_port_t *h)
{
	(void)p;
	EXPECT(a == 0x201 && b == 0x202 && c == 0x203 && d == 0x204 && e == 0x205 && f == 0x206);
	*g = 0x301;
	*h = 0x302;
	return KERN_SUCCESS;
}

kern_return_t serve_several(
	mach_port_t p, const rights_t a, mach_msg_type_number_t count, int32_t b)
{
	(void)p;
	EXPECT(count == 3 && a[0] == 0x201 && a[1] == 0x202 && a[2] == 0x203 && b == 6);
	return KERN_SUCCESS;
}

kern_return_t serve_any(mach_port_t p, mach_port_t a, mach_msg_type_name_t kind, mach_port_t *b,
	mach_msg_type_name_t *returned)
{
	(void)p;
	EXPECT(a == 0x203 && kind == MACH_MSG_TYPE_PORT_SEND);
	*b = 0x301;
	*returned = MACH_MSG_TYPE_MOVE_SEND;
	return KERN_SUCCESS;
}

kern_return_t serve_room(
	mach_port_t p, int32_t *a, words_t b, mach_msg_type_number_t *count, int32_t c)
{
	(void)p;
	EXPECT(*a == 3 && *count == 10 && c == 5);
	*a = 4;
	b[0] = 8, b[1] = 9, *count = 2;
	return KERN_SUCCESS;
}

kern_return_t serve_fail(mach_port_t p, int32_t code, int32_t *x)
{
	(void)p, (void)x;
	return code;
}

kern_return_t serve_note(mach_port_t p, int32_t value)
{
	(void)p;
	EXPECT(value == 42);
	return KERN_SUCCESS;
}

/* ---- The client ---- */

static void call_plain(void)
{
	const three_t three = {1, -2, 3};
	const words_t numbers = {1, 2, 3};
	mach_msg_type_number_t count = 10;
	words_t words_back;
	mix_t mix;
	int16_t e;
	int64_t f;
	int32_t d;
	five_t five_back;
	label_t label_back;
	text_t text_back;

	EXPECT(scalars(SERVER, -7, 0x0102030405060708, 'x', -300, &e, &f) == KERN_SUCCESS);
	EXPECT(e == 1234 && f == -2);
	memcpy(&mix, &sent, sizeof(mix)); /* with its padding */
	EXPECT(record(SERVER, &mix) == KERN_SUCCESS && mix.rest == 0x5567 && mix.kind == 'l');
	EXPECT(fixed(SERVER, "abcde", three, five_back) == KERN_SUCCESS);
	EXPECT(memcmp(five_back, "vwxyz", 5) == 0);
	EXPECT(words(SERVER, numbers, 3, 9, words_back, &count, &d) == KERN_SUCCESS);
	EXPECT(count == 2 && words_back[0] == -1 && words_back[1] == 7 && d == 5);
	EXPECT(label(SERVER, "label", 1, label_back) == KERN_SUCCESS);
	EXPECT(strcmp(label_back, "other") == 0);
	EXPECT(text(SERVER, "hello", 4, text_back, &d) == KERN_SUCCESS);
	EXPECT(strcmp(text_back, "good bye") == 0 && d == 2);
}

static void call_memory(void)
{
	static char many[4096], room_back[32];
	char some[] = "memory", *back = NULL;
	mach_msg_type_number_t count = 0;
	int i;

	EXPECT(memory(SERVER, some, 6, &back, &count) == KERN_SUCCESS);
	EXPECT(count == 3 && memcmp(back, "new", 3) == 0);
	memset(many, 'a', sizeof(many));
	for (i = 0; i < 2; i++) {
		back = room_back;
		count = sizeof(room_back);
		EXPECT(either(SERVER, i == 0 ? "abcde" : many, i == 0 ? 5 : 3000, &back, &count) ==
			KERN_SUCCESS);
		EXPECT(count == 20 && back == room_back && memcmp(back, "qqqq", 4) == 0);
	}
	EXPECT(big(SERVER, many, 3) == KERN_SUCCESS);
}

static void call_rights(void)
{
	const rights_t list = {0x201, 0x202, 0x203};
	mach_port_t g, h;
	mach_msg_type_name_t kind;

	EXPECT(rights(SERVER, 0x201, 0x202, 0x203, 0x204, 0x205, 0x206, &g, &h) == KERN_SUCCESS);
	EXPECT(g == 0x301 && h == 0x302);
	EXPECT(several(SERVER, list, 3, 6) == KERN_SUCCESS);
	EXPECT(any(SERVER, 0x203, MACH_MSG_TYPE_MAKE_SEND, &g, &kind) == KERN_SUCCESS);
	EXPECT(g == 0x301 && kind == MACH_MSG_TYPE_PORT_SEND);
}

int main(void)
{
	mach_msg_type_number_t count = 10;
	int32_t a = 3;
	words_t squares;

	call_plain();
	call_memory();
	call_rights();
	EXPECT(room(SERVER, &a, squares, &count, 5) == KERN_SUCCESS);
	EXPECT(a == 4 && count == 2 && squares[0] == 8 && squares[1] == 9);
	EXPECT(fail(SERVER, 5, &a) == 5);
	EXPECT(note(SERVER, 42) == KERN_SUCCESS);
	return 0;
}
