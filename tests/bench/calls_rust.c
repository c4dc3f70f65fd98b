/*
 * What calls_rust.rs links in place of libmigrt: a message call that only swaps ports, as that of
 * calls.c, and what else a call needs. Nothing here may call a function of the C library while
 * calls are made: compile with -fno-builtin -fno-tree-loop-distribute-patterns.
 */
#include <mach.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { REPLY_PORT = 2, FIRST_REPLY_ID = 4100, ERROR_REPLY_BYTES = 48 };

union message {
	mach_msg_header_t head;
	uintptr_t units[512];
};

static char block[1024];

/* Defined in calls_rust.rs. */
void dispatch_in_rust(void *request, size_t request_bytes, void *reply, size_t reply_bytes);

int migrt_typed_mach_msg(mach_msg_header_t *message, int option, unsigned send_bytes,
	unsigned receive_bytes, unsigned receive_name, unsigned timeout, unsigned notify);
void migrt_typed_mach_msg_destroy(void *message);
unsigned migrt_typed_mig_get_reply_port(void);
void migrt_typed_mig_put_reply_port(unsigned port);
void migrt_typed_mig_dealloc_reply_port(unsigned port);
unsigned migrt_typed_mach_task_self(void);
int migrt_typed_mach_port_deallocate(unsigned task, unsigned name);
int migrt_typed_vm_allocate(unsigned task, uintptr_t *address, uintptr_t bytes, int anywhere);
int migrt_typed_vm_deallocate(unsigned task, uintptr_t address, uintptr_t bytes);
bool measured(bool (*call)(void), int count);

static unsigned swapped(unsigned bits)
{
	return (bits & ~0xffffU) | MACH_MSGH_BITS_REMOTE(bits) << 8 | MACH_MSGH_BITS_LOCAL(bits);
}

/* Sent rights arrive under another name; only the first field of a body may be a right here. */
static void receive(mach_msg_header_t *head)
{
	mach_msg_type_t *type = (mach_msg_type_t *)(void *)(head + 1);
	mach_port_t remote = head->msgh_remote_port;

	if (head->msgh_id >= FIRST_REPLY_ID && head->msgh_size > ERROR_REPLY_BYTES)
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

int migrt_typed_mach_msg(mach_msg_header_t *message, int option, unsigned send_bytes,
	unsigned receive_bytes, unsigned receive_name, unsigned timeout, unsigned notify)
{
	static union message reply;
	uintptr_t *to = (uintptr_t *)(void *)message;
	size_t units, i;

	(void)option, (void)send_bytes, (void)receive_name, (void)timeout, (void)notify;
	receive(message);
	dispatch_in_rust(message, sizeof(union message), &reply, sizeof(reply));
	receive(&reply.head);
	if (reply.head.msgh_size > receive_bytes)
		abort();
	units = (reply.head.msgh_size + sizeof(uintptr_t) - 1) / sizeof(uintptr_t);
	for (i = 0; i < units; i++)
		to[i] = reply.units[i];
	return MACH_MSG_SUCCESS;
}

void migrt_typed_mach_msg_destroy(void *message)
{
	(void)message;
	abort();
}

unsigned migrt_typed_mig_get_reply_port(void)
{
	return REPLY_PORT;
}

void migrt_typed_mig_put_reply_port(unsigned port)
{
	(void)port;
}

void migrt_typed_mig_dealloc_reply_port(unsigned port)
{
	(void)port;
	abort();
}

unsigned migrt_typed_mach_task_self(void)
{
	return 1;
}

int migrt_typed_mach_port_deallocate(unsigned task, unsigned name)
{
	(void)task, (void)name;
	return KERN_SUCCESS;
}

int migrt_typed_vm_allocate(unsigned task, uintptr_t *address, uintptr_t bytes, int anywhere)
{
	(void)task, (void)bytes, (void)anywhere;
	*address = (uintptr_t)block;
	return KERN_SUCCESS;
}

int migrt_typed_vm_deallocate(unsigned task, uintptr_t address, uintptr_t bytes)
{
	(void)task, (void)address, (void)bytes;
	return KERN_SUCCESS;
}

/* Instructions are counted inside this function only. */
__attribute__((noinline)) bool measured(bool (*call)(void), int count)
{
	bool right = true;
	int i;

	for (i = 0; i < count; i++)
		right &= call();
	return right;
}
