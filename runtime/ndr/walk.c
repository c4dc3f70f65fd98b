/* The one place that takes NDR descriptors apart. */
#include "core/body.h"

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

static struct mr_cursor begin(unsigned char *body, size_t size_bytes)
{
	struct mr_cursor cursor = {body, size_bytes, sizeof(mach_msg_body_t), 0};
	mach_msg_body_t start;

	memcpy(&start, body, sizeof start);
	cursor.left_count = start.msgh_descriptor_count;
	return cursor;
}

static enum mr_step read_port(struct mr_item *item)
{
	mach_msg_port_descriptor_t port;

	memcpy(&port, item->descriptor, sizeof port);
	item->data = item->descriptor;
	item->is_port = true;
	item->is_inline = true;
	item->type = port.disposition;
	item->number = 1;
	item->data_bytes = sizeof(mach_port_name_t);
	return MR_STEP_ITEM;
}

/*
 * Whether the copy option makes sense. Of nothing it need not: in the unused entries of a bounded
 * array stubs set only type and size.
 */
static bool check_copy(struct mr_item *item)
{
	if (item->copy == MACH_MSG_PHYSICAL_COPY || item->copy == MACH_MSG_VIRTUAL_COPY)
		return true;
	item->copy = MACH_MSG_PHYSICAL_COPY;
	return item->number == 0;
}

static enum mr_step read_memory(struct mr_item *item)
{
	mach_msg_ool_descriptor_t memory;

	memcpy(&memory, item->descriptor, sizeof memory);
	item->address = (uintptr_t)memory.address;
	item->copy = memory.copy;
	item->deallocate = memory.deallocate != 0;
	item->number = memory.size;
	item->data_bytes = memory.size;
	if (!check_copy(item))
		return MR_STEP_INVALID;
	return item->data_bytes <= PTRDIFF_MAX ? MR_STEP_ITEM : MR_STEP_INVALID;
}

static enum mr_step read_ports(struct mr_item *item)
{
	mach_msg_ool_ports_descriptor_t ports;
	uint64_t data_bytes;

	memcpy(&ports, item->descriptor, sizeof ports);
	item->is_port = true;
	item->address = (uintptr_t)ports.address;
	item->copy = ports.copy;
	item->deallocate = ports.deallocate != 0;
	item->type = ports.disposition;
	item->number = ports.count;
	if (!check_copy(item))
		return MR_STEP_INVALID;
	if (item->number > 0 && mr_right_arriving(item->type) == 0)
		return MR_STEP_INVALID;
	data_bytes = (uint64_t)item->number * sizeof(mach_port_name_t);
	item->data_bytes = (size_t)data_bytes;
	return data_bytes <= PTRDIFF_MAX ? MR_STEP_ITEM : MR_STEP_INVALID;
}

static enum mr_step next(struct mr_cursor *cursor, struct mr_item *ret_item)
{
	size_t left_bytes = cursor->size_bytes - cursor->offset_bytes;
	mach_msg_type_descriptor_t common;
	size_t descriptor_bytes;

	if (cursor->left_count == 0)
		return MR_STEP_END;
	if (left_bytes < sizeof common)
		return MR_STEP_CUT_SHORT;
	*ret_item = (struct mr_item){.descriptor = cursor->body + cursor->offset_bytes};
	memcpy(&common, ret_item->descriptor, sizeof common);
	ret_item->descriptor_type = common.type;
	switch (ret_item->descriptor_type) {
	case MACH_MSG_PORT_DESCRIPTOR: descriptor_bytes = sizeof(mach_msg_port_descriptor_t); break;
	case MACH_MSG_OOL_DESCRIPTOR:
	case MACH_MSG_OOL_VOLATILE_DESCRIPTOR:
	case MACH_MSG_OOL_PORTS_DESCRIPTOR:
		descriptor_bytes = sizeof(mach_msg_ool_descriptor_t);
		break;
	default: return MR_STEP_INVALID;
	}
	if (left_bytes < descriptor_bytes)
		return MR_STEP_CUT_SHORT;
	cursor->offset_bytes += descriptor_bytes;
	cursor->left_count--;
	if (ret_item->descriptor_type == MACH_MSG_PORT_DESCRIPTOR)
		return read_port(ret_item);
	if (ret_item->descriptor_type == MACH_MSG_OOL_PORTS_DESCRIPTOR)
		return read_ports(ret_item);
	return read_memory(ret_item);
}

static mach_port_name_t port(const struct mr_item *item, size_t index)
{
	mach_msg_port_descriptor_t port;

	(void)index;
	memcpy(&port, item->descriptor, sizeof port);
	return port.name;
}

/* Descriptors are written whole, without remains of the sender's in their padding. */
static void set_port(
	const struct mr_item *item, size_t index, mach_port_name_t name, mach_msg_type_name_t type)
{
	mach_msg_port_descriptor_t port = {.name = name, .type = MACH_MSG_PORT_DESCRIPTOR};

	(void)index;
	port.disposition = type & 0xffu;
	memcpy(item->descriptor, &port, sizeof port);
}

/* Memory that a message could not be sent with may be lost: then it has no bytes. */
static void set_memory(const struct mr_item *item, uintptr_t address)
{
	mach_msg_ool_descriptor_t memory = {.address = (void *)address, .deallocate = TRUE};
	mach_msg_ool_ports_descriptor_t ports = {.address = (void *)address, .deallocate = TRUE};

	if (item->is_port) {
		ports.copy = item->copy & 0xffu;
		ports.disposition = mr_right_arriving(item->type) & 0xffu;
		ports.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
		ports.count = address ? item->number : 0;
		memcpy(item->descriptor, &ports, sizeof ports);
	} else {
		memory.copy = item->copy & 0xffu;
		memory.type = item->descriptor_type & 0xffu;
		memory.size = address ? item->number : 0;
		memcpy(item->descriptor, &memory, sizeof memory);
	}
}

const struct mr_dialect mr_ndr_dialect = {
	.wire = MR_WIRE_NDR,
	.alignment_mask = 3,
	.start_bytes = sizeof(mach_msg_body_t),
	.begin = begin,
	.next = next,
	.port = port,
	.set_port = set_port,
	.set_memory = set_memory,
};
