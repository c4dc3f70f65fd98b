/*
 * Pages that were given back lately, kept for memory that is going to be written in full: a message
 * that brings memory would else pay for fresh pages of zeros each time, more than for its copy.
 * Needs no lock; thread-safe.
 */
#ifndef MIGRT_CORE_CACHE_H
#define MIGRT_CORE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Pages of that size, of any content; NULL: none are kept. */
void *mr_cache_take(size_t size_bytes);

/* Keeps whole pages that their owner has given up. False: they are not to be kept, and the
 * caller's. */
bool mr_cache_keep(uintptr_t start, size_t size_bytes);

/* Pages are given up: to be said before anything else is done with them. */
void mr_cache_take_back(uintptr_t start, size_t size_bytes);

/* Whether some of the range is kept here, and so nobody's. */
bool mr_cache_overlaps(uintptr_t start, size_t size_bytes);

/* Gives back what is kept in the range. */
void mr_cache_drop(uintptr_t start, size_t size_bytes);

void mr_cache_before_fork(void);
void mr_cache_after_fork(void);

#endif
