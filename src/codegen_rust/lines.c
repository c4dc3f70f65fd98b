/*
 * See lines.h. The rules: a line has at most 100 columns; the arguments of a call stand on one line
 * if they have at most 60 characters, the fields of a structure's value if they have at most 18,
 * the parameters of a function if the line holds all of them. Else each stands on a line of its
 * own, with a comma behind it. The last argument of a call may spread over lines by itself.
 */
#define _GNU_SOURCE /* memrchr */
#include "codegen_rust/lines.h"

#include <stdbool.h>
#include <string.h>

enum {
	LINE_MAX_COLUMNS = 100,
	CALL_MAX_COLUMNS = 60,
	STRUCTURE_MAX_COLUMNS = 18,
	SHORT_ITEM_MAX_COLUMNS = 10,
	INDENT_COLUMNS = 4,
};

enum list_kind { LIST_NONE, LIST_CALL, LIST_STRUCTURE, LIST_ARRAY, LIST_PARAMETERS, LIST_NAMES };

/* A list in brackets: text[open] and text[close]. */
struct list {
	enum list_kind kind;
	size_t open, close;
};

struct line {
	struct buf *out;
	const char *text;
};

static size_t matching(const char *text, size_t open, size_t end)
{
	int depth = 0;
	size_t i;

	for (i = open; i < end; i++) {
		if (strchr("([{", text[i]))
			depth++;
		else if (strchr(")]}", text[i]) && --depth == 0)
			return i;
	}
	return end;
}

static bool has_word(const char *text, size_t begin, size_t end, const char *word)
{
	size_t n = strlen(word), i;

	for (i = begin; i + n <= end; i++)
		if (strncmp(text + i, word, n) == 0)
			return true;
	return false;
}

static enum list_kind kind_of(const char *text, size_t begin, size_t open)
{
	if (text[open] == '(') {
		if (has_word(text, begin, open, "fn ") && !has_word(text, begin, open, "("))
			return LIST_PARAMETERS;
		return open > begin && (strchr("_!>)", text[open - 1]) ||
					       (text[open - 1] >= '0' && text[open - 1] <= 'z' &&
						       !strchr("<=[;:?@\\]^`", text[open - 1])))
			       ? LIST_CALL
			       : LIST_ARRAY;
	}
	if (text[open] == '[')
		return LIST_ARRAY;
	if (strncmp(text + begin, "use ", 4) == 0)
		return LIST_NAMES;
	return open > begin + 1 && text[open - 1] == ' ' && text[open + 1] == ' ' ? LIST_STRUCTURE
										  : LIST_ARRAY;
}

/* The next complete list in text[begin..end), from `from` on. */
static struct list next_list(const char *text, size_t begin, size_t from, size_t end)
{
	struct list list = {LIST_NONE, end, end};
	size_t i;

	for (i = from; i < end; i++) {
		if (!strchr("([{", text[i]))
			continue;
		list.close = matching(text, i, end);
		if (list.close == end)
			continue;
		list.open = i;
		list.kind = kind_of(text, begin, i);
		return list;
	}
	return list;
}

/* The text between the brackets of a list without the blanks of a structure's. */
static void inside(const char *text, const struct list *list, size_t *begin, size_t *end)
{
	*begin = list->open + 1;
	*end = list->close;
	while (*begin < *end && text[*begin] == ' ')
		++*begin;
	while (*end > *begin && text[*end - 1] == ' ')
		--*end;
}

/* The end of the item that begins at `at`, at a comma or at the end of the list. */
static size_t item_end(const char *text, size_t at, size_t end)
{
	int depth = 0, angles = 0;

	for (; at < end; at++) {
		if (strchr("([{", text[at]))
			depth++;
		else if (strchr(")]}", text[at]))
			depth--;
		else if (text[at] == '<' && !strchr(" =", text[at + 1]))
			angles++;
		else if (text[at] == '>' && text[at - 1] != ' ' && text[at - 1] != '-' &&
			 angles > 0)
			angles--;
		else if (text[at] == ',' && depth == 0 && angles == 0)
			break;
	}
	return at;
}

static bool is_short(const char *text, const struct list *list)
{
	size_t begin, end;

	inside(text, list, &begin, &end);
	switch (list->kind) {
	case LIST_CALL: return end - begin <= CALL_MAX_COLUMNS || item_end(text, begin, end) == end;
	case LIST_ARRAY: return end - begin <= CALL_MAX_COLUMNS;
	case LIST_STRUCTURE: return end - begin <= STRUCTURE_MAX_COLUMNS;
	case LIST_PARAMETERS:
	case LIST_NAMES:
	case LIST_NONE: break;
	}
	return true;
}

/* Whether no list in text[begin..end) has to be broken for its own length. */
static bool is_flat(const char *text, size_t begin, size_t end)
{
	size_t at = begin;

	for (;;) {
		struct list list = next_list(text, begin, at, end);

		if (list.kind == LIST_NONE)
			return true;
		if (!is_short(text, &list) || !is_flat(text, list.open + 1, list.close))
			return false;
		at = list.close + 1;
	}
}

static void put_indent(struct line *line, size_t indent)
{
	while (indent-- > 0)
		buf_add_char(line->out, ' ');
}

static void put_flat(struct line *line, size_t begin, size_t end)
{
	buf_add(line->out, line->text + begin, end - begin);
}

static void put_range(
	struct line *line, size_t begin, size_t end, size_t indent, size_t column, size_t tail);

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && text[at] == ' ')
		at++;
	return at;
}

/* A comparison that is too long for a line is broken before its operator. */
static bool put_comparison(struct line *line, size_t begin, size_t end, size_t indent)
{
	size_t at;

	for (at = begin; at < end && strncmp(line->text + at, " == ", 4) != 0; at++)
		;
	if (at == end || indent + (end - begin) <= LINE_MAX_COLUMNS)
		return false;
	put_flat(line, begin, at);
	buf_add_char(line->out, '\n');
	put_indent(line, indent + INDENT_COLUMNS);
	put_flat(line, at + 1, end);
	return true;
}

/* Each item on a line of its own. */
static void put_items(struct line *line, const struct list *list, size_t indent)
{
	bool is_macro = list->open > 0 && line->text[list->open - 1] == '!';
	size_t at, end;

	inside(line->text, list, &at, &end);
	buf_add_char(line->out, line->text[list->open]);
	buf_add_char(line->out, '\n');
	while (at < end) {
		size_t stop = item_end(line->text, at, end);

		put_indent(line, indent + INDENT_COLUMNS);
		if (!put_comparison(line, at, stop, indent + INDENT_COLUMNS))
			put_range(line, at, stop, indent + INDENT_COLUMNS, indent + INDENT_COLUMNS,
				1);
		buf_add_c(line->out, is_macro && stop == end ? "\n" : ",\n");
		at = skip_blanks(line->text, stop + 1, end);
	}
	put_indent(line, indent);
	buf_add_char(line->out, line->text[list->close]);
}

/* Whether all items are so short that a list of them is filled line by line. */
static bool has_short_items(const char *text, const struct list *list)
{
	size_t at, end;

	if (list->kind != LIST_CALL && list->kind != LIST_ARRAY)
		return false;
	inside(text, list, &at, &end);
	while (at < end) {
		size_t stop = item_end(text, at, end);

		if (stop - at > SHORT_ITEM_MAX_COLUMNS)
			return false;
		at = skip_blanks(text, stop + 1, end);
	}
	return true;
}

/* As many items on a line as it holds. */
static void put_names(struct line *line, const struct list *list, size_t indent)
{
	size_t column = LINE_MAX_COLUMNS, at, end;

	inside(line->text, list, &at, &end);
	buf_add_char(line->out, line->text[list->open]);
	while (at < end) {
		size_t stop = item_end(line->text, at, end);

		if (column + 1 + (stop - at) + 1 > LINE_MAX_COLUMNS) {
			buf_add_char(line->out, '\n');
			put_indent(line, indent + INDENT_COLUMNS);
			column = indent + INDENT_COLUMNS;
		} else {
			buf_add_char(line->out, ' ');
			column++;
		}
		put_flat(line, at, stop);
		buf_add_char(line->out, ',');
		column += stop - at + 1;
		at = skip_blanks(line->text, stop + 1, end);
	}
	buf_add_char(line->out, '\n');
	put_indent(line, indent);
	buf_add_char(line->out, line->text[list->close]);
}

/* Where the body of a closure begins that is the only argument of a call; 0: it is none. */
static size_t closure_body(const char *text, const struct list *list)
{
	const char *bar;

	if (list->kind != LIST_CALL || text[list->open + 1] != '|')
		return 0;
	bar = strchr(text + list->open + 2, '|');
	return (size_t)(bar - text) + 2;
}

/* The body of a closure between braces, on lines of its own. */
static void put_closure(struct line *line, const struct list *list, size_t body, size_t indent)
{
	put_flat(line, list->open, body);
	buf_add_c(line->out, "{\n");
	put_indent(line, indent + INDENT_COLUMNS);
	put_range(line, body, list->close, indent + INDENT_COLUMNS, indent + INDENT_COLUMNS, 0);
	buf_add_char(line->out, '\n');
	put_indent(line, indent);
	buf_add_c(line->out, "})");
}

/* Whether a call has one argument that is a structure's value or a call, which may spread. */
static bool spreads(const char *text, const struct list *list)
{
	struct list last;
	size_t begin, end;

	inside(text, list, &begin, &end);
	if (list->kind != LIST_CALL || begin == end || item_end(text, begin, end) != end)
		return false;
	last = next_list(text, begin, begin, end);
	return (last.kind == LIST_STRUCTURE || last.kind == LIST_CALL) && last.close + 1 == end &&
	       !has_word(text, begin, last.open, " == ");
}

/* The list that a line is broken at: the parameters of a function, else the last one. */
static struct list breaking_list(const char *text, size_t begin, size_t end)
{
	struct list found = {LIST_NONE, end, end};
	size_t at = begin;

	for (;;) {
		struct list list = next_list(text, begin, at, end);

		if (list.kind == LIST_NONE)
			return found;
		at = list.close + 1;
		if (list.close == list.open + 1)
			continue;
		found = list;
		if (list.kind == LIST_PARAMETERS)
			return found;
	}
}

/* Behind " = ", where a statement may go on in the next line; 0: nowhere. */
static size_t after_assignment(const char *text, size_t begin, size_t end)
{
	int angles = 0;
	size_t i;

	for (i = begin; i + 3 < end; i++) {
		if (text[i] == '<' && !strchr(" =", text[i + 1]))
			angles++;
		else if (text[i] == '>' && i > begin && !strchr(" -=", text[i - 1]))
			angles--;
		else if (angles <= 0 && strncmp(text + i, " = ", 3) == 0)
			return i + 3;
	}
	return 0;
}

/* text[begin..end) from that column on, with `tail` more columns behind it. */
static void put_range(
	struct line *line, size_t begin, size_t end, size_t indent, size_t column, size_t tail)
{
	bool fits = column + (end - begin) + tail <= LINE_MAX_COLUMNS;
	bool flat = is_flat(line->text, begin, end);
	size_t value = after_assignment(line->text, begin, end);
	struct list list;

	if (fits && flat) {
		put_flat(line, begin, end);
		return;
	}
	list = breaking_list(line->text, begin, end);
	if (value != 0 && flat &&
		indent + INDENT_COLUMNS + (end - value) + tail <= LINE_MAX_COLUMNS) {
		put_flat(line, begin, value - 1);
		buf_add_char(line->out, '\n');
		put_indent(line, indent + INDENT_COLUMNS);
		put_flat(line, value, end);
		return;
	}
	if (list.kind == LIST_NONE) {
		put_flat(line, begin, end);
		return;
	}
	put_flat(line, begin, list.open);
	if (list.kind == LIST_NAMES || has_short_items(line->text, &list)) {
		put_names(line, &list, indent);
	} else if (closure_body(line->text, &list) != 0) {
		put_closure(line, &list, closure_body(line->text, &list), indent);
	} else if (spreads(line->text, &list)) {
		buf_add_char(line->out, '(');
		put_range(line, list.open + 1, list.close, indent, column + (list.open + 1 - begin),
			LINE_MAX_COLUMNS);
		buf_add_char(line->out, ')');
	} else {
		put_items(line, &list, indent);
	}
	if (list.kind == LIST_PARAMETERS && indent + (end - list.close) > LINE_MAX_COLUMNS &&
		line->text[end - 1] == '{') {
		put_flat(line, list.close + 1, end - 2);
		buf_add_char(line->out, '\n');
		put_indent(line, indent);
		buf_add_char(line->out, '{');
		return;
	}
	put_flat(line, list.close + 1, end);
}

static bool is_link_part(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       strchr("_:<>'#&?, ", c) != NULL;
}

/* The next '.' of a chain of calls outside of brackets, or `end`. */
static size_t next_link(const char *text, size_t at, size_t end)
{
	int depth = 0;

	for (; at < end; at++) {
		if (strchr("([{", text[at]))
			depth++;
		else if (strchr(")]}", text[at]))
			depth--;
		else if (depth == 0 && text[at] == '.')
			break;
		else if (depth == 0 && !is_link_part(text[at]))
			return end;
	}
	return at;
}

/*
 * Whether text[begin..end - 1), and what closes the statement, is a value with two members or calls
 * behind it, longer than it may be.
 */
static bool is_long_chain(const char *text, size_t begin, size_t end)
{
	size_t first = next_link(text, begin, end - 1);

	if (end - 1 - begin <= CALL_MAX_COLUMNS - (text[end - 1] == ';') || first == end - 1)
		return false;
	return next_link(text, first + 1, end - 1) != end - 1;
}

/* Each link of a chain on a line of its own; behind a short value the first stays with it. */
static void put_chain(struct line *line, size_t begin, size_t end, size_t indent)
{
	size_t at = next_link(line->text, begin, end);

	if (at - begin <= INDENT_COLUMNS)
		at = next_link(line->text, at + 1, end);
	put_flat(line, begin, at);
	while (at < end) {
		size_t stop = next_link(line->text, at + 1, end);

		buf_add_char(line->out, '\n');
		put_indent(line, indent + INDENT_COLUMNS);
		put_range(line, at, stop, indent + INDENT_COLUMNS, indent + INDENT_COLUMNS, 1);
		at = stop;
	}
}

/*
 * A declaration that fills a line to the last column is broken in another way by each edition's
 * rustfmt. With the error's whole path it is longer than that, and all editions agree.
 */
static bool put_full_declaration(struct line *line, size_t begin, size_t end)
{
	static const char error[] = "IpcError";
	struct buf longer = {0};
	struct line whole = {line->out, NULL};
	size_t at;

	if (end != LINE_MAX_COLUMNS || line->text[end - 1] != ';' ||
		strncmp(line->text + begin, "fn ", 3) != 0)
		return false;
	for (at = end; at > begin && strncmp(line->text + at, error, sizeof(error) - 1) != 0; at--)
		;
	if (at == begin)
		return false;
	buf_add(&longer, line->text, at);
	buf_add_c(&longer, "::mach_r::");
	buf_add(&longer, line->text + at, end - at);
	whole.text = buf_text(&longer);
	put_range(&whole, begin, longer.size_bytes, begin, begin, 0);
	buf_free(&longer);
	return true;
}

/* An arm of a match that is too long for a line has its value between braces. */
static bool put_arm(struct line *line, size_t begin, size_t end)
{
	size_t at;

	for (at = begin; at < end && strncmp(line->text + at, " => ", 4) != 0; at++)
		;
	if (at == end || line->text[end - 1] != ',' || end <= LINE_MAX_COLUMNS)
		return false;
	put_flat(line, begin, at + 4);
	buf_add_c(line->out, "{\n");
	put_indent(line, begin + INDENT_COLUMNS);
	if (is_long_chain(line->text, at + 4, end))
		put_chain(line, at + 4, end - 1, begin + INDENT_COLUMNS);
	else
		put_range(line, at + 4, end - 1, begin + INDENT_COLUMNS, begin + INDENT_COLUMNS, 0);
	buf_add_char(line->out, '\n');
	put_indent(line, begin);
	buf_add_char(line->out, '}');
	return true;
}

/* A sum that is too long for a line goes on before each '+'; behind a short number not at once. */
static bool put_sum(struct line *line, size_t begin, size_t end)
{
	size_t at, from = begin;
	int depth = 0;

	if (end <= LINE_MAX_COLUMNS || line->text[begin] < '0' || line->text[begin] > '9')
		return false;
	for (at = begin; at + 3 < end; at++) {
		depth += (line->text[at] == '(') - (line->text[at] == ')');
		if (depth > 0 || strncmp(line->text + at, " + ", 3) != 0 ||
			at - begin <= INDENT_COLUMNS)
			continue;
		put_flat(line, from, at);
		buf_add_char(line->out, '\n');
		put_indent(line, begin + INDENT_COLUMNS);
		from = at + 1;
	}
	put_flat(line, from, end);
	return true;
}

static void break_line(struct buf *out, const char *text, size_t n)
{
	struct line line = {out, text};
	size_t indent = skip_blanks(text, 0, n);
	bool is_statement;
	size_t value;

	if (n - indent >= 2 && (strncmp(text + indent, "//", 2) == 0 || text[indent] == '#')) {
		buf_add(out, text, n);
		return;
	}
	put_indent(&line, indent);
	if (put_full_declaration(&line, indent, n) || put_arm(&line, indent, n) ||
		put_sum(&line, indent, n))
		return;
	value = after_assignment(text, indent, n);
	if (value == 0)
		value = indent;
	is_statement = n > 0 && text[n - 1] == ';';
	if (n > 0 && !strchr(",{}", text[n - 1]) &&
		is_long_chain(text, value, is_statement ? n : n + 1)) {
		put_flat(&line, indent, value);
		put_chain(&line, value, is_statement ? n - 1 : n, indent);
		buf_add_c(out, is_statement ? ";" : "");
		return;
	}
	put_range(&line, indent, n, indent, indent, 0);
}

static const char closing[] = "> + Send;";

static bool ends_with_future(const char *line, size_t n)
{
	return n >= strlen(closing) &&
	       memcmp(line + n - strlen(closing), closing, strlen(closing)) == 0;
}

/* The type of a future that is too long for the last line of a signature has its output on a line.
 */
static void break_future(struct buf *out, size_t begin)
{
	static const char opening[] = ") -> impl Future<";
	const char *newline = memrchr(out->data + begin, '\n', out->size_bytes - begin);
	size_t indent, at;
	struct buf output = {0};

	if (newline)
		begin = (size_t)(newline + 1 - out->data);
	indent = skip_blanks(out->data, begin, out->size_bytes) - begin;
	at = begin + indent + strlen(opening);
	if (out->size_bytes - begin <= LINE_MAX_COLUMNS ||
		strncmp(out->data + begin + indent, opening, strlen(opening)) != 0)
		return;
	buf_add(&output, out->data + at, out->size_bytes - strlen(closing) - at);
	out->size_bytes = at;
	buf_printf(out, "\n%*s%s,\n%*s%s", (int)indent + INDENT_COLUMNS, "", buf_text(&output),
		(int)indent, "", closing);
	buf_free(&output);
}

void lines_break(struct buf *out, const char *text, size_t text_bytes)
{
	const char *end = text + text_bytes;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t n = newline ? (size_t)(newline - text) : (size_t)(end - text);
		size_t begin = out->size_bytes;

		break_line(out, text, n);
		if (ends_with_future(text, n))
			break_future(out, begin);
		buf_add_char(out, '\n');
		text += n + 1;
	}
}
