/* Clients of both wires call one server, whose process they share; it has a port for each wire. */
#include "dual.h"

#include <mach/mach.h>
#include <pthread.h>
#include <stdio.h>

extern int told;

struct half {
	const struct wire *wire;
	mach_port_t port;
	int result;
};

static void *serve(void *argument)
{
	struct half *half = argument;

	half->result = half->wire->serve(half->port, DUAL_REQUESTS);
	return NULL;
}

static int run(const struct wire *wire)
{
	struct half half = {.wire = wire};
	pthread_t thread;
	int mistakes;

	if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &half.port) ||
		mach_port_insert_right(
			mach_task_self(), half.port, half.port, MACH_MSG_TYPE_MAKE_SEND) ||
		pthread_create(&thread, NULL, serve, &half))
		return 1;
	mistakes = wire->call(half.port);
	pthread_join(thread, NULL);
	if (half.result != KERN_SUCCESS)
		fprintf(stderr, "the server stopped with %d\n", half.result);
	return mistakes + (half.result != KERN_SUCCESS);
}

int main(void)
{
	int mistakes = run(&typed_wire) + run(&ndr_wire);

	if (told != 10) {
		fprintf(stderr, "the server was told %d\n", told);
		mistakes++;
	}
	return mistakes > 0;
}
