/* #pragma and _Pragma: the few that concern a preprocessor. All others are left alone. */
#include "preprocess/internal.h"

#include <string.h>

static bool is_word(const struct pp_token *token, const char *word)
{
	return token->kind == PP_NAME && strcmp(token->name->text, word) == 0;
}

static void report(struct pp *pp, const struct pp_token *token, const char *name, const char *what)
{
	diag_report(pp->diag, DIAG_bad_pragma, pp_span(token), name, what);
}

/* ("NAME") behind push_macro and pop_macro. */
static struct pp_name *read_quoted_name(struct pp *pp, const char *pragma)
{
	struct pp_name *name = NULL;
	struct pp_token token;
	struct str text;

	pp_read(pp, &token);
	if (token.kind == PP_OPEN) {
		pp_read(pp, &token);
		text = pp_spelling(&token);
		if (token.kind == PP_STRING && text.n > 2 && text.p[0] == '"') {
			name = pp_name(pp, text.p + 1, text.n - 2);
			pp_read(pp, &token);
			if (token.kind == PP_CLOSE)
				return name;
		}
	}
	report(pp, &token, pragma, "expects (\"NAME\")");
	return NULL;
}

static void push_macro(struct pp *pp)
{
	struct pp_name *name = read_quoted_name(pp, "push_macro");
	struct pp_saved_macro *saved;

	if (!name)
		return;
	saved = arena_new(pp->arena, struct pp_saved_macro);
	saved->older = name->saved;
	saved->macro = name->macro;
	name->saved = saved;
}

static void pop_macro(struct pp *pp)
{
	struct pp_name *name = read_quoted_name(pp, "pop_macro");

	if (!name || !name->saved)
		return;
	name->macro = name->saved->macro;
	name->saved = name->saved->older;
}

static void once(struct pp *pp, const struct pp_token *token)
{
	if (pp->buffer_depth <= 1 || !pp->buffer->file)
		report(pp, token, "once", "has no effect in the main file");
	else
		pp_once(pp, pp->buffer->file);
}

static void poison(struct pp *pp)
{
	struct pp_token token;

	for (pp_read(pp, &token); token.kind == PP_NAME; pp_read(pp, &token))
		token.name->is_poisoned = true;
	if (token.kind != PP_END)
		report(pp, &token, "poison", "expects names");
}

/* #pragma GCC error "TEXT" and warning. */
static void message(struct pp *pp, enum diag_id id, const struct pp_token *word)
{
	struct pp_token token;
	struct str text;

	pp_read(pp, &token);
	text = pp_spelling(&token);
	if (token.kind != PP_STRING || text.n < 2) {
		report(pp, &token, word->name->text, "expects a string");
		return;
	}
	diag_report(pp->diag, id, pp_span(word), arena_copy(pp->arena, text.p + 1, text.n - 2));
}

static bool gcc_pragma(struct pp *pp)
{
	struct pp_token token;

	pp_read(pp, &token);
	if (is_word(&token, "poison"))
		poison(pp);
	else if (is_word(&token, "system_header"))
		pp->buffer->source->is_system = true;
	else if (is_word(&token, "error"))
		message(pp, DIAG_error_directive, &token);
	else if (is_word(&token, "warning"))
		message(pp, DIAG_warning_directive, &token);
	else
		return is_word(&token, "dependency");
	return true;
}

bool pp_pragma(struct pp *pp)
{
	struct pp_token token;

	pp_read(pp, &token);
	if (is_word(&token, "once"))
		once(pp, &token);
	else if (is_word(&token, "push_macro"))
		push_macro(pp);
	else if (is_word(&token, "pop_macro"))
		pop_macro(pp);
	else
		return !is_word(&token, "GCC") || !gcc_pragma(pp);
	return false;
}

/* The string of _Pragma as a line of its own: no prefix, no quotes, \" and \\ undone. */
static void add_destringized(struct buf *out, struct str text)
{
	size_t i = text.p[0] == 'L' ? 2 : 1;

	for (; i + 1 < text.n; i++) {
		if (text.p[i] == '\\' && i + 2 < text.n &&
			(text.p[i + 1] == '"' || text.p[i + 1] == '\\'))
			i++;
		if (text.p[i] != '\n')
			buf_add_char(out, text.p[i]);
	}
}

/* Obeys the words of a _Pragma as if they stood in the file; true if they are left to others. */
static bool obey_line(struct pp *pp, const char *line, size_t n)
{
	bool is_kept;

	struct pp_buffer saved = *pp->buffer, *b = pp->buffer;
	unsigned saved_prevent = pp->prevent_expansion;

	b->start = b->p = line + strlen("#pragma");
	b->end = line + n;
	pp->in_directive = true;
	pp->is_peeking = true; /* places inside the line are not to be reported */
	pp->prevent_expansion = 0;
	is_kept = pp_pragma(pp);
	pp->is_peeking = false;
	pp->in_directive = false;
	pp->prevent_expansion = saved_prevent;
	saved.guard_state = b->guard_state;
	*b = saved;
	return is_kept;
}

void pp_pragma_operator(struct pp *pp, const struct pp_token *name)
{
	struct buf line = {0};
	struct pp_token token;
	src_loc at = pp_place(pp, name);
	const char *kept;
	bool ok = false;

	pp->prevent_expansion++;
	pp->in_arguments++;
	pp_get_solid(pp, &token);
	if (token.kind == PP_OPEN) {
		pp_get_solid(pp, &token);
		if (token.kind == PP_STRING) {
			buf_add_c(&line, "#pragma ");
			add_destringized(&line, pp_spelling(&token));
			pp_get_solid(pp, &token);
			ok = token.kind == PP_CLOSE;
		}
	}
	pp->in_arguments--;
	pp->prevent_expansion--;
	if (ok) {
		kept = pp_keep(pp, buf_text(&line), line.size_bytes);
		if (!pp->is_stopped && !pp->in_directive && obey_line(pp, kept, line.size_bytes) &&
			pp->options->keep_pragmas)
			pp_put_line(pp, str_make(kept, line.size_bytes), at);
	} else if (!pp->is_stopped) {
		report(pp, name, "_Pragma", "expects (\"TEXT\")");
	}
	buf_free(&line);
}
