/* migrt_msg_server and its kin: the loop around the demultiplexers of two dialects. */
#include "core/serve.h"

#include <migrt/server.h>

/* ---- Receiving what is of one dialect ---- */

/* Messages of the receiver's dialect always fit, all others never do, and so stay in the queue. */
static size_t size_if_typed(const struct mr_message *message)
{
	return message->wire == MR_WIRE_NDR ? SIZE_MAX : 0;
}

static size_t size_if_ndr(const struct mr_message *message)
{
	return message->wire == MR_WIRE_NDR ? 0 : SIZE_MAX;
}

mach_msg_return_t mr_serve_receive(
	const struct mr_serve *serve, enum mr_wire wire, struct mr_message **ret_message)
{
	struct mr_receive_request request = {
		.name = serve->name,
		.keep_large = true,
		.interruptible = (serve->option & MACH_RCV_INTERRUPT) != 0,
		.size_bytes = wire == MR_WIRE_NDR ? size_if_ndr : size_if_typed,
	};
	struct mr_deadline deadline;
	size_t size_bytes;
	mach_msg_return_t result;

	if (serve->option & MACH_RCV_TIMEOUT) {
		deadline = mr_deadline_after_ms(serve->timeout_ms);
		request.deadline = &deadline;
	}
	result = mr_receive(&request, ret_message, &size_bytes);
	if (result == MACH_RCV_TOO_LARGE)
		return MR_SERVE_OTHER;
	if (result == MACH_MSG_SUCCESS)
		mr_sender_note(*ret_message);
	return result;
}

/* ---- The loop ---- */

static const struct dialect {
	struct mr_half *(*half_new)(uint32_t max_bytes, unsigned option);
	mach_msg_return_t (*serve)(struct mr_half *half, mr_demux demux,
		const struct mr_serve *serve, mach_msg_return_t *ret_sent);
	void (*half_free)(struct mr_half *half);
} dialects[] = {
	{mr_typed_half_new, mr_typed_half_serve, mr_typed_half_free},
	{mr_ndr_half_new, mr_ndr_half_serve, mr_ndr_half_free},
};

enum { DIALECTS = 2 };

struct server {
	mr_demux demuxes[DIALECTS];
	struct mr_half *halves[DIALECTS]; /* made with the first request of the dialect */
	struct mr_serve serve;
	mach_msg_size_t max_bytes;
	unsigned dialect; /* of the last request, for the next is likely to be alike */
};

/* Serves one request, whichever dialect it has. */
static mach_msg_return_t serve_next(struct server *server, mach_msg_return_t *ret_sent)
{
	for (;;) {
		unsigned chosen = server->dialect;
		const struct dialect *dialect = &dialects[chosen];
		mach_msg_return_t result;

		if (!server->halves[chosen])
			server->halves[chosen] =
				dialect->half_new(server->max_bytes, server->serve.option);
		if (!server->halves[chosen])
			return KERN_RESOURCE_SHORTAGE;
		result = dialect->serve(
			server->halves[chosen], server->demuxes[chosen], &server->serve, ret_sent);
		if (result != MR_SERVE_OTHER)
			return result;
		server->dialect = !chosen;
	}
}

static void server_free(struct server *server)
{
	unsigned i;

	for (i = 0; i < DIALECTS; i++)
		if (server->halves[i])
			dialects[i].half_free(server->halves[i]);
}

mach_msg_return_t migrt_msg_server(migrt_demux_t typed, migrt_demux_t ndr, mach_msg_size_t max_size,
	mach_port_t rcv_name, mach_msg_option_t option, mach_msg_timeout_t timeout)
{
	struct server server = {
		.demuxes = {typed, ndr},
		.serve = {rcv_name, (unsigned)option, timeout},
		.max_bytes = max_size,
	};
	mach_msg_return_t result, sent;

	do
		result = serve_next(&server, &sent);
	while (result == MACH_MSG_SUCCESS || result == MACH_RCV_TOO_LARGE);
	server_free(&server);
	return result;
}

mach_msg_return_t migrt_msg_server_once(migrt_demux_t typed, migrt_demux_t ndr,
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_option_t option,
	mach_msg_timeout_t timeout)
{
	struct server server = {
		.demuxes = {typed, ndr},
		.serve = {rcv_name, (unsigned)option, timeout},
		.max_bytes = max_size,
	};
	mach_msg_return_t sent = MACH_MSG_SUCCESS;
	mach_msg_return_t result = serve_next(&server, &sent);

	server_free(&server);
	return result == MACH_MSG_SUCCESS ? sent : result;
}
