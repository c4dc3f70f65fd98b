/*
 * Memory that can travel to another process without being copied: files of tmpfs without a name
 * (memfd), mapped at birth.
 *
 * Whoever receives such a file must never map what its sender can still change. So before a file is
 * sent the sender's own mapping is made private, copy on write, and the file is sealed, for ever.
 * What the sender wrote since is then in its pages alone, which the kernel tells; a region with
 * such pages travels as a copy. Needs no lock; thread-safe.
 */
#ifndef MIGRT_CORE_SHARED_H
#define MIGRT_CORE_SHARED_H

#include "core/core.h"

/* Regions of fewer bytes are cheaper to copy. */
#define MR_SHARED_BYTES_MIN ((size_t)256 * 1024)

/* New pages of zeros that can travel, or ordinary ones for a small size; NULL as
 * mr_pages_allocate. */
void *mr_shared_allocate(size_t size_bytes);

/* Forgets the files of regions in a range that is about to be unmapped. Of a region that is there
 * only in part, the rest stays, as ordinary memory. False: there were none. */
bool mr_shared_release(uintptr_t start, size_t size_bytes);

/*
 * Readies a region for sending: the descriptor of a sealed file that holds it, and the offset in
 * there. The descriptor stays the region's. -1: it is to be copied. must: a large region gets a
 * file for the purpose.
 */
int mr_region_seal(const struct mr_region *region, bool must, uint64_t *ret_offset_bytes);

/*
 * Makes a region of a received file, after checking that nobody can change it. Takes the descriptor
 * over; -1: there was none to spare. Without room for it, or a descriptor, the region has a size
 * and no address. False: it cannot be trusted.
 */
bool mr_region_open(int fd, uint64_t offset_bytes, size_t size_bytes, struct mr_region *ret_region);

/* Makes a second, private mapping of what is there; false if it has to be copied. */
bool mr_region_snapshot(const void *address, size_t size_bytes, struct mr_region *ret_region);

/* Around fork: makes all mappings private, so that the child has a copy. */
void mr_shared_before_fork(void);
void mr_shared_after_fork(void);

#endif
