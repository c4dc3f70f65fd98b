/* Pages, regions, and copies that survive a bad address (memory.h). */
#include "core/memory.h"
#include "core/cache.h"
#include "core/shared.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define POPULATED_BYTES_MAX ((size_t)1024 * 1024)

static size_t page_size_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

size_t mr_whole_pages(size_t size_bytes)
{
	size_t mask = page_size_bytes() - 1;

	return size_bytes > SIZE_MAX - mask ? 0 : (size_bytes + mask) & ~mask;
}

static void *allocate(size_t size_bytes, int flags)
{
	void *pages;

	if (size_bytes == 0 || size_bytes > PTRDIFF_MAX)
		return NULL;
	pages = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
		-1, 0);
	if (pages == MAP_FAILED) {
		/* What is only kept for later makes room. */
		mr_cache_drop(0, UINTPTR_MAX);
		pages = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
	}
	return pages == MAP_FAILED ? NULL : pages;
}

void *mr_pages_allocate(size_t size_bytes)
{
	return allocate(size_bytes, 0);
}

void *mr_pages_allocate_to_fill(size_t size_bytes)
{
	void *pages = size_bytes <= PTRDIFF_MAX ? mr_cache_take(mr_whole_pages(size_bytes)) : NULL;

	if (pages) {
		/* What nobody writes is zero, as in fresh pages. */
		memset((char *)pages + size_bytes, 0, mr_whole_pages(size_bytes) - size_bytes);
		return pages;
	}
	/* All at once is quicker than one by one, if not by far too many for a promise. */
	return allocate(size_bytes, size_bytes <= POPULATED_BYTES_MAX ? MAP_POPULATE : 0);
}

/* Extends a range to whole pages. False: it does not fit into the address space. */
static bool round_to_pages(
	uintptr_t address, size_t size_bytes, uintptr_t *ret_start, size_t *ret_bytes)
{
	uintptr_t mask = page_size_bytes() - 1;

	if (size_bytes > UINTPTR_MAX - address || address + size_bytes > UINTPTR_MAX - mask)
		return false;
	*ret_start = address & ~mask;
	*ret_bytes = ((address + size_bytes + mask) & ~mask) - *ret_start;
	return true;
}

kern_return_t mr_pages_free(uintptr_t address, size_t size_bytes)
{
	uintptr_t start;
	size_t bytes;

	if (!round_to_pages(address, size_bytes, &start, &bytes))
		return KERN_INVALID_ARGUMENT;
	if (size_bytes == 0)
		return KERN_SUCCESS;
	mr_cache_take_back(start, bytes);
	if (mr_cache_overlaps(start, bytes))
		mr_cache_drop(start, bytes); /* given up once already */
	else if (!mr_shared_release(start, bytes) && mr_cache_keep(start, bytes))
		return KERN_SUCCESS;
	return munmap((void *)start, bytes) == 0 ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}

kern_return_t mr_memory_copy(void *destination, const void *source, size_t size_bytes)
{
	size_t done_bytes = 0;

	if (mr_cache_overlaps((uintptr_t)destination, size_bytes) ||
		mr_cache_overlaps((uintptr_t)source, size_bytes))
		return KERN_INVALID_ADDRESS;
	while (done_bytes < size_bytes) {
		struct iovec to = {(char *)destination + done_bytes, size_bytes - done_bytes};
		struct iovec from = {
			(char *)(uintptr_t)source + done_bytes, size_bytes - done_bytes};
		ssize_t copied_bytes = process_vm_readv(getpid(), &to, 1, &from, 1, 0);

		if (copied_bytes > 0) {
			done_bytes += (size_t)copied_bytes;
		} else if (copied_bytes < 0 && (errno == ENOSYS || errno == EPERM)) {
			/* A sandbox without the call; a bad address then ends the program. */
			memcpy(to.iov_base, from.iov_base, to.iov_len);
			return KERN_SUCCESS;
		} else {
			return KERN_INVALID_ADDRESS;
		}
	}
	return KERN_SUCCESS;
}

/* Whether there is memory in the whole range; whether it may be read shows when it is. */
static bool is_mapped(const void *address, size_t size_bytes)
{
	uintptr_t start;
	size_t bytes;

	if (!round_to_pages((uintptr_t)address, size_bytes, &start, &bytes))
		return false;
	/* Finds holes in a range, and does nothing else. */
	return !mr_cache_overlaps(start, bytes) && msync((void *)start, bytes, MS_ASYNC) == 0;
}

kern_return_t mr_region_copy(const void *address, size_t size_bytes, struct mr_region *ret_region)
{
	kern_return_t result;

	*ret_region = (struct mr_region){.address = NULL};
	if (size_bytes == 0)
		return KERN_SUCCESS;
	if (mr_region_snapshot(address, size_bytes, ret_region))
		return KERN_SUCCESS;
	/* Before the new pages are made, which may well fill the hole. */
	if (!is_mapped(address, size_bytes))
		return KERN_INVALID_ADDRESS;
	ret_region->address = mr_pages_allocate_to_fill(size_bytes);
	if (!ret_region->address)
		return KERN_RESOURCE_SHORTAGE;
	ret_region->size_bytes = size_bytes;
	result = mr_memory_copy(ret_region->address, address, size_bytes);
	if (result != KERN_SUCCESS) {
		mr_region_free(*ret_region);
		*ret_region = (struct mr_region){.address = NULL};
	}
	return result;
}

kern_return_t mr_region_claim(void *address, size_t size_bytes, struct mr_region *ret_region)
{
	*ret_region = (struct mr_region){.address = NULL};
	if (size_bytes == 0)
		return KERN_SUCCESS;
	if (!is_mapped(address, size_bytes))
		return KERN_INVALID_ADDRESS;
	*ret_region = (struct mr_region){.address = address, .size_bytes = size_bytes};
	return KERN_SUCCESS;
}

kern_return_t mr_region_borrow(const void *address, size_t size_bytes, struct mr_region *ret_region)
{
	*ret_region = (struct mr_region){.address = NULL};
	if (size_bytes == 0)
		return KERN_SUCCESS;
	/* What has a file travels by that. */
	if (mr_region_snapshot(address, size_bytes, ret_region))
		return KERN_SUCCESS;
	if (mr_cache_overlaps((uintptr_t)address, size_bytes))
		return KERN_INVALID_ADDRESS;
	*ret_region = (struct mr_region){
		.address = (void *)(uintptr_t)address,
		.size_bytes = size_bytes,
		.is_borrowed = true,
	};
	return KERN_SUCCESS;
}

mach_msg_return_t mr_message_own_regions(struct mr_message *message)
{
	mach_msg_return_t result = MACH_MSG_SUCCESS;
	size_t i;

	for (i = 0; i < message->region_count; i++) {
		struct mr_region *region = &message->regions[i];

		if (!region->is_borrowed)
			continue;
		switch (mr_region_copy(region->address, region->size_bytes, region)) {
		case KERN_SUCCESS: break;
		case KERN_RESOURCE_SHORTAGE:
			if (result == MACH_MSG_SUCCESS)
				result = MACH_SEND_NO_BUFFER;
			break;
		default: result = MACH_SEND_INVALID_MEMORY; break;
		}
	}
	return result;
}

void mr_region_free(struct mr_region region)
{
	if (region.is_borrowed || !region.address)
		return;
	mr_pages_free((uintptr_t)region.address, region.size_bytes);
}

void mr_message_free_regions(struct mr_message *message)
{
	size_t i;

	for (i = 0; i < message->region_count; i++) {
		struct mr_region region = message->regions[i];

		message->regions[i] = (struct mr_region){.address = NULL};
		mr_region_free(region);
	}
}
