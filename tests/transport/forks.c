/*
 * Forks while other threads send and receive: the child has no rights and meets anew, the threads
 * of the parent notice nothing.
 */
#include "process.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { CALLERS = 3, CHILDREN = 60 };

static mach_port_t service;
static atomic_bool are_through;

static void serve(void)
{
	mach_port_t port = check_in("answerer");

	for (;;) {
		struct message m;
		struct message reply;
		size_t count;

		take_next(&m, port);
		begin_reply(&reply, &m);
		if (m.head.msgh_bits & MACH_MSGH_BITS_COMPLEX) {
			count = first_bytes_count(&m);
			message_add_bytes(
				&reply, next_bytes(&m, count), (mach_msg_type_number_t)count, TRUE);
		}
		CHECK_OK(message_send(&reply, 0, 0));
	}
}

/* A call with memory that travels, is copied, or goes in pieces. */
static void call_with_memory(mach_port_t reply, int round)
{
	static const size_t sizes[] = {5000, 1 << 20, 300000};
	size_t count = sizes[round % 3];
	vm_address_t memory;
	struct message m;
	int *back;

	CHECK_OK(vm_allocate(self(), &memory, count, TRUE));
	*(int *)memory = round;
	message_begin(&m, service, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, round);
	message_add_bytes(&m, (void *)memory, (mach_msg_type_number_t)count, round % 2);
	CHECK_OK(message_call(&m, reply));
	back = next_bytes(&m, count);
	CHECK_EQUAL(round, *back);
	CHECK_OK(vm_deallocate(self(), (vm_address_t)back, count));
	if (round % 2 == 0)
		CHECK_OK(vm_deallocate(self(), memory, count));
}

static void *call_often(void *argument)
{
	mach_port_t reply = mach_reply_port();
	int round;

	for (round = 0; !are_through; round++) {
		struct message m;

		message_begin(&m, service, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, round);
		CHECK_OK(message_call(&m, reply));
		CHECK_EQUAL(round + 100, m.head.msgh_id);
		call_with_memory(reply, round);
	}
	destroy_receive_right(reply);
	return argument;
}

static void call_in_child(void)
{
	mach_port_t reply;
	struct message m;

	CHECK_EQUAL(MACH_PORT_TYPE_NONE, type_of(service));
	service = look_up("answerer");
	reply = mach_reply_port();
	message_begin(&m, service, MACH_MSG_TYPE_COPY_SEND, MACH_PORT_NULL, 0, 7);
	CHECK_OK(message_call(&m, reply));
	CHECK_EQUAL(107, m.head.msgh_id);
	call_with_memory(reply, 1);
	/* The memory of messages that threads of the parent had in hand is nobody's here. */
	_exit(0);
}

int main(void)
{
	pthread_t callers[CALLERS];
	pid_t server;
	int i;

	begin_meeting();
	server = start(serve);
	service = look_up("answerer");
	for (i = 0; i < CALLERS; i++)
		CHECK(pthread_create(&callers[i], NULL, call_often, NULL) == 0);
	for (i = 0; i < CHILDREN; i++)
		check_ended_well(start(call_in_child));
	are_through = true;
	for (i = 0; i < CALLERS; i++)
		CHECK(pthread_join(callers[i], NULL) == 0);
	kill_child(server);
	end_meeting();
	return 0;
}
