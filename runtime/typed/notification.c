/* Notifications as typed messages. */
#include "both/both.h"

#include <mach/notify.h>
#include <string.h>

/* The body of all that have one. */
struct body {
	mach_msg_type_t descriptor;
	uintptr_t value;
};

size_t mr_notification_bytes(const struct mr_message *message)
{
	return message->id == MACH_NOTIFY_SEND_ONCE ? 0 : sizeof(struct body);
}

void mr_notification_write(
	const struct mr_message *message, mach_port_name_t right_name, unsigned char *place)
{
	struct body body = {
		.descriptor = {.msgt_name = MACH_MSG_TYPE_PORT_NAME,
			.msgt_size = 32,
			.msgt_inline = 1,
			.msgt_number = 1},
		.value = message->value,
	};

	if (message->id == MACH_NOTIFY_NO_SENDERS)
		body.descriptor.msgt_name = MACH_MSG_TYPE_INTEGER_32;
	if (message->id == MACH_NOTIFY_PORT_DESTROYED) {
		body.descriptor.msgt_name = MACH_MSG_TYPE_PORT_RECEIVE;
		body.descriptor.msgt_size = 8 * sizeof(mach_port_name_inlined_t);
		body.value = right_name;
	}
	memcpy(place, &body, mr_notification_bytes(message));
}
