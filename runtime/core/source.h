/*
 * What this process waits for besides its own threads: sockets, level-triggered in one epoll set.
 *
 * No thread of the library's own reads them. Among the threads that wait for something, one at a
 * time polls; what it reads may be for others, whom it wakes; when it leaves, another takes over.
 * Functions are called with the core's lock held.
 */
#ifndef MIGRT_CORE_SOURCE_H
#define MIGRT_CORE_SOURCE_H

#include "core/core.h"

struct mr_source {
	int fd; /* -1: not registered */
	uint32_t serial;
	uint32_t events;             /* EPOLL* that are asked for */
	uint32_t set_events;         /* those that the epoll set has; 0: it is not in there */
	struct mr_list pending_link; /* while the two differ, until somebody looks */
	/* Asked before it is waited for, or NULL: whether that can be done. If not, ready is called
	 * as for an error. */
	bool (*is_fit)(struct mr_source *source);
	/* Deals with what is there, without waiting. It may end the source. */
	void (*ready)(struct mr_source *source, uint32_t events);
	/* Deals with one thing that comes, or NULL: only connections come. wait: waits for it, and
	 * false means that a signal came; else that there is nothing. */
	bool (*read)(struct mr_source *source, bool wait);
};

/* Takes the descriptor over. False: no memory or descriptors; then it is still the caller's. */
bool mr_source_add(struct mr_source *source, int fd);
void mr_source_want(struct mr_source *source, uint32_t events);
/* Returns the descriptor, which is the caller's again. */
int mr_source_remove(struct mr_source *source);

/*
 * Waits until the waiter, which is on a list, has been taken off it, and meanwhile deals with what
 * comes from outside. The lock is given up meanwhile. MR_WAIT_TIMED_OUT, MR_WAIT_INTERRUPTED: it
 * may have been taken off all the same.
 */
enum mr_wait_result mr_wait(
	struct mr_waiter *self, const struct mr_deadline *deadline, bool interruptible);

/* Puts the calling thread on a list and waits. Returns what it was woken with, or what is to be
 * said of a time that is over or a signal. */
static inline mach_msg_return_t mr_wait_on(struct mr_list *waiters, struct mr_waiter *waiter,
	const struct mr_deadline *deadline, bool interruptible, mach_msg_return_t timed_out,
	mach_msg_return_t interrupted)
{
	enum mr_wait_result wait_result;

	mr_list_append(waiters, &waiter->link);
	wait_result = mr_wait(waiter, deadline, interruptible);
	if (mr_list_is_empty(&waiter->link))
		return waiter->result; /* woken, perhaps just after the time was over */
	mr_list_remove(&waiter->link);
	return wait_result == MR_WAIT_TIMED_OUT ? timed_out : interrupted;
}

/* Has mr_remote_try_again called in a while. */
void mr_sources_try_again(void);

/* Has the polling thread look at its own event. */
void mr_poller_wake(void);

/* The epoll set, which is readable when a socket wants attention; not the caller's. -1: no
 * descriptors. */
int mr_sources_descriptor(void);

/* Deals with everything that is there now. */
void mr_sources_look(void);

/* Gives up everything without a word to anybody, in the child of a fork. */
void mr_sources_forget(void);

#endif
