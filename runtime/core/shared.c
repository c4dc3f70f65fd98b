/* Memory that travels by descriptor (shared.h). */
#include "core/shared.h"
#include "core/cache.h"
#include "core/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define SEALS        (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* Bits of /proc/self/pagemap. */
#define PAGE_PRESENT (UINT64_C(1) << 63)
#define PAGE_SWAPPED (UINT64_C(1) << 62)
#define PAGE_OF_FILE (UINT64_C(1) << 61)

/* A mapping of this process and its file. */
struct shared {
	uintptr_t start;
	size_t size_bytes; /* whole pages */
	uint64_t offset_bytes;
	int fd;
	bool is_private; /* copy on write: the file may not hold what the pages do */
	bool is_sealed;
};

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct shared *table; /* by address */
static size_t table_count;
static size_t table_capacity;

/* ---- The table; the lock is held ---- */

/* The first entry that ends above the address. */
static size_t index_of(uintptr_t address)
{
	size_t low = 0;
	size_t high = table_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table[middle].start + (table[middle].size_bytes - 1) < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct shared *find(const void *address, size_t size_bytes)
{
	size_t index = index_of((uintptr_t)address);

	if (size_bytes == 0 || index == table_count || table[index].start != (uintptr_t)address ||
		table[index].size_bytes != mr_whole_pages(size_bytes))
		return NULL;
	return &table[index];
}

static void drop(size_t index)
{
	close(table[index].fd);
	memmove(table + index, table + index + 1, (table_count - index - 1) * sizeof *table);
	table_count--;
}

static bool insert(struct shared entry)
{
	size_t index;

	if (table_count == table_capacity) {
		size_t more = table_capacity ? 2 * table_capacity : 16;
		struct shared *grown = realloc(table, more * sizeof *grown);

		if (!grown)
			return false;
		table = grown;
		table_capacity = more;
	}
	/* Whoever unmapped memory behind our back may have left entries there. */
	while ((index = index_of(entry.start)) < table_count &&
		table[index].start < entry.start + entry.size_bytes)
		drop(index);
	memmove(table + index + 1, table + index, (table_count - index) * sizeof *table);
	table[index] = entry;
	table_count++;
	return true;
}

/* Replaces the mapping by a private one of the same bytes. */
static bool make_private(struct shared *entry)
{
	if (entry->is_private)
		return true;
	if (mmap((void *)entry->start, entry->size_bytes, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_FIXED, entry->fd, (off_t)entry->offset_bytes) == MAP_FAILED)
		return false;
	entry->is_private = true;
	return true;
}

/* Whether pages were written to since the mapping became private. */
static bool is_changed(const struct shared *entry)
{
	uint64_t bits[512];
	size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	size_t left = entry->size_bytes / page_bytes;
	off_t offset = (off_t)(entry->start / page_bytes * sizeof bits[0]);
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	bool changed = fd < 0;

	while (left > 0 && !changed) {
		size_t some = left < 512 ? left : 512;
		size_t i;

		if (pread(fd, bits, some * sizeof bits[0], offset) !=
			(ssize_t)(some * sizeof bits[0])) {
			changed = true;
			break;
		}
		for (i = 0; i < some; i++) {
			if ((bits[i] & (PAGE_PRESENT | PAGE_SWAPPED)) && !(bits[i] & PAGE_OF_FILE))
				changed = true;
		}
		left -= some;
		offset += (off_t)(some * sizeof bits[0]);
	}
	if (fd >= 0)
		close(fd);
	return changed;
}

/* Makes sure that the file holds what the pages do, and always will. */
static bool freeze(struct shared *entry)
{
	if (entry->is_private) {
		if (is_changed(entry))
			return false;
	} else if (!make_private(entry)) {
		return false;
	}
	/* Fails while pages are pinned, for instance by direct I/O. */
	if (!entry->is_sealed && fcntl(entry->fd, F_ADD_SEALS, SEALS) != 0)
		return false;
	entry->is_sealed = true;
	return true;
}

/* ---- Making ---- */

static int create_file(size_t size_bytes)
{
	int fd = memfd_create("migrt", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && ftruncate(fd, (off_t)size_bytes) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void *mr_shared_allocate(size_t size_bytes)
{
	struct shared entry = {.size_bytes = mr_whole_pages(size_bytes)};
	void *pages = MAP_FAILED;
	bool done = false;

	if (size_bytes < MR_SHARED_BYTES_MIN || size_bytes > PTRDIFF_MAX)
		return mr_pages_allocate(size_bytes);
	entry.fd = create_file(entry.size_bytes);
	if (entry.fd >= 0)
		pages = mmap(
			NULL, entry.size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, entry.fd, 0);
	if (pages != MAP_FAILED) {
		entry.start = (uintptr_t)pages;
		pthread_mutex_lock(&table_lock);
		done = insert(entry);
		pthread_mutex_unlock(&table_lock);
	}
	if (done)
		return pages;
	if (pages != MAP_FAILED)
		munmap(pages, entry.size_bytes);
	if (entry.fd >= 0)
		close(entry.fd);
	return mr_pages_allocate(size_bytes); /* no descriptors: then it is copied when sent */
}

bool mr_shared_release(uintptr_t start, size_t size_bytes)
{
	bool found = false;
	size_t index;

	pthread_mutex_lock(&table_lock);
	while ((index = index_of(start)) < table_count && table[index].start < start + size_bytes) {
		struct shared *entry = &table[index];

		if (start > entry->start || start + size_bytes < entry->start + entry->size_bytes)
			make_private(entry);
		drop(index);
		found = true;
	}
	pthread_mutex_unlock(&table_lock);
	return found;
}

/* ---- Travelling ---- */

static bool write_all(int fd, const char *bytes, size_t size_bytes)
{
	size_t done_bytes = 0;

	while (done_bytes < size_bytes) {
		ssize_t written =
			pwrite(fd, bytes + done_bytes, size_bytes - done_bytes, (off_t)done_bytes);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		done_bytes += (size_t)written;
	}
	return true;
}

/* Copies a region into a file of its own, and has it take the place of its pages. */
static bool move_into_file(const struct mr_region *region)
{
	struct shared entry = {
		.start = (uintptr_t)region->address,
		.size_bytes = mr_whole_pages(region->size_bytes),
	};

	if (entry.start % (uintptr_t)sysconf(_SC_PAGESIZE) != 0)
		return false;
	entry.fd = create_file(entry.size_bytes);
	if (entry.fd < 0)
		return false;
	if (write_all(entry.fd, region->address, region->size_bytes) && make_private(&entry) &&
		insert(entry))
		return true;
	close(entry.fd);
	return false;
}

int mr_region_seal(const struct mr_region *region, bool must, uint64_t *ret_offset_bytes)
{
	struct shared *entry;
	int fd = -1;

	if (region->size_bytes < MR_SHARED_BYTES_MIN && !must)
		return -1;
	if (region->size_bytes < 4096)
		return -1;
	pthread_mutex_lock(&table_lock);
	entry = find(region->address, region->size_bytes);
	if (entry && !freeze(entry))
		entry = NULL;
	if (!entry && must && move_into_file(region))
		entry = find(region->address, region->size_bytes);
	if (entry && (entry->is_sealed || freeze(entry))) {
		fd = entry->fd;
		*ret_offset_bytes = entry->offset_bytes;
	}
	pthread_mutex_unlock(&table_lock);
	return fd;
}

static bool is_trustworthy(int fd, uint64_t offset_bytes, size_t size_bytes)
{
	struct stat status;
	struct statfs system;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & (F_SEAL_WRITE | F_SEAL_SHRINK)) != (F_SEAL_WRITE | F_SEAL_SHRINK))
		return false;
	/* Huge pages can be sealed too, and then not be there. */
	if (fstatfs(fd, &system) != 0 || system.f_type != TMPFS_MAGIC)
		return false;
	if (fstat(fd, &status) != 0 || status.st_size < 0)
		return false;
	return offset_bytes % (uint64_t)sysconf(_SC_PAGESIZE) == 0 &&
	       offset_bytes <= (uint64_t)status.st_size &&
	       size_bytes <= (uint64_t)status.st_size - offset_bytes;
}

/* A private mapping of a sealed file, registered. Takes the descriptor over. */
static bool map_sealed(
	int fd, uint64_t offset_bytes, size_t size_bytes, struct mr_region *ret_region)
{
	struct shared entry = {
		.size_bytes = mr_whole_pages(size_bytes),
		.offset_bytes = offset_bytes,
		.fd = fd,
		.is_private = true,
		.is_sealed = true,
	};
	void *pages = mmap(NULL, entry.size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
		(off_t)offset_bytes);

	if (pages == MAP_FAILED) {
		close(fd);
		return false;
	}
	entry.start = (uintptr_t)pages;
	*ret_region = (struct mr_region){.address = pages, .size_bytes = size_bytes};
	if (!insert(entry))
		close(fd);
	return true;
}

bool mr_region_open(int fd, uint64_t offset_bytes, size_t size_bytes, struct mr_region *ret_region)
{
	*ret_region = (struct mr_region){.size_bytes = size_bytes};
	if (fd < 0)
		return true;
	if (size_bytes == 0 || !is_trustworthy(fd, offset_bytes, size_bytes)) {
		close(fd);
		return false;
	}
	pthread_mutex_lock(&table_lock);
	map_sealed(fd, offset_bytes, size_bytes, ret_region);
	pthread_mutex_unlock(&table_lock);
	return true;
}

bool mr_region_snapshot(const void *address, size_t size_bytes, struct mr_region *ret_region)
{
	struct shared *entry;
	bool done = false;

	if (size_bytes < MR_SHARED_BYTES_MIN)
		return false;
	pthread_mutex_lock(&table_lock);
	entry = find(address, size_bytes);
	if (entry && freeze(entry)) {
		int fd = fcntl(entry->fd, F_DUPFD_CLOEXEC, 0);

		done = fd >= 0 && map_sealed(fd, entry->offset_bytes, size_bytes, ret_region);
	}
	pthread_mutex_unlock(&table_lock);
	return done;
}

/* ---- Fork ---- */

void mr_shared_before_fork(void)
{
	size_t i;

	mr_cache_before_fork();
	pthread_mutex_lock(&table_lock);
	for (i = 0; i < table_count; i++)
		make_private(&table[i]);
}

void mr_shared_after_fork(void)
{
	pthread_mutex_unlock(&table_lock);
	mr_cache_after_fork();
}
