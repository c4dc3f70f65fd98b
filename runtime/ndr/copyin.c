/*
 * From a task's message to the core's: every check of what a sender says, and the taking of rights
 * and memory.
 *
 * It goes over the descriptors twice. First, without the lock, out-of-line memory is copied or
 * claimed; then, with the lock held throughout, the rights of header and descriptors are taken. So
 * a large copy holds nobody up, and the header is still judged before anything is lost: until it is
 * accepted, regions are only copies and claims, which can be forgotten.
 */
#include "core/memory.h"
#include "ndr/ndr.h"

#include <string.h>

/* What the first pass found. */
struct scan {
	size_t item_count;        /* sound ones */
	mach_msg_return_t result; /* MACH_MSG_SUCCESS, or what is wrong with the item after them */
};

/* Copies or claims the memory of an item. Arrays of rights are always copied: their names are
 * replaced. */
static mach_msg_return_t scan_region(
	struct mr_message *message, const struct mr_ndr_item *item, bool borrow)
{
	struct mr_region region;
	kern_return_t result;

	if (!mr_message_reserve_regions(message, 1))
		return MACH_SEND_NO_BUFFER;
	if (item->deallocate && item->kind == MR_NDR_MEMORY)
		result = mr_region_claim((void *)item->address, item->data_bytes, &region);
	else if (borrow && item->kind == MR_NDR_MEMORY)
		result = mr_region_borrow((void *)item->address, item->data_bytes, &region);
	else
		result = mr_region_copy((void *)item->address, item->data_bytes, &region);
	if (result == KERN_RESOURCE_SHORTAGE)
		return MACH_SEND_NO_BUFFER;
	if (result != KERN_SUCCESS)
		return MACH_SEND_INVALID_MEMORY;
	mr_message_add_region(message, region);
	return MACH_MSG_SUCCESS;
}

static struct mr_ndr_cursor cursor_of(struct mr_message *message)
{
	return mr_ndr_begin(message->body, message->body_size_bytes);
}

static struct scan scan_descriptors(struct mr_message *message, bool borrow)
{
	struct mr_ndr_cursor cursor = cursor_of(message);
	struct scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_ndr_item item;
	enum mr_ndr_step step;
	size_t right_count = 0;

	while ((step = mr_ndr_next(&cursor, &item)) == MR_NDR_ITEM) {
		if (item.kind != MR_NDR_PORT)
			scan.result = scan_region(message, &item, borrow);
		if (scan.result != MACH_MSG_SUCCESS)
			return scan;
		scan.item_count++;
		if (item.kind == MR_NDR_MEMORY)
			continue;
		right_count += item.kind == MR_NDR_PORT ? 1 : item.number;
		if (!mr_message_reserve_rights(message, right_count)) {
			scan.result = MACH_SEND_NO_BUFFER;
			return scan;
		}
	}
	if (step == MR_NDR_CUT_SHORT)
		scan.result = MACH_SEND_MSG_TOO_SMALL;
	else if (step == MR_NDR_INVALID)
		scan.result = MACH_SEND_INVALID_TYPE;
	return scan;
}

/* Forgets what the first pass made, for a message that is refused before anything is taken: copies
 * are freed, claimed pages stay with the sender. */
static void forget(struct mr_message *message, size_t item_count)
{
	struct mr_ndr_cursor cursor = {NULL, 0, 0, 0};
	struct mr_ndr_item item;
	size_t region_index = 0;
	size_t i;

	if (item_count > 0)
		cursor = cursor_of(message);
	for (i = 0; i < item_count; i++) {
		mr_ndr_next(&cursor, &item);
		if (item.kind == MR_NDR_PORT)
			continue;
		if (item.kind == MR_NDR_PORTS || !item.deallocate)
			mr_region_free(message->regions[region_index]);
		region_index++;
	}
	mr_message_free(message);
}

/* Takes the rights of the header; an error means that nothing was taken. */
static mach_msg_return_t copyin_header(const mach_msg_header_t *msg, struct mr_message *message)
{
	struct mr_header header = {
		.remote = msg->msgh_remote_port,
		.remote_type = MACH_MSGH_BITS_REMOTE(msg->msgh_bits),
		.local = msg->msgh_local_port,
		.local_type = MACH_MSGH_BITS_LOCAL(msg->msgh_bits),
	};
	mach_msg_return_t result = mr_header_check(&header);

	if (result != MACH_MSG_SUCCESS)
		return result;
	if (MACH_MSGH_BITS_HAS_VOUCHER(msg->msgh_bits) && MACH_PORT_VALID(msg->msgh_voucher_port))
		return MACH_SEND_INVALID_VOUCHER;
	return mr_header_copyin(&header, message);
}

static mach_msg_return_t copyin_right(
	struct mr_message *message, mach_port_name_t name, mach_msg_type_name_t disposition)
{
	struct mr_right right;

	if (mr_right_copyin(name, disposition, true, &right) != KERN_SUCCESS)
		return MACH_SEND_INVALID_RIGHT;
	/* The unused entries of a bounded array of rights have a null name and any disposition. */
	right.type = mr_ndr_arriving(disposition);
	mr_message_add_right(message, right);
	return MACH_MSG_SUCCESS;
}

/* Takes the rights of one item. */
static mach_msg_return_t copyin_rights(
	struct mr_message *message, const struct mr_ndr_item *item, const struct mr_region *region)
{
	const char *names;
	size_t i;

	if (item->kind == MR_NDR_PORT)
		return copyin_right(message, item->name, item->disposition);
	names = region->address;
	for (i = 0; i < item->number; i++) {
		mach_port_name_t name;
		mach_msg_return_t result;

		memcpy(&name, names + i * sizeof name, sizeof name);
		result = copyin_right(message, name, item->disposition);
		if (result != MACH_MSG_SUCCESS)
			return result;
	}
	return MACH_MSG_SUCCESS;
}

/* Takes what the sound items carry. What comes after a fault stays with the sender. */
static mach_msg_return_t copyin_body(struct mr_message *message, size_t item_count)
{
	struct mr_ndr_cursor cursor = cursor_of(message);
	struct mr_ndr_item item;
	size_t region_index = 0;
	mach_msg_return_t result = MACH_MSG_SUCCESS;
	size_t i;

	for (i = 0; i < item_count; i++) {
		struct mr_region *region = NULL;

		mr_ndr_next(&cursor, &item);
		if (item.kind != MR_NDR_PORT)
			region = &message->regions[region_index++];
		if (result != MACH_MSG_SUCCESS) {
			if (item.kind == MR_NDR_MEMORY && item.deallocate)
				*region = (struct mr_region){.address = NULL};
			continue;
		}
		if (item.kind != MR_NDR_MEMORY)
			result = copyin_rights(message, &item, region);
		if (result == MACH_MSG_SUCCESS && item.kind == MR_NDR_PORTS && item.deallocate)
			mr_pages_free(item.address, item.data_bytes);
	}
	return result;
}

mach_msg_return_t mr_ndr_copyin(
	const mach_msg_header_t *msg, mach_msg_size_t size_bytes, struct mr_message **ret_message)
{
	struct scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_message *message;
	mach_msg_return_t result;

	if (size_bytes < sizeof *msg || size_bytes % MR_NDR_ALIGNMENT_BYTES != 0)
		return MACH_SEND_MSG_TOO_SMALL;
	if (MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits) && size_bytes < sizeof(mach_msg_base_t))
		return MACH_SEND_MSG_TOO_SMALL;
	mr_lock();
	message = mr_message_create(MR_WIRE_NDR, size_bytes - sizeof *msg);
	if (!message) {
		mr_unlock();
		return MACH_SEND_NO_BUFFER;
	}
	mr_message_set_body(message, msg + 1);
	message->id = msg->msgh_id;
	message->complex = MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits);
	if (message->complex) {
		bool leaves = mr_name_leaves_process(msg->msgh_remote_port);

		mr_unlock();
		scan = scan_descriptors(message, leaves);
		mr_lock();
	}
	result = scan.result == MACH_SEND_NO_BUFFER ? scan.result : copyin_header(msg, message);
	if (result != MACH_MSG_SUCCESS) {
		forget(message, scan.item_count);
		mr_unlock();
		return result;
	}
	if (message->complex) {
		result = copyin_body(message, scan.item_count);
		if (result == MACH_MSG_SUCCESS)
			result = scan.result;
	}
	if (result == MACH_MSG_SUCCESS) {
		*ret_message = message;
		return result;
	}
	mr_message_destroy(message);
	mr_unlock();
	return result;
}
