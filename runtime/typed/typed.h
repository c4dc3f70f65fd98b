/*
 * The typed dialect: messages whose body is a row of descriptors, each with its data. It turns a
 * user's message into the core's form and back, checking everything, and keeps nothing in between.
 */
#ifndef MIGRT_TYPED_H
#define MIGRT_TYPED_H

#include "core/core.h"

#include <mach/message.h>

/* ---- Walking a body ---- */

/* Bytes of one right in the body. Out of line, rights are an array of names without gaps. */
#define MR_TYPED_INLINE_PORT_BYTES sizeof(mach_port_name_inlined_t)

struct mr_typed_cursor {
	unsigned char *body; /* what follows the header */
	size_t size_bytes;
	size_t offset_bytes;
};

/* One descriptor and where its data are. */
struct mr_typed_item {
	unsigned char *descriptor;
	unsigned char *data; /* in the body: the elements, or the pointer to them */
	mach_msg_type_name_t name;
	mach_msg_type_size_t size_bits; /* of an element */
	mach_msg_type_number_t number;
	bool is_inline;
	bool is_long;
	bool deallocate;
	bool is_port;      /* elements are rights */
	size_t data_bytes; /* of all elements, wherever they are */
};

enum mr_typed_step {
	MR_TYPED_ITEM,
	MR_TYPED_END,
	MR_TYPED_CUT_SHORT, /* the body ends before the item does */
	MR_TYPED_INVALID,   /* the descriptor contradicts itself */
};

/* Reads the next item and moves on. The bytes need not be aligned, and are not changed. */
enum mr_typed_step mr_typed_next(struct mr_typed_cursor *cursor, struct mr_typed_item *ret_item);

void mr_typed_set_name(const struct mr_typed_item *item, mach_msg_type_name_t name);
void mr_typed_set_deallocate(const struct mr_typed_item *item);

/* The pointer of an out-of-line item. */
uintptr_t mr_typed_pointer(const struct mr_typed_item *item);
void mr_typed_set_pointer(const struct mr_typed_item *item, uintptr_t address);

/* The port names of an in-line item; the unused half of a slot is set to zero. */
mach_port_name_t mr_typed_port(const struct mr_typed_item *item, size_t index);
void mr_typed_set_port(const struct mr_typed_item *item, size_t index, mach_port_name_t name);

/* ---- Between a task and the core ---- */

/*
 * Takes a message and all that it carries out of the task. Errors and what they leave behind:
 * mach_msg's. Called without the lock; returns with it after MACH_MSG_SUCCESS.
 */
mach_msg_return_t mr_typed_copyin(
	const mach_msg_header_t *msg, mach_msg_size_t size_bytes, struct mr_message **ret_message);

/* The size that a message has once it is written in this dialect. 0 for one of another dialect, so
 * that it is never too large to be taken out of its queue. */
size_t mr_typed_size_bytes(const struct mr_message *message);

/*
 * Writes a received message at msg, gives the task what it carries, and frees it. This and what
 * follows is called with the lock held.
 */
mach_msg_return_t mr_typed_copyout(struct mr_message *message, mach_msg_header_t *msg);

/* The same for a message that could not be sent: its header is not turned round, nothing of it is
 * used up. */
void mr_typed_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg);

/* Writes the header of a message that is too large, and destroys the message. */
void mr_typed_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg);

#endif
