/* mach_msg_destroy: what a message holds, released from the task's names and memory. */
#include "core/memory.h"
#include "ndr/ndr.h"

#include <string.h>

/* Releases what a right of that disposition would give away. Making a right and dropping it has its
 * effects too: a send-once right made for nobody tells its port so. */
static void destroy_right(mach_port_name_t name, mach_msg_type_name_t type)
{
	struct mr_right right;

	if (!MACH_MSG_TYPE_PORT_ANY(type) || type == MACH_MSG_TYPE_COPY_SEND)
		return;
	if (mr_right_copyin(name, type, true, &right) == KERN_SUCCESS)
		mr_right_release(right);
}

static void destroy_item(const struct mr_ndr_item *item)
{
	const char *names = (const char *)item->address;
	size_t i;

	if (item->kind == MR_NDR_PORT) {
		destroy_right(item->name, item->disposition);
		return;
	}
	for (i = 0; item->kind == MR_NDR_PORTS && i < item->number; i++) {
		mach_port_name_t name;

		memcpy(&name, names + i * sizeof name, sizeof name);
		destroy_right(name, item->disposition);
	}
	if (item->deallocate)
		mr_pages_free(item->address, item->data_bytes);
}

void mach_msg_destroy(mach_msg_header_t *msg)
{
	struct mr_ndr_cursor cursor = {NULL, 0, 0, 0};
	struct mr_ndr_item item;

	mr_lock();
	destroy_right(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	if (MACH_MSGH_BITS_IS_COMPLEX(msg->msgh_bits)) {
		cursor = mr_ndr_begin((unsigned char *)(msg + 1), SIZE_MAX);
		while (mr_ndr_next(&cursor, &item) == MR_NDR_ITEM)
			destroy_item(&item);
	}
	mr_unlock();
}
