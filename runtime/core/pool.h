/*
 * Blocks of one size that were in use lately, kept for their next use: messages, ports and names
 * come and go with each call. The core's lock guards them.
 */
#ifndef MIGRT_CORE_POOL_H
#define MIGRT_CORE_POOL_H

#include <stddef.h>
#include <stdlib.h>

#define MR_POOL_BLOCKS_MAX 64u

struct mr_pool_block {
	struct mr_pool_block *next;
};

struct mr_pool {
	size_t block_bytes;
	struct mr_pool_block *first;
	unsigned count;
};

/* A block of any content. NULL: no memory. */
static inline void *mr_pool_take(struct mr_pool *pool)
{
	struct mr_pool_block *block = pool->first;

	if (!block)
		return malloc(pool->block_bytes);
	pool->first = block->next;
	pool->count--;
	return block;
}

static inline void mr_pool_give(struct mr_pool *pool, void *place)
{
	struct mr_pool_block *block = place;

#if defined(__SANITIZE_ADDRESS__)
	/* So that a use afterwards is found. */
	free(block);
	return;
#endif
	if (pool->count == MR_POOL_BLOCKS_MAX) {
		free(block);
		return;
	}
	block->next = pool->first;
	pool->first = block;
	pool->count++;
}

#endif
