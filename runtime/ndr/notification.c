/* Notifications as NDR messages. */
#include "both/both.h"

#include <mach/ndr.h>
#include <mach/notify.h>
#include <string.h>

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

size_t mr_notification_bytes(const struct mr_message *message)
{
	switch (message->id) {
	case MACH_NOTIFY_SEND_ONCE: return 0;
	case MACH_NOTIFY_PORT_DESTROYED: return sizeof(struct right_body);
	default: return sizeof(struct value_body);
	}
}

void mr_notification_write(
	const struct mr_message *message, mach_port_name_t right_name, unsigned char *place)
{
	struct value_body value = {NDR_record, message->value};
	struct right_body right = {.start = {1}};

	if (message->id == MACH_NOTIFY_PORT_DESTROYED) {
		right.port.name = right_name;
		right.port.disposition = MACH_MSG_TYPE_PORT_RECEIVE;
		right.port.type = MACH_MSG_PORT_DESCRIPTOR;
		memcpy(place, &right, sizeof right);
	} else if (message->id != MACH_NOTIFY_SEND_ONCE) {
		memcpy(place, &value, sizeof value);
	}
}
