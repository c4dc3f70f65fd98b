/*
 * Messages of a sender with the other byte order, to stubs made with -n: the requests are written
 * here, value by value; the replies are turned round on their way to the client's stub. Prints what
 * differs; exits with 1 then.
 */
#include "server.h"
#include "user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};
static int failures, calls;

#define EXPECT(what)                                                           \
	do {                                                                   \
		if (!(what)) {                                                 \
			printf("FAIL %s:%d: %s\n", __FILE__, __LINE__, #what); \
			failures++;                                            \
		}                                                              \
	} while (0)

/* ---- Writing a message of the other byte order ---- */

static union {
	mach_msg_header_t head;
	unsigned char bytes[4096];
} request, reply;
static size_t used;

static void put(uint64_t value, size_t width)
{
	for (size_t i = 0; i < width; i++)
		request.bytes[used++] = (unsigned char)(value >> 8 * (width - 1 - i));
}

static void put_bytes(const void *bytes, size_t count)
{
	memcpy(request.bytes + used, bytes, count);
	used += count;
}

static void pad(void)
{
	while (used % 4 != 0)
		request.bytes[used++] = 0;
}

static void start(int id, unsigned descriptors)
{
	memset(&request, 0, sizeof(request));
	request.head.msgh_id = id;
	used = sizeof(mach_msg_header_t);
	if (descriptors == 0)
		return;
	/* The kernel's part is in the receiver's order. */
	request.head.msgh_bits = MACH_MSGH_BITS_COMPLEX;
	put_bytes(&(mach_msg_body_t){descriptors}, sizeof(mach_msg_body_t));
}

static void put_memory(void *address, mach_msg_size_t size)
{
	mach_msg_ool_descriptor_t d = {
		.address = address, .size = size, .type = MACH_MSG_OOL_DESCRIPTOR};

	put_bytes(&d, sizeof(d));
}

static void put_ndr(void)
{
	put_bytes(&(NDR_record_t){.int_rep = NDR_INT_BIG_ENDIAN}, sizeof(NDR_record_t));
}

/* Sends the request; the code of the reply. */
static kern_return_t send(void)
{
	pad();
	request.head.msgh_size = (mach_msg_size_t)used;
	memset(&reply, 0xa5, sizeof(reply));
	EXPECT(foreign_server(&request.head, &reply.head));
	if (reply.head.msgh_bits & MACH_MSGH_BITS_COMPLEX)
		return KERN_SUCCESS;
	return ((mig_reply_error_t *)(void *)&reply)->RetCode;
}

/* ---- The server's functions: what arrives is in this machine's order ---- */

kern_return_t s_plain(
	mach_port_t server, int16_t a, int64_t b, double c, pair_t d, own_t e, grid_t f, int32_t *g)
{
	(void)server;
	calls++;
	EXPECT(a == 0x1122 && b == 0x1122334455667788 && c == 1.5);
	EXPECT(d.a == 1 && d.b == 0x2000001);
	EXPECT(e.number == 77 && memcmp(e.letters, "abcd", 4) == 0);
	for (int i = 0; i < 6; i++)
		EXPECT(f[i / 3][i % 3] == i + 1);
	*g = 5;
	return KERN_SUCCESS;
}

kern_return_t s_moving(mach_port_t server, words_t a, mach_msg_type_number_t count, words_t b,
	text_t c, pairs_t d, mach_msg_type_number_t pairs, int32_t e, words_t f,
	mach_msg_type_number_t *room, int64_t *g)
{
	(void)server;
	calls++;
	EXPECT(count == 3 && a[2] == 12 && b[0] == 20 && b[2] == 22);
	EXPECT(strcmp(c, "text") == 0);
	EXPECT(pairs == 2 && d[1].a == 3 && d[1].b == 4 && e == 99);
	EXPECT(*room == 4);
	for (int i = 0; i < 4; i++)
		f[i] = i + 40;
	*room = 4;
	*g = 0x0102030405060708;
	return KERN_SUCCESS;
}

static int32_t lent[] = {7, 8, 9};

kern_return_t s_away(mach_port_t server, away_t a, mach_msg_type_number_t count, fixed_t b,
	parts_t c, mach_msg_type_number_t *sizes, mach_msg_type_number_t parts, int32_t d,
	away_t *e, mach_msg_type_number_t *results)
{
	(void)server;
	calls++;
	EXPECT(count == 2 && a[0] == 0x0a0b0c0d && a[1] == 2 && b[0] == 1 && b[3] == 4);
	EXPECT(parts == 2 && sizes[0] == 1 && sizes[1] == 2);
	EXPECT(c[0][0] == 0x0102 && c[1][1] == 0x0506 && d == 11);
	*e = lent;
	*results = 3;
	return KERN_SUCCESS;
}

kern_return_t s_fails(mach_port_t server, kern_return_t code, mach_port_t a, int32_t b)
{
	(void)server, (void)a, (void)b;
	calls++;
	EXPECT(code == 5);
	return KERN_SUCCESS;
}

static kern_return_t next_code;

kern_return_t s_nothing(mach_port_t server)
{
	(void)server;
	return next_code;
}

/* ---- Requests ---- */

static void put_plain(void)
{
	union {
		double number;
		uint64_t bits;
	} c = {1.5};

	start(7600, 0);
	put_ndr();
	put(0x1122, 2);
	pad();
	put(0x1122334455667788, 8);
	put(c.bits, 8);
	put(1, 4);
	put(0x2000001, 4);
	put(77, 4);
	put_bytes("abcd", 4);
	for (unsigned i = 1; i <= 6; i++)
		put(i, 2);
}

static void put_moving(unsigned count)
{
	start(7601, 0);
	put_ndr();
	put(count, 4);
	for (unsigned i = 0; i < 3; i++)
		put(i + 10, 4);
	for (unsigned i = 0; i < 3; i++)
		put(i + 20, 4);
	put(0, 4);
	put(5, 4);
	put_bytes("text\0\0\0\0", 8);
	put(2, 4);
	for (unsigned i = 1; i <= 4; i++)
		put(i, 4);
	put(99, 4);
	put(4, 4);
}

static void put_away(unsigned count)
{
	static int32_t a[2];
	static int64_t b[4];
	static int16_t c0[1], c1[2];

	a[0] = (int32_t)__builtin_bswap32(0x0a0b0c0d);
	a[1] = (int32_t)__builtin_bswap32(2);
	for (unsigned i = 0; i < 4; i++)
		b[i] = (int64_t)__builtin_bswap64(i + 1);
	c0[0] = (int16_t)__builtin_bswap16(0x0102);
	c1[1] = (int16_t)__builtin_bswap16(0x0506);
	start(7602, 5);
	put_memory(a, sizeof(a));
	put_memory(b, sizeof(b));
	put_memory(c0, sizeof(c0));
	put_memory(c1, sizeof(c1));
	put_memory(NULL, 0);
	put_ndr();
	put(count, 4);
	put(2, 4);
	put(1, 4);
	put(2, 4);
	put(11, 4);
}

static void test_requests(void)
{
	put_plain();
	EXPECT(send() == KERN_SUCCESS);
	put_moving(3);
	EXPECT(send() == KERN_SUCCESS);
	put_away(2);
	EXPECT(send() == KERN_SUCCESS);
	EXPECT(calls == 3);
	/* Counts are bounded as what they are, not as what they look like. */
	put_moving(9);
	EXPECT(send() == MIG_BAD_ARGUMENTS);
	put_moving(0x03000000);
	EXPECT(send() == MIG_BAD_ARGUMENTS);
	put_away(3);
	EXPECT(send() == MIG_TYPE_ERROR);
	EXPECT(calls == 3);
	/* A code instead of values. */
	start(7603, 0);
	put_ndr();
	put(5, 4);
	EXPECT(send() == KERN_SUCCESS);
	EXPECT(calls == 4);
}

/* ---- Replies: our server's, turned round ---- */

static void turn(size_t offset, size_t width, size_t count)
{
	for (unsigned char *at = reply.bytes + offset; count > 0; count--, at += width)
		for (size_t i = 0; i < width / 2; i++) {
			unsigned char byte = at[i];

			at[i] = at[width - 1 - i];
			at[width - 1 - i] = byte;
		}
}

/* The client's stub sends in this machine's order, and is answered in the other. */
mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	static int32_t foreign[3];
	size_t ndr = sizeof(mach_msg_header_t);

	(void)option, (void)receive_name, (void)timeout, (void)notify;
	message->msgh_size = send_size;
	memset(&reply, 0, sizeof(reply));
	EXPECT(foreign_server(message, &reply.head));
	switch (message->msgh_id) {
	case 7600: turn(36, 4, 1); break;
	case 7601:
		turn(36, 4, 5);
		turn(56, 8, 1);
		break;
	case 7602:
		ndr += sizeof(mach_msg_body_t) + sizeof(mach_msg_ool_descriptor_t);
		turn(ndr + 8, 4, 1);
		for (size_t i = 0; i < 3; i++)
			foreign[i] = (int32_t)__builtin_bswap32((uint32_t)lent[i]);
		((__Reply__away_t *)(void *)&reply)->e.address = foreign;
		break;
	default: turn(32, 4, 1); break;
	}
	reply.bytes[ndr + 4] = NDR_INT_BIG_ENDIAN;
	reply.head.msgh_remote_port = MACH_PORT_NULL;
	EXPECT(reply.head.msgh_size <= receive_size);
	memcpy(message, &reply, reply.head.msgh_size);
	return MACH_MSG_SUCCESS;
}

static void test_replies(void)
{
	grid_t grid = {{1, 2, 3}, {4, 5, 6}};
	words_t a = {10, 11, 12}, b = {20, 21, 22}, f;
	pairs_t pairs = {{1, 2}, {3, 4}};
	int32_t away_words[] = {0x0a0b0c0d, 2}, g = 0, *e = NULL;
	int64_t fixed[] = {1, 2, 3, 4}, h = 0;
	int16_t c0[] = {0x0102}, c1[] = {0, 0x0506};
	parts_t parts = {c0, c1, NULL};
	mach_msg_type_number_t sizes[] = {1, 2, 0}, room = 4;
	own_t own = {77, {'a', 'b', 'c', 'd'}};
	text_t text = "text";

	EXPECT(plain(1, 0x1122, 0x1122334455667788, 1.5, (pair_t){1, 0x2000001}, own, grid, &g) ==
		KERN_SUCCESS);
	EXPECT(g == 5);
	EXPECT(moving(1, a, 3, b, text, pairs, 2, 99, f, &room, &h) == KERN_SUCCESS);
	EXPECT(room == 4 && f[0] == 40 && f[3] == 43 && h == 0x0102030405060708);
	EXPECT(away(1, away_words, 2, fixed, parts, sizes, 2, 11, &e, &room) == KERN_SUCCESS);
	EXPECT(room == 3 && e && e[0] == 7 && e[2] == 9);
	next_code = 0x0405;
	EXPECT(nothing(1) == 0x0405);
}

/* ---- What else stubs call ---- */

mach_port_t mig_get_reply_port(void)
{
	return 2;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
}

int mig_strncpy(char *to, const char *from, int size)
{
	int i = 0;

	while (i + 1 < size && from[i] != '\0') {
		to[i] = from[i];
		i++;
	}
	to[i] = '\0';
	return i + 1;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
	/* Stubs give up every message that brings a code. */
	EXPECT(message->msgh_size == sizeof(mig_reply_error_t) && next_code != KERN_SUCCESS);
}

int main(void)
{
	test_requests();
	test_replies();
	printf("%d calls, %d failures\n", calls, failures);
	return failures > 0;
}
