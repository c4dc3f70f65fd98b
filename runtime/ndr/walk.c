/* The one place that takes descriptors apart (ndr.h). */
#include "ndr/ndr.h"

#include <string.h>

_Static_assert(sizeof(mach_msg_header_t) == 24, "the header is the same for all machines");
_Static_assert(sizeof(mach_msg_port_descriptor_t) == 12, "and the descriptor of a right");

#if defined(__LP64__)
_Static_assert(sizeof(mach_msg_ool_descriptor_t) == 16, "64-bit layout");
#else
_Static_assert(sizeof(mach_msg_ool_descriptor_t) == 12, "32-bit layout");
#endif
_Static_assert(
	sizeof(mach_msg_ool_ports_descriptor_t) == sizeof(mach_msg_ool_descriptor_t), "alike");

struct mr_ndr_cursor mr_ndr_begin(unsigned char *body, size_t size_bytes)
{
	struct mr_ndr_cursor cursor = {body, size_bytes, sizeof(mach_msg_body_t), 0};
	mach_msg_body_t start;

	memcpy(&start, body, sizeof start);
	cursor.left_count = start.msgh_descriptor_count;
	return cursor;
}

static enum mr_ndr_step read_port(struct mr_ndr_item *item)
{
	mach_msg_port_descriptor_t port;

	memcpy(&port, item->descriptor, sizeof port);
	item->kind = MR_NDR_PORT;
	item->name = port.name;
	item->disposition = port.disposition;
	return MR_NDR_ITEM;
}

/*
 * Whether the copy option makes sense. Of nothing it need not: in the unused entries of a bounded
 * array stubs set only type and size.
 */
static bool check_copy(struct mr_ndr_item *item)
{
	if (item->copy == MACH_MSG_PHYSICAL_COPY || item->copy == MACH_MSG_VIRTUAL_COPY)
		return true;
	item->copy = MACH_MSG_PHYSICAL_COPY;
	return item->number == 0;
}

static enum mr_ndr_step read_memory(struct mr_ndr_item *item)
{
	mach_msg_ool_descriptor_t memory;

	memcpy(&memory, item->descriptor, sizeof memory);
	item->kind = MR_NDR_MEMORY;
	item->address = (uintptr_t)memory.address;
	item->copy = memory.copy;
	item->deallocate = memory.deallocate != 0;
	item->number = memory.size;
	item->data_bytes = memory.size;
	if (!check_copy(item))
		return MR_NDR_INVALID;
	return item->data_bytes <= PTRDIFF_MAX ? MR_NDR_ITEM : MR_NDR_INVALID;
}

static enum mr_ndr_step read_ports(struct mr_ndr_item *item)
{
	mach_msg_ool_ports_descriptor_t ports;
	uint64_t data_bytes;

	memcpy(&ports, item->descriptor, sizeof ports);
	item->kind = MR_NDR_PORTS;
	item->address = (uintptr_t)ports.address;
	item->copy = ports.copy;
	item->deallocate = ports.deallocate != 0;
	item->disposition = ports.disposition;
	item->number = ports.count;
	if (!check_copy(item))
		return MR_NDR_INVALID;
	if (item->number > 0 && mr_ndr_arriving(item->disposition) == 0)
		return MR_NDR_INVALID;
	data_bytes = (uint64_t)item->number * sizeof(mach_port_name_t);
	item->data_bytes = (size_t)data_bytes;
	return data_bytes <= PTRDIFF_MAX ? MR_NDR_ITEM : MR_NDR_INVALID;
}

enum mr_ndr_step mr_ndr_next(struct mr_ndr_cursor *cursor, struct mr_ndr_item *ret_item)
{
	size_t left_bytes = cursor->size_bytes - cursor->offset_bytes;
	mach_msg_type_descriptor_t common;
	size_t descriptor_bytes;

	if (cursor->left_count == 0)
		return MR_NDR_END;
	if (left_bytes < sizeof common)
		return MR_NDR_CUT_SHORT;
	*ret_item = (struct mr_ndr_item){.descriptor = cursor->body + cursor->offset_bytes};
	memcpy(&common, ret_item->descriptor, sizeof common);
	ret_item->type = common.type;
	switch (ret_item->type) {
	case MACH_MSG_PORT_DESCRIPTOR: descriptor_bytes = sizeof(mach_msg_port_descriptor_t); break;
	case MACH_MSG_OOL_DESCRIPTOR:
	case MACH_MSG_OOL_VOLATILE_DESCRIPTOR:
	case MACH_MSG_OOL_PORTS_DESCRIPTOR:
		descriptor_bytes = sizeof(mach_msg_ool_descriptor_t);
		break;
	default: return MR_NDR_INVALID;
	}
	if (left_bytes < descriptor_bytes)
		return MR_NDR_CUT_SHORT;
	cursor->offset_bytes += descriptor_bytes;
	cursor->left_count--;
	if (ret_item->type == MACH_MSG_PORT_DESCRIPTOR)
		return read_port(ret_item);
	if (ret_item->type == MACH_MSG_OOL_PORTS_DESCRIPTOR)
		return read_ports(ret_item);
	return read_memory(ret_item);
}

void mr_ndr_set_port(
	const struct mr_ndr_item *item, mach_port_name_t name, mach_msg_type_name_t disposition)
{
	mach_msg_port_descriptor_t port = {.name = name, .type = MACH_MSG_PORT_DESCRIPTOR};

	port.disposition = disposition & 0xffu;
	memcpy(item->descriptor, &port, sizeof port);
}

void mr_ndr_set_memory(const struct mr_ndr_item *item, uintptr_t address)
{
	mach_msg_ool_descriptor_t memory = {.address = (void *)address, .deallocate = TRUE};
	mach_msg_ool_ports_descriptor_t ports = {.address = (void *)address, .deallocate = TRUE};

	if (item->kind == MR_NDR_PORTS) {
		ports.copy = item->copy & 0xffu;
		ports.disposition = mr_ndr_arriving(item->disposition) & 0xffu;
		ports.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
		ports.count = item->number;
		memcpy(item->descriptor, &ports, sizeof ports);
	} else {
		memory.copy = item->copy & 0xffu;
		memory.type = item->type & 0xffu;
		memory.size = item->number;
		memcpy(item->descriptor, &memory, sizeof memory);
	}
}

mach_msg_type_name_t mr_ndr_arriving(mach_msg_type_name_t disposition)
{
	switch (disposition) {
	case MACH_MSG_TYPE_MOVE_RECEIVE: return MACH_MSG_TYPE_PORT_RECEIVE;
	case MACH_MSG_TYPE_MOVE_SEND:
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: return MACH_MSG_TYPE_PORT_SEND;
	case MACH_MSG_TYPE_MOVE_SEND_ONCE:
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return MACH_MSG_TYPE_PORT_SEND_ONCE;
	default: return MACH_MSG_TYPE_PORT_NONE;
	}
}

/* Whether the next rights of the message are what the item says. */
static bool check_rights(
	const struct mr_message *message, const struct mr_ndr_item *item, size_t *right_index)
{
	size_t count = item->kind == MR_NDR_PORT ? 1 : item->number;
	size_t i;

	if (count > message->right_count - *right_index)
		return false;
	for (i = 0; i < count; i++) {
		const struct mr_right *right = &message->rights[(*right_index)++];

		if (right->type != mr_ndr_arriving(item->disposition))
			return false;
		if (right->port && right->type == MACH_MSG_TYPE_PORT_NONE)
			return false;
	}
	return true;
}

bool mr_ndr_check(struct mr_message *message)
{
	enum mr_ndr_step step = MR_NDR_END;
	struct mr_ndr_cursor cursor;
	struct mr_ndr_item item;
	size_t right_index = 0;
	size_t region_index = 0;

	if (message->body_size_bytes % MR_NDR_ALIGNMENT_BYTES != 0)
		return false;
	if (message->complex) {
		if (message->body_size_bytes < sizeof(mach_msg_body_t))
			return false;
		cursor = mr_ndr_begin(message->body, message->body_size_bytes);
		while ((step = mr_ndr_next(&cursor, &item)) == MR_NDR_ITEM) {
			if (item.kind != MR_NDR_MEMORY &&
				!check_rights(message, &item, &right_index))
				return false;
			if (item.kind == MR_NDR_PORT)
				continue;
			if (region_index == message->region_count ||
				message->regions[region_index++].size_bytes != item.data_bytes)
				return false;
		}
	}
	return step == MR_NDR_END && right_index == message->right_count &&
	       region_index == message->region_count;
}
