/*
 * cost add|merge|greet COUNT
 *
 * Makes a call so many times. mach_msg() is a function here that hands the request to the
 * demultiplexer at once, so that nothing but stubs and server is in between: to be linked with
 * -Wl,--wrap=migrt_typed_mach_msg.
 */
#include "pairs.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

mach_msg_return_t __wrap_migrt_typed_mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_t notify);

mach_msg_return_t __wrap_migrt_typed_mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_t notify)
{
	static union {
		mach_msg_header_t head;
		char bytes[8192];
	} reply;
	mach_port_t server = message->msgh_remote_port;

	(void)option, (void)send_size, (void)rcv_size, (void)timeout, (void)notify;
	message->msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, MACH_MSG_TYPE_PORT_SEND);
	message->msgh_remote_port = rcv_name;
	message->msgh_local_port = server;
	pairs_server(message, &reply.head);
	memcpy(message, &reply, reply.head.msgh_size);
	message->msgh_bits = MACH_MSGH_BITS(0, MACH_MSG_TYPE_PORT_SEND_ONCE);
	message->msgh_remote_port = MACH_PORT_NULL;
	message->msgh_local_port = rcv_name;
	return MACH_MSG_SUCCESS;
}

static kern_return_t call(const char *name)
{
	static const numbers_t numbers = {1, 2, 3, 4, 5, 6, 7, 8};
	static const letters_t letters = "abcdefgh";
	mach_msg_type_number_t count = 100, capital_count = 64;
	letters_t capital;
	numbers_t all;
	text_t text;
	int64_t sum;
	int number;

	switch (name[0]) {
	case 'a': return add(1, 2, 3, &sum);
	case 'm':
		return merge(1, numbers, 8, letters, 8, numbers, 8, all, &count, capital,
			&capital_count, &number);
	default: return greet(1, "Mach", text);
	}
}

int main(int argc, char **argv)
{
	int i;

	if (argc != 3)
		return 2;
	server_setup();
	for (i = 0; i < atoi(argv[2]); i++)
		if (call(argv[1]) != KERN_SUCCESS)
			return 1;
	return 0;
}
