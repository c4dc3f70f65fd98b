/* Waiting for an event on a futex (wait.h), after a short while of looking for it if that pays. */
#include "core/wait.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

struct timespec mr_time_after_ms(clockid_t clock, uint32_t timeout_ms)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_sec += (time_t)(timeout_ms / 1000);
	time.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (time.tv_nsec >= 1000000000) {
		time.tv_nsec -= 1000000000;
		time.tv_sec++;
	}
	return time;
}

struct mr_deadline mr_deadline_after_ms(uint32_t timeout_ms)
{
	return (struct mr_deadline){mr_time_after_ms(CLOCK_MONOTONIC, timeout_ms)};
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

/* A thread without credit goes to sleep at once. A look that succeeds earns 1. One in vain, if it
 * took more than this part of the time until the next, costs so much that looking never takes a
 * microsecond of a call in the long run: whoever is looked for may be waiting for this very
 * processor. */
#define PART_IN_VAIN    32
#define CREDIT_MAX      256
#define COST_OF_FAILURE 64
/* After how many waits it tries again, and asks where it may run: more each time. */
#define RETRY_FIRST     64u
#define RETRY_LAST      4096u
/* After how many, for each microsecond that others had the processor. */
#define RETRY_LATE      4u

static _Thread_local struct {
	unsigned waits_left; /* until it tries again */
	unsigned retry;
	int credit;
	bool has_several_cpus;
	int64_t vain_since_ns; /* when the last look began, if it was in vain */
} looking = {.credit = CREDIT_MAX, .retry = RETRY_FIRST};

bool mr_has_several_cpus(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) > 1;
}

static void pause_a_little(void)
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

static void charge(void)
{
	looking.credit -= looking.credit < COST_OF_FAILURE ? looking.credit : COST_OF_FAILURE;
}

/* The last look was in vain: it counts unless it was short, compared with the time since. */
static void charge_for_vain(void)
{
	int64_t since_ns = looking.vain_since_ns;

	looking.vain_since_ns = 0;
	if (now_ns() - since_ns <= PART_IN_VAIN * look_ns)
		charge();
}

/* What was looked for may have come while others had the processor. */
static void charge_for_late(int64_t spent_ns)
{
	charge();
	looking.waits_left += (unsigned)(spent_ns / 1000) * RETRY_LATE;
}

/* Whether to look: somebody else may be running now, and it was worth it lately. */
static bool is_worth_looking(void)
{
	bool retry;

	if (looking.vain_since_ns != 0)
		charge_for_vain();
	retry = looking.waits_left-- == 0;
	if (retry) {
		looking.has_several_cpus = mr_has_several_cpus();
		looking.retry = looking.credit > 0 ? RETRY_FIRST : 2 * looking.retry;
		if (looking.retry > RETRY_LAST)
			looking.retry = RETRY_LAST;
		looking.waits_left = looking.retry;
	}
	return retry || looking.credit > 0;
}

/* Somebody else may be running now. */
static bool spin(bool (*try)(void *context), void *context)
{
	int looks;

	for (looks = 0; looks < LOOKS_PER_CLOCK; looks++) {
		if (try(context))
			return true;
		pause_a_little();
	}
	return false;
}

/* Whoever is to answer can have this processor. That saves both to sleep and to be woken. */
static bool yield(bool (*try)(void *context), void *context)
{
	sched_yield();
	return try(context);
}

bool mr_look(bool (*try)(void *context), void *context)
{
	int64_t start_ns, spent_ns;
	bool found;

	if (look_ns == 0 || !is_worth_looking())
		return false;
	start_ns = now_ns();
	do {
		found = looking.has_several_cpus ? spin(try, context) : yield(try, context);
		spent_ns = now_ns() - start_ns;
	} while (!found && spent_ns < look_ns);
	if (!found)
		looking.vain_since_ns = start_ns;
	else if (spent_ns > 2 * look_ns)
		charge_for_late(spent_ns);
	else
		looking.credit += looking.credit < CREDIT_MAX;
	return found;
}

static bool is_set(void *context)
{
	struct mr_event *event = context;

	return atomic_load_explicit(&event->state, memory_order_acquire) == STATE_SET;
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
