/*
 * Growable arrays in an arena, typed by macro:
 *
 *	VEC(struct routine *) routines;          an empty vector is zero bytes
 *	vec_push(arena, &v, routine);
 *	for (size_t i = 0; i < v.count; i++) use(v.items[i]);
 *
 * Growing copies into fresh arena memory, so pointers into `items` last until the next push.
 */
#ifndef MIGC_SUPPORT_VEC_H
#define MIGC_SUPPORT_VEC_H

#include "support/arena.h"

#include <stddef.h>
#include <string.h>

#define VEC(type)                \
	struct {                 \
		type *items;     \
		size_t count;    \
		size_t capacity; \
	}

#define vec_push(arena, v, value)                                                              \
	do {                                                                                   \
		if ((v)->count == (v)->capacity)                                               \
			(v)->items = vec_grow((arena), (v)->items, &(v)->capacity, (v)->count, \
				sizeof(*(v)->items));                                          \
		(v)->items[(v)->count++] = (value);                                            \
	} while (0)

static inline void *vec_grow(
	struct arena *arena, const void *items, size_t *capacity, size_t count, size_t item_bytes)
{
	size_t larger = *capacity ? *capacity * 2 : 8;
	void *copy = arena_alloc_array(arena, larger, item_bytes);

	if (count > 0)
		memcpy(copy, items, count * item_bytes);
	*capacity = larger;
	return copy;
}

#endif
