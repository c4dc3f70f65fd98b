/* The message call of the typed wire, and what else its stubs call: a part of calls.c. */
#ifndef CALLS_TYPED_H
#define CALLS_TYPED_H

#include <mach/mig_support.h>

union message {
	mach_msg_header_t head;
	uintptr_t units[512];
};

static unsigned int swapped(unsigned int bits)
{
	return (bits & ~0xffffU) | MACH_MSGH_BITS_REMOTE(bits) << 8 | MACH_MSGH_BITS_LOCAL(bits);
}

/* Sent rights arrive under another name; only the first field of a body may be a right here. */
static void receive(mach_msg_header_t *head)
{
	mach_msg_type_t *type = (mach_msg_type_t *)(void *)(head + 1);
	mach_port_t remote = head->msgh_remote_port;

	if (head->msgh_id >= 4100 && head->msgh_size > sizeof(mig_reply_header_t) + 8)
		type = (mach_msg_type_t *)(void *)((char *)(head + 1) + 2 * sizeof(uintptr_t));
	if (head->msgh_bits & MACH_MSGH_BITS_COMPLEX) {
		if (type->msgt_name == MACH_MSG_TYPE_COPY_SEND)
			type->msgt_name = MACH_MSG_TYPE_MOVE_SEND;
		if (!type->msgt_inline)
			type->msgt_deallocate = 1;
	}
	head->msgh_remote_port = head->msgh_local_port;
	head->msgh_local_port = remote;
	head->msgh_bits = swapped(head->msgh_bits);
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_t receive_name,
	mach_msg_timeout_t timeout, mach_port_t notify)
{
	static union message reply;
	uintptr_t *to = (uintptr_t *)(void *)message;
	size_t units;

	(void)option, (void)send_size, (void)receive_name, (void)timeout, (void)notify;
	receive(message);
	calls_server(message, &reply.head);
	receive(&reply.head);
	if (reply.head.msgh_size > receive_size)
		abort();
	units = (reply.head.msgh_size + sizeof(uintptr_t) - 1) / sizeof(uintptr_t);
	for (size_t i = 0; i < units; i++)
		to[i] = reply.units[i];
	return MACH_MSG_SUCCESS;
}

void mig_allocate(vm_offset_t *address, vm_size_t size)
{
	(void)address, (void)size;
	abort();
}

void mig_deallocate(vm_offset_t address, vm_size_t size)
{
	(void)address, (void)size;
	abort();
}

#endif
