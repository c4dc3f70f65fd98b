/* A client that asks, and a thread that answers. In which language the stubs and the server are is
 * a matter of what is linked. */
#include "server.h"
#include "words.h"

#include <mach_error.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* Room for the largest message of this interface. */
enum { MESSAGE_BYTES_MAX = 8192 };

static void check(const char *what, kern_return_t result)
{
	if (result == KERN_SUCCESS)
		return;
	fprintf(stderr, "%s: %s\n", what, mach_error_string(result));
	exit(1);
}

static void *serve(void *port)
{
	mach_msg_server(words_server, MESSAGE_BYTES_MAX, *(mach_port_t *)port);
	return NULL;
}

int main(void)
{
	static const char text[] = "a send right is a capability for a port";
	mach_port_t port = MACH_PORT_NULL;
	pthread_t server;
	text_t word = "";
	int count = 0;

	server_setup();
	check("mach_port_allocate",
		mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
	check("mach_port_insert_right",
		mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
	if (pthread_create(&server, NULL, serve, &port) != 0)
		return 1;

	check("count_words", count_words(port, text, &count));
	check("longest_word", longest_word(port, text, word));
	printf("%d words, the longest is %s\n", count, word);
	if (longest_word(port, " ", word) != KERN_INVALID_ARGUMENT)
		return 1;

	check("mach_port_destroy", mach_port_destroy(mach_task_self(), port));
	pthread_join(server, NULL);
	return 0;
}
