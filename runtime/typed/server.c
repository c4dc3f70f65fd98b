/* mach_msg_server and its kin: the loop around a demultiplexer. */

#include "core/serve.h"
#include "typed/trace.h"
#include "typed/typed.h"

#include <mach/mig_errors.h>
#include <mach/mig_support.h>
#include <stdbool.h>
#include <stdlib.h>

struct buffers {
	mach_msg_header_t *request;
	mig_reply_header_t *reply;
	mach_msg_size_t size_bytes; /* of each */
};

static bool buffers_allocate(struct buffers *buffers, mach_msg_size_t max_size_bytes)
{
	/* An error reply always has room. */
	buffers->size_bytes = max_size_bytes;
	if (buffers->size_bytes < sizeof(mig_reply_header_t))
		buffers->size_bytes = sizeof(mig_reply_header_t);
	buffers->request = calloc(1, buffers->size_bytes);
	buffers->reply = calloc(1, buffers->size_bytes);
	return buffers->request && buffers->reply;
}

static void buffers_free(struct buffers *buffers)
{
	free(buffers->request);
	free(buffers->reply);
}

/* Has the request answered. Returns whether there is a reply to send; if not, nothing is left to
 * release. */
static bool answer(mr_demux demux, struct buffers *buffers)
{
	mach_msg_header_t *request = buffers->request;
	mig_reply_header_t *reply = buffers->reply;

	mig_reply_setup(request, &reply->Head);
	demux(request, &reply->Head);
	switch (reply->RetCode) {
	case KERN_SUCCESS: break;
	case MIG_NO_REPLY: return false;
	case MIG_DESTROY_REQUEST: mach_msg_destroy(request); return false;
	default:
		/* The reply right is in the reply now. */
		request->msgh_remote_port = MACH_PORT_NULL;
		mach_msg_destroy(request);
		break;
	}
	if (reply->Head.msgh_remote_port != MACH_PORT_NULL)
		return true;
	mach_msg_destroy(&reply->Head);
	return false;
}

/* Sends the reply. One that cannot be sent is destroyed. A send right may have a full queue, for
 * which a server does not wait. */
static mach_msg_return_t send_reply(mach_msg_header_t *reply)
{
	mach_msg_option_t option = MACH_SEND_MSG;
	mach_msg_return_t result;

	if (MACH_MSGH_BITS_REMOTE(reply->msgh_bits) != MACH_MSG_TYPE_MOVE_SEND_ONCE)
		option |= MACH_SEND_TIMEOUT;
	result = mach_msg(reply, option, reply->msgh_size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
	switch (result) {
	case MACH_MSG_SUCCESS:
	/* The message is gone already. */
	case MACH_SEND_MSG_TOO_SMALL:
	case MACH_SEND_INVALID_TYPE:
	case MACH_SEND_INVALID_RIGHT:
	case MACH_SEND_INVALID_MEMORY: break;
	default: mach_msg_destroy(reply); break;
	}
	return result;
}

mach_msg_return_t mach_msg_server_timeout(
	boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *), mach_msg_size_t max_size,
	mach_port_t rcv_name, mach_msg_option_t option, mach_msg_timeout_t timeout)
{
	const mach_msg_option_t allowed = MACH_RCV_TIMEOUT | MACH_RCV_INTERRUPT;
	struct buffers buffers;
	mach_msg_return_t result = KERN_RESOURCE_SHORTAGE;

	if (buffers_allocate(&buffers, max_size)) {
		do {
			result = mach_msg(buffers.request, MACH_RCV_MSG | (option & allowed), 0,
				buffers.size_bytes, rcv_name, timeout, MACH_PORT_NULL);
			if (result == MACH_MSG_SUCCESS && answer(demux, &buffers))
				send_reply(&buffers.reply->Head);
		} while (result == MACH_MSG_SUCCESS || result == MACH_RCV_TOO_LARGE ||
			 result == MACH_RCV_INVALID_TYPE);
	}
	buffers_free(&buffers);
	return result;
}

mach_msg_return_t mach_msg_server(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name)
{
	return mach_msg_server_timeout(
		demux, max_size, rcv_name, MACH_MSG_OPTION_NONE, MACH_MSG_TIMEOUT_NONE);
}

mach_msg_return_t mach_msg_server_once(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name)
{
	struct buffers buffers;
	mach_msg_return_t result = KERN_RESOURCE_SHORTAGE;

	if (buffers_allocate(&buffers, max_size)) {
		result = mach_msg(buffers.request, MACH_RCV_MSG, 0, buffers.size_bytes, rcv_name,
			MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
		if (result == MACH_MSG_SUCCESS && answer(demux, &buffers))
			result = send_reply(&buffers.reply->Head);
	}
	buffers_free(&buffers);
	return result;
}

/* ---- Half of a server of both dialects ---- */

struct mr_half {
	struct buffers buffers;
};

struct mr_half *mr_typed_half_new(uint32_t max_bytes, unsigned option)
{
	struct mr_half *half = malloc(sizeof *half);

	(void)option;
	if (half && !buffers_allocate(&half->buffers, max_bytes)) {
		mr_typed_half_free(half);
		return NULL;
	}
	return half;
}

void mr_typed_half_free(struct mr_half *half)
{
	buffers_free(&half->buffers);
	free(half);
}

/* Receives a request that is not of the other dialect. */
static mach_msg_return_t receive_own(struct buffers *buffers, const struct mr_serve *serve)
{
	enum migrt_trace trace = mr_trace_wanted();
	struct mr_message *message = NULL;
	mach_msg_return_t result;

	mr_lock();
	result = mr_serve_receive(serve, MR_WIRE_TYPED, &message);
	if (result == MACH_MSG_SUCCESS && mr_typed_size_bytes(message) > buffers->size_bytes) {
		mr_typed_copyout_header_only(message, buffers->request);
		result = MACH_RCV_TOO_LARGE;
	} else if (result == MACH_MSG_SUCCESS) {
		result = mr_typed_copyout(message, buffers->request);
	}
	mr_unlock();
	if (trace != MIGRT_TRACE_OFF && result == MACH_MSG_SUCCESS)
		mr_typed_trace(trace, "receive", buffers->request, buffers->request->msgh_size);
	else if (trace != MIGRT_TRACE_OFF && result != MR_SERVE_OTHER)
		mr_typed_trace_error("receive", result);
	return result;
}

mach_msg_return_t mr_typed_half_serve(struct mr_half *half, mr_demux demux,
	const struct mr_serve *serve, mach_msg_return_t *ret_sent)
{
	mach_msg_return_t result = receive_own(&half->buffers, serve);

	if (result == MACH_MSG_SUCCESS && answer(demux, &half->buffers))
		*ret_sent = send_reply(&half->buffers.reply->Head);
	return result;
}
