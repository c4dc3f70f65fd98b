/* Tokens and reserved words; the list itself is token.def. */
#ifndef MIGC_LEXER_TOKEN_H
#define MIGC_LEXER_TOKEN_H

#include "diag/source.h"
#include "lexer/dialect.h"
#include "support/str.h"

#include <stdbool.h>
#include <stdint.h>

enum token_kind {
	TOKEN_END,
#define PUNCTUATION(token, spelling)                                 TOKEN_##token,
#define CLASS(token, in_words)                                       TOKEN_##token,
#define WORD(token, spelling, dialects, letter_case, roles, instead) TOKEN_##token,
#define BAD(token)                                                   TOKEN_BAD_##token,
#include "lexer/token.def"
	TOKEN_COUNT
};

struct token {
	enum token_kind kind;
	uint32_t begin; /* offsets in the text */
	uint32_t end;
	struct src_span at;
	const char *text; /* interned: names, literals, words of one MIG only */
	uint64_t number;  /* NUMBER */
	const char *doc;  /* of a doc comment right before it, or NULL */
};

/* Where a word may stand as a keyword. */
enum word_role {
	ROLE_STATEMENT = 1, /* begins a statement */
	ROLE_MODIFIER = 2,  /* between `subsystem` and its name */
	ROLE_DIRECTION = 4, /* begins an argument */
	ROLE_IN_TYPE = 8,
	ROLE_TRANSLATION = 16, /* follows a type */
	ROLE_FLAG = 32,
};

struct word {
	enum token_kind token;
	const char *spelling;
	unsigned char dialects; /* whose MIG reserves it */
	bool is_cased;          /* only this spelling counts */
	unsigned char roles;
	const char *instead; /* what the other MIG has for it, or NULL */
	unsigned char length;
};

/* The look-up table: small, and made anew by each lexer, so that nothing is global. */
struct word_table {
	unsigned char slots[512]; /* 0: free, else one more than an index */
};

void word_table_init(struct word_table *table);

/* A word or an IPC name of any dialect, or NULL. */
const struct word *word_find(const struct word_table *table, struct str text);

/* The entry of a token that is a reserved word, or NULL. */
const struct word *word_of_token(enum token_kind kind);

/* The word with one of these roles in one of these dialects that is closest to a misspelt one. */
const struct word *word_guess(struct str text, unsigned roles, unsigned dialects);

/*
 * Whether a word is a keyword only where the grammar expects one: in migc's own language, a word
 * that only one peer reserves.
 */
bool word_is_soft(const struct word *word, enum dialect dialect);

/* Punctuation and words as they are spelled; classes in words ("a name"). */
const char *token_spelling(enum token_kind kind);

#endif
