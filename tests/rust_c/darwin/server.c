/* The server in C. */
#include "server.h"

#include <mach/mach.h>
#include <stdio.h>

void server_setup(void)
{
}

kern_return_t S_sum(mach_port_t server, numbers_t numbers, mach_msg_type_number_t numbersCnt,
	int64_t b, int64_t *total)
{
	mach_msg_type_number_t i;

	(void)server;
	*total = b;
	for (i = 0; i < numbersCnt; i++)
		*total += numbers[i];
	return KERN_SUCCESS;
}

kern_return_t S_twice(mach_port_t server, numbers_t numbers, mach_msg_type_number_t numbersCnt,
	numbers_t doubled, mach_msg_type_number_t *doubledCnt)
{
	mach_msg_type_number_t i;

	(void)server;
	for (i = 0; i < numbersCnt; i++)
		doubled[i] = 2 * numbers[i];
	*doubledCnt = numbersCnt;
	return KERN_SUCCESS;
}

kern_return_t S_greet(mach_port_t server, text_t name, text_t greeting)
{
	(void)server;
	snprintf(greeting, sizeof(text_t), "Hello, %.50s", name);
	return KERN_SUCCESS;
}

kern_return_t S_pass(mach_port_t server, mach_port_t right, mach_port_t *same)
{
	(void)server;
	*same = right;
	return KERN_SUCCESS;
}

kern_return_t S_fail(mach_port_t server, int code, mach_port_t right)
{
	(void)server;
	if (code == KERN_SUCCESS)
		mach_port_deallocate(mach_task_self(), right);
	return code;
}
