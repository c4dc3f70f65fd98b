/* Waiting for an event on a futex (wait.h), after a short while of looking for it if that pays. */
#include "core/wait.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
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

enum state { STATE_WAITING, STATE_SET, STATE_ASLEEP };

void mr_event_init(struct mr_event *event)
{
	atomic_init(&event->state, STATE_WAITING);
}

bool mr_event_set(struct mr_event *event)
{
	return atomic_exchange_explicit(&event->state, STATE_SET, memory_order_acq_rel) ==
	       STATE_ASLEEP;
}

/* ---- Looking for a while ---- */

/* How long, unless whoever started the program says so: about what it can cost to sleep and be
 * woken. A virtual processor that has stopped takes some 40 us to go on. */
#define LOOK_US         60
#define LOOK_US_MAX     1000000
#define LOOKS_PER_CLOCK 16

static int64_t look_ns = INT64_C(1000) * LOOK_US; /* 0: not at all */

/* A thread without credit goes to sleep at once. A look that succeeds earns 1, one in vain costs so
 * much that looking never takes a microsecond of a call in the long run: whoever is looked for may
 * be waiting for this very processor. */
#define CREDIT_MAX      256
#define COST_OF_FAILURE 64
/* After how many waits it tries again, and asks where it may run: more each time. */
#define RETRY_FIRST     64u
#define RETRY_LAST      4096u

static _Thread_local struct {
	unsigned waits_left; /* until it tries again */
	unsigned retry;
	int credit;
	bool has_several_cpus;
} looking = {.credit = COST_OF_FAILURE, .retry = RETRY_FIRST};

static void let_others_run(void)
{
#if defined(__i386__) || defined(__x86_64__)
	__builtin_ia32_pause();
#else
	atomic_signal_fence(memory_order_seq_cst);
#endif
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Whether to look: somebody else may be running now, and it was worth it lately. */
static bool is_worth_looking(void)
{
	bool retry = looking.waits_left-- == 0;

	if (retry) {
		cpu_set_t cpus;

		looking.has_several_cpus =
			sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) > 1;
		looking.retry = looking.credit > 0 ? RETRY_FIRST : 2 * looking.retry;
		if (looking.retry > RETRY_LAST)
			looking.retry = RETRY_LAST;
		looking.waits_left = looking.retry;
	}
	return looking.has_several_cpus && (retry || looking.credit > 0);
}

static bool is_set(void *context)
{
	struct mr_event *event = context;

	return atomic_load_explicit(&event->state, memory_order_acquire) == STATE_SET;
}

bool mr_look(bool (*try)(void *context), void *context)
{
	int64_t end_ns;

	if (look_ns == 0 || !is_worth_looking())
		return false;
	end_ns = now_ns() + look_ns;
	do {
		int looks;

		for (looks = 0; looks < LOOKS_PER_CLOCK; looks++) {
			if (try(context)) {
				if (looking.credit < CREDIT_MAX)
					looking.credit++;
				return true;
			}
			let_others_run();
		}
	} while (now_ns() < end_ns);
	looking.credit = looking.credit > COST_OF_FAILURE ? looking.credit - COST_OF_FAILURE : 0;
	return false;
}

__attribute__((constructor)) static void read_environment(void)
{
	const char *text = getenv("MIGRT_LOOK_US");
	char *end;
	long us;

	if (!text)
		return;
	us = strtol(text, &end, 10);
	if (end != text && us >= 0)
		look_ns = INT64_C(1000) * (us < LOOK_US_MAX ? us : LOOK_US_MAX);
}

static int64_t left_ns(const struct mr_deadline *deadline)
{
	return (int64_t)deadline->at.tv_sec * 1000000000 + deadline->at.tv_nsec - now_ns();
}

int mr_timeout_ms(const struct mr_deadline *deadline)
{
	int64_t left;

	if (!deadline)
		return -1;
	left = left_ns(deadline);
	if (left <= 0)
		return 0;
	if (left > INT32_MAX * (int64_t)1000000)
		return INT32_MAX;
	return (int)((left + 999999) / 1000000);
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
	if (deadline && left_ns(deadline) <= 0)
		return is_set(event) ? MR_WAIT_HAPPENED : MR_WAIT_TIMED_OUT;
	if (mr_look(is_set, event))
		return MR_WAIT_HAPPENED;
	while (!is_set(event)) {
		uint32_t waiting = STATE_WAITING;
		long result;

		atomic_compare_exchange_strong_explicit(&event->state, &waiting, STATE_ASLEEP,
			memory_order_acquire, memory_order_acquire);
		if (waiting == STATE_SET)
			break;
		result = syscall(SYS_futex, &event->state, FUTEX_WAIT_BITSET_PRIVATE, STATE_ASLEEP,
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
