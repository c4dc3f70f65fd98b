/*
 * Memory of one compilation. Everything that the front end and the model allocate lives in one
 * arena and is released with it; nothing else in migc calls free() outside support/.
 */
#ifndef MIGC_SUPPORT_ARENA_H
#define MIGC_SUPPORT_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	unsigned char *next;
	unsigned char *end;
	size_t total_bytes; /* handed out so far, for the tests of memory use */
};

/* An arena needs no initialisation beyond zero bytes. */

/* Returns size_bytes of zeroed memory aligned for any object; never NULL. */
void *arena_alloc(struct arena *arena, size_t size_bytes);

/* Returns a zeroed array; the product is checked. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t element_bytes);

/* Returns a copy of n bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t n);

/* The four texts one behind the other, in the arena: what printf("%s%s%s%s") gives, faster. */
char *arena_join(struct arena *arena, const char *a, const char *b, const char *c, const char *d);

/* Formats into the arena; the result ends in NUL. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Forgets everything but keeps a block of memory for what comes next. */
void arena_reset(struct arena *arena);

/* Releases everything. The arena is then as new. */
void arena_free(struct arena *arena);

/* arena_new(a, struct thing): one zeroed object. */
#define arena_new(arena, type) ((type *)arena_alloc(arena, sizeof(type)))

#endif
