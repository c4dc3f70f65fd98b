/*
 * The NDR dialect: messages whose descriptors stand together in front of plain data. It turns a
 * user's message into the core's form and back, checking everything, and keeps nothing in between.
 */
#ifndef MIGRT_NDR_H
#define MIGRT_NDR_H

#include "core/core.h"

#include <mach/message.h>

/* ---- Walking the descriptors ---- */

/* Every message has a size that is a multiple of this. */
#define MR_NDR_ALIGNMENT_BYTES 4u

struct mr_ndr_cursor {
	unsigned char *body; /* what follows the header */
	size_t size_bytes;
	size_t offset_bytes;
	size_t left_count; /* descriptors that are still to come */
};

enum mr_ndr_kind {
	MR_NDR_PORT,
	MR_NDR_MEMORY,
	MR_NDR_PORTS /* an array of names out of line */
};

struct mr_ndr_item {
	unsigned char *descriptor;
	enum mr_ndr_kind kind;
	mach_msg_descriptor_type_t type;
	mach_msg_type_name_t disposition; /* of rights */
	mach_port_name_t name;            /* of a right */
	mach_msg_copy_options_t copy;     /* of what is out of line, like all that follows */
	bool deallocate;
	uintptr_t address;
	mach_msg_size_t number; /* bytes, or rights */
	size_t data_bytes;
};

enum mr_ndr_step {
	MR_NDR_ITEM,
	MR_NDR_END,
	MR_NDR_CUT_SHORT, /* the message ends before its descriptors do */
	MR_NDR_INVALID,   /* the descriptor makes no sense */
};

/*
 * Starts at the first descriptor of a complex message, whose body is at least the count of
 * descriptors; size_bytes may be SIZE_MAX where the size is not known.
 */
struct mr_ndr_cursor mr_ndr_begin(unsigned char *body, size_t size_bytes);

/* Reads the next item and moves on. The bytes need not be aligned, and are not changed. */
enum mr_ndr_step mr_ndr_next(struct mr_ndr_cursor *cursor, struct mr_ndr_item *ret_item);

/* Writes the whole descriptor as its receiver has it: without remains of the sender's in its
 * padding, memory as the receiver's own. */
void mr_ndr_set_port(
	const struct mr_ndr_item *item, mach_port_name_t name, mach_msg_type_name_t disposition);
void mr_ndr_set_memory(const struct mr_ndr_item *item, uintptr_t address);

/* The kind of right that arrives if it is sent with this disposition; 0 if it is none. */
mach_msg_type_name_t mr_ndr_arriving(mach_msg_type_name_t disposition);

/* ---- Between a task and the core ---- */

/*
 * Takes a message and all that it carries out of the task. Errors and what they leave behind:
 * mach_msg's. Called without the lock; returns with it after MACH_MSG_SUCCESS.
 */
mach_msg_return_t mr_ndr_copyin(
	const mach_msg_header_t *msg, mach_msg_size_t size_bytes, struct mr_message **ret_message);

/*
 * The size that a message has once it is written in this dialect, without a trailer. 0 for one of
 * another dialect, so that it is never too large to be taken out of its queue.
 */
size_t mr_ndr_size_bytes(const struct mr_message *message);

/*
 * Writes a received message at msg, with the trailer that option asks for, gives the task what it
 * carries, and frees it. This and what follows is called with the lock held.
 */
mach_msg_return_t mr_ndr_copyout(
	struct mr_message *message, mach_msg_header_t *msg, mach_msg_option_t option);

/* The same for a message that could not be sent: its header is not turned round, nothing of it is
 * used up, and it gets no trailer. */
void mr_ndr_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg);

/* Writes the header of a message that is too large, and destroys the message. */
void mr_ndr_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg);

/* ---- Trailers ---- */

/* Writes the trailer of a received message at place, which need not be aligned. */
void mr_ndr_write_trailer(
	const struct mr_message *message, mach_msg_option_t option, unsigned char *place);

#endif
