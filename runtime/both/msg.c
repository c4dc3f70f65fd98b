/* mach_msg: sending and receiving messages. */
#include "both/both.h"
#include "both/trace.h"

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
		.objection = mr_header_objection(msg),
		.id = msg->msgh_id,
		.complex = (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0,
		.body = msg + 1,
		.body_bytes = size_bytes - sizeof *msg,
	};
	return mr_body_copyin(&MR_DIALECT, &sent, ret_message);
}

/* Returns with the lock held after MACH_MSG_SUCCESS. */
static mach_msg_return_t send_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_msg_timeout_t timeout_ms)
{
	struct mr_message *message = NULL;
	struct mr_deadline deadline;
	mach_msg_return_t result = mr_trailer_check_sent(option);

	if (result != MACH_MSG_SUCCESS)
		return result;
	result = copyin(msg, size_bytes, &message);
	if (result != MACH_MSG_SUCCESS || !message)
		return result;
	if (option & MACH_SEND_TIMEOUT)
		deadline = mr_deadline_after_ms(timeout_ms);
	result = mr_send(message, option & MACH_SEND_TIMEOUT ? &deadline : NULL,
		(option & MACH_SEND_INTERRUPT) != 0);
	if (result == MACH_MSG_SUCCESS)
		return result;
	mr_copyout_unsent(message, msg);
	mr_unlock();
	return result;
}

/* The port whose receive right the name denotes, or NULL. Lock held, as for what follows. */
static struct mr_port *port_received(mach_port_name_t name)
{
	const struct mr_name *entry = mr_name_find(name);

	return entry && (entry->type & MACH_PORT_TYPE_RECEIVE) ? entry->port : NULL;
}

/* Makes the port of a receive right be told when the reply right's port dies. */
static void watch_reply(mach_port_name_t reply, mach_port_name_t notify)
{
	struct mr_name *entry = mr_name_find(reply);
	struct mr_port *port = port_received(notify);
	struct mr_port *earlier;

	if (!entry || !entry->port || !port)
		return;
	earlier = entry->dead_name_request;
	entry->dead_name_request = mr_right_make_send_once(port).port;
	if (earlier)
		mr_right_release((struct mr_right){earlier, MACH_MSG_TYPE_PORT_SEND_ONCE});
}

/* In the NDR set MACH_RCV_NOTIFY is no bit. */
static mach_msg_return_t receive_message(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t size_bytes, mach_port_name_t name, mach_msg_timeout_t timeout_ms,
	mach_port_name_t notify)
{
	mach_msg_size_t trailer_bytes = mr_trailer_bytes(option);
	struct mr_deadline deadline;
	struct mr_receive_request request = {
		.name = name,
		/* Not even a header fits where there is no room for the trailer. */
		.limit_bytes = size_bytes > trailer_bytes ? size_bytes - trailer_bytes : 1,
		.keep_large = (option & MACH_RCV_LARGE) != 0,
		.interruptible = (option & MACH_RCV_INTERRUPT) != 0,
		.wire = MR_WIRE,
		.header_bytes = sizeof *msg,
		.size_bytes = mr_size_bytes,
	};
	struct mr_message *message = NULL;
	size_t large_bytes = 0;
	mach_msg_return_t result = mr_trailer_check_asked(option);

	if (result != MACH_MSG_SUCCESS)
		return result;
	if (option & MACH_RCV_TIMEOUT) {
		deadline = mr_deadline_after_ms(timeout_ms);
		request.deadline = &deadline;
	}
	if ((option & MACH_RCV_NOTIFY) && !port_received(notify))
		return MACH_RCV_INVALID_NOTIFY;
	result = mr_receive(&request, &message, &large_bytes);
	if (result != MACH_MSG_SUCCESS) {
		if (result == MACH_RCV_TOO_LARGE)
			msg->msgh_size = (mach_msg_size_t)large_bytes;
		return result;
	}
	if (message->wire != MR_WIRE && message->wire != MR_WIRE_NOTIFICATION) {
		mr_message_refuse(message);
		return MACH_RCV_INVALID_TYPE;
	}
	mr_sender_note(message);
	result = mr_copyout(message, msg, request.limit_bytes, option);
	if (option & MACH_RCV_NOTIFY)
		watch_reply(msg->msgh_remote_port, notify);
	return result;
}

/* received: where the message is put that comes. */
static mach_msg_return_t exchange(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_header_t *received, mach_msg_size_t rcv_size,
	mach_port_name_t rcv_name, mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	enum migrt_trace trace = mr_trace_wanted();
	mach_msg_return_t result = MACH_MSG_SUCCESS;

	if (option & MACH_SEND_MSG) {
		if (trace != MIGRT_TRACE_OFF)
			mr_trace(trace, "send", msg, send_size);
		result = send_message(msg, option, send_size, timeout);
		if (result != MACH_MSG_SUCCESS) {
			if (trace != MIGRT_TRACE_OFF)
				mr_trace_error("send", result);
			return result;
		}
	} else {
		mr_lock();
	}
	/* The lock is kept between the two: a call is one piece of work. */
	if (option & MACH_RCV_MSG)
		result = receive_message(received, option, rcv_size, rcv_name, timeout, notify);
	mr_unlock();
	if (trace != MIGRT_TRACE_OFF && (option & MACH_RCV_MSG))
		mr_trace_receive(trace, received, result);
	return result;
}

mach_msg_return_t mach_msg(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	return exchange(msg, option, send_size, msg, rcv_size, rcv_name, timeout, notify);
}

#if MIGRT_DIALECT_HERE == MIGRT_DIALECT_NDR

mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify, mach_msg_header_t *rcv_msg,
	mach_msg_size_t rcv_limit)
{
	(void)rcv_limit;
	return exchange(msg, option, send_size, rcv_msg ? rcv_msg : msg, rcv_size, rcv_name,
		timeout, notify);
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

#endif
