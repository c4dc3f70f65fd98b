/*
 * Results that go where the caller says: the kernel is told so by a template, which is looked at
 * here byte by byte, and receives the reply in its place. Prints what differs; exits with 1 then.
 */
#include "server.h"
#include "user.h"

#include <stdbool.h>
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

/* ---- The server ---- */

static int numbers[] = {1, 2, 3, 4, 5, 6};
static mach_port_t names[] = {0x11, 0x22};

kern_return_t s_some(mach_port_t server, int in_, away_t *a, mach_msg_type_number_t *a_count,
	mach_port_t *r, away_t *b, mach_msg_type_number_t *b_count, away_t *c,
	mach_msg_type_number_t *c_count, int *x)
{
	(void)server;
	*a = numbers;
	*a_count = 1;
	*r = 0x77;
	*b = numbers + 1;
	*b_count = 2;
	*c = numbers + 3;
	*c_count = 3;
	*x = in_ + 1;
	return KERN_SUCCESS;
}

kern_return_t s_all(
	mach_port_t server, parts_t a, fixed_t *b, rights_t *c, mach_msg_type_number_t *c_count)
{
	(void)server;
	a[0] = numbers;
	a[1] = numbers + 3;
	*b = numbers + 2;
	*c = names;
	*c_count = 2;
	return KERN_SUCCESS;
}

/* ---- The kernel ---- */

static union {
	mach_msg_header_t head;
	unsigned char bytes[1024];
} reply;

static mach_msg_body_t *body_of(mach_msg_header_t *head)
{
	return (mach_msg_body_t *)(void *)(head + 1);
}

/* Descriptors of memory and of rights out of line have one form. */
static mach_msg_ool_descriptor_t *first_of(mach_msg_header_t *head)
{
	return (mach_msg_ool_descriptor_t *)(void *)(body_of(head) + 1);
}

/* Puts the memory of a reply's descriptor where the template's entry says. */
static void place(mach_msg_ool_descriptor_t *arrived, const mach_msg_ool_descriptor_t *wanted)
{
	size_t unit = wanted->type == MACH_MSG_OOL_PORTS_DESCRIPTOR ? sizeof(mach_port_t) : 1;

	EXPECT(arrived->type == wanted->type);
	/* A copied right arrives as one. */
	if (arrived->type == MACH_MSG_OOL_PORTS_DESCRIPTOR)
		((mach_msg_ool_ports_descriptor_t *)(void *)arrived)->disposition =
			MACH_MSG_TYPE_PORT_SEND;
	if (wanted->copy != MACH_MSG_OVERWRITE) {
		EXPECT(wanted->copy == MACH_MSG_ALLOCATE && wanted->size == 0 && !wanted->address);
		return;
	}
	EXPECT(arrived->size <= wanted->size);
	memcpy(wanted->address, arrived->address, arrived->size * unit);
	arrived->address = wanted->address;
}

/* The next descriptor of the reply that is not a right. */
static unsigned char *skip_rights(unsigned char *at)
{
	while (at[11] == MACH_MSG_PORT_DESCRIPTOR)
		at += sizeof(mach_msg_port_descriptor_t);
	return at;
}

mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify, mach_msg_header_t *template,
	mach_msg_size_t template_size)
{
	bool is_some = message->msgh_id == 7700;
	unsigned count = body_of(template)->msgh_descriptor_count;
	mach_msg_ool_descriptor_t *wanted = first_of(template);
	unsigned char *at = (unsigned char *)first_of(&reply.head);

	(void)receive_name, (void)timeout, (void)notify;
	calls++;
	EXPECT(option & MACH_RCV_MSG && option & MACH_SEND_MSG);
	EXPECT(count == (is_some ? 2 : 4));
	EXPECT(template_size ==
		sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t) + count * sizeof(*wanted));
	message->msgh_size = send_size;
	EXPECT(over_server(message, &reply.head));
	for (unsigned i = 0; i < count; i++) {
		at = skip_rights(at);
		place((mach_msg_ool_descriptor_t *)(void *)at, &wanted[i]);
		at += sizeof(mach_msg_ool_descriptor_t);
	}
	reply.head.msgh_remote_port = MACH_PORT_NULL;
	EXPECT(reply.head.msgh_size <= receive_size);
	memcpy(template, &reply, reply.head.msgh_size);
	return MACH_MSG_SUCCESS;
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	(void)message, (void)option, (void)send_size, (void)receive_size, (void)receive_name;
	(void)timeout, (void)notify;
	EXPECT(!"no template");
	return MACH_SEND_INVALID_DEST;
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
	(void)to, (void)from;
	return size;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
	(void)message;
	EXPECT(!"a message is given up");
}

/* ---- The client ---- */

static void test_some(void)
{
	int room[4] = {0}, *a = NULL, *b = room, *c = NULL, x = 0;
	mach_msg_type_number_t a_count = 0, b_count = 4, c_count = 0;
	mach_port_t r = 0;

	EXPECT(some(1, 41, &a, &a_count, &r, &b, &b_count, &c, &c_count, &x) == KERN_SUCCESS);
	EXPECT(a == numbers && a_count == 1 && r == 0x77 && x == 42);
	EXPECT(b == room && b_count == 2 && room[0] == 2 && room[1] == 3 && room[2] == 0);
	EXPECT(c == numbers + 3 && c_count == 3);
}

static void test_all(void)
{
	int room[3] = {0}, *b = room;
	mach_port_t rights[5] = {0}, *c = rights;
	mach_msg_type_number_t c_count = 5;
	parts_t a = {NULL, NULL};

	EXPECT(all(1, a, &b, &c, &c_count) == KERN_SUCCESS);
	EXPECT(a[0] == numbers && a[1] == numbers + 3);
	EXPECT(b == room && room[0] == 3 && room[2] == 5);
	EXPECT(c == rights && c_count == 2 && rights[1] == 0x22);
}

int main(void)
{
	test_some();
	test_all();
	printf("%d calls, %d failures\n", calls, failures);
	return failures > 0;
}
