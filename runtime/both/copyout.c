/* From the core's message to a task's: names for rights, memory for regions, descriptors as
 * received, the trailer. */
#include "both/both.h"

#include <string.h>

size_t mr_size_bytes(const struct mr_message *message)
{
	if (message->wire == MR_WIRE)
		return sizeof(mach_msg_header_t) + message->body_size_bytes;
	if (message->wire == MR_WIRE_NOTIFICATION)
		return sizeof(mach_msg_header_t) + mr_notification_bytes(message);
	return 0;
}

/* Writes a header but for its ports. Returns the size of the message. */
static size_t write_header(const struct mr_message *message, mach_msg_header_t *msg)
{
	size_t size_bytes = mr_size_bytes(message);

	memset(msg, 0, sizeof *msg);
	msg->msgh_size = (mach_msg_size_t)size_bytes;
	msg->msgh_id = message->id;
	msg->msgh_bits = message->complex ? MACH_MSGH_BITS_COMPLEX : 0;
	mr_header_complete(msg, message);
	return size_bytes;
}

/* Completes the header, and destroys the rest. */
static void copyout_header_only(struct mr_message *message, mach_msg_header_t *msg)
{
	mach_msg_type_name_t destination_type = message->destination.type;

	msg->msgh_bits &= MR_BITS_WITHOUT_BODY;
	msg->msgh_bits |= MACH_MSGH_BITS(0u, destination_type);
	msg->msgh_local_port = mr_message_consume_destination(message);
	mr_message_destroy(message);
}

mach_msg_return_t mr_copyout(struct mr_message *message, mach_msg_header_t *msg, size_t room_bytes,
	mach_msg_option_t option)
{
	mach_msg_type_name_t destination_type = message->destination.type;
	unsigned char *body = (unsigned char *)(msg + 1);
	mach_msg_return_t bits = 0;
	mach_port_name_t reply = MACH_PORT_NULL;
	mach_port_name_t right_name = MACH_PORT_NULL;
	kern_return_t header_result;

	if (write_header(message, msg) > room_bytes) {
		copyout_header_only(message, msg);
		return MACH_RCV_TOO_LARGE;
	}
	header_result = mr_right_copyout(message->reply, &reply);
	if (header_result != KERN_SUCCESS) {
		message->reply = (struct mr_right){NULL, 0};
		copyout_header_only(message, msg);
		return MACH_RCV_HEADER_ERROR | mr_shortage_bits(header_result);
	}
	msg->msgh_remote_port = reply;
	msg->msgh_local_port = mr_message_consume_destination(message);
	msg->msgh_bits |= MACH_MSGH_BITS(message->reply.type, destination_type);
	if (message->wire == MR_WIRE && message->complex)
		bits = mr_body_copyout(&MR_DIALECT, message);
	else if (message->right_count > 0)
		bits = mr_shortage_bits(mr_right_copyout(message->rights[0], &right_name));
	if (message->wire == MR_WIRE)
		mr_message_get_body(message, body);
	else
		mr_notification_write(message, right_name, body);
	/* Where there are trailers nothing is in front of them: sizes are multiples of 4. */
	mr_trailer_write(message, option, (unsigned char *)msg + msg->msgh_size);
	mr_message_free(message);
	return bits != 0 ? MACH_RCV_BODY_ERROR | bits : MACH_MSG_SUCCESS;
}

void mr_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg)
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
		mr_body_copyout(&MR_DIALECT, message);
	mr_message_get_body(message, msg + 1);
	mr_message_free(message);
}
