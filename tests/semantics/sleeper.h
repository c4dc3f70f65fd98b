/* Threads that go to sleep in a call, and starting them so that they sleep when the test goes on.
 */
#ifndef SLEEPER_H
#define SLEEPER_H

#include "semantics.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

struct sleeper {
	void *(*run)(void *argument);
	void *argument;
	char state_path[64]; /* what the system says about the thread; empty: nothing */
	atomic_bool is_running;
};

static inline void sleep_ms(long ms)
{
	struct timespec time = {0, ms * 1000000};

	nanosleep(&time, NULL);
}

static inline void *sleeper_main(void *argument)
{
	struct sleeper *sleeper = argument;
	void *(*run)(void *) = sleeper->run;
	void *its_argument = sleeper->argument;
	char name[32];
	ssize_t size_bytes = readlink("/proc/thread-self", name, sizeof name);

	sleeper->state_path[0] = '\0';
	if (size_bytes > 0)
		snprintf(sleeper->state_path, sizeof sleeper->state_path, "/proc/%.*s/stat",
			(int)size_bytes, name);
	atomic_store(&sleeper->is_running, true);
	return run(its_argument);
}

/* Whether the thread is blocked, or has ended. */
static inline bool is_asleep(const char *state_path)
{
	char text[128] = "";
	const char *end;
	int file = open(state_path, O_RDONLY);

	if (file < 0)
		return true;
	if (read(file, text, sizeof text - 1) < 0)
		text[0] = '\0';
	close(file);
	end = strrchr(text, ')');
	return !end || end[2] == 'S';
}

/* Runs a function in a thread of its own, and returns when it has slept for a while, not just for a
 * lock. On a system that does not tell, after a time that is long enough on most days. */
static inline pthread_t start_sleeper(void *(*run)(void *), void *argument)
{
	struct sleeper sleeper = {run, argument, "", false};
	pthread_t thread;
	int asleep_count = 0;

	CHECK_EQUAL(0, pthread_create(&thread, NULL, sleeper_main, &sleeper));
	while (!atomic_load(&sleeper.is_running))
		sleep_ms(1);
	while (asleep_count < 10) {
		sleep_ms(2);
		asleep_count = is_asleep(sleeper.state_path) ? asleep_count + 1 : 0;
	}
	return thread;
}

#endif
