/*
 * Names, each kept once and found by hash, and runs of tokens that are used again and again, so
 * that replacing macros takes memory for what is open at one time only.
 */
#include "preprocess/internal.h"

#include <string.h>

uint32_t pp_hash(const char *bytes, size_t n)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
	return hash;
}

static size_t first_slot(const struct pp_name_table *names, uint32_t hash)
{
	return (hash ^ hash >> 15) & (names->slot_count - 1);
}

struct pp_name *pp_find_name(const struct pp *pp, const char *bytes, size_t n, uint32_t hash)
{
	const struct pp_name_table *names = &pp->names;
	struct pp_name *name;
	size_t i;

	if (names->slot_count == 0)
		return NULL;
	for (i = first_slot(names, hash); (name = names->slots[i]) != NULL;
		i = (i + 1) & (names->slot_count - 1))
		if (name->hash == hash && name->n == n && memcmp(name->text, bytes, n) == 0)
			return name;
	return NULL;
}

static void insert(struct pp_name_table *names, struct pp_name *name)
{
	size_t i = first_slot(names, name->hash);

	while (names->slots[i])
		i = (i + 1) & (names->slot_count - 1);
	names->slots[i] = name;
}

static void grow(struct pp *pp)
{
	struct pp_name_table larger = {0};
	size_t i;

	larger.slot_count = pp->names.slot_count ? pp->names.slot_count * 2 : 1024;
	larger.used_count = pp->names.used_count;
	larger.slots = arena_alloc_array(pp->arena, larger.slot_count, sizeof(struct pp_name *));
	for (i = 0; i < pp->names.slot_count; i++)
		if (pp->names.slots[i])
			insert(&larger, pp->names.slots[i]);
	pp->names = larger;
}

struct pp_name *pp_name(struct pp *pp, const char *bytes, size_t n)
{
	uint32_t hash = pp_hash(bytes, n);
	struct pp_name *name = pp_find_name(pp, bytes, n, hash);

	if (name)
		return name;
	if (pp->names.used_count * 2 >= pp->names.slot_count)
		grow(pp);
	name = arena_alloc(pp->arena, sizeof(*name) + n + 1);
	name->hash = hash;
	name->n = (uint32_t)n;
	memcpy(name->text, bytes, n);
	insert(&pp->names, name);
	pp->names.used_count++;
	return name;
}

struct pp_tokens *pp_tokens_new(struct pp *pp)
{
	struct pp_tokens *tokens = pp->free_tokens;

	if (tokens)
		pp->free_tokens = tokens->next_free;
	else
		tokens = arena_new(pp->arena, struct pp_tokens);
	tokens->next_free = NULL;
	tokens->count = 0;
	return tokens;
}

void pp_tokens_add(struct pp *pp, struct pp_tokens *tokens, const struct pp_token *token)
{
	if (tokens->count == tokens->capacity) {
		pp->macro_bytes += (tokens->capacity ? tokens->capacity * 2 : 8) * sizeof(*token);
		if (pp->macro_bytes > PP_MACRO_BYTES_MAX) {
			pp_stop(pp, token->loc, "bytes of memory", PP_MACRO_BYTES_MAX);
			return;
		}
		tokens->items = vec_grow(
			pp->arena, tokens->items, &tokens->capacity, tokens->count, sizeof(*token));
	}
	tokens->items[tokens->count++] = *token;
}

void pp_tokens_release(struct pp *pp, struct pp_tokens *tokens)
{
	tokens->next_free = pp->free_tokens;
	pp->free_tokens = tokens;
}

const char *pp_keep(struct pp *pp, const char *bytes, size_t n)
{
	pp->macro_bytes += n;
	if (pp->macro_bytes > PP_MACRO_BYTES_MAX) {
		pp_stop(pp, 0, "bytes of memory", PP_MACRO_BYTES_MAX);
		return "";
	}
	return arena_copy(pp->arena, bytes, n);
}
