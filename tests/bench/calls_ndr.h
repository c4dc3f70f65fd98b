/* The message call of the NDR wire, and what else its stubs call: a part of calls.c. */
#ifndef CALLS_NDR_H
#define CALLS_NDR_H

#include <mach/ndr.h>

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};

union message {
	mach_msg_header_t head;
	uintptr_t units[512];
};

static unsigned int swapped(unsigned int bits)
{
	return (bits & ~0xffffU) | MACH_MSGH_BITS_REMOTE(bits) << 8 | MACH_MSGH_BITS_LOCAL(bits);
}

/* Sent rights arrive under another name; a body has one descriptor here. */
static void receive(mach_msg_header_t *head)
{
	mach_msg_port_descriptor_t *port =
		(mach_msg_port_descriptor_t *)(void *)((char *)(head + 1) +
						       sizeof(mach_msg_body_t));
	mach_port_t remote = head->msgh_remote_port;

	if (head->msgh_bits & MACH_MSGH_BITS_COMPLEX && port->type == MACH_MSG_PORT_DESCRIPTOR)
		port->disposition = MACH_MSG_TYPE_PORT_SEND;
	head->msgh_remote_port = head->msgh_local_port;
	head->msgh_local_port = remote;
	head->msgh_bits = swapped(head->msgh_bits);
}

mach_msg_return_t mach_msg(mach_msg_header_t *message, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t receive_size, mach_port_name_t receive_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify)
{
	static union message reply;
	uintptr_t *to = (uintptr_t *)(void *)message;
	size_t units;

	(void)option, (void)receive_name, (void)timeout, (void)notify;
	message->msgh_size = send_size;
	receive(message);
	calls_server(message, &reply.head);
	receive(&reply.head);
	/* A client's port is nobody's any more. */
	reply.head.msgh_remote_port = MACH_PORT_NULL;
	if (reply.head.msgh_size > receive_size)
		abort();
	units = (reply.head.msgh_size + sizeof(uintptr_t) - 1) / sizeof(uintptr_t);
	for (size_t i = 0; i < units; i++)
		to[i] = reply.units[i];
	return MACH_MSG_SUCCESS;
}

void mach_msg_destroy(mach_msg_header_t *message)
{
	(void)message;
	abort();
}

void mig_allocate(vm_address_t *address, vm_size_t size)
{
	(void)address, (void)size;
	abort();
}

void mig_deallocate(vm_address_t address, vm_size_t size)
{
	(void)address, (void)size;
	abort();
}

#endif
