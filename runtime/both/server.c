/* The loop around a demultiplexer, and half of a server of both dialects. */
#include "both/server.h"
#include "both/trace.h"

#include <stdlib.h>

struct mr_buffers {
	mach_msg_header_t *request;
	mach_msg_header_t *reply;
	mach_msg_size_t request_bytes; /* with the trailer */
	mach_msg_size_t trailer_bytes;
};

static void buffers_free(struct mr_buffers *buffers)
{
	if (!buffers)
		return;
	free(buffers->request);
	free(buffers->reply);
	free(buffers);
}

/* NULL: no memory. */
static struct mr_buffers *buffers_new(mach_msg_size_t max_bytes, mach_msg_option_t option)
{
	/* An error reply always has room. */
	mach_msg_size_t message_bytes =
		max_bytes < MR_ERROR_REPLY_BYTES ? MR_ERROR_REPLY_BYTES : max_bytes;
	struct mr_buffers *buffers;

	if (message_bytes > MACH_MSG_SIZE_MAX - MR_TRAILER_BYTES_MAX)
		return NULL;
	buffers = malloc(sizeof *buffers);
	if (!buffers)
		return NULL;
	buffers->trailer_bytes = mr_trailer_bytes(option);
	buffers->request_bytes = message_bytes + buffers->trailer_bytes;
	buffers->request = calloc(1, buffers->request_bytes);
	buffers->reply = calloc(1, message_bytes);
	if (buffers->request && buffers->reply)
		return buffers;
	buffers_free(buffers);
	return NULL;
}

/* Makes room for a request of the size that the last receive told. */
static bool buffers_grow(struct mr_buffers *buffers)
{
	mach_msg_size_t message_bytes = buffers->request->msgh_size;
	mach_msg_header_t *request;

	if (message_bytes > MACH_MSG_SIZE_MAX - buffers->trailer_bytes)
		return false;
	request = realloc(buffers->request, message_bytes + buffers->trailer_bytes);
	if (!request)
		return false;
	buffers->request = request;
	buffers->request_bytes = message_bytes + buffers->trailer_bytes;
	return true;
}

static mach_msg_return_t receive_request(struct mr_buffers *buffers, mach_port_t name,
	mach_msg_option_t option, mach_msg_timeout_t timeout_ms)
{
	for (;;) {
		mach_msg_return_t result = mach_msg(buffers->request, MACH_RCV_MSG | option, 0,
			buffers->request_bytes, name, timeout_ms, MACH_PORT_NULL);

		if (result != MACH_RCV_TOO_LARGE || !(option & MACH_RCV_LARGE))
			return result;
		if (!buffers_grow(buffers))
			return KERN_RESOURCE_SHORTAGE;
	}
}

/* A request of which something got lost on its way in is not for the demultiplexer: its sender is
 * told by the end of its reply right. */
static void end_damaged(struct mr_buffers *buffers, mach_msg_return_t result)
{
	if ((result & ~MACH_MSG_MASK) == MACH_RCV_BODY_ERROR)
		mach_msg_destroy(buffers->request);
}

/* Has the request answered, and the reply sent if there is one. */
static mach_msg_return_t answer(
	struct mr_buffers *buffers, mr_demux demux, mach_msg_option_t option)
{
	mach_msg_header_t *reply = buffers->reply;
	mach_msg_return_t result;

	if (!mr_server_answer(demux, buffers->request, reply))
		return MACH_MSG_SUCCESS;
	/* A send right may have a full queue, for which a server does not wait. */
	if (MACH_MSGH_BITS_REMOTE(reply->msgh_bits) != MACH_MSG_TYPE_MOVE_SEND_ONCE)
		option |= MACH_SEND_TIMEOUT;
	result = mach_msg(reply, MACH_SEND_MSG | option, reply->msgh_size, 0, MACH_PORT_NULL,
		MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
	return result == MACH_MSG_SUCCESS ? result : mr_server_unsent(reply, result);
}

mach_msg_return_t mr_server_run(mr_demux demux, mach_msg_size_t max_bytes, mach_port_t name,
	mach_msg_option_t option, mach_msg_timeout_t timeout_ms, bool once)
{
	struct mr_buffers *buffers;
	mach_msg_return_t sent = MACH_MSG_SUCCESS;
	mach_msg_return_t result;

	option = mr_server_options(option);
	buffers = buffers_new(max_bytes, option);
	if (!buffers)
		return KERN_RESOURCE_SHORTAGE;
	do {
		result = receive_request(buffers, name, option, timeout_ms);
		if (result == MACH_MSG_SUCCESS)
			sent = answer(buffers, demux, option);
		else
			end_damaged(buffers, result);
	} while (!once && mr_serve_goes_on(result));
	buffers_free(buffers);
	return result == MACH_MSG_SUCCESS ? sent : result;
}

/* ---- Half of a server of both dialects ---- */

static struct mr_buffers *half_begin(uint32_t max_bytes, unsigned option)
{
	return buffers_new(max_bytes, mr_server_options((mach_msg_option_t)option));
}

/* Receives a request that is not of the other dialect. */
static mach_msg_return_t receive_own(struct mr_buffers *buffers, const struct mr_serve *serve)
{
	mach_msg_option_t option = mr_server_options((mach_msg_option_t)serve->option);
	enum migrt_trace trace = mr_trace_wanted();
	size_t room_bytes = buffers->request_bytes - buffers->trailer_bytes;
	struct mr_message *message = NULL;
	mach_msg_return_t result = mr_trailer_check_asked(option);

	if (result != MACH_MSG_SUCCESS)
		return result;
	mr_lock();
	result = mr_serve_receive(serve, MR_WIRE, &message);
	if (result == MACH_MSG_SUCCESS)
		result = mr_copyout(message, buffers->request, room_bytes, option);
	mr_unlock();
	if (trace != MIGRT_TRACE_OFF && result != MR_SERVE_OTHER)
		mr_trace_receive(trace, buffers->request, result);
	return result;
}

static mach_msg_return_t half_serve(struct mr_buffers *buffers, mr_demux demux,
	const struct mr_serve *serve, mach_msg_return_t *ret_sent)
{
	mach_msg_return_t result = receive_own(buffers, serve);

	if (result == MACH_MSG_SUCCESS)
		*ret_sent = answer(buffers, demux, MACH_MSG_OPTION_NONE);
	else
		end_damaged(buffers, result);
	return result;
}

const struct mr_half MR_HALF = {half_begin, half_serve, buffers_free};
