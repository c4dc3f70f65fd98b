/*
 * file_server FOLDER
 *
 * Gives clients of both dialects the files of a folder. Each open file is a port in one port set
 * with the service's own; when its last send right has gone, a no-senders notification closes it.
 */
#include "store.h"

#include <migrt/migrt.h>
#include <migrt/server.h>
#include <stdio.h>

#define REQUEST_BYTES_MAX 8192

/* The demultiplexers, of the stubs of either dialect. */
boolean_t file_server_typed(mach_msg_header_t *request, mach_msg_header_t *reply);
boolean_t file_server_ndr(mach_msg_header_t *request, mach_msg_header_t *reply);

/* Notifications come here too. */
static boolean_t demux(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	if (request->msgh_id == MACH_NOTIFY_NO_SENDERS) {
		store_close(request->msgh_local_port);
		((mig_reply_header_t *)(void *)reply)->RetCode = MIG_NO_REPLY;
		return TRUE;
	}
	return file_server_typed(request, reply);
}

int main(int argc, char **argv)
{
	mach_port_t service;
	mach_port_t port_set;
	kern_return_t result;

	mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &port_set);
	if (argc != 2 || !store_start(argv[1], port_set)) {
		fprintf(stderr, "usage: file_server FOLDER\n");
		return 2;
	}
	result = migrt_check_in("file-server", MIGRT_DIALECT_TYPED | MIGRT_DIALECT_NDR, &service);
	if (result != KERN_SUCCESS) {
		mach_error("file_server: no service", result);
		return 1;
	}
	mach_port_move_member(mach_task_self(), service, port_set);
	result = migrt_msg_server(demux, file_server_ndr, REQUEST_BYTES_MAX, port_set,
		MACH_MSG_OPTION_NONE, MACH_MSG_TIMEOUT_NONE);
	mach_error("file_server", result);
	return 1;
}
