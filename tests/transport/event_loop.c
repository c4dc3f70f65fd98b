/*
 * Descriptors by which an event loop waits for ports: what they say of messages and of room, in one
 * process and across two, level- and edge-triggered; and many calls at a time through one of them.
 */
#include "process.h"

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>

#define CALLS_COUNT 10000

static int receive_descriptor(mach_port_t name)
{
	int fd = -1;

	CHECK_OK(migrt_receive_descriptor(name, &fd));
	return fd;
}

static int send_descriptor(mach_port_t name)
{
	int fd = -1;

	CHECK_OK(migrt_send_descriptor(name, &fd));
	return fd;
}

static int is_readable(int fd, int wait_ms)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

	CHECK(poll(&poll_fd, 1, wait_ms) >= 0);
	return (poll_fd.revents & POLLIN) != 0;
}

static mach_msg_return_t try_receive(struct message *m, mach_port_t name)
{
	return message_receive(m, name, MACH_RCV_TIMEOUT, 0);
}

static mach_port_t new_set(void)
{
	mach_port_t set;

	CHECK_OK(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set));
	return set;
}

/* ---- One process ---- */

static void messages_in_one_process(void)
{
	size_t descriptors = count_descriptors();
	mach_port_t port = new_port();
	mach_port_t set = new_set();
	struct message m;
	int of_port = receive_descriptor(port);
	int of_set = receive_descriptor(set);
	int again = receive_descriptor(port);
	int fd;

	CHECK(again != of_port);
	CHECK(!is_readable(of_port, 0));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 2));
	CHECK(is_readable(of_port, 0));
	CHECK(is_readable(again, 0));
	CHECK(!is_readable(of_set, 0));
	close(again);
	CHECK_OK(try_receive(&m, port));
	CHECK(is_readable(of_port, 0));

	/* The member's messages are the set's. */
	CHECK_OK(mach_port_move_member(self(), port, set));
	CHECK(!is_readable(of_port, 0));
	CHECK(is_readable(of_set, 0));
	CHECK_OK(mach_port_move_member(self(), port, MACH_PORT_NULL));
	CHECK(is_readable(of_port, 0));
	CHECK(!is_readable(of_set, 0));
	CHECK_OK(mach_port_move_member(self(), port, set));
	CHECK_OK(try_receive(&m, set));
	CHECK_EQUAL(2, m.head.msgh_id);
	CHECK(!is_readable(of_set, 0));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, try_receive(&m, set));

	/* A notification is a message; and it is there from the beginning if it was before. */
	request(port, MACH_NOTIFY_NO_SENDERS, 0, port);
	CHECK_OK(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	CHECK_OK(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, -1));
	CHECK(is_readable(of_set, 0));
	close(of_set);
	of_set = receive_descriptor(set);
	CHECK(is_readable(of_set, 0));
	CHECK_OK(try_receive(&m, set));
	CHECK_EQUAL(MACH_NOTIFY_NO_SENDERS, m.head.msgh_id);
	CHECK(!is_readable(of_set, 0));

	/* The end can be seen. */
	destroy_receive_right(port);
	CHECK(is_readable(of_port, 0));
	CHECK_EQUAL(MACH_RCV_INVALID_NAME, try_receive(&m, port));
	CHECK_OK(mach_port_destroy(self(), set));
	CHECK(is_readable(of_set, 0));
	close(of_port);
	close(of_set);

	CHECK_EQUAL(KERN_INVALID_NAME, migrt_receive_descriptor(0x7fffff, &fd));
	CHECK_EQUAL(KERN_INVALID_NAME, migrt_send_descriptor(0x7fffff, &fd));
	CHECK_EQUAL(KERN_INVALID_RIGHT, migrt_send_descriptor(set = new_set(), &fd));
	CHECK_OK(mach_port_destroy(self(), set));
	CHECK_EQUAL(KERN_INVALID_RIGHT, migrt_receive_descriptor(self(), &fd));
	CHECK_EQUAL(KERN_INVALID_RIGHT, migrt_send_descriptor(self(), &fd));
	/* The set of sockets, the event that wakes its reader, the event of the end. */
	CHECK(count_descriptors() <= descriptors + 3);
}

#if defined(MACH_MSG_TRAILER_FORMAT_0)
#define OWN_DIALECT MIGRT_DIALECT_NDR
#else
#define OWN_DIALECT MIGRT_DIALECT_TYPED
#endif

static void dialect_of_the_next(void)
{
	mach_port_t port = new_port();
	unsigned dialect = 99;
	struct message m;

	CHECK_EQUAL(MACH_RCV_INVALID_NAME, migrt_next_dialect(0x7fffff, 0, &dialect));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, migrt_next_dialect(port, 0, &dialect));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, migrt_next_dialect(port, 5, &dialect));
	CHECK_EQUAL(99, dialect);
	request(port, MACH_NOTIFY_NO_SENDERS, 1, port);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
	CHECK_EQUAL(MACH_MSG_SUCCESS, migrt_next_dialect(port, MIGRT_FOREVER, &dialect));
	CHECK_EQUAL(OWN_DIALECT, dialect);
	/* It is there to be received, and with it went the last send right. */
	CHECK_OK(try_receive(&m, port));
	CHECK_EQUAL(1, m.head.msgh_id);
	CHECK_EQUAL(MACH_MSG_SUCCESS, migrt_next_dialect(port, 0, &dialect));
	CHECK_EQUAL(0, dialect);
	CHECK_OK(try_receive(&m, port));
	CHECK_EQUAL(MACH_NOTIFY_NO_SENDERS, m.head.msgh_id);
	destroy_receive_right(port);
}

static void room_in_one_process(void)
{
	mach_port_t port = new_port_with_send();
	int fd = send_descriptor(port);
	struct message m;

	CHECK(is_readable(fd, 0));
	set_qlimit(port, 1);
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK(!is_readable(fd, 0));
	CHECK_OK(try_receive(&m, port));
	CHECK(is_readable(fd, 0));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 2));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 3));
	CHECK(!is_readable(fd, 0));
	set_qlimit(port, 2);
	CHECK(is_readable(fd, 0));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_COPY_SEND, 3));
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 4));
	CHECK(!is_readable(fd, 0));
	destroy_receive_right(port);
	CHECK(is_readable(fd, 0));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(port, MACH_MSG_TYPE_COPY_SEND, 4));
	CHECK_OK(mach_port_deallocate(self(), port));
	close(fd);
}

/* ---- Many calls at a time ---- */

static void answer(void)
{
	mach_port_t port = check_in("answers");
	struct message request;
	struct message reply;

	do {
		take_next(&request, port);
		begin_reply(&reply, &request);
		CHECK_OK(message_send(&reply, 0, 0));
	} while (request.head.msgh_id != 1);
}

struct loop {
	int epoll_fd;
	uint32_t trigger; /* EPOLLET or 0 */
};

static void loop_add(const struct loop *loop, int fd)
{
	struct epoll_event event = {.events = EPOLLIN | loop->trigger, .data.fd = fd};

	CHECK(epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0);
}

static void loop_wait(const struct loop *loop)
{
	struct epoll_event event;

	CHECK_EQUAL(1, epoll_wait(loop->epoll_fd, &event, 1, 20000));
}

/* Each call has a reply port of its own. Every third is given up before its reply is read. */
static void many_calls(uint32_t trigger)
{
	static mach_port_t replies[CALLS_COUNT];
	pid_t child = start(answer);
	mach_port_t server = look_up("answers");
	mach_port_t set = new_set();
	struct loop loop = {epoll_create1(EPOLL_CLOEXEC), trigger};
	int receive_fd = receive_descriptor(set);
	int send_fd = send_descriptor(server);
	size_t names = count_names();
	size_t descriptors;
	int sent_count = 0;
	int done_count = 0;
	int given_up_count = 0;
	struct message request = {0};
	struct message m;
	int i;

	loop_add(&loop, receive_fd);
	loop_add(&loop, send_fd);
	descriptors = count_descriptors();
	for (i = 0; i < CALLS_COUNT; i++) {
		replies[i] = mach_reply_port();
		CHECK_OK(mach_port_move_member(self(), replies[i], set));
	}
	while (done_count + given_up_count < CALLS_COUNT) {
		mach_msg_return_t result = MACH_MSG_SUCCESS;

		while (sent_count < CALLS_COUNT) {
			/* A message that found no room is ready to be sent again. */
			if (request.head.msgh_id != sent_count + 1000)
				message_begin(&request, server, MACH_MSG_TYPE_COPY_SEND,
					replies[sent_count], MACH_MSG_TYPE_MAKE_SEND_ONCE,
					sent_count + 1000);
			result = message_send(&request, MACH_SEND_TIMEOUT, 0);
			if (result != MACH_MSG_SUCCESS) {
				CHECK_EQUAL(MACH_SEND_TIMED_OUT, result);
				break;
			}
			if (sent_count % 3 == 0) {
				CHECK_OK(mach_port_destroy(self(), replies[sent_count]));
				given_up_count++;
			}
			sent_count++;
		}
		while ((result = try_receive(&m, set)) == MACH_MSG_SUCCESS) {
			CHECK_EQUAL(replies[m.head.msgh_id - 1100], m.head.msgh_local_port);
			CHECK_OK(mach_port_destroy(self(), m.head.msgh_local_port));
			done_count++;
		}
		CHECK_EQUAL(MACH_RCV_TIMED_OUT, result);
		if (sent_count == CALLS_COUNT && send_fd >= 0) {
			CHECK_EQUAL(descriptors, count_descriptors());
			close(send_fd);
			send_fd = -1;
		}
		if (done_count + given_up_count < CALLS_COUNT)
			loop_wait(&loop);
	}
	CHECK_EQUAL(names, count_names());
	replies[0] = mach_reply_port();
	message_begin(&m, server, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	CHECK_OK(message_call(&m, replies[0]));
	check_ended_well(child);
	close(receive_fd);
	close(loop.epoll_fd);
	CHECK_OK(mach_port_destroy(self(), replies[0]));
	CHECK_OK(mach_port_destroy(self(), set));
	CHECK_OK(mach_port_destroy(self(), server));
}

/* ---- Room in another process ---- */

static void be_slow(void)
{
	mach_port_t port = check_in("slow");
	mach_port_t go = check_in("go");
	struct message m;
	int i;

	take_next(&m, go);
	for (i = 0; i < (int)MACH_PORT_QLIMIT_DEFAULT + 1; i++)
		take_next(&m, port);
	CHECK_EQUAL(7, *(char *)next_bytes(&m, 1 << 20));
	CHECK_OK(send_empty(next_port(&m, MACH_MSG_TYPE_PORT_SEND), MACH_MSG_TYPE_MOVE_SEND, 9));
}

static void room_in_another_process(void)
{
	pid_t child = start(be_slow);
	mach_port_t slow = look_up("slow");
	mach_port_t go = look_up("go");
	mach_port_t back = new_port_with_send();
	vm_address_t memory;
	struct message m;
	int back_fd = receive_descriptor(back);
	int fd = send_descriptor(slow);
	int i;

	CHECK_OK(vm_allocate(self(), &memory, 1 << 20, TRUE));
	*(char *)memory = 7;
	for (i = 0; i < (int)MACH_PORT_QLIMIT_DEFAULT; i++)
		CHECK_OK(send_empty(slow, MACH_MSG_TYPE_COPY_SEND, 1));
	message_begin(&m, slow, MACH_MSG_TYPE_MOVE_SEND, MACH_PORT_NULL, 0, 2);
	message_add_bytes(&m, (void *)memory, 1 << 20, TRUE);
	message_add_port(&m, back, MACH_MSG_TYPE_MOVE_SEND);
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, message_send(&m, MACH_SEND_TIMEOUT, 0));
	/* All is there, the moved right under a new name, and the message ready to be sent again.
	 */
	slow = m.head.msgh_remote_port;
	CHECK_EQUAL(MACH_PORT_TYPE_SEND, type_of(slow));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(back));
	/* Something else may have come in; then it is dealt with, and all is quiet. */
	for (i = 0; i < 100 && is_readable(fd, 20); i++)
		CHECK_EQUAL(MACH_SEND_TIMED_OUT, message_send(&m, MACH_SEND_TIMEOUT, 0));
	CHECK(i < 100);
	CHECK_OK(send_empty(go, MACH_MSG_TYPE_COPY_SEND, 3));
	for (;;) {
		mach_msg_return_t result;

		CHECK(is_readable(fd, 20000));
		result = message_send(&m, MACH_SEND_TIMEOUT, 0);
		if (result == MACH_MSG_SUCCESS)
			break;
		CHECK_EQUAL(MACH_SEND_TIMED_OUT, result);
	}
	for (;;) {
		mach_msg_return_t result = try_receive(&m, back);

		if (result == MACH_MSG_SUCCESS)
			break;
		CHECK_EQUAL(MACH_RCV_TIMED_OUT, result);
		CHECK(is_readable(back_fd, 20000));
	}
	CHECK_EQUAL(9, m.head.msgh_id);
	/* The right has gone, and with it what there was to watch. */
	CHECK(is_readable(fd, 0));
	check_ended_well(child);
	close(fd);
	close(back_fd);
	destroy_receive_right(back);
	CHECK_OK(mach_port_destroy(self(), go));
}

/* ---- Others in the process ---- */

static void chat(void)
{
	mach_port_t one = look_up("one");
	mach_port_t two = look_up("two");
	mach_msg_id_t i;

	for (i = 0; i < 1000; i++) {
		struct message m;

		message_begin(&m, two, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, i);
		CHECK_OK(message_send(&m, 0, 0));
		if (i % 10 != 0)
			continue;
		message_begin(&m, one, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, i);
		CHECK_OK(message_send(&m, 0, 0));
	}
}

static void *take_all(void *argument)
{
	mach_port_t port = *(mach_port_t *)argument;
	struct message m;
	mach_msg_id_t i;

	for (i = 0; i < 1000; i++) {
		take_next(&m, port);
		CHECK_EQUAL(i, m.head.msgh_id);
	}
	return NULL;
}

/* A thread that waits in mach_msg and an event loop get all that is theirs, whoever reads it. */
static void a_thread_beside_the_loop(void)
{
	mach_port_t one = check_in("one");
	mach_port_t two = check_in("two");
	int fd = receive_descriptor(one);
	pid_t child = start(chat);
	struct message m;
	pthread_t thread;
	int count = 0;

	CHECK(pthread_create(&thread, NULL, take_all, &two) == 0);
	while (count < 100) {
		mach_msg_return_t result = try_receive(&m, one);

		if (result == MACH_MSG_SUCCESS) {
			CHECK_EQUAL(10 * count++, m.head.msgh_id);
			continue;
		}
		CHECK_EQUAL(MACH_RCV_TIMED_OUT, result);
		CHECK(is_readable(fd, 20000));
	}
	CHECK(pthread_join(thread, NULL) == 0);
	check_ended_well(child);
	/* It comes to rest: what woke the thread is not left for the loop. */
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, try_receive(&m, one));
	CHECK(!is_readable(fd, 10));
	close(fd);
	destroy_receive_right(one);
	destroy_receive_right(two);
}

static void a_child_by_fork(void)
{
	mach_port_t port = new_port();
	int fd = receive_descriptor(port);
	pid_t child = fork();
	struct message m;

	if (child == 0) {
		int own;

		/* The parent's descriptor still tells of the parent's port; a new one does not. */
		own = receive_descriptor(new_port());
		CHECK(!is_readable(own, 0));
		exit(0);
	}
	check_ended_well(child);
	CHECK(!is_readable(fd, 0));
	CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
	CHECK(is_readable(fd, 0));
	CHECK_OK(try_receive(&m, port));
	CHECK(!is_readable(fd, 0));
	destroy_receive_right(port);
	CHECK(is_readable(fd, 0));
	close(fd);
}

int main(void)
{
	begin_meeting();
	messages_in_one_process();
	dialect_of_the_next();
	room_in_one_process();
	a_child_by_fork();
	many_calls(0);
	many_calls(EPOLLET);
	room_in_another_process();
	a_thread_beside_the_loop();
	end_meeting();
	return 0;
}
