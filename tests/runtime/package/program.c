/* A program of somebody who has libmigrt installed, in C or C++: it sends itself a message. */
#include <mach/mach.h>
#include <mach/notify.h>
#include <migrt/migrt.h>
#include <migrt/server.h>
#include <servers/bootstrap.h>
#include <stdio.h>
#include <string.h>

/* Room for a trailer. */
struct packet {
	mach_msg_header_t head;
	char room[128];
};

static boolean_t answer_none(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	(void)request;
	memset(reply, 0, sizeof *reply);
	return FALSE;
}

int main(void)
{
	mach_port_t port = MACH_PORT_NULL;
	struct packet packet;

	memset(&packet, 0, sizeof packet);
	if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port) != KERN_SUCCESS)
		return 1;
	packet.head.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND_ONCE, 0);
	packet.head.msgh_size = sizeof packet.head;
	packet.head.msgh_remote_port = port;
	packet.head.msgh_id = 17;
	if (mach_msg(&packet.head, MACH_SEND_MSG | MACH_RCV_MSG, sizeof packet.head, sizeof packet,
		    port, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL) != MACH_MSG_SUCCESS)
		return 2;
	if (packet.head.msgh_id != 17)
		return 3;
	if (migrt_msg_server_once(answer_none, answer_none, sizeof packet, port, MACH_RCV_TIMEOUT,
		    0) != MACH_RCV_TIMED_OUT)
		return 4;
	puts("well");
	return 0;
}
