/* Slices, interned names, edit distance; see str.h. */
#include "support/str.h"

#include "support/bug.h"

#include <string.h>

struct str str_of(const char *text)
{
	return str_make(text, strlen(text));
}

struct str str_make(const char *bytes, size_t n)
{
	struct str s = {bytes, n};

	return s;
}

bool str_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_equal_c(struct str a, const char *b)
{
	return str_equal(a, str_of(b));
}

bool str_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && memcmp(s.p, prefix, n) == 0;
}

bool str_ends(struct str s, const char *suffix)
{
	size_t n = strlen(suffix);

	if (s.n < n || n == 0)
		return n == 0;
	/* The last byte tells most names apart without a call. */
	return s.p[s.n - 1] == suffix[n - 1] && memcmp(s.p + s.n - n, suffix, n) == 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_ignoring_case(struct str a, const char *b)
{
	size_t i;

	if (strlen(b) != a.n)
		return false;
	for (i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b[i]))
			return false;
	return true;
}

/* FNV-1a, finished with a multiply so that the low bits depend on all bytes. */
size_t str_utf8_length(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t length, i;

	if (s[0] < 0x80)
		return 1;
	length = s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;
	if (s[0] >= 0xf5 || length == 0 || length > n)
		return 0;
	for (i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
		return 0;
	return length;
}

uint64_t str_hash(struct str s)
{
	uint64_t hash = 14695981039346656037u;
	size_t i;

	for (i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * 1099511628211u;
	return hash ^ hash >> 29;
}

struct intern_slot {
	const char *text; /* NULL: free */
	size_t n;
	uint64_t hash;
};

void intern_init(struct intern *table, struct arena *arena)
{
	memset(table, 0, sizeof(*table));
	table->arena = arena;
}

static struct intern_slot *find_slot(
	struct intern_slot *slots, size_t slot_count, struct str name, uint64_t hash)
{
	size_t i = (size_t)hash & (slot_count - 1);

	while (slots[i].text) {
		if (slots[i].hash == hash && str_equal(str_make(slots[i].text, slots[i].n), name))
			break;
		i = (i + 1) & (slot_count - 1);
	}
	return &slots[i];
}

static void grow(struct intern *table)
{
	size_t count = table->slot_count ? table->slot_count * 2 : 256;
	struct intern_slot *slots = arena_alloc_array(table->arena, count, sizeof(*slots));
	size_t i;

	for (i = 0; i < table->slot_count; i++) {
		struct intern_slot *old = &table->slots[i];

		if (old->text)
			*find_slot(slots, count, str_make(old->text, old->n), old->hash) = *old;
	}
	table->slots = slots;
	table->slot_count = count;
}

const char *intern(struct intern *table, struct str name)
{
	uint64_t hash = str_hash(name);
	struct intern_slot *slot;

	if (table->used_count * 4 >= table->slot_count * 3)
		grow(table);
	slot = find_slot(table->slots, table->slot_count, name, hash);
	if (!slot->text) {
		slot->text = arena_copy(table->arena, name.p, name.n);
		slot->n = name.n;
		slot->hash = hash;
		table->used_count++;
	}
	return slot->text;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

unsigned str_edit_distance(struct str a, struct str b, unsigned limit)
{
	enum { LONGEST = 64 };
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];
	size_t i, j;

	if (a.n > LONGEST || b.n > LONGEST)
		return limit + 1;
	if ((a.n > b.n ? a.n - b.n : b.n - a.n) > limit)
		return limit + 1;
	for (j = 0; j <= b.n; j++)
		last[j] = (unsigned)j;
	memset(rows[0], 0, sizeof(rows[0]));
	for (i = 1; i <= a.n; i++) {
		unsigned *spare = before;

		now[0] = (unsigned)i;
		for (j = 1; j <= b.n; j++) {
			unsigned cost = lower(a.p[i - 1]) != lower(b.p[j - 1]);

			now[j] = min3(last[j] + 1, now[j - 1] + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
				lower(a.p[i - 2]) == lower(b.p[j - 1]))
				now[j] = min3(now[j], before[j - 2] + 1, now[j]);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b.n] > limit ? limit + 1 : last[b.n];
}
