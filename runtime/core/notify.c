/*
 * Notifications. The core queues them without a dialect: an id, a value, perhaps a receive right;
 * the thread that receives one writes it as its header set says.
 */
#include "core/core.h"

#include <stdlib.h>

/* Sends the notification, and consumes notify. Rights travel with it if given. */
static void notify_send(
	struct mr_port *notify, mach_msg_id_t id, uint32_t value, struct mr_port *receive_right)
{
	struct mr_right destination = {notify, MACH_MSG_TYPE_PORT_SEND_ONCE};
	struct mr_message *message = mr_notification_create();

	if (message && receive_right && !mr_message_reserve_rights(message, 1)) {
		mr_message_free(message);
		message = NULL;
	}
	if (!message) {
		mr_right_used(destination);
		if (receive_right)
			mr_port_destroy(receive_right);
		return;
	}
	message->destination = destination;
	message->id = id;
	message->value = value;
	if (receive_right) {
		message->complex = true;
		mr_message_add_right(
			message, (struct mr_right){receive_right, MACH_MSG_TYPE_PORT_RECEIVE});
	}
	mr_send_now(message);
}

void mr_notify_send_once(struct mr_port *notify)
{
	notify_send(notify, MACH_NOTIFY_SEND_ONCE, 0, NULL);
}

void mr_notify_no_senders(struct mr_port *notify, mach_port_mscount_t mscount)
{
	notify_send(notify, MACH_NOTIFY_NO_SENDERS, mscount, NULL);
}

void mr_notify_port_destroyed(struct mr_port *notify, struct mr_port *port)
{
	notify_send(notify, MACH_NOTIFY_PORT_DESTROYED, 0, port);
}

void mr_notify_dead_name(struct mr_port *notify, mach_port_name_t name)
{
	notify_send(notify, MACH_NOTIFY_DEAD_NAME, name, NULL);
}

void mr_notify_port_deleted(struct mr_port *notify, mach_port_name_t name)
{
	notify_send(notify, MACH_NOTIFY_PORT_DELETED, name, NULL);
}
