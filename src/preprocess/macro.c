/* Definitions of macros: reading them, comparing them, taking them back. */
#include "preprocess/internal.h"

#include <string.h>

/* What is being defined. */
struct definition {
	struct pp_macro *macro;
	struct pp_name *name;
	VEC(struct pp_name *) parameters;
	struct pp_tokens *tokens;
};

struct pp_name *pp_macro_name(struct pp *pp, const char *directive, struct pp_token *token)
{
	struct str text;

	pp_read(pp, token);
	if (token->kind == PP_END) {
		diag_report(pp->diag, DIAG_missing_macro_name, pp_span(token), directive);
		return NULL;
	}
	text = pp_spelling(token);
	if (token->kind != PP_NAME || token->name->builtin == PP_WORD_DEFINED ||
		token->name->is_poisoned) {
		diag_report(pp->diag, DIAG_bad_macro_name, pp_span(token),
			arena_copy(pp->arena, text.p, text.n));
		return NULL;
	}
	return token->name;
}

static void report_parameters(
	struct pp *pp, const struct definition *d, const struct pp_token *token, const char *what)
{
	diag_report(pp->diag, DIAG_bad_macro_parameters, pp_span(token), d->name->text, what);
}

static bool add_parameter(struct pp *pp, struct definition *d, const struct pp_token *token)
{
	if (token->name->parameter != 0) {
		report_parameters(pp, d, token, "a parameter is named twice");
		return false;
	}
	if (d->parameters.count == PP_PARAMETERS_MAX) {
		report_parameters(pp, d, token, "there are too many parameters");
		return false;
	}
	vec_push(pp->arena, &d->parameters, token->name);
	token->name->parameter = (uint16_t)d->parameters.count;
	return true;
}

static bool is_ellipsis(const struct pp_token *token)
{
	return token->kind == PP_OTHER_OPERATOR && str_equal_c(pp_spelling(token), "...");
}

/* Reads `a, b, ...)`; the '(' was read. */
static bool read_parameters(struct pp *pp, struct definition *d)
{
	struct pp_token token;

	pp_read(pp, &token);
	if (token.kind == PP_CLOSE)
		return true;
	for (;; pp_read(pp, &token)) {
		if (is_ellipsis(&token)) {
			token.name = pp_name(pp, "__VA_ARGS__", 11);
			d->macro->is_variadic = true;
			if (!add_parameter(pp, d, &token))
				return false;
		} else if (token.kind != PP_NAME || token.name->builtin == PP_WORD_VA_ARGS) {
			report_parameters(pp, d, &token, "a parameter's name is expected");
			return false;
		} else if (!add_parameter(pp, d, &token)) {
			return false;
		}
		pp_read(pp, &token);
		if (!d->macro->is_variadic && is_ellipsis(&token)) {
			d->macro->is_variadic = true;
			pp_read(pp, &token);
		}
		if (token.kind == PP_CLOSE)
			return true;
		if (token.kind != PP_COMMA || d->macro->is_variadic) {
			report_parameters(pp, d, &token, "',' or ')' is expected");
			return false;
		}
	}
}

/* The index of the ')' that belongs to the '(' at `open`, or the count if there is none. */
static size_t find_close(const struct pp_tokens *tokens, size_t open)
{
	size_t i, depth = 0;

	for (i = open; i < tokens->count; i++) {
		if (tokens->items[i].kind == PP_OPEN)
			depth++;
		else if (tokens->items[i].kind == PP_CLOSE && --depth == 0)
			break;
	}
	return i;
}

/* Turns `__VA_OPT__ ( tokens )` into PP_VA_OPT and the tokens that it covers. */
static bool mark_va_opt(struct pp *pp, struct definition *d)
{
	struct pp_tokens *t = d->tokens;
	size_t i, close, inner_end = 0;

	for (i = 0; i < t->count; i++) {
		struct pp_token *token = &t->items[i];

		if (token->kind != PP_NAME || token->name->builtin != PP_WORD_VA_OPT)
			continue;
		close = i + 1 < t->count && t->items[i + 1].kind == PP_OPEN ? find_close(t, i + 1)
									    : t->count;
		if (close == t->count || i < inner_end) {
			diag_report(pp->diag, DIAG_bad_va_opt, pp_span(token),
				i < inner_end ? "cannot stand inside another one"
					      : "expects an argument in parentheses");
			return false;
		}
		if ((t->items[i + 1].flags & PP_PASTE) ||
			(close > i + 2 && t->items[close - 1].flags & PP_PASTE)) {
			diag_report(pp->diag, DIAG_paste_at_edge, pp_span(token), "__VA_OPT__");
			return false;
		}
		token->kind = PP_VA_OPT;
		token->flags |= t->items[close].flags & PP_PASTE;
		/* The parentheses go. */
		token->n = (uint32_t)(close - i - 2);
		memmove(&t->items[i + 1], &t->items[i + 2], token->n * sizeof(*token));
		memmove(&t->items[close - 1], &t->items[close + 1],
			(t->count - close - 1) * sizeof(*token));
		t->count -= 2;
		inner_end = close - 1;
	}
	return true;
}

/* Turns parameters into PP_ARGUMENT, with '#' and '##' as flags of their neighbours. */
static bool read_replacement(struct pp *pp, struct definition *d, struct pp_token token)
{
	struct pp_tokens *t = d->tokens;
	bool is_function = d->macro->is_function, follows_paste = false, has_va_opt = false;

	for (; token.kind != PP_END; pp_read(pp, &token)) {
		struct pp_token *last = t->count > 0 ? &t->items[t->count - 1] : NULL;
		bool is_parameter = token.kind == PP_NAME && token.name->parameter != 0;
		bool is_va_opt = token.kind == PP_NAME && d->macro->is_variadic &&
				 token.name->builtin == PP_WORD_VA_OPT;

		if (token.kind == PP_HASH_HASH) {
			if (!last) {
				diag_report(
					pp->diag, DIAG_paste_at_edge, pp_span(&token), "a macro");
				return false;
			}
			last->flags |= PP_PASTE;
			follows_paste = true;
			continue;
		}
		if (is_parameter) {
			token.kind = PP_ARGUMENT;
			token.parameter = token.name->parameter;
		} else if (token.kind == PP_NAME && token.name->builtin == PP_WORD_VA_ARGS) {
			diag_report(pp->diag, DIAG_misplaced_va_args, pp_span(&token),
				token.name->text);
		}
		has_va_opt |= is_va_opt;
		if (is_function && last && last->kind == PP_HASH && !(last->flags & PP_PASTE)) {
			if (!is_parameter && !is_va_opt) {
				diag_report(pp->diag, DIAG_stray_hash, pp_span(last));
				return false;
			}
			token.flags = (uint8_t)((token.flags & ~PP_WHITE) | PP_STRINGIFY |
						(last->flags & PP_WHITE));
			*last = token;
		} else {
			pp_tokens_add(pp, t, &token);
		}
		follows_paste = false;
	}
	if (follows_paste) {
		diag_report(
			pp->diag, DIAG_paste_at_edge, pp_span(&t->items[t->count - 1]), "a macro");
		return false;
	}
	if (is_function && t->count > 0 && t->items[t->count - 1].kind == PP_HASH) {
		diag_report(pp->diag, DIAG_stray_hash, pp_span(&t->items[t->count - 1]));
		return false;
	}
	if (t->count > 0)
		t->items[0].flags &= (uint8_t)~PP_WHITE;
	return !has_va_opt || mark_va_opt(pp, d);
}

static bool same_token(const struct pp_token *a, const struct pp_token *b)
{
	enum { COMPARED = PP_WHITE | PP_PASTE | PP_STRINGIFY };

	return a->kind == b->kind && (a->flags & COMPARED) == (b->flags & COMPARED) &&
	       a->parameter == b->parameter && str_equal(pp_spelling(a), pp_spelling(b));
}

static bool same_macro(const struct pp_macro *a, const struct pp_macro *b)
{
	size_t i;

	if (a->is_function != b->is_function || a->is_variadic != b->is_variadic ||
		a->parameter_count != b->parameter_count || a->count != b->count)
		return false;
	for (i = 0; i < a->parameter_count; i++)
		if (a->parameters[i] != b->parameters[i])
			return false;
	for (i = 0; i < a->count; i++)
		if (!same_token(&a->tokens[i], &b->tokens[i]))
			return false;
	return true;
}

static void install(struct pp *pp, struct pp_name *name, struct pp_macro *macro, struct src_span at)
{
	struct src_span before = {0};

	if (name->builtin != PP_NOT_BUILTIN && name->builtin < PP_WORD_DEFINED) {
		diag_report(pp->diag, DIAG_builtin_redefined, at, name->text);
		name->builtin = PP_NOT_BUILTIN;
	} else if (name->macro && !same_macro(name->macro, macro)) {
		diag_report(pp->diag, DIAG_macro_redefined, at, name->text);
		before.begin = name->macro->at;
		if (name->macro->is_predefined)
			before.begin = 0;
		diag_note(pp->diag, before, "it was defined %s",
			name->macro->is_predefined ? "by the target" : "here");
	}
	name->macro = macro;
}

/* Reads parameters, if any, and replacement. */
static bool read_definition(struct pp *pp, struct definition *d)
{
	struct pp_token token;

	pp_read(pp, &token);
	if (token.kind == PP_OPEN && !(token.flags & PP_WHITE)) {
		d->macro->is_function = true;
		if (!read_parameters(pp, d))
			return false;
		pp_read(pp, &token);
	} else if (token.kind != PP_END && !(token.flags & PP_WHITE)) {
		diag_report(pp->diag, DIAG_missing_blank, pp_span(&token), d->name->text);
	}
	return read_replacement(pp, d, token);
}

void pp_define(struct pp *pp)
{
	struct definition d = {0};
	struct pp_token name;
	struct pp_token *tokens;
	bool ok;
	size_t i;

	d.name = pp_macro_name(pp, "define", &name);
	if (!d.name)
		return;
	d.macro = arena_new(pp->arena, struct pp_macro);
	d.macro->at = name.loc;
	d.macro->is_predefined = pp->is_predefining;
	d.tokens = pp_tokens_new(pp);
	ok = read_definition(pp, &d);
	for (i = 0; i < d.parameters.count; i++)
		d.parameters.items[i]->parameter = 0;
	if (ok && !pp->is_stopped) {
		tokens = arena_alloc_array(pp->arena, d.tokens->count, sizeof(*tokens));
		if (d.tokens->count > 0)
			memcpy(tokens, d.tokens->items, d.tokens->count * sizeof(*tokens));
		d.macro->tokens = tokens;
		d.macro->count = (uint32_t)d.tokens->count;
		d.macro->parameters = d.parameters.items;
		d.macro->parameter_count = (uint16_t)d.parameters.count;
		install(pp, d.name, d.macro, pp_span(&name));
	}
	pp_tokens_release(pp, d.tokens);
}

void pp_undefine(struct pp *pp, struct pp_name *name, struct src_span at)
{
	if (name->builtin != PP_NOT_BUILTIN && name->builtin < PP_WORD_DEFINED) {
		diag_report(pp->diag, DIAG_builtin_redefined, at, name->text);
		name->builtin = PP_NOT_BUILTIN;
	}
	name->macro = NULL;
}
