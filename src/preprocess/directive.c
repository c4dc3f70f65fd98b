/*
 * Directives. While one is read, the end of its line is the end of the tokens. Groups that are
 * skipped are only looked through for the directives of conditions.
 */
#include "preprocess/internal.h"

#include <string.h>

static struct pp_condition *innermost(struct pp *pp)
{
	size_t count = pp->conditions.count;

	return count > pp->buffer->condition_base ? &pp->conditions.items[count - 1] : NULL;
}

static const char *const directive_names[] = {
	[PP_IF] = "if",
	[PP_IFDEF] = "ifdef",
	[PP_IFNDEF] = "ifndef",
	[PP_ELIF] = "elif",
	[PP_ELIFDEF] = "elifdef",
	[PP_ELIFNDEF] = "elifndef",
	[PP_ELSE] = "else",
	[PP_ENDIF] = "endif",
};

static struct src_span name_span(const struct pp_token *name)
{
	return pp_span(name);
}

/* Complains if something follows on the line; `id` says how loudly. */
static void check_end(struct pp *pp, enum diag_id id, const char *directive)
{
	struct pp_token token;

	pp_read(pp, &token);
	if (token.kind != PP_END)
		diag_report(pp->diag, id, pp_span(&token), directive);
}

/* ---- conditions */

static void open_condition(
	struct pp *pp, enum pp_directive directive, src_loc at, bool is_taken, bool is_dead)
{
	struct pp_condition condition = {0};

	condition.at = at;
	condition.directive = (uint8_t)directive;
	condition.was_taken = is_taken || is_dead;
	condition.is_dead = is_dead;
	vec_push(pp->arena, &pp->conditions, condition);
}

static bool is_defined(const struct pp_name *name)
{
	return name->macro || (name->builtin != PP_NOT_BUILTIN && name->builtin < PP_WORD_DEFINED);
}

/* #ifndef around all of a file means that it need not be read again. */
static void note_guard(struct pp *pp, struct pp_name *guard)
{
	struct pp_buffer *b = pp->buffer;

	if (b->guard_state != PP_GUARD_POSSIBLE || !guard)
		return;
	b->guard_state = PP_GUARD_OPEN;
	b->guard = guard;
	b->guard_depth = pp->conditions.count + 1;
}

/* If the line goes on with `!defined X` and nothing else, then X. Reads nothing. */
static struct pp_name *guard_of_if(struct pp *pp)
{
	const char *saved = pp->buffer->p;
	struct pp_name *guard = NULL;
	struct pp_token token;
	bool has_parenthesis;

	pp->is_peeking = true;
	pp_read(pp, &token);
	if (token.kind == PP_NOT) {
		pp_read(pp, &token);
		if (token.kind == PP_NAME && token.name->builtin == PP_WORD_DEFINED) {
			pp_read(pp, &token);
			has_parenthesis = token.kind == PP_OPEN;
			if (has_parenthesis)
				pp_read(pp, &token);
			if (token.kind == PP_NAME)
				guard = token.name;
			pp_read(pp, &token);
			if (has_parenthesis) {
				if (token.kind != PP_CLOSE)
					guard = NULL;
				pp_read(pp, &token);
			}
			if (token.kind != PP_END)
				guard = NULL;
		}
	}
	pp->is_peeking = false;
	pp->buffer->p = saved;
	return guard;
}

static bool holds_ifdef(
	struct pp *pp, const char *directive, bool wanted, struct pp_name **ret_name)
{
	struct pp_token token;
	struct pp_name *name = pp_macro_name(pp, directive, &token);

	*ret_name = name;
	if (!name)
		return false;
	check_end(pp, DIAG_extra_tokens, directive);
	return is_defined(name) == wanted;
}

/* #if, #ifdef, #ifndef in a group that is read. */
static bool begin_condition(struct pp *pp, enum pp_directive directive, src_loc at)
{
	struct pp_name *name = NULL;
	bool holds;

	if (directive == PP_IF) {
		if (pp->buffer->guard_state == PP_GUARD_POSSIBLE)
			note_guard(pp, guard_of_if(pp));
		holds = pp_evaluate(pp, "if", at);
	} else {
		holds = holds_ifdef(pp, directive_names[directive], directive == PP_IFDEF, &name);
		if (directive == PP_IFNDEF)
			note_guard(pp, name);
	}
	open_condition(pp, directive, at, holds, false);
	return holds;
}

/* #elif and its like, #else. True if the group that follows is to be read. */
static bool next_group(
	struct pp *pp, struct pp_condition *c, enum pp_directive directive, src_loc at)
{
	const char *text = directive_names[directive];
	struct src_span span = {at, at + (src_loc)strlen(text)};
	struct src_span opened = {c->at, c->at};
	struct pp_name *name;
	bool holds = true;

	if (pp->buffer->guard_depth == pp->conditions.count)
		pp->buffer->guard_state = PP_GUARD_NONE;
	if (c->had_else) {
		diag_report(pp->diag, DIAG_after_else, span, text);
		diag_note(pp->diag, opened, "the condition began here");
		return false;
	}
	if (directive == PP_ELSE) {
		c->had_else = true;
		if (!c->is_dead)
			check_end(pp, DIAG_endif_labels, text);
	}
	if (c->was_taken)
		return false;
	if (directive == PP_ELIF)
		holds = pp_evaluate(pp, text, at);
	else if (directive != PP_ELSE)
		holds = holds_ifdef(pp, text, directive == PP_ELIFDEF, &name);
	/* The vector may have moved. */
	pp->conditions.items[pp->conditions.count - 1].was_taken = holds;
	return holds;
}

static void end_condition(struct pp *pp, const struct pp_condition *c)
{
	struct pp_buffer *b = pp->buffer;

	if (!c->is_dead)
		check_end(pp, DIAG_endif_labels, "endif");
	if (b->guard_state == PP_GUARD_OPEN && b->guard_depth == pp->conditions.count)
		b->guard_state = PP_GUARD_CLOSED;
	pp->conditions.count--;
}

/* The rest of a line that is not looked at, with the comments and literals in it. */
static void skip_line(struct pp *pp)
{
	const char *p = pp->buffer->p, *end = pp->buffer->end, *next;

	for (;; p = next) {
		next = p + 1;
		switch (CLASS_OF(*p)) {
		case CLASS_NEWLINE: pp->buffer->p = p; return;
		case CLASS_NUL:
			if (p != end)
				break;
			pp->buffer->p = p;
			return;
		case CLASS_SLASH:
			next = pp_skip_comment(pp, p);
			if (next == p)
				next = p + 1;
			break;
		case CLASS_BACKSLASH:
			next = pp_skip_splices(p);
			if (next == p)
				next = p + 1;
			break;
		case CLASS_QUOTE:
			next = pp_skip_literal(p, end);
			if (!next)
				next = memchr(p, '\n', (size_t)(end - p));
			if (!next)
				next = end;
			break;
		default: break;
		}
	}
}

static void pass_newline(struct pp *pp)
{
	struct pp_buffer *b = pp->buffer;

	if (*b->p == '\r' && b->p[1] == '\n')
		b->p++;
	if (*b->p == '\n')
		b->p++;
	b->at_line_start = true;
}

/* A directive in a group that is skipped. True if reading begins again behind it. */
static bool obey_while_skipping(struct pp *pp, const struct pp_token *token)
{
	enum pp_directive directive = (enum pp_directive)token->name->directive;
	struct pp_condition *c = innermost(pp);
	bool was_dead = c->is_dead;

	switch (directive) {
	case PP_IF:
	case PP_IFDEF:
	case PP_IFNDEF: open_condition(pp, directive, token->loc, false, true); return false;
	case PP_ELIF:
	case PP_ELIFDEF:
	case PP_ELIFNDEF:
	case PP_ELSE: return next_group(pp, c, directive, token->loc);
	case PP_ENDIF: end_condition(pp, c); return !was_dead;
	default: return false;
	}
}

/* Skips lines up to the directive behind which reading goes on, or the end of the file. */
static void skip_groups(struct pp *pp)
{
	struct pp_buffer *b = pp->buffer;
	struct pp_token token;
	bool done = false, saw_white;

	while (!done) {
		pp->in_directive = false;
		pp->is_peeking = true;
		b->p = pp_skip_blanks(pp, b->p, &saw_white);
		pp->is_peeking = false;
		if (b->p == b->end)
			break;
		if (pp_is_hash(b->p)) {
			b->p += *b->p == '#' ? 1 : 2;
			b->p = pp_skip_blanks(pp, b->p, &saw_white);
			pp->in_directive = true;
			if (CLASS_OF(*b->p) == CLASS_NAME) {
				pp_read(pp, &token);
				done = token.kind == PP_NAME && obey_while_skipping(pp, &token);
			}
		}
		skip_line(pp);
		if (!done)
			pass_newline(pp);
	}
	pp->in_directive = true;
}

void pp_close_conditions(struct pp *pp)
{
	while (innermost(pp)) {
		struct pp_condition *c = innermost(pp);
		const char *name = directive_names[c->directive];
		struct src_span at = {c->at, c->at + (src_loc)strlen(name)};

		diag_report(pp->diag, DIAG_unterminated_condition, at, name);
		pp->conditions.count--;
	}
}

static void obey_condition(struct pp *pp, enum pp_directive directive, const struct pp_token *name)
{
	struct pp_condition *c = innermost(pp);
	bool is_read = true;

	switch (directive) {
	case PP_IF:
	case PP_IFDEF:
	case PP_IFNDEF: is_read = begin_condition(pp, directive, name->loc); break;
	default:
		if (!c) {
			diag_report(pp->diag, DIAG_stray_condition, name_span(name),
				directive_names[directive]);
			return;
		}
		if (directive == PP_ENDIF) {
			end_condition(pp, c);
			return;
		}
		/* The group before was read, so that no other is. */
		c->was_taken = true;
		is_read = next_group(pp, c, directive, name->loc);
		break;
	}
	if (!is_read) {
		skip_line(pp);
		pass_newline(pp);
		skip_groups(pp);
	}
}

/* ---- #error, #warning, #line, #ident */

/* The rest of the line as one would read it: tokens with at most one blank between them. */
static const char *rest_of_line(struct pp *pp)
{
	struct buf text = {0};
	struct pp_token token;
	const char *result;

	pp->allows_quotes = true;
	for (pp_read(pp, &token); token.kind != PP_END; pp_read(pp, &token)) {
		if (text.size_bytes > 0 && (token.flags & PP_WHITE))
			buf_add_char(&text, ' ');
		buf_add_str(&text, pp_spelling(&token));
	}
	pp->allows_quotes = false;
	result = arena_copy(pp->arena, buf_text(&text), text.size_bytes);
	buf_free(&text);
	return result;
}

static void obey_message(struct pp *pp, enum diag_id id, const struct pp_token *name)
{
	diag_report(pp->diag, id, name_span(name), rest_of_line(pp));
}

/* A string literal without quotes and escapes; NULL if it is none. */
static const char *unquote(struct pp *pp, const struct pp_token *token)
{
	struct str text = pp_spelling(token);
	char *result, *out;
	size_t i;

	if (token->kind != PP_STRING || text.n < 2 || text.p[0] != '"')
		return NULL;
	result = out = arena_copy(pp->arena, text.p, text.n);
	for (i = 1; i + 1 < text.n; i++) {
		if (text.p[i] == '\\' && i + 2 < text.n)
			i++;
		*out++ = text.p[i];
	}
	*out = '\0';
	return result;
}

/* #line N "FILE", and with is_marker # N "FILE" FLAGS, whose number was read. */
static void obey_line(struct pp *pp, struct pp_token token, bool is_marker)
{
	struct pp_buffer *b = pp->buffer;
	struct str digits = pp_spelling(&token);
	const char *path = NULL, *p;
	uint64_t line = 0;
	size_t i;

	for (i = 0; i < digits.n && digits.p[i] >= '0' && digits.p[i] <= '9'; i++)
		line = line > UINT32_MAX ? line : line * 10 + (uint64_t)(digits.p[i] - '0');
	if (token.kind != PP_NUMBER || i < digits.n || line > INT32_MAX) {
		diag_report(pp->diag, DIAG_bad_line_directive, pp_span(&token),
			"a line number is expected");
		return;
	}
	pp_get_solid(pp, &token);
	if (token.kind != PP_END) {
		path = unquote(pp, &token);
		if (!path) {
			diag_report(pp->diag, DIAG_bad_line_directive, pp_span(&token),
				"a file name in double quotes is expected");
			return;
		}
		if (!is_marker)
			check_end(pp, DIAG_extra_tokens, "line");
	}
	skip_line(pp);
	p = memchr(b->p, '\n', (size_t)(b->end - b->p));
	p = p ? p + 1 : b->end;
	if (!path)
		path = source_position(pp->sources, pp_loc(pp, b->p)).path;
	source_add_mark(pp->sources, b->source, (uint32_t)(p - b->start), (unsigned)line, path);
}

static void obey_include(struct pp *pp, enum pp_directive directive, const struct pp_token *name)
{
	static const enum pp_include_kind kinds[] = {
		[PP_INCLUDE] = PP_INCLUDE_NORMAL,
		[PP_INCLUDE_NEXT] = PP_INCLUDE_BEHIND,
		[PP_IMPORT] = PP_INCLUDE_ONCE,
	};
	struct pp_header header;

	if (!pp_read_header(pp, name->name->text, &header))
		return;
	check_end(pp, DIAG_extra_tokens, name->name->text);
	skip_line(pp);
	pass_newline(pp);
	pp->in_directive = false;
	pp_include(pp, &header, kinds[directive]);
}

static void report_unknown(struct pp *pp, const struct pp_token *token)
{
	static const char *const known[] = {"define", "undef", "if", "ifdef", "ifndef", "elif",
		"elifdef", "elifndef", "else", "endif", "include", "include_next", "import", "line",
		"error", "warning", "pragma", "ident"};
	struct str text = pp_spelling(token);
	const struct src_span nowhere = {0};
	const char *best = NULL;
	unsigned limit = 2, distance;
	size_t i;

	diag_report(pp->diag, DIAG_unknown_directive, pp_span(token),
		arena_copy(pp->arena, text.p, text.n));
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		distance = str_edit_distance(text, str_of(known[i]), limit);
		if (distance <= limit && text.n > 2) {
			best = known[i];
			limit = distance > 0 ? distance - 1 : 0;
		}
	}
	if (best)
		diag_note(pp->diag, nowhere, "did you mean '#%s'?", best);
}

/* A line that other programs read: kept for -E, else dropped. */
static void keep_line(struct pp *pp, const char *hash)
{
	const char *line;

	if (!pp->options->keep_pragmas || pp->is_discarding)
		return;
	pp->buffer->p = hash + (*hash == '#' ? 1 : 2);
	line = arena_printf(pp->arena, "#%s", rest_of_line(pp));
	pp_put_line(pp, str_of(line), pp_loc(pp, hash));
}

static void obey_undef(struct pp *pp)
{
	struct pp_token token;
	struct pp_name *name = pp_macro_name(pp, "undef", &token);

	if (!name)
		return;
	check_end(pp, DIAG_extra_tokens, "undef");
	pp_undefine(pp, name, pp_span(&token));
}

static void obey(struct pp *pp, const struct pp_token *token, const char *hash)
{
	enum pp_directive directive = (enum pp_directive)token->name->directive;
	struct pp_token number;

	if (directive < PP_IF || directive > PP_ENDIF)
		if (pp->buffer->guard_state != PP_GUARD_OPEN)
			pp->buffer->guard_state = PP_GUARD_NONE;
	switch (directive) {
	case PP_DEFINE: pp_define(pp); break;
	case PP_UNDEF: obey_undef(pp); break;
	case PP_IF:
	case PP_IFDEF:
	case PP_IFNDEF:
	case PP_ELIF:
	case PP_ELIFDEF:
	case PP_ELIFNDEF:
	case PP_ELSE:
	case PP_ENDIF: obey_condition(pp, directive, token); break;
	case PP_INCLUDE:
	case PP_INCLUDE_NEXT:
	case PP_IMPORT: obey_include(pp, directive, token); break;
	case PP_LINE:
		pp_get_solid(pp, &number);
		obey_line(pp, number, false);
		break;
	case PP_ERROR: obey_message(pp, DIAG_error_directive, token); break;
	case PP_WARNING: obey_message(pp, DIAG_warning_directive, token); break;
	case PP_PRAGMA:
		if (pp_pragma(pp))
			keep_line(pp, hash);
		break;
	case PP_IDENT:
	case PP_SCCS: keep_line(pp, hash); break;
	case PP_ASSERT:
	case PP_UNASSERT: break;
	case PP_NO_DIRECTIVE: report_unknown(pp, token); break;
	}
}

void pp_directive(struct pp *pp)
{
	unsigned saved_prevent = pp->prevent_expansion, saved_arguments = pp->in_arguments;
	struct pp_buffer *b = pp->buffer;
	const char *hash = b->p;
	struct pp_token token;

	b->p += *b->p == '#' ? 1 : 2;
	pp->prevent_expansion = 0;
	pp->in_arguments = 0;
	pp->in_directive = true;
	b->at_line_start = false;
	pp_read(pp, &token);
	if (token.kind == PP_NAME) {
		if (saved_arguments > 0 && token.name->directive >= PP_INCLUDE &&
			token.name->directive <= PP_IMPORT)
			diag_report(pp->diag, DIAG_include_in_arguments, pp_span(&token),
				token.name->text);
		else
			obey(pp, &token, hash);
	} else if (token.kind == PP_NUMBER) {
		obey_line(pp, token, true);
	} else if (token.kind != PP_END) {
		report_unknown(pp, &token);
	}
	/* There were none before: a file is read only where no context is left. */
	pp_drop_contexts(pp);
	if (pp->buffer == b && pp->in_directive) {
		skip_line(pp);
		pass_newline(pp);
	}
	pp->in_directive = false;
	pp->line_broken = pp->args_broke_line = false;
	pp->prevent_expansion = saved_prevent;
	pp->in_arguments = saved_arguments;
}
