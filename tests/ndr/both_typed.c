/* The typed half (both.h): its stubs, written as MIG would. */
#include "both.h"

#include <mach/mach.h>
#include <string.h>

struct request {
	mach_msg_header_t head;
	mach_msg_type_t number_type;
	int numbers[2];
	mach_msg_type_t port_type;
	mach_port_name_inlined_t port;
};

struct reply {
	mach_msg_header_t head;
	mach_msg_type_t code_type;
	kern_return_t code;
	mach_msg_type_t sum_type;
	int sum;
};

static mach_msg_type_t type_of(unsigned name, unsigned bits, unsigned number)
{
	mach_msg_type_t type = {0};

	type.msgt_name = name & 0xff;
	type.msgt_size = bits & 0xff;
	type.msgt_inline = TRUE;
	type.msgt_number = number & 0xfff;
	return type;
}

static int add(both_port_t server, int a, int b, both_port_t carried, int *ret_sum)
{
	union {
		struct request request;
		struct reply reply;
	} m;
	mach_port_t reply_port = mig_get_reply_port();
	mach_msg_return_t result;

	memset(&m, 0, sizeof m);
	m.request.head.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
								    MACH_MSG_TYPE_MAKE_SEND_ONCE);
	m.request.head.msgh_remote_port = server;
	m.request.head.msgh_local_port = reply_port;
	m.request.head.msgh_id = BOTH_ID_ADD;
	m.request.number_type = type_of(MACH_MSG_TYPE_INTEGER_32, 32, 2);
	m.request.numbers[0] = a;
	m.request.numbers[1] = b;
	m.request.port_type =
		type_of(MACH_MSG_TYPE_MAKE_SEND_ONCE, 8 * sizeof(mach_port_name_inlined_t), 1);
	m.request.port.name = carried;
	result = mach_msg(&m.request.head, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.request, sizeof m,
		reply_port, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
	if (result != MACH_MSG_SUCCESS) {
		mig_dealloc_reply_port(reply_port);
		return result;
	}
	mig_put_reply_port(reply_port);
	if (m.reply.head.msgh_id == MACH_NOTIFY_SEND_ONCE)
		return MIG_SERVER_DIED;
	if (m.reply.head.msgh_id != BOTH_ID_ADD + 100)
		return MIG_REPLY_MISMATCH;
	*ret_sum = m.reply.sum;
	return m.reply.code;
}

static boolean_t demux(mach_msg_header_t *in, mach_msg_header_t *out)
{
	struct request *request = (struct request *)in;
	struct reply *reply = (struct reply *)out;

	mig_reply_setup(in, out);
	if (in->msgh_id != BOTH_ID_ADD)
		return FALSE;
	reply->code = KERN_SUCCESS;
	reply->sum_type = type_of(MACH_MSG_TYPE_INTEGER_32, 32, 1);
	reply->sum = request->numbers[0] + request->numbers[1];
	reply->head.msgh_size = sizeof *reply;
	mach_port_deallocate(mach_task_self(), request->port.name);
	return TRUE;
}

static int serve_once(both_port_t server)
{
	return mach_msg_server_once(demux, 256, server);
}

static int serve(both_port_t server)
{
	return mach_msg_server(demux, 256, server);
}

static int receive(both_port_t port, int *ret_id)
{
	struct {
		mach_msg_header_t head;
		char body[256];
	} m;
	mach_msg_return_t result = mach_msg(
		&m.head, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m, port, 0, MACH_PORT_NULL);

	if (result != MACH_MSG_SUCCESS)
		return result;
	*ret_id = m.head.msgh_id;
	mach_msg_destroy(&m.head);
	return result;
}

static int send(both_port_t once, int id)
{
	mach_msg_header_t head = {0};

	head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0);
	head.msgh_remote_port = once;
	head.msgh_id = id;
	return mach_msg(&head, MACH_SEND_MSG, sizeof head, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

static int string_length(const char *text)
{
	char field[16];

	return (int)mig_strncpy(field, text, sizeof field);
}

static const char *error_text(int code)
{
	return mach_error_string(code);
}

static int keep_large(both_port_t port)
{
	mach_msg_header_t head;

	return mach_msg(&head, MACH_RCV_MSG | MACH_RCV_LARGE | MACH_RCV_TIMEOUT, 0, 0, port, 0,
		MACH_PORT_NULL);
}

const struct both_dialect both_typed = {add, serve_once, serve, receive, send, string_length,
	error_text, keep_large, mig_get_reply_port, mach_task_self};
