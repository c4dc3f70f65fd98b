/* The server: the function behind sum_array(), and the thread that answers. */
#include "server.h"

#include "array_test_server.h"

#include <stdint.h>

/* Room for the largest message of this interface. */
#define MESSAGE_BYTES_MAX 8192

/* The generated demultiplexer: finds the stub of a request and calls it. */
boolean_t S_array_test_server(mach_msg_header_t *request, mach_msg_header_t *reply);

kern_return_t S_sum_array(mach_port_t server_port, const int32_array_t data,
	mach_msg_type_number_t dataCnt, int32_t *total)
{
	int64_t sum = 0;
	mach_msg_type_number_t i;

	(void)server_port;
	for (i = 0; i < dataCnt; i++)
		sum += data[i];
	if (sum < INT32_MIN || sum > INT32_MAX)
		return KERN_INVALID_ARGUMENT;
	*total = (int32_t)sum;
	return KERN_SUCCESS;
}

static void *serve(void *argument)
{
	const mach_port_t *port = argument;

	/* mach_msg_server() would go on until the port is gone. */
	mach_msg_server_once(S_array_test_server, MESSAGE_BYTES_MAX, *port);
	return NULL;
}

int server_start(mach_port_t port, pthread_t *ret_thread)
{
	static mach_port_t served;

	served = port;
	return pthread_create(ret_thread, NULL, serve, &served);
}
