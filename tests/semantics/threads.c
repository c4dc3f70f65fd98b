/* Several clients and servers at once, with rights and memory in every call: no answer lost,
 * nothing left over. */
#include "semantics.h"

#include <pthread.h>

#define CLIENTS         4
#define SERVERS         2
#define CALLS_OF_CLIENT 400
#define ID_WORK         900
#define ID_STOP         901
#define DATA_BYTES      6000

static mach_port_t server_port;

/* Answers with the data that came, turned round in place and moved back, and with the right that
 * came. */
static void answer(struct message *m)
{
	struct message reply;
	mach_port_t right;
	unsigned char *data;
	int number;
	int i;

	number = next_int(m);
	right = next_port(m, MACH_MSG_TYPE_PORT_SEND);
	data = next_bytes(m, DATA_BYTES);
	for (i = 0; i < DATA_BYTES; i++)
		CHECK_EQUAL((unsigned char)number, data[i]);
	memset(data, ~number, DATA_BYTES);
	message_begin(&reply, m->head.msgh_remote_port, MACH_MSGH_BITS_REMOTE(m->head.msgh_bits),
		MACH_PORT_NULL, 0, m->head.msgh_id + 100);
	message_add_int(&reply, number);
	message_add_port(&reply, right, MACH_MSG_TYPE_MOVE_SEND);
	message_add_bytes(&reply, data, DATA_BYTES, TRUE);
	CHECK_OK(message_send(&reply, 0, 0));
}

static void *serve(void *argument)
{
	struct message m;

	(void)argument;
	for (;;) {
		CHECK_OK(message_receive(&m, server_port, 0, 0));
		if (m.head.msgh_id == ID_STOP)
			return NULL;
		CHECK_EQUAL(ID_WORK, m.head.msgh_id);
		answer(&m);
	}
}

static void *call_often(void *argument)
{
	int first = *(int *)argument;
	mach_port_t own = new_port();
	unsigned char *sent = malloc(DATA_BYTES);
	int i;

	CHECK(sent != NULL);
	for (i = first; i < first + CALLS_OF_CLIENT; i++) {
		mach_port_t reply_port = mig_get_reply_port();
		unsigned char *data;
		struct message m;

		memset(sent, i, DATA_BYTES);
		message_begin(&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply_port,
			MACH_MSG_TYPE_MAKE_SEND_ONCE, ID_WORK);
		message_add_int(&m, i);
		message_add_port(&m, own, MACH_MSG_TYPE_MAKE_SEND);
		message_add_bytes(&m, sent, DATA_BYTES, FALSE);
		CHECK_OK(mach_msg(&m.head, MACH_SEND_MSG | MACH_RCV_MSG,
			(mach_msg_size_t)(sizeof m.head + m.used_bytes),
			sizeof m.head + sizeof m.body, reply_port, 0, MACH_PORT_NULL));
		m.used_bytes = 0;
		CHECK_EQUAL(ID_WORK + 100, m.head.msgh_id);
		CHECK_EQUAL(i, next_int(&m));
		CHECK_EQUAL(own, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
		data = next_bytes(&m, DATA_BYTES);
		CHECK_EQUAL((unsigned char)~i, data[0]);
		CHECK_EQUAL((unsigned char)~i, data[DATA_BYTES - 1]);
		check_no_more(&m);
		mach_msg_destroy(&m.head);
		CHECK_EQUAL(MACH_PORT_TYPE_RECEIVE, type_of(own));
	}
	CHECK_EQUAL(CALLS_OF_CLIENT, status_of(own).mps_mscount);
	CHECK_OK(mach_port_destroy(self(), own));
	free(sent);
	return NULL;
}

int main(void)
{
	mach_port_t task = self();
	size_t names_before = count_names();
	pthread_t clients[CLIENTS];
	pthread_t servers[SERVERS];
	int first[CLIENTS];
	int i;

	CHECK(MACH_PORT_VALID(task));
	server_port = new_port_with_send();
	for (i = 0; i < SERVERS; i++)
		CHECK_EQUAL(0, pthread_create(&servers[i], NULL, serve, NULL));
	for (i = 0; i < CLIENTS; i++) {
		first[i] = i * 1000;
		CHECK_EQUAL(0, pthread_create(&clients[i], NULL, call_often, &first[i]));
	}
	for (i = 0; i < CLIENTS; i++)
		CHECK_EQUAL(0, pthread_join(clients[i], NULL));
	for (i = 0; i < SERVERS; i++)
		CHECK_OK(send_empty(server_port, MACH_MSG_TYPE_COPY_SEND, ID_STOP));
	for (i = 0; i < SERVERS; i++)
		CHECK_EQUAL(0, pthread_join(servers[i], NULL));
	CHECK_OK(mach_port_destroy(self(), server_port));
	/* The reply ports went with their threads. */
	CHECK_EQUAL(names_before, count_names());
	return 0;
}
