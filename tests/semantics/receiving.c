/* What a receive answers; messages that do not fit; port sets; threads that wait. */
#include "semantics.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

static void sleep_ms(long ms)
{
	struct timespec time = {0, ms * 1000000};

	nanosleep(&time, NULL);
}

static void names_that_cannot_receive(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t dead;
	struct message m;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_DEAD_NAME, &dead));
	CHECK_EQUAL(
		MACH_RCV_INVALID_NAME, message_receive(&m, MACH_PORT_NULL, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(
		MACH_RCV_INVALID_NAME, message_receive(&m, MACH_PORT_DEAD, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, message_receive(&m, 0x7fffff, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, message_receive(&m, dead, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, message_receive(&m, self(), MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, message_receive(&m, port, MACH_RCV_TIMEOUT, 0));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, message_receive(&m, port, MACH_RCV_TIMEOUT, 20));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), dead));
}

static void messages_that_do_not_fit(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t reply = new_port();
	mach_msg_size_t full_size;
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 17);
	message_add_int(&m, 1);
	CHECK_OK(message_send(&m, 0, 0));
	full_size = m.head.msgh_size;

	/* Kept: only the size is told. */
	memset(&m, 0, sizeof m);
	CHECK_EQUAL(MACH_RCV_TOO_LARGE,
		mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_LARGE | RECEIVE_OPTION, 0,
			full_size + TRAILER_BYTES - 1, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(full_size, m.head.msgh_size);
	CHECK_EQUAL(1, status_of(port).mps_msgcount);
	CHECK_OK(mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_LARGE | RECEIVE_OPTION, 0,
		full_size + TRAILER_BYTES, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(17, m.head.msgh_id);
	CHECK_EQUAL(0, seqno_of(&m));
	CHECK_OK(mach_port_deallocate(self(), m.head.msgh_remote_port));
	take_send_once_notification(reply);

	/* Destroyed: the header is told, its reply right has ended. */
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 18);
	message_add_port(&m, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	CHECK_OK(message_send(&m, 0, 0));
	full_size = m.head.msgh_size;
	memset(&m, 0, sizeof m);
	CHECK_EQUAL(MACH_RCV_TOO_LARGE,
		mach_msg(&m.head, MACH_RCV_MSG, 0, sizeof m.head, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(full_size, m.head.msgh_size);
	CHECK_EQUAL(18, m.head.msgh_id);
	CHECK_EQUAL(port, m.head.msgh_local_port);
	CHECK_EQUAL(MACH_PORT_NULL, m.head.msgh_remote_port);
	check_queue_is_empty(port);
	take_send_once_notification(reply);
	take_send_once_notification(reply);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), reply));
}

static void port_sets(void)
{
	mach_port_t a = new_port_with_send();
	mach_port_t b = new_port_with_send();
	mach_port_t set;
	mach_port_t other;
	mach_port_name_array_t members;
	mach_msg_type_number_t member_count;
	struct message m;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set));
	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &other));
	CHECK_EQUAL(MACH_PORT_TYPE_PORT_SET, type_of(set));
	check_queue_is_empty(set);
	CHECK_EQUAL(KERN_NOT_IN_SET, mach_port_move_member(self(), a, MACH_PORT_NULL));
	CHECK_EQUAL(KERN_INVALID_RIGHT, mach_port_move_member(self(), a, b));
	CHECK_EQUAL(KERN_INVALID_NAME, mach_port_move_member(self(), a, 0x7fffff));

	/* Messages that wait come along; all members are received from in order of arrival in the
	 * set. */
	CHECK_OK(send_empty(a, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_OK(mach_port_move_member(self(), a, set));
	CHECK_OK(mach_port_move_member(self(), b, set));
	check_set_of(a, set);
	CHECK_EQUAL(MACH_RCV_IN_SET, message_receive(&m, a, MACH_RCV_TIMEOUT, 0));
	CHECK_OK(send_empty(b, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK_OK(send_empty(a, MACH_MSG_TYPE_COPY_SEND, 3));
	message_take(&m, set);
	CHECK_EQUAL(1, m.head.msgh_id);
	CHECK_EQUAL(a, m.head.msgh_local_port);
	CHECK_EQUAL(0, seqno_of(&m));
	message_take(&m, set);
	CHECK_EQUAL(2, m.head.msgh_id);
	CHECK_EQUAL(b, m.head.msgh_local_port);
	CHECK_EQUAL(0, seqno_of(&m));
	CHECK_OK(mach_port_move_member(self(), a, other));
	check_queue_is_empty(set);
	message_take(&m, other);
	CHECK_EQUAL(3, m.head.msgh_id);
	CHECK_EQUAL(1, seqno_of(&m));

	CHECK_OK(mach_port_move_member(self(), a, set));
	CHECK_OK(mach_port_get_set_status(self(), set, &members, &member_count));
	CHECK_EQUAL(2, member_count);
	CHECK((members[0] == a && members[1] == b) || (members[0] == b && members[1] == a));
	CHECK_OK(vm_deallocate(self(), (vm_address_t)members, member_count * sizeof *members));
	CHECK_OK(mach_port_get_set_status(self(), other, &members, &member_count));
	CHECK_EQUAL(0, member_count);

	/* A set that ends lets its members go, with their messages. */
	CHECK_EQUAL(KERN_INVALID_RIGHT, mach_port_deallocate(self(), set));
	CHECK_OK(send_empty(b, MACH_MSG_TYPE_COPY_SEND, 4));
	CHECK_OK(mach_port_mod_refs(self(), set, MACH_PORT_RIGHT_PORT_SET, -1));
	check_set_of(b, MACH_PORT_NULL);
	message_take(&m, b);
	CHECK_EQUAL(4, m.head.msgh_id);
	CHECK_OK(mach_port_destroy(self(), a));
	CHECK_OK(mach_port_destroy(self(), b));
	CHECK_OK(mach_port_destroy(self(), other));
}

struct receiver {
	mach_port_t port;
	mach_msg_option_t option;
	mach_msg_return_t result;
	struct message m;
};

static void *receive_and_wait(void *argument)
{
	struct receiver *receiver = argument;

	receiver->result = message_receive(&receiver->m, receiver->port, receiver->option, 0);
	return NULL;
}

static pthread_t start_receiver(
	struct receiver *receiver, mach_port_t port, mach_msg_option_t option)
{
	pthread_t thread;

	receiver->port = port;
	receiver->option = option;
	CHECK_EQUAL(0, pthread_create(&thread, NULL, receive_and_wait, receiver));
	sleep_ms(20);
	return thread;
}

static void waiting_receivers(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t set;
	struct receiver receiver;
	pthread_t thread;
	struct message m;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set));

	thread = start_receiver(&receiver, port, 0);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 5));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(receiver.result);
	CHECK_EQUAL(5, receiver.m.head.msgh_id);

	thread = start_receiver(&receiver, port, 0);
	CHECK_OK(mach_port_move_member(self(), port, set));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_RCV_PORT_CHANGED, receiver.result);

	thread = start_receiver(&receiver, set, 0);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 6));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(receiver.result);
	CHECK_EQUAL(port, receiver.m.head.msgh_local_port);

	/* Waiting on a set when a member with messages joins. */
	CHECK_OK(mach_port_move_member(self(), port, MACH_PORT_NULL));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 7));
	thread = start_receiver(&receiver, set, 0);
	CHECK_OK(mach_port_move_member(self(), port, set));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(receiver.result);
	CHECK_EQUAL(7, receiver.m.head.msgh_id);

	thread = start_receiver(&receiver, set, 0);
	CHECK_OK(mach_port_destroy(self(), set));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_RCV_PORT_DIED, receiver.result);

	/* The receive right is given away. */
	set = new_port();
	thread = start_receiver(&receiver, port, 0);
	message_begin(&m, set, MACH_MSG_TYPE_MAKE_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_RCV_PORT_DIED, receiver.result);
	CHECK_OK(mach_port_destroy(self(), set));
	CHECK_OK(mach_port_destroy(self(), port));
}

static void on_signal(int number)
{
	(void)number;
}

static void signals(void)
{
	struct sigaction action = {0};
	mach_port_t port = new_port_with_send();
	struct receiver receiver;
	pthread_t thread;

	action.sa_handler = on_signal;
	CHECK_EQUAL(0, sigaction(SIGUSR1, &action, NULL));
	thread = start_receiver(&receiver, port, MACH_RCV_INTERRUPT);
	CHECK_EQUAL(0, pthread_kill(thread, SIGUSR1));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_RCV_INTERRUPTED, receiver.result);
	/* Without the option the wait goes on. */
	thread = start_receiver(&receiver, port, 0);
	CHECK_EQUAL(0, pthread_kill(thread, SIGUSR1));
	sleep_ms(20);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 8));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(receiver.result);
	CHECK_OK(mach_port_destroy(self(), port));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	names_that_cannot_receive();
	messages_that_do_not_fit();
	port_sets();
	waiting_receivers();
	signals();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
