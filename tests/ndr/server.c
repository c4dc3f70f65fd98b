/* The server loop of the NDR interface: what a reply decides, and who is told. */
#include "../semantics/semantics.h"

#include <bsm/libbsm.h>
#include <pthread.h>
#include <unistd.h>

enum {
	ID_ECHO = 500, /* success */
	ID_FAIL,       /* KERN_FAILURE */
	ID_SILENT,     /* MIG_NO_REPLY */
	ID_COMPLEX,    /* a right comes back */
	ID_WHO,        /* who the caller is, by the trailer */
	ID_UNKNOWN,
	ID_END /* the server's port is destroyed */
};

static mach_port_t server_port;
static mach_port_t kept_reply_right;

/* Prepares the reply as a generated demultiplexer does. */
static void begin_reply(const mach_msg_header_t *request, mig_reply_error_t *reply)
{
	reply->Head.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(request->msgh_bits), 0);
	reply->Head.msgh_remote_port = request->msgh_remote_port;
	reply->Head.msgh_size = sizeof *reply;
	reply->Head.msgh_local_port = MACH_PORT_NULL;
	reply->Head.msgh_id = request->msgh_id + 100;
	reply->NDR = NDR_record;
}

static void reply_with_right(mig_reply_error_t *reply)
{
	struct message m;

	/* The place of the return code in a complex reply holds something else. */
	message_begin(&m, reply->Head.msgh_remote_port,
		MACH_MSGH_BITS_REMOTE(reply->Head.msgh_bits), MACH_PORT_NULL, 0,
		reply->Head.msgh_id);
	message_add_port(&m, server_port, MACH_MSG_TYPE_MAKE_SEND);
	m.head.msgh_size = (mach_msg_size_t)(sizeof m.head + m.used_bytes);
	memcpy(reply, &m.head, m.head.msgh_size);
}

static boolean_t demux(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	mig_reply_error_t *answer = (mig_reply_error_t *)reply;
	mach_msg_audit_trailer_t trailer;

	begin_reply(request, answer);
	switch (request->msgh_id) {
	case ID_ECHO: answer->RetCode = KERN_SUCCESS; return TRUE;
	case ID_FAIL: answer->RetCode = KERN_FAILURE; return TRUE;
	case ID_SILENT:
		kept_reply_right = request->msgh_remote_port;
		answer->RetCode = MIG_NO_REPLY;
		return TRUE;
	case ID_COMPLEX: reply_with_right(answer); return TRUE;
	case ID_WHO:
		memcpy(&trailer, (char *)request + round_msg(request->msgh_size), sizeof trailer);
		CHECK_EQUAL(sizeof trailer, trailer.msgh_trailer_size);
		CHECK_EQUAL(getpid(), audit_token_to_pid(trailer.msgh_audit));
		answer->RetCode = KERN_SUCCESS;
		return TRUE;
	case ID_END:
		answer->RetCode = KERN_SUCCESS;
		destroy_receive_right(server_port);
		return TRUE;
	default: answer->RetCode = MIG_BAD_ID; return FALSE;
	}
}

static void *serve(void *argument)
{
	*(mach_msg_return_t *)argument = mach_msg_server(
		demux, 512, server_port, MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT));
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
	if (id == ID_COMPLEX) {
		CHECK_EQUAL(server_port, next_port(&m, MACH_MSG_TYPE_PORT_SEND));
		CHECK_OK(mach_port_deallocate(self(), server_port));
	} else if (m.head.msgh_id != MACH_NOTIFY_SEND_ONCE) {
		*ret_code = next_int(&m);
	}
	return m.head.msgh_id;
}

/* A request without a reply right, or with a body of its own size. */
static void send_sized(mach_msg_id_t id, mach_port_t reply, size_t body_bytes)
{
	struct message m;

	message_begin(
		&m, server_port, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE, id);
	m.used_bytes = body_bytes;
	CHECK_OK(message_send(&m, 0, 0));
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
	CHECK_EQUAL(ID_COMPLEX + 100, call(ID_COMPLEX, carried, reply, &code));
	check_queue_is_empty(carried);
	CHECK_EQUAL(ID_WHO + 100, call(ID_WHO, carried, reply, &code));
	CHECK_EQUAL(KERN_SUCCESS, code);

	/* No reply for now; the right is the server's. */
	CHECK_EQUAL(0, call(ID_SILENT, carried, reply, &code));
	CHECK_EQUAL(MACH_PORT_TYPE_SEND_ONCE, type_of(kept_reply_right));
	CHECK_OK(send_empty(kept_reply_right, MACH_MSG_TYPE_MOVE_SEND_ONCE, 3));
	message_take(&m, reply);
	CHECK_EQUAL(3, m.head.msgh_id);
	check_queue_is_empty(carried);

	/* Nobody to reply to. */
	send_sized(ID_ECHO, MACH_PORT_NULL, 0);
	/* A request of the largest size; the trailer does not count. One that is larger ends with
	 * its reply right. */
	send_sized(ID_ECHO, reply, 512 - sizeof m.head);
	CHECK_OK(message_receive(&m, reply, MACH_RCV_TIMEOUT, 5000));
	CHECK_EQUAL(ID_ECHO + 100, m.head.msgh_id);
	send_sized(ID_ECHO, reply, 512 - sizeof m.head + 4);
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
	mach_port_t full = new_port();
	struct message m;

	server_port = new_port_with_send();
	CHECK_EQUAL(MACH_RCV_TIMED_OUT,
		mach_msg_server_once(demux, 512, server_port, MACH_RCV_TIMEOUT));
	send_sized(ID_ECHO, reply, 0);
	CHECK_OK(mach_msg_server_once(demux, 512, server_port, 0));
	message_take(&m, reply);
	CHECK_EQUAL(ID_ECHO + 100, m.head.msgh_id);
	CHECK_EQUAL(KERN_SUCCESS, next_int(&m));

	/* Too large, then with a buffer that grows. */
	send_sized(ID_ECHO, reply, 1024);
	CHECK_EQUAL(MACH_RCV_TOO_LARGE, mach_msg_server_once(demux, 512, server_port, 0));
	take_send_once_notification(reply);
	send_sized(ID_ECHO, reply, 1024);
	CHECK_OK(mach_msg_server_once(demux, 512, server_port, MACH_RCV_LARGE));
	message_take(&m, reply);
	CHECK_EQUAL(ID_ECHO + 100, m.head.msgh_id);

	/* A client whose queue is full is not waited for. */
	set_qlimit(full, 0);
	message_begin(
		&m, server_port, MACH_MSG_TYPE_COPY_SEND, full, MACH_MSG_TYPE_MAKE_SEND, ID_ECHO);
	CHECK_OK(message_send(&m, 0, 0));
	CHECK_OK(mach_msg_server_once(demux, 512, server_port, 0));
	CHECK_EQUAL(FALSE, status_of(full).mps_srights);

	/* A client that has gone before the reply; a reply with a right in it is released. */
	send_sized(ID_COMPLEX, reply, 0);
	CHECK_OK(mach_port_destroy(self(), reply));
	CHECK_OK(mach_msg_server_once(demux, 512, server_port, 0));
	CHECK_EQUAL(1, refs_of(server_port, MACH_PORT_RIGHT_SEND));
	CHECK_OK(mach_port_destroy(self(), server_port));
	CHECK_OK(mach_port_destroy(self(), full));
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
	CHECK_EQUAL(names_before + 5, count_names());
	return 0;
}
