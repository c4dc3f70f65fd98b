/* mach_msg_destroy: what a message holds, released from the task's names and memory. */
#include "core/memory.h"
#include "typed/typed.h"

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

static void destroy_item(const struct mr_typed_item *item)
{
	const char *names = NULL;
	size_t i;

	if (!item->is_inline) {
		if (item->data_bytes == 0)
			return;
		names = (const char *)mr_typed_pointer(item);
	}
	for (i = 0; item->is_port && i < item->number; i++) {
		mach_port_name_t name;

		if (item->is_inline)
			name = mr_typed_port(item, i);
		else
			memcpy(&name, names + i * sizeof name, sizeof name);
		destroy_right(name, item->name);
	}
	if (!item->is_inline && item->deallocate)
		mr_pages_free((uintptr_t)names, item->data_bytes);
}

void mach_msg_destroy(mach_msg_header_t *msg)
{
	struct mr_typed_cursor cursor = {NULL, 0, 0};
	struct mr_typed_item item;

	mr_lock();
	destroy_right(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
	if ((msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) && msg->msgh_size > sizeof *msg) {
		cursor.body = (unsigned char *)(msg + 1);
		cursor.size_bytes = msg->msgh_size - sizeof *msg;
		while (mr_typed_next(&cursor, &item) == MR_TYPED_ITEM)
			destroy_item(&item);
	}
	mr_unlock();
}
