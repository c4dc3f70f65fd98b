/*
 * The names of this task: a hash table from a name to what it denotes.
 *
 * New names count upwards, so that a name that was released is not soon in use again, and a
 * mistaken use of it finds nothing rather than somebody else's right.
 */
#include "core/core.h"
#include "core/pool.h"

#include <stdlib.h>

#define FIRST_NAME       0x101u
#define BUCKETS_AT_START 64u

static struct mr_name **buckets;
static size_t bucket_count; /* a power of two, or 0 before the first name */
static size_t name_count;
static mach_port_name_t next_name = FIRST_NAME;
static struct mr_pool name_pool = {.block_bytes = sizeof(struct mr_name)};

static struct mr_name **bucket_of(mach_port_name_t name)
{
	return &buckets[name & (bucket_count - 1)];
}

static void table_insert(struct mr_name *entry)
{
	struct mr_name **bucket = bucket_of(entry->name);

	entry->hash_next = *bucket;
	*bucket = entry;
}

static bool table_grow(void)
{
	size_t new_count = bucket_count ? bucket_count * 2 : BUCKETS_AT_START;
	struct mr_name **old_buckets = buckets;
	struct mr_name **new_buckets = calloc(new_count, sizeof(struct mr_name *));
	size_t old_count = bucket_count;
	size_t i;

	if (!new_buckets)
		return false;
	buckets = new_buckets;
	bucket_count = new_count;
	for (i = 0; i < old_count; i++) {
		struct mr_name *entry = old_buckets[i];

		while (entry) {
			struct mr_name *next = entry->hash_next;

			table_insert(entry);
			entry = next;
		}
	}
	free(old_buckets);
	return true;
}

struct mr_name *mr_name_find(mach_port_name_t name)
{
	struct mr_name *entry;

	if (bucket_count == 0)
		return NULL;
	for (entry = *bucket_of(name); entry; entry = entry->hash_next) {
		if (entry->name == name)
			return entry;
	}
	return NULL;
}

bool mr_name_leaves_process(mach_port_name_t name)
{
	const struct mr_name *entry = mr_name_find(name);

	return entry && entry->port && entry->port->remote;
}

static void table_remove(struct mr_name *entry)
{
	struct mr_name **at = bucket_of(entry->name);

	while (*at != entry)
		at = &(*at)->hash_next;
	*at = entry->hash_next;
}

struct mr_name *mr_name_create_as(mach_port_name_t name)
{
	struct mr_name *entry;

	if (name_count >= bucket_count && !table_grow() && bucket_count == 0)
		return NULL;
	entry = mr_pool_take(&name_pool);
	if (!entry)
		return NULL;
	*entry = (struct mr_name){.name = name};
	mr_list_init(&entry->once_link);
	table_insert(entry);
	name_count++;
	return entry;
}

bool mr_name_have_room(void)
{
	void *block = mr_pool_take(&name_pool);

	if (block)
		mr_pool_give(&name_pool, block);
	return block && (bucket_count > 0 || table_grow());
}

struct mr_name *mr_name_create(void)
{
	mach_port_name_t name;

	do {
		name = next_name++;
		if (next_name == MACH_PORT_NAME_DEAD)
			next_name = FIRST_NAME;
	} while (mr_name_find(name));
	return mr_name_create_as(name);
}

kern_return_t mr_name_furnish(struct mr_name *entry, mach_port_right_t right)
{
	if (!entry)
		return KERN_RESOURCE_SHORTAGE;
	if (right == MACH_PORT_RIGHT_DEAD_NAME) {
		entry->urefs = 1;
	} else if (right == MACH_PORT_RIGHT_PORT_SET) {
		entry->set = mr_port_set_create();
		if (entry->set)
			entry->set->name = entry;
	} else {
		entry->port = mr_port_create();
		if (entry->port) {
			entry->port->name = entry;
			entry->port->receiver_here = true;
		}
	}
	if (right != MACH_PORT_RIGHT_DEAD_NAME && !entry->set && !entry->port) {
		mr_name_free(entry);
		return KERN_RESOURCE_SHORTAGE;
	}
	entry->type = MACH_PORT_TYPE(right);
	return KERN_SUCCESS;
}

void mr_name_free(struct mr_name *entry)
{
	mach_port_name_t name = entry->name;
	struct mr_port *notify = entry->dead_name_request;

	table_remove(entry);
	name_count--;
	mr_pool_give(&name_pool, entry);
	if (notify)
		mr_notify_port_deleted(notify, name);
}

void mr_name_change(struct mr_name *entry, mach_port_name_t name)
{
	table_remove(entry);
	entry->name = name;
	table_insert(entry);
}

size_t mr_name_count(void)
{
	return name_count;
}

void mr_name_each(void (*visit)(const struct mr_name *entry, void *context), void *context)
{
	size_t i;

	for (i = 0; i < bucket_count; i++) {
		const struct mr_name *entry;

		for (entry = buckets[i]; entry; entry = entry->hash_next)
			visit(entry, context);
	}
}
