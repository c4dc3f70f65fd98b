/* Replacement lists with arguments put in; '#' and '##'. See expand.c for the paddings. */
#include "preprocess/internal.h"

#include <string.h>

struct substitution {
	struct pp *pp;
	const struct pp_macro *macro;
	struct pp_argument *arguments;
	const struct pp_tokens *tokens; /* of all arguments */
	src_loc use;
	const char *macro_name;
};

/* The argument with its macros replaced, as if nothing followed. */
static struct pp_tokens *expand_argument(
	const struct substitution *s, const struct pp_token *tokens, size_t count)
{
	struct pp *pp = s->pp;
	struct pp_tokens *result = pp_tokens_new(pp);
	unsigned saved_prevent = pp->prevent_expansion;
	struct pp_context context = {0};
	struct pp_token token;
	size_t depth = pp->contexts.count;

	context.next = tokens;
	context.end = pp_token_at(tokens, count);
	context.use = s->use;
	context.macro_name = s->macro_name;
	context.is_barrier = true;
	pp->prevent_expansion = 0;
	pp_push_context(pp, &context);
	for (;;) {
		pp_get(pp, &token);
		if (token.kind == PP_END)
			break;
		if (token.kind != PP_PADDING)
			token.loc = pp_place(pp, &token);
		pp_tokens_add(pp, result, &token);
	}
	if (!pp->is_stopped)
		pp->contexts.count = depth;
	pp->prevent_expansion = saved_prevent;
	return result;
}

static void add_quoted(struct buf *out, struct str text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, text.p[i]);
	}
}

/* The string literal of '#'. */
static void stringify(
	struct pp *pp, const struct pp_token *tokens, size_t count, struct pp_token *ret)
{
	struct buf *out = &pp->scratch;
	bool has_source = false, source_white = false;
	size_t backslashes = 0, i;

	buf_clear(out);
	buf_add_char(out, '"');
	for (i = 0; i < count; i++) {
		const struct pp_token *token = &tokens[i];
		struct str text = pp_spelling(token);

		if (token->kind == PP_PADDING) {
			bool padding_has = (token->flags & PP_HAS_SOURCE) != 0;

			if (!has_source || (!source_white && !padding_has)) {
				has_source = padding_has;
				source_white = (token->flags & PP_WHITE) != 0;
			}
			continue;
		}
		if (out->size_bytes > 1 &&
			(has_source ? source_white : (token->flags & PP_WHITE) != 0))
			buf_add_char(out, ' ');
		has_source = false;
		if (token->kind == PP_STRING || token->kind == PP_CHAR)
			add_quoted(out, text);
		else
			buf_add_str(out, text);
		backslashes = str_equal_c(text, "\\") ? backslashes + 1 : 0;
		if (out->size_bytes > PP_MACRO_BYTES_MAX)
			break;
	}
	/* A last '\' alone would take the closing quote along. */
	if (backslashes % 2 == 1)
		out->size_bytes--;
	buf_add_char(out, '"');
	memset(ret, 0, sizeof(*ret));
	ret->kind = PP_STRING;
	ret->n = (uint32_t)out->size_bytes;
	ret->text = pp_keep(pp, buf_text(out), out->size_bytes);
	if (pp->is_stopped)
		ret->n = 0;
}

static void add_padding(struct pp *pp, struct pp_tokens *out, const struct pp_token *source)
{
	struct pp_token padding = {0};

	padding.kind = PP_PADDING;
	if (source) {
		padding.flags = (source->flags & PP_WHITE) | PP_HAS_SOURCE;
		padding.loc = source->loc;
	}
	pp_tokens_add(pp, out, &padding);
}

static struct pp_tokens *substitute_range(
	const struct substitution *s, const struct pp_token *source, size_t count);

/* Whether the variable argument has any token once its macros are replaced. */
static bool has_variable_tokens(const struct substitution *s)
{
	struct pp_argument *rest = &s->arguments[s->macro->parameter_count - 1];
	size_t i;

	if (!rest->expanded)
		rest->expanded =
			expand_argument(s, pp_token_at(s->tokens->items, rest->first), rest->count);
	for (i = 0; i < rest->expanded->count; i++)
		if (rest->expanded->items[i].kind != PP_PADDING)
			return true;
	return false;
}

/* What goes in for a parameter or __VA_OPT__. */
struct insertion {
	const struct pp_token *items;
	size_t count;
	struct pp_token one;
	struct pp_tokens *owned;
	bool is_omitted;
};

static void insert_argument(const struct substitution *s, const struct pp_token *source,
	bool behind_paste, struct insertion *in)
{
	struct pp_argument *argument = &s->arguments[source->parameter - 1];

	in->items = pp_token_at(s->tokens->items, argument->first);
	in->count = argument->count;
	in->is_omitted = argument->is_omitted;
	if (source->flags & PP_STRINGIFY) {
		if (argument->stringified.n == 0)
			stringify(s->pp, in->items, in->count, &argument->stringified);
		in->one = argument->stringified;
		in->one.loc = source->loc;
		in->items = &in->one;
		in->count = 1;
	} else if (!(source->flags & PP_PASTE) && !behind_paste) {
		if (!argument->expanded)
			argument->expanded = expand_argument(s, in->items, in->count);
		in->items = argument->expanded->items;
		in->count = argument->expanded->count;
	}
}

static void insert_va_opt(
	const struct substitution *s, const struct pp_token *source, struct insertion *in)
{
	if (has_variable_tokens(s)) {
		in->owned = substitute_range(s, source + 1, source->n);
		in->items = in->owned->items;
		in->count = in->owned->count;
	}
	if (source->flags & PP_STRINGIFY) {
		stringify(s->pp, in->items, in->count, &in->one);
		in->one.loc = source->loc;
		in->items = &in->one;
		in->count = 1;
		return;
	}
	/* At a '##' blanks do not count. */
	while (in->count > 0 && in->items[0].kind == PP_PADDING) {
		in->items++;
		in->count--;
	}
	while (in->count > 0 && in->items[in->count - 1].kind == PP_PADDING)
		in->count--;
}

/*
 * Puts one parameter in. The '##' before it counts only if there is something to paste: an empty
 * argument takes it away, and so does the variable one behind a comma, which goes altogether if
 * the argument was left out (`, ## __VA_ARGS__`).
 */
static void add_insertion(const struct substitution *s, struct pp_tokens *out,
	const struct pp_token *source, bool is_first, bool behind_paste)
{
	struct pp *pp = s->pp;
	struct insertion in = {0};
	bool is_rest = source->kind == PP_ARGUMENT && s->macro->is_variadic &&
		       source->parameter == s->macro->parameter_count;
	size_t last, i;

	if (source->kind == PP_VA_OPT)
		insert_va_opt(s, source, &in);
	else
		insert_argument(s, source, behind_paste, &in);
	if (behind_paste && out->count > 0 && !(source->flags & PP_STRINGIFY)) {
		last = out->count - 1;
		if (is_rest && out->items[last].kind == PP_COMMA) {
			if (in.is_omitted)
				out->count--;
			else
				out->items[last].flags &= (uint8_t)~PP_PASTE;
		} else if (in.count == 0) {
			out->items[last].flags &= (uint8_t)~PP_PASTE;
			out->items[last].flags |= source->flags & PP_PASTE;
		}
	}
	if (!pp->in_directive && !is_first && !behind_paste)
		add_padding(pp, out, source);
	for (i = 0; i < in.count; i++)
		pp_tokens_add(pp, out, &in.items[i]);
	if (in.count > 0 && !pp->is_stopped) {
		last = out->count - 1;
		out->items[last].flags &= (uint8_t)~PP_PASTE;
		out->items[last].flags |= source->flags & PP_PASTE;
	}
	if (!pp->in_directive && !(source->flags & PP_PASTE))
		add_padding(pp, out, NULL);
	if (in.owned)
		pp_tokens_release(pp, in.owned);
}

static struct pp_tokens *substitute_range(
	const struct substitution *s, const struct pp_token *source, size_t count)
{
	struct pp_tokens *out = pp_tokens_new(s->pp);
	bool behind_paste = false;
	size_t i;

	for (i = 0; i < count && !s->pp->is_stopped; i++) {
		const struct pp_token *token = &source[i];

		if (++s->pp->steps > PP_MACRO_STEPS_MAX)
			pp_stop(s->pp, s->use, "steps", PP_MACRO_STEPS_MAX);
		if (token->kind == PP_ARGUMENT || token->kind == PP_VA_OPT)
			add_insertion(s, out, token, i == 0, behind_paste);
		else
			pp_tokens_add(s->pp, out, token);
		behind_paste = (token->flags & PP_PASTE) != 0;
		if (token->kind == PP_VA_OPT)
			i += token->n;
	}
	return out;
}

struct pp_tokens *pp_substitute(struct pp *pp, const struct pp_macro *macro,
	struct pp_argument *arguments, const struct pp_tokens *tokens, src_loc use,
	const char *macro_name)
{
	struct substitution s = {pp, macro, arguments, tokens, use, macro_name};

	return substitute_range(&s, macro->tokens, macro->count);
}

/* Makes one token of two; false (reported) if they make none. */
static bool paste_two(struct pp *pp, struct pp_token *left, const struct pp_token *right)
{
	struct str a = pp_spelling(left), b = pp_spelling(right);
	struct src_span at = {0};
	struct pp_token made = {0};
	const char *text;

	buf_clear(&pp->scratch);
	buf_add_str(&pp->scratch, a);
	buf_add_str(&pp->scratch, b);
	text = pp_keep(pp, buf_text(&pp->scratch), a.n + b.n);
	if (pp->is_stopped)
		return false;
	if (pp_lex(pp, text, text + a.n + b.n, &made) != text + a.n + b.n ||
		(made.kind == PP_OTHER && a.n + b.n > 1)) {
		at.begin = at.end = pp_place(pp, left);
		diag_report(pp->diag, DIAG_bad_paste, at, arena_copy(pp->arena, a.p, a.n),
			arena_copy(pp->arena, b.p, b.n));
		return false;
	}
	made.flags = left->flags & PP_WHITE;
	made.loc = a.n > 0 ? left->loc : right->loc;
	*left = made;
	return true;
}

void pp_paste(struct pp *pp, const struct pp_token *first)
{
	struct pp_context *source = &pp->contexts.items[pp->contexts.count - 1];
	struct pp_context result = {0};
	struct pp_token left = *first;
	bool goes_on = true;

	while (goes_on && source->next < source->end) {
		const struct pp_token *right = source->next++;

		goes_on = (right->flags & PP_PASTE) != 0;
		if (right->kind == PP_PADDING)
			continue;
		if (!paste_two(pp, &left, right)) {
			source->next--;
			break;
		}
	}
	left.flags &= (uint8_t)~PP_PASTE;
	result.owned = pp_tokens_new(pp);
	pp_tokens_add(pp, result.owned, &left);
	result.next = result.owned->items;
	result.end = result.next + result.owned->count;
	result.use = source->use;
	result.macro_name = source->macro_name;
	pp_push_context(pp, &result);
}
