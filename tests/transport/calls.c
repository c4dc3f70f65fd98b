/* A call between two processes that meet by name, and the death of either. */
#include "process.h"

static void serve(void)
{
	mach_port_t port = check_in("adder");
	struct message request;
	struct message reply;

	for (;;) {
		int a;
		int b;

		take_next(&request, port);
		if (request.head.msgh_id == 1)
			break;
		if (request.head.msgh_id == 3)
			continue; /* no answer, the reply right is kept */
		a = next_int(&request);
		b = next_int(&request);
		begin_reply(&reply, &request);
		message_add_int(&reply, a + b);
		CHECK_OK(message_send(&reply, 0, 0));
	}
	begin_reply(&reply, &request);
	CHECK_OK(message_send(&reply, 0, 0));
}

static int add(mach_port_t server, mach_port_t reply, int a, int b)
{
	struct message m;

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 2);
	message_add_int(&m, a);
	message_add_int(&m, b);
	CHECK_OK(message_call(&m, reply));
	CHECK_EQUAL(102, m.head.msgh_id);
	CHECK_EQUAL(MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE), m.head.msgh_bits);
	CHECK_EQUAL(reply, m.head.msgh_local_port);
	return next_int(&m);
}

static void calls(void)
{
	pid_t child = start(serve);
	mach_port_t server = look_up("adder");
	mach_port_t reply = mach_reply_port();
	size_t names = count_names();
	size_t descriptors = count_descriptors();
	struct message m;
	struct migrt_sender sender;
	int i;

	CHECK_EQUAL(server, look_up("adder"));
	CHECK_EQUAL(2, refs_of(server, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_deallocate(self(), server));
	for (i = 0; i < 1000; i++)
		CHECK_EQUAL(3 * i, add(server, reply, i, 2 * i));
	CHECK_EQUAL(0, migrt_get_sender(&sender));
	CHECK_EQUAL(child, sender.pid);
	CHECK_EQUAL(getuid(), sender.uid);
	CHECK_EQUAL(names, count_names());
	CHECK_EQUAL(descriptors, count_descriptors());

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	CHECK_OK(message_call(&m, reply));
	check_ended_well(child);
	/* The port died with its process. */
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(server));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(server, MACH_MSG_TYPE_COPY_SEND, 5));
	CHECK_OK(mach_port_deallocate(self(), server));
	destroy_receive_right(reply);
}

/* The server is killed during a call: the caller hears of it, and at once. */
static void death_of_the_server(void)
{
	pid_t child = start(serve);
	mach_port_t server = look_up("adder");
	mach_port_t reply = mach_reply_port();
	mach_port_t notify = new_port();
	pid_t killer;
	struct message m;
	double start_ms;
	int status;

	request(server, MACH_NOTIFY_DEAD_NAME, 0, notify);
	CHECK_EQUAL(9, add(server, reply, 4, 5));
	start_ms = now_ms();
	killer = fork();
	if (killer == 0) {
		usleep(50000);
		kill(child, SIGKILL);
		_exit(0);
	}
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 3);
	CHECK_OK(message_call(&m, reply));
	CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, m.head.msgh_id);
	CHECK(now_ms() - start_ms < 150);
	waitpid(child, &status, 0);
	check_ended_well(killer);
	CHECK_EQUAL(server, take_name_notification(notify, MACH_NOTIFY_DEAD_NAME));
	CHECK_EQUAL(2, refs_of(server, MACH_PORT_RIGHT_DEAD_NAME));
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(reply);
	destroy_receive_right(notify);
}

static void call_and_die(void)
{
	mach_port_t server = look_up("watched");
	struct message m;

	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, mach_reply_port(),
		MACH_MSG_TYPE_MAKE_SEND_ONCE, 7);
	message_send(&m, 0, 0);
	pause();
}

/* The client is killed: its reply right dies, and there are no senders. */
static void death_of_the_client(void)
{
	mach_port_t port = check_in("watched");
	mach_port_t notify = new_port();
	pid_t child = start(call_and_die);
	struct message m;
	mach_port_t reply;

	take_next(&m, port);
	CHECK_EQUAL(7, m.head.msgh_id);
	reply = m.head.msgh_remote_port;
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(reply));
	request(port, MACH_NOTIFY_NO_SENDERS, 0, notify);
	check_queue_is_empty(notify);
	kill_child(child);
	take_next(&m, notify);
	CHECK_EQUAL(MACH_NOTIFY_NO_SENDERS, m.head.msgh_id);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(reply));
	CHECK_OK(mach_port_deallocate(self(), reply));
	destroy_receive_right(port);
	destroy_receive_right(notify);
}

enum { LAST_COUNT = 600 };

/* Gives up one reply right after the other, more than there is room for, and asks for a
 * notification to be sent to the last. */
static void end_with_much_to_say(void)
{
	mach_port_t port = check_in("last");
	mach_port_t own = new_port_with_send();
	mach_port_t previous;
	mach_port_t replies[LAST_COUNT + 1];
	struct message m;
	int i;

	for (i = 0; i <= LAST_COUNT; i++) {
		take_next(&m, port);
		replies[i] = m.head.msgh_remote_port;
	}
	CHECK_OK(mach_port_request_notification(self(), own, MACH_NOTIFY_NO_SENDERS, 0,
		replies[LAST_COUNT], MACH_MSG_TYPE_MOVE_SEND_ONCE, &previous));
	for (i = 0; i < LAST_COUNT; i++)
		CHECK_OK(mach_port_deallocate(self(), replies[i]));
	CHECK_OK(mach_port_mod_refs(self(), own, MACH_PORT_RIGHT_SEND, -1));
}

/* What a process said before it ended arrives, even if nobody was listening then. */
static void last_words(void)
{
	pid_t child = start(end_with_much_to_say);
	mach_port_t server = look_up("last");
	mach_port_t reply = mach_reply_port();
	struct message m;
	int i;

	for (i = 0; i <= LAST_COUNT; i++) {
		message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, reply,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
		CHECK_OK(message_send(&m, 0, 0));
	}
	usleep(200000);
	for (i = 0; i < LAST_COUNT; i++) {
		take_next(&m, reply);
		CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, m.head.msgh_id);
	}
	take_next(&m, reply);
	CHECK_EQUAL(MACH_NOTIFY_NO_SENDERS, m.head.msgh_id);
	check_ended_well(child);
	CHECK_OK(mach_port_destroy(self(), server));
	destroy_receive_right(reply);
}

int main(void)
{
	size_t descriptors = count_descriptors();

	begin_meeting();
	self();
	CHECK_EQUAL(1, count_names());
	calls();
	death_of_the_server();
	death_of_the_client();
	CHECK_EQUAL(1, count_names());
	/* The epoll set and its wake-up stay. */
	CHECK_EQUAL(descriptors + 2, count_descriptors());
	last_words();
	end_meeting();
	return 0;
}
