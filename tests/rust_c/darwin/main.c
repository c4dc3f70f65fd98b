/* A client and a server thread; prints what came of each call. */
#include "darwin.h"
#include "server.h"

#include <mach/mach.h>
#include <pthread.h>
#include <stdio.h>

static unsigned count_refs(mach_port_t port)
{
	mach_port_urefs_t refs = 0;

	mach_port_get_refs(mach_task_self(), port, MACH_PORT_RIGHT_SEND, &refs);
	return refs;
}

static mach_port_t make_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port);
	mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND);
	return port;
}

static void *serve(void *port)
{
	mach_msg_server(darwin_server, 8192, *(mach_port_t *)port, MACH_MSG_OPTION_NONE);
	return NULL;
}

static void call_all(mach_port_t server)
{
	numbers_t numbers = {1, 2, 3}, doubled = {0};
	mach_msg_type_number_t count = 100;
	mach_port_t port = make_port(), same = MACH_PORT_NULL;
	text_t name = "Mach", greeting = "";
	int64_t total = 0;
	kern_return_t result;

	result = sum(server, numbers, 3, 1LL << 40, &total);
	printf("sum %d %lld\n", result, (long long)total);
	result = sum(server, numbers, 101, 0, &total);
	printf("sum too many %d %lld\n", result, (long long)total);
	result = twice(server, numbers, 3, doubled, &count);
	printf("twice %d %u: %d %d %d\n", result, count, doubled[0], doubled[1], doubled[2]);
	result = greet(server, name, greeting);
	printf("greet %d %s\n", result, greeting);
	result = pass(server, port, &same);
	printf("pass %d %d refs %u\n", result, same == port, count_refs(port));
	result = fail(server, KERN_SUCCESS, port);
	printf("fail %d refs %u\n", result, count_refs(port));
	result = fail(server, KERN_NO_ACCESS, port);
	printf("fail %d refs %u\n", result, count_refs(port));
}

int main(void)
{
	static mach_port_t server;
	pthread_t thread;

	server_setup();
	server = make_port();
	if (pthread_create(&thread, NULL, serve, &server) != 0)
		return 1;
	call_all(server);
	printf("routine %d %d\n", S_darwin_subsystem.start, S_darwin_subsystem.end);
	return 0;
}
