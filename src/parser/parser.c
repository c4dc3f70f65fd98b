/* Drives the grammar: hands it tokens, and finds the place to go on at after an error. */
#include "parser/parser.h"

#include "parser/defs_parser.h"
#include "support/bug.h"

struct ast_file *parse_text(struct arena *arena, struct intern *intern, struct diag *diag,
	struct source_text *text, struct parse_options options)
{
	struct parser p = {0};

	p.arena = arena;
	p.intern = intern;
	p.diag = diag;
	p.options = options;
	p.file = arena_new(arena, struct ast_file);
	p.file->end.begin = p.file->end.end = text->end;
	lexer_open(&p.lexer, text, intern, diag, options.dialect);
	p.previous.at.begin = p.previous.at.end = lexer_span(&p.lexer, 0, 0).begin;
	p.token = p.previous;
	p.token.kind = TOKEN_SEMICOLON;
	defs_parse(&p);
	lexer_close(&p.lexer);
	return p.file;
}

static void advance(struct parser *p)
{
	p->previous = p->token;
	lexer_next(&p->lexer, &p->token);
	p->tokens_since_sync++;
}

static void set_value(DEFS_STYPE *value, const struct token *token)
{
	if (token->kind == TOKEN_NUMBER) {
		value->number.value = token->number;
		value->number.at = token->at;
	} else {
		value->text = token->text;
	}
}

int defs_lex(DEFS_STYPE *value, DEFS_LTYPE *place, struct parser *p)
{
	if (p->queue_count > 0) {
		place->span = p->token.at;
		place->doc = NULL;
		return p->queue[--p->queue_count];
	}
	if (p->repeat_token)
		p->repeat_token = false;
	else if (p->token.kind == TOKEN_END)
		return T_YYEOF;
	else
		advance(p);
	place->span = p->token.at;
	place->doc = p->token.doc;
	set_value(value, &p->token);
	return defs_token(p->token.kind);
}

/* Only the parser's stack can be exhausted. */
void defs_error(DEFS_LTYPE *place, struct parser *p, const char *text)
{
	(void)text;
	diag_report(p->diag, DIAG_nested_too_deeply, place->span);
}

/* ---- After an error ---- */

/* A word that, where it was found, nothing but a statement begins with. */
static bool begins_statement(const struct parser *p)
{
	const struct word *word = word_of_token(p->token.kind);

	if (!word || !(word->roles & ROLE_STATEMENT) || word_is_soft(word, p->options.dialect))
		return false;
	return p->open_paren.begin == 0 || !(word->roles & ROLE_DIRECTION);
}

bool parser_is_complete(const struct syntax_error *error)
{
	return error->expected[TOKEN_SEMICOLON] && !error->expected[TOKEN_SUBSYSTEM];
}

static bool is_letter(char c)
{
	return c == '_' || ((unsigned)c | 0x20u) - 'a' < 26u;
}

bool parser_begins_argument(const struct parser *p)
{
	const struct word *word = word_of_token(p->token.kind);
	char next = lexer_peek(&p->lexer);

	if (p->open_paren.begin == 0)
		return false;
	if (word && word->roles & ROLE_DIRECTION && !word_is_soft(word, p->options.dialect))
		return true;
	if (p->token.kind != TOKEN_NAME && !(word && word_is_soft(word, p->options.dialect)))
		return false;
	return next == ':' || is_letter(next);
}

/* Where the skipping of an error ended. */
static void go_on(struct parser *p, int sync, bool repeats_token, bool has_skipped)
{
	p->queue[0] = sync;
	p->queue_count = 1;
	p->repeat_token = repeats_token;
	p->was_guess = repeats_token && p->token.kind != TOKEN_END;
	p->tokens_since_sync = 0;
	p->had_error = true;
	p->has_skipped = has_skipped;
}

/* The statement is over without its ')' or ';'. */
static void go_on_at_statement(struct parser *p, bool has_skipped)
{
	bool in_arguments = p->open_paren.begin != 0;

	go_on(p, in_arguments ? T_SEMICOLON : T_SYNC_STATEMENT, true, has_skipped);
	if (in_arguments)
		p->queue[p->queue_count++] = T_SYNC_CLOSE; /* comes first */
}

/*
 * Skips to the end of the argument or statement in which the error stands. What could be forgotten
 * there is a ';' or a ')': a word that only statements begin with, first on its line, is taken as
 * the next statement, and the start of an argument where a ';' was due as the next argument.
 */
void parser_resync(struct parser *p, const struct syntax_error *error)
{
	const struct lexer *lexer = &p->lexer;
	bool in_arguments = p->open_paren.begin != 0;
	bool has_skipped = false;

	p->reported_depth = false;
	if (parser_begins_argument(p) &&
		(parser_is_complete(error) || error->expected[TOKEN_DEALLOC])) {
		go_on(p, T_SYNC_ARGUMENT, true, false);
		return;
	}
	for (;; advance(p), has_skipped = true) {
		unsigned nesting = lexer->parens + lexer->braces;

		if (p->token.kind == TOKEN_END ||
			(begins_statement(p) &&
				(lexer_begins_line(lexer, p->token.begin) ||
					(parser_is_complete(error) && !has_skipped)))) {
			go_on_at_statement(p, has_skipped);
			return;
		}
		if (p->token.kind == TOKEN_SEMICOLON && nesting == in_arguments) {
			go_on(p, in_arguments ? T_SYNC_ARGUMENT : T_SYNC_STATEMENT, false,
				has_skipped);
			return;
		}
		if (p->token.kind == TOKEN_PAREN_CLOSE && in_arguments && nesting == 0) {
			go_on(p, T_SYNC_CLOSE, false, has_skipped);
			return;
		}
	}
}
