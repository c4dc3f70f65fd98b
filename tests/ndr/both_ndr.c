/* The NDR half (both.h): its stubs, written as Apple's MIG would. */
#include "both.h"

#include <mach/mach.h>
#include <string.h>

#pragma pack(push, 4)

struct request {
	mach_msg_header_t Head;
	mach_msg_body_t msgh_body;
	mach_msg_port_descriptor_t port;
	NDR_record_t NDR;
	int numbers[2];
};

struct reply {
	mach_msg_header_t Head;
	NDR_record_t NDR;
	kern_return_t RetCode;
	int sum;
};

#pragma pack(pop)

static int add(both_port_t server, int a, int b, both_port_t carried, int *ret_sum)
{
	union {
		struct request In;
		struct {
			struct reply reply;
			mach_msg_trailer_t trailer;
		} Out;
	} m;
	mach_port_t reply_port = mig_get_reply_port();
	mach_msg_return_t result;

	memset(&m, 0, sizeof m);
	m.In.Head.msgh_bits = MACH_MSGH_BITS_COMPLEX |
			      MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
	m.In.Head.msgh_remote_port = server;
	m.In.Head.msgh_local_port = reply_port;
	m.In.Head.msgh_id = BOTH_ID_ADD;
	m.In.msgh_body.msgh_descriptor_count = 1;
	m.In.port.name = carried;
	m.In.port.disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE;
	m.In.port.type = MACH_MSG_PORT_DESCRIPTOR;
	m.In.NDR = NDR_record;
	m.In.numbers[0] = a;
	m.In.numbers[1] = b;
	result = mach_msg(&m.In.Head, MACH_SEND_MSG | MACH_RCV_MSG | MACH_MSG_OPTION_NONE,
		sizeof m.In, sizeof m.Out, reply_port, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
	if (result != MACH_MSG_SUCCESS) {
		mig_dealloc_reply_port(reply_port);
		return result;
	}
	mig_put_reply_port(reply_port);
	if (m.Out.reply.Head.msgh_id == MACH_NOTIFY_SEND_ONCE)
		return MIG_SERVER_DIED;
	if (m.Out.reply.Head.msgh_id != BOTH_ID_ADD + 100)
		return MIG_REPLY_MISMATCH;
	if (m.Out.reply.RetCode != KERN_SUCCESS)
		return m.Out.reply.RetCode;
	if (m.Out.reply.Head.msgh_size != sizeof(struct reply))
		return MIG_TYPE_ERROR;
	*ret_sum = m.Out.reply.sum;
	return KERN_SUCCESS;
}

static void _Xadd(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP)
{
	struct request *request = (struct request *)InHeadP;
	struct reply *reply = (struct reply *)OutHeadP;

	reply->NDR = NDR_record;
	if (request->Head.msgh_size != sizeof *request ||
		!MACH_MSGH_BITS_IS_COMPLEX(request->Head.msgh_bits)) {
		reply->RetCode = MIG_BAD_ARGUMENTS;
		return;
	}
	reply->RetCode = KERN_SUCCESS;
	reply->sum = request->numbers[0] + request->numbers[1];
	reply->Head.msgh_size = sizeof *reply;
	mach_port_deallocate(mach_task_self(), request->port.name);
}

static mig_routine_t both_server_routine(mach_msg_header_t *InHeadP);

/* The subsystem object as generated servers have it. */
static const struct {
	mig_server_routine_t server;
	mach_msg_id_t start;
	mach_msg_id_t end;
	unsigned int maxsize;
	vm_address_t reserved;
	struct routine_descriptor routine[1];
} both_subsystem = {both_server_routine, BOTH_ID_ADD, BOTH_ID_ADD + 1, sizeof(struct reply), 0,
	{{(mig_impl_routine_t)0, (mig_stub_routine_t)_Xadd, 4, 0, (routine_arg_descriptor_t)0,
		sizeof(struct reply)}}};

static mig_routine_t both_server_routine(mach_msg_header_t *InHeadP)
{
	int index = InHeadP->msgh_id - both_subsystem.start;

	return index == 0 ? both_subsystem.routine[index].stub_routine : 0;
}

static boolean_t demux(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP)
{
	mig_routine_t routine = both_subsystem.server(InHeadP);

	OutHeadP->msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(InHeadP->msgh_bits), 0);
	OutHeadP->msgh_remote_port = InHeadP->msgh_remote_port;
	OutHeadP->msgh_size = sizeof(mig_reply_error_t);
	OutHeadP->msgh_local_port = MACH_PORT_NULL;
	OutHeadP->msgh_id = InHeadP->msgh_id + 100;
	OutHeadP->msgh_reserved = 0;
	if (!routine) {
		((mig_reply_error_t *)OutHeadP)->NDR = NDR_record;
		((mig_reply_error_t *)OutHeadP)->RetCode = MIG_BAD_ID;
		return FALSE;
	}
	routine(InHeadP, OutHeadP);
	return TRUE;
}

static int serve_once(both_port_t server)
{
	return mach_msg_server_once(demux, 256, server, MACH_MSG_OPTION_NONE);
}

static int serve(both_port_t server)
{
	return mach_msg_server(demux, 256, server, MACH_MSG_OPTION_NONE);
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

	return mig_strncpy(field, text, sizeof field);
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

const struct both_dialect both_ndr = {add, serve_once, serve, receive, send, string_length,
	error_text, keep_large, mig_get_reply_port, mach_task_self};
