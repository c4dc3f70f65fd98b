/*
 * edges: what a demultiplexer in Rust does with requests that none in C would be given, and what
 * stubs in Rust do with pointers that lead nowhere. Prints nothing if all is well.
 */
#include "pairs.h"
#include "pairs_server.h"
#include "pairs_shim.h"
#include "server.h"

#include <mach/mig_errors.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition)                                                       \
	do {                                                                   \
		if (!(condition)) {                                            \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			failures++;                                            \
		}                                                              \
	} while (0)

static int failures;

struct room {
	mach_msg_header_t head;
	char bytes[8192];
};

static kern_return_t code_of(const struct room *reply)
{
	return ((const mig_reply_header_t *)(const void *)&reply->head)->RetCode;
}

/* A request for fail(), with a right. */
static void make_request(struct room *request, mach_port_t right, int code)
{
	struct {
		mach_msg_header_t head;
		mach_msg_type_t code_type;
		int code;
		char code_pad[sizeof(mach_msg_type_t) - sizeof(int)];
		mach_msg_type_t right_type;
		mach_port_name_inlined_t right;
	} message = {
		.code_type = {.msgt_name = MACH_MSG_TYPE_INTEGER_32,
			.msgt_size = 32,
			.msgt_number = 1,
			.msgt_inline = TRUE},
		.code = code,
		.right_type = {.msgt_name = MACH_MSG_TYPE_PORT_SEND,
			.msgt_size = 8 * sizeof(mach_port_name_inlined_t),
			.msgt_number = 1,
			.msgt_inline = TRUE},
	};

	message.right.name = right;
	message.head.msgh_bits =
		MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0);
	message.head.msgh_size = sizeof message;
	message.head.msgh_id = MIG_RPC_REQUEST_ID_S_FAIL;
	memset(request, 0, sizeof *request);
	memcpy(request, &message, sizeof message);
}

static mach_port_t make_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port);
	return port;
}

/* One more send right, as if it had come with a message. */
static mach_port_t add_right(mach_port_t port)
{
	mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND);
	return port;
}

static unsigned count_rights(mach_port_t port)
{
	mach_port_urefs_t refs = 0;

	mach_port_get_refs(mach_task_self(), port, MACH_PORT_RIGHT_SEND, &refs);
	return refs;
}

static void refused_requests_stay(mach_port_t port)
{
	struct room request, before, reply;

	/* Nobody is installed. */
	make_request(&request, add_right(port), KERN_SUCCESS);
	before = request;
	CHECK(!pairs_server(&request.head, &reply.head));
	CHECK(code_of(&reply) == MIG_BAD_ID);
	CHECK(memcmp(&request, &before, sizeof request) == 0);
	CHECK(count_rights(port) == 1);

	/* No routine has the id, whoever is. */
	server_setup();
	request.head.msgh_id = MIG_RPC_REQUEST_ID_S_LAST + 1;
	before = request;
	CHECK(!pairs_server(&request.head, &reply.head));
	CHECK(code_of(&reply) == MIG_BAD_ID);
	CHECK(reply.head.msgh_id == MIG_RPC_REQUEST_ID_S_LAST + 101);
	CHECK(memcmp(&request, &before, sizeof request) == 0);
	/* A number that was skipped. */
	request.head.msgh_id = MIG_RPC_REQUEST_ID_S_LAST - 1;
	CHECK(!pairs_server(&request.head, &reply.head));
	CHECK(code_of(&reply) == MIG_BAD_ID);
	CHECK(count_rights(port) == 1);
	mach_port_deallocate(mach_task_self(), port);
}

static void failed_requests_are_empty(mach_port_t port)
{
	struct room request, reply;

	make_request(&request, add_right(port), KERN_NO_ACCESS);
	CHECK(pairs_server(&request.head, &reply.head));
	CHECK(count_rights(port) == 0);
	CHECK(!(request.head.msgh_bits & MACH_MSGH_BITS_COMPLEX));
	CHECK(request.head.msgh_remote_port == MACH_PORT_NULL);
	/* As a server loop does, with nothing left to release. */
	add_right(port);
	mach_msg_destroy(&request.head);
	CHECK(count_rights(port) == 1);
	mach_port_deallocate(mach_task_self(), port);

	/* Not what was declared: refused, and released all the same. */
	make_request(&request, add_right(port), KERN_SUCCESS);
	((mach_msg_type_t *)(void *)request.bytes)->msgt_name = MACH_MSG_TYPE_BYTE;
	CHECK(pairs_server(&request.head, &reply.head));
	CHECK(count_rights(port) == 0);

	make_request(&request, MACH_PORT_NULL, KERN_SUCCESS);
	request.head.msgh_size = 4;
	CHECK(pairs_server(&request.head, &reply.head));
	CHECK(code_of(&reply) == MIG_BAD_ARGUMENTS);
}

static void bad_pointers_are_refused(void)
{
	struct room request, reply;

	make_request(&request, MACH_PORT_NULL, KERN_SUCCESS);
	CHECK(!pairs_server(NULL, &reply.head));
	CHECK(!pairs_server(&request.head, NULL));
	CHECK(!pairs_server((mach_msg_header_t *)(void *)((char *)&request + 1), &reply.head));
	CHECK(pairs_server_routine(&request.head) != NULL);
	request.head.msgh_id = MIG_RPC_REQUEST_ID_S_ADD - 1;
	CHECK(pairs_server_routine(&request.head) == NULL);
	request.head.msgh_id = MIG_RPC_REQUEST_ID_S_LAST - 1;
	CHECK(pairs_server_routine(&request.head) == NULL);

	CHECK(add(MACH_PORT_NULL, 1, 2, NULL) == KERN_INVALID_ARGUMENT);
	CHECK(greet(MACH_PORT_NULL, NULL, NULL) == KERN_INVALID_ARGUMENT);
}

/* The routine of a table answers like the demultiplexer. */
static void routines_answer(void)
{
	struct room request, reply;

	make_request(&request, MACH_PORT_NULL, KERN_NO_ACCESS);
	/* A reply that nobody waits for is not made, so there has to be somebody. */
	request.head.msgh_remote_port = add_right(make_port());
	(*pairs_server_routine(&request.head))(&request.head, &reply.head);
	CHECK(code_of(&reply) == KERN_NO_ACCESS);
	mach_port_deallocate(mach_task_self(), reply.head.msgh_remote_port);
	mach_port_mod_refs(
		mach_task_self(), reply.head.msgh_remote_port, MACH_PORT_RIGHT_RECEIVE, -1);
}

/* A function that panics is one that fails. */
static void panics_are_errors(void)
{
	struct {
		mach_msg_header_t head;
		mach_msg_type_t a_type;
		int a;
		char a_pad[sizeof(mach_msg_type_t) - sizeof(int)];
		mach_msg_type_t b_type;
		int64_t b;
	} message = {
		.a_type = {.msgt_name = MACH_MSG_TYPE_INTEGER_32,
			.msgt_size = 32,
			.msgt_number = 1,
			.msgt_inline = TRUE},
		.a = INT32_MIN,
		.b_type = {.msgt_name = MACH_MSG_TYPE_INTEGER_64,
			.msgt_size = 64,
			.msgt_number = 1,
			.msgt_inline = TRUE},
	};
	struct room reply;
	int round;

	message.head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0);
	message.head.msgh_size = sizeof message;
	message.head.msgh_id = MIG_RPC_REQUEST_ID_S_ADD;
	for (round = 0; round < 2; round++) {
		message.head.msgh_remote_port = add_right(make_port());
		CHECK(pairs_server(&message.head, &reply.head));
		CHECK(code_of(&reply) == (round == 0 ? KERN_FAILURE : KERN_SUCCESS));
		mach_port_deallocate(mach_task_self(), reply.head.msgh_remote_port);
		mach_port_mod_refs(
			mach_task_self(), reply.head.msgh_remote_port, MACH_PORT_RIGHT_RECEIVE, -1);
		message.a = 1;
	}
}

int main(void)
{
	mach_port_t port = make_port();

	refused_requests_stay(port);
	failed_requests_are_empty(port);
	bad_pointers_are_refused();
	routines_answer();
	panics_are_errors();
	pairs_server_install(NULL);
	return failures > 0;
}
