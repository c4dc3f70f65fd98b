/* mach_msg_server and its kin, of typed messages. */
#include "both/server.h"

#include <mach/mig_support.h>

mach_msg_option_t mr_server_options(mach_msg_option_t option)
{
	return option & (MACH_RCV_TIMEOUT | MACH_RCV_INTERRUPT);
}

bool mr_server_answer(mr_demux demux, mach_msg_header_t *request, mach_msg_header_t *reply)
{
	mig_reply_setup(request, reply);
	demux(request, reply);
	switch (((const mig_reply_header_t *)(const void *)reply)->RetCode) {
	case KERN_SUCCESS: break;
	case MIG_NO_REPLY: return false;
	case MIG_DESTROY_REQUEST: mach_msg_destroy(request); return false;
	default:
		/* The reply right is in the reply now. */
		request->msgh_remote_port = MACH_PORT_NULL;
		mach_msg_destroy(request);
		break;
	}
	if (reply->msgh_remote_port != MACH_PORT_NULL)
		return true;
	mach_msg_destroy(reply);
	return false;
}

mach_msg_return_t mr_server_unsent(mach_msg_header_t *reply, mach_msg_return_t result)
{
	switch (result) {
	/* The message is gone already. */
	case MACH_SEND_MSG_TOO_SMALL:
	case MACH_SEND_INVALID_TYPE:
	case MACH_SEND_INVALID_RIGHT:
	case MACH_SEND_INVALID_MEMORY: break;
	default: mach_msg_destroy(reply); break;
	}
	return result;
}

mach_msg_return_t mach_msg_server_timeout(
	boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *), mach_msg_size_t max_size,
	mach_port_t rcv_name, mach_msg_option_t option, mach_msg_timeout_t timeout)
{
	return mr_server_run(demux, max_size, rcv_name, option, timeout, false);
}

mach_msg_return_t mach_msg_server(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name)
{
	return mr_server_run(
		demux, max_size, rcv_name, MACH_MSG_OPTION_NONE, MACH_MSG_TIMEOUT_NONE, false);
}

mach_msg_return_t mach_msg_server_once(boolean_t (*demux)(mach_msg_header_t *, mach_msg_header_t *),
	mach_msg_size_t max_size, mach_port_t rcv_name)
{
	return mr_server_run(
		demux, max_size, rcv_name, MACH_MSG_OPTION_NONE, MACH_MSG_TIMEOUT_NONE, true);
}
