/* The server loop of the typed interface: what a reply's return code decides, and who is told. */
#include "semantics.h"

#include <pthread.h>

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
	server_loop();
	server_once();
	/* Dead names of the rights that requests with success and without reply brought, and their
	 * server kept. */
	CHECK_EQUAL(names_before + 3, count_names());
	return 0;
}
