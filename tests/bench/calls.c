/* Calls one routine of calls.defs again and again, through a message call that only swaps ports:
 * what is left of the instructions when those of this file are subtracted is the stubs'.
 *
 *	calls ROUTINE COUNT
 *
 * With WHOLE, what is subtracted is the transport only, and functions of the server fill their
 * arrays: the program does what calls_rust.rs does.
 *
 * Nothing here may call a function of the C library while calls are made: compile with
 * -fno-builtin -fno-tree-loop-distribute-patterns. */
#include "calls.h"

#include <mach/mig_errors.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

boolean_t calls_server(mach_msg_header_t *in, mach_msg_header_t *out);

enum { SERVER_PORT = 1, REPLY_PORT, SOME_PORT };

static char block[1024];
static words_t words;

#ifdef MACH_MSG_PORT_DESCRIPTOR
#include "calls_ndr.h"
#else
#include "calls_typed.h"
#endif

/* ---- What stubs of both wires call ---- */

mach_port_t mig_get_reply_port(void)
{
	return REPLY_PORT;
}

void mig_put_reply_port(mach_port_t port)
{
	(void)port;
}

void mig_dealloc_reply_port(mach_port_t port)
{
	(void)port;
	abort();
}

/* ---- The server ---- */

kern_return_t nothing(mach_port_t server)
{
	(void)server;
	return KERN_SUCCESS;
}

kern_return_t scalars_in(mach_port_t server, int a, int b, int c, int d)
{
	(void)server;
	return a == 1 && b == 2 && c == 3 && d == 4 ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t scalars_out(mach_port_t server, int *a, int *b, int *c, int *d)
{
	(void)server;
	*a = 1;
	*b = 2;
	*c = 3;
	*d = 4;
	return KERN_SUCCESS;
}

kern_return_t array_in(mach_port_t server, const bytes_t data, mach_msg_type_number_t count)
{
	(void)server;
	return count == sizeof block && data[count - 1] == 7 ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t array_out(mach_port_t server, bytes_t data, mach_msg_type_number_t *count)
{
	(void)server;
#ifdef WHOLE
	memcpy(data, block, sizeof block);
#else
	data[sizeof block - 1] = 7;
#endif
	*count = sizeof block;
	return KERN_SUCCESS;
}

kern_return_t fixed_in(mach_port_t server, const words_t data)
{
	(void)server;
	return data[255] == 7 ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t fixed_out(mach_port_t server, words_t data)
{
	(void)server;
#ifdef WHOLE
	memcpy(data, words, sizeof words);
#else
	data[255] = 7;
#endif
	return KERN_SUCCESS;
}

kern_return_t port_in(mach_port_t server, mach_port_t right)
{
	(void)server;
	return right == SOME_PORT ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t port_out(mach_port_t server, mach_port_t *right)
{
	(void)server;
	*right = SOME_PORT;
	return KERN_SUCCESS;
}

kern_return_t memory_in(mach_port_t server, memory_t data, mach_msg_type_number_t count)
{
	(void)server;
	return data == block && count == sizeof block ? KERN_SUCCESS : KERN_FAILURE;
}

kern_return_t memory_out(mach_port_t server, memory_t *data, mach_msg_type_number_t *count)
{
	(void)server;
	*data = block;
	*count = sizeof block;
	return KERN_SUCCESS;
}

/* ---- The client: each call checks what it got ---- */

static int try_nothing(void)
{
	return call_nothing(SERVER_PORT) == KERN_SUCCESS;
}

static int try_scalars_in(void)
{
	return call_scalars_in(SERVER_PORT, 1, 2, 3, 4) == KERN_SUCCESS;
}

static int try_scalars_out(void)
{
	int a, b, c, d;

	return call_scalars_out(SERVER_PORT, &a, &b, &c, &d) == KERN_SUCCESS && a == 1 && b == 2 &&
	       c == 3 && d == 4;
}

static int try_array_in(void)
{
	return call_array_in(SERVER_PORT, block, sizeof block) == KERN_SUCCESS;
}

static int try_array_out(void)
{
	static bytes_t got;
	mach_msg_type_number_t count = sizeof got;

	return call_array_out(SERVER_PORT, got, &count) == KERN_SUCCESS && count == sizeof got &&
	       got[1023] == 7;
}

static int try_fixed_in(void)
{
	return call_fixed_in(SERVER_PORT, words) == KERN_SUCCESS;
}

static int try_fixed_out(void)
{
	static words_t got;

	return call_fixed_out(SERVER_PORT, got) == KERN_SUCCESS && got[255] == 7;
}

static int try_port_in(void)
{
	return call_port_in(SERVER_PORT, SOME_PORT) == KERN_SUCCESS;
}

static int try_port_out(void)
{
	mach_port_t right;

	return call_port_out(SERVER_PORT, &right) == KERN_SUCCESS && right == SOME_PORT;
}

static int try_memory_in(void)
{
	return call_memory_in(SERVER_PORT, block, sizeof block) == KERN_SUCCESS;
}

static int try_memory_out(void)
{
	memory_t data;
	mach_msg_type_number_t count;

	return call_memory_out(SERVER_PORT, &data, &count) == KERN_SUCCESS && data == block &&
	       count == sizeof block;
}

static const struct {
	const char *name;
	int (*call)(void);
} calls[] = {
	{"nothing", try_nothing},
	{"scalars_in", try_scalars_in},
	{"scalars_out", try_scalars_out},
	{"array_in", try_array_in},
	{"array_out", try_array_out},
	{"fixed_in", try_fixed_in},
	{"fixed_out", try_fixed_out},
	{"port_in", try_port_in},
	{"port_out", try_port_out},
	{"memory_in", try_memory_in},
	{"memory_out", try_memory_out},
};

/* Instructions are counted inside this function only. */
__attribute__((noinline)) int measured(int (*call)(void), int count);
int measured(int (*call)(void), int count)
{
	int right = 1;

	for (int i = 0; i < count; i++)
		right &= call();
	return right;
}

int main(int count, char **arguments)
{
	if (count != 3)
		return 2;
	block[1023] = 7;
	words[255] = 7;
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		if (strcmp(calls[i].name, arguments[1]) == 0) {
			calls[i].call(); /* once unmeasured: symbols are bound at the first call */
			return measured(calls[i].call, atoi(arguments[2])) ? 0 : 1;
		}
	}
	return 2;
}
