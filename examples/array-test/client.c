/* The client: makes a port, has a server listen there, and calls it. MIGRT_TRACE=full in the
 * environment shows what travels. */
#include "array_test.h"
#include "server.h"

#include <mach_error.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const char *what, kern_return_t result)
{
	if (result == KERN_SUCCESS)
		return;
	fprintf(stderr, "%s: %s\n", what, mach_error_string(result));
	exit(1);
}

int main(void)
{
	static const char *const routines[] = {"sum_array"};
	const int32_array_t data = {17, -4, 29};
	mach_port_t port = MACH_PORT_NULL;
	pthread_t server;
	int32_t total = 0;
	int error;

	/* Names for the trace. */
	migrt_register_subsystem("array_test", 2000, routines, 1);

	check("mach_port_allocate",
		mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
	check("mach_port_insert_right",
		mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	error = server_start(port, &server);
	if (error != 0) {
		fprintf(stderr, "cannot start the server: %s\n", strerror(error));
		return 1;
	}

	check("sum_array", sum_array(port, data, 3, &total));
	printf("sum_array (17, -4, 29) = %d\n", (int)total);

	pthread_join(server, NULL);
	check("mach_port_destroy", mach_port_destroy(mach_task_self(), port));
	return 0;
}
