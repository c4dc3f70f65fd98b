/*
 * One wire's half: clients with its stubs, and its server loop. Compiled twice, with the headers
 * and the stubs of each; WIRE is its suffix.
 */
#include DUAL_HEADER
#include "dual.h"

#include <mach/mach.h>
#include <stdio.h>
#include <string.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b)  JOIN_(a, b)
#define CALL(name)  JOIN(name, WIRE)
#define EXPECT(what)                                                               \
	do {                                                                       \
		if (!(what)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #what); \
			mistakes++;                                                \
		}                                                                  \
	} while (0)

/* Darwin's loop has one argument more. */
#ifdef MACH_MSG_PORT_DESCRIPTOR
#define SERVER_OPTIONS , MACH_MSG_OPTION_NONE
#else
#define SERVER_OPTIONS
#endif

extern boolean_t CALL(dual_server)(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP);

static int call(unsigned port)
{
	words_t words = {1, 2, 3}, turned;
	block_t block = {100, 200, 300};
	name_t name = "you", greeting;
	char text[] = "memory", *copied = NULL;
	mach_port_t self = mach_task_self();
	rights_t rights = {0};
	mach_msg_type_number_t count = 8;
	int64_t sum = 0;
	int32_t number = 0;
	int mistakes = 0;

	EXPECT(CALL(add)(port, 40, 0x100000002, &sum) == KERN_SUCCESS && sum == 0x10000002a);
	EXPECT(CALL(turn)(port, words, 3, block, turned, &count) == KERN_SUCCESS);
	EXPECT(count == 3 && turned[0] == 303 && turned[2] == 101);
	EXPECT(CALL(greet)(port, name, greeting) == KERN_SUCCESS);
	EXPECT(strcmp(greeting, "hello, you") == 0);
	EXPECT(CALL(copy_memory)(port, text, sizeof(text), &copied, &count) == KERN_SUCCESS);
	EXPECT(count == sizeof(text) && memcmp(copied, "MEMORY", sizeof(text)) == 0);
	EXPECT(vm_deallocate(self, (vm_address_t)copied, count) == KERN_SUCCESS);
	for (int i = 0; i < 2; i++)
		EXPECT(mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &rights[i]) ==
			KERN_SUCCESS);
	EXPECT(CALL(count_rights)(port, rights, 2, &number) == KERN_SUCCESS && number == 2);
	for (int i = 0; i < 2; i++)
		EXPECT(mach_port_destroy(self, rights[i]) == KERN_SUCCESS);
	EXPECT(CALL(tell)(port, 5) == KERN_SUCCESS);
	EXPECT(CALL(fail)(port, 6) == 6);
	return mistakes;
}

static int send_large(unsigned port)
{
	static large_t large;
	int32_t sum;

	return CALL(add_large)(port, large, &sum);
}

static int tell(unsigned port)
{
	return CALL(tell)(port, 1);
}

static int serve(unsigned port, unsigned requests)
{
	kern_return_t result = KERN_SUCCESS;

	while (requests-- > 0 && result == KERN_SUCCESS)
		result = mach_msg_server_once(CALL(dual_server), 4096, port SERVER_OPTIONS);
	return result;
}

const struct wire JOIN(WIRE, wire) = {call, send_large, tell, serve};
