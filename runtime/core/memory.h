/*
 * The memory of this task as messages need it: pages that can be given away, and copies that
 * survive a bad address. Needs no lock.
 */
#ifndef MIGRT_MEMORY_H
#define MIGRT_MEMORY_H

#include "core/core.h"

/* The size of the pages that so many bytes take; 0: more than there can be. */
size_t mr_whole_pages(size_t size_bytes);

/* New pages of zeros for size_bytes; NULL if there is no room or size_bytes is 0. */
void *mr_pages_allocate(size_t size_bytes);

/* The same for pages that are going to be written in full at once. */
void *mr_pages_allocate_to_fill(size_t size_bytes);

/* Gives back the pages that a range touches. KERN_INVALID_ARGUMENT: it does not fit into the
 * address space. */
kern_return_t mr_pages_free(uintptr_t address, size_t size_bytes);

/*
 * Copies between two ranges, either of which may turn out not to be there: KERN_INVALID_ADDRESS,
 * with perhaps a part copied.
 */
kern_return_t mr_memory_copy(void *destination, const void *source, size_t size_bytes);

/* Makes a region with a copy of a range. KERN_INVALID_ADDRESS, KERN_RESOURCE_SHORTAGE. */
kern_return_t mr_region_copy(const void *address, size_t size_bytes, struct mr_region *ret_region);

/* Makes a region of the very pages of a range, which its owner gives away. KERN_INVALID_ADDRESS:
 * not all is there. */
kern_return_t mr_region_claim(void *address, size_t size_bytes, struct mr_region *ret_region);

/* Makes a region of a range that stays its owner's, for a message that goes out at once. Whether
 * all of it is there shows then. */
kern_return_t mr_region_borrow(
	const void *address, size_t size_bytes, struct mr_region *ret_region);

/*
 * Makes copies of the message's borrowed regions. MACH_SEND_NO_BUFFER: no memory for one.
 * MACH_SEND_INVALID_MEMORY: one is not there. The place of such a one is empty: its owner has it,
 * and is not to find it in a message that comes back as memory to be freed.
 */
mach_msg_return_t mr_message_own_regions(struct mr_message *message);

void mr_region_free(struct mr_region region);
/* Frees all regions of a message, whose places are empty then. */
void mr_message_free_regions(struct mr_message *message);

#endif
