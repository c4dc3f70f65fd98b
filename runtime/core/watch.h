/*
 * Descriptors for event loops: one that is readable while a port or port set has a message, or a
 * port room for one.
 *
 * Such a descriptor is an epoll set of three: an event that the core sets and clears as its queues
 * change, the epoll set of all sockets, since what comes there may change them, and an event for
 * the end. Functions are called with the core's lock held.
 */
#ifndef MIGRT_CORE_WATCH_H
#define MIGRT_CORE_WATCH_H

#include "core/core.h"

/* The port's queue, or what set it is in, changed. */
void mr_watch_messages(struct mr_port *port);
/* Messages of a port set came or went. */
void mr_watch_set_messages(struct mr_port_set *set);

/* Whether a message can be sent to the port without waiting, as far as is known. */
void mr_watch_room(struct mr_port *port, bool has_room);

/* What is watched has ended: its descriptor is readable from now on. *watch becomes NULL. */
void mr_watch_end(struct mr_watch **watch);

/* In the child of a fork: closes all of them, which stay as they are for the parent. */
void mr_watches_forget(void);

#endif
