/* What a receive answers; messages that do not fit; port sets; threads that wait; the server loop.
 */
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
	CHECK_EQUAL(MACH_RCV_TOO_LARGE, mach_msg(&m.head, MACH_RCV_MSG | MACH_RCV_LARGE, 0,
						full_size - 1, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(full_size, m.head.msgh_size);
	CHECK_EQUAL(1, status_of(port).mps_msgcount);
	CHECK_OK(mach_msg(
		&m.head, MACH_RCV_MSG | MACH_RCV_LARGE, 0, full_size, port, 0, MACH_PORT_NULL));
	CHECK_EQUAL(17, m.head.msgh_id);
	CHECK_EQUAL(0, m.head.msgh_seqno);
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
	CHECK_EQUAL(set, status_of(a).mps_pset);
	CHECK_EQUAL(MACH_RCV_IN_SET, message_receive(&m, a, MACH_RCV_TIMEOUT, 0));
	CHECK_OK(send_empty(b, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK_OK(send_empty(a, MACH_MSG_TYPE_COPY_SEND, 3));
	message_take(&m, set);
	CHECK_EQUAL(1, m.head.msgh_id);
	CHECK_EQUAL(a, m.head.msgh_local_port);
	CHECK_EQUAL(0, m.head.msgh_seqno);
	message_take(&m, set);
	CHECK_EQUAL(2, m.head.msgh_id);
	CHECK_EQUAL(b, m.head.msgh_local_port);
	CHECK_EQUAL(0, m.head.msgh_seqno);
	CHECK_OK(mach_port_move_member(self(), a, other));
	check_queue_is_empty(set);
	message_take(&m, other);
	CHECK_EQUAL(3, m.head.msgh_id);
	CHECK_EQUAL(1, m.head.msgh_seqno);

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
	CHECK_EQUAL(MACH_PORT_NULL, status_of(b).mps_pset);
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

/* ---- The server loop ---- */

enum {
	ID_ECHO = 500, /* the value comes back */
	ID_FAIL,       /* KERN_FAILURE */
	ID_SILENT,     /* MIG_NO_REPLY */
	ID_DESTROY,    /* MIG_DESTROY_REQUEST */
	ID_UNKNOWN,
	ID_END /* the server's port is destroyed */
};

static mach_port_t server_port;
static mach_port_t kept_reply_right;

static boolean_t demux(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	mig_reply_header_t *answer = (mig_reply_header_t *)reply;

	switch (request->msgh_id) {
	case ID_ECHO: answer->RetCode = KERN_SUCCESS; return TRUE;
	case ID_FAIL: answer->RetCode = KERN_FAILURE; return TRUE;
	case ID_SILENT:
		kept_reply_right = request->msgh_remote_port;
		answer->RetCode = MIG_NO_REPLY;
		return TRUE;
	case ID_DESTROY: answer->RetCode = MIG_DESTROY_REQUEST; return TRUE;
	case ID_END:
		answer->RetCode = KERN_SUCCESS;
		destroy_receive_right(server_port);
		return TRUE;
	default: return FALSE;
	}
}

static void *serve(void *argument)
{
	*(mach_msg_return_t *)argument = mach_msg_server(demux, 512, server_port);
	return NULL;
}

/* One call that brings a right. Returns the id of what came back, 0 if nothing came, and its return
 * code. */
static mach_msg_id_t call(
	mach_msg_id_t id, mach_port_t carried, mach_port_t reply, kern_return_t *ret_code)
{
	mach_msg_return_t result;
	struct message m;

	message_begin(
		&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
	message_add_port(&m, carried, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	result = mach_msg(&m.head, MACH_SEND_MSG | MACH_RCV_MSG | MACH_RCV_TIMEOUT,
		(mach_msg_size_t)(sizeof m.head + m.used_bytes), sizeof m.head + sizeof m.body,
		reply, id == ID_SILENT ? 50 : 10000, MACH_PORT_NULL);
	*ret_code = 0;
	if (result == MACH_RCV_TIMED_OUT)
		return 0;
	CHECK_OK(result);
	m.used_bytes = 0;
	if (m.head.msgh_id != MACH_NOTIFY_SEND_ONCE)
		*ret_code = next_int(&m);
	return m.head.msgh_id;
}

static void server_loop(void)
{
	mach_port_t reply = mach_reply_port();
	mach_port_t carried = new_port();
	mach_msg_return_t result = MACH_MSG_SUCCESS;
	kern_return_t code;
	pthread_t thread;
	struct message m;

	server_port = new_port_with_send();
	CHECK_EQUAL(0, pthread_create(&thread, NULL, serve, &result));

	/* What the request carried stays with the server after success, and is released after a
	 * failure. */
	CHECK_EQUAL(ID_ECHO + 100, call(ID_ECHO, carried, reply, &code));
	CHECK_EQUAL(KERN_SUCCESS, code);
	CHECK_EQUAL(1, status_of(carried).mps_sorights);
	check_queue_is_empty(carried);
	CHECK_EQUAL(ID_FAIL + 100, call(ID_FAIL, carried, reply, &code));
	CHECK_EQUAL(KERN_FAILURE, code);
	take_send_once_notification(carried);
	CHECK_EQUAL(ID_UNKNOWN + 100, call(ID_UNKNOWN, carried, reply, &code));
	CHECK_EQUAL(MIG_BAD_ID, code);
	take_send_once_notification(carried);

	/* No reply for now; the right is the server's. */
	CHECK_EQUAL(0, call(ID_SILENT, carried, reply, &code));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(kept_reply_right));
	CHECK_OK(send_empty(kept_reply_right, MACH_MSG_TYPE_MOVE_SEND_ONCE, 3));
	message_take(&m, reply);
	CHECK_EQUAL(3, m.head.msgh_id);
	check_queue_is_empty(carried);

	CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, call(ID_DESTROY, carried, reply, &code));
	take_send_once_notification(carried);

	/* A request larger than the server's buffer ends with its reply right. */
	message_begin(&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE,
		ID_ECHO);
	m.used_bytes = 1024;
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(message_receive(&m, reply, MACH_RCV_TIMEOUT, 5000));
	CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, m.head.msgh_id);

	CHECK_EQUAL(ID_END + 100, call(ID_END, carried, reply, &code));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK(result == MACH_RCV_INVALID_NAME || result == MACH_RCV_PORT_DIED);
	CHECK_OK(mach_port_destroy(self(), server_port));
	CHECK_OK(mach_port_destroy(self(), reply));
	CHECK_OK(mach_port_destroy(self(), carried));
}

static void server_once(void)
{
	mach_port_t reply = new_port();
	struct message m;

	server_port = new_port_with_send();
	CHECK_EQUAL(MACH_RCV_TIMED_OUT,
		mach_msg_server_timeout(demux, 512, server_port, MACH_RCV_TIMEOUT, 10));
	message_begin(&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE,
		ID_ECHO);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_msg_server_once(demux, 512, server_port));
	message_take(&m, reply);
	CHECK_EQUAL(ID_ECHO + 100, m.head.msgh_id);
	CHECK_EQUAL(KERN_SUCCESS, next_int(&m));
	/* A client that has gone before the reply. */
	message_begin(&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE,
		ID_ECHO);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_port_destroy(self(), reply));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, mach_msg_server_once(demux, 512, server_port));
	CHECK_OK(mach_port_destroy(self(), server_port));
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
	server_loop();
	server_once();
	/* Dead names of the rights that requests with success and without reply brought, and their
	 * server kept. */
	CHECK_EQUAL(names_before + 3, count_names());
	return 0;
}
