/* A chain of zeroed blocks; see arena.h. */
#include "support/arena.h"

#include "support/bug.h"
#include "support/format.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So large that the C library takes it from the system, which has cleared it. */
enum { BLOCK_BYTES = 256 * 1024 - 64 };

struct arena_block {
	struct arena_block *older;
	alignas(max_align_t) unsigned char bytes[];
};

/*
 * Big requests get a block of their own, so that the rest of the current block is not lost. Those
 * are zero; ordinary blocks are cleared as they are handed out.
 */
static void *alloc_block(struct arena *arena, size_t size_bytes)
{
	struct arena_block *block;

	if (size_bytes > SIZE_MAX - sizeof(*block))
		out_of_memory();
	block = size_bytes == BLOCK_BYTES ? malloc(sizeof(*block) + size_bytes)
					  : calloc(1, sizeof(*block) + size_bytes);
	if (!block)
		out_of_memory();
	block->older = arena->blocks;
	arena->blocks = block;
	return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
	const size_t unit = alignof(max_align_t);
	size_t rounded;
	void *result;

	if (size_bytes > SIZE_MAX - unit)
		out_of_memory();
	rounded = size_bytes == 0 ? unit : (size_bytes + unit - 1) / unit * unit;
	arena->total_bytes += rounded;
	if (rounded > BLOCK_BYTES / 4)
		return alloc_block(arena, rounded);
	if ((size_t)(arena->end - arena->next) < rounded) {
		arena->next = alloc_block(arena, BLOCK_BYTES);
		arena->end = arena->next + BLOCK_BYTES;
	}
	result = arena->next;
	arena->next += rounded;
	return memset(result, 0, rounded);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t element_bytes)
{
	if (element_bytes != 0 && count > SIZE_MAX / element_bytes)
		out_of_memory();
	return arena_alloc(arena, count * element_bytes);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t n)
{
	char *copy = arena_alloc(arena, n + 1);

	if (n > 0)
		memcpy(copy, bytes, n);
	return copy;
}

static char *format_in_block(struct arena *arena, const char *format, va_list args)
{
	enum { LONGEST = 512 };
	size_t room = (size_t)(arena->end - arena->next);
	char *text = (char *)arena->next;
	size_t length;

	if (room > LONGEST)
		room = LONGEST;
	if (room == 0)
		return NULL;
	length = format_simple(text, room, format, args);
	if (length == FORMAT_REFUSED) {
		memset(text, 0, room);
		return NULL;
	}
	return arena_alloc(arena, length + 1);
}

char *arena_join(struct arena *arena, const char *a, const char *b, const char *c, const char *d)
{
	size_t a_bytes = strlen(a), b_bytes = strlen(b), c_bytes = strlen(c), d_bytes = strlen(d);
	char *text = arena_alloc(arena, a_bytes + b_bytes + c_bytes + d_bytes + 1);
	char *to = text;

	memcpy(to, a, a_bytes);
	memcpy(to += a_bytes, b, b_bytes);
	memcpy(to += b_bytes, c, c_bytes);
	memcpy(to + c_bytes, d, d_bytes);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, format);
	text = format_in_block(arena, format, args);
	va_end(args);
	if (text)
		return text;
	va_start(args, format);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		bug("bad format: %s", format);
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void arena_reset(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	/* Only a single ordinary block is worth keeping; it is zeroed again piece by piece. */
	if (!block)
		return;
	if (block->older || arena->end != block->bytes + BLOCK_BYTES) {
		arena_free(arena);
		return;
	}
	arena->next = block->bytes;
	arena->total_bytes = 0;
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
	memset(arena, 0, sizeof(*arena));
}
