/* See lists.h. */
#include "codegen_rust/lists.h"

#include "codegen_rust/rewrite.h"
#include "codegen_rust/scan.h"
#include "support/buf.h"

#include <string.h>

enum tactic { TACTIC_HORIZONTAL, TACTIC_VERTICAL, TACTIC_MIXED };

struct layout {
	struct rewriting *r;
	const struct list *list;
	struct shape shape, inner; /* of the whole; of items on lines of their own */
	size_t one_line_columns;   /* for all items on the line of the name */
	struct items items;
	const char **texts; /* the items rewritten */
};

struct list expression_list(struct str name, char open, char close, struct str items)
{
	struct list list = {name, open, close, items, rewrite_expression, CALL_MAX_COLUMNS, false};

	return list;
}

static void split_items(struct layout *layout)
{
	struct str all = str_trimmed(layout->list->items);
	size_t at = 0, i;

	while (at < all.n) {
		size_t end = item_end(all, at);

		vec_push(layout->r->arena, &layout->items, str_trimmed(part_of(all, at, end)));
		at = end + 1;
	}
	layout->texts = arena_alloc_array(
		layout->r->arena, layout->items.count + 1, sizeof(*layout->texts));
	for (i = 0; i < layout->items.count; i++)
		layout->texts[i] =
			layout->list->rewrite(layout->r, layout->items.items[i], layout->inner);
}

/* Whether the items stand on one line of at most that many columns. */
static bool is_horizontal(const struct layout *layout, size_t most_columns)
{
	size_t total = 0, i;

	for (i = 0; i < layout->items.count; i++) {
		if (!layout->texts[i])
			continue;
		if (!is_one_line(layout->texts[i]))
			return false;
		total += strlen(layout->texts[i]) + (i > 0 ? 2 : 0);
	}
	return total <= most_columns && total <= layout->one_line_columns;
}

/* A literal, a name, a member, or one of these with operators before it. */
static bool is_simple(struct str text)
{
	size_t i;

	if (str_starts(text, "&mut "))
		text = part_of(text, 5, text.n);
	for (i = 0; i < text.n; i++)
		if (!is_name_part(text.p[i]) && !strchr(".&*?", text.p[i]))
			return false;
	return true;
}

/* Whether the items are so short that lines are filled with them. */
static bool is_mixed(const struct layout *layout)
{
	size_t i;

	if (layout->list->rewrite != rewrite_expression)
		return false;
	for (i = 0; i < layout->items.count; i++)
		if (!is_simple(layout->items.items[i]) ||
			strlen(layout->texts[i]) > SHORT_ITEM_MAX_COLUMNS)
			return false;
	return true;
}

/* "(a,)" */
static bool is_tuple_of_one(const struct list *list)
{
	return list->name.n == 0 && list->open == '(' && list->items.n > 0 &&
	       list->items.p[list->items.n - 1] == ',';
}

static const char *join_items(const struct layout *layout, enum tactic tactic)
{
	size_t columns = 0, i;
	bool has_last_comma = tactic == TACTIC_HORIZONTAL ? is_tuple_of_one(layout->list)
							  : !layout->r->is_in_macro;
	const char *line = new_line(layout->r, layout->inner.indent);
	struct buf text = {0};
	const char *joined;

	for (i = 0; i < layout->items.count; i++) {
		bool is_last = i + 1 == layout->items.count;
		size_t width = strlen(layout->texts[i]) + (is_last ? 0 : 1);

		if (i > 0 && tactic == TACTIC_HORIZONTAL)
			buf_add_char(&text, ' ');
		else if (i > 0 && tactic == TACTIC_MIXED &&
			 columns + 1 + width <= layout->inner.width) {
			buf_add_char(&text, ' ');
			columns++;
		} else if (i > 0) {
			buf_add_c(&text, line);
			columns = 0;
		}
		columns += width;
		buf_add_c(&text, layout->texts[i]);
		if (!is_last || has_last_comma)
			buf_add_char(&text, ',');
	}
	joined = arena_copy(layout->r->arena, buf_text(&text), text.size_bytes);
	buf_free(&text);
	return joined;
}

/* Whether the last item may begin on the line of the name and end further down. */
static bool may_overflow(const struct layout *layout, struct str item)
{
	bool is_alone = layout->items.count == 1;

	if (layout->list->rewrite == rewrite_type) {
		while (item.n > 0 && item.p[0] == '&')
			item = str_trimmed(part_of(item, 1, item.n));
		return is_alone && item.n > 0 && item.p[0] == '(';
	}
	if (layout->list->rewrite != rewrite_expression)
		return false;
	item = without_prefixes(item);
	if (is_closure(item))
		return true;
	return is_alone && !has_operator(item) && item.n > 0 && is_closing(item.p[item.n - 1]);
}

/* The last item as it is if it begins on the line of the name; NULL: it cannot. */
static const char *overflowing(const struct layout *layout, bool is_combined)
{
	struct str last = layout->items.items[layout->items.count - 1];
	struct rewriting *r = layout->r;
	bool had_one_line_chains = r->has_one_line_chains;
	struct shape shape = layout->shape;
	const char *text;
	size_t before = 0, i;

	for (i = 0; i + 1 < layout->items.count; i++)
		before += (layout->texts[i] ? strlen(layout->texts[i]) : 0) + 2;
	if (!shape_begins_later(&shape, layout->list->name.n + 1) || !shape_ends_sooner(&shape, 1))
		return NULL;
	if ((layout->items.count > 1 || is_call(last)) && shape.width > layout->list->most_columns)
		shape.width = layout->list->most_columns;
	if (!shape_begins_later(&shape, before))
		return NULL;
	r->has_one_line_chains = had_one_line_chains || (!is_combined && is_chain(last));
	text = layout->list->rewrite(r, last, shape);
	r->has_one_line_chains = had_one_line_chains;
	return text;
}

static enum tactic try_overflow(struct layout *layout)
{
	size_t count = layout->items.count;
	bool is_combined = count == 1 && layout->list->name.n < INDENT_COLUMNS &&
			   layout->list->rewrite == rewrite_expression;
	const char *whole, *own = layout->texts[count - 1];
	bool is_on_line;

	if (!is_combined && !may_overflow(layout, layout->items.items[count - 1]))
		return TACTIC_VERTICAL;
	whole = overflowing(layout, is_combined);
	if (!whole)
		return TACTIC_VERTICAL;
	layout->texts[count - 1] = arena_copy(layout->r->arena, whole, first_line_columns(whole));
	is_on_line = is_horizontal(layout, layout->list->most_columns);
	layout->texts[count - 1] = own;
	if (!is_on_line)
		return TACTIC_VERTICAL;
	if (count == 1 && newline_count(whole) == 1 && own && is_one_line(own))
		return TACTIC_HORIZONTAL;
	layout->texts[count - 1] = whole;
	return TACTIC_HORIZONTAL;
}

static enum tactic tactic_of(struct layout *layout)
{
	size_t i;

	if (try_overflow(layout) == TACTIC_HORIZONTAL)
		return TACTIC_HORIZONTAL;
	for (i = 0; i < layout->items.count; i++)
		if (!layout->texts[i])
			return TACTIC_VERTICAL;
	if (layout->items.count == 1 && is_horizontal(layout, layout->one_line_columns) &&
		layout->one_line_columns > 0)
		return TACTIC_HORIZONTAL;
	if (is_horizontal(layout, layout->list->most_columns))
		return TACTIC_HORIZONTAL;
	return is_mixed(layout) ? TACTIC_MIXED : TACTIC_VERTICAL;
}

static const char *rewrite_items(struct rewriting *r, const struct list *list, struct shape shape)
{
	struct layout layout = {.r = r, .list = list, .shape = shape};
	const char *name = text_of_str(r, list->name);
	enum tactic tactic;
	const char *items;
	size_t i;

	layout.inner = shape_below(&shape, 1);
	layout.one_line_columns =
		shape.width > list->name.n + 2 ? shape.width - list->name.n - 2 : 0;
	split_items(&layout);
	if (layout.items.count == 0)
		return arena_printf(r->arena, "%s%c%s%c", name, list->open,
			list->name.n + 2 <= shape.width ? "" : new_line(r, shape.indent),
			list->close);
	tactic = tactic_of(&layout);
	for (i = 0; i < layout.items.count; i++)
		if (!layout.texts[i])
			return NULL;
	items = join_items(&layout, tactic);
	if (tactic == TACTIC_HORIZONTAL &&
		first_line_columns(items) + 1 + list->name.n <= shape.width)
		return arena_printf(r->arena, "%s%c%s%c", name, list->open, items, list->close);
	return arena_printf(r->arena, "%s%c%s%s%s%c", name, list->open,
		new_line(r, layout.inner.indent), items, new_line(r, shape.indent), list->close);
}

const char *rewrite_list(struct rewriting *r, const struct list *list, struct shape shape)
{
	bool was_in_macro = r->is_in_macro;
	const char *text;

	r->is_in_macro = was_in_macro || list->is_macro;
	text = rewrite_items(r, list, shape);
	r->is_in_macro = was_in_macro;
	return text;
}

const char *rewrite_names(struct rewriting *r, struct str name, const char *brackets,
	struct str items, struct shape shape)
{
	struct list list = {
		name, brackets[0], brackets[1], items, rewrite_type, LINE_MAX_COLUMNS, false};

	return rewrite_list(r, &list, shape);
}

/* ---- Structures ---- */

static const char *rewrite_member(struct rewriting *r, struct str text, struct shape shape)
{
	size_t colon = find_outside(text, 0, ": ");
	const char *value;

	if (colon == text.n)
		return text_of_str(r, text);
	if (!shape_begins_later(&shape, colon + 2))
		return NULL;
	value = rewrite_expression(r, part_of(text, colon + 2, text.n), shape);
	if (value)
		return arena_printf(r->arena, "%.*s: %s", (int)colon, text.p, value);
	shape = shape_of_line(shape.indent + INDENT_COLUMNS);
	value = rewrite_expression(r, part_of(text, colon + 2, text.n), shape);
	return value ? arena_printf(r->arena, "%.*s:%s%s", (int)colon, text.p,
			       new_line(r, shape.indent), value)
		     : NULL;
}

const char *rewrite_structure(
	struct rewriting *r, struct str name, struct str members, struct shape shape)
{
	struct list list = {name, '{', '}', members, rewrite_member, STRUCTURE_MAX_COLUMNS, false};
	struct layout layout = {.r = r, .list = &list, .shape = shape};
	enum tactic tactic;
	const char *items;
	size_t i;

	if (shape.width < 2)
		return NULL;
	layout.inner = shape_below(&shape, 1);
	layout.one_line_columns = shape.width > name.n + 5 ? shape.width - name.n - 5 : 0;
	split_items(&layout);
	for (i = 0; i < layout.items.count; i++)
		if (!layout.texts[i])
			return NULL;
	tactic =
		is_horizontal(&layout, STRUCTURE_MAX_COLUMNS) ? TACTIC_HORIZONTAL : TACTIC_VERTICAL;
	items = join_items(&layout, tactic);
	if (tactic == TACTIC_HORIZONTAL)
		return arena_printf(r->arena, "%.*s { %s }", (int)name.n, name.p, items);
	return arena_printf(r->arena, "%.*s {%s%s%s}", (int)name.n, name.p,
		new_line(r, layout.inner.indent), items, new_line(r, shape.indent));
}
