/* See shape.h. */
#include "codegen_rust/shape.h"

#include <string.h>

/* ---- Shapes ---- */

struct shape shape_of_line(size_t indent)
{
	struct shape shape = {indent, indent, 0};

	if (indent < LINE_MAX_COLUMNS)
		shape.width = LINE_MAX_COLUMNS - indent;
	return shape;
}

bool shape_begins_later(struct shape *shape, size_t columns)
{
	if (shape->width < columns)
		return false;
	shape->column += columns;
	shape->width -= columns;
	return true;
}

bool shape_ends_sooner(struct shape *shape, size_t columns)
{
	if (shape->width < columns)
		return false;
	shape->width -= columns;
	return true;
}

size_t shape_columns_behind(const struct shape *shape)
{
	size_t end = shape->column + shape->width;

	return end < LINE_MAX_COLUMNS ? LINE_MAX_COLUMNS - end : 0;
}

struct shape shape_below(const struct shape *shape, size_t behind)
{
	struct shape below = shape_of_line(shape->indent + INDENT_COLUMNS);

	if (!shape_ends_sooner(&below, behind))
		below.width = 0;
	return below;
}

/* ---- Measures ---- */

size_t first_line_columns(const char *text)
{
	return strcspn(text, "\n");
}

size_t last_line_columns(const char *text)
{
	const char *newline = strrchr(text, '\n');

	return strlen(newline ? newline + 1 : text);
}

size_t newline_count(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

bool is_one_line(const char *text)
{
	return strchr(text, '\n') == NULL;
}

bool fits(const char *text, const struct shape *shape)
{
	const char *line = strchr(text, '\n');

	if (first_line_columns(text) > shape->width)
		return false;
	if (!line)
		return true;
	for (; line; line = strchr(line + 1, '\n'))
		if (strcspn(line + 1, "\n") > LINE_MAX_COLUMNS)
			return false;
	return last_line_columns(text) <= shape->column + shape->width;
}

bool ends_in_block(const char *text)
{
	if (is_one_line(text))
		return false;
	text = strrchr(text, '\n') + 1;
	text += strspn(text, " ");
	return strspn(text, ")]}>?") == strlen(text);
}

/* ---- Texts ---- */

const char *text_of_str(struct rewriting *r, struct str text)
{
	return arena_copy(r->arena, text.p, text.n);
}

const char *text_that_fits(struct rewriting *r, struct str text, const struct shape *shape)
{
	return text.n <= shape->width ? text_of_str(r, text) : NULL;
}

const char *new_line(struct rewriting *r, size_t indent)
{
	return arena_printf(r->arena, "\n%*s", (int)indent, "");
}
