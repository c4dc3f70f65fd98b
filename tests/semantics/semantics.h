/*
 * What the programs of this folder share: checks, and messages put together by hand.
 *
 * The programs state Mach's rules as its documentation and headers do, against Mach's interface
 * alone, so that the same source can be built for a Mach kernel, and with the headers of either
 * wire dialect. They print nothing and exit with 0 if all rules hold.
 */
#ifndef SEMANTICS_H
#define SEMANTICS_H

#include <mach/mach.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                          \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			exit(1);                                                                  \
		}                                                                                 \
	} while (0)

/* Compares two numbers, and shows both. */
#define CHECK_EQUAL(expected, actual) \
	check_equal((long long)(expected), (long long)(actual), #actual, __FILE__, __LINE__)

#define CHECK_OK(call) CHECK_EQUAL(KERN_SUCCESS, call)

static inline void check_equal(
	long long expected, long long actual, const char *text, const char *file, int line)
{
	if (expected == actual)
		return;
	fprintf(stderr, "%s:%d: %s is %lld (0x%llx), expected %lld (0x%llx)\n", file, line, text,
		actual, (unsigned long long)actual, expected, (unsigned long long)expected);
	exit(1);
}

/* ---- Ports ---- */

static inline mach_port_t self(void)
{
	return mach_task_self();
}

static inline mach_port_t new_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port));
	return port;
}

/* A port with a send right under the same name. */
static inline mach_port_t new_port_with_send(void)
{
	mach_port_t port = new_port();

	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	return port;
}

static inline void destroy_receive_right(mach_port_t port)
{
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
}

static inline mach_port_type_t type_of(mach_port_t name)
{
	mach_port_type_t type = 0;

	if (mach_port_type(self(), name, &type) == KERN_INVALID_NAME)
		return MACH_PORT_TYPE_NONE;
	return type;
}

static inline mach_port_urefs_t refs_of(mach_port_t name, mach_port_right_t right)
{
	mach_port_urefs_t refs = 0;

	CHECK_OK(mach_port_get_refs(self(), name, right, &refs));
	return refs;
}

static inline size_t count_names(void)
{
	mach_port_name_array_t names;
	mach_port_type_array_t types;
	mach_msg_type_number_t name_count;
	mach_msg_type_number_t type_count;

	CHECK_OK(mach_port_names(self(), &names, &name_count, &types, &type_count));
	CHECK_EQUAL(name_count, type_count);
	CHECK_OK(vm_deallocate(self(), (vm_address_t)names, name_count * sizeof *names));
	CHECK_OK(vm_deallocate(self(), (vm_address_t)types, type_count * sizeof *types));
	return name_count;
}

/* Asks for a notification of that id about name, to be sent to the port notify. */
static inline void request(
	mach_port_t name, mach_msg_id_t id, mach_port_mscount_t sync, mach_port_t notify)
{
	mach_port_t previous = MACH_PORT_DEAD;

	CHECK_OK(mach_port_request_notification(
		self(), name, id, sync, notify, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	CHECK_EQUAL(MACH_PORT_NULL, previous);
}

/* ---- Messages ---- */

#if defined(MACH_MSG_TRAILER_FORMAT_0)
#include "semantics_ndr.h"
#else
#include "semantics_typed.h"
#endif

static inline void message_begin(struct message *m, mach_port_t remote,
	mach_msg_type_name_t remote_type, mach_port_t local, mach_msg_type_name_t local_type,
	mach_msg_id_t id)
{
	memset(m, 0, sizeof *m);
	m->head.msgh_bits = MACH_MSGH_BITS(remote_type, local_type);
	m->head.msgh_remote_port = remote;
	m->head.msgh_local_port = local;
	m->head.msgh_id = id;
}

static inline mach_msg_return_t message_send(
	struct message *m, mach_msg_option_t option, unsigned timeout_ms)
{
	m->head.msgh_size = (mach_msg_size_t)(sizeof m->head + m->used_bytes);
	return mach_msg(&m->head, MACH_SEND_MSG | option, m->head.msgh_size, 0, MACH_PORT_NULL,
		timeout_ms, MACH_PORT_NULL);
}

static inline mach_msg_return_t message_receive(
	struct message *m, mach_port_t port, mach_msg_option_t option, unsigned timeout_ms)
{
	memset(m, 0xaa, sizeof *m);
	m->used_bytes = 0;
	return mach_msg(&m->head, MACH_RCV_MSG | RECEIVE_OPTION | option, 0,
		sizeof m->head + sizeof m->body, port, timeout_ms, MACH_PORT_NULL);
}

/* A message that is in the queue already. */
static inline void message_take(struct message *m, mach_port_t port)
{
	CHECK_OK(message_receive(m, port, MACH_RCV_TIMEOUT, 0));
}

/* Sends an empty message that carries no reply right. */
static inline mach_msg_return_t send_empty(
	mach_port_t remote, mach_msg_type_name_t type, mach_msg_id_t id)
{
	struct message m;

	message_begin(&m, remote, type, MACH_PORT_NULL, 0, id);
	return message_send(&m, MACH_SEND_TIMEOUT, 0);
}

static inline void check_queue_is_empty(mach_port_t port)
{
	struct message m;

	CHECK_EQUAL(MACH_RCV_TIMED_OUT, message_receive(&m, port, MACH_RCV_TIMEOUT, 0));
}

/* ---- Notifications ---- */

static inline void check_notification(struct message *m, mach_port_t port, mach_msg_id_t id)
{
	message_take(m, port);
	CHECK_EQUAL(id, m->head.msgh_id);
	CHECK_EQUAL(port, m->head.msgh_local_port);
	CHECK_EQUAL(MACH_PORT_NULL, m->head.msgh_remote_port);
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE),
		MACH_MSGH_BITS_PORTS(m->head.msgh_bits));
}

static inline void take_send_once_notification(mach_port_t port)
{
	struct message m;

	check_notification(&m, port, MACH_NOTIFY_SEND_ONCE);
	check_no_more(&m);
}

/* A notification that names a port without giving a right. */
static inline mach_port_name_t take_name_notification(mach_port_t port, mach_msg_id_t id)
{
	struct message m;
	mach_port_name_t name;

	check_notification(&m, port, id);
	name = next_name(&m);
	check_no_more(&m);
	return name;
}

#endif
