/*
 * See rewrite.h. The rules are rustfmt's with its default settings. A chain of calls stands on one
 * line, but for its last call, or has a line for each link.
 */
#include "codegen_rust/rewrite.h"

#include "codegen_rust/lists.h"
#include "codegen_rust/scan.h"
#include "support/buf.h"

#include <string.h>

/* ---- Operators ---- */

/* The last operand may have several lines if that is not ugly. */
static const char *operands_on_line(
	struct rewriting *r, const struct items *operands, const char *symbol, struct shape shape)
{
	const char *line = "";
	const char *last;
	struct shape end = shape;
	size_t i;

	for (i = 0; i + 1 < operands->count; i++) {
		const char *operand = rewrite_expression(r, operands->items[i], shape);

		if (!operand || !is_one_line(operand) || strlen(line) > shape.width)
			return NULL;
		line = arena_join(r->arena, line, operand, symbol, "");
	}
	if (!shape_begins_later(&end, strlen(line)))
		return NULL;
	last = rewrite_expression(r, operands->items[i], end);
	if (!last || strlen(line) + first_line_columns(last) > shape.width)
		return NULL;
	if (!is_one_line(last) && (last[0] == '(' || strlen(line) > INDENT_COLUMNS))
		return NULL;
	line = arena_join(r->arena, line, last, "", "");
	return fits(line, &shape) ? line : NULL;
}

static const char *operands_below(
	struct rewriting *r, const struct items *operands, const char *symbol, struct shape shape)
{
	const char *operand = rewrite_expression(r, operands->items[0], shape), *joined;
	size_t below = shape.indent + INDENT_COLUMNS, i;
	struct buf text = {0};

	buf_add_c(&text, operand ? operand : "");
	for (i = 1; operand && i < operands->count; i++) {
		size_t columns = last_line_columns(buf_text(&text));
		size_t offset = columns == text.size_bytes ? shape.column : 0;
		struct shape rest = shape;

		operand = NULL;
		if (columns + offset <= below &&
			shape_begins_later(&rest, strlen(symbol) + columns))
			operand = rewrite_expression(r, operands->items[i], rest);
		if (operand) {
			buf_printf(&text, "%s%s", symbol, operand);
			continue;
		}
		operand = rewrite_expression(r, operands->items[i], shape);
		buf_printf(&text, "\n%*s%s%s", (int)below, "", symbol + 1, operand ? operand : "");
	}
	joined = operand ? arena_copy(r->arena, buf_text(&text), text.size_bytes) : NULL;
	buf_free(&text);
	return joined;
}

/* value as Type */
static const char *rewrite_cast(struct rewriting *r, struct str text, struct shape shape)
{
	size_t as = find_outside(text, 0, " as ");
	struct shape whole = {shape.indent, shape.column, LINE_MAX_COLUMNS - shape.column};
	const char *value = rewrite_expression(r, part_of(text, 0, as), whole);
	const char *type = text_of_str(r, part_of(text, as, text.n));

	if (!value)
		return NULL;
	if (last_line_columns(value) + strlen(type) <= shape.width)
		return arena_join(r->arena, value, type, "", "");
	return arena_join(
		r->arena, value, new_line(r, shape.indent + INDENT_COLUMNS), type + 1, "");
}

static const char *rewrite_operands(
	struct rewriting *r, struct str text, const char *symbol, struct shape shape)
{
	struct items operands = {0};
	const char *line;
	size_t at = 0;

	while (at <= text.n) {
		size_t end = find_outside(text, at, symbol);

		vec_push(r->arena, &operands, part_of(text, at, end));
		at = end < text.n ? end + strlen(symbol) : text.n + 1;
	}
	line = operands_on_line(r, &operands, symbol, shape);
	return line ? line : operands_below(r, &operands, symbol, shape);
}

/* ---- Chains ---- */

static const char *rewrite_primary(struct rewriting *r, struct str text, struct shape shape);

/* A link or a beginning, with its question marks. */
static const char *rewrite_link(struct rewriting *r, struct str text, struct shape shape)
{
	size_t questions = question_count(text);
	struct str link = part_of(text, 0, text.n - questions);
	size_t open;
	const char *rewritten;

	if (!shape_ends_sooner(&shape, questions))
		return NULL;
	if (link.p[0] != '.') {
		rewritten = rewrite_primary(r, link, shape);
	} else {
		struct list list;

		open = path_end(link, 1);
		if (open == link.n || link.p[open] != '(')
			return text_of_str(r, text);
		list = expression_list(
			part_of(link, 0, open), '(', ')', part_of(link, open + 1, link.n - 1));
		rewritten = rewrite_list(r, &list, shape);
	}
	if (!rewritten || questions == 0)
		return rewritten;
	return arena_printf(r->arena, "%s%.*s", rewritten, (int)questions, "????");
}

struct chain {
	struct items links;
	size_t all_count; /* with those that stand with the beginning */
	const char *root;
	const char **texts; /* of the links */
	bool is_on_line;
};

/* A beginning that is shorter than the indentation takes links with it. */
static bool begin_chain(
	struct rewriting *r, struct chain *chain, struct str text, struct shape shape)
{
	size_t at = primary_end(text);
	struct str root = part_of(text, 0, at);
	size_t offset = shape.column - shape.indent;
	size_t most = offset < INDENT_COLUMNS ? INDENT_COLUMNS - offset : 0;

	chain->root = rewrite_link(r, root, shape);
	if (!chain->root)
		return false;
	while (at < text.n) {
		size_t end = link_end(text, at);

		vec_push(r->arena, &chain->links, part_of(text, at, end));
		at = end;
	}
	chain->all_count = chain->links.count;
	while (chain->links.count > 0 && strlen(chain->root) <= most && is_one_line(chain->root)) {
		struct shape rest = shape;
		const char *link = shape_begins_later(&rest, strlen(chain->root))
					   ? rewrite_link(r, chain->links.items[0], rest)
					   : NULL;

		if (!link)
			break;
		chain->root = arena_join(r->arena, chain->root, link, "", "");
		chain->links.items++;
		chain->links.count--;
		chain->links.capacity = 0;
	}
	return true;
}

/* The last link on the line of the others if it looks better there. */
static const char *last_on_line(struct rewriting *r, struct chain *chain, struct str last,
	struct shape line, struct shape below, size_t budget)
{
	const char *on_line = rewrite_link(r, last, line);
	const char *own;
	bool is_short_enough;

	if (!on_line)
		return NULL;
	is_short_enough = first_line_columns(on_line) <= budget;
	if (is_short_enough && newline_count(on_line) >= 4) {
		chain->is_on_line = true;
		return on_line;
	}
	own = rewrite_link(r, last, below);
	if (own && !is_short_enough)
		return own;
	if (own && newline_count(own) < newline_count(on_line))
		return own;
	chain->is_on_line = is_short_enough;
	return on_line;
}

static bool end_chain(
	struct rewriting *r, struct chain *chain, struct shape shape, struct shape child)
{
	size_t count = chain->links.count;
	struct str last = chain->links.items[count - 1];
	size_t questions = question_count(last);
	size_t total = strlen(chain->root) + questions, i;
	size_t budget = chain->all_count == 1 || shape.width < CHAIN_MAX_COLUMNS
				? shape.width
				: CHAIN_MAX_COLUMNS;
	bool is_extendable = ends_in_block(chain->root);
	bool is_all = is_one_line(chain->root);
	struct shape line, below = child;
	const char *text = NULL;

	if (is_extendable)
		total = last_line_columns(chain->root) + questions;
	for (i = 0; i + 1 < count; i++) {
		is_all = is_all && is_one_line(chain->texts[i]);
		if (!is_extendable)
			total += strlen(chain->texts[i]);
	}
	budget = budget > total ? budget - total : 0;
	is_all = is_all && budget > 0;
	/* Question marks count here and in the link itself, as they do for rustfmt. */
	if (!shape_ends_sooner(&below, shape_columns_behind(&shape) + questions) ||
		!shape_ends_sooner(&shape, questions))
		return false;
	line = shape;
	if ((is_all || is_extendable) && shape_begins_later(&line, total)) {
		text = last_on_line(r, chain, last, line, below, budget);
		chain->is_on_line = chain->is_on_line && is_all;
	}
	if (!text)
		text = rewrite_link(r, last, is_all ? shape : below);
	chain->texts[count - 1] = text;
	return text != NULL;
}

static const char *rewrite_chain(struct rewriting *r, struct str text, struct shape shape)
{
	struct chain chain = {0};
	struct shape child;
	const char *line, *joined;
	size_t i;

	if (!begin_chain(r, &chain, text, shape))
		return NULL;
	if (chain.links.count == 0)
		return fits(chain.root, &shape) ? chain.root : NULL;
	child = shape_of_line(shape.indent + (ends_in_block(chain.root) ? 0 : INDENT_COLUMNS));
	chain.texts = arena_alloc_array(r->arena, chain.links.count, sizeof(*chain.texts));
	for (i = 0; i + 1 < chain.links.count; i++) {
		chain.texts[i] = rewrite_link(r, chain.links.items[i], child);
		if (!chain.texts[i])
			return NULL;
	}
	if (!end_chain(r, &chain, shape, child))
		return NULL;
	if (!chain.is_on_line && r->has_one_line_chains)
		return NULL;
	line = chain.is_on_line ? "" : new_line(r, child.indent);
	joined = chain.root;
	for (i = 0; i < chain.links.count; i++)
		joined = arena_join(r->arena, joined, line, chain.texts[i], "");
	return fits(joined, &shape) ? joined : NULL;
}

/* ---- Expressions ---- */

static const char *rewrite_in_parentheses(
	struct rewriting *r, struct str inside, struct shape shape)
{
	const char *text;

	if (!shape_begins_later(&shape, 1) || !shape_ends_sooner(&shape, 1))
		return NULL;
	text = rewrite_expression(r, inside, shape);
	return text ? arena_join(r->arena, "(", text, ")", "") : NULL;
}

static const char *rewrite_primary(struct rewriting *r, struct str text, struct shape shape)
{
	size_t open = path_end(text, 0);
	bool is_macro = open < text.n && text.p[open] == '!';
	bool is_structure = open + 1 < text.n && text.p[open] == ' ';
	struct list list;

	open += is_macro || is_structure;
	if (open >= text.n || !is_opening(text.p[open]) ||
		matching_bracket(text, open) != text.n - 1)
		return text_that_fits(r, text, &shape);
	list = expression_list(part_of(text, 0, open - is_structure), text.p[open],
		text.p[text.n - 1], part_of(text, open + 1, text.n - 1));
	if (is_structure)
		return rewrite_structure(r, list.name, list.items, shape);
	if (!is_macro && path_columns(list.name) > shape.width)
		return NULL;
	list.is_macro = is_macro;
	if (open == 0 && text.p[0] == '(' && text.n > 2 && item_end(list.items, 0) == list.items.n)
		return rewrite_in_parentheses(r, list.items, shape);
	if (text.p[open] == '[' && (open > 0 || find_outside(list.items, 0, "; ") < list.items.n))
		return text_that_fits(r, text, &shape);
	return rewrite_list(r, &list, shape);
}

/* |x| value, or with the value between braces. */
static const char *rewrite_closure(struct rewriting *r, struct str text, struct shape shape)
{
	size_t bar = 1;
	struct shape rest = shape;
	const char *body;

	while (bar < text.n && text.p[bar] != '|')
		bar++;
	bar += 2;
	if (bar > text.n || !shape_begins_later(&rest, bar))
		return NULL;
	body = rewrite_expression(r, part_of(text, bar, text.n), rest);
	if (body && is_one_line(body) && strlen(body) <= rest.width)
		return arena_printf(r->arena, "%.*s%s", (int)bar, text.p, body);
	rest = shape_of_line(shape.indent + INDENT_COLUMNS);
	body = rewrite_expression(r, part_of(text, bar, text.n), rest);
	return body ? arena_printf(r->arena, "%.*s{%s%s%s}", (int)bar, text.p,
			      new_line(r, rest.indent), body, new_line(r, shape.indent))
		    : NULL;
}

const char *rewrite_expression(struct rewriting *r, struct str text, struct shape shape)
{
	const char *symbol;
	struct str inner;

	text = str_trimmed(text);
	if (is_closure(text))
		return rewrite_closure(r, text, shape);
	symbol = operator_of(text);
	if (symbol && strcmp(symbol, " as ") == 0)
		return rewrite_cast(r, text, shape);
	if (symbol)
		return rewrite_operands(r, text, symbol, shape);
	inner = without_prefixes(text);
	if (inner.p != text.p) {
		size_t prefix = (size_t)(inner.p - text.p);
		const char *rest;

		if (!shape_begins_later(&shape, prefix))
			return NULL;
		rest = rewrite_expression(r, inner, shape);
		return rest ? arena_printf(r->arena, "%.*s%s", (int)prefix, text.p, rest) : NULL;
	}
	if (primary_end(text) < text.n)
		return rewrite_chain(r, text, shape);
	return rewrite_link(r, text, shape);
}

/* ---- Types ---- */

static const char *rewrite_bounds(struct rewriting *r, struct str text, struct shape shape);

/* &'a mut T */
static const char *rewrite_reference(struct rewriting *r, struct str text, struct shape shape)
{
	size_t at = 1;
	const char *target;

	if (at < text.n && text.p[at] == '\'')
		at = find_outside(text, at, " ") + 1;
	if (str_starts(part_of(text, at, text.n), "mut "))
		at += 4;
	if (!shape_begins_later(&shape, at))
		return NULL;
	target = rewrite_type(r, part_of(text, at, text.n), shape);
	return target ? arena_printf(r->arena, "%.*s%s", (int)at, text.p, target) : NULL;
}

static const char *rewrite_named_type(struct rewriting *r, struct str text, struct shape shape)
{
	size_t open = 0, equals = find_outside(text, 0, " = ");
	const char *rest;

	if (equals < text.n) {
		if (!shape_begins_later(&shape, equals + 3))
			return NULL;
		rest = rewrite_type(r, part_of(text, equals + 3, text.n), shape);
		return rest ? arena_printf(r->arena, "%.*s%s", (int)equals + 3, text.p, rest)
			    : NULL;
	}
	while (open < text.n && text.p[open] != '<')
		open++;
	if (open == text.n || text.p[text.n - 1] != '>' || find_outside(text, 0, " ") < text.n)
		return text_that_fits(r, text, &shape);
	if (open > shape.width)
		return NULL;
	return rewrite_names(
		r, part_of(text, 0, open), "<>", part_of(text, open + 1, text.n - 1), shape);
}

const char *rewrite_type(struct rewriting *r, struct str text, struct shape shape)
{
	text = str_trimmed(text);
	if (text.n == 0)
		return "";
	if (text.p[0] == '&')
		return rewrite_reference(r, text, shape);
	if (text.p[0] == '(') {
		struct list list = {part_of(text, 0, 0), '(', ')', part_of(text, 1, text.n - 1),
			rewrite_type, CALL_MAX_COLUMNS, false};

		return rewrite_list(r, &list, shape);
	}
	if (text.p[0] == '[' && find_outside(text, 1, "; ") >= text.n - 1) {
		const char *element;

		if (!shape_ends_sooner(&shape, 2))
			return NULL;
		element = rewrite_type(r, part_of(text, 1, text.n - 1), shape);
		return element ? arena_join(r->arena, "[", element, "]", "") : NULL;
	}
	if (str_starts(text, "impl "))
		return rewrite_bounds(r, text, shape);
	return rewrite_named_type(r, text, shape);
}

/* impl A<B> + C: each bound behind the first has a line, but behind one that ends in a list. */
static const char *rewrite_bounds(struct rewriting *r, struct str text, struct shape shape)
{
	size_t plus = find_outside(text, 0, " + ");
	const char *first = rewrite_type(r, part_of(text, 5, plus), shape);
	const char *rest = text_of_str(r, part_of(text, plus, text.n));
	size_t columns;

	if (!first)
		return NULL;
	columns = strlen(first) + strlen(rest);
	if (plus == text.n || (is_one_line(first) && columns <= shape.width) ||
		ends_in_block(first))
		return arena_join(r->arena, "impl ", first, rest, "");
	return arena_join(
		r->arena, "impl ", first, new_line(r, shape.indent + INDENT_COLUMNS), rest + 1);
}

/* ---- The right side ---- */

static bool first_line_ends_with(const char *text, char c)
{
	size_t n = first_line_columns(text);

	return n > 0 && text[n - 1] == c;
}

bool is_better_below(const char *here, const char *below)
{
	static const char brackets[] = "({[";
	size_t i;

	if (is_one_line(below) || newline_count(here) > newline_count(below) + 1)
		return true;
	for (i = 0; i < 3; i++)
		if (first_line_ends_with(here, brackets[i]) &&
			!first_line_ends_with(below, brackets[i]))
			return true;
	return false;
}

const char *rewrite_right_side(struct rewriting *r, size_t lhs_columns, struct str text,
	struct shape shape, rewrite_function *rewrite)
{
	size_t behind = shape_columns_behind(&shape);
	struct shape below = shape_below(&shape, behind);
	const char *here, *own;

	if (!shape_begins_later(&shape, lhs_columns + 1))
		shape.width = 0;
	here = rewrite(r, text, shape);
	if (here && is_one_line(here) && strlen(here) <= shape.width)
		return arena_join(r->arena, " ", here, "", "");
	own = rewrite(r, text, below);
	if (own && (!here || (fits(own, &below) && is_better_below(here, own))))
		return arena_join(r->arena, new_line(r, below.indent), own, "", "");
	return here ? arena_join(r->arena, " ", here, "", "") : NULL;
}
