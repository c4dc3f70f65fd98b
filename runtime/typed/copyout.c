/* From the core's message to a task's: names for rights, memory for regions, descriptors as
 * received. */
#include "typed/typed.h"

#include <string.h>

/* A notification's body, and its size. Nothing of a notification needs more room than this. */
static size_t write_notification_body(
	const struct mr_message *message, mach_port_name_t right_name, unsigned char *body)
{
	mach_msg_type_t descriptor = {
		.msgt_name = MACH_MSG_TYPE_PORT_NAME,
		.msgt_size = 32,
		.msgt_inline = 1,
		.msgt_number = 1,
	};
	uintptr_t value = message->value;

	if (message->id == MACH_NOTIFY_SEND_ONCE)
		return 0;
	if (message->id == MACH_NOTIFY_NO_SENDERS)
		descriptor.msgt_name = MACH_MSG_TYPE_INTEGER_32;
	if (message->id == MACH_NOTIFY_PORT_DESTROYED) {
		descriptor.msgt_name = MACH_MSG_TYPE_PORT_RECEIVE;
		descriptor.msgt_size = 8 * MR_TYPED_INLINE_PORT_BYTES;
		value = right_name;
	}
	memcpy(body, &descriptor, sizeof descriptor);
	memcpy(body + sizeof descriptor, &value, sizeof value);
	return sizeof descriptor + sizeof value;
}

size_t mr_typed_size_bytes(const struct mr_message *message)
{
	size_t body_bytes = message->body_size_bytes;

	if (message->wire == MR_WIRE_NDR)
		return 0;
	if (message->wire == MR_WIRE_NOTIFICATION && message->id != MACH_NOTIFY_SEND_ONCE)
		body_bytes = sizeof(mach_msg_type_t) + sizeof(uintptr_t);
	return sizeof(mach_msg_header_t) + body_bytes;
}

/* Writes a header but for its ports. */
static void write_header(const struct mr_message *message, mach_msg_header_t *msg)
{
	memset(msg, 0, sizeof *msg);
	msg->msgh_size = (mach_msg_size_t)mr_typed_size_bytes(message);
	msg->msgh_seqno = message->seqno;
	msg->msgh_id = message->id;
	msg->msgh_bits = message->complex ? MACH_MSGH_BITS_COMPLEX : 0;
}

mach_msg_return_t mr_typed_copyout(struct mr_message *message, mach_msg_header_t *msg)
{
	mach_msg_type_name_t destination_type = message->destination.type;
	mach_msg_return_t bits = 0;
	mach_port_name_t reply = MACH_PORT_NULL;
	mach_port_name_t right_name = MACH_PORT_NULL;
	kern_return_t header_result;

	write_header(message, msg);
	header_result = mr_right_copyout(message->reply, &reply);
	if (header_result != KERN_SUCCESS) {
		message->reply = (struct mr_right){NULL, 0};
		mr_typed_copyout_header_only(message, msg);
		return MACH_RCV_HEADER_ERROR | mr_shortage_bits(header_result);
	}
	msg->msgh_remote_port = reply;
	msg->msgh_local_port = mr_message_consume_destination(message);
	msg->msgh_bits |= MACH_MSGH_BITS(message->reply.type, destination_type);
	if (message->wire == MR_WIRE_TYPED && message->complex)
		bits = mr_body_copyout(&mr_typed_dialect, message);
	else if (message->right_count > 0)
		bits = mr_shortage_bits(mr_right_copyout(message->rights[0], &right_name));
	if (message->wire == MR_WIRE_NOTIFICATION)
		write_notification_body(message, right_name, (unsigned char *)(msg + 1));
	else
		mr_message_get_body(message, msg + 1);
	mr_message_free(message);
	return bits != 0 ? MACH_RCV_BODY_ERROR | bits : MACH_MSG_SUCCESS;
}

void mr_typed_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg)
{
	mach_port_name_t remote;
	mach_port_name_t local;

	write_header(message, msg);
	mr_right_copyout(message->destination, &remote);
	mr_right_copyout(message->reply, &local);
	msg->msgh_remote_port = remote;
	msg->msgh_local_port = local;
	msg->msgh_bits |= MACH_MSGH_BITS(message->destination.type, message->reply.type);
	if (message->complex)
		mr_body_copyout(&mr_typed_dialect, message);
	mr_message_get_body(message, msg + 1);
	mr_message_free(message);
}

void mr_typed_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg)
{
	mach_msg_type_name_t destination_type = message->destination.type;

	write_header(message, msg);
	msg->msgh_local_port = mr_message_consume_destination(message);
	msg->msgh_bits |= MACH_MSGH_BITS(0u, destination_type);
	mr_message_destroy(message);
}
