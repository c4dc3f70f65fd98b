/*
 * The C side of every.defs: `every server SERVICE` answers until it is killed, `every client
 * SERVICE` makes every call and checks what comes back.
 */
#include "every.h"
#include "every_server.h"

#ifdef EVERY_NDR
#include <mach/mach.h>
#else
#include <mach.h>
#include <mach_error.h>
#endif
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_BYTES_MAX = 16384 };

boolean_t every_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/* ---- The server ---- */

static int32_t noted_total;

kern_return_t serve_numbers(mach_port_t server, int8_t a, uint16_t b, int64_t c, record_t *record,
	int64_t *sum, triple_t swapped, IN triple_t triple)
{
	(void)server;
	*sum = (int64_t)((uint64_t)a + b + (uint64_t)c);
	record->serial = (int64_t)(2 * (uint64_t)record->serial);
	swapped[0] = triple[2];
	swapped[1] = triple[1];
	swapped[2] = triple[0];
	return KERN_SUCCESS;
}

kern_return_t serve_arrays(mach_port_t server, IN words_t first, mach_msg_type_number_t first_count,
	const_text_t text, IN longs_t second, mach_msg_type_number_t second_count,
	const_label_t label, words_t back, mach_msg_type_number_t *back_count, int32_t *count,
	text_t echo, longs_t longs, mach_msg_type_number_t *longs_count, label_t mark)
{
	mach_msg_type_number_t i;

	(void)server;
	for (i = 0; i < first_count; i++)
		back[i] = first[first_count - 1 - i];
	*back_count = first_count;
	*count = (int32_t)strlen(text);
	memset(echo, 'x', first_count);
	echo[first_count] = '\0';
	memcpy(longs, second, second_count * sizeof(int64_t));
	*longs_count = second_count;
	snprintf(mark, sizeof(label_t), "%s!", label);
	return KERN_SUCCESS;
}

kern_return_t serve_room(mach_port_t server, int32_t how_many, words_t squares,
	mach_msg_type_number_t *squares_count)
{
	int32_t i;

	(void)server;
	if (how_many < 0 || (mach_msg_type_number_t)how_many > *squares_count)
		how_many = (int32_t)*squares_count;
	for (i = 0; i < how_many; i++)
		squares[i] = i * i;
	*squares_count = (mach_msg_type_number_t)how_many;
	return KERN_SUCCESS;
}

kern_return_t serve_memory(mach_port_t server, memory_t data, mach_msg_type_number_t data_count,
	memory_t *more, mach_msg_type_number_t *more_count)
{
	vm_address_t pages = 0;
	mach_msg_type_number_t i;

	(void)server;
	if (vm_allocate(mach_task_self(), &pages, data_count > 0 ? data_count : 1, TRUE))
		return KERN_RESOURCE_SHORTAGE;
	for (i = 0; i < data_count; i++)
		((char *)pages)[i] = (char)(data[i] + 1);
	vm_deallocate(mach_task_self(), (vm_address_t)data, data_count);
	*more = (char *)pages;
	*more_count = data_count;
	return KERN_SUCCESS;
}

kern_return_t serve_either(mach_port_t server, const_either_t data,
	mach_msg_type_number_t data_count, int32_t how_many, either_t *numbers,
	mach_msg_type_number_t *numbers_count)
{
	mach_msg_type_number_t count = (mach_msg_type_number_t)how_many, i;

	(void)server;
	if (count > *numbers_count) {
		vm_address_t pages = 0;

		if (vm_allocate(mach_task_self(), &pages, count * sizeof(int32_t), TRUE))
			return KERN_RESOURCE_SHORTAGE;
		*numbers = (int32_t *)pages;
	}
	for (i = 0; i < count; i++)
		(*numbers)[i] = (int32_t)(data_count + i);
	*numbers_count = count;
	return KERN_SUCCESS;
}

kern_return_t serve_ports(mach_port_t server, mach_port_t copied, mach_port_t moved,
	mach_port_t any, mach_msg_type_name_t any_poly, mach_port_t *first, mach_port_t *second,
	mach_port_t *third, mach_msg_type_name_t *third_poly)
{
	(void)server;
	*first = copied;
	*second = moved;
	*third = any;
	*third_poly = any_poly;
	return KERN_SUCCESS;
}

kern_return_t serve_several(mach_port_t server, IN ports_t list, mach_msg_type_number_t count,
	given_ports_t back, mach_msg_type_number_t *back_count)
{
	mach_msg_type_number_t i;

	(void)server;
	for (i = 0; i < count; i++)
		back[i] = list[count - 1 - i];
	*back_count = count;
	return KERN_SUCCESS;
}

kern_return_t serve_fail(mach_port_t server, int32_t code, mach_port_t right)
{
	(void)server;
	(void)right;
	return code;
}

kern_return_t serve_note(mach_port_t server, int32_t value)
{
	(void)server;
	noted_total += value;
	return KERN_SUCCESS;
}

kern_return_t serve_noted(mach_port_t server, int32_t *total)
{
	(void)server;
	*total = noted_total;
	return KERN_SUCCESS;
}

static int serve(const char *service)
{
	mach_port_t port = MACH_PORT_NULL;

	if (migrt_check_in(service, 0, &port) != KERN_SUCCESS)
		return 1;
	puts("ready");
	fflush(stdout);
#ifdef EVERY_NDR
	return mach_msg_server(every_server, MESSAGE_BYTES_MAX, port, 0) != MACH_MSG_SUCCESS;
#else
	return mach_msg_server(every_server, MESSAGE_BYTES_MAX, port) != MACH_MSG_SUCCESS;
#endif
}

/* ---- The client ---- */

#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1);                                                        \
		}                                                                       \
	} while (0)

static mach_port_t new_port(void)
{
	mach_port_t port = MACH_PORT_NULL;

	CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port) == KERN_SUCCESS);
	CHECK(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND) ==
		KERN_SUCCESS);
	return port;
}

static unsigned references(mach_port_t port)
{
	mach_port_urefs_t count = 0;

	CHECK(mach_port_get_refs(mach_task_self(), port, MACH_PORT_RIGHT_SEND, &count) ==
		KERN_SUCCESS);
	return count;
}

static void call_plain(mach_port_t server)
{
	record_t record = {7, 'r', 21};
	const_text_t text = "text";
	const_label_t label = "label";
	IN triple_t triple = {1, -2, 3};
	IN words_t first = {1, 2, 3, 4, 5};
	IN longs_t second = {1LL << 40, -1};
	words_t back, squares;
	longs_t longs;
	triple_t swapped;
	text_t echo;
	label_t mark;
	int64_t sum = 0;
	int32_t count = 0, total = 0;
	mach_msg_type_number_t back_count = 32, longs_count = 8, squares_count = 10;

	CHECK(numbers(server, -1, 65535, 1LL << 40, &record, &sum, swapped, triple) ==
		KERN_SUCCESS);
	CHECK(sum == 65534 + (1LL << 40) && record.serial == 42 && record.tag == 'r');
	CHECK(swapped[0] == 3 && swapped[1] == -2 && swapped[2] == 1);
	CHECK(arrays(server, first, 5, text, second, 2, label, back, &back_count, &count, echo,
		      longs, &longs_count, mark) == KERN_SUCCESS);
	CHECK(back_count == 5 && back[0] == 5 && back[4] == 1 && count == 4);
	CHECK(strcmp(echo, "xxxxx") == 0 && longs_count == 2 && longs[0] == 1LL << 40);
	CHECK(strcmp(mark, "label!") == 0);
	CHECK(room(server, 99, squares, &squares_count) == KERN_SUCCESS);
	CHECK(squares_count == 10 && squares[9] == 81);
	CHECK(note(server, 5) == KERN_SUCCESS && note(server, 6) == KERN_SUCCESS);
	CHECK(noted(server, &total) == KERN_SUCCESS && total >= 11);
}

static void call_memory(mach_port_t server)
{
	enum { COUNT = 100000 };
	static char data[COUNT];
	static int32_t words[3000];
	int32_t few[16], *numbers = few;
	memory_t more = NULL;
	mach_msg_type_number_t more_count = 0, numbers_count = 16;

	memset(data, 'a', COUNT);
	CHECK(memory(server, data, COUNT, &more, &more_count) == KERN_SUCCESS);
	CHECK(more_count == COUNT && more[0] == 'b' && more[COUNT - 1] == 'b');
	CHECK(vm_deallocate(mach_task_self(), (vm_address_t)more, COUNT) == KERN_SUCCESS);
	CHECK(either(server, words, 3, 5, &numbers, &numbers_count) == KERN_SUCCESS);
	CHECK(numbers_count == 5 && numbers[4] == 7);
#ifndef EVERY_NDR
	CHECK(numbers == few);
#endif
	numbers_count = 16;
	CHECK(either(server, words, 3000, 4000, &numbers, &numbers_count) == KERN_SUCCESS);
	CHECK(numbers != few && numbers_count == 4000 && numbers[3999] == 6999);
	CHECK(vm_deallocate(mach_task_self(), (vm_address_t)numbers, 4000 * sizeof(int32_t)) ==
		KERN_SUCCESS);
}

static void call_rights(mach_port_t server)
{
	mach_port_t a = new_port(), b = new_port(), c = new_port();
	mach_port_t first, second, third;
	mach_msg_type_name_t kind = 0;
	IN ports_t list = {a, b, c};
	given_ports_t back;
	mach_msg_type_number_t back_count = 4;

	CHECK(ports(server, a, b, c, MACH_MSG_TYPE_MAKE_SEND_ONCE, &first, &second, &third,
		      &kind) == KERN_SUCCESS);
	CHECK(first == a && references(a) == 2 && second == b && references(b) == 1);
	CHECK(kind == MACH_MSG_TYPE_PORT_SEND_ONCE && third != c);
	CHECK(several(server, list, 3, back, &back_count) == KERN_SUCCESS);
	CHECK(back_count == 3 && back[0] == c && back[2] == a && references(a) == 3);
	CHECK(fail(server, KERN_NO_ACCESS, c) == KERN_NO_ACCESS);
	CHECK(references(c) == 1);
}

int main(int argc, char **argv)
{
	mach_port_t server = MACH_PORT_NULL;

	if (argc != 3)
		return 2;
	if (strcmp(argv[1], "server") == 0)
		return serve(argv[2]);
	CHECK(migrt_look_up(argv[2], &server) == KERN_SUCCESS);
	call_plain(server);
	call_memory(server);
	call_rights(server);
	puts("ok");
	return 0;
}
