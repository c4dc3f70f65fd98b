/*
 * watch SERVICE
 *
 * Waits until a service of that name dies: a dead-name notification says so. No code is generated;
 * the notification is read as the message that it is.
 */
#include <mach/mach.h>
#include <migrt/migrt.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	union {
		mach_msg_header_t head;
		mach_dead_name_notification_t dead_name;
	} m;
	mach_port_t service;
	mach_port_t notify;
	mach_port_t previous;
	kern_return_t result;

	if (argc != 2) {
		fprintf(stderr, "usage: watch SERVICE\n");
		return 2;
	}
	result = migrt_look_up(argv[1], &service);
	if (result != KERN_SUCCESS) {
		mach_error("watch: no such service", result);
		return 1;
	}
	mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &notify);
	result = mach_port_request_notification(mach_task_self(), service, MACH_NOTIFY_DEAD_NAME, 1,
		notify, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous);
	if (result == KERN_SUCCESS)
		result = mach_msg(&m.head, MACH_RCV_MSG, 0, sizeof m, notify, 0, MACH_PORT_NULL);
	if (result != KERN_SUCCESS || m.head.msgh_id != MACH_NOTIFY_DEAD_NAME) {
		mach_error("watch", result);
		return 1;
	}
	printf("%s has died\n", argv[1]);
	return 0;
}
