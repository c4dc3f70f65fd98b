/*
 * Bytes to preprocessing tokens. Nothing is copied: a token's text stands in the file, unless a
 * backslash-newline cuts through it, in which case a clean copy is made. Every text ends in a NUL,
 * so that looking at the next byte is always allowed; a NUL before the end is white space.
 */
#include "preprocess/internal.h"

#include <string.h>

#define N   CLASS_NAME
#define D   CLASS_DIGIT
#define O   CLASS_OTHER
#define W   CLASS_ODD_BLANK
#define N16 N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N

/* '$' continues and begins names, as in gcc; so do bytes of UTF-8. */
const uint8_t pp_classes[256] = {
	CLASS_NUL, O, O, O, O, O, O, O, O, CLASS_BLANK, CLASS_NEWLINE, W, W, W, O, O, /* 00 */
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,                               /* 10 */
	CLASS_BLANK, O, CLASS_QUOTE, CLASS_HASH, N, CLASS_PERCENT, O, CLASS_QUOTE,    /* 20 */
	O, O, O, O, O, O, CLASS_DOT, CLASS_SLASH,                                     /* 28 */
	D, D, D, D, D, D, D, D, D, D, O, O, CLASS_LESS, O, O, O,                      /* 30 */
	O, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,                               /* 40 */
	N, N, N, N, N, N, N, N, N, N, N, O, CLASS_BACKSLASH, O, O, N,                 /* 50 */
	O, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,                               /* 60 */
	N, N, N, N, N, N, N, N, N, N, N, O, O, O, O, O,                               /* 70 */
	N16, N16, N16, N16, N16, N16, N16, N16,                                       /* 80 to ff */
};

#undef N
#undef D
#undef O
#undef W
#undef N16

static const char *const operator_texts[] = {
#define X(name, text) text,
	PP_OPERATORS(X)
#undef X
};

struct str pp_spelling(const struct pp_token *token)
{
	if (token->kind == PP_NAME || token->kind == PP_ARGUMENT)
		return str_make(token->name->text, token->name->n);
	if (token->kind > PP_OTHER)
		return str_make("", 0);
	return str_make(token->text, token->n);
}

src_loc pp_loc(const struct pp *pp, const char *p)
{
	return pp->buffer->source->base + (src_loc)(p - pp->buffer->start);
}

struct src_span pp_span(const struct pp_token *token)
{
	struct src_span span = {token->loc, token->loc};

	if (!source_is_macro(token->loc))
		span.end += (src_loc)pp_spelling(token).n;
	return span;
}

/* The byte behind a backslash-newline at p, or p. Blanks in between are let pass, as in gcc. */
static const char *skip_splice(const char *p)
{
	const char *q = p + 1;

	if (*p != '\\')
		return p;
	while (*q == ' ' || *q == '\t' || *q == '\f' || *q == '\v')
		q++;
	if (*q == '\r')
		q++;
	return *q == '\n' ? q + 1 : p;
}

const char *pp_skip_splices(const char *p)
{
	const char *q;

	while (*p == '\\' && (q = skip_splice(p)) != p)
		p = q;
	return p;
}

static void report_comment(struct pp *pp, const char *p)
{
	struct src_span at = {pp_loc(pp, p), pp_loc(pp, p) + 2};

	if (!pp->is_peeking)
		diag_report(pp->diag, DIAG_unterminated_comment, at);
}

static const char *skip_block_comment(struct pp *pp, const char *start, const char *p)
{
	const char *end = pp->buffer->end, *star;

	while (p < end && (star = memchr(p, '*', (size_t)(end - p))) != NULL) {
		p = star + 1;
		if (*p == '/' || (*p == '\\' && *pp_skip_splices(p) == '/'))
			return pp_skip_splices(p) + 1;
	}
	report_comment(pp, start);
	return end;
}

static const char *skip_line_comment(struct pp *pp, const char *p)
{
	const char *end = pp->buffer->end;

	for (;;) {
		const char *newline = memchr(p, '\n', (size_t)(end - p)), *q;

		if (!newline)
			return end;
		/* A backslash, perhaps with blanks behind it, carries the comment over. */
		for (q = newline; q > p && (q[-1] == '\r' || q[-1] == ' ' || q[-1] == '\t'); q--)
			;
		if (q == p || q[-1] != '\\')
			return newline > p && newline[-1] == '\r' ? newline - 1 : newline;
		p = newline + 1;
	}
}

const char *pp_skip_comment(struct pp *pp, const char *p)
{
	const char *second = p + 1;

	if (*second == '\\')
		second = pp_skip_splices(second);
	if (*second == '*')
		return skip_block_comment(pp, p, second + 1);
	if (*second == '/')
		return skip_line_comment(pp, second + 1);
	return p;
}

static void note_doc(struct pp *pp, struct str comment)
{
	struct text_doc doc;

	if (pp->is_peeking || pp->in_directive || pp->in_arguments > 0 || pp->is_discarding ||
		!pp->text || !pp_is_doc(comment))
		return;
	doc.offset = (uint32_t)pp->text->text.size_bytes;
	doc.text = pp_doc_text(pp->arena, comment);
	vec_push(pp->arena, &pp->text->docs, doc);
}

/* What follows stands on a later line than what was read before. */
static void note_line_break(struct pp *pp)
{
	if (pp->is_peeking)
		return;
	if (pp->in_arguments > 0)
		pp->args_broke_line = true;
	else
		pp->line_broken = true;
}

const char *pp_skip_blanks(struct pp *pp, const char *p, bool *saw_white)
{
	const char *next;

	for (;; p = next) {
		switch (CLASS_OF(*p)) {
		case CLASS_BLANK: next = p + 1; break;
		case CLASS_ODD_BLANK:
			if (*p == '\r' && p[1] == '\n')
				return p;
			next = p + 1;
			break;
		case CLASS_NUL:
			if (p == pp->buffer->end)
				return p;
			next = p + 1;
			break;
		case CLASS_BACKSLASH:
			next = skip_splice(p);
			if (next == p)
				return p;
			note_line_break(pp);
			continue; /* no white space in itself */
		case CLASS_SLASH:
			next = pp_skip_comment(pp, p);
			if (next == p)
				return p;
			if (memchr(p, '\n', (size_t)(next - p)))
				note_line_break(pp);
			note_doc(pp, str_make(p, (size_t)(next - p)));
			break;
		default: return p;
		}
		*saw_white = true;
	}
}

const char *pp_skip_literal(const char *p, const char *end)
{
	const char quote = *p++;

	for (;; p++) {
		if (*p == quote)
			return p + 1;
		if (*p == '\\') {
			const char *next = skip_splice(p);

			if (next != p)
				p = next - 1;
			else if (p[1] != '\n' && p + 1 < end)
				p++;
		} else if (*p == '\n' || (*p == '\0' && p == end)) {
			return NULL;
		}
	}
}

const char *pp_skip_number(const char *p)
{
	for (p++;; p++) {
		if (IS_NAME_PART(*p)) {
			if ((*p == 'e' || *p == 'E' || *p == 'p' || *p == 'P') &&
				(p[1] == '+' || p[1] == '-'))
				p++;
		} else if (*p != '.') {
			return p;
		}
	}
}

/*
 * Operators: which kind two or three bytes make. A digraph has the kind of what it stands for and
 * keeps its spelling.
 */
static unsigned lex_operator(const char *p, enum pp_kind *kind)
{
	const char next = p[1];
	size_t i;

#define IF(c, k, n)          \
	if (next == (c)) {   \
		*kind = (k); \
		return (n);  \
	}
	switch (p[0]) {
	case '=': IF('=', PP_EQUAL, 2) break;
	case '!': IF('=', PP_NOT_EQUAL, 2) break;
	case '>':
		if (next == '>' && p[2] == '=') {
			*kind = PP_OTHER_OPERATOR;
			return 3;
		}
		IF('>', PP_RIGHT_SHIFT, 2)
		IF('=', PP_GREATER_EQUAL, 2)
		break;
	case '<':
		if (next == '<' && p[2] == '=') {
			*kind = PP_OTHER_OPERATOR;
			return 3;
		}
		IF('<', PP_LEFT_SHIFT, 2)
		IF('=', PP_LESS_EQUAL, 2)
		IF(':', PP_OTHER_OPERATOR, 2)
		IF('%', PP_OTHER_OPERATOR, 2)
		break;
	case '+':
		IF('+', PP_OTHER_OPERATOR, 2)
		IF('=', PP_OTHER_OPERATOR, 2)
		break;
	case '-':
		IF('>', PP_ARROW, 2)
		IF('-', PP_OTHER_OPERATOR, 2)
		IF('=', PP_OTHER_OPERATOR, 2)
		break;
	case '%':
		if (next == ':' && p[2] == '%' && p[3] == ':') {
			*kind = PP_HASH_HASH;
			return 4;
		}
		IF(':', PP_HASH, 2)
		IF('=', PP_OTHER_OPERATOR, 2)
		IF('>', PP_OTHER_OPERATOR, 2)
		break;
	case '&':
		IF('&', PP_AND_AND, 2)
		IF('=', PP_OTHER_OPERATOR, 2)
		break;
	case '|':
		IF('|', PP_OR_OR, 2)
		IF('=', PP_OTHER_OPERATOR, 2)
		break;
	case '*':
	case '/':
	case '^': IF('=', PP_OTHER_OPERATOR, 2) break;
	case ':': IF('>', PP_OTHER_OPERATOR, 2) break;
	case '#': IF('#', PP_HASH_HASH, 2) break;
	case '.':
		if (next == '.' && p[2] == '.') {
			*kind = PP_OTHER_OPERATOR;
			return 3;
		}
		break;
	case '[':
	case ']':
	case '{':
	case '}':
	case ';': *kind = PP_OTHER_OPERATOR; return 1;
	default: break;
	}
#undef IF
	for (i = 0; i < PP_OTHER_OPERATOR; i++)
		if (operator_texts[i][0] == p[0] && operator_texts[i][1] == '\0') {
			*kind = (enum pp_kind)i;
			return 1;
		}
	*kind = PP_OTHER;
	return 1;
}

static bool is_literal_prefix(const char *p, size_t n)
{
	return (n == 1 && (*p == 'L' || *p == 'u' || *p == 'U')) ||
	       (n == 2 && p[0] == 'u' && p[1] == '8');
}

/* A literal that the line ends before it does is one token up to the end of the line. */
static const char *lex_literal(struct pp *pp, const char *start, const char *quote, const char *end,
	struct pp_token *token)
{
	const char *behind = pp_skip_literal(quote, end);

	token->kind = *quote == '"' ? PP_STRING : PP_CHAR;
	if (!behind) {
		const char text[2] = {*quote, '\0'};

		behind = memchr(quote, '\n', (size_t)(end - quote));
		if (!behind)
			behind = end;
		else if (behind[-1] == '\r' && behind - 1 > quote)
			behind--;
		token->kind = PP_OTHER;
		token->text = start;
		token->n = (uint32_t)(behind - start);
		if (!pp->is_peeking && !pp->allows_quotes && token->loc != 0)
			diag_report(pp->diag, DIAG_unterminated_literal, pp_span(token), text);
	}
	token->text = start;
	token->n = (uint32_t)(behind - start);
	return behind;
}

static const char *lex_plain(
	struct pp *pp, const char *start, const char *end, struct pp_token *token)
{
	const char *p = start;
	enum pp_kind kind;

	token->text = start;
	switch (CLASS_OF(*p)) {
	case CLASS_NAME:
		do
			p++;
		while (IS_NAME_PART(*p));
		if (CLASS_OF(*p) == CLASS_QUOTE && is_literal_prefix(start, (size_t)(p - start)))
			return lex_literal(pp, start, p, end, token);
		token->kind = PP_NAME;
		break;
	case CLASS_DOT:
		if (CLASS_OF(p[1]) != CLASS_DIGIT) {
			p += lex_operator(p, &kind);
			token->kind = (uint8_t)kind;
			break;
		}
		/* fallthrough */
	case CLASS_DIGIT:
		p = pp_skip_number(p);
		token->kind = PP_NUMBER;
		break;
	case CLASS_QUOTE: return lex_literal(pp, start, p, end, token);
	default:
		p += lex_operator(p, &kind);
		token->kind = (uint8_t)kind;
		break;
	}
	token->n = (uint32_t)(p - start);
	return p;
}

/* Whether a byte goes on with the word in `word`, which is not empty. */
static bool continues_word(const struct buf *word, char c)
{
	const char first = word->data[0], last = word->data[word->size_bytes - 1];

	if (first == '.' && CLASS_OF(word->data[1]) != CLASS_DIGIT)
		return word->size_bytes < (word->data[1] == '.' ? 3 : 2);
	if (IS_NAME_PART(c))
		return true;
	if (CLASS_OF(first) == CLASS_NAME)
		return false;
	return c == '.' || ((c == '+' || c == '-') && strchr("eEpP", last) != NULL);
}

/* Adds the bytes of a literal behind its first quote, with the last quote or up to the newline. */
static void gather_literal(struct buf *word, const char *p, const char *end)
{
	const char quote = *p;

	for (p = pp_skip_splices(p + 1); p < end && *p != '\n'; p = pp_skip_splices(p + 1)) {
		buf_add_char(word, *p);
		if (*p == quote)
			return;
		if (*p == '\\') {
			const char *next = pp_skip_splices(p + 1);

			if (next < end && *next != '\n') {
				buf_add_char(word, *next);
				p = next;
			}
		}
	}
}

/*
 * A token through which a backslash-newline may cut: its bytes are gathered without them, as many
 * as could belong to it, read as a token, and counted off in the file again.
 */
static const char *lex_spliced(
	struct pp *pp, const char *start, const char *end, struct pp_token *token)
{
	struct buf *word = &pp->scratch;
	bool is_word = IS_NAME_PART(*start) || *start == '.';
	const char *p;
	size_t i;

	buf_clear(word);
	for (p = start; p < end && *p != '\n'; p = pp_skip_splices(p + 1)) {
		bool goes_on = word->size_bytes == 0 ||
			       (is_word ? continues_word(word, *p) : word->size_bytes < 4);

		if (CLASS_OF(*p) == CLASS_QUOTE &&
			(word->size_bytes == 0 ||
				is_literal_prefix(word->data, word->size_bytes))) {
			buf_add_char(word, *p);
			gather_literal(word, p, end);
			break;
		}
		if (!goes_on)
			break;
		buf_add_char(word, *p);
	}
	lex_plain(pp, buf_text(word), buf_text(word) + word->size_bytes, token);
	if (token->kind == PP_NAME)
		token->name = pp_name(pp, token->text, token->n);
	else
		token->text = pp_keep(pp, token->text, token->n);
	if (pp->is_stopped)
		return end;
	for (p = start, i = 1; i < token->n; i++)
		p = pp_skip_splices(p + 1);
	/* The token itself stands where it began. */
	if (!pp->is_peeking)
		pp->args_broke_line = true;
	return p + 1;
}

/*
 * Whether a backslash-newline stands where the token could have gone on: behind it, or behind the
 * `..` and `%:%` that need another byte to be more than they are.
 */
static bool is_cut(const struct pp_token *token, const char *p, const char *behind)
{
	if (token->kind == PP_STRING || token->kind == PP_CHAR)
		return false;
	if (p[0] == '.' && p[1] == '.' && p[2] != '.')
		behind = p + 2;
	else if (p[0] == '%' && p[1] == ':' && p[2] == '%' && p[3] != ':')
		behind = p + 3;
	return *behind == '\\' && pp_skip_splices(behind) != behind;
}

const char *pp_lex(struct pp *pp, const char *p, const char *end, struct pp_token *token)
{
	const char *behind = lex_plain(pp, p, end, token);

	bool is_literal =
		token->kind == PP_STRING || token->kind == PP_CHAR || token->kind == PP_OTHER;

	if (is_cut(token, p, behind) ||
		(is_literal && memchr(p, '\n', (size_t)(behind - p)) != NULL))
		return lex_spliced(pp, p, end, token);
	if (token->kind == PP_NAME)
		token->name = pp_name(pp, token->text, token->n);
	return behind;
}

bool pp_is_hash(const char *p)
{
	if (*p == '%')
		return p[1] == ':' && !(p[2] == '%' && p[3] == ':');
	return *p == '#' && p[1] != '#';
}

/* In arguments, '#' at the start of a line begins a directive, obeyed before we go on. */
static bool is_directive_in_arguments(const struct pp *pp, const struct pp_buffer *b, const char *p)
{
	return b->at_line_start && pp->in_arguments > 0 && !pp->in_directive && pp_is_hash(p);
}

void pp_read(struct pp *pp, struct pp_token *token)
{
	struct pp_buffer *b = pp->buffer;
	bool saw_white = false;
	const char *p = b->p;

	token->flags = 0;
	token->parameter = 0;
	token->n = 0;
	for (;;) {
		p = pp_skip_blanks(pp, p, &saw_white);
		token->loc = pp_loc(pp, p);
		if (p == b->end || pp->is_stopped) {
			b->p = p;
			token->kind = PP_END;
			return;
		}
		if (*p == '\n' || (*p == '\r' && p[1] == '\n')) {
			b->p = p;
			token->kind = pp->in_directive ? PP_END : PP_NEWLINE;
			if (pp->in_directive || pp->in_arguments == 0)
				return;
			p += *p == '\r' ? 2 : 1;
			b->at_line_start = true;
			pp->args_broke_line = true;
			saw_white = true;
			continue;
		}
		if (!is_directive_in_arguments(pp, b, p))
			break;
		b->p = p;
		pp_directive(pp);
		if (pp->buffer != b) {
			token->kind = PP_END;
			return;
		}
		p = b->p;
		pp->args_broke_line = true;
		saw_white = true;
	}
	if (saw_white)
		token->flags |= PP_WHITE;
	b->at_line_start = false;
	b->p = pp_lex(pp, p, b->end, token);
}
