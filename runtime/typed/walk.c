/* The one place that takes descriptors apart (typed.h). */
#include "typed/typed.h"

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
#define INLINE_PORT_BITS ((mach_msg_type_size_t)(8 * MR_TYPED_INLINE_PORT_BYTES))

/* Takes the descriptor apart. False: fields that have to be zero are not. */
static bool read_descriptor(const mach_msg_type_long_t *descriptor, struct mr_typed_item *item)
{
	const mach_msg_type_t *header = &descriptor->msgtl_header;

	item->is_inline = header->msgt_inline;
	item->is_long = header->msgt_longform;
	item->deallocate = header->msgt_deallocate;
	item->name = header->msgt_name;
	item->size_bits = header->msgt_size;
	item->number = header->msgt_number;
#if !defined(__LP64__)
	if (item->is_long) {
		if (item->name != 0 || item->size_bits != 0 || item->number != 0)
			return false;
		item->name = descriptor->msgtl_name;
		item->size_bits = descriptor->msgtl_size;
		item->number = descriptor->msgtl_number;
	}
#endif
	return header->msgt_unused == 0;
}

enum mr_typed_step mr_typed_next(struct mr_typed_cursor *cursor, struct mr_typed_item *ret_item)
{
	size_t left_bytes = cursor->size_bytes - cursor->offset_bytes;
	mach_msg_type_long_t descriptor = {0};
	size_t descriptor_bytes = sizeof(mach_msg_type_t);
	uint64_t data_bytes;
	uint64_t body_bytes;
	mach_msg_type_size_t port_bits;
	bool is_sound;

	if (left_bytes == 0)
		return MR_TYPED_END;
	if (left_bytes < sizeof(mach_msg_type_t))
		return MR_TYPED_CUT_SHORT;
	ret_item->descriptor = cursor->body + cursor->offset_bytes;
	memcpy(&descriptor, ret_item->descriptor, sizeof(mach_msg_type_t));
	if (descriptor.msgtl_header.msgt_longform) {
		descriptor_bytes = sizeof descriptor;
		if (left_bytes < descriptor_bytes)
			return MR_TYPED_CUT_SHORT;
		memcpy(&descriptor, ret_item->descriptor, descriptor_bytes);
	}
	is_sound = read_descriptor(&descriptor, ret_item);
	left_bytes -= descriptor_bytes;
	ret_item->data = ret_item->descriptor + descriptor_bytes;

	ret_item->is_port = MACH_MSG_TYPE_PORT_ANY(ret_item->name);
	port_bits = ret_item->is_inline ? INLINE_PORT_BITS : PORT_NAME_BITS;
	if (!is_sound || (ret_item->is_port && ret_item->size_bits != port_bits) ||
		(ret_item->is_inline && ret_item->deallocate))
		return MR_TYPED_INVALID;

	/* 32 bits by 16 bits: fits into 64 bits with room to spare. */
	data_bytes = ((uint64_t)ret_item->number * ret_item->size_bits + 7) / 8;
	if (data_bytes > PTRDIFF_MAX)
		return ret_item->is_inline ? MR_TYPED_CUT_SHORT : MR_TYPED_INVALID;
	ret_item->data_bytes = (size_t)data_bytes;
	body_bytes = ret_item->is_inline ? data_bytes : sizeof(uintptr_t);
	body_bytes = (body_bytes + MACH_MSG_USER_ALIGNMENT - 1) &
		     ~(uint64_t)(MACH_MSG_USER_ALIGNMENT - 1);
	if (body_bytes > left_bytes)
		return MR_TYPED_CUT_SHORT;
	cursor->offset_bytes += descriptor_bytes + (size_t)body_bytes;
	return MR_TYPED_ITEM;
}

void mr_typed_set_name(const struct mr_typed_item *item, mach_msg_type_name_t name)
{
#if !defined(__LP64__)
	if (item->is_long) {
		unsigned short long_name = (unsigned short)name;

		memcpy(item->descriptor + offsetof(mach_msg_type_long_t, msgtl_name), &long_name,
			sizeof long_name);
		return;
	}
#endif
	mach_msg_type_t descriptor;

	memcpy(&descriptor, item->descriptor, sizeof descriptor);
	descriptor.msgt_name = name & 0xffu;
	memcpy(item->descriptor, &descriptor, sizeof descriptor);
}

void mr_typed_set_deallocate(const struct mr_typed_item *item)
{
	mach_msg_type_t descriptor;

	memcpy(&descriptor, item->descriptor, sizeof descriptor);
	descriptor.msgt_deallocate = 1;
	memcpy(item->descriptor, &descriptor, sizeof descriptor);
}

uintptr_t mr_typed_pointer(const struct mr_typed_item *item)
{
	uintptr_t address;

	memcpy(&address, item->data, sizeof address);
	return address;
}

void mr_typed_set_pointer(const struct mr_typed_item *item, uintptr_t address)
{
	memcpy(item->data, &address, sizeof address);
}

mach_port_name_t mr_typed_port(const struct mr_typed_item *item, size_t index)
{
	mach_port_name_t name;

	memcpy(&name, item->data + index * MR_TYPED_INLINE_PORT_BYTES, sizeof name);
	return name;
}

void mr_typed_set_port(const struct mr_typed_item *item, size_t index, mach_port_name_t name)
{
	uintptr_t slot = name;

	memcpy(item->data + index * MR_TYPED_INLINE_PORT_BYTES, &slot, sizeof slot);
}

/* Whether the next rights of the message are what the item says. */
static bool check_item_rights(
	const struct mr_message *message, const struct mr_typed_item *item, size_t *right_index)
{
	size_t i;

	if (!MACH_MSG_TYPE_PORT_ANY_RIGHT(item->name) ||
		item->number > message->right_count - *right_index)
		return false;
	for (i = 0; i < item->number; i++) {
		if (message->rights[(*right_index)++].type != item->name)
			return false;
	}
	return true;
}

bool mr_typed_check(struct mr_message *message)
{
	struct mr_typed_cursor cursor = {message->body, message->body_size_bytes, 0};
	struct mr_typed_item item;
	enum mr_typed_step step = MR_TYPED_END;
	size_t right_index = 0;
	size_t region_index = 0;

	if (message->body_size_bytes % MACH_MSG_USER_ALIGNMENT != 0)
		return false;
	while (message->complex && (step = mr_typed_next(&cursor, &item)) == MR_TYPED_ITEM) {
		if (item.is_port && !check_item_rights(message, &item, &right_index))
			return false;
		if (item.is_inline)
			continue;
		if (!item.deallocate || region_index == message->region_count ||
			message->regions[region_index++].size_bytes != item.data_bytes)
			return false;
	}
	return step == MR_TYPED_END && right_index == message->right_count &&
	       region_index == message->region_count;
}
