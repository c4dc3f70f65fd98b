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

/* How many messages may wait, as far as one may believe it. */
static inline unsigned mr_clamp_window(unsigned window)
{
	if (window < 1)
		return 1;
	return window > MR_QLIMIT_MAX ? MR_QLIMIT_MAX : window;
}

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

/*
 * Keeps the beginning of a message for which there was no memory, to be tried again soon; takes its
 * descriptors over. False: there is another one already, or memory does not come.
 */
bool mr_frame_put_off(struct mr_session *session, struct mr_input *input);
/* Takes that frame away: its session, a reference of which is the caller's, or NULL. */
struct mr_session *mr_frame_take_late(struct mr_input *ret_input);
/* Whether there is one; asked after another try. */
bool mr_frame_is_late(void);

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

/* Limits on what one message brings, and on what a process keeps for others (limits.c). */
extern struct migrt_limits mr_limits;

/*
 * Counts bytes that are kept since others have not sent the rest of a message, or do not read what
 * was sent to them. False, and nothing is counted: more than the process keeps.
 */
bool mr_charge(size_t bytes);
/* The same for a message that is complete, and waits for its receiver here. */
void mr_charge_received(size_t bytes);
void mr_uncharge(size_t bytes);
/* Whether there may be one more session. */
bool mr_is_descriptor_left(void);
/* So much is kept that whose messages wait is to send no more for now. */
bool mr_is_burdened(void);

/* Sends a message through a session that is not its destination's: one of a moved queue. Consumes
 * it. */
void mr_channel_send(struct mr_session *channel, struct mr_message *message);

#endif
