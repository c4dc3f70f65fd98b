/*
 * Replacing macros. Tokens come from a stack of contexts, the newest first, and from the file when
 * there is none left. A macro is disabled while its replacement is on the stack; a name met during
 * that time is marked and never looked at again.
 *
 * Paddings say what blanks belong where: one that has a source stands for the white space before
 * that token (the name of a macro, a parameter), one without asks for a blank only where two
 * tokens would run together.
 */
#include "preprocess/internal.h"
#include "support/file.h"

#include <string.h>

static struct pp_context *top(struct pp *pp)
{
	return pp->contexts.count > 0 ? &pp->contexts.items[pp->contexts.count - 1] : NULL;
}

void pp_stop(struct pp *pp, src_loc at, const char *what, unsigned long limit)
{
	struct src_span span = {at, at};
	size_t i;

	if (pp->is_stopped)
		return;
	pp->is_stopped = true;
	/* The place where it began says more than the one where it ended. */
	for (i = 0; i < pp->contexts.count; i++)
		if (pp->contexts.items[i].use != 0) {
			span.begin = span.end = source_use(pp->sources, pp->contexts.items[i].use);
			break;
		}
	if (span.begin == 0 && pp->buffer)
		span.begin = span.end = pp_loc(pp, pp->buffer->p);
	diag_report(pp->diag, DIAG_macros_too_big, span,
		arena_printf(pp->arena, "%lu %s", limit, what));
}

void pp_push_context(struct pp *pp, const struct pp_context *context)
{
	if (pp->contexts.count >= PP_MACRO_DEPTH_MAX) {
		pp_stop(pp, context->use, "macros inside each other", PP_MACRO_DEPTH_MAX);
		if (context->owned)
			pp_tokens_release(pp, context->owned);
		return;
	}
	if (context->macro)
		context->macro->is_disabled = true;
	vec_push(pp->arena, &pp->contexts, *context);
}

/* A macro whose arguments came from behind it may be on the stack twice, one on the other. */
static void pop_context(struct pp *pp)
{
	struct pp_context context = pp->contexts.items[--pp->contexts.count];

	if (context.macro && (pp->contexts.count == 0 || top(pp)->macro != context.macro))
		context.macro->is_disabled = false;
	if (context.owned)
		pp_tokens_release(pp, context.owned);
	if (pp->contexts.count == 0 && pp->args_broke_line) {
		pp->args_broke_line = false;
		pp->line_broken = true;
	}
}

void pp_drop_contexts(struct pp *pp)
{
	while (pp->contexts.count > 0)
		pop_context(pp);
}

static void make_padding(struct pp_token *token, bool has_source)
{
	uint8_t flags = has_source ? (token->flags & PP_WHITE) | PP_HAS_SOURCE : 0;

	token->kind = PP_PADDING;
	token->flags = flags;
	token->n = 0;
}

src_loc pp_place(struct pp *pp, const struct pp_token *token)
{
	struct pp_context *context = top(pp);

	if (!context || context->use == 0 || source_is_macro(token->loc))
		return token->loc;
	if (++pp->placed_count > PP_MACRO_TOKENS_MAX) {
		pp_stop(pp, token->loc, "tokens", PP_MACRO_TOKENS_MAX);
		return context->use;
	}
	return source_add_macro(pp->sources, token->loc, context->use, context->macro_name);
}

static void push_one(struct pp *pp, const struct pp_token *token, src_loc use, const char *name)
{
	struct pp_context context = {0};

	context.owned = pp_tokens_new(pp);
	pp_tokens_add(pp, context.owned, token);
	context.next = context.owned->items;
	context.end = context.next + context.owned->count;
	context.use = use;
	context.macro_name = name;
	pp_push_context(pp, &context);
}

/* Whether '(' comes next in the file; passes it if so. */
static bool file_has_open(struct pp *pp)
{
	const char *start = pp->buffer->p, *p = start;
	bool saw_white;

	pp->is_peeking = true;
	for (;;) {
		p = pp_skip_blanks(pp, p, &saw_white);
		if (*p == '\r' && p[1] == '\n')
			p++;
		if (*p != '\n' || pp->in_directive)
			break;
		p++;
	}
	pp->is_peeking = false;
	if (*p != '(')
		return false;
	if (memchr(start, '\n', (size_t)(p - start)))
		pp->args_broke_line = true;
	pp->buffer->at_line_start = false;
	pp->buffer->p = p + 1;
	return true;
}

/*
 * Whether '(' comes next; passes it if so. Contexts that are at their end are left, which enables
 * their macros again. The blanks that this concerns are put back.
 */
static bool next_is_open(struct pp *pp)
{
	struct pp_token padding = {0};
	bool has_padding = false, found;

	for (;;) {
		struct pp_context *context = top(pp);
		struct pp_token token = {0};

		if (!context) {
			found = file_has_open(pp);
			break;
		}
		if (context->next == context->end) {
			found = false;
			if (context->is_barrier)
				break;
			pop_context(pp);
		} else if (context->next->kind == PP_PADDING) {
			token = *context->next++;
		} else {
			found = context->next->kind == PP_OPEN;
			if (found)
				context->next++;
			break;
		}
		token.kind = PP_PADDING;
		if (!has_padding || !(padding.flags & PP_HAS_SOURCE) ||
			(!(padding.flags & PP_WHITE) && !(token.flags & PP_HAS_SOURCE)))
			padding = token;
		has_padding = true;
	}
	if (!found && has_padding && !pp->in_directive)
		push_one(pp, &padding, 0, NULL);
	return found;
}

static void report_count(struct pp *pp, const struct pp_name *name, const struct pp_macro *macro,
	src_loc use, size_t given)
{
	struct src_span at = {use, use + (source_is_macro(use) ? 0 : name->n)};
	size_t wanted = macro->parameter_count;

	diag_report(pp->diag, DIAG_argument_count, at, name->text,
		arena_printf(pp->arena, "%s%zu argument%s",
			macro->is_variadic && wanted > 1 ? "at least " : "",
			macro->is_variadic && wanted > 1 ? wanted - 1 : wanted,
			wanted - (macro->is_variadic && wanted > 1) == 1 ? "" : "s"),
		arena_printf(pp->arena, "%zu", given));
	if (!macro->is_predefined) {
		struct src_span definition = {macro->at, macro->at + name->n};

		diag_note(pp->diag, definition, "the macro is defined here");
	}
}

/* Whether the number of arguments will do. */
static bool check_count(struct pp *pp, const struct pp_name *name, const struct pp_macro *macro,
	src_loc use, struct pp_argument *arguments, size_t given)
{
	size_t wanted = macro->parameter_count;

	if (given == 1 && wanted == 0 && arguments[0].count == 0)
		given = 0;
	if (given != wanted && !(given + 1 == wanted && macro->is_variadic)) {
		report_count(pp, name, macro, use, given);
		return false;
	}
	if (macro->is_variadic && (given < wanted || (given == 1 && arguments[0].count == 0)))
		arguments[wanted - 1].is_omitted = true;
	return true;
}

/* Reads arguments up to the ')'. Their tokens go to `tokens`. */
static bool collect_arguments(struct pp *pp, const struct pp_name *name,
	const struct pp_macro *macro, src_loc use, struct pp_argument *arguments,
	struct pp_tokens *tokens)
{
	struct src_span at = {use, use + (source_is_macro(use) ? 0 : name->n)};
	size_t given = 0, slot;
	struct pp_token token;

	do {
		size_t depth = 0;

		slot = given < macro->parameter_count ? given
		       : macro->parameter_count > 0   ? macro->parameter_count - 1u
						      : 0;
		given++;
		arguments[slot].first = tokens->count;
		for (;;) {
			pp_get(pp, &token);
			if (token.kind == PP_END)
				break;
			if (token.kind == PP_PADDING) {
				if (tokens->count == arguments[slot].first)
					continue;
			} else if (token.kind == PP_OPEN) {
				depth++;
			} else if (token.kind == PP_CLOSE) {
				if (depth-- == 0)
					break;
			} else if (token.kind == PP_COMMA && depth == 0 &&
				   !(macro->is_variadic && given == macro->parameter_count)) {
				break;
			}
			if (pp->contexts.count == 0)
				token.flags |= PP_IN_PLACE;
			pp_tokens_add(pp, tokens, &token);
		}
		while (tokens->count > arguments[slot].first &&
			tokens->items[tokens->count - 1].kind == PP_PADDING)
			tokens->count--;
		arguments[slot].count = tokens->count - arguments[slot].first;
	} while (token.kind == PP_COMMA);
	if (pp->is_stopped)
		return false;
	if (token.kind == PP_END) {
		diag_report(pp->diag, DIAG_unterminated_arguments, at, name->text);
		return false;
	}
	return check_count(pp, name, macro, use, arguments, given);
}

static void push_replacement(struct pp *pp, struct pp_name *name, const struct pp_macro *macro,
	struct pp_tokens *made, src_loc use)
{
	struct pp_context context = {0};

	context.next = made ? made->items : macro->tokens;
	context.end = pp_token_at(context.next, made ? made->count : macro->count);
	context.macro = name;
	context.owned = made;
	context.use = use;
	context.macro_name = name->text;
	pp_push_context(pp, &context);
}

/* A function-like macro whose '(' was read. */
static bool enter_call(struct pp *pp, struct pp_name *name, src_loc use)
{
	const struct pp_macro *macro = name->macro;
	size_t slots = macro->parameter_count > 0 ? macro->parameter_count : 1, i;
	struct pp_argument few[16] = {0}, *arguments = few;
	struct pp_tokens *tokens = pp_tokens_new(pp), *made = NULL;
	bool ok;

	if (slots > sizeof(few) / sizeof(few[0])) {
		pp->macro_bytes += slots * sizeof(*arguments);
		arguments = arena_alloc_array(pp->arena, slots, sizeof(*arguments));
	}
	if (++pp->macro_depth > PP_MACRO_DEPTH_MAX)
		pp_stop(pp, use, "macros inside each other", PP_MACRO_DEPTH_MAX);
	pp->prevent_expansion++;
	pp->in_arguments++;
	ok = collect_arguments(pp, name, macro, use, arguments, tokens);
	pp->in_arguments--;
	pp->prevent_expansion--;
	if (ok) {
		if (macro->parameter_count > 0)
			made = pp_substitute(pp, macro, arguments, tokens, use, name->text);
		push_replacement(pp, name, macro, made, use);
	}
	for (i = 0; i < slots; i++)
		if (arguments[i].expanded)
			pp_tokens_release(pp, arguments[i].expanded);
	pp_tokens_release(pp, tokens);
	pp->macro_depth--;
	return ok;
}

static const char *quoted(struct pp *pp, const char *text)
{
	buf_clear(&pp->scratch);
	buf_add_char(&pp->scratch, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_char(&pp->scratch, '\\');
		buf_add_char(&pp->scratch, *text);
	}
	buf_add_char(&pp->scratch, '"');
	return pp_keep(pp, buf_text(&pp->scratch), pp->scratch.size_bytes);
}

static const char *number_text(struct pp *pp, unsigned number)
{
	buf_clear(&pp->scratch);
	buf_printf(&pp->scratch, "%u", number);
	return pp_keep(pp, buf_text(&pp->scratch), pp->scratch.size_bytes);
}

/*
 * The place whose line __LINE__ means: where the name stands if it was written in the file or in
 * the arguments of the outermost macro, else where that macro was used.
 */
static void enter_builtin(struct pp *pp, const struct pp_token *name, src_loc use)
{
	struct src_position position = source_position(pp->sources,
		name->flags & PP_IN_PLACE ? source_spelling(pp->sources, name->loc) : use);
	const struct source_file *main_file = pp->sources->files.items[0];
	struct pp_token token = *name;

	token.kind = PP_NUMBER;
	token.flags &= (uint8_t)~PP_WHITE;
	switch ((enum pp_builtin)name->name->builtin) {
	case PP_BUILTIN_LINE: token.text = number_text(pp, position.line); break;
	case PP_BUILTIN_COUNTER: token.text = number_text(pp, pp->counter++); break;
	case PP_BUILTIN_INCLUDE_LEVEL:
		token.text = number_text(pp, pp->buffer_depth > 0 ? pp->buffer_depth - 1 : 0);
		break;
	case PP_BUILTIN_FILE: token.text = quoted(pp, position.path); break;
	case PP_BUILTIN_FILE_NAME: token.text = quoted(pp, path_base(position.path)); break;
	default: token.text = quoted(pp, pp->main_path ? pp->main_path : main_file->path); break;
	}
	if (token.text[0] == '"')
		token.kind = PP_STRING;
	token.n = (uint32_t)strlen(token.text);
	push_one(pp, &token, use, name->name->text);
}

/*
 * Begins the replacement of the macro just read. False: the name stays; it may have lost its
 * context by then, so that its place is settled.
 */
static bool enter(struct pp *pp, struct pp_token *token)
{
	struct pp_name *name = token->name;
	src_loc use = pp_place(pp, token);

	if (!name->macro) {
		if (name->builtin == PP_BUILTIN_PRAGMA)
			pp_pragma_operator(pp, token);
		else
			enter_builtin(pp, token, use);
		return true;
	}
	if (!name->macro->is_function) {
		push_replacement(pp, name, name->macro, NULL, use);
		return true;
	}
	pp->prevent_expansion++;
	if (!next_is_open(pp)) {
		pp->prevent_expansion--;
		token->loc = use;
		return false;
	}
	pp->prevent_expansion--;
	if (enter_call(pp, name, use))
		return true;
	token->loc = use;
	return false;
}

/* Reads from a context. False: go on with the next token. */
static bool read_context(struct pp *pp, struct pp_context *context, struct pp_token *token)
{
	if (++pp->steps > PP_MACRO_STEPS_MAX)
		pp_stop(pp, 0, "steps", PP_MACRO_STEPS_MAX);
	if (context->next < context->end) {
		*token = *context->next++;
		if (!(token->flags & PP_PASTE))
			return true;
		pp_paste(pp, token);
		make_padding(token, true);
	} else if (context->is_barrier) {
		token->kind = PP_END;
		token->flags = 0;
		token->n = 0;
		return true;
	} else {
		pop_context(pp);
		make_padding(token, false);
	}
	return !pp->in_directive;
}

void pp_get(struct pp *pp, struct pp_token *token)
{
	for (;;) {
		struct pp_context *context = top(pp);
		struct pp_name *name;

		if (pp->is_stopped) {
			memset(token, 0, sizeof(*token));
			token->kind = PP_END;
			return;
		}
		if (!context)
			pp_read(pp, token);
		else if (!read_context(pp, context, token))
			continue;
		if (token->kind != PP_NAME || (token->flags & PP_NO_EXPAND))
			return;
		name = token->name;
		if (name->is_poisoned) {
			diag_report(pp->diag, DIAG_poisoned, pp_span(token), name->text);
			return;
		}
		if (!IS_MACRO(name))
			return;
		if (name->is_disabled) {
			token->flags |= PP_NO_EXPAND;
			return;
		}
		if (pp->prevent_expansion > 0 || !enter(pp, token))
			return;
		if (!pp->in_directive) {
			make_padding(token, true);
			return;
		}
	}
}

void pp_get_solid(struct pp *pp, struct pp_token *token)
{
	do
		pp_get(pp, token);
	while (token->kind == PP_PADDING);
}
