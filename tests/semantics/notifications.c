/* Send-once rights that end unused, dead names, no senders, destroyed ports: who is told what, and
 * when. */
#include "semantics.h"

static mach_port_t make_send_once(mach_port_t port)
{
	mach_port_t name = MACH_PORT_NULL;
	mach_msg_type_name_t type = 0;

	CHECK_OK(mach_port_extract_right(self(), port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &name, &type));
	CHECK_EQUAL(MACH_MSG_TYPE_PORT_SEND_ONCE, type);
	return name;
}

static void send_once_right_works_once(void)
{
	mach_port_t port = new_port();
	mach_port_t once = make_send_once(port);
	struct message m;

	CHECK_OK(send_empty(once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 7));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(once));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 7));
	message_take(&m, port);
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE), m.head.msgh_bits);
	CHECK_EQUAL(0, status_of(port).mps_sorights);
	check_queue_is_empty(port);
	CHECK_OK(mach_port_destroy(self(), port));
}

static void send_once_right_that_ends_tells_its_port(void)
{
	mach_port_t port = new_port();
	mach_port_t other = new_port();
	mach_port_t once = make_send_once(port);
	struct message m;

	CHECK_OK(mach_port_deallocate(self(), once));
	take_send_once_notification(port);
	once = make_send_once(port);
	CHECK_OK(mach_port_mod_refs(self(), once, MACH_PORT_RIGHT_SEND_ONCE, -1));
	take_send_once_notification(port);
	once = make_send_once(port);
	CHECK_OK(mach_port_destroy(self(), once));
	take_send_once_notification(port);

	/* In a message that nobody receives: as reply right, and in the body. */
	message_begin(&m, other, MACH_MSG_TYPE_MAKE_SEND, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_port_destroy(self(), other));
	take_send_once_notification(port);
	take_send_once_notification(port);
	CHECK_EQUAL(0, status_of(port).mps_sorights);

	/* A call to a server that lets the reply right go ends, with the notification in place of a
	 * reply. */
	other = new_port();
	message_begin(&m, other, MACH_MSG_TYPE_MAKE_SEND, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, other);
	mach_msg_destroy(&m.head);
	take_send_once_notification(port);
	check_queue_is_empty(port);
	CHECK_OK(mach_port_destroy(self(), other));
	CHECK_OK(mach_port_destroy(self(), port));
}

static void messages_to_send_once_rights_never_wait(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_msgcount_t i;

	for (i = 0; i < MACH_PORT_QLIMIT_DEFAULT; i++)
		CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_OK(send_empty(make_send_once(port), MACH_MSG_TYPE_MOVE_SEND_ONCE, 2));
	CHECK_EQUAL(MACH_PORT_QLIMIT_DEFAULT + 1, status_of(port).mps_msgcount);
	CHECK_OK(mach_port_destroy(self(), port));
}

static void dead_names(void)
{
	mach_port_t notify = new_port();
	mach_port_t port = new_port_with_send();
	mach_port_t once = make_send_once(port);
	struct message m;

	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 2));
	request(port, MACH_NOTIFY_DEAD_NAME, 0, notify);
	request(once, MACH_NOTIFY_DEAD_NAME, 0, notify);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE | MACH_PORT_TYPE_DNREQUEST, type_of(port));
	destroy_receive_right(port);
	/* The references stay, and the notification brings one more. */
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(port));
	CHECK_EQUAL(4, refs_of(port, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(once));
	CHECK_EQUAL(2, refs_of(once, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_EQUAL(port, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
	CHECK_EQUAL(once, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(4, refs_of(port, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, message_receive(&m, port, MACH_RCV_TIMEOUT, 0));

	/* Asking about a name that is dead already. */
	{
		mach_port_t previous;

		CHECK_EQUAL(KERN_INVALID_ARGUMENT,
			mach_port_request_notification(self(), port, MACH_NOTIFY_DEAD_NAME, 0,
				notify, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
		take_send_once_notification(notify);
		request(port, MACH_NOTIFY_DEAD_NAME, 1, notify);
		CHECK_EQUAL(port, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
		CHECK_EQUAL(5, refs_of(port, MACH_PORT_RIGHT_DEAD_NAME));
	}
	CHECK_OK(mach_port_deallocate(self(), port));
	CHECK_EQUAL(4, refs_of(port, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_DEAD_NAME, -4));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), once));
	CHECK_OK(mach_port_destroy(self(), notify));
}

static void watched_name_that_ends_alive(void)
{
	mach_port_t notify = new_port();
	mach_port_t port = new_port();
	mach_port_t once = make_send_once(port);

	request(once, MACH_NOTIFY_DEAD_NAME, 0, notify);
	CHECK_OK(send_empty(once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 1));
	CHECK_EQUAL(once, take_name_notification(notify, MACH_NOTIFY_PORT_DELETED));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), notify));
}

static unsigned take_no_senders(mach_port_t notify)
{
	struct message m;
	unsigned count;

	check_notification(&m, notify, MACH_NOTIFY_NO_SENDERS);
	count = next_count(&m);
	check_no_more(&m);
	return count;
}

static void no_senders(void)
{
	mach_port_t notify = new_port();
	mach_port_t through = new_port();
	mach_port_t port = new_port();
	mach_port_t previous;
	struct message m;

	/* No send right, and none ever made: at once with sync 0, later with 1. */
	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	CHECK_EQUAL(0, take_no_senders(notify));
	request(port, MACH_NOTIFY_NO_SENDERS, 1, notify);
	check_queue_is_empty(notify);
	CHECK_EQUAL(TRUE, status_of(port).mps_nsrequest);

	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_OK(mach_port_deallocate(self(), port));
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_deallocate(self(), port));
	CHECK_EQUAL(2, take_no_senders(notify));
	CHECK_EQUAL(FALSE, status_of(port).mps_nsrequest);

	/* A right in a message is a sender; the message's own destination too, until it is
	 * received. */
	request(port, MACH_NOTIFY_NO_SENDERS, 3, notify);
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND);
	CHECK_OK(message_send(&m, 0, 0));
	check_queue_is_empty(notify);
	CHECK_OK(mach_port_destroy(self(), through));
	CHECK_EQUAL(3, take_no_senders(notify));
	request(port, MACH_NOTIFY_NO_SENDERS, 4, notify);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
	check_queue_is_empty(notify);
	message_take(&m, port);
	CHECK_EQUAL(4, take_no_senders(notify));

	/* The earlier request comes back; taken back, it was not used. */
	request(port, MACH_NOTIFY_NO_SENDERS, 5, notify);
	CHECK_OK(mach_port_request_notification(self(), port, MACH_NOTIFY_NO_SENDERS, 0,
		MACH_PORT_NULL, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(previous));
	CHECK_OK(mach_port_deallocate(self(), previous));
	take_send_once_notification(notify);

	/* A request that the port's end makes void. */
	request(port, MACH_NOTIFY_NO_SENDERS, 5, notify);
	CHECK_OK(mach_port_destroy(self(), port));
	take_send_once_notification(notify);
	CHECK_OK(mach_port_destroy(self(), notify));
}

static void port_destroyed(void)
{
	mach_port_t notify = new_port();
	mach_port_t port = new_port_with_send();
	struct message m;

	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 5));
	request(port, MACH_NOTIFY_PORT_DESTROYED, 0, notify);
	CHECK_EQUAL(TRUE, status_of(port).mps_pdrequest);
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(port));
	check_notification(&m, notify, MACH_NOTIFY_PORT_DESTROYED);
	CHECK(m.head.msgh_bits & MACH_MSGH_BITS_COMPLEX);
	CHECK_EQUAL(port, next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE));
	check_no_more(&m);
	CHECK_EQUAL(FALSE, status_of(port).mps_pdrequest);
	message_take(&m, port);
	CHECK_EQUAL(5, m.head.msgh_id);
	CHECK_OK(mach_port_destroy(self(), port));

	/* Nobody takes the notification: then the port does end. */
	port = new_port_with_send();
	request(port, MACH_NOTIFY_PORT_DESTROYED, 0, notify);
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(port));
	CHECK_OK(mach_port_destroy(self(), notify));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	send_once_right_works_once();
	send_once_right_that_ends_tells_its_port();
	messages_to_send_once_rights_never_wait();
	dead_names();
	watched_name_that_ends_alive();
	no_senders();
	port_destroyed();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
