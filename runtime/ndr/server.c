/* mach_msg_server and its kin: the loop around a demultiplexer. */

#include "core/serve.h"
#include "ndr/ndr.h"
#include "ndr/trace.h"

#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <mach/mig_errors.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct buffers {
	mach_msg_header_t *request;
	mig_reply_error_t *reply;
	mach_msg_size_t request_bytes; /* with the trailer */
	mach_msg_size_t trailer_bytes;
};

static bool buffers_allocate(
	struct buffers *buffers, mach_msg_size_t max_bytes, mach_msg_options_t options)
{
	size_t message_bytes = max_bytes;

	*buffers = (struct buffers){.trailer_bytes = REQUESTED_TRAILER_SIZE(options)};
	/* An error reply always has room. */
	if (message_bytes < sizeof(mig_reply_error_t))
		message_bytes = sizeof(mig_reply_error_t);
	if (message_bytes > MACH_MSG_SIZE_MAX - MAX_TRAILER_SIZE)
		return false;
	buffers->request_bytes = (mach_msg_size_t)message_bytes + buffers->trailer_bytes;
	buffers->request = calloc(1, buffers->request_bytes);
	buffers->reply = calloc(1, message_bytes);
	return buffers->request && buffers->reply;
}

/* Makes room for a request of the size that the last receive told. */
static bool buffers_grow(struct buffers *buffers)
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

static void buffers_free(struct buffers *buffers)
{
	free(buffers->request);
	free(buffers->reply);
}

static mach_msg_return_t receive_request(
	struct buffers *buffers, mach_port_t rcv_name, mach_msg_options_t options)
{
	for (;;) {
		mach_msg_return_t result = mach_msg(buffers->request, MACH_RCV_MSG | options, 0,
			buffers->request_bytes, rcv_name, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);

		if (result != MACH_RCV_TOO_LARGE || !(options & MACH_RCV_LARGE))
			return result;
		if (!buffers_grow(buffers))
			return KERN_RESOURCE_SHORTAGE;
	}
}

/* Has the request answered. Returns whether there is a reply to send; if not, nothing is left to
 * release. */
static bool answer(mr_demux demux, struct buffers *buffers)
{
	mach_msg_header_t *request = buffers->request;
	mig_reply_error_t *reply = buffers->reply;
	kern_return_t code;

	memset(reply, 0, sizeof *reply);
	demux(request, &reply->Head);
	/* A complex reply has no return code in it: it means success. */
	code = MACH_MSGH_BITS_IS_COMPLEX(reply->Head.msgh_bits) ? KERN_SUCCESS : reply->RetCode;
	if (code == MIG_NO_REPLY)
		return false;
	if (code != KERN_SUCCESS) {
		/* The reply right is in the reply now. */
		request->msgh_remote_port = MACH_PORT_NULL;
		mach_msg_destroy(request);
	}
	return reply->Head.msgh_remote_port != MACH_PORT_NULL;
}

/* Releases what a reply holds that could not be sent and is back. */
static void destroy_unsent(mach_msg_header_t *reply)
{
	mach_msg_type_name_t local_type = MACH_MSGH_BITS_LOCAL(reply->msgh_bits);

	if (MACH_PORT_VALID(reply->msgh_local_port) &&
		(local_type == MACH_MSG_TYPE_MOVE_SEND ||
			local_type == MACH_MSG_TYPE_MOVE_SEND_ONCE))
		mach_port_deallocate(mach_task_self(), reply->msgh_local_port);
	mach_msg_destroy(reply);
}

/* Sends the reply. One whose client is not there any more, or does not receive, is destroyed. A
 * send right may have a full queue, for which a server does not wait. */
static mach_msg_return_t send_reply(mach_msg_header_t *reply, mach_msg_options_t options)
{
	mach_msg_return_t result;

	if (MACH_MSGH_BITS_REMOTE(reply->msgh_bits) != MACH_MSG_TYPE_MOVE_SEND_ONCE)
		options |= MACH_SEND_TIMEOUT;
	result = mach_msg(reply, MACH_SEND_MSG | options, reply->msgh_size, 0, MACH_PORT_NULL,
		MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
	switch (result) {
	case MACH_SEND_INVALID_DEST:
	case MACH_SEND_TIMED_OUT:
	case MACH_SEND_INTERRUPTED: destroy_unsent(reply); return MACH_MSG_SUCCESS;
	case MACH_SEND_INVALID_HEADER:
	case MACH_SEND_INVALID_REPLY:
	case MACH_SEND_INVALID_VOUCHER:
	case MACH_SEND_NO_BUFFER: destroy_unsent(reply); return result;
	default: return result;
	}
}

static bool goes_on(mach_msg_return_t result)
{
	return result == MACH_MSG_SUCCESS || result == MACH_RCV_TOO_LARGE ||
	       result == MACH_RCV_INVALID_TYPE;
}

static mach_msg_options_t usable(mach_msg_options_t options)
{
	return options & ~(MACH_SEND_MSG | MACH_RCV_MSG | MACH_SEND_TRAILER);
}

mach_msg_return_t mach_msg_server(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
{
	struct buffers buffers;
	mach_msg_return_t result = KERN_RESOURCE_SHORTAGE;

	options = usable(options);
	if (buffers_allocate(&buffers, max_size, options)) {
		do {
			result = receive_request(&buffers, rcv_name, options);
			if (result == MACH_MSG_SUCCESS && answer(demux, &buffers))
				send_reply(&buffers.reply->Head, options);
		} while (goes_on(result));
	}
	buffers_free(&buffers);
	return result;
}

mach_msg_return_t mach_msg_server_once(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
{
	struct buffers buffers;
	mach_msg_return_t result = KERN_RESOURCE_SHORTAGE;

	options = usable(options);
	if (buffers_allocate(&buffers, max_size, options)) {
		result = receive_request(&buffers, rcv_name, options);
		if (result == MACH_MSG_SUCCESS && answer(demux, &buffers))
			result = send_reply(&buffers.reply->Head, options);
	}
	buffers_free(&buffers);
	return result;
}

/* ---- Half of a server of both dialects ---- */

struct mr_half {
	struct buffers buffers;
};

struct mr_half *mr_ndr_half_new(uint32_t max_bytes, unsigned option)
{
	struct mr_half *half = malloc(sizeof *half);

	if (half && !buffers_allocate(&half->buffers, max_bytes, (mach_msg_options_t)option)) {
		mr_ndr_half_free(half);
		return NULL;
	}
	return half;
}

void mr_ndr_half_free(struct mr_half *half)
{
	buffers_free(&half->buffers);
	free(half);
}

/* Receives a request that is not of the other dialect. */
static mach_msg_return_t receive_own(struct buffers *buffers, const struct mr_serve *serve)
{
	enum migrt_trace trace = mr_trace_wanted();
	size_t room_bytes = buffers->request_bytes - buffers->trailer_bytes;
	struct mr_message *message = NULL;
	mach_msg_return_t result;

	if (serve->option >> 28 != MACH_MSG_TRAILER_FORMAT_0)
		return MACH_RCV_INVALID_TRAILER;
	mr_lock();
	result = mr_serve_receive(serve, MR_WIRE_NDR, &message);
	if (result == MACH_MSG_SUCCESS && mr_ndr_size_bytes(message) > room_bytes) {
		mr_ndr_copyout_header_only(message, buffers->request);
		result = MACH_RCV_TOO_LARGE;
	} else if (result == MACH_MSG_SUCCESS) {
		result =
			mr_ndr_copyout(message, buffers->request, (mach_msg_option_t)serve->option);
	}
	mr_unlock();
	if (trace != MIGRT_TRACE_OFF && result == MACH_MSG_SUCCESS)
		mr_ndr_trace(trace, "receive", buffers->request, buffers->request->msgh_size);
	else if (trace != MIGRT_TRACE_OFF && result != MR_SERVE_OTHER)
		mr_ndr_trace_error("receive", result);
	return result;
}

mach_msg_return_t mr_ndr_half_serve(struct mr_half *half, mr_demux demux,
	const struct mr_serve *serve, mach_msg_return_t *ret_sent)
{
	mach_msg_return_t result = receive_own(&half->buffers, serve);

	if (result == MACH_MSG_SUCCESS && answer(demux, &half->buffers))
		*ret_sent = send_reply(&half->buffers.reply->Head, MACH_MSG_OPTION_NONE);
	return result;
}
