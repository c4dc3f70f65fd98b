/*
 * A hash map from interned names (str.h) to pointers, in an arena. Looking a name up does not
 * change the map; the order of insertion is of no effect.
 */
#ifndef MIGC_SUPPORT_MAP_H
#define MIGC_SUPPORT_MAP_H

#include "support/arena.h"

#include <stddef.h>

struct map_slot;

struct map {
	struct map_slot *slots;
	size_t slot_count;
	size_t used_count;
};

/* Returns the value of an interned name, or NULL. */
void *map_get(const struct map *map, const char *name);

/* Sets the value of an interned name, replacing any earlier one; value must not be NULL. */
void map_set(struct map *map, struct arena *arena, const char *name, void *value);

#endif
