/* mach_msg_server and its kin, of NDR messages. */
#include "both/server.h"

#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <string.h>

mach_msg_option_t mr_server_options(mach_msg_option_t option)
{
	return option & ~(MACH_SEND_MSG | MACH_RCV_MSG | MACH_SEND_TRAILER);
}

bool mr_server_answer(mr_demux demux, mach_msg_header_t *request, mach_msg_header_t *reply)
{
	const mig_reply_error_t *error_reply = (const mig_reply_error_t *)(const void *)reply;
	kern_return_t code;

	memset(reply, 0, sizeof *error_reply);
	demux(request, reply);
	/* A complex reply has no return code in it: it means success. */
	code = MACH_MSGH_BITS_IS_COMPLEX(reply->msgh_bits) ? KERN_SUCCESS : error_reply->RetCode;
	if (code == MIG_NO_REPLY)
		return false;
	if (code != KERN_SUCCESS) {
		/* The reply right is in the reply now. */
		request->msgh_remote_port = MACH_PORT_NULL;
		mach_msg_destroy(request);
	}
	return reply->msgh_remote_port != MACH_PORT_NULL;
}

static void destroy_unsent(mach_msg_header_t *reply)
{
	mach_msg_type_name_t local_type = MACH_MSGH_BITS_LOCAL(reply->msgh_bits);

	if (MACH_PORT_VALID(reply->msgh_local_port) &&
		(local_type == MACH_MSG_TYPE_MOVE_SEND ||
			local_type == MACH_MSG_TYPE_MOVE_SEND_ONCE))
		mach_port_deallocate(mach_task_self(), reply->msgh_local_port);
	mach_msg_destroy(reply);
}

mach_msg_return_t mr_server_unsent(mach_msg_header_t *reply, mach_msg_return_t result)
{
	switch (result) {
	/* The client is not there any more, or does not receive. */
	case MACH_SEND_INVALID_DEST:
	case MACH_SEND_TIMED_OUT:
	case MACH_SEND_INTERRUPTED: destroy_unsent(reply); return MACH_MSG_SUCCESS;
	case MACH_SEND_INVALID_HEADER:
	case MACH_SEND_INVALID_REPLY:
	case MACH_SEND_INVALID_VOUCHER:
	case MACH_SEND_NO_BUFFER: destroy_unsent(reply); return result;
	default: return result;
	}
}

mach_msg_return_t mach_msg_server(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
{
	return mr_server_run(demux, max_size, rcv_name, options, MACH_MSG_TIMEOUT_NONE, false);
}

mach_msg_return_t mach_msg_server_once(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
{
	return mr_server_run(demux, max_size, rcv_name, options, MACH_MSG_TIMEOUT_NONE, true);
}
