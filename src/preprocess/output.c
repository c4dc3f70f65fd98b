/*
 * From files to text. Whatever holds neither macros nor directives is copied in pieces as long as
 * possible, straight from the file; only where a macro's name is met are tokens made. Blanks
 * between the tokens of a replacement are put where gcc puts them.
 */
#include "preprocess/internal.h"

#include <string.h>

/* How the tokens of macros are joined; see expand.c for the paddings. */
struct joint {
	bool avoid_paste; /* paddings came since the last token */
	bool has_source;  /* white space is to be taken from a token other than the next */
	bool source_white;
	bool has_last;
	struct pp_token last;
};

static void add_text(struct pp *pp, const char *bytes, size_t n, src_loc loc)
{
	if (pp->is_discarding || n == 0)
		return;
	if (pp->text->text.size_bytes + n > PP_TEXT_BYTES_MAX) {
		pp_stop(pp, loc, "bytes of text", PP_TEXT_BYTES_MAX);
		return;
	}
	text_add_origin(pp->arena, pp->text, loc);
	buf_add(&pp->text->text, bytes, n);
}

static void add_char(struct pp *pp, char c)
{
	if (!pp->is_discarding)
		buf_add_char(&pp->text->text, c);
}

/* Copies the file from `from` up to `to`. */
static void copy(struct pp *pp, const char *from, const char *to)
{
	add_text(pp, from, (size_t)(to - from), pp_loc(pp, from));
}

static char last_char(const struct pp *pp)
{
	const struct buf *text = &pp->text->text;

	return text->size_bytes > 0 ? text->data[text->size_bytes - 1] : '\n';
}

static void add_blank(struct pp *pp)
{
	char last = last_char(pp);

	if (last != ' ' && last != '\n' && last != '\t')
		add_char(pp, ' ');
}

/* A doc comment's place is that of what follows it. */
static void add_doc(struct pp *pp, struct str comment)
{
	struct text_doc doc;

	if (pp->is_discarding || !pp_is_doc(comment))
		return;
	doc.offset = (uint32_t)pp->text->text.size_bytes;
	doc.text = pp_doc_text(pp->arena, comment);
	vec_push(pp->arena, &pp->text->docs, doc);
}

/* A piece being copied. */
struct piece {
	const char *start; /* of what is not copied yet */
	const char *p;
	const char *run;  /* the operators right before p, if any */
	bool in_brackets; /* behind '<', where blanks count (file names) */
};

/* A comment at piece->p: a blank, or as many newlines as it takes. False: no comment. */
static bool pass_comment(struct pp *pp, struct piece *piece)
{
	const char *behind = pp_skip_comment(pp, piece->p);

	if (behind == piece->p)
		return false;
	copy(pp, piece->start, piece->p);
	if (memchr(piece->p, '\n', (size_t)(behind - piece->p)))
		add_char(pp, '\n');
	else if (*behind != '\n')
		add_blank(pp);
	add_doc(pp, str_make(piece->p, (size_t)(behind - piece->p)));
	piece->start = piece->p = behind;
	piece->run = NULL;
	return true;
}

/* White space that does not stay as it is. */
static void replace_blanks(struct pp *pp, struct piece *piece, const char *behind)
{
	copy(pp, piece->start, piece->p);
	add_blank(pp);
	piece->start = piece->p = behind;
	piece->run = NULL;
}

static const char *skip_spaces(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* A backslash-newline between tokens. False: it is none. */
static bool pass_splice(struct pp *pp, struct piece *piece)
{
	const char *behind = pp_skip_splices(piece->p);

	if (behind == piece->p)
		return false;
	copy(pp, piece->start, piece->p);
	add_char(pp, '\n');
	piece->start = piece->p = behind;
	piece->run = NULL;
	return true;
}

static const char *skip_name(const char *p, uint32_t *ret_hash)
{
	uint32_t hash = 2166136261u;

	do
		hash = (hash ^ (unsigned char)*p++) * 16777619u;
	while (IS_NAME_PART(*p));
	*ret_hash = hash;
	return p;
}

/* Whether the name stands for something else, or is cut by a backslash-newline. */
static bool needs_tokens(const struct pp *pp, const char *name, const char *behind, uint32_t hash)
{
	const struct pp_name *known;

	if (*behind == '\\' && pp_skip_splices(behind) != behind)
		return true;
	known = pp_find_name(pp, name, (size_t)(behind - name), hash);
	return known && (IS_MACRO(known) || known->is_poisoned);
}

/* Copies up to what needs tokens, a directive, or the end. */
static void copy_plain(struct pp *pp)
{
	struct pp_buffer *b = pp->buffer;
	struct piece piece = {b->p, b->p, NULL, b->in_brackets};
	const char *end = b->end, *behind;
	bool at_line_start = b->at_line_start, saw_token = false;
	uint32_t hash;

	if (pp->line_broken)
		add_char(pp, '\n');
	pp->line_broken = false;
	for (;;) {
		const char *p = piece.p;

		switch (CLASS_OF(*p)) {
		case CLASS_NAME:
			behind = skip_name(p, &hash);
			if (needs_tokens(pp, p, behind, hash))
				goto done;
			break;
		case CLASS_DOT:
			if (CLASS_OF(p[1]) != CLASS_DIGIT) {
				behind = p + 1;
				break;
			}
			/* fallthrough */
		case CLASS_DIGIT:
			behind = pp_skip_number(p);
			if (*behind == '\\' && pp_skip_splices(behind) != behind)
				goto done;
			break;
		case CLASS_BLANK:
			behind = skip_spaces(p);
			if (piece.in_brackets && (behind > p + 1 || *p == '\t'))
				replace_blanks(pp, &piece, behind);
			piece.p = behind;
			piece.run = NULL;
			continue;
		case CLASS_ODD_BLANK:
			if (*p == '\r' && p[1] == '\n') {
				copy(pp, piece.start, p);
				piece.start = piece.p = p + 1;
			} else {
				replace_blanks(pp, &piece, p + 1);
			}
			continue;
		case CLASS_NEWLINE:
			at_line_start = true;
			piece.in_brackets = false;
			piece.run = NULL;
			piece.p = p + 1;
			continue;
		case CLASS_NUL:
			if (p == end)
				goto done;
			replace_blanks(pp, &piece, p + 1);
			continue;
		case CLASS_SLASH:
			if (pass_comment(pp, &piece))
				continue;
			behind = p + 1;
			break;
		case CLASS_BACKSLASH:
			if (piece.run && pp_skip_splices(p) != p) {
				piece.p = piece.run;
				goto done;
			}
			if (pass_splice(pp, &piece))
				continue;
			behind = p + 1;
			break;
		case CLASS_QUOTE:
			behind = pp_skip_literal(p, end);
			if (!behind || memchr(p, '\n', (size_t)(behind - p)))
				goto done;
			break;
		case CLASS_LESS:
			piece.in_brackets = true;
			behind = p + 1;
			break;
		default:
			if (at_line_start && pp_is_hash(p))
				goto done;
			behind = p + 1;
			break;
		}
		if (IS_NAME_PART(*p) || CLASS_OF(*p) == CLASS_QUOTE)
			piece.run = NULL;
		else if (!piece.run)
			piece.run = p;
		piece.p = behind;
		at_line_start = false;
		saw_token = true;
	}
done:
	copy(pp, piece.start, piece.p);
	if (saw_token && b->guard_state != PP_GUARD_OPEN)
		b->guard_state = PP_GUARD_NONE;
	b->p = piece.p;
	b->in_brackets = piece.in_brackets;
	b->at_line_start = at_line_start;
}

/* ---- tokens */

/* Whether two tokens, written without a blank between them, would be read as something else. */
static bool would_paste(const struct pp_token *left, const struct pp_token *right)
{
	char c = right->kind <= PP_OTHER_OPERATOR ? right->text[0] : '\0';

	if (left->kind <= PP_LEFT_SHIFT && c == '=')
		return true;
	switch (left->kind) {
	case PP_GREATER: return c == '>';
	case PP_LESS: return c == '<' || c == '%' || c == ':';
	case PP_PLUS: return c == '+';
	case PP_MINUS: return c == '-' || c == '>';
	case PP_SLASH: return c == '/' || c == '*';
	case PP_PERCENT: return c == ':' || c == '%';
	case PP_AND: return c == '&';
	case PP_OR: return c == '|';
	case PP_COLON: return c == ':' || c == '>';
	case PP_ARROW: return c == '*';
	case PP_DOT: return c == '.' || c == '%' || right->kind == PP_NUMBER;
	case PP_HASH: return c == '#' || c == '%';
	case PP_NAME:
		return (right->kind == PP_NUMBER && IS_NAME_PART(right->text[0])) ||
		       right->kind == PP_NAME || right->kind == PP_CHAR || right->kind == PP_STRING;
	case PP_NUMBER:
		return right->kind == PP_NUMBER || right->kind == PP_NAME ||
		       right->kind == PP_CHAR || c == '.' || c == '+' || c == '-';
	default: return false;
	}
}

/*
 * The operator that the text ends in, before the first token that is made. Names and numbers need
 * no care: the token that follows one was not part of it.
 */
static void find_last(struct pp *pp, struct joint *joint)
{
	const struct buf *text = &pp->text->text;
	const char *end = text->data + text->size_bytes, *p = end;

	joint->has_last = false;
	if (pp->is_discarding || text->size_bytes == 0)
		return;
	while (p > text->data && end - p < 16 &&
		(CLASS_OF(p[-1]) >= CLASS_DOT || CLASS_OF(p[-1]) == CLASS_OTHER) &&
		CLASS_OF(p[-1]) != CLASS_QUOTE && CLASS_OF(p[-1]) != CLASS_NUL)
		p--;
	while (p < end) {
		joint->last.loc = 0;
		joint->last.flags = 0;
		p = pp_lex(pp, p, end, &joint->last);
		joint->has_last = true;
	}
}

static void put_token(struct pp *pp, struct joint *joint, const struct pp_token *token)
{
	src_loc loc = pp_place(pp, token);
	struct str text = pp_spelling(token);

	if (pp->line_broken) {
		pp->line_broken = false;
		add_char(pp, '\n');
	} else if (joint->avoid_paste) {
		if (joint->has_source ? joint->source_white : (token->flags & PP_WHITE) != 0)
			add_blank(pp);
		else if (joint->has_last ? would_paste(&joint->last, token)
					 : token->kind == PP_HASH)
			add_char(pp, ' ');
	} else if (token->flags & PP_WHITE) {
		add_blank(pp);
	}
	add_text(pp, text.p, text.n, loc);
	joint->avoid_paste = false;
	joint->has_source = false;
	joint->has_last = true;
	joint->last = *token;
}

static void put_padding(struct joint *joint, const struct pp_token *padding)
{
	bool has_source = (padding->flags & PP_HAS_SOURCE) != 0;

	joint->avoid_paste = true;
	if (!joint->has_source || (!joint->source_white && !has_source)) {
		joint->has_source = has_source;
		joint->source_white = (padding->flags & PP_WHITE) != 0;
	}
}

/* Makes tokens up to where copying can go on. */
static void make_tokens(struct pp *pp)
{
	struct joint joint = {0};
	struct pp_token token;

	find_last(pp, &joint);
	if (pp->buffer->guard_state != PP_GUARD_OPEN)
		pp->buffer->guard_state = PP_GUARD_NONE;
	do {
		pp_get(pp, &token);
		if (token.kind == PP_PADDING)
			put_padding(&joint, &token);
		else if (token.kind != PP_NEWLINE && token.kind != PP_END)
			put_token(pp, &joint, &token);
		else
			break;
	} while (pp->contexts.count > 0 || joint.avoid_paste);
	pp->line_broken |= pp->args_broke_line;
	pp->args_broke_line = false;
}

void pp_put_line(struct pp *pp, struct str line, src_loc loc)
{
	if (pp->is_discarding)
		return;
	if (last_char(pp) != '\n')
		add_char(pp, '\n');
	add_text(pp, line.p, line.n, loc);
	add_char(pp, '\n');
}

void pp_scan(struct pp *pp, const struct pp_buffer *until)
{
	while (pp->buffer != until && !pp->is_stopped) {
		struct pp_buffer *b = pp->buffer;

		copy_plain(pp);
		if (b->p == b->end) {
			if (!pp->is_discarding && last_char(pp) != '\n')
				add_char(pp, '\n');
			pp->text->end = pp_loc(pp, b->end);
			pp_close_buffer(pp);
		} else if (b->at_line_start && pp_is_hash(b->p)) {
			if (!pp->is_discarding && last_char(pp) != '\n')
				add_char(pp, '\n');
			pp_directive(pp);
		} else {
			make_tokens(pp);
		}
	}
	/* Stopped: what is open says nothing. */
	while (pp->buffer != until) {
		pp->text->end = pp_loc(pp, pp->buffer->p);
		pp->buffer = pp->buffer->outer;
		pp->buffer_depth--;
	}
}
