/* Rights of every disposition through a message: what the sender loses, what the receiver gets, and
 * the counts. */
#include "semantics.h"

/* Sends one right to the port, takes the message, and returns the name that came. */
static mach_port_t pass(mach_port_t through, mach_port_t name, unsigned char disposition,
	mach_msg_type_name_t received_type)
{
	struct message m;
	mach_port_t received;

	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, name, disposition);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, through);
	CHECK(m.head.msgh_bits & MACH_MSGH_BITS_COMPLEX);
	received = next_port(&m, received_type);
	check_no_more(&m);
	return received;
}

static void header_is_turned_round(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t reply = new_port();
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1234);
	message_add_int(&m, -5);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(1, status_of(port).mps_msgcount);
	CHECK_EQUAL(1, status_of(reply).mps_sorights);
	message_take(&m, port);
	CHECK_EQUAL(port, m.head.msgh_local_port);
	CHECK(m.head.msgh_remote_port != reply);
	CHECK_EQUAL(MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND),
		m.head.msgh_bits);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(m.head.msgh_remote_port));
	CHECK_EQUAL(1234, m.head.msgh_id);
	CHECK_EQUAL(0, seqno_of(&m));
	CHECK_EQUAL(-5, next_int(&m));
	check_no_more(&m);
	CHECK_OK(mach_port_deallocate(self(), m.head.msgh_remote_port));
	take_send_once_notification(reply);

	/* The send right of the destination is still the sender's, and was only copied. */
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 2));
	message_take(&m, port);
	CHECK_EQUAL(1, seqno_of(&m));
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND), m.head.msgh_bits);
	CHECK_EQUAL(MACH_PORT_NULL, m.head.msgh_remote_port);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), reply));
}

static void send_rights_coalesce(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port();

	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	CHECK_EQUAL(port, pass(through, port, MACH_MSG_TYPE_MAKE_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(port));
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_EQUAL(1, status_of(port).mps_mscount);
	CHECK_EQUAL(TRUE, status_of(port).mps_srights);
	CHECK_EQUAL(port, pass(through, port, MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(2, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_EQUAL(1, status_of(port).mps_mscount);
	CHECK_EQUAL(port, pass(through, port, MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(2, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, -2));
	CHECK_EQUAL(FALSE, status_of(port).mps_srights);
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void moved_send_right_leaves_its_name(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port_with_send();
	mach_port_t send;
	struct message m;

	/* The receive right goes first, so that the name denotes the send right alone. */
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(port));
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 2);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_SEND);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
	/* Both come home under one name. */
	message_take(&m, through);
	port = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	message_take(&m, through);
	send = next_port(&m, MACH_MSG_TYPE_PORT_SEND);
	CHECK_EQUAL(port, send);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void receive_right_moves_with_its_queue(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port_with_send();
	struct message m;

	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 71));
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, message_receive(&m, port, MACH_RCV_TIMEOUT, 0));
	/* On its way the port takes messages as ever. */
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 72));
	message_take(&m, through);
	CHECK_EQUAL(port, next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE));
	CHECK_EQUAL(0, status_of(port).mps_mscount);
	message_take(&m, port);
	CHECK_EQUAL(71, m.head.msgh_id);
	CHECK_EQUAL(0, seqno_of(&m));
	message_take(&m, port);
	CHECK_EQUAL(72, m.head.msgh_id);
	CHECK_OK(mach_port_destroy(self(), port));

	/* Without a send right beside it the name is gone with the right. */
	port = new_port();
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
	message_take(&m, through);
	port = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void send_once_rights_never_coalesce(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port();
	mach_port_t first =
		pass(through, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND_ONCE);
	mach_port_t second =
		pass(through, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND_ONCE);
	mach_port_t moved;

	CHECK(first != second && first != port && second != port);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(first));
	CHECK_EQUAL(2, status_of(port).mps_sorights);
	CHECK_EQUAL(FALSE, status_of(port).mps_srights);
	moved = pass(through, first, MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND_ONCE);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(moved));
	CHECK_EQUAL(2, status_of(port).mps_sorights);
	CHECK(moved == first || type_of(first) == MACH_PORT_TYPE_NONE);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_deallocate(self(), moved));
	CHECK_OK(mach_port_deallocate(self(), second));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void null_and_dead_travel(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port_with_send();

	CHECK_EQUAL(MACH_PORT_NULL,
		pass(through, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_DEAD, pass(through, MACH_PORT_DEAD, MACH_MSG_TYPE_MAKE_SEND_ONCE,
					    MACH_MSG_TYPE_PORT_SEND_ONCE));
	CHECK_EQUAL(MACH_PORT_NULL, pass(through, MACH_PORT_NULL, MACH_MSG_TYPE_MOVE_RECEIVE,
					    MACH_MSG_TYPE_PORT_RECEIVE));
	/* A dead name arrives as MACH_PORT_DEAD; moving it uses up a reference. */
	destroy_receive_right(port);
	CHECK_EQUAL(MACH_PORT_DEAD,
		pass(through, port, MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_EQUAL(MACH_PORT_DEAD,
		pass(through, port, MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void port_dies_on_the_way(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port_with_send();
	struct message m;

	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, port, MACH_MSG_TYPE_COPY_SEND, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_SEND);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_port_destroy(self(), port));
	message_take(&m, through);
	CHECK_EQUAL(MACH_PORT_DEAD, m.head.msgh_remote_port);
	CHECK_EQUAL(MACH_PORT_DEAD, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(MACH_PORT_DEAD, next_port(&m, MACH_MSG_TYPE_PORT_SEND_ONCE));
	CHECK_OK(mach_port_destroy(self(), through));
}

static void one_name_in_both_header_fields(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;

	/* One reference cannot be moved twice. */
	message_begin(&m, port, MACH_MSG_TYPE_MOVE_SEND, port, MACH_MSG_TYPE_MOVE_SEND, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_REPLY, message_send(&m, 0, 0));
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	/* But moved and copied. */
	message_begin(&m, port, MACH_MSG_TYPE_MOVE_SEND, port, MACH_MSG_TYPE_COPY_SEND, 1);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	message_take(&m, port);
	CHECK_EQUAL(port, m.head.msgh_remote_port);
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 1));
	message_begin(&m, port, MACH_MSG_TYPE_MOVE_SEND, port, MACH_MSG_TYPE_MOVE_SEND, 1);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(port));
	CHECK_OK(mach_port_destroy(self(), port));
}

static void references_have_a_limit(void)
{
	mach_port_t through = new_port();
	mach_port_t port = new_port_with_send();
	struct message m;

	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 65534));
	CHECK_EQUAL(KERN_UREFS_OVERFLOW, mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 1));
	CHECK_EQUAL(KERN_UREFS_OVERFLOW,
		mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_COPY_SEND));
	CHECK_EQUAL(65535, refs_of(port, MACH_PORT_RIGHT_SEND));
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MAKE_SEND);
	message_add_int(&m, 9);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE,
		message_receive(&m, through, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_PORT_NULL, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
	CHECK_EQUAL(9, next_int(&m));
	CHECK_EQUAL(65535, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), through));
}

/* A right has one name, so that it gets another only if it leaves the one that it has. */
static void rights_under_chosen_names(void)
{
	const mach_port_name_t chosen = 0x7f01;
	mach_port_t notify = new_port();
	mach_port_t port = new_port_with_send();
	mach_port_t through = new_port();
	struct message m;

	CHECK_EQUAL(KERN_RIGHT_EXISTS,
		mach_port_insert_right(self(), chosen, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_EQUAL(KERN_RIGHT_EXISTS,
		mach_port_insert_right(self(), notify, port, MACH_MSG_TYPE_COPY_SEND));
	CHECK_OK(mach_port_deallocate(self(), port));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND_ONCE, 7));
	request(port, MACH_NOTIFY_DEAD_NAME, 0, notify);
	CHECK_OK(mach_port_insert_right(self(), chosen, port, MACH_MSG_TYPE_MOVE_RECEIVE));
	CHECK_EQUAL(port, take_name_notification(notify, MACH_NOTIFY_PORT_DELETED));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(port));
	CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(chosen));
	message_take(&m, chosen);
	CHECK_EQUAL(7, m.head.msgh_id);

	/* The only reference of a send right, to a port whose receive right is on its way. */
	CHECK_OK(mach_port_insert_right(self(), chosen, chosen, MACH_MSG_TYPE_MAKE_SEND));
	message_begin(&m, through, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, chosen, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(chosen));
	CHECK_EQUAL(KERN_RIGHT_EXISTS,
		mach_port_insert_right(self(), chosen + 1, chosen, MACH_MSG_TYPE_COPY_SEND));
	CHECK_OK(mach_port_insert_right(self(), chosen + 1, chosen, MACH_MSG_TYPE_MOVE_SEND));
	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(chosen));
	CHECK_EQUAL(1, refs_of(chosen + 1, MACH_PORT_RIGHT_SEND));
	message_take(&m, through);
	CHECK_EQUAL(chosen + 1, next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE));
	CHECK_EQUAL(1, status_of(chosen + 1).mps_srights);
	CHECK_OK(mach_port_destroy(self(), chosen + 1));
	destroy_receive_right(through);
	destroy_receive_right(notify);
}

/* A receive right in the queue of its own port could never be received again: such a message is
 * destroyed. */
static void circles_are_destroyed(void)
{
	mach_port_t a = new_port_with_send();
	mach_port_t b = new_port_with_send();
	struct message m;

	message_begin(&m, a, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, a, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(a));
	CHECK_OK(mach_port_destroy(self(), a));

	a = new_port_with_send();
	message_begin(&m, b, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, a, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	message_begin(&m, a, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, b, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(a));
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(b));
	CHECK_OK(mach_port_destroy(self(), a));
	CHECK_OK(mach_port_destroy(self(), b));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before;

	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(task));
	names_before = count_names();
	header_is_turned_round();
	send_rights_coalesce();
	moved_send_right_leaves_its_name();
	receive_right_moves_with_its_queue();
	send_once_rights_never_coalesce();
	null_and_dead_travel();
	port_dies_on_the_way();
	one_name_in_both_header_fields();
	references_have_a_limit();
	rights_under_chosen_names();
	circles_are_destroyed();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
