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

static const struct mr_half *const halves[] = {&mr_typed_half, &mr_ndr_half};

enum { HALVES = 2 };

/* Serves one request, whichever dialect it has, or all that come; as mr_server_run (both/). */
static mach_msg_return_t run(
	mr_demux typed, mr_demux ndr, uint32_t max_bytes, const struct mr_serve *serve, bool once)
{
	const mr_demux demuxes[HALVES] = {typed, ndr};
	struct mr_buffers *buffers[HALVES] = {NULL, NULL}; /* made when first needed */
	unsigned half = 0; /* of the last request, for the next is likely to be alike */
	mach_msg_return_t sent = MACH_MSG_SUCCESS;
	mach_msg_return_t result;

	do {
		if (!buffers[half])
			buffers[half] = halves[half]->begin(max_bytes, serve->option);
		result = KERN_RESOURCE_SHORTAGE;
		if (buffers[half])
			result = halves[half]->serve(buffers[half], demuxes[half], serve, &sent);
		if (result == MR_SERVE_OTHER)
			half = !half;
	} while (result == MR_SERVE_OTHER || (!once && mr_serve_goes_on(result)));
	for (half = 0; half < HALVES; half++)
		halves[half]->end(buffers[half]);
	return result == MACH_MSG_SUCCESS ? sent : result;
}

mach_msg_return_t migrt_msg_server(migrt_demux_t typed, migrt_demux_t ndr, mach_msg_size_t max_size,
	mach_port_t rcv_name, mach_msg_option_t option, mach_msg_timeout_t timeout)
{
	const struct mr_serve serve = {rcv_name, (unsigned)option, timeout};

	return run(typed, ndr, max_size, &serve, false);
}

mach_msg_return_t migrt_msg_server_once(migrt_demux_t typed, migrt_demux_t ndr,
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_option_t option,
	mach_msg_timeout_t timeout)
{
	const struct mr_serve serve = {rcv_name, (unsigned)option, timeout};

	return run(typed, ndr, max_size, &serve, true);
}
