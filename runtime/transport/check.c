/* Each dialect checks its own messages from outside. */
#include "core/body.h"

#include <mach/notify.h>

static bool check_notification(const struct mr_message *message)
{
	size_t right_count = message->id == MACH_NOTIFY_PORT_DESTROYED ? 1 : 0;

	switch (message->id) {
	case MACH_NOTIFY_PORT_DELETED:
	case MACH_NOTIFY_PORT_DESTROYED:
	case MACH_NOTIFY_NO_SENDERS:
	case MACH_NOTIFY_SEND_ONCE:
	case MACH_NOTIFY_DEAD_NAME: break;
	default: return false;
	}
	return message->right_count == right_count && message->region_count == 0 &&
	       message->reply.type == 0 && message->complex == (right_count > 0) &&
	       (right_count == 0 || message->rights[0].type == MACH_MSG_TYPE_PORT_RECEIVE);
}

bool mr_message_check(struct mr_message *message)
{
	switch (message->wire) {
	case MR_WIRE_TYPED: return mr_body_check(&mr_typed_dialect, message);
	case MR_WIRE_NOTIFICATION: return check_notification(message);
	case MR_WIRE_NDR: return mr_body_check(&mr_ndr_dialect, message);
	}
	return false;
}
