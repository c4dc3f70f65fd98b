/* Waiting for sockets, and for other threads at the same time (source.h). */
#include "core/source.h"
#include "core/remote.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/single_threaded.h>
#include <unistd.h>

/* A few at a time, so that none waits long for its turn. */
#define EVENTS_AT_ONCE 8

/* How often a caller who does not wait looks; an end that is written to all the time must not keep
 * it here. */
#define ROUNDS_MAX     64

/* So often the only source of messages comes before those of connections. */
#define TURNS_MAX      64

/* How soon to try again what found no memory or descriptors. */
#define RETRY_MS       100

static int epoll_fd = -1;
static int wake_fd = -1; /* readable: the polling thread is to look at its own event */
static struct mr_list pending = {&pending, &pending}; /* sources that are to come into the set */
static struct mr_list unfit = {&unfit, &unfit};       /* those that cannot be */
static bool is_watched;            /* others look at the set (watch.h): it is always complete */
static struct mr_source **sources; /* by descriptor */
static size_t source_capacity;
static size_t source_count;
static size_t reader_count;    /* those that bring more than connections */
static struct mr_source *only; /* what was found to be the only reader, or NULL */
static uint32_t next_serial = 1;

static bool is_woken; /* wake_fd is readable */
static bool is_short; /* of descriptors: something is to be tried again */

static struct mr_waiter *poller; /* the thread that polls, or NULL */
static bool poller_dispatches;   /* it is handling events, and holds the lock */
static struct mr_list followers = {&followers, &followers}; /* threads that wait but do not poll */

/* ---- Registration ---- */

/* A right held by another process costs a descriptor, and the usual soft limit is 1,024. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static void close_set(void)
{
	if (epoll_fd >= 0)
		close(epoll_fd);
	if (wake_fd >= 0)
		close(wake_fd);
	epoll_fd = wake_fd = -1;
}

static bool create_set(void)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0};

	if (epoll_fd >= 0)
		return true;
	raise_descriptor_limit();
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (epoll_fd >= 0 && wake_fd >= 0 &&
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, wake_fd, &event) == 0)
		return true;
	close_set();
	return false;
}

static uint64_t event_key(const struct mr_source *source)
{
	return (uint64_t)source->serial << 32 | (uint32_t)source->fd;
}

/* A source for which there is no memory stays where it is, until the next time. */
static void update_set(void)
{
	struct mr_list *link;
	struct mr_list *next;

	for (link = pending.next; link != &pending; link = next) {
		struct mr_source *source = MR_LIST_ELEMENT(link, struct mr_source, pending_link);
		struct epoll_event event = {
			.events = source->events, .data.u64 = event_key(source)};
		int change = source->set_events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

		next = link->next;
		if (source->is_fit && !source->is_fit(source)) {
			mr_list_remove(link);
			mr_list_append(&unfit, link);
			continue;
		}
		/* A hang-up is reported whatever is asked for, so silence means to leave. */
		if (source->events == 0)
			change = EPOLL_CTL_DEL;
		if (epoll_ctl(epoll_fd, change, source->fd, &event) != 0)
			continue;
		source->set_events = source->events;
		mr_list_remove(link);
	}
}

/* Returns how many there were. */
static int end_unfit(void)
{
	struct mr_list *link;
	int count = 0;

	for (; (link = mr_list_first(&unfit)); count++) {
		struct mr_source *source = MR_LIST_ELEMENT(link, struct mr_source, pending_link);

		mr_list_remove(link);
		source->ready(source, EPOLLERR);
	}
	return count;
}

int mr_sources_descriptor(void)
{
	if (!create_set())
		return -1;
	is_watched = true;
	update_set();
	return epoll_fd;
}

static void appoint_poller(void)
{
	struct mr_list *link = mr_list_first(&followers);

	if (poller || !link || source_count == 0)
		return;
	mr_list_remove(link);
	mr_waiter_poke(MR_LIST_ELEMENT(link, struct mr_waiter, follower_link));
}

bool mr_source_add(struct mr_source *source, int fd)
{
	if (!create_set())
		return false;
	if ((size_t)fd >= source_capacity) {
		size_t capacity = source_capacity ? source_capacity : 64;
		struct mr_source **grown;

		while (capacity <= (size_t)fd)
			capacity *= 2;
		grown = realloc(sources, capacity * sizeof *sources);
		if (!grown)
			return false;
		while (source_capacity < capacity)
			grown[source_capacity++] = NULL;
		sources = grown;
	}
	source->fd = fd;
	source->serial = next_serial++;
	source->events = source->set_events = 0;
	if (next_serial == 0)
		next_serial = 1; /* 0 is the wake-up */
	sources[fd] = source;
	source_count++;
	reader_count += source->read != NULL;
	only = NULL;
	mr_list_init(&source->pending_link);
	mr_source_want(source, EPOLLIN);
	appoint_poller();
	return true;
}

void mr_source_want(struct mr_source *source, uint32_t events)
{
	if (source->fd < 0 || source->events == events)
		return;
	source->events = events;
	mr_list_remove(&source->pending_link);
	if (events == source->set_events)
		return;
	/* Many a right is on its way again before anybody looks, and much room there again: the
	 * set can wait till then. */
	mr_list_append(&pending, &source->pending_link);
	if (is_watched || (poller && !poller_dispatches))
		update_set();
}

int mr_source_remove(struct mr_source *source)
{
	int fd = source->fd;

	if (fd < 0)
		return fd;
	if (source->set_events)
		epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	mr_list_remove(&source->pending_link);
	if (sources) {
		sources[fd] = NULL;
		source_count--;
		reader_count -= source->read != NULL;
		only = NULL;
	}
	source->fd = -1;
	return fd;
}

void mr_sources_forget(void)
{
	close_set();
	free(sources);
	sources = NULL;
	source_capacity = source_count = reader_count = 0;
	only = NULL;
	poller = NULL;
	poller_dispatches = is_woken = is_watched = false;
	mr_list_init(&followers);
	while (!mr_list_is_empty(&pending))
		mr_list_remove(mr_list_first(&pending));
	while (!mr_list_is_empty(&unfit))
		mr_list_remove(mr_list_first(&unfit));
}

/* ---- Polling ---- */

static void handle(const struct epoll_event *event)
{
	uint32_t fd = (uint32_t)event->data.u64;
	struct mr_source *source;

	/* An earlier event of the same round may have ended this source. */
	if (fd >= source_capacity)
		return;
	source = sources[fd];
	if (source && source->serial == (uint32_t)(event->data.u64 >> 32))
		source->ready(source, event->events);
}

/* One round without waiting. Returns how many events there were. The wake-up is left to the polling
 * thread. */
static int look_once(void)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	int count;
	int handled;
	int i;

	update_set();
	handled = end_unfit();
	count = epoll_wait(epoll_fd, events, EVENTS_AT_ONCE, 0);
	for (i = 0; i < count; i++) {
		if (events[i].data.u64 == 0)
			continue;
		handle(&events[i]);
		handled++;
	}
	return handled;
}

void mr_sources_look(void)
{
	int rounds = ROUNDS_MAX;

	if (source_count > 0)
		while (rounds-- > 0 && look_once() > 0)
			continue;
}

/* The one source that can bring more than connections, if there is no other thread to want one;
 * then the system call to find out which one is ready can be saved. */
static struct mr_source *only_reader(void)
{
	size_t i;

	if (reader_count != 1 || !__libc_single_threaded)
		return NULL;
	for (i = 0; !only; i++)
		if (sources[i] && sources[i]->read)
			only = sources[i];
	return only;
}

static bool try_only(void *context)
{
	struct mr_source *source = context;

	return source->read(source, false);
}

/* Whether that one may come before connections, which have their turn now and then. */
static bool may_come_first(const struct mr_source *source)
{
	static unsigned turns;

	return source->events == EPOLLIN && mr_list_is_empty(&pending) && turns++ % TURNS_MAX != 0;
}

/* With the lock: nobody else wants it. */
static bool look_at_only(struct mr_source *source)
{
	bool found;

	poller_dispatches = true;
	found = mr_look(try_only, source);
	poller_dispatches = false;
	return found;
}

/* Waits for the one source, with the lock. Returns how many events there were, -1 for a signal. */
static int wait_for_only(struct mr_source *source, int wait_ms)
{
	struct pollfd poll_fd = {.fd = source->fd, .events = (short)source->events};
	int count;

	if (source->is_fit && !source->is_fit(source)) {
		source->ready(source, EPOLLERR);
		return 1;
	}
	if (wait_ms != 0 && source->events == EPOLLIN) {
		if (mr_look(try_only, source))
			return 1;
		if (wait_ms < 0)
			return source->read(source, true) ? 1 : -1;
	}
	if (source->events == 0)
		poll_fd.fd = -1; /* not even of a hang-up */
	count = poll(&poll_fd, 1, wait_ms);
	if (count > 0)
		source->ready(source, (uint32_t)poll_fd.revents);
	return count;
}

/* The polling thread looks round now: who watches the set of sockets is not to see the wake-up any
 * longer. */
static void poller_wake_end(void)
{
	uint64_t wakes;

	if (is_woken && read(wake_fd, &wakes, sizeof wakes) > 0)
		is_woken = false;
}

/* The calling thread no longer polls; count is what it got. */
static enum mr_wait_result end_poll(
	int count, const struct mr_deadline *deadline, bool interruptible)
{
	poller_dispatches = false;
	poller->polling = false;
	poller = NULL;
	if (count == 0 && is_short) {
		is_short = false;
		mr_remote_try_again();
	}
	if (count < 0 && interruptible)
		return MR_WAIT_INTERRUPTED;
	if (count == 0 && deadline && mr_timeout_ms(deadline) == 0)
		return MR_WAIT_TIMED_OUT;
	return MR_WAIT_HAPPENED;
}

/* What the set of sockets has to say, in the order in which it came: who was told of a port's death
 * by one socket is not to be asked about the port through another before that. */
struct news {
	struct epoll_event events[EVENTS_AT_ONCE];
	int count; /* -1: a signal came */
};

static bool try_news(void *context)
{
	struct news *news = context;

	news->count = epoll_wait(epoll_fd, news->events, EVENTS_AT_ONCE, 0);
	return news->count != 0;
}

static void wait_for_news(struct news *news, int wait_ms, bool look)
{
	if (look && mr_look(try_news, news))
		return;
	news->count = epoll_wait(epoll_fd, news->events, EVENTS_AT_ONCE, wait_ms);
	if (news->count < 0 && errno != EINTR)
		news->count = 0;
}

/* -1 is for ever. */
static int at_most(int wait_ms, int limit_ms)
{
	return wait_ms < 0 || wait_ms > limit_ms ? limit_ms : wait_ms;
}

/* Waits for events and handles them. The lock is given up meanwhile. */
static enum mr_wait_result poll_once(
	struct mr_waiter *self, const struct mr_deadline *deadline, bool interruptible)
{
	struct news news;
	struct mr_source *source = only_reader();
	int wait_ms = mr_timeout_ms(deadline);
	bool look = wait_ms != 0;
	int i;

	poller = self;
	self->polling = true;
	if (source && source_count == 1) {
		poller_dispatches = true;
		if (is_short)
			wait_ms = at_most(wait_ms, RETRY_MS);
		return end_poll(wait_for_only(source, wait_ms), deadline, interruptible);
	}
	if (look && source && may_come_first(source)) {
		if (look_at_only(source))
			return end_poll(1, deadline, interruptible);
		look = false;
	}
	update_set();
	if (!mr_list_is_empty(&unfit)) {
		poller_dispatches = true;
		return end_poll(end_unfit(), deadline, interruptible);
	}
	if (!mr_list_is_empty(&pending) || is_short)
		wait_ms = at_most(wait_ms, RETRY_MS);
	mr_unlock();
	wait_for_news(&news, wait_ms, look);
	mr_lock();
	poller_dispatches = true;
	for (i = 0; i < news.count; i++) {
		if (news.events[i].data.u64 != 0)
			handle(&news.events[i]);
	}
	poller_wake_end();
	return end_poll(news.count, deadline, interruptible);
}

/* Waits for another thread. The lock is given up meanwhile. */
static enum mr_wait_result follow(
	struct mr_waiter *self, const struct mr_deadline *deadline, bool interruptible)
{
	enum mr_wait_result result;

	mr_list_append(&followers, &self->follower_link);
	mr_unlock();
	result = mr_event_wait(&self->event, deadline, interruptible);
	mr_lock();
	mr_list_remove(&self->follower_link);
	if (!mr_list_is_empty(&self->link))
		mr_event_init(&self->event); /* only poked */
	return result;
}

enum mr_wait_result mr_wait(
	struct mr_waiter *self, const struct mr_deadline *deadline, bool interruptible)
{
	enum mr_wait_result result = MR_WAIT_HAPPENED;
	int rounds = 0;

	mr_list_init(&self->follower_link);
	mr_event_init(&self->event);
	while (!mr_list_is_empty(&self->link) && result == MR_WAIT_HAPPENED) {
		if (source_count > 0 && !poller) {
			result = poll_once(self, deadline, interruptible);
		} else if (source_count > 0 && mr_timeout_ms(deadline) == 0) {
			/* The polling thread may not have come to it yet. */
			result = look_once() > 0 ? MR_WAIT_HAPPENED : MR_WAIT_TIMED_OUT;
		} else {
			result = follow(self, deadline, interruptible);
		}
		if (deadline && ++rounds >= ROUNDS_MAX && result == MR_WAIT_HAPPENED &&
			mr_timeout_ms(deadline) == 0)
			result = MR_WAIT_TIMED_OUT;
	}
	appoint_poller();
	return result;
}

void mr_sources_try_again(void)
{
	is_short = true;
}

void mr_poller_wake(void)
{
	uint64_t one = 1;

	if (!poller_dispatches && !is_woken && write(wake_fd, &one, sizeof one) > 0)
		is_woken = true;
}
