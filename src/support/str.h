/*
 * Slices of text, and names kept once. A `struct str` borrows its bytes; they belong to an arena
 * or to a source buffer and may contain any byte, NUL included.
 *
 * An interned name is a NUL-terminated string of which the table holds exactly one copy, so that
 * two interned names are equal if and only if their pointers are.
 */
#ifndef MIGC_SUPPORT_STR_H
#define MIGC_SUPPORT_STR_H

#include "support/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

/* printf("%.*s", STR_FMT(s)) */
#define STR_FMT(s) (int)(s).n, (s).p

struct str str_of(const char *text);
struct str str_make(const char *bytes, size_t n);
bool str_equal(struct str a, struct str b);
bool str_equal_c(struct str a, const char *b);
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
bool str_equal_ignoring_case(struct str a, const char *b);

/* The length of the UTF-8 sequence that n > 0 bytes begin with, or 0 if there is no valid one. */
size_t str_utf8_length(const char *text, size_t n);

uint64_t str_hash(struct str s);

struct intern_slot;

struct intern {
	struct arena *arena;
	struct intern_slot *slots;
	size_t slot_count; /* a power of two, or 0 */
	size_t used_count;
};

/* The table takes its memory from the arena and needs no release of its own. */
void intern_init(struct intern *table, struct arena *arena);

/* Returns the one copy of this name. */
const char *intern(struct intern *table, struct str name);

/*
 * Distance of two names in edits (insert, delete, replace, swap of neighbours), for "did you
 * mean". Returns limit + 1 when it is above the limit.
 */
unsigned str_edit_distance(struct str a, struct str b, unsigned limit);

#endif
