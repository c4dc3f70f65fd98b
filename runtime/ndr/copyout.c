/* From the core's message to a task's: names for rights, memory for regions, descriptors as
 * received, the trailer. */
#include "ndr/ndr.h"

#include <mach/ndr.h>
#include <mach/notify.h>
#include <string.h>

/* ---- Notifications ---- */

#pragma pack(push, 4)

/* The body of a notification that names a port or a count, and of one that brings a right. */
struct value_body {
	NDR_record_t ndr;
	uint32_t value;
};

struct right_body {
	mach_msg_body_t start;
	mach_msg_port_descriptor_t port;
};

#pragma pack(pop)

static size_t notification_body_bytes(const struct mr_message *message)
{
	switch (message->id) {
	case MACH_NOTIFY_SEND_ONCE: return 0;
	case MACH_NOTIFY_PORT_DESTROYED: return sizeof(struct right_body);
	default: return sizeof(struct value_body);
	}
}

static void write_notification_body(
	const struct mr_message *message, mach_port_name_t right_name, unsigned char *body)
{
	struct value_body value = {NDR_record, message->value};
	struct right_body right = {.start = {1}};

	if (message->id == MACH_NOTIFY_PORT_DESTROYED) {
		right.port.name = right_name;
		right.port.disposition = MACH_MSG_TYPE_PORT_RECEIVE;
		right.port.type = MACH_MSG_PORT_DESCRIPTOR;
		memcpy(body, &right, sizeof right);
	} else if (message->id != MACH_NOTIFY_SEND_ONCE) {
		memcpy(body, &value, sizeof value);
	}
}

/* ---- Messages ---- */

size_t mr_ndr_size_bytes(const struct mr_message *message)
{
	switch (message->wire) {
	case MR_WIRE_NDR: return sizeof(mach_msg_header_t) + message->body_size_bytes;
	case MR_WIRE_NOTIFICATION:
		return sizeof(mach_msg_header_t) + notification_body_bytes(message);
	default: return 0;
	}
}

/* Writes a header but for its ports. */
static void write_header(const struct mr_message *message, mach_msg_header_t *msg)
{
	memset(msg, 0, sizeof *msg);
	msg->msgh_size = (mach_msg_size_t)mr_ndr_size_bytes(message);
	msg->msgh_id = message->id;
	msg->msgh_bits = message->complex ? MACH_MSGH_BITS_COMPLEX : 0;
}

mach_msg_return_t mr_ndr_copyout(
	struct mr_message *message, mach_msg_header_t *msg, mach_msg_option_t option)
{
	mach_msg_type_name_t destination_type = message->destination.type;
	unsigned char *body = (unsigned char *)(msg + 1);
	mach_msg_return_t bits = 0;
	mach_port_name_t reply = MACH_PORT_NULL;
	mach_port_name_t right_name = MACH_PORT_NULL;
	kern_return_t header_result;

	write_header(message, msg);
	header_result = mr_right_copyout(message->reply, &reply);
	if (header_result != KERN_SUCCESS) {
		message->reply = (struct mr_right){NULL, 0};
		mr_ndr_copyout_header_only(message, msg);
		return MACH_RCV_HEADER_ERROR | mr_shortage_bits(header_result);
	}
	msg->msgh_remote_port = reply;
	msg->msgh_local_port = mr_message_consume_destination(message);
	msg->msgh_bits |= MACH_MSGH_BITS(message->reply.type, destination_type);
	if (message->wire == MR_WIRE_NDR && message->complex)
		bits = mr_body_copyout(&mr_ndr_dialect, message);
	else if (message->right_count > 0)
		bits = mr_shortage_bits(mr_right_copyout(message->rights[0], &right_name));
	if (message->wire == MR_WIRE_NDR)
		mr_message_get_body(message, body);
	else
		write_notification_body(message, right_name, body);
	/* Sizes are multiples of 4, so that nothing is between the message and its trailer. */
	mr_ndr_write_trailer(message, option, (unsigned char *)msg + msg->msgh_size);
	mr_message_free(message);
	return bits != 0 ? MACH_RCV_BODY_ERROR | bits : MACH_MSG_SUCCESS;
}

void mr_ndr_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg)
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
		mr_body_copyout(&mr_ndr_dialect, message);
	mr_message_get_body(message, msg + 1);
	mr_message_free(message);
}

void mr_ndr_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg)
{
	mach_msg_type_name_t destination_type = message->destination.type;

	write_header(message, msg);
	/* There is no body that the bit could speak of. */
	msg->msgh_bits = MACH_MSGH_BITS(0u, destination_type);
	msg->msgh_local_port = mr_message_consume_destination(message);
	mr_message_destroy(message);
}
