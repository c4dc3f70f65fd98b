/*
 * Between the core's messages and frames. Functions are called with the core's lock held.
 */
#ifndef MIGRT_TRANSPORT_TRANSFER_H
#define MIGRT_TRANSPORT_TRANSFER_H

#include "transport/session.h"

/* ---- Rights (rights.c) ---- */

/*
 * Turns a right into an entry and, for most kinds, a descriptor (*ret_fd, else -1), which the
 * caller sends and closes. The right is consumed. False: no descriptors or memory; nothing done.
 */
bool mr_right_pack(struct mr_right right, struct mr_wire_right *ret_entry, int *ret_fd);

/* Turns the entry of that index, which was checked, and its descriptor, if it has one, into a
 * right. fd_index is of the next descriptor. */
struct mr_right mr_right_unpack_next(
	const unsigned char *entries, size_t index, const int *fds, size_t *fd_index);

/* Whether an entry is one at all, and whether a descriptor comes with it. */
bool mr_wire_right_check(const struct mr_wire_right *entry, bool *ret_has_fd);

/*
 * Turns an entry and its descriptor, which is taken over, into a right. A right that finds no
 * memory, or a receive right whose descriptor is of the wrong kind, is a dead one; a send right
 * dies when that shows.
 */
struct mr_right mr_right_unpack(const struct mr_wire_right *entry, int fd);

/* A port elsewhere, which the end fd leads to, without rights so far. NULL: no memory; fd is
 * closed.
 */
struct mr_port *mr_remote_port_create(int fd);

/* ---- Frames in (receive.c, control.c) ---- */

/* A frame, and what came with it. */
struct mr_input {
	struct mr_frame frame;
	const unsigned char *payload;
	size_t payload_bytes;
	int *fds;
	size_t fd_count; /* those that nobody has taken */
	struct migrt_sender sender;
};

/* Deals with a frame that is no part of a message. False: it breaks a rule. */
bool mr_control_frame(struct mr_session *session, struct mr_input *input);

/* ---- Messages (send.c, plain.c, receive.c) ---- */

/* A head of that size needs no memory of its own, and goes in one piece. */
#define MR_SMALL_BYTES 1024u

/* The first frame of a message, with room for a small head. */
struct mr_start {
	struct mr_frame frame;
	struct mr_wire_message wire;
	unsigned char small[MR_SMALL_BYTES];
};
#define MR_START_BYTES offsetof(struct mr_start, small)

extern struct migrt_limits mr_limits;

/* Sends a message through a session that is not its destination's: one of a moved queue. Consumes
 * it. */
void mr_channel_send(struct mr_session *channel, struct mr_message *message);

#endif
