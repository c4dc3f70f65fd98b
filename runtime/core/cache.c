/* Pages that are kept for their next use (cache.h). */
#include "core/cache.h"

#include <pthread.h>
#include <sys/mman.h>

#define ENTRIES_MAX 16u
#define BYTES_MAX   ((size_t)(sizeof(void *) == 8 ? 16 : 4) << 20)

struct entry {
	uintptr_t start;
	size_t size_bytes;
};

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry entries[ENTRIES_MAX]; /* the oldest first */
static size_t entry_count;
static size_t kept_bytes;

static struct entry take_out(size_t index)
{
	struct entry entry = entries[index];

	entry_count--;
	kept_bytes -= entry.size_bytes;
	for (; index < entry_count; index++)
		entries[index] = entries[index + 1];
	return entry;
}

static bool is_in(const struct entry *entry, uintptr_t start, size_t size_bytes)
{
	return entry->start < start + size_bytes && start < entry->start + entry->size_bytes;
}

/*
 * Whether all of the range is ordinary memory of this process, which can be written to. Who asked
 * for it may have changed its protection, or have mapped something else there. The system says so
 * as it marks pages of which a child by fork is to get no copy.
 */
static bool is_writable(void *pages, size_t size_bytes)
{
	return madvise(pages, size_bytes, MADV_WIPEONFORK) == 0 &&
	       mprotect(pages, size_bytes, PROT_READ | PROT_WRITE) == 0;
}

/* ---- Pages that are in use again ---- */

/* Marking pages is dear where it changes something: those that come and go keep their mark until
 * there is a fork, or they go for good. */
static struct entry lent[ENTRIES_MAX];
static size_t lent_count;

static void unmark(size_t index)
{
	madvise((void *)lent[index].start, lent[index].size_bytes, MADV_KEEPONFORK);
	lent[index] = lent[--lent_count];
}

static void lend(struct entry entry)
{
	if (lent_count == ENTRIES_MAX)
		unmark(0);
	lent[lent_count++] = entry;
}

void mr_cache_take_back(uintptr_t start, size_t size_bytes)
{
	size_t i;

	pthread_mutex_lock(&cache_lock);
	for (i = lent_count; i-- > 0;) {
		if (lent[i].start == start && lent[i].size_bytes == size_bytes)
			lent[i] = lent[--lent_count];
		else if (is_in(&lent[i], start, size_bytes))
			unmark(i);
	}
	pthread_mutex_unlock(&cache_lock);
}

/* ---- Pages that are not ---- */

void *mr_cache_take(size_t size_bytes)
{
	struct entry found = {0, 0};
	size_t index;

	pthread_mutex_lock(&cache_lock);
	for (index = entry_count; index-- > 0 && !found.start;) {
		if (entries[index].size_bytes == size_bytes)
			found = take_out(index);
	}
	if (found.start)
		lend(found);
	pthread_mutex_unlock(&cache_lock);
	return (void *)found.start;
}

bool mr_cache_keep(uintptr_t start, size_t size_bytes)
{
	struct entry dropped[ENTRIES_MAX];
	size_t dropped_count = 0;

	if (size_bytes > BYTES_MAX || !is_writable((void *)start, size_bytes))
		return false;
	pthread_mutex_lock(&cache_lock);
	while (entry_count == ENTRIES_MAX || kept_bytes > BYTES_MAX - size_bytes)
		dropped[dropped_count++] = take_out(0);
	entries[entry_count++] = (struct entry){start, size_bytes};
	kept_bytes += size_bytes;
	pthread_mutex_unlock(&cache_lock);
	while (dropped_count-- > 0)
		munmap((void *)dropped[dropped_count].start, dropped[dropped_count].size_bytes);
	return true;
}

bool mr_cache_overlaps(uintptr_t start, size_t size_bytes)
{
	bool overlaps = false;
	size_t i;

	pthread_mutex_lock(&cache_lock);
	for (i = 0; i < entry_count && !overlaps; i++)
		overlaps = is_in(&entries[i], start, size_bytes);
	pthread_mutex_unlock(&cache_lock);
	return overlaps;
}

void mr_cache_drop(uintptr_t start, size_t size_bytes)
{
	size_t i;

	pthread_mutex_lock(&cache_lock);
	for (i = entry_count; i-- > 0;) {
		if (is_in(&entries[i], start, size_bytes)) {
			struct entry entry = take_out(i);

			munmap((void *)entry.start, entry.size_bytes);
		}
	}
	pthread_mutex_unlock(&cache_lock);
}

void mr_cache_before_fork(void)
{
	pthread_mutex_lock(&cache_lock);
	while (lent_count > 0)
		unmark(0);
}

void mr_cache_after_fork(void)
{
	pthread_mutex_unlock(&cache_lock);
}
