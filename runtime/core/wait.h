/* An event that one thread waits for, with an absolute deadline. Built on the futex system call. */
#ifndef MIGRT_WAIT_H
#define MIGRT_WAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct mr_deadline {
	struct timespec at; /* CLOCK_MONOTONIC */
};

struct timespec mr_time_after_ms(clockid_t clock, uint32_t timeout_ms);
struct mr_deadline mr_deadline_after_ms(uint32_t timeout_ms);
/* What is left, as poll takes it; -1 for no deadline. */
int mr_timeout_ms(const struct mr_deadline *deadline);

struct mr_event {
	_Atomic uint32_t state;
};

enum mr_wait_result { MR_WAIT_HAPPENED, MR_WAIT_TIMED_OUT, MR_WAIT_INTERRUPTED };

void mr_event_init(struct mr_event *event);
/* Everything done before is visible to the thread that sees the event. The event may be gone right
 * after. True: a thread sleeps, and is to be woken. */
bool mr_event_set(struct mr_event *event);
/* Whether the calling thread may run on more than one processor. */
bool mr_has_several_cpus(void);

/*
 * Calls try until it says true, for a while, if that was worth it lately; meanwhile other threads
 * and processes run, on this processor if there is no other. False: it is time to wait.
 */
bool mr_look(bool (*try)(void *context), void *context);

/* Lets a thread that waits see that the event was set; a second step, so that it can follow an
 * unlock. */
void mr_event_wake(struct mr_event *event);
enum mr_wait_result mr_event_wait(
	struct mr_event *event, const struct mr_deadline *deadline, bool interruptible);

#endif
