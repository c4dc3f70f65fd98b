/*
 * No source file sees the headers of both sets, typed (GNU Mach's layouts) and NDR (Darwin's), and
 * their messages begin with different structures. What is done alike with either is in this folder,
 * and compiled once for each set; typed/set.h and ndr/set.h say what differs.
 */
#ifndef MIGRT_BOTH_H
#define MIGRT_BOTH_H

#include "core/body.h"

#include <mach/message.h>
#include <migrt/migrt.h>

#if MIGRT_DIALECT_HERE == MIGRT_DIALECT_TYPED
#include "typed/set.h"
#else
#include "ndr/set.h"
#endif

/* ---- From the core's message to a task's. All with the lock held. ---- */

/* The size that a message has once it is written in this dialect, without a trailer. 0 for one of
 * the other dialect, so that it is never too large to be taken out of its queue. */
size_t mr_size_bytes(const struct mr_message *message) MR_BIND(size_bytes);

/*
 * Writes a received message at msg, with the trailer that option asks for, gives the task what it
 * carries, and frees it. One of more than room_bytes, or whose reply right finds no room, is
 * destroyed but for its header.
 */
mach_msg_return_t mr_copyout(struct mr_message *message, mach_msg_header_t *msg, size_t room_bytes,
	mach_msg_option_t option) MR_BIND(copyout);

/* The same for a message that could not be sent: its header is not turned round, nothing of it is
 * used up, and it gets no trailer. */
void mr_copyout_unsent(struct mr_message *message, mach_msg_header_t *msg) MR_BIND(copyout_unsent);

/* The body that a notification has in this dialect, and its size. right_name: of the right that it
 * brings. */
size_t mr_notification_bytes(const struct mr_message *message) MR_BIND(notification_bytes);
void mr_notification_write(const struct mr_message *message, mach_port_name_t right_name,
	unsigned char *body) MR_BIND(notification_write);

#endif
