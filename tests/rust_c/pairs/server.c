/* The server in C. */
#include "server.h"

#include "pairs_server.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int noted;

void server_setup(void)
{
}

kern_return_t S_add(mach_port_t server, int a, int64_t b, int64_t *sum)
{
	(void)server;
	*sum = a + b;
	return KERN_SUCCESS;
}

kern_return_t S_merge(mach_port_t server, const numbers_t first, mach_msg_type_number_t firstCnt,
	const letters_t letters, mach_msg_type_number_t lettersCnt, const numbers_t second,
	mach_msg_type_number_t secondCnt, numbers_t all, mach_msg_type_number_t *allCnt,
	letters_t capital, mach_msg_type_number_t *capitalCnt, int *count)
{
	mach_msg_type_number_t i;

	(void)server;
	if (firstCnt + secondCnt > *allCnt)
		return MIG_ARRAY_TOO_LARGE;
	memcpy(all, first, firstCnt * sizeof *all);
	memcpy(all + firstCnt, second, secondCnt * sizeof *all);
	*allCnt = firstCnt + secondCnt;
	for (i = 0; i < lettersCnt; i++)
		capital[i] = (char)toupper((unsigned char)letters[i]);
	*capitalCnt = lettersCnt;
	*count = (int)(firstCnt + lettersCnt + secondCnt);
	return KERN_SUCCESS;
}

kern_return_t S_greet(mach_port_t server, const_text_t name, text_t greeting)
{
	(void)server;
	if (strlen(name) + sizeof "Hello, " > sizeof(text_t))
		return MIG_ARRAY_TOO_LARGE;
	sprintf(greeting, "Hello, %s", name);
	return KERN_SUCCESS;
}

kern_return_t S_call_anew(mach_port_t server, const_name_t old, name_t fresh)
{
	(void)server;
	memset(fresh, 0, sizeof(name_t));
	snprintf(fresh, sizeof(name_t), "new %s", old);
	return KERN_SUCCESS;
}

kern_return_t S_turn(mach_port_t server, point_t point, point_t *turned)
{
	(void)server;
	turned->x = -point.y;
	turned->y = point.x;
	return KERN_SUCCESS;
}

kern_return_t S_reverse(mach_port_t server, const four_t four, four_t reversed)
{
	int i;

	(void)server;
	for (i = 0; i < 4; i++)
		reversed[i] = four[3 - i];
	return KERN_SUCCESS;
}

kern_return_t S_twice(mach_port_t server, int *value)
{
	(void)server;
	*value *= 2;
	return KERN_SUCCESS;
}

kern_return_t S_first_numbers(
	mach_port_t server, numbers_t numbers, mach_msg_type_number_t *numbersCnt)
{
	mach_msg_type_number_t i;

	(void)server;
	for (i = 0; i < *numbersCnt; i++)
		numbers[i] = (int)i + 1;
	return KERN_SUCCESS;
}

kern_return_t S_capitals(mach_port_t server, memory_t small, mach_msg_type_number_t smallCnt,
	memory_t *capital, mach_msg_type_number_t *capitalCnt)
{
	vm_address_t memory = 0;
	mach_msg_type_number_t i;

	(void)server;
	if (smallCnt == 0)
		return KERN_INVALID_ARGUMENT;
	if (vm_allocate(mach_task_self(), &memory, smallCnt, TRUE) != KERN_SUCCESS)
		return KERN_RESOURCE_SHORTAGE;
	*capital = (memory_t)memory;
	*capitalCnt = smallCnt;
	for (i = 0; i < smallCnt; i++)
		(*capital)[i] = (char)toupper((unsigned char)small[i]);
	vm_deallocate(mach_task_self(), (vm_address_t)small, smallCnt);
	return KERN_SUCCESS;
}

kern_return_t S_echo(mach_port_t server, const_data_t data, mach_msg_type_number_t dataCnt,
	data_t *back, mach_msg_type_number_t *backCnt)
{
	vm_address_t memory = 0;

	(void)server;
	if (dataCnt > *backCnt) {
		if (vm_allocate(mach_task_self(), &memory, dataCnt, TRUE) != KERN_SUCCESS)
			return KERN_RESOURCE_SHORTAGE;
		*back = (data_t)memory;
	}
	memcpy(*back, data, dataCnt);
	*backCnt = dataCnt;
	return KERN_SUCCESS;
}

kern_return_t S_pass(mach_port_t server, mach_port_t right, mach_port_t *same)
{
	(void)server;
	*same = right;
	return KERN_SUCCESS;
}

kern_return_t S_lend(mach_port_t server, mach_port_t right, mach_port_t *same)
{
	(void)server;
	*same = right;
	return KERN_SUCCESS;
}

kern_return_t S_kind(
	mach_port_t server, mach_port_t right, mach_msg_type_name_t rightPoly, int *kind)
{
	(void)server;
	if (rightPoly == MACH_MSG_TYPE_PORT_RECEIVE)
		mach_port_mod_refs(mach_task_self(), right, MACH_PORT_RIGHT_RECEIVE, -1);
	else
		mach_port_deallocate(mach_task_self(), right);
	*kind = (int)rightPoly;
	return KERN_SUCCESS;
}

kern_return_t S_fail(mach_port_t server, int code, mach_port_t right)
{
	(void)server;
	/* What came with a request that fails is released by who received it. */
	if (code == KERN_SUCCESS)
		mach_port_deallocate(mach_task_self(), right);
	return code;
}

kern_return_t S_note(mach_port_t server, int value)
{
	(void)server;
	noted += value;
	return KERN_SUCCESS;
}

kern_return_t S_noted(mach_port_t server, int *sum)
{
	(void)server;
	*sum = noted;
	noted = 0;
	return KERN_SUCCESS;
}

kern_return_t S_last(mach_port_t server)
{
	(void)server;
	return KERN_SUCCESS;
}
