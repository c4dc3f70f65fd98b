/*
 * The NDR dialect: messages whose descriptors stand together in front of plain data. It turns a
 * user's message into the core's form and back, checking everything, and keeps nothing in between.
 */
#ifndef MIGRT_NDR_H
#define MIGRT_NDR_H

#include "core/body.h"

#include <mach/message.h>

/* ---- Between a task and the core ---- */

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

/* Writes the header of a message that is too large or whose reply right finds no room, and destroys
 * the message. */
void mr_ndr_copyout_header_only(struct mr_message *message, mach_msg_header_t *msg);

/* ---- Trailers ---- */

/* Writes the trailer of a received message at place, which need not be aligned. */
void mr_ndr_write_trailer(
	const struct mr_message *message, mach_msg_option_t option, unsigned char *place);

#endif
