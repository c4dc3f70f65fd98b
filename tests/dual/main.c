/*
 * Clients of both wires call one server, whose process they share: at a port for each wire, and at
 * one port for both that several threads serve with the loop of libmigrt.
 */
#include "dual.h"

#include <mach/mach.h>
#include <migrt/server.h>
#include <pthread.h>
#include <stdio.h>

extern int told;
extern boolean_t dual_server_typed(mach_msg_header_t *request, mach_msg_header_t *reply);
extern boolean_t dual_server_ndr(mach_msg_header_t *request, mach_msg_header_t *reply);

enum { SERVERS = 2, ROUNDS = 20, REQUEST_BYTES_MAX = 4096 };

static int mistakes;

#define EXPECT(what)                                                               \
	do {                                                                       \
		if (!(what)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what); \
			__atomic_add_fetch(&mistakes, 1, __ATOMIC_RELAXED);        \
		}                                                                  \
	} while (0)

struct half {
	const struct wire *wire;
	mach_port_t port;
	int result;
};

static mach_port_t new_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	EXPECT(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port) ==
		KERN_SUCCESS);
	EXPECT(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND) ==
		KERN_SUCCESS);
	return port;
}

/* ---- A port for each wire ---- */

static void *serve(void *argument)
{
	struct half *half = argument;

	half->result = half->wire->serve(half->port, DUAL_REQUESTS);
	return NULL;
}

static void calls_of(const struct wire *wire)
{
	struct half half = {.wire = wire, .port = new_port()};
	pthread_t thread;

	EXPECT(pthread_create(&thread, NULL, serve, &half) == 0);
	EXPECT(wire->call(half.port) == 0);
	EXPECT(pthread_join(thread, NULL) == 0);
	EXPECT(half.result == KERN_SUCCESS);
}

/* ---- One port for both ---- */

static void *serve_both(void *argument)
{
	struct half *half = argument;

	half->result = migrt_msg_server(
		dual_server_typed, dual_server_ndr, REQUEST_BYTES_MAX, half->port, 0, 0);
	return NULL;
}

static void *call_both(void *argument)
{
	struct half *half = argument;
	int i;

	for (i = 0; i < ROUNDS; i++)
		half->result += half->wire->call(half->port);
	return NULL;
}

static void calls_of_both(void)
{
	mach_port_t port = new_port();
	struct half servers[SERVERS];
	struct half clients[2] = {{&typed_wire, port, 0}, {&ndr_wire, port, 0}};
	pthread_t threads[SERVERS + 2];
	int i;

	for (i = 0; i < SERVERS; i++) {
		servers[i] = (struct half){.port = port};
		EXPECT(pthread_create(&threads[i], NULL, serve_both, &servers[i]) == 0);
	}
	for (i = 0; i < 2; i++)
		EXPECT(pthread_create(&threads[SERVERS + i], NULL, call_both, &clients[i]) == 0);
	for (i = 0; i < 2; i++) {
		EXPECT(pthread_join(threads[SERVERS + i], NULL) == 0);
		EXPECT(clients[i].result == 0);
	}
	/* A request without room for it is destroyed, and the loop goes on. */
	for (i = 0; i < 2; i++) {
		EXPECT(clients[i].wire->send_large(port) == MIG_SERVER_DIED);
		EXPECT(clients[i].wire->call(port) == 0);
	}
	EXPECT(mach_port_destroy(mach_task_self(), port) == KERN_SUCCESS);
	for (i = 0; i < SERVERS; i++) {
		EXPECT(pthread_join(threads[i], NULL) == 0);
		EXPECT(servers[i].result == MACH_RCV_PORT_DIED ||
			servers[i].result == MACH_RCV_INVALID_NAME);
	}
}

/* ---- One request ---- */

static mach_msg_return_t serve_once(mach_port_t port)
{
	return migrt_msg_server_once(
		dual_server_typed, dual_server_ndr, REQUEST_BYTES_MAX, port, MACH_RCV_TIMEOUT, 0);
}

static int notified;

/* In place of the typed demultiplexer, whose headers this file may not have. */
static boolean_t notice(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	notified++;
	return dual_server_typed(request, reply);
}

static void one_at_a_time(void)
{
	mach_port_t port = new_port(), once;
	mach_msg_type_name_t type;
	int before = told;

	EXPECT(serve_once(port) == MACH_RCV_TIMED_OUT);
	EXPECT(typed_wire.tell(port) == KERN_SUCCESS && ndr_wire.tell(port) == KERN_SUCCESS);
	EXPECT(typed_wire.tell(port) == KERN_SUCCESS);
	EXPECT(serve_once(port) == KERN_SUCCESS && told == before + 1);
	EXPECT(serve_once(port) == KERN_SUCCESS && told == before + 2);
	EXPECT(serve_once(port) == KERN_SUCCESS && told == before + 3);
	EXPECT(serve_once(port) == MACH_RCV_TIMED_OUT);
	/* Notifications go to the typed side, also after a request of the other. */
	EXPECT(ndr_wire.tell(port) == KERN_SUCCESS);
	EXPECT(mach_port_extract_right(mach_task_self(), port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &once,
		       &type) == KERN_SUCCESS);
	EXPECT(mach_port_deallocate(mach_task_self(), once) == KERN_SUCCESS);
	EXPECT(serve_once(port) == KERN_SUCCESS && notified == 0);
	EXPECT(migrt_msg_server_once(notice, dual_server_ndr, REQUEST_BYTES_MAX, port, 0, 0) ==
		KERN_SUCCESS);
	EXPECT(notified == 1);
	EXPECT(mach_port_destroy(mach_task_self(), port) == KERN_SUCCESS);
	EXPECT(serve_once(port) == MACH_RCV_INVALID_NAME);
}

int main(void)
{
	calls_of(&typed_wire);
	calls_of(&ndr_wire);
	EXPECT(told == 10);
	calls_of_both();
	EXPECT(told == 10 + 5 * (2 * ROUNDS + 2));
	one_at_a_time();
	return mistakes > 0;
}
