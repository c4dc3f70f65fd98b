/* The NDR wire's part of kernel.h. */
#include "kernel.h"

#include <mach/mig.h>
#include <mach/ndr.h>

NDR_record_t NDR_record = {.int_rep = NDR_INT_LITTLE_ENDIAN};

/* What stubs call. */
void mig_deallocate(vm_address_t address, vm_size_t size)
{
	kernel_release_memory((const void *)address, size);
}

int mig_strncpy(char *to, const char *from, int size)
{
	int i = 0;

	while (i + 1 < size && from[i] != '\0') {
		to[i] = from[i];
		i++;
	}
	to[i] = '\0';
	return i + 1;
}

/* ---- Descriptors ---- */

/* Goes through the descriptors of a message. */
struct walk {
	unsigned char *at, *end;
	unsigned left;
};

/* Any of them; descriptors start anywhere. */
union descriptor {
	mach_msg_port_descriptor_t port;
	mach_msg_ool_descriptor_t memory;
	mach_msg_ool_ports_descriptor_t ports;
	unsigned char bytes[sizeof(mach_msg_ool_descriptor_t)];
};

enum { TYPE_PLACE = 11, PATTERN_OF_TRAILER = 0xa5 };

static bool walk_start(struct walk *walk, const mach_msg_header_t *message)
{
	mach_msg_body_t body = {0};

	walk->at = (unsigned char *)(uintptr_t)(message + 1);
	walk->end = (unsigned char *)(uintptr_t)message + message->msgh_size;
	walk->left = 0;
	if (!(message->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return true;
	if (walk->end - walk->at < (ptrdiff_t)sizeof(body))
		return false;
	memcpy(&body, walk->at, sizeof(body));
	walk->at += sizeof(body);
	walk->left = body.msgh_descriptor_count;
	return true;
}

/* The size of the next descriptor, 0 if it is none. */
static size_t walk_next(struct walk *walk, union descriptor *ret_descriptor)
{
	size_t left = (size_t)(walk->end - walk->at), size;

	if (left <= TYPE_PLACE || walk->at[TYPE_PLACE] > MACH_MSG_OOL_PORTS_DESCRIPTOR)
		return 0;
	size = walk->at[TYPE_PLACE] == MACH_MSG_PORT_DESCRIPTOR ? sizeof(mach_msg_port_descriptor_t)
								: sizeof(mach_msg_ool_descriptor_t);
	if (size > left)
		return 0;
	memcpy(ret_descriptor, walk->at, size);
	return size;
}

static void walk_over(struct walk *walk, const union descriptor *descriptor, size_t size)
{
	memcpy(walk->at, descriptor, size);
	walk->at += size;
	walk->left--;
}

/* ---- Receiving ---- */

/* A disposition as the receiver sees it; 0 for none. */
static mach_msg_type_name_t received(mach_msg_type_name_t sent)
{
	switch (sent) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	case MACH_MSG_TYPE_MOVE_RECEIVE:
	case MACH_MSG_TYPE_MOVE_SEND:
	case MACH_MSG_TYPE_MOVE_SEND_ONCE: return sent;
	default: return 0;
	}
}

static bool bring_rights(mach_msg_ool_ports_descriptor_t *ports)
{
	mach_port_t *names;
	mach_msg_size_t i;

	ports->disposition = (unsigned char)received(ports->disposition);
	if (ports->disposition == 0 || ports->count > 1024 ||
		!kernel_bring_memory(ports->count * sizeof(*names), (void **)&names))
		return false;
	for (i = 0; i < ports->count; i++)
		names[i] = kernel_bring_right(i % 3);
	ports->address = names;
	ports->deallocate = TRUE;
	return true;
}

static bool bring(union descriptor *descriptor)
{
	void *address;

	switch (descriptor->bytes[TYPE_PLACE]) {
	case MACH_MSG_PORT_DESCRIPTOR:
		descriptor->port.disposition =
			(unsigned char)received(descriptor->port.disposition);
		descriptor->port.name = kernel_bring_right(descriptor->port.name);
		return descriptor->port.disposition != 0 || descriptor->port.name == MACH_PORT_NULL;
	case MACH_MSG_OOL_DESCRIPTOR:
		if (!kernel_bring_memory(descriptor->memory.size, &address))
			return false;
		descriptor->memory.address = address;
		descriptor->memory.deallocate = TRUE;
		return true;
	default: return bring_rights(&descriptor->ports);
	}
}

bool kernel_deliver(mach_msg_header_t *message)
{
	union descriptor descriptor;
	struct walk walk;

	if (!walk_start(&walk, message))
		return false;
	while (walk.left > 0) {
		size_t size = walk_next(&walk, &descriptor);

		if (size == 0 || !bring(&descriptor))
			return false;
		walk_over(&walk, &descriptor, size);
	}
	return true;
}

static void release(const union descriptor *descriptor)
{
	const mach_port_t *names = descriptor->ports.address;
	mach_msg_size_t i;

	switch (descriptor->bytes[TYPE_PLACE]) {
	case MACH_MSG_PORT_DESCRIPTOR: kernel_release_right(descriptor->port.name); break;
	case MACH_MSG_OOL_DESCRIPTOR:
		if (descriptor->memory.deallocate)
			kernel_release_memory(descriptor->memory.address, descriptor->memory.size);
		break;
	default:
		for (i = 0; i < descriptor->ports.count; i++)
			kernel_release_right(names[i]);
		if (descriptor->ports.deallocate)
			kernel_release_memory(names, descriptor->ports.count * sizeof(*names));
		break;
	}
}

void kernel_destroy(mach_msg_header_t *message)
{
	union descriptor descriptor;
	struct walk walk;

	require(walk_start(&walk, message));
	while (walk.left > 0) {
		size_t size = walk_next(&walk, &descriptor);

		require(size > 0);
		release(&descriptor);
		walk_over(&walk, &descriptor, size);
	}
}

/* ---- Replies ---- */

static bool is_sendable(mach_msg_type_name_t disposition)
{
	return disposition >= MACH_MSG_TYPE_MOVE_RECEIVE &&
	       disposition <= MACH_MSG_TYPE_MAKE_SEND_ONCE;
}

static void check_sent(const union descriptor *descriptor)
{
	const mach_port_t *names = descriptor->ports.address;
	mach_msg_size_t i;

	switch (descriptor->bytes[TYPE_PLACE]) {
	case MACH_MSG_PORT_DESCRIPTOR:
		kernel_check_sent_right(descriptor->port.name);
		/* A kernel does not look at that of a place without a right. */
		require(descriptor->port.name == MACH_PORT_NULL ||
			is_sendable(descriptor->port.disposition));
		require(descriptor->port.pad1 == 0 && descriptor->port.pad2 == 0);
		break;
	case MACH_MSG_OOL_DESCRIPTOR:
		kernel_check_sent_memory(descriptor->memory.address, descriptor->memory.size);
		require(descriptor->memory.pad1 == 0);
		break;
	default:
		require(is_sendable(descriptor->ports.disposition));
		kernel_check_sent_memory(names, descriptor->ports.count * sizeof(*names));
		for (i = 0; i < descriptor->ports.count; i++)
			kernel_check_sent_right(names[i]);
		break;
	}
}

void kernel_accept(const mach_msg_header_t *reply)
{
	union descriptor descriptor;
	struct walk walk;

	require(reply->msgh_size % 4 == 0);
	require(walk_start(&walk, reply));
	require(!(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX) || walk.left > 0);
	while (walk.left > 0) {
		size_t size = walk_next(&walk, &descriptor);

		require(size > 0);
		check_sent(&descriptor);
		walk_over(&walk, &descriptor, size);
	}
}

kern_return_t kernel_reply_code(const mach_msg_header_t *reply)
{
	const mig_reply_error_t *error = (const mig_reply_error_t *)(const void *)reply;

	return reply->msgh_bits & MACH_MSGH_BITS_COMPLEX ? KERN_SUCCESS : error->RetCode;
}

bool kernel_refuses_with(kern_return_t code)
{
	return code == MIG_BAD_ARGUMENTS || code == MIG_TYPE_ERROR || code == MIG_TRAILER_ERROR;
}

size_t kernel_error_bytes(void)
{
	return sizeof(mig_reply_error_t);
}

size_t kernel_unit_bytes(void)
{
	return 4;
}

void kernel_write_header(mach_msg_header_t *request, bool is_complex, int id)
{
	request->msgh_bits = (is_complex ? MACH_MSGH_BITS_COMPLEX : 0) |
			     MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_MSG_TYPE_MOVE_SEND);
	request->msgh_remote_port = 3;
	request->msgh_local_port = 2;
	request->msgh_voucher_port = 0;
	request->msgh_id = id;
}

size_t kernel_trailer(unsigned choice, unsigned char *ret_bytes)
{
	static const unsigned char sizes[] = {sizeof(mach_msg_max_trailer_t),
		sizeof(mach_msg_trailer_t), sizeof(mach_msg_seqno_trailer_t),
		sizeof(mach_msg_security_trailer_t), sizeof(mach_msg_audit_trailer_t),
		sizeof(mach_msg_context_trailer_t)};
	mach_msg_max_trailer_t trailer;

	memset(&trailer, PATTERN_OF_TRAILER, sizeof(trailer));
	trailer.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0;
	trailer.msgh_trailer_size = sizes[choice % sizeof(sizes)];
	memcpy(ret_bytes, &trailer, trailer.msgh_trailer_size);
	return trailer.msgh_trailer_size;
}
