/*
 * Rights and memory between a task's messages and the core's (body.h): every check of what a sender
 * says, and the taking and giving of what a message carries.
 *
 * On the way in it goes over the body twice. First, without the lock, out-of-line memory is copied
 * or claimed; then, with the lock held throughout, the rights of header and body are taken. So a
 * large copy holds nobody up, and the header is still judged before anything is lost: until it is
 * accepted, regions are only copies and claims, which can be forgotten.
 */
#include "core/body.h"
#include "core/memory.h"
#include "core/remote.h"

#include <string.h>

static struct mr_cursor body_cursor(const struct mr_dialect *dialect, struct mr_message *message)
{
	return dialect->begin(message->body, message->body_size_bytes);
}

/* One of the names of an item. */
static mach_port_name_t name_at(const struct mr_dialect *dialect, const struct mr_item *item,
	const char *names, size_t index)
{
	mach_port_name_t name;

	if (item->is_inline)
		return dialect->port(item, index);
	memcpy(&name, names + index * sizeof name, sizeof name);
	return name;
}

/* ---- The first pass ---- */

struct scan {
	size_t item_count;        /* sound ones */
	mach_msg_return_t result; /* MACH_MSG_SUCCESS, or what is wrong with the item after them */
};

/* Copies or claims the memory of an item. Arrays of rights are always copied: their names are
 * replaced. */
static mach_msg_return_t scan_region(
	struct mr_message *message, const struct mr_item *item, bool borrow)
{
	void *address = (void *)item->address;
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

static struct scan scan_body(
	const struct mr_dialect *dialect, struct mr_message *message, bool borrow)
{
	struct mr_cursor cursor = body_cursor(dialect, message);
	struct scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_item item;
	enum mr_step step;
	size_t right_count = 0;

	while ((step = dialect->next(&cursor, &item)) == MR_STEP_ITEM) {
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
	if (step == MR_STEP_CUT_SHORT)
		scan.result = MACH_SEND_MSG_TOO_SMALL;
	else if (step == MR_STEP_INVALID)
		scan.result = MACH_SEND_INVALID_TYPE;
	return scan;
}

/* Forgets what the first pass made, for a message that is refused before anything is taken: copies
 * are freed, claimed pages stay with the sender. */
static void forget(const struct mr_dialect *dialect, struct mr_message *message, size_t item_count)
{
	struct mr_cursor cursor = {.body = NULL};
	struct mr_item item;
	size_t region_index = 0;
	size_t i;

	if (item_count > 0)
		cursor = body_cursor(dialect, message);
	for (i = 0; i < item_count; i++) {
		dialect->next(&cursor, &item);
		if (item.is_inline)
			continue;
		if (item.is_port || !item.deallocate)
			mr_region_free(message->regions[region_index]);
		region_index++;
	}
	mr_message_free(message);
}

/* ---- The second pass ---- */

/* Takes the rights of the header; an error means that nothing was taken. */
static mach_msg_return_t copyin_header(const struct mr_sent *sent, struct mr_message *message)
{
	mach_msg_return_t result = mr_header_check(&sent->header);

	if (result != MACH_MSG_SUCCESS)
		return result;
	if (sent->objection != MACH_MSG_SUCCESS)
		return sent->objection;
	return mr_header_copyin(&sent->header, message);
}

/* Takes the rights of one item. */
static mach_msg_return_t copyin_rights(const struct mr_dialect *dialect, struct mr_message *message,
	const struct mr_item *item, const struct mr_region *region)
{
	size_t i;

	for (i = 0; i < item->number; i++) {
		mach_port_name_t name = name_at(dialect, item, region ? region->address : NULL, i);
		struct mr_right right;

		if (mr_right_copyin(name, item->type, true, &right) != KERN_SUCCESS)
			return MACH_SEND_INVALID_RIGHT;
		mr_message_add_right(message, right);
	}
	return MACH_MSG_SUCCESS;
}

/* Takes what the sound items carry. What comes after a fault stays with the sender. */
static mach_msg_return_t copyin_items(
	const struct mr_dialect *dialect, struct mr_message *message, size_t item_count)
{
	struct mr_cursor cursor = body_cursor(dialect, message);
	struct mr_item item;
	size_t region_index = 0;
	mach_msg_return_t result = MACH_MSG_SUCCESS;
	size_t i;

	for (i = 0; i < item_count; i++) {
		struct mr_region *region = NULL;

		dialect->next(&cursor, &item);
		if (!item.is_inline)
			region = &message->regions[region_index++];
		if (result != MACH_MSG_SUCCESS) {
			if (region && item.deallocate && !item.is_port)
				*region = (struct mr_region){.address = NULL};
			continue;
		}
		if (item.is_port)
			result = copyin_rights(dialect, message, &item, region);
		if (result != MACH_MSG_SUCCESS)
			continue;
		if (item.is_port && item.deallocate)
			mr_pages_free(item.address, item.data_bytes);
		if (dialect->set_taken)
			dialect->set_taken(&item);
	}
	return result;
}

mach_msg_return_t mr_body_copyin(const struct mr_dialect *dialect, const struct mr_sent *sent,
	struct mr_message **ret_message)
{
	struct scan scan = {0, MACH_MSG_SUCCESS};
	struct mr_message *message;
	mach_msg_return_t result;

	if ((sent->body_bytes & dialect->alignment_mask) != 0 ||
		(sent->complex && sent->body_bytes < dialect->start_bytes))
		return MACH_SEND_MSG_TOO_SMALL;
	mr_lock();
	if (sent->objection == MACH_MSG_SUCCESS && mr_remote_send_plain(sent, dialect->wire)) {
		*ret_message = NULL;
		return MACH_MSG_SUCCESS;
	}
	message = mr_message_create(dialect->wire, sent->body_bytes);
	if (!message) {
		mr_unlock();
		return MACH_SEND_NO_BUFFER;
	}
	mr_message_set_body(message, sent->body);
	message->id = sent->id;
	message->complex = sent->complex;
	if (message->complex) {
		bool leaves = mr_name_leaves_process(sent->header.remote);

		mr_unlock();
		scan = scan_body(dialect, message, leaves);
		mr_lock();
	}
	result = scan.result == MACH_SEND_NO_BUFFER ? scan.result : copyin_header(sent, message);
	if (result != MACH_MSG_SUCCESS) {
		forget(dialect, message, scan.item_count);
		mr_unlock();
		return result;
	}
	if (message->complex) {
		result = copyin_items(dialect, message, scan.item_count);
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

/* ---- The way out ---- */

mach_msg_return_t mr_shortage_bits(kern_return_t result)
{
	switch (result) {
	case KERN_SUCCESS: return 0;
	case KERN_UREFS_OVERFLOW: return MACH_MSG_IPC_SPACE;
	default: return MACH_MSG_IPC_KERNEL;
	}
}

mach_msg_return_t mr_body_copyout(const struct mr_dialect *dialect, struct mr_message *message)
{
	struct mr_cursor cursor = body_cursor(dialect, message);
	const struct mr_right *right = message->rights;
	const struct mr_region *region = message->regions;
	struct mr_item item;
	mach_msg_return_t bits = 0;

	while (dialect->next(&cursor, &item) == MR_STEP_ITEM) {
		/* Not there if the message could not be sent, or its memory found no place here. */
		char *names = item.is_inline ? NULL : region->address;
		size_t i;

		for (i = 0; item.is_port && i < item.number; i++, right++) {
			mach_port_name_t name;

			if (!item.is_inline && !names) {
				mr_right_release(*right);
				continue;
			}
			bits |= mr_shortage_bits(mr_right_copyout(*right, &name));
			if (item.is_inline)
				dialect->set_port(&item, i, name, right->type);
			else
				memcpy(names + i * sizeof name, &name, sizeof name);
		}
		if (item.is_inline)
			continue;
		if (!region->address && region->size_bytes > 0)
			bits |= MACH_MSG_VM_KERNEL;
		dialect->set_memory(&item, (uintptr_t)(region++)->address);
	}
	return bits;
}

/* ---- The end ---- */

/* Making a right and dropping it has its effects too: a send-once right made for nobody tells its
 * port so. */
void mr_name_release(mach_port_name_t name, mach_msg_type_name_t disposition)
{
	struct mr_right right;

	if (!MACH_MSG_TYPE_PORT_ANY(disposition) || disposition == MACH_MSG_TYPE_COPY_SEND)
		return;
	if (mr_right_copyin(name, disposition, true, &right) == KERN_SUCCESS)
		mr_right_release(right);
}

void mr_body_destroy(const struct mr_dialect *dialect, unsigned char *body, size_t size_bytes)
{
	struct mr_cursor cursor = dialect->begin(body, size_bytes);
	struct mr_item item;
	size_t i;

	while (dialect->next(&cursor, &item) == MR_STEP_ITEM) {
		for (i = 0; item.is_port && i < item.number; i++)
			mr_name_release(
				name_at(dialect, &item, (const char *)item.address, i), item.type);
		if (!item.is_inline && item.deallocate)
			mr_pages_free(item.address, item.data_bytes);
	}
}

/* ---- Messages from outside ---- */

/* Whether the next rights of the message are what the item says. */
static bool check_item_rights(
	const struct mr_message *message, const struct mr_item *item, size_t *right_index)
{
	mach_msg_type_name_t type = mr_right_arriving(item->type);
	size_t i;

	if (item->number > message->right_count - *right_index)
		return false;
	for (i = 0; i < item->number; i++) {
		const struct mr_right *right = &message->rights[(*right_index)++];

		if (right->type != type || (right->port && type == 0))
			return false;
	}
	return true;
}

/* Not inline: a simple message would pay for its frame. */
static __attribute__((noinline)) bool check_items(
	const struct mr_dialect *dialect, struct mr_message *message)
{
	struct mr_cursor cursor = body_cursor(dialect, message);
	struct mr_item item;
	enum mr_step step;
	size_t right_index = 0;
	size_t region_index = 0;

	while ((step = dialect->next(&cursor, &item)) == MR_STEP_ITEM) {
		if (dialect->is_taken && !dialect->is_taken(&item))
			return false;
		if (item.is_port && !check_item_rights(message, &item, &right_index))
			return false;
		if (!item.is_inline &&
			(region_index == message->region_count ||
				message->regions[region_index++].size_bytes != item.data_bytes))
			return false;
	}
	return step == MR_STEP_END && right_index == message->right_count &&
	       region_index == message->region_count;
}

bool mr_body_check(const struct mr_dialect *dialect, struct mr_message *message)
{
	if ((message->body_size_bytes & dialect->alignment_mask) != 0)
		return false;
	if (!message->complex)
		return message->right_count == 0 && message->region_count == 0;
	return message->body_size_bytes >= dialect->start_bytes && check_items(dialect, message);
}
