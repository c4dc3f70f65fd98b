/*
 * What the grammar, the builders of nodes and the reports of syntax errors share.
 *
 * How reading goes on after an error: the grammar has `error` only where a whole statement, or a
 * whole argument, can be given up, and each time a SYNC token must follow. No text produces one.
 * When an error is found, parser_resync() skips to a good place, which only it chooses, and hands
 * the SYNC token to the parser that says what kind of place it is.
 */
#ifndef MIGC_PARSER_PARSER_INTERNAL_H
#define MIGC_PARSER_PARSER_INTERNAL_H

#include "lexer/lexer.h"
#include "parser/parser.h"

/* The place of a symbol, and the doc comment before its first token. */
struct parse_place {
	struct src_span span;
	const char *doc;
};

struct parser {
	struct arena *arena;
	struct intern *intern;
	struct diag *diag;
	struct parse_options options;
	struct lexer lexer;
	struct ast_file *file;
	struct token token;    /* the last one the grammar got */
	struct token previous; /* the one before */
	/* Tokens (in the numbers of the grammar) to hand out before the text goes on. */
	int queue[3];
	unsigned queue_count;
	bool repeat_token;          /* hand out `token` again after the queue */
	struct src_span open_paren; /* of the arguments that are being read; begin 0: none */
	unsigned tokens_since_sync;
	bool had_error;      /* there was such a place */
	bool has_skipped;    /* that place came after text that was given up */
	bool was_guess;      /* the last place to go on at was not the end of something */
	bool reported_depth; /* of this statement, that types are nested too deeply */
};

/* Syntax errors come with this: what was found is parser->token. */
struct syntax_error {
	bool expected[TOKEN_COUNT];
};

/* Whether an error found this with the statement or the argument before it complete. */
bool parser_is_complete(const struct syntax_error *error);

/* Whether the token that was found can only be the start of an argument. */
bool parser_begins_argument(const struct parser *p);

void parser_report(struct parser *p, const struct syntax_error *error);
void parser_resync(struct parser *p, const struct syntax_error *error);

/* Reports that a construct belongs to the other MIG only; `hint` may be "". */
void parser_only_in(struct parser *p, struct src_span at, enum dialect dialect,
	const char *construct, const char *hint);

#endif
