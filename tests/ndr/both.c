/*
 * Typed and NDR stubs in one process: names of the same spelling stay apart, ports and rights are
 * the same ones, and a message that meets the other dialect ends with its sender told.
 */
#include "both.h"
#include "../semantics/semantics.h"

#include <pthread.h>
#include <stdbool.h>

struct server {
	const struct both_dialect *dialect;
	mach_port_t port;
	bool once;
	int result;
};

static void *serve(void *argument)
{
	struct server *server = argument;

	server->result = server->once ? server->dialect->serve_once(server->port)
				      : server->dialect->serve(server->port);
	return NULL;
}

static pthread_t start(struct server *server, const struct both_dialect *dialect, bool once)
{
	pthread_t thread;

	*server = (struct server){dialect, new_port_with_send(), once, 0};
	CHECK_EQUAL(0, pthread_create(&thread, NULL, serve, server));
	return thread;
}

static void names_stay_apart(void)
{
	/* With the NUL in one of them, without in the other. */
	CHECK_EQUAL(3, both_typed.string_length("abc"));
	CHECK_EQUAL(4, both_ndr.string_length("abc"));
	/* One number, two errors. */
	CHECK(strstr(both_typed.error_text(-309), "MIG_DESTROY_REQUEST"));
	CHECK(strstr(both_ndr.error_text(-309), "MIG_TRAILER_ERROR"));
}

static void things_are_shared(void)
{
	CHECK_EQUAL(self(), both_typed.task());
	CHECK_EQUAL(self(), both_ndr.task());
	CHECK_EQUAL(both_typed.reply_port(), both_ndr.reply_port());
}

/* A call within one dialect. */
static void call_alike(const struct both_dialect *dialect)
{
	mach_port_t carried = new_port();
	struct server server;
	pthread_t thread = start(&server, dialect, true);
	int sum = 0;

	CHECK_OK(dialect->add(server.port, 20, 22, carried, &sum));
	CHECK_EQUAL(42, sum);
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_OK(server.result);
	take_send_once_notification(carried);
	CHECK_OK(mach_port_destroy(self(), server.port));
	CHECK_OK(mach_port_destroy(self(), carried));
}

/* A call to a server of the other one: the client is told that nobody will answer, what it sent is
 * released, and a server loop goes on. */
static void call_across(const struct both_dialect *client, const struct both_dialect *other)
{
	mach_port_t carried = new_port();
	struct server server;
	pthread_t thread = start(&server, other, true);
	int sum = 0;

	CHECK_EQUAL(MIG_SERVER_DIED, client->add(server.port, 1, 2, carried, &sum));
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK_EQUAL(MACH_RCV_INVALID_TYPE, server.result);
	CHECK(strstr(other->error_text(server.result), "dialect"));
	take_send_once_notification(carried);
	CHECK_OK(mach_port_destroy(self(), server.port));

	thread = start(&server, other, false);
	CHECK_EQUAL(MIG_SERVER_DIED, client->add(server.port, 1, 2, carried, &sum));
	take_send_once_notification(carried);
	CHECK_OK(other->add(server.port, 3, 4, carried, &sum));
	CHECK_EQUAL(7, sum);
	take_send_once_notification(carried);
	destroy_receive_right(server.port);
	CHECK_EQUAL(0, pthread_join(thread, NULL));
	CHECK(server.result == MACH_RCV_INVALID_NAME || server.result == MACH_RCV_PORT_DIED);
	CHECK_OK(mach_port_destroy(self(), server.port));
	CHECK_OK(mach_port_destroy(self(), carried));
}

static mach_port_t make_send_once(mach_port_t port)
{
	mach_port_t name;
	mach_msg_type_name_t type;

	CHECK_OK(mach_port_extract_right(self(), port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &name, &type));
	return name;
}

/* A message to a send-once right that meets the other dialect is one message and one error: no
 * notification comes after it, since the right was used. */
static void answer_across(const struct both_dialect *sender, const struct both_dialect *other)
{
	mach_port_t port = new_port();
	int id = 0;

	CHECK_OK(sender->send(make_send_once(port), 5));
	CHECK_EQUAL(MACH_RCV_INVALID_TYPE, other->receive(port, &id));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, other->receive(port, &id));
	/* Also by a receive that would leave large messages where they are. */
	CHECK_OK(sender->send(make_send_once(port), 6));
	CHECK_EQUAL(MACH_RCV_INVALID_TYPE, other->keep_large(port));
	CHECK_EQUAL(MACH_RCV_TIMED_OUT, other->receive(port, &id));
	CHECK_OK(sender->send(make_send_once(port), 7));
	CHECK_OK(sender->receive(port, &id));
	CHECK_EQUAL(7, id);
	CHECK_OK(mach_port_destroy(self(), port));
}

/* Notifications are nobody's, and can be received by both. */
static void notifications_for_both(void)
{
	mach_port_t port = new_port();
	int id = 0;

	CHECK_OK(mach_port_deallocate(self(), make_send_once(port)));
	CHECK_OK(both_typed.receive(port, &id));
	CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, id);
	CHECK_OK(mach_port_deallocate(self(), make_send_once(port)));
	CHECK_OK(both_ndr.receive(port, &id));
	CHECK_EQUAL(MACH_NOTIFY_SEND_ONCE, id);
	CHECK_OK(mach_port_destroy(self(), port));
}

int main(void)
{
	mach_port_t task = self();
	mach_port_t reply_port = mig_get_reply_port();
	size_t names_before = count_names();

	CHECK(MACH_PORT_VALID(task) && MACH_PORT_VALID(reply_port));
	names_stay_apart();
	things_are_shared();
	call_alike(&both_typed);
	call_alike(&both_ndr);
	call_across(&both_typed, &both_ndr);
	call_across(&both_ndr, &both_typed);
	answer_across(&both_typed, &both_ndr);
	answer_across(&both_ndr, &both_typed);
	notifications_for_both();
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
