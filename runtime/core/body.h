/*
 * What the body of a message carries beside plain bytes: rights and memory, in the terms of no
 * dialect. A dialect knows how descriptors look and where the next one is; what becomes of rights
 * and memory on their way out of a task and into one stands here once, for all of them.
 */
#ifndef MIGRT_CORE_BODY_H
#define MIGRT_CORE_BODY_H

#include "core/core.h"

/* ---- What a dialect knows ---- */

struct mr_cursor {
	unsigned char *body; /* what follows the header */
	size_t size_bytes;
	size_t offset_bytes;
	size_t left_count; /* descriptors that are still to come, where the message counts them */
};

/* One descriptor and what it speaks of. */
struct mr_item {
	unsigned char *descriptor;
	unsigned char *data; /* in the body: what is in line, or the pointer to what is not */
	bool is_port;        /* elements are rights */
	bool is_inline;
	bool deallocate;
	mach_msg_type_name_t type; /* of rights their disposition, of data what they are */
	uint32_t number;           /* rights, or elements */
	size_t data_bytes;         /* of all elements, wherever they are */
	uintptr_t address;         /* out of line */
	/* Of typed messages only: */
	uint32_t size_bits; /* of an element */
	bool is_long;
	/* Of NDR messages only: */
	uint32_t descriptor_type;
	uint32_t copy;
};

enum mr_step {
	MR_STEP_ITEM,
	MR_STEP_END,
	MR_STEP_CUT_SHORT, /* the body ends before the item does */
	MR_STEP_INVALID,   /* the descriptor contradicts itself */
};

struct mr_dialect {
	enum mr_wire wire;
	size_t alignment_mask; /* every body is a multiple of that and 1 long */
	size_t start_bytes;    /* and a complex one at least so long */

	/* Starts at the first descriptor of a complex message. */
	struct mr_cursor (*begin)(unsigned char *body, size_t size_bytes);
	/* Reads the next item and moves on. The bytes need not be aligned, and are not changed. */
	enum mr_step (*next)(struct mr_cursor *cursor, struct mr_item *ret_item);

	/* The name of an in-line right. */
	mach_port_name_t (*port)(const struct mr_item *item, size_t index);
	/* Writes an in-line right, and the address of memory, as their receiver has them; type is
	 * the kind of right that arrives. */
	void (*set_port)(const struct mr_item *item, size_t index, mach_port_name_t name,
		mach_msg_type_name_t type);
	void (*set_memory)(const struct mr_item *item, uintptr_t address);

	/* Whether descriptors travel as their receiver is to find them: then the first writes that
	 * once the sender's rights and memory are taken, and the second says whether it was done.
	 * NULL: set_port and set_memory write all of it. */
	void (*set_taken)(const struct mr_item *item);
	bool (*is_taken)(const struct mr_item *item);
};

/* Here, since no source file sees the headers of both dialects. */
extern const struct mr_dialect mr_typed_dialect;
extern const struct mr_dialect mr_ndr_dialect;

/* ---- Between a task and the core ---- */

/* A message as its sender has it. */
struct mr_sent {
	struct mr_header header;
	mach_msg_return_t objection; /* of the dialect to a header that is sound otherwise */
	mach_msg_id_t id;
	bool complex;
	const void *body;
	size_t body_bytes;
};

/*
 * Takes a message and all that it carries out of the task. *ret_message is NULL if it has gone to
 * its receiver already. Errors and what they leave behind: mach_msg's. Called without the lock;
 * returns with it after MACH_MSG_SUCCESS.
 */
mach_msg_return_t mr_body_copyin(const struct mr_dialect *dialect, const struct mr_sent *sent,
	struct mr_message **ret_message);

/* Names the rights of a complex message, and puts names and addresses in their places. What found
 * no room is told as the bits that go with MACH_RCV_BODY_ERROR. Lock held. */
mach_msg_return_t mr_body_copyout(const struct mr_dialect *dialect, struct mr_message *message);

/* Which kind of thing did not find room, as such bits; 0 for KERN_SUCCESS. */
mach_msg_return_t mr_shortage_bits(kern_return_t result);

/* Releases all that a complex message in a task's memory holds. Lock held. */
void mr_body_destroy(const struct mr_dialect *dialect, unsigned char *body, size_t size_bytes);

/* Releases what a right of that disposition would give away. */
void mr_name_release(mach_port_name_t name, mach_msg_type_name_t disposition);

/* Whether the message has exactly the rights and regions that its body speaks of. */
bool mr_body_check(const struct mr_dialect *dialect, struct mr_message *message);

#endif
