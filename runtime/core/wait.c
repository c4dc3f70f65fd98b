/* Waiting for an event on a futex (wait.h). */
#include "core/wait.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

struct mr_deadline mr_deadline_after_ms(uint32_t timeout_ms)
{
	struct mr_deadline deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline.at);
	deadline.at.tv_sec += (time_t)(timeout_ms / 1000);
	deadline.at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (deadline.at.tv_nsec >= 1000000000) {
		deadline.at.tv_nsec -= 1000000000;
		deadline.at.tv_sec++;
	}
	return deadline;
}

void mr_event_init(struct mr_event *event)
{
	atomic_init(&event->state, 0);
}

void mr_event_set(struct mr_event *event)
{
	atomic_store_explicit(&event->state, 1, memory_order_release);
}

void mr_event_wake(struct mr_event *event)
{
	/* The waiter may have gone on by itself and its stack may be in other use: then this is a
	 * spurious wake-up of somebody else, which every user of a futex expects. */
	syscall(SYS_futex, &event->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

enum mr_wait_result mr_event_wait(
	struct mr_event *event, const struct mr_deadline *deadline, bool interruptible)
{
	while (atomic_load_explicit(&event->state, memory_order_acquire) == 0) {
		long result = syscall(SYS_futex, &event->state, FUTEX_WAIT_BITSET_PRIVATE, 0,
			deadline ? &deadline->at : NULL, NULL, FUTEX_BITSET_MATCH_ANY);

		if (result == 0 || errno == EAGAIN)
			continue;
		if (errno == ETIMEDOUT)
			return MR_WAIT_TIMED_OUT;
		if (errno == EINTR && interruptible)
			return MR_WAIT_INTERRUPTED;
	}
	return MR_WAIT_HAPPENED;
}
