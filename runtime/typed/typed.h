/*
 * The typed dialect: messages whose body is a row of descriptors, each with its data. It turns a
 * user's message into the core's form and back, checking everything, and keeps nothing in between.
 */
#ifndef MIGRT_TYPED_H
#define MIGRT_TYPED_H

#include "core/body.h"

#include <mach/message.h>

/* ---- Walking a body ---- */

/* Bytes of one right in the body. Out of line, rights are an array of names without gaps. */
#define MR_TYPED_INLINE_PORT_BYTES sizeof(mach_port_name_inlined_t)

/* ---- Between a task and the core ---- */

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

/* Writes the header of a message that is too large or whose reply right finds no room, and destroys
 * the message. */
void mr_typed_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg);

#endif
