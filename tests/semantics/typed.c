/* What only the typed interface has: descriptors that contradict themselves, and MACH_RCV_NOTIFY.
 */
#include "semantics.h"

/* A right, and after it something wrong: the whole message is gone, with the rights that came
 * before the fault. */
static void bad_bodies(void)
{
	static char bytes[16];
	mach_port_t port = new_port_with_send();
	mach_port_t told = new_port();
	mach_msg_type_t type;
	struct message m;
	unsigned char *place;
	int fault;

	for (fault = 0; fault < 8; fault++) {
		mach_msg_return_t expected = MACH_SEND_INVALID_TYPE;

		message_begin(
			&m, port, MACH_MSG_TYPE_COPY_SEND, told, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		message_add_port(&m, told, MACH_MSG_TYPE_MAKE_SEND_ONCE);
		place = m.body + m.used_bytes;
		message_add_port(&m, told, MACH_MSG_TYPE_MAKE_SEND_ONCE);
		memcpy(&type, place, sizeof type);
		switch (fault) {
		case 0: type.msgt_size = 16; break;
		case 1: type.msgt_deallocate = TRUE; break;
		case 2: type.msgt_unused = 1; break;
		case 3:
			type.msgt_number = 2;
			expected = MACH_SEND_MSG_TOO_SMALL;
			break;
		case 4:
			m.used_bytes -= sizeof(uintptr_t);
			expected = MACH_SEND_MSG_TOO_SMALL;
			break;
		case 5:
			type.msgt_name = MACH_MSG_TYPE_COPY_SEND; /* told has no send right */
			expected = MACH_SEND_INVALID_RIGHT;
			break;
		case 6:
			m.used_bytes = (size_t)(place - m.body);
			message_add_bytes(&m, (void *)8, 100, FALSE);
			expected = MACH_SEND_INVALID_MEMORY;
			memcpy(&type, place, sizeof type);
			break;
		case 7:
			m.used_bytes = (size_t)(place - m.body);
			/* Rights out of line are names of 32 bits. */
			message_add_memory(&m, MACH_MSG_TYPE_COPY_SEND, 64, bytes, 1, FALSE);
			memcpy(&type, place, sizeof type);
			break;
		}
		memcpy(place, &type, sizeof type);
		CHECK_EQUAL(expected, message_send(&m, 0, 0));
		take_send_once_notification(told); /* the reply right */
		take_send_once_notification(told); /* the first right of the body */
		check_queue_is_empty(told);
		CHECK_EQUAL(0, status_of(told).mps_sorights);
	}
	check_queue_is_empty(port);
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), told));
}

static void reply_right_is_watched(void)
{
	mach_port_t port = new_port();
	mach_port_t reply = new_port();
	mach_port_t notify = new_port();
	mach_port_t once;
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_MAKE_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NOTIFY,
		mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_NOTIFY, 0, sizeof m, port, 0, self()));
	CHECK_OK(mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_NOTIFY, 0, sizeof m, port, 0, notify));
	once = m.head.msgh_remote_port;
	CHECK_OK(mach_port_destroy(self(), reply));
	CHECK_EQUAL(once, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
	CHECK_OK(mach_port_destroy(self(), once));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), notify));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	bad_bodies();
	reply_right_is_watched();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
