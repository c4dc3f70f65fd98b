/*
 * The functions of the one server: whichever wire a request came on, these are called. Compiled
 * with the server header of either wire, since both declare the same.
 */
#include SERVER_HEADER

#include <ctype.h>
#include <mach/mach.h>
#include <stdio.h>
#include <string.h>

int told;

kern_return_t add(mach_port_t server, int32_t a, int64_t b, int64_t *sum)
{
	(void)server;
	*sum = a + b;
	return KERN_SUCCESS;
}

kern_return_t turn(mach_port_t server, const words_t words, mach_msg_type_number_t count,
	const block_t block, words_t turned, mach_msg_type_number_t *turned_count)
{
	(void)server;
	for (mach_msg_type_number_t i = 0; i < count; i++)
		turned[i] = words[count - 1 - i] + block[count - 1 - i];
	*turned_count = count;
	return KERN_SUCCESS;
}

kern_return_t greet(mach_port_t server, const_name_t name, name_t greeting)
{
	(void)server;
	snprintf(greeting, sizeof(name_t), "hello, %s", name);
	return KERN_SUCCESS;
}

kern_return_t copy_memory(mach_port_t server, memory_t data, mach_msg_type_number_t count,
	memory_t *copied, mach_msg_type_number_t *copied_count)
{
	vm_address_t address = 0;
	char *text;

	(void)server;
	if (vm_allocate(mach_task_self(), &address, count, TRUE) != KERN_SUCCESS)
		return KERN_RESOURCE_SHORTAGE;
	text = (char *)address;
	for (mach_msg_type_number_t i = 0; i < count; i++)
		text[i] = (char)toupper(data[i]);
	*copied = text;
	*copied_count = count;
	return vm_deallocate(mach_task_self(), (vm_address_t)data, count);
}

kern_return_t count_rights(
	mach_port_t server, const rights_t rights, mach_msg_type_number_t number, int32_t *found)
{
	(void)server;
	*found = 0;
	for (mach_msg_type_number_t i = 0; i < number; i++)
		if (mach_port_deallocate(mach_task_self(), rights[i]) == KERN_SUCCESS)
			++*found;
	return KERN_SUCCESS;
}

kern_return_t tell(mach_port_t server, int32_t a)
{
	(void)server;
	__atomic_add_fetch(&told, a, __ATOMIC_RELAXED);
	return KERN_SUCCESS;
}

kern_return_t fail(mach_port_t server, int32_t code)
{
	(void)server;
	return code;
}

kern_return_t add_large(mach_port_t server, const large_t numbers, int32_t *sum)
{
	(void)server, (void)numbers;
	*sum = 0;
	return KERN_SUCCESS;
}
