/*
 * The lexer: clean text (comments and '#' lines are gone) to tokens with their places. It alone
 * decides how a piece of text is read: after some statement words a bare word, a file name or a
 * quoted string follows instead of ordinary tokens.
 */
#ifndef MIGC_LEXER_LEXER_H
#define MIGC_LEXER_LEXER_H

#include "diag/diag.h"
#include "diag/text.h"
#include "lexer/token.h"
#include "support/str.h"

struct lexer {
	struct source_text *text;
	struct intern *intern;
	struct diag *diag;
	enum dialect dialect;
	struct word_table words;
	void *scanner;
	const char *start; /* the text while it is scanned */
	/* The origin of the last token: a cursor over text->origins, and what it says. */
	size_t origin;
	uint32_t origin_begin;
	uint32_t origin_end;
	src_loc origin_loc;
	bool origin_is_macro;
	size_t doc;            /* a cursor over text->docs */
	uint32_t previous_end; /* where the last token ended */
	/* Brackets that are open behind the last token. Square ones cannot hold a ';'. */
	unsigned parens;
	unsigned braces;
	bool is_routine;   /* the statement has a list of arguments */
	bool at_statement; /* the next token begins a statement */
};

/*
 * Starts reading. The characters of the text are changed and restored while they are scanned, so
 * it must not be read elsewhere meanwhile.
 */
void lexer_open(struct lexer *lexer, struct source_text *text, struct intern *intern,
	struct diag *diag, enum dialect dialect);

/* The next token; TOKEN_END again and again behind the last. */
void lexer_next(struct lexer *lexer, struct token *token);

/* The place of a piece of the text that was read already or comes next. */
struct src_span lexer_span(const struct lexer *lexer, uint32_t begin, uint32_t end);

/* The first character behind the last token that is not white space; '\0' at the end. */
char lexer_peek(const struct lexer *lexer);

/* Whether nothing but white space stands before this offset in its line. */
bool lexer_begins_line(const struct lexer *lexer, uint32_t offset);

void lexer_close(struct lexer *lexer);

#endif
