/* The typed wire's part of kernel.h. */
#include "kernel.h"

#include <mach/mig_support.h>

enum { WORD = 8, RIGHTS_MAX = 1024 };

/* What stubs call. */
void mig_deallocate(vm_address_t address, vm_size_t size)
{
	kernel_release_memory((const void *)address, size);
}

vm_size_t mig_strncpy(char *to, const char *from, vm_size_t size)
{
	vm_size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return length;
}

/* ---- Items ---- */

struct item {
	mach_msg_type_t *type;
	char *data;
	size_t bytes; /* of all elements */
	bool is_right;
};

/* The item at *offset; moves it behind that. False if there is no whole one. */
static bool next_item(const mach_msg_header_t *message, size_t *offset, struct item *item)
{
	char *start = (char *)(uintptr_t)message;
	mach_msg_type_t *type = (mach_msg_type_t *)(void *)(start + *offset);
	size_t size = message->msgh_size;
	uint64_t bytes, in_line;

	if (size - *offset < sizeof(*type))
		return false;
	bytes = ((uint64_t)type->msgt_size * type->msgt_number + 7) / 8;
	in_line = type->msgt_inline ? (bytes + WORD - 1) / WORD * WORD : WORD;
	if (in_line > size - *offset - sizeof(*type))
		return false;
	item->type = type;
	item->data = start + *offset + sizeof(*type);
	item->bytes = bytes;
	item->is_right = MACH_MSG_TYPE_PORT_ANY(type->msgt_name);
	*offset += sizeof(*type) + in_line;
	return !item->is_right || type->msgt_size == (type->msgt_inline ? 64 : 32);
}

static void *address_of(const struct item *item)
{
	void *address;

	memcpy(&address, item->data, sizeof(address));
	return address;
}

static size_t stride_of(const struct item *item)
{
	return item->type->msgt_inline ? sizeof(mach_port_name_inlined_t) : sizeof(mach_port_t);
}

/* ---- Receiving ---- */

static unsigned received(unsigned name)
{
	switch (name) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	default: return name;
	}
}

/* Gives each right of an item a name. The other half of a slot in line is zero. */
static bool bring_rights(const struct item *item, char *place)
{
	size_t stride = stride_of(item), i;

	if (item->type->msgt_number > RIGHTS_MAX)
		return false;
	item->type->msgt_name = (unsigned char)received(item->type->msgt_name);
	for (i = 0; i < item->type->msgt_number; i++, place += stride) {
		mach_port_t sent, name;

		memcpy(&sent, place, sizeof(sent));
		memset(place, 0, stride);
		name = kernel_bring_right(item->type->msgt_inline ? sent : (mach_port_t)(i % 3));
		memcpy(place, &name, sizeof(name));
	}
	return true;
}

bool kernel_deliver(mach_msg_header_t *message)
{
	size_t offset = sizeof(*message);
	struct item item;

	if (!(message->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return true;
	while (offset < message->msgh_size) {
		void *memory = NULL;

		if (!next_item(message, &offset, &item))
			return false;
		if (!item.type->msgt_inline) {
			if (!kernel_bring_memory(item.bytes, &memory))
				return false;
			memcpy(item.data, &memory, sizeof(memory));
			item.type->msgt_deallocate = 1;
		}
		if (item.is_right && !bring_rights(&item, memory ? memory : item.data))
			return false;
	}
	return true;
}

void kernel_destroy(mach_msg_header_t *message)
{
	size_t offset = sizeof(*message), i;
	struct item item;

	if (!(message->msgh_bits & MACH_MSGH_BITS_COMPLEX))
		return;
	while (offset < message->msgh_size) {
		const char *place;

		require(next_item(message, &offset, &item));
		place = item.type->msgt_inline ? item.data : address_of(&item);
		for (i = 0; item.is_right && i < item.type->msgt_number; i++) {
			mach_port_t name;

			memcpy(&name, place + i * stride_of(&item), sizeof(name));
			kernel_release_right(name);
		}
		if (!item.type->msgt_inline && item.type->msgt_deallocate)
			kernel_release_memory(place, item.bytes);
	}
}

/* ---- Replies ---- */

void kernel_accept(const mach_msg_header_t *reply)
{
	size_t offset = sizeof(*reply), i;
	struct item item;

	require(reply->msgh_size >= sizeof(*reply) && reply->msgh_size % WORD == 0);
	while (offset < reply->msgh_size) {
		const char *place;

		require(next_item(reply, &offset, &item));
		if (item.is_right || !item.type->msgt_inline)
			require(reply->msgh_bits & MACH_MSGH_BITS_COMPLEX);
		place = item.type->msgt_inline ? item.data : address_of(&item);
		if (!item.type->msgt_inline)
			kernel_check_sent_memory(place, item.bytes);
		for (i = 0; item.is_right && i < item.type->msgt_number; i++) {
			mach_port_t name;

			memcpy(&name, place + i * stride_of(&item), sizeof(name));
			kernel_check_sent_right(name);
		}
	}
	require(offset == reply->msgh_size);
}

kern_return_t kernel_reply_code(const mach_msg_header_t *reply)
{
	return ((const mig_reply_header_t *)(const void *)reply)->RetCode;
}

bool kernel_refuses_with(kern_return_t code)
{
	return code == MIG_BAD_ARGUMENTS;
}

size_t kernel_error_bytes(void)
{
	return sizeof(mig_reply_header_t);
}

size_t kernel_unit_bytes(void)
{
	return WORD;
}

void kernel_write_header(mach_msg_header_t *request, bool is_complex, int id)
{
	request->msgh_bits = (is_complex ? MACH_MSGH_BITS_COMPLEX : 0) |
			     MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, MACH_MSG_TYPE_MOVE_SEND);
	request->msgh_remote_port = 3;
	request->msgh_local_port = 2;
	request->msgh_id = id;
}

/* Typed messages have none. */
size_t kernel_trailer(unsigned choice, unsigned char *ret_bytes)
{
	(void)choice, (void)ret_bytes;
	return 0;
}
