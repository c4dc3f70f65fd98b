/*
 * What the port core asks of the transport about ports that other processes know. Called with the
 * lock held; only mr_remote_send waits.
 */
#ifndef MIGRT_CORE_REMOTE_H
#define MIGRT_CORE_REMOTE_H

#include "core/core.h"

struct mr_sent;

/* The meaning of mr_send and mr_send_now for a remote port. */
mach_msg_return_t mr_remote_send(
	struct mr_message *message, const struct mr_deadline *deadline, bool interruptible);
void mr_remote_send_now(struct mr_message *message);

/*
 * Sends a message of nothing but bytes to a port elsewhere, if it can go at once, before anything
 * was taken out of the task. False: nothing was done, and it is to go the long way, which also says
 * what is wrong.
 */
bool mr_remote_send_plain(const struct mr_sent *sent, enum mr_wire wire);

/* This process has no send right of the remote port any more. */
void mr_remote_drop_send(struct mr_port *port);

/* Gives up the send-once right of a remote port; consumes its count and reference. */
void mr_remote_drop_send_once(struct mr_port *port);

/* The port has just died: holders elsewhere are told. */
void mr_remote_forget_port(struct mr_port *port);

/* The message left its queue, or will never be in it: its sender elsewhere has room for another.
 * Does nothing the second time. */
void mr_remote_message_taken(struct mr_message *message);

/* Reads what was sent before the receive right came here (mr_port.trailing), as far as it is there.
 * The port may be gone or elsewhere then. */
void mr_remote_catch_up(struct mr_port *port);

/* The queue limit of the port changed: holders elsewhere are told. */
void mr_remote_qlimit_changed(struct mr_port *port);

/* There may be descriptors and memory again: connections that wait for one are accepted, and a
 * message that found none is taken in. */
void mr_remote_try_again(void);

#endif
