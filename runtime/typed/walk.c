/* The one place that takes typed descriptors apart. */
#include "core/body.h"

#include <string.h>

_Static_assert(sizeof(mach_msg_type_t) == sizeof(uintptr_t), "a short descriptor is one word");
_Static_assert(
	sizeof(mach_port_name_inlined_t) == sizeof(uintptr_t), "a right in the body is one word");
_Static_assert(sizeof(mach_msg_header_t) % MACH_MSG_USER_ALIGNMENT == 0, "a body is aligned");

#if defined(__LP64__)
_Static_assert(
	sizeof(mach_msg_header_t) == 32 && sizeof(mach_msg_type_long_t) == 8, "64-bit layout");
#else
_Static_assert(
	sizeof(mach_msg_header_t) == 24 && sizeof(mach_msg_type_long_t) == 12, "32-bit layout");
#endif

#define PORT_NAME_BITS   32u
#define INLINE_PORT_BITS ((mach_msg_type_size_t)(8 * sizeof(mach_port_name_inlined_t)))

/* Takes the descriptor apart. False: fields that have to be zero are not. */
static bool read_descriptor(const mach_msg_type_long_t *descriptor, struct mr_item *item)
{
	const mach_msg_type_t *header = &descriptor->msgtl_header;

	item->is_inline = header->msgt_inline;
	item->is_long = header->msgt_longform;
	item->deallocate = header->msgt_deallocate;
	item->type = header->msgt_name;
	item->size_bits = header->msgt_size;
	item->number = header->msgt_number;
#if !defined(__LP64__)
	if (item->is_long) {
		if (item->type != 0 || item->size_bits != 0 || item->number != 0)
			return false;
		item->type = descriptor->msgtl_name;
		item->size_bits = descriptor->msgtl_size;
		item->number = descriptor->msgtl_number;
	}
#endif
	return header->msgt_unused == 0;
}

static enum mr_step next(struct mr_cursor *cursor, struct mr_item *ret_item)
{
	size_t left_bytes = cursor->size_bytes - cursor->offset_bytes;
	mach_msg_type_long_t descriptor = {0};
	size_t descriptor_bytes = sizeof(mach_msg_type_t);
	uint64_t data_bytes;
	uint64_t body_bytes;
	mach_msg_type_size_t port_bits;
	bool is_sound;

	if (left_bytes == 0)
		return MR_STEP_END;
	if (left_bytes < sizeof(mach_msg_type_t))
		return MR_STEP_CUT_SHORT;
	ret_item->descriptor = cursor->body + cursor->offset_bytes;
	memcpy(&descriptor, ret_item->descriptor, sizeof(mach_msg_type_t));
	if (descriptor.msgtl_header.msgt_longform) {
		descriptor_bytes = sizeof descriptor;
		if (left_bytes < descriptor_bytes)
			return MR_STEP_CUT_SHORT;
		memcpy(&descriptor, ret_item->descriptor, descriptor_bytes);
	}
	is_sound = read_descriptor(&descriptor, ret_item);
	left_bytes -= descriptor_bytes;
	ret_item->data = ret_item->descriptor + descriptor_bytes;

	ret_item->is_port = MACH_MSG_TYPE_PORT_ANY(ret_item->type);
	port_bits = ret_item->is_inline ? INLINE_PORT_BITS : PORT_NAME_BITS;
	if (!is_sound || (ret_item->is_port && ret_item->size_bits != port_bits) ||
		(ret_item->is_inline && ret_item->deallocate))
		return MR_STEP_INVALID;

	/* 32 bits by 16 bits: fits into 64 bits with room to spare. */
	data_bytes = ((uint64_t)ret_item->number * ret_item->size_bits + 7) / 8;
	if (data_bytes > PTRDIFF_MAX)
		return ret_item->is_inline ? MR_STEP_CUT_SHORT : MR_STEP_INVALID;
	ret_item->data_bytes = (size_t)data_bytes;
	body_bytes = ret_item->is_inline ? data_bytes : sizeof(uintptr_t);
	body_bytes = (body_bytes + MACH_MSG_USER_ALIGNMENT - 1) &
		     ~(uint64_t)(MACH_MSG_USER_ALIGNMENT - 1);
	if (body_bytes > left_bytes)
		return MR_STEP_CUT_SHORT;
	if (!ret_item->is_inline)
		memcpy(&ret_item->address, ret_item->data, sizeof ret_item->address);
	cursor->offset_bytes += descriptor_bytes + (size_t)body_bytes;
	return MR_STEP_ITEM;
}

static struct mr_cursor begin(unsigned char *body, size_t size_bytes)
{
	return (struct mr_cursor){body, size_bytes, 0, 0};
}

static mach_port_name_t port(const struct mr_item *item, size_t index)
{
	mach_port_name_t name;

	memcpy(&name, item->data + index * sizeof(mach_port_name_inlined_t), sizeof name);
	return name;
}

/* The unused half of a slot is set to zero. */
static void set_port(
	const struct mr_item *item, size_t index, mach_port_name_t name, mach_msg_type_name_t type)
{
	uintptr_t slot = name;

	(void)type;
	memcpy(item->data + index * sizeof(mach_port_name_inlined_t), &slot, sizeof slot);
}

/* Of an item whose memory is lost: it has no elements. */
static void set_no_elements(const struct mr_item *item)
{
	mach_msg_type_t descriptor;

#if !defined(__LP64__)
	if (item->is_long) {
		memset(item->descriptor + offsetof(mach_msg_type_long_t, msgtl_number), 0,
			sizeof(natural_t));
		return;
	}
#endif
	memcpy(&descriptor, item->descriptor, sizeof descriptor);
	descriptor.msgt_number = 0;
	memcpy(item->descriptor, &descriptor, sizeof descriptor);
}

static void set_memory(const struct mr_item *item, uintptr_t address)
{
	memcpy(item->data, &address, sizeof address);
	if (address == 0 && item->data_bytes > 0)
		set_no_elements(item);
}

/* Of an item whose short descriptor this is: a long one of 32 bits has its type behind that. */
static void set_type(
	const struct mr_item *item, mach_msg_type_t *descriptor, mach_msg_type_name_t type)
{
#if !defined(__LP64__)
	if (item->is_long) {
		unsigned short long_type = (unsigned short)type;

		memcpy(item->descriptor + offsetof(mach_msg_type_long_t, msgtl_name), &long_type,
			sizeof long_type);
		return;
	}
#endif
	(void)item;
	descriptor->msgt_name = type & 0xffu;
}

static void set_taken(const struct mr_item *item)
{
	mach_msg_type_t descriptor;

	if (item->is_inline && !item->is_port)
		return;
	memcpy(&descriptor, item->descriptor, sizeof descriptor);
	descriptor.msgt_deallocate = !item->is_inline;
	if (item->is_port)
		set_type(item, &descriptor, mr_right_arriving(item->type));
	memcpy(item->descriptor, &descriptor, sizeof descriptor);
}

static bool is_taken(const struct mr_item *item)
{
	return (!item->is_port || MACH_MSG_TYPE_PORT_ANY_RIGHT(item->type)) &&
	       (item->is_inline || item->deallocate);
}

const struct mr_dialect mr_typed_dialect = {
	.wire = MR_WIRE_TYPED,
	.alignment_mask = MACH_MSG_USER_ALIGNMENT - 1,
	.begin = begin,
	.next = next,
	.port = port,
	.set_port = set_port,
	.set_memory = set_memory,
	.set_taken = set_taken,
	.is_taken = is_taken,
};
