/*
 * What to say about a syntax error. From special to general: text that is no token, words and
 * constructs of the other MIG, the usual slips, and at last "expected this before that".
 */
#include "parser/parser_internal.h"

#include "support/buf.h"
#include "support/bug.h"

#include <string.h>

/* Longer texts are shown up to here. */
enum { SHOWN_BYTES = 60 };

/* ---- Pieces ---- */

static struct str token_bytes(const struct parser *p, const struct token *token)
{
	return str_make(p->lexer.start + token->begin, token->end - token->begin);
}

/* A token as it was written, in quotes. */
static const char *shown(const struct parser *p, const struct token *token)
{
	struct str bytes = token_bytes(p, token);

	if (token->kind == TOKEN_END)
		return "the end of the file";
	if (bytes.n > SHOWN_BYTES)
		return arena_printf(p->arena, "'%.*s...'", SHOWN_BYTES, bytes.p);
	return arena_printf(p->arena, "'%.*s'", STR_FMT(bytes));
}

static bool in_arguments(const struct parser *p)
{
	return p->open_paren.begin != 0;
}

/* The role of a found token that is a keyword here, or 0. */
static unsigned found_roles(const struct parser *p)
{
	const struct word *word = word_of_token(p->token.kind);

	return word ? word->roles : 0;
}

static void say(struct parser *p, struct src_span at, const char *text)
{
	diag_report(p->diag, DIAG_syntax, at, text);
}

/* One character behind the token before: where something is missing. */
static struct src_span behind_previous(const struct parser *p)
{
	struct src_span span = {p->previous.at.end, p->previous.at.end};

	return span;
}

/* ---- Text that is no token ---- */

static const char *character_name(const struct parser *p)
{
	struct str bytes = token_bytes(p, &p->token);
	unsigned char c = (unsigned char)bytes.p[0];

	if (bytes.n > 1 || (c > ' ' && c < 0x7f))
		return shown(p, &p->token);
	return arena_printf(p->arena, "the byte 0x%02x", c);
}

static bool report_bad_token(struct parser *p)
{
	const char *before = arena_printf(p->arena, "%.*s", STR_FMT(token_bytes(p, &p->previous)));

	switch ((int)p->token.kind) {
	case TOKEN_BAD_CHARACTER:
		diag_report(p->diag, DIAG_bad_character, p->token.at, character_name(p));
		return true;
	case TOKEN_BAD_STRING_WORD:
		diag_report(p->diag, DIAG_bad_word, p->token.at, before);
		return true;
	case TOKEN_BAD_FILE_NAME:
		diag_report(p->diag, DIAG_bad_file_name, p->token.at, before);
		return true;
	case TOKEN_BAD_QUOTED:
		diag_report(p->diag, DIAG_bad_quoted_string, p->token.at, before);
		return true;
	default: return false;
	}
}

/* ---- The other MIG's language ---- */

static const char *dialect_name(enum dialect dialect)
{
	return dialect == DIALECT_GNU ? "GNU" : "Apple";
}

void parser_only_in(struct parser *p, struct src_span at, enum dialect dialect,
	const char *construct, const char *hint)
{
	diag_report(p->diag, DIAG_only_in_dialect, at, construct, dialect_name(dialect), hint);
}

/* A name that is a word with one of these roles, but in the other MIG only. */
static const struct word *foreign_word(
	const struct parser *p, const struct token *token, unsigned roles)
{
	const struct word *word;

	if (token->kind != TOKEN_NAME)
		return NULL;
	word = word_find(&p->lexer.words, token_bytes(p, token));
	if (!word || word->dialects & p->options.dialect || !(word->roles & roles))
		return NULL;
	return word;
}

static bool report_foreign(struct parser *p, const struct syntax_error *error)
{
	const struct token *at = &p->token;
	const struct word *word = NULL;
	const char *hint = "";

	if (error->expected[TOKEN_SUBSYSTEM])
		word = foreign_word(p, at, ROLE_STATEMENT);
	else if (error->expected[TOKEN_DEALLOC])
		word = foreign_word(p, at, ROLE_FLAG);
	else if (error->expected[TOKEN_SEMICOLON] && lexer_peek(&p->lexer) == ':')
		word = foreign_word(p, at, ROLE_TRANSLATION);
	if (!word) {
		at = &p->previous;
		if (error->expected[TOKEN_COLON] && p->token.kind == TOKEN_NAME)
			word = foreign_word(p, at, ROLE_DIRECTION);
		else if (p->token.kind == TOKEN_PAREN_OPEN)
			word = foreign_word(p, at, ROLE_IN_TYPE);
	}
	if (!word)
		return false;
	if (word->instead)
		hint = arena_printf(p->arena, "; here it is '%s'", word->instead);
	parser_only_in(p, at->at, (enum dialect)word->dialects, shown(p, at), hint);
	return true;
}

/* ---- Misspelt words ---- */

static bool report_guess(
	struct parser *p, const struct token *token, unsigned roles, const char *format_head)
{
	const struct word *word;

	if (token->kind != TOKEN_NAME)
		return false;
	word = word_guess(token_bytes(p, token), roles, p->options.dialect);
	if (!word)
		return false;
	say(p, token->at,
		arena_printf(p->arena, "%s %s; did you mean '%s'?", format_head, shown(p, token),
			word->spelling));
	return true;
}

static bool report_misspelt(struct parser *p, const struct syntax_error *error)
{
	bool was_name = p->previous.kind == TOKEN_NAME;

	if (error->expected[TOKEN_SUBSYSTEM] && p->token.kind == TOKEN_NAME) {
		if (!report_guess(p, &p->token, ROLE_STATEMENT, "unknown statement"))
			say(p, p->token.at,
				arena_printf(
					p->arena, "unknown statement %s", shown(p, &p->token)));
		return true;
	}
	if (error->expected[TOKEN_DEALLOC] && p->token.kind == TOKEN_NAME) {
		if (!report_guess(p, &p->token, ROLE_FLAG, "unknown flag"))
			say(p, p->token.at,
				arena_printf(p->arena, "unknown flag %s", shown(p, &p->token)));
		return true;
	}
	if (error->expected[TOKEN_COLON] && in_arguments(p) && was_name &&
		p->token.kind == TOKEN_NAME)
		return report_guess(p, &p->previous, ROLE_DIRECTION, "unknown direction");
	if (error->expected[TOKEN_SEMICOLON] && lexer_peek(&p->lexer) == ':' && !in_arguments(p))
		return report_guess(p, &p->token, ROLE_TRANSLATION, "unknown word");
	if (was_name && p->token.kind == TOKEN_BRACKET_OPEN)
		return report_guess(p, &p->previous, ROLE_IN_TYPE, "unknown type");
	return false;
}

/* ---- Usual slips ---- */

/* `a : int, b : int` */
static bool report_comma(struct parser *p, const struct syntax_error *error)
{
	if (p->previous.kind != TOKEN_COMMA || !error->expected[TOKEN_DEALLOC] ||
		!parser_begins_argument(p))
		return false;
	say(p, p->previous.at, "arguments are separated by ';'");
	return true;
}

/* `a : array[4] of int` */
static bool report_unnamed_type(struct parser *p, const struct syntax_error *error)
{
	bool is_type = found_roles(p) & ROLE_IN_TYPE || p->token.kind == TOKEN_IPC_NAME ||
		       p->token.kind == TOKEN_CARET || p->token.kind == TOKEN_PAREN_OPEN;

	if (!in_arguments(p) || p->previous.kind != TOKEN_COLON || !error->expected[TOKEN_NAME] ||
		!is_type)
		return false;
	say(p, p->token.at, "the type of an argument needs a name: write ': NAME = ...'");
	return true;
}

/* A reserved word where a name is due. */
static bool report_reserved(struct parser *p, const struct syntax_error *error)
{
	const struct token *token = &p->token;

	if (!error->expected[TOKEN_NAME])
		return false;
	if (token->kind == TOKEN_COLON && in_arguments(p))
		token = &p->previous; /* `in : int` */
	else if (lexer_begins_line(&p->lexer, token->begin))
		return false;
	if (!word_of_token(token->kind))
		return false;
	say(p, token->at,
		arena_printf(
			p->arena, "%s is a reserved word and cannot be a name", shown(p, token)));
	return true;
}

static void report_missing(struct parser *p, const char *what)
{
	say(p, behind_previous(p),
		arena_printf(p->arena, "expected %s after %s", what, shown(p, &p->previous)));
}

/* Where an argument or a statement is complete. */
static bool report_unended(struct parser *p, const struct syntax_error *error)
{
	unsigned roles = found_roles(p);
	bool on_new_line = lexer_begins_line(&p->lexer, p->token.begin);
	bool is_over = p->token.kind == TOKEN_END || (roles & ROLE_STATEMENT && on_new_line);

	if (in_arguments(p) && is_over &&
		(error->expected[TOKEN_SEMICOLON] || error->expected[TOKEN_PAREN_CLOSE])) {
		if (p->previous.kind == TOKEN_SEMICOLON)
			say(p, p->token.at,
				arena_printf(
					p->arena, "expected ')' before %s", shown(p, &p->token)));
		else
			report_missing(p, "')'");
		diag_note(p->diag, p->open_paren, "the '(' is here");
		return true;
	}
	if (!parser_is_complete(error))
		return false;
	if (is_over || roles & ROLE_STATEMENT || on_new_line || parser_begins_argument(p)) {
		report_missing(p, "';'");
		return true;
	}
	if (in_arguments(p) && roles & ROLE_FLAG) {
		report_missing(p, "','");
		return true;
	}
	return false;
}

/* ---- Expected this before that ---- */

static const enum token_kind operators[] = {TOKEN_PLUS, TOKEN_MINUS, TOKEN_STAR, TOKEN_SLASH};

/* Leaves only what a reader would name. */
static void simplify(struct syntax_error *error)
{
	bool *expected = error->expected;
	size_t i;

	if (expected[TOKEN_PLUS])
		for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
			expected[operators[i]] = false;
	if (expected[TOKEN_NUMBER] || expected[TOKEN_CARET])
		expected[TOKEN_PAREN_OPEN] = false;
	expected[TOKEN_BAR] = false;
}

struct list {
	const char *items[TOKEN_COUNT];
	size_t count;
};

static void add(struct list *list, const char *item)
{
	list->items[list->count++] = item;
}

/* Whole groups of words go under one name. */
static void list_groups(struct list *list, bool *expected)
{
	if (expected[TOKEN_SUBSYSTEM])
		add(list, "a statement");
	else if (expected[TOKEN_IN])
		add(list, "an argument");
	else if (expected[TOKEN_CARET])
		add(list, "a type");
	else if (expected[TOKEN_DEALLOC])
		add(list, "a flag");
	else if (expected[TOKEN_IPC_NAME])
		add(list, "an IPC type");
	else {
		if (expected[TOKEN_NAME])
			add(list, token_spelling(TOKEN_NAME));
		if (expected[TOKEN_NUMBER])
			add(list, token_spelling(TOKEN_NUMBER));
	}
	if (expected[TOKEN_STRUCT])
		expected[TOKEN_CARET] = false;
}

static void list_single(struct parser *p, struct list *list, const bool *expected)
{
	static const enum token_kind single[] = {
		TOKEN_OF, TOKEN_STRING_WORD, TOKEN_FILE_NAME, TOKEN_QUOTED};
	enum token_kind kind;
	size_t i;

	if (expected[TOKEN_SUBSYSTEM])
		return; /* a lone ';' is no help there */
	for (kind = TOKEN_COLON; kind <= TOKEN_BAR; kind++)
		if (expected[kind])
			add(list, arena_printf(p->arena, "'%s'", token_spelling(kind)));
	for (i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		if (expected[single[i]])
			add(list, single[i] == TOKEN_OF ? "'of'" : token_spelling(single[i]));
}

static void report_expected(struct parser *p, const struct syntax_error *error)
{
	struct syntax_error simple = *error;
	struct list list = {.count = 0};
	struct buf text = {0};
	size_t i;

	simplify(&simple);
	list_groups(&list, simple.expected);
	list_single(p, &list, simple.expected);
	if (list.count == 0)
		buf_printf(&text, "unexpected %s", shown(p, &p->token));
	for (i = 0; i < list.count; i++)
		buf_printf(&text, "%s%s",
			i == 0                ? "expected "
			: i + 1 == list.count ? " or "
					      : ", ",
			list.items[i]);
	if (list.count > 0)
		buf_printf(&text, " before %s", shown(p, &p->token));
	say(p, p->token.at, buf_text(&text));
	buf_free(&text);
}

/* Whether a statement begins as only arguments do: what is left of a routine whose head was wrong.
 */
static bool is_stray_argument(struct parser *p)
{
	unsigned roles = found_roles(p);

	if (p->token.kind == TOKEN_NAME)
		return lexer_peek(&p->lexer) == ':';
	return roles & ROLE_DIRECTION && !(roles & ROLE_STATEMENT);
}

/*
 * What looks wrong right after a place that was guessed is most likely the guess. Right behind the
 * statement of an error, on the same line, or behind the argument of one, nothing new is wrong.
 */
static bool is_follow_up(struct parser *p)
{
	if (p->was_guess)
		return p->tokens_since_sync < 3;
	if (!p->had_error || p->tokens_since_sync != 1)
		return false;
	return in_arguments(p) || !lexer_begins_line(&p->lexer, p->token.begin) ||
	       is_stray_argument(p);
}

void parser_report(struct parser *p, const struct syntax_error *error)
{
	if (diag_is_full(p->diag) || is_follow_up(p))
		return;
	if (report_bad_token(p) || report_foreign(p, error) || report_comma(p, error) ||
		report_misspelt(p, error) || report_unended(p, error) ||
		report_unnamed_type(p, error) || report_reserved(p, error))
		return;
	report_expected(p, error);
}
