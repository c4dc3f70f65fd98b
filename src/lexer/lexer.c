/* What the scanner's patterns mean; see lexer.h. */
#include "lexer/lexer.h"

#include "lexer/scanner.h"

#include <string.h>

void lexer_open(struct lexer *lexer, struct source_text *text, struct intern *intern,
	struct diag *diag, enum dialect dialect)
{
	size_t n = text->text.size_bytes;

	memset(lexer, 0, sizeof(*lexer));
	lexer->text = text;
	lexer->intern = intern;
	lexer->diag = diag;
	lexer->dialect = dialect;
	lexer->at_statement = true;
	word_table_init(&lexer->words);
	buf_reserve(&text->text, 2);
	text->text.data[n] = '\0';
	text->text.data[n + 1] = '\0';
	lexer->start = text->text.data;
	scanner_open(lexer, text->text.data, n);
}

void lexer_close(struct lexer *lexer)
{
	scanner_close(lexer);
}

/* ---- Places ---- */

/* Moves the cursor to the origin of an offset inside the text; offsets mostly rise. */
static void find_origin(struct lexer *lexer, uint32_t offset)
{
	const struct text_origin *origins = lexer->text->origins.items;
	size_t count = lexer->text->origins.count, i = lexer->origin;

	while (i > 0 && origins[i].offset > offset)
		i--;
	while (i + 1 < count && origins[i + 1].offset <= offset)
		i++;
	lexer->origin = i;
	lexer->origin_begin = origins[i].offset;
	lexer->origin_end =
		i + 1 < count ? origins[i + 1].offset : (uint32_t)lexer->text->text.size_bytes;
	lexer->origin_loc = origins[i].loc;
	lexer->origin_is_macro = source_is_macro(origins[i].loc);
}

static src_loc place_of(struct lexer *lexer, uint32_t offset)
{
	if (offset >= lexer->text->text.size_bytes || lexer->text->origins.count == 0)
		return lexer->text->end;
	if (offset < lexer->origin_begin || offset >= lexer->origin_end)
		find_origin(lexer, offset);
	return lexer->origin_is_macro ? lexer->origin_loc
				      : lexer->origin_loc + (offset - lexer->origin_begin);
}

static src_loc place_behind(src_loc last)
{
	return source_is_macro(last) ? last : last + 1;
}

/* Nearly all tokens come from one place, not from a macro, like the token before them. */
static void place_token(struct lexer *lexer, struct token *token)
{
	uint32_t begin = token->begin, end = token->end;

	if (begin >= lexer->origin_begin && end <= lexer->origin_end && begin < end &&
		!lexer->origin_is_macro) {
		token->at.begin = lexer->origin_loc + (begin - lexer->origin_begin);
		token->at.end = token->at.begin + (end - begin);
		return;
	}
	token->at.begin = place_of(lexer, begin);
	token->at.end = end > begin ? place_behind(place_of(lexer, end - 1)) : token->at.begin;
}

struct src_span lexer_span(const struct lexer *lexer, uint32_t begin, uint32_t end)
{
	struct src_span span;

	span.begin = text_loc(lexer->text, begin);
	span.end = end > begin ? place_behind(text_loc(lexer->text, end - 1)) : span.begin;
	return span;
}

char lexer_peek(const struct lexer *lexer)
{
	const char *blanks = " \t\r\n\f\v";
	uint32_t end = lexer->previous_end;
	char held = scanner_held(lexer);

	if (end >= lexer->text->text.size_bytes)
		return '\0';
	if (held == '\0' || !strchr(blanks, held))
		return held;
	end++;
	return lexer->start[end + strspn(lexer->start + end, blanks)];
}

bool lexer_begins_line(const struct lexer *lexer, uint32_t offset)
{
	while (offset > 0) {
		char c = lexer->start[--offset];

		if (c == '\n')
			return true;
		if (c != ' ' && c != '\t' && c != '\r')
			return false;
	}
	return true;
}

/* The last doc comment between the token before and this one. */
static const char *doc_before(struct lexer *lexer, const struct token *token)
{
	const char *text = NULL;

	while (lexer->doc < lexer->text->docs.count) {
		const struct text_doc *doc = &lexer->text->docs.items[lexer->doc];

		if (doc->offset > token->begin)
			break;
		if (doc->offset >= lexer->previous_end)
			text = doc->text;
		lexer->doc++;
	}
	return text;
}

/* ---- Tokens ---- */

void lexer_next(struct lexer *lexer, struct token *token)
{
	token->text = NULL;
	token->number = 0;
	token->kind = scanner_next(token, lexer->scanner);
	place_token(lexer, token);
	token->doc = doc_before(lexer, token);
	lexer->previous_end = token->end;
}

/* Whether a word of this statement's kind closes all brackets that were forgotten open. */
static bool begins_statement(
	const struct lexer *lexer, const struct word *word, const struct token *token)
{
	if (word->roles != ROLE_STATEMENT || word_is_soft(word, lexer->dialect))
		return false;
	return (lexer->parens == 0 && lexer->braces == 0) || lexer_begins_line(lexer, token->begin);
}

static enum scan_mode mode_behind(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_WAITTIME:
	case TOKEN_SENDTIME:
	case TOKEN_MSGOPTION:
	case TOKEN_CONSUMEONSENDERROR: return SCAN_STRING_WORD;
	case TOKEN_IMPORT:
	case TOKEN_UIMPORT:
	case TOKEN_SIMPORT:
	case TOKEN_DIMPORT:
	case TOKEN_IIMPORT: return SCAN_FILE_NAME;
	case TOKEN_RCSID: return SCAN_QUOTED;
	default: return SCAN_TOKENS;
	}
}

/* A soft word is a statement only where one must begin; others wherever no bracket is open. */
static enum token_kind statement_word(
	struct lexer *lexer, const struct word *word, struct token *token, enum scan_mode *mode)
{
	bool is_start = lexer->at_statement;

	if (begins_statement(lexer, word, token)) {
		lexer->parens = 0;
		lexer->braces = 0;
	}
	if (!word_is_soft(word, lexer->dialect) && lexer->parens == 0 && lexer->braces == 0)
		is_start = true;
	if (is_start) {
		*mode = mode_behind(word->token);
		lexer->is_routine =
			word->token == TOKEN_ROUTINE || word->token == TOKEN_SIMPLEROUTINE;
	}
	lexer->at_statement = false;
	return word->token;
}

enum token_kind lexer_word(
	struct lexer *lexer, struct token *token, struct str text, enum scan_mode *mode)
{
	const struct word *word = word_find(&lexer->words, text);

	if (word && !(word->dialects & lexer->dialect))
		word = NULL;
	if (!word || word->token == TOKEN_IPC_NAME || word->dialects != DIALECT_NATIVE)
		token->text = intern(lexer->intern, text);
	if (word && word->roles & ROLE_STATEMENT)
		return statement_word(lexer, word, token, mode);
	lexer->at_statement = false;
	return word ? word->token : TOKEN_NAME;
}

enum token_kind lexer_punctuation(struct lexer *lexer, enum token_kind kind)
{
	lexer->at_statement = false;
	if (kind == TOKEN_PAREN_OPEN) {
		lexer->parens++;
	} else if (kind == TOKEN_PAREN_CLOSE) {
		lexer->parens -= lexer->parens > 0;
	} else if (kind == TOKEN_BRACE_OPEN) {
		lexer->braces++;
	} else if (kind == TOKEN_BRACE_CLOSE) {
		lexer->braces -= lexer->braces > 0;
	} else if (kind == TOKEN_SEMICOLON) {
		/* Of all parentheses only a routine's hold a ';': others were forgotten open. */
		if (lexer->parens > lexer->is_routine)
			lexer->parens = lexer->is_routine;
		lexer->at_statement = lexer->parens == 0 && lexer->braces == 0;
	}
	return kind;
}

/* Text to be quoted in a report, cut if it is long. */
static const char *shown(struct lexer *lexer, struct str text)
{
	enum { SHOWN_BYTES = 60 };

	if (text.n > SHOWN_BYTES)
		return arena_printf(lexer->diag->arena, "%.*s...", SHOWN_BYTES, text.p);
	return intern(lexer->intern, text);
}

/* ---- Numbers ---- */

static enum token_kind number(
	struct lexer *lexer, struct token *token, struct str digits, unsigned base, size_t from)
{
	uint64_t value = 0;
	size_t i;

	lexer->at_statement = false;
	for (i = from; i < digits.n; i++) {
		char c = digits.p[i];
		unsigned digit = c <= '9' ? (unsigned)(c - '0') : (c | 0x20u) - 'a' + 10u;

		if (value > (UINT64_MAX - digit) / base) {
			place_token(lexer, token);
			diag_report(
				lexer->diag, DIAG_number_too_big, token->at, shown(lexer, digits));
			value = 1; /* nothing that uses it complains again */
			break;
		}
		value = value * base + digit;
	}
	token->number = value;
	return TOKEN_NUMBER;
}

enum token_kind lexer_decimal(struct lexer *lexer, struct token *token, struct str digits)
{
	return number(lexer, token, digits, 10, 0);
}

enum token_kind lexer_hexadecimal(struct lexer *lexer, struct token *token, struct str digits)
{
	place_token(lexer, token);
	diag_report(lexer->diag, DIAG_hex_number, token->at);
	return number(lexer, token, digits, 16, 2);
}

/* ---- What should not be there ---- */

void lexer_directive(struct lexer *lexer, struct str line)
{
	uint32_t begin = (uint32_t)(line.p - lexer->start);
	size_t first = 1, n;

	while (first < line.n && (line.p[first] == ' ' || line.p[first] == '\t'))
		first++;
	for (n = 0; first + n < line.n && (unsigned char)line.p[first + n] > ' ';)
		n++;
	diag_report(lexer->diag, DIAG_bad_directive,
		lexer_span(lexer, begin, begin + (uint32_t)(first + n)),
		shown(lexer, str_make(line.p + first, n)));
}
