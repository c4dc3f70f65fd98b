/* mach_msg and its kin: sending and receiving NDR messages. */
#include "core/trace.h"
#include "ndr/ndr.h"
#include "ndr/trace.h"

/* What is wrong with a header besides the rights that it names. */
static mach_msg_return_t object_to(const mach_msg_header_t *msg)
{
	mach_msg_type_name_t voucher_type = MACH_MSGH_BITS_VOUCHER(msg->msgh_bits);

	if (msg->msgh_bits & ~MACH_MSGH_BITS_USER)
		return MACH_SEND_INVALID_HEADER;
	/* There are no vouchers, but a message may say that it has none. */
	if (voucher_type != 0 && (msg->msgh_voucher_port != MACH_PORT_NULL ||
					 (voucher_type != MACH_MSG_TYPE_MOVE_SEND &&
						 voucher_type != MACH_MSG_TYPE_COPY_SEND)))
		return MACH_SEND_INVALID_VOUCHER;
	return MACH_MSG_SUCCESS;
}

/* Takes a message out of the task. Returns with the lock held after MACH_MSG_SUCCESS. */
static mach_msg_return_t copyin(
	const mach_msg_header_t *msg, mach_msg_size_t size_bytes, struct mr_message **ret_message)
{
	struct mr_sent sent;

	if (size_bytes < sizeof *msg)
		return MACH_SEND_MSG_TOO_SMALL;
	sent = (struct mr_sent){
		.header = {msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits),
			msg->msgh_local_port, MACH_MSGH_BITS_LOCAL(msg->msgh_bits)},
		.objection = object_to(msg),
		.id = msg->msgh_id,
		.complex = MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits),
		.body = msg + 1,
		.body_bytes = size_bytes - sizeof *msg,
	};
	return mr_body_copyin(&mr_ndr_dialect, &sent, ret_message);
}

/* Returns with the lock held after MACH_MSG_SUCCESS. */
static mach_msg_return_t send_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_msg_timeout_t timeout_ms)
{
	struct mr_message *message = NULL;
	struct mr_deadline deadline;
	mach_msg_return_t result;

	if (option & MACH_SEND_TRAILER)
		return MACH_SEND_INVALID_TRAILER;
	result = copyin(msg, size_bytes, &message);
	if (result != MACH_MSG_SUCCESS || !message)
		return result;
	if (option & MACH_SEND_TIMEOUT)
		deadline = mr_deadline_after_ms(timeout_ms);
	result = mr_send(message, option & MACH_SEND_TIMEOUT ? &deadline : NULL,
		(option & MACH_SEND_INTERRUPT) != 0);
	if (result == MACH_MSG_SUCCESS)
		return result;
	mr_ndr_copyout_unsent(message, msg);
	mr_unlock();
	return result;
}

/* Called with the lock held. */
static mach_msg_return_t receive_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_port_name_t name, mach_msg_timeout_t timeout_ms)
{
	mach_msg_trailer_size_t trailer_bytes = REQUESTED_TRAILER_SIZE(option);
	struct mr_deadline deadline;
	struct mr_receive_request request = {
		.name = name,
		/* Not even a header fits where there is no room for the trailer. */
		.limit_bytes = size_bytes > trailer_bytes ? size_bytes - trailer_bytes : 1,
		.keep_large = (option & MACH_RCV_LARGE) != 0,
		.interruptible = (option & MACH_RCV_INTERRUPT) != 0,
		.wire = MR_WIRE_NDR,
		.header_bytes = sizeof *msg,
		.size_bytes = mr_ndr_size_bytes,
	};
	struct mr_message *message = NULL;
	size_t large_bytes = 0;
	mach_msg_return_t result;

	if ((unsigned)option >> 28 != MACH_MSG_TRAILER_FORMAT_0)
		return MACH_RCV_INVALID_TRAILER;
	if (option & MACH_RCV_TIMEOUT) {
		deadline = mr_deadline_after_ms(timeout_ms);
		request.deadline = &deadline;
	}
	result = mr_receive(&request, &message, &large_bytes);
	if (result != MACH_MSG_SUCCESS) {
		if (result == MACH_RCV_TOO_LARGE)
			msg->msgh_size = (mach_msg_size_t)large_bytes;
		return result;
	}
	if (message->wire == MR_WIRE_TYPED) {
		mr_message_refuse(message);
		return MACH_RCV_INVALID_TYPE;
	}
	mr_sender_note(message);
	if (mr_ndr_size_bytes(message) > request.limit_bytes) {
		mr_ndr_copyout_header_only(message, msg);
		return MACH_RCV_TOO_LARGE;
	}
	return mr_ndr_copyout(message, msg, option);
}

mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify, mach_msg_header_t *rcv_msg,
	mach_msg_size_t rcv_limit)
{
	enum migrt_trace trace = mr_trace_wanted();
	mach_msg_header_t *received = rcv_msg ? rcv_msg : msg;
	mach_msg_return_t result = MACH_MSG_SUCCESS;

	(void)notify;
	(void)rcv_limit;
	if (option & MACH_SEND_MSG) {
		if (trace != MIGRT_TRACE_OFF)
			mr_ndr_trace(trace, "send", msg, send_size);
		result = send_message(msg, option, send_size, timeout);
		if (result != MACH_MSG_SUCCESS) {
			if (trace != MIGRT_TRACE_OFF)
				mr_ndr_trace_error("send", result);
			return result;
		}
	} else {
		mr_lock();
	}
	/* The lock is kept between the two: a call is one piece of work. */
	if (option & MACH_RCV_MSG)
		result = receive_message(received, option, rcv_size, rcv_name, timeout);
	mr_unlock();
	if (trace == MIGRT_TRACE_OFF || !(option & MACH_RCV_MSG))
		return result;
	if (result == MACH_MSG_SUCCESS)
		mr_ndr_trace(trace, "receive", received, received->msgh_size);
	else
		mr_ndr_trace_error("receive", result);
	return result;
}

mach_msg_return_t mach_msg(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	return mach_msg_overwrite(
		msg, option, send_size, rcv_size, rcv_name, timeout, notify, NULL, 0);
}

mach_msg_return_t mach_msg_send(mach_msg_header_t *msg)
{
	return mach_msg(msg, MACH_SEND_MSG, msg->msgh_size, 0, MACH_PORT_NULL,
		MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}

mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg)
{
	return mach_msg(msg, MACH_RCV_MSG, 0, msg->msgh_size, msg->msgh_local_port,
		MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}
