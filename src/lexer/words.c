/*
 * The reserved words, found through a small hash table over the length and three letters: most
 * names of a program meet an empty slot and are never compared.
 */
#include "lexer/token.h"

#include "support/bug.h"

#include <string.h>

enum { BOTH = DIALECT_NATIVE, GNU = DIALECT_GNU, APPLE = DIALECT_APPLE };
enum {
	STATEMENT = ROLE_STATEMENT,
	MODIFIER = ROLE_MODIFIER,
	DIRECTION = ROLE_DIRECTION,
	IN_TYPE = ROLE_IN_TYPE,
	TRANSLATION = ROLE_TRANSLATION,
	FLAG = ROLE_FLAG,
};
enum { ANY_CASE = false, THIS_CASE = true };

static const struct word words[] = {
#define WORD(token, spelling, dialects, letter_case, roles, instead) \
	{TOKEN_##token, spelling, dialects, letter_case, roles, instead, sizeof(spelling) - 1},
#define IPC_NAME(spelling, dialects) \
	{TOKEN_IPC_NAME, spelling, dialects, THIS_CASE, IN_TYPE, NULL, sizeof(spelling) - 1},
#include "lexer/token.def"
};

enum {
	WORD_COUNT = sizeof(words) / sizeof(words[0]),
};

static const char *const spellings[TOKEN_COUNT] = {
	[TOKEN_END] = "the end of the file",
#define PUNCTUATION(token, spelling)                                 [TOKEN_##token] = (spelling),
#define CLASS(token, in_words)                                       [TOKEN_##token] = (in_words),
#define WORD(token, spelling, dialects, letter_case, roles, instead) [TOKEN_##token] = (spelling),
#define BAD(token)                                                   [TOKEN_BAD_##token] = "bad text",
#include "lexer/token.def"
};

static unsigned lower(char c)
{
	return (unsigned char)c | 0x20;
}

static size_t slot_of(struct str text)
{
	unsigned hash = (unsigned)text.n * 37 + lower(text.p[0]) * 7 +
			lower(text.p[text.n - 1]) * 31 + lower(text.p[text.n / 2]) * 131;

	return (hash ^ hash >> 9) % sizeof(((struct word_table *)0)->slots);
}

static size_t next_slot(size_t slot)
{
	return (slot + 1) % sizeof(((struct word_table *)0)->slots);
}

void word_table_init(struct word_table *table)
{
	size_t i, slot;

	memset(table, 0, sizeof(*table));
	for (i = 0; i < WORD_COUNT; i++) {
		slot = slot_of(str_make(words[i].spelling, words[i].length));
		while (table->slots[slot] != 0)
			slot = next_slot(slot);
		table->slots[slot] = (unsigned char)(i + 1);
	}
}

static bool matches(const struct word *word, struct str text)
{
	if (word->length != text.n)
		return false;
	if (word->is_cased)
		return memcmp(word->spelling, text.p, text.n) == 0;
	return str_equal_ignoring_case(text, word->spelling);
}

const struct word *word_find(const struct word_table *table, struct str text)
{
	size_t slot;

	if (text.n == 0)
		return NULL;
	for (slot = slot_of(text); table->slots[slot] != 0; slot = next_slot(slot)) {
		const struct word *word = &words[table->slots[slot] - 1];

		if (matches(word, text))
			return word;
	}
	return NULL;
}

/* Words stand in one row, in the enumeration as in the table. */
const struct word *word_of_token(enum token_kind kind)
{
	const struct word *word;

	if (kind < words[0].token || kind >= TOKEN_BAD_CHARACTER)
		return NULL;
	word = &words[kind - words[0].token];
	check(word->token == kind);
	return word;
}

const struct word *word_guess(struct str text, unsigned roles, unsigned dialects)
{
	const struct word *best = NULL;
	unsigned best_distance = text.n < 4 ? 2 : 3;
	size_t i;

	for (i = 0; i < WORD_COUNT; i++) {
		struct str spelling = str_make(words[i].spelling, words[i].length);
		unsigned distance;

		if (!(words[i].roles & roles) || !(words[i].dialects & dialects) ||
			words[i].token == TOKEN_IPC_NAME)
			continue;
		distance = str_edit_distance(text, spelling, best_distance);
		if (distance < best_distance) {
			best = &words[i];
			best_distance = distance;
		}
	}
	return best;
}

bool word_is_soft(const struct word *word, enum dialect dialect)
{
	return dialect == DIALECT_NATIVE && word->dialects != DIALECT_NATIVE;
}

const char *token_spelling(enum token_kind kind)
{
	check(kind < TOKEN_COUNT);
	return spellings[kind];
}
