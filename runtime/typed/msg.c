/* mach_msg: sending and receiving typed messages. */
#include "core/trace.h"
#include "typed/trace.h"
#include "typed/typed.h"

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
		.id = msg->msgh_id,
		.complex = (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0,
		.body = msg + 1,
		.body_bytes = size_bytes - sizeof *msg,
	};
	return mr_body_copyin(&mr_typed_dialect, &sent, ret_message);
}

/* Returns with the lock held after MACH_MSG_SUCCESS. */
static mach_msg_return_t send_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_msg_timeout_t timeout_ms)
{
	struct mr_message *message = NULL;
	struct mr_deadline deadline;
	mach_msg_return_t result;

	result = copyin(msg, size_bytes, &message);
	if (result != MACH_MSG_SUCCESS || !message)
		return result;
	if (option & MACH_SEND_TIMEOUT)
		deadline = mr_deadline_after_ms(timeout_ms);
	result = mr_send(message, option & MACH_SEND_TIMEOUT ? &deadline : NULL,
		(option & MACH_SEND_INTERRUPT) != 0);
	if (result == MACH_MSG_SUCCESS)
		return result;
	mr_typed_copyout_unsent(message, msg);
	mr_unlock();
	return result;
}

/* Makes the port of a receive right be told when the reply right's port dies. Lock held. */
static void watch_reply(mach_port_name_t reply, mach_port_name_t notify)
{
	struct mr_name *entry = mr_name_find(reply);
	const struct mr_name *notify_entry = mr_name_find(notify);
	struct mr_port *earlier;

	if (!entry || !entry->port || !notify_entry ||
		!(notify_entry->type & MACH_PORT_TYPE_RECEIVE))
		return;
	earlier = entry->dead_name_request;
	entry->dead_name_request = mr_right_make_send_once(notify_entry->port).port;
	if (earlier)
		mr_right_release((struct mr_right){earlier, MACH_MSG_TYPE_PORT_SEND_ONCE});
}

/* Called with the lock held. */
static mach_msg_return_t receive_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_port_name_t name, mach_msg_timeout_t timeout_ms,
	mach_port_name_t notify)
{
	struct mr_deadline deadline;
	struct mr_receive_request request = {
		.name = name,
		.limit_bytes = size_bytes,
		.keep_large = (option & MACH_RCV_LARGE) != 0,
		.interruptible = (option & MACH_RCV_INTERRUPT) != 0,
		.wire = MR_WIRE_TYPED,
		.header_bytes = sizeof *msg,
		.size_bytes = mr_typed_size_bytes,
	};
	struct mr_message *message = NULL;
	size_t large_bytes = 0;
	mach_msg_return_t result;

	if (option & MACH_RCV_TIMEOUT) {
		deadline = mr_deadline_after_ms(timeout_ms);
		request.deadline = &deadline;
	}
	if (option & MACH_RCV_NOTIFY) {
		const struct mr_name *entry = mr_name_find(notify);

		if (!entry || !(entry->type & MACH_PORT_TYPE_RECEIVE))
			return MACH_RCV_INVALID_NOTIFY;
	}
	result = mr_receive(&request, &message, &large_bytes);
	if (result != MACH_MSG_SUCCESS) {
		if (result == MACH_RCV_TOO_LARGE)
			msg->msgh_size = (mach_msg_size_t)large_bytes;
		return result;
	}
	if (message->wire == MR_WIRE_NDR) {
		mr_message_refuse(message);
		return MACH_RCV_INVALID_TYPE;
	}
	mr_sender_note(message);
	if (mr_typed_size_bytes(message) > size_bytes) {
		mr_typed_copyout_header_only(message, msg);
		return MACH_RCV_TOO_LARGE;
	}
	result = mr_typed_copyout(message, msg);
	if (option & MACH_RCV_NOTIFY)
		watch_reply(msg->msgh_remote_port, notify);
	return result;
}

mach_msg_return_t mach_msg(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	enum migrt_trace trace = mr_trace_wanted();
	mach_msg_return_t result = MACH_MSG_SUCCESS;

	if (option & MACH_SEND_MSG) {
		if (trace != MIGRT_TRACE_OFF)
			mr_typed_trace(trace, "send", msg, send_size);
		result = send_message(msg, option, send_size, timeout);
		if (result != MACH_MSG_SUCCESS) {
			if (trace != MIGRT_TRACE_OFF)
				mr_typed_trace_error("send", result);
			return result;
		}
	} else {
		mr_lock();
	}
	/* The lock is kept between the two: a call is one piece of work. */
	if (option & MACH_RCV_MSG)
		result = receive_message(msg, option, rcv_size, rcv_name, timeout, notify);
	mr_unlock();
	if (trace == MIGRT_TRACE_OFF || !(option & MACH_RCV_MSG))
		return result;
	if (result == MACH_MSG_SUCCESS)
		mr_typed_trace(trace, "receive", msg, msg->msgh_size);
	else
		mr_typed_trace_error("receive", result);
	return result;
}
