/* What a send refuses, in which order, and what each refusal leaves behind; full queues. */
#include "semantics.h"

#include <pthread.h>
#include <time.h>

static void bad_headers(void)
{
	mach_port_t port = new_port_with_send();
	mach_port_t receive_only = new_port();
	mach_port_t reply = new_port();
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_MOVE_RECEIVE, MACH_PORT_NULL, 0, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_HEADER, message_send(&m, 0, 0));
	message_begin(&m, port, 0, MACH_PORT_NULL, 0, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_HEADER, message_send(&m, 0, 0));
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, 0, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_HEADER, message_send(&m, 0, 0));
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MOVE_RECEIVE, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_HEADER, message_send(&m, 0, 0));

	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(0x7fffff, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(receive_only, MACH_MSG_TYPE_COPY_SEND, 1));
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, send_empty(port, MACH_MSG_TYPE_MOVE_SEND_ONCE, 1));

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_COPY_SEND, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_REPLY, message_send(&m, 0, 0));
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, 0x7fffff, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	CHECK_EQUAL(MACH_SEND_INVALID_REPLY, message_send(&m, 0, 0));
	/* A reply field without a port is fine. */
	message_begin(
		&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, MACH_MSG_TYPE_MAKE_SEND_ONCE, 1);
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(MACH_PORT_NULL, m.head.msgh_remote_port);

	/* Nothing was taken by any of them. */
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_EQUAL(0, status_of(reply).mps_sorights);
	check_queue_is_empty(port);
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), receive_only));
	CHECK_OK(mach_port_destroy(self(), reply));
}

static mach_msg_return_t send_of_size(struct message *m, mach_msg_size_t size_bytes)
{
	return mach_msg(&m->head, MACH_SEND_MSG, size_bytes, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

static void bad_sizes(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	CHECK_EQUAL(MACH_SEND_MSG_TOO_SMALL, send_of_size(&m, 0));
	CHECK_EQUAL(MACH_SEND_MSG_TOO_SMALL, send_of_size(&m, sizeof m.head - ALIGNMENT_BYTES));
	CHECK_EQUAL(MACH_SEND_MSG_TOO_SMALL, send_of_size(&m, sizeof m.head + 1));
	CHECK_EQUAL(MACH_SEND_MSG_TOO_SMALL, send_of_size(&m, sizeof m.head + 2));
	/* The argument counts, the field does not. */
	m.head.msgh_size = 12345;
	CHECK_OK(send_of_size(&m, sizeof m.head));
	message_take(&m, port);
	CHECK_EQUAL(sizeof m.head, m.head.msgh_size);
	CHECK_OK(mach_port_destroy(self(), port));
}

/* The header is judged before the body: then the body's rights are all still there. */
static void bad_header_and_body(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;

	message_begin(&m, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	message_add_port(&m, port, MACH_MSG_TYPE_MOVE_SEND);
	message_add_bytes(&m, (void *)8, 100, FALSE);
	CHECK_EQUAL(MACH_SEND_INVALID_DEST, message_send(&m, 0, 0));
	CHECK_EQUAL(1, refs_of(port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), port));
}

/* Without the complex bit nobody looks at the body. */
static void simple_bodies_are_opaque(void)
{
	mach_port_t port = new_port_with_send();
	struct message m;
	size_t i;

	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	memset(m.body, 0xff, 24);
	m.used_bytes = 24;
	CHECK_OK(message_send(&m, 0, 0));
	message_take(&m, port);
	CHECK_EQUAL(sizeof m.head + 24, m.head.msgh_size);
	for (i = 0; i < 24; i++)
		CHECK_EQUAL(0xff, m.body[i]);
	CHECK_OK(mach_port_destroy(self(), port));
}

static void fill(mach_port_t port)
{
	while (status_of(port).mps_msgcount < status_of(port).mps_qlimit)
		CHECK_OK(send_empty(port, MACH_MSG_TYPE_MAKE_SEND, 1));
}

/* A message that found no room comes back as it went, under names that may be sent again. */
static void full_queue(void)
{
	mach_port_t port = new_port();
	mach_port_t moved = new_port_with_send();
	mach_port_t reply = new_port();
	mach_port_t received;
	char text[] = "out of line";
	struct message m;

	CHECK_EQUAL(MACH_PORT_QLIMIT_DEFAULT, status_of(port).mps_qlimit);
	set_qlimit(port, 2);
	fill(port);
	CHECK_EQUAL(2, status_of(port).mps_msgcount);

	message_begin(&m, port, MACH_MSG_TYPE_MAKE_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, 99);
	message_add_port(&m, moved, MACH_MSG_TYPE_MOVE_RECEIVE);
	message_add_bytes(&m, text, sizeof text, FALSE);
	message_add_int(&m, 42);
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, message_send(&m, MACH_SEND_TIMEOUT, 0));
	CHECK_EQUAL(port, m.head.msgh_remote_port);
	CHECK_EQUAL(MACH_MSGH_BITS_COMPLEX |
			    MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, MACH_MSG_TYPE_MOVE_SEND_ONCE),
		m.head.msgh_bits);
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(m.head.msgh_local_port));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_RECEIVE, type_of(moved));
	CHECK_EQUAL(99, m.head.msgh_id);

	/* Once more, with room. */
	{
		struct message waiting;

		message_take(&waiting, port);
	}
	CHECK_OK(message_send(&m, MACH_SEND_TIMEOUT, 0));
	message_take(&m, port);
	message_take(&m, port);
	CHECK_EQUAL(99, m.head.msgh_id);
	received = next_port(&m, MACH_MSG_TYPE_PORT_RECEIVE);
	CHECK_EQUAL(moved, received);
	{
		char *data = next_bytes(&m, sizeof text);

		CHECK(memcmp(data, text, sizeof text) == 0);
	}
	CHECK_EQUAL(42, next_int(&m));
	mach_msg_destroy(&m.head);
	take_send_once_notification(reply);
	CHECK_EQUAL(MACH_PORT_TYPE_DEAD_NAME, type_of(moved));
	CHECK_OK(mach_port_destroy(self(), moved));
	CHECK_OK(mach_port_destroy(self(), port));
	CHECK_OK(mach_port_destroy(self(), reply));
}

static mach_port_t shared_port;

static void *send_and_wait(void *id)
{
	struct message m;

	message_begin(&m, shared_port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, *(int *)id);
	CHECK_OK(message_send(&m, 0, 0));
	return NULL;
}

static void sleep_ms(long ms)
{
	struct timespec time = {0, ms * 1000000};

	nanosleep(&time, NULL);
}

static void sender_waits_for_room(void)
{
	struct message m;
	pthread_t thread;
	int id = 321;

	shared_port = new_port_with_send();
	fill(shared_port);
	CHECK_EQUAL(0, pthread_create(&thread, NULL, send_and_wait, &id));
	sleep_ms(20);
	CHECK_EQUAL(MACH_PORT_QLIMIT_DEFAULT, status_of(shared_port).mps_msgcount);
	message_take(&m, shared_port);
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_PORT_QLIMIT_DEFAULT, status_of(shared_port).mps_msgcount);

	/* More room by a higher limit. */
	CHECK_EQUAL(0, pthread_create(&thread, NULL, send_and_wait, &id));
	sleep_ms(20);
	set_qlimit(shared_port, MACH_PORT_QLIMIT_MAX);
	CHECK_EQUAL(0, pthread_join(thread, NULL));

	/* The port ends: the message counts as sent. */
	fill(shared_port);
	CHECK_EQUAL(0, pthread_create(&thread, NULL, send_and_wait, &id));
	sleep_ms(20);
	destroy_receive_right(shared_port);
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(mach_port_destroy(self(), shared_port));
}

static void send_time_is_kept(void)
{
	mach_port_t port = new_port_with_send();
	struct timespec before;
	struct timespec after;
	struct message m;
	long long passed_ms;

	fill(port);
	message_begin(&m, port, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 1);
	clock_gettime(CLOCK_MONOTONIC, &before);
	CHECK_EQUAL(MACH_SEND_TIMED_OUT, message_send(&m, MACH_SEND_TIMEOUT, 30));
	clock_gettime(CLOCK_MONOTONIC, &after);
	passed_ms = (after.tv_sec - before.tv_sec) * 1000LL +
		    (after.tv_nsec - before.tv_nsec) / 1000000;
	CHECK(passed_ms >= 29);
	CHECK_OK(mach_port_destroy(self(), port));
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task));
	bad_headers();
	bad_sizes();
	bad_header_and_body();
	simple_bodies_are_opaque();
	full_queue();
	sender_waits_for_room();
	send_time_is_kept();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
