/*
 * From a task's message to the core's: every check of what a sender says, and the taking of rights
 * and memory.
 *
 * It goes over the body twice. First, without the lock, out-of-line memory is copied or claimed;
 * then, with the lock held throughout, the rights of header and body are taken. So a large copy
 * holds nobody up, and the header is still judged before anything is lost: until it is accepted,
 * regions are only copies and claims, which can be forgotten.
 */
#include "core/memory.h"
#include "typed/typed.h"

#include <string.h>

/* What the first pass found. */
struct body_scan {
	size_t item_count;        /* sound ones */
	mach_msg_return_t result; /* MACH_MSG_SUCCESS, or what is wrong with the item after them */
};

static mach_msg_return_t error_of_step(enum mr_typed_step step)
{
	return step == MR_TYPED_CUT_SHORT ? MACH_SEND_MSG_TOO_SMALL : MACH_SEND_INVALID_TYPE;
}

/* Copies or claims the memory of an out-of-line item. Arrays of rights are always copied: their
 * names are replaced. */
static mach_msg_return_t scan_region(
	struct mr_message *message, const struct mr_typed_item *item, bool borrow)
{
	void *address = (void *)mr_typed_pointer(item);
	struct mr_region region;
	kern_return_t result;

	if (!mr_message_reserve_regions(message, 1))
		return MACH_SEND_NO_BUFFER;
	if (item->deallocate && !item->is_port)
		result = mr_region_claim(address, item->data_bytes, &region);
	else if (borrow && !item->is_port)
		result = mr_region_borrow(address, item->data_bytes, &region);
	else
		result = mr_region_copy(address, item->data_bytes, &region);
	if (result == KERN_RESOURCE_SHORTAGE)
		return MACH_SEND_NO_BUFFER;
	if (result != KERN_SUCCESS)
		return MACH_SEND_INVALID_MEMORY;
	mr_message_add_region(message, region);
	return MACH_MSG_SUCCESS;
}

static struct mr_typed_cursor cursor_of(struct mr_message *message)
{
	return (struct mr_typed_cursor){message->body, message->body_size_bytes, 0};
}

static struct body_scan scan_body(struct mr_message *message, bool borrow)
{
	struct mr_typed_cursor cursor = cursor_of(message);
	struct body_scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_typed_item item;
	enum mr_typed_step step;
	size_t right_count = 0;

	while ((step = mr_typed_next(&cursor, &item)) == MR_TYPED_ITEM) {
		if (!item.is_inline)
			scan.result = scan_region(message, &item, borrow);
		if (scan.result != MACH_MSG_SUCCESS)
			return scan;
		scan.item_count++;
		if (!item.is_port)
			continue;
		right_count += item.number;
		if (!mr_message_reserve_rights(message, right_count)) {
			scan.result = MACH_SEND_NO_BUFFER;
			return scan;
		}
	}
	if (step != MR_TYPED_END)
		scan.result = error_of_step(step);
	return scan;
}

/* Forgets what the first pass made, for a message that is refused before anything is taken: copies
 * are freed, claimed pages stay with the sender. */
static void forget(struct mr_message *message, size_t item_count)
{
	struct mr_typed_cursor cursor = cursor_of(message);
	struct mr_typed_item item;
	size_t region_index = 0;
	size_t i;

	for (i = 0; i < item_count; i++) {
		mr_typed_next(&cursor, &item);
		if (item.is_inline)
			continue;
		if (item.is_port || !item.deallocate)
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
	return mr_header_copyin(&header, message);
}

/* Takes the rights of one item of the body, and writes its descriptor as it will be received. */
static mach_msg_return_t copyin_rights(struct mr_message *message, const struct mr_typed_item *item,
	const struct mr_region *region)
{
	const char *names = region ? region->address : NULL;
	size_t i;

	for (i = 0; i < item->number; i++) {
		struct mr_right right;
		mach_port_name_t name;

		if (region)
			memcpy(&name, names + i * sizeof name, sizeof name);
		else
			name = mr_typed_port(item, i);
		if (mr_right_copyin(name, item->name, true, &right) != KERN_SUCCESS)
			return MACH_SEND_INVALID_RIGHT;
		mr_message_add_right(message, right);
	}
	switch (item->name) {
	case MACH_MSG_TYPE_COPY_SEND:
	case MACH_MSG_TYPE_MAKE_SEND: mr_typed_set_name(item, MACH_MSG_TYPE_PORT_SEND); break;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE:
		mr_typed_set_name(item, MACH_MSG_TYPE_PORT_SEND_ONCE);
		break;
	}
	return MACH_MSG_SUCCESS;
}

/* Takes what the sound items of the body carry. What comes after a fault stays with the sender. */
static mach_msg_return_t copyin_body(struct mr_message *message, size_t item_count)
{
	struct mr_typed_cursor cursor = cursor_of(message);
	struct mr_typed_item item;
	size_t region_index = 0;
	mach_msg_return_t result = MACH_MSG_SUCCESS;
	size_t i;

	for (i = 0; i < item_count; i++) {
		struct mr_region *region = NULL;

		mr_typed_next(&cursor, &item);
		if (!item.is_inline)
			region = &message->regions[region_index++];
		if (result != MACH_MSG_SUCCESS) {
			if (region && item.deallocate && !item.is_port)
				*region = (struct mr_region){.address = NULL};
			continue;
		}
		if (item.is_port)
			result = copyin_rights(message, &item, region);
		if (result != MACH_MSG_SUCCESS || item.is_inline)
			continue;
		if (item.is_port && item.deallocate)
			mr_pages_free(mr_typed_pointer(&item), item.data_bytes);
		mr_typed_set_deallocate(&item);
	}
	return result;
}

mach_msg_return_t mr_typed_copyin(
	const mach_msg_header_t *msg, mach_msg_size_t size_bytes, struct mr_message **ret_message)
{
	struct body_scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_message *message;
	mach_msg_return_t result;

	if (size_bytes < sizeof *msg || size_bytes % MACH_MSG_USER_ALIGNMENT != 0)
		return MACH_SEND_MSG_TOO_SMALL;
	mr_lock();
	message = mr_message_create(MR_WIRE_TYPED, size_bytes - sizeof *msg);
	if (!message) {
		mr_unlock();
		return MACH_SEND_NO_BUFFER;
	}
	mr_message_set_body(message, msg + 1);
	message->id = msg->msgh_id;
	message->complex = (msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0;
	if (message->complex) {
		bool leaves = mr_name_leaves_process(msg->msgh_remote_port);

		mr_unlock();
		scan = scan_body(message, leaves);
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
