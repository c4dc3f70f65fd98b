/* Open addressing over the addresses of interned names; see map.h. */
#include "support/map.h"

#include <stdint.h>

struct map_slot {
	const char *name; /* NULL: free */
	void *value;
};

static size_t hash_name(const char *name)
{
	uint64_t bits = (uint64_t)(uintptr_t)name;

	return (size_t)(bits * 0x9e3779b97f4a7c15u >> 32);
}

static struct map_slot *find_slot(struct map_slot *slots, size_t slot_count, const char *name)
{
	size_t i = hash_name(name) & (slot_count - 1);

	while (slots[i].name && slots[i].name != name)
		i = (i + 1) & (slot_count - 1);
	return &slots[i];
}

void *map_get(const struct map *map, const char *name)
{
	if (map->slot_count == 0)
		return NULL;
	return find_slot(map->slots, map->slot_count, name)->value;
}

static void grow(struct map *map, struct arena *arena)
{
	size_t count = map->slot_count ? map->slot_count * 2 : 32;
	struct map_slot *slots = arena_alloc_array(arena, count, sizeof(*slots));
	size_t i;

	for (i = 0; i < map->slot_count; i++)
		if (map->slots[i].name)
			*find_slot(slots, count, map->slots[i].name) = map->slots[i];
	map->slots = slots;
	map->slot_count = count;
}

void map_set(struct map *map, struct arena *arena, const char *name, void *value)
{
	struct map_slot *slot;

	if (map->used_count * 4 >= map->slot_count * 3)
		grow(map, arena);
	slot = find_slot(map->slots, map->slot_count, name);
	if (!slot->name) {
		slot->name = name;
		map->used_count++;
	}
	slot->value = value;
}
