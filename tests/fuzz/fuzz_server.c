/*
 * Servers that migc generated, under hostile messages. An input is a byte that chooses server and
 * routine, a byte that chooses what the functions answer, and the request. Requests arrive as a
 * kernel delivers them, each twice: the replies must be the same whatever stood in the buffer
 * before, so that nothing of the server's memory leaks.
 */
#include "server/functions.h"
#include "server/kernel.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

boolean_t plain_server(mach_msg_header_t *request, mach_msg_header_t *reply);
boolean_t memory_server(mach_msg_header_t *request, mach_msg_header_t *reply);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { ROUTINES_MAX = 16, CHOICES = 2, REQUEST_MAX_BYTES = 32 * 1024, ERROR_BYTES = 48 };

static const struct server {
	boolean_t (*serve)(mach_msg_header_t *request, mach_msg_header_t *reply);
	int base;
	size_t reply_bytes[ROUTINES_MAX]; /* the largest reply of each routine; 0: none is there */
} servers[] = {
	{plain_server, 4000,
		{120, 112, 272, 536, 16056, 5456, 104, 88, 208, 0, 64, 88, 120, 64, 48, 48}},
	{memory_server, 5000, {2120, 48, 64, 64, 64, 80, 2104, 64, 48}},
};

/* A buffer of exactly the size that the largest reply may have. */
static size_t reply_room(const struct server *server, int id)
{
	unsigned number = (unsigned)id - (unsigned)server->base;

	return number < ROUTINES_MAX && server->reply_bytes[number] > 0
		       ? server->reply_bytes[number]
		       : ERROR_BYTES;
}

/* Returns the reply, or NULL if the request was not delivered. */
static mach_msg_header_t *serve(
	const struct server *server, const mach_msg_header_t *sent, int poison)
{
	size_t room = reply_room(server, sent->msgh_id);
	mach_msg_header_t *request = malloc(sent->msgh_size), *reply = NULL;

	memcpy(request, sent, sent->msgh_size);
	if (kernel_deliver(request)) {
		boolean_t known;
		kern_return_t result;

		reply = malloc(room);
		memset(reply, poison, room);
		request_now = request;
		calls_now = 0;
		known = server->serve(request, reply);
		result = ((mig_reply_header_t *)(void *)reply)->RetCode;
		require(reply->msgh_size <= room);
		require(calls_now <= 1 && (known || calls_now == 0));
		require(known || result == MIG_BAD_ID);
		require(calls_now == 1 || result != KERN_SUCCESS);
		if (result == KERN_SUCCESS)
			kernel_accept(reply);
		else
			require(reply->msgh_size == ERROR_BYTES &&
				!(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX));
	}
	kernel_release_all();
	free(request);
	return reply;
}

/* The request as a kernel would take it from a sender: its size is true, its rights are received.
 */
static mach_msg_header_t *make_request(
	const struct server *server, unsigned choice, const uint8_t *bytes, size_t size)
{
	mach_msg_header_t *message = malloc(size);

	memcpy(message, bytes, size);
	message->msgh_size = (mach_msg_size_t)size;
	message->msgh_bits &= MACH_MSGH_BITS_COMPLEX | 0x0101;
	message->msgh_bits += MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_MOVE_SEND);
	if (choice > 0)
		message->msgh_id = server->base + (int)choice - 1;
	return message;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct server *server;
	mach_msg_header_t *sent, *first, *second;

	if (size < CHOICES + sizeof(mach_msg_header_t))
		return 0;
	server = &servers[bytes[0] % 2];
	answer_now = bytes[1];
	size = (size - CHOICES) & ~(size_t)7;
	if (size > REQUEST_MAX_BYTES)
		size = REQUEST_MAX_BYTES;
	sent = make_request(server, bytes[0] / 2 % 32, bytes + CHOICES, size);
	first = serve(server, sent, 0);
	if (first) {
		second = serve(server, sent, 0xff);
		require(first->msgh_size == second->msgh_size);
		require(memcmp(first, second, first->msgh_size) == 0);
		free(second);
	}
	free(first);
	free(sent);
	return 0;
}
