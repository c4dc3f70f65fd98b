/*
 * See lines.h. Here are the statements, items and heads of functions; what is in them is in
 * rewrite.c.
 */
#include "codegen_rust/lines.h"

#include "codegen_rust/rewrite.h"
#include "codegen_rust/scan.h"

#include <string.h>

struct line {
	struct rewriting *r;
	struct buf *out;
	struct str text; /* without its indentation */
	size_t indent;
};

static struct str rest_of(struct str text, size_t begin)
{
	return str_make(text.p + begin, text.n - begin);
}

static struct str start_of(struct str text, size_t end)
{
	return str_make(text.p, end);
}

static void put(struct line *line, struct str text)
{
	buf_add_str(line->out, text);
}

static void put_new_line(struct line *line, size_t indent)
{
	buf_printf(line->out, "\n%*s", (int)indent, "");
}

/* ---- Imports ---- */

/* As many names on a line as it holds. */
static void put_names(struct line *line, size_t open)
{
	size_t indent = line->indent + INDENT_COLUMNS, column = LINE_MAX_COLUMNS, at = open + 1;

	put(line, start_of(line->text, open + 1));
	while (at < line->text.n - 2) {
		size_t end = at;

		while (line->text.p[end] != ',' && line->text.p[end] != '}')
			end++;
		if (column + 1 + (end - at) + 1 > LINE_MAX_COLUMNS) {
			put_new_line(line, indent);
			column = indent;
		} else {
			buf_add_char(line->out, ' ');
			column++;
		}
		buf_printf(line->out, "%.*s,", (int)(end - at), line->text.p + at);
		column += end - at + 1;
		at = end + 2;
	}
	put_new_line(line, line->indent);
	buf_add_c(line->out, "};");
}

/* ---- Heads of functions ---- */

/* "pub async fn name<A, B>(parameters) -> Result {" */
struct head {
	struct str words, name, generics, parameters, result;
	char end; /* of the line: '{', ';', or ')' and the like: conditions follow */
};

/* The '(' of the parameters. */
static size_t parameters_of(struct str text)
{
	int angles = 0;
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '<')
			angles++;
		else if (text.p[i] == '>')
			angles--;
		else if (text.p[i] == '(' && angles == 0)
			return i;
	}
	return text.n;
}

static struct head head_of(struct str text)
{
	struct head head = {.end = text.p[text.n - 1]};
	size_t open = parameters_of(text), close = matching_bracket(text, open), name = 0, end;

	while (strncmp(text.p + name, "fn ", 3) != 0)
		name++;
	name += 3;
	head.words = start_of(text, name);
	for (end = name; end < open && text.p[end] != '<';)
		end++;
	head.name = str_make(text.p + name, end - name);
	if (end < open)
		head.generics = str_make(text.p + end + 1, open - end - 2);
	head.parameters = str_make(text.p + open + 1, close - open - 1);
	end = head.end == '{' ? text.n - 2 : head.end == ';' ? text.n - 1 : text.n;
	if (close + 5 < end)
		head.result = str_make(text.p + close + 5, end - close - 5);
	return head;
}

/* Parameters on a line each. */
static void put_parameters(struct line *line, struct str list)
{
	size_t indent = line->indent + INDENT_COLUMNS, at = 0;

	buf_add_char(line->out, '(');
	while (at < list.n) {
		size_t end = item_end(list, at);
		struct str parameter = str_trimmed(str_make(list.p + at, end - at));
		size_t colon = find_outside(parameter, 0, ": ");
		struct shape shape = shape_of_line(indent);
		const char *type = NULL;

		put_new_line(line, indent);
		if (colon < parameter.n && shape_ends_sooner(&shape, 1) &&
			shape_begins_later(&shape, colon + 2))
			type = rewrite_type(line->r, rest_of(parameter, colon + 2), shape);
		if (type)
			buf_printf(line->out, "%.*s: %s,", (int)colon, parameter.p, type);
		else
			buf_printf(line->out, "%.*s,", (int)parameter.n, parameter.p);
		at = end + 1;
	}
	put_new_line(line, line->indent);
	buf_add_char(line->out, ')');
}

static bool fits_on_line(
	const struct head *head, const char *name, const char *result, size_t indent)
{
	size_t columns = indent + head->words.n + strlen(name) + head->parameters.n + 2;

	if (strchr(name, '\n') || strchr(result, '\n'))
		return false;
	columns += *result ? 4 + strlen(result) : 0;
	columns += head->end == '{' ? 2 : head->end == ';' ? 1 : 0;
	return columns <= LINE_MAX_COLUMNS;
}

static const char *rewrite_name(struct line *line, const struct head *head)
{
	struct shape shape = shape_of_line(line->indent);
	const char *name = NULL;

	if (head->generics.n == 0)
		return arena_copy(line->r->arena, head->name.p, head->name.n);
	if (shape_begins_later(&shape, head->words.n) &&
		shape_ends_sooner(&shape, head->end == '{' ? 4 : 2))
		name = rewrite_names(line->r, head->name, "<>", head->generics, shape);
	return name ? name
		    : arena_printf(line->r->arena, "%.*s<%.*s>", (int)head->name.n, head->name.p,
			      (int)head->generics.n, head->generics.p);
}

/* The type of the result as it stands behind so many columns. */
static const char *rewrite_result(struct line *line, const struct head *head, size_t columns)
{
	struct shape shape = shape_of_line(line->indent);
	const char *result = NULL;

	if (head->result.n > 0 && shape_begins_later(&shape, columns))
		result = rewrite_type(line->r, head->result, shape);
	return result ? result
		      : arena_copy(line->r->arena, head->result.p ? head->result.p : "",
				head->result.n);
}

static void put_head(struct line *line, const struct head *head)
{
	const char *name = rewrite_name(line, head);
	const char *result = rewrite_result(line, head, strlen("-> "));
	size_t start = line->out->size_bytes;
	bool is_broken = strchr(result, '\n') != NULL;

	put(line, head->words);
	buf_add_c(line->out, name);
	if (fits_on_line(head, name, result, line->indent))
		buf_printf(line->out, "(%.*s)", (int)head->parameters.n, head->parameters.p);
	else
		put_parameters(line, head->parameters);
	if (is_broken)
		result = rewrite_result(line, head,
			last_line_columns(buf_text(line->out) + start) - line->indent +
				strlen(" -> "));
	if (*result)
		buf_printf(line->out, " -> %s", result);
	if (head->end == ';') {
		buf_add_char(line->out, ';');
		return;
	}
	if (head->end != '{')
		return;
	/* rustfmt takes the indentation off twice here. */
	if (memchr(line->out->data + start, '\n', line->out->size_bytes - start) &&
		last_line_columns(buf_text(line->out) + start) + 2 + line->indent >
			LINE_MAX_COLUMNS)
		put_new_line(line, line->indent);
	else
		buf_add_char(line->out, ' ');
	buf_add_char(line->out, '{');
}

/* Whether the bounds of a type fit on a line but for the last. */
static bool has_almost_fitting_bounds(struct line *line, struct str result)
{
	static const char last[] = " + Send";
	struct shape shape = shape_of_line(line->indent);
	struct str first;
	const char *text;

	if (!str_starts(result, "impl ") || !str_ends(result, last) ||
		!shape_begins_later(&shape, strlen("-> ")))
		return false;
	first = str_make(result.p + 5, result.n - 5 - strlen(last));
	text = rewrite_type(line->r, first, shape);
	return text && newline_count(text) == 0 && first.n + strlen(last) > shape.width;
}

/*
 * What each edition's rustfmt breaks in another way: a declaration that fills a line to the last
 * column, and bounds of which the last does not fit. With the whole path of its result it is
 * longer than that, and all editions agree.
 */
static struct str longer_declaration(struct line *line, struct str text)
{
	static const struct {
		const char *type, *path;
	} longer[] = {{"Result<", "::core::result::"}, {"usize;", "::core::primitive::"}};
	struct head head = head_of(text);
	size_t at, i;

	if (text.p[text.n - 1] != ';' || (text.n + line->indent != LINE_MAX_COLUMNS &&
						 !has_almost_fitting_bounds(line, head.result)))
		return text;
	for (at = matching_bracket(text, parameters_of(text)); at < text.n; at++)
		for (i = 0; i < 2; i++)
			if (str_starts(rest_of(text, at), longer[i].type))
				return str_of(arena_printf(line->r->arena, "%.*s%s%.*s", (int)at,
					text.p, longer[i].path, (int)(text.n - at), text.p + at));
	return text;
}

static bool put_function(struct line *line)
{
	static const char *const words[] = {
		"pub async fn ", "pub const fn ", "pub fn ", "async fn ", "const fn ", "fn "};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(line->text, words[i])) {
			struct head head = head_of(longer_declaration(line, line->text));

			put_head(line, &head);
			return true;
		}
	return false;
}

/* ---- Heads of implementations ---- */

/*
 * "impl<A> Trait for Type {", or without a brace where conditions follow: the type, and the brace,
 * have a line each if one is too short. Its indentation does not count.
 */
static bool put_implementation(struct line *line)
{
	bool has_brace = line->text.p[line->text.n - 1] == '{';
	struct str text = start_of(line->text, line->text.n - (has_brace ? 2 : 0));
	size_t name, trait;

	if (!str_starts(text, "impl") || line->text.n <= LINE_MAX_COLUMNS)
		return false;
	name = find_outside(text, 4, " ");
	trait = find_outside(text, name, " for ");
	if (trait == text.n)
		trait = name;
	if (line->indent + trait > LINE_MAX_COLUMNS) {
		put(line, start_of(text, name));
		put_new_line(line, line->indent + INDENT_COLUMNS);
		put(line, part_of(text, name + 1, trait));
	} else {
		put(line, start_of(text, trait));
	}
	put_new_line(line, line->indent + INDENT_COLUMNS);
	put(line, rest_of(text, trait + 1));
	if (has_brace) {
		put_new_line(line, line->indent);
		buf_add_char(line->out, '{');
	}
	return true;
}

/* ---- Other items ---- */

/* "pub trait Name: Bound {": a line for the bound, and one for the brace. */
static bool put_trait(struct line *line)
{
	size_t colon = find_outside(line->text, 0, ": ");

	/* rustfmt takes the indentation off several times here, too. */
	if (!str_starts(line->text, "pub trait ") || colon == line->text.n ||
		3 * line->indent + line->text.n <= LINE_MAX_COLUMNS)
		return false;
	put(line, start_of(line->text, colon + 1));
	put_new_line(line, line->indent + INDENT_COLUMNS);
	put(line, str_make(line->text.p + colon + 2, line->text.n - colon - 4));
	put_new_line(line, line->indent);
	buf_add_char(line->out, '{');
	return true;
}

/* "pub struct Name<A, B> {": a line for each argument. */
static bool put_structure(struct line *line)
{
	static const char words[] = "pub struct ";
	struct shape shape = shape_of_line(line->indent);
	size_t open = find_outside(line->text, 0, "<"), start = strlen(words);
	const char *name;

	if (!str_starts(line->text, words) || !str_ends(line->text, "> {") ||
		!shape_begins_later(&shape, start))
		return false;
	name = rewrite_names(line->r, part_of(line->text, start, open), "<>",
		part_of(line->text, open + 1, line->text.n - 3), shape);
	if (name)
		buf_printf(line->out, "%s%s {", words, name);
	return name != NULL;
}

/* ---- Statements ---- */

/* What stands left of the value of a statement, with the "=". */
static const char *rewrite_left_side(struct line *line, struct str left)
{
	struct shape shape = shape_of_line(line->indent);
	size_t colon = find_outside(left, 0, ": ");
	const char *names, *type;

	if (colon < left.n) {
		if (!shape_begins_later(&shape, colon + 2) || !shape_ends_sooner(&shape, 2))
			return NULL;
		type = rewrite_type(line->r,
			str_make(left.p + colon + 2, left.n - colon - strlen(":  =")), shape);
		return type ? arena_printf(line->r->arena, "%.*s%s =", (int)colon + 2, left.p, type)
			    : NULL;
	}
	if (!str_starts(left, "let ("))
		return arena_copy(line->r->arena, left.p, left.n);
	if (!shape_begins_later(&shape, 4) || !shape_ends_sooner(&shape, 1))
		return NULL;
	names = rewrite_names(line->r, str_make(left.p, 0), "()",
		str_make(left.p + 5, left.n - strlen("let () =")), shape);
	return names ? arena_join(line->r->arena, "let ", names, " =", "") : NULL;
}

static bool put_assignment(struct line *line)
{
	size_t equals = find_outside(line->text, 0, " = "), columns;
	struct shape shape = shape_of_line(line->indent);
	const char *left, *right = NULL;

	if (equals == line->text.n || line->text.p[line->text.n - 1] != ';')
		return false;
	left = rewrite_left_side(line, start_of(line->text, equals + 2));
	if (!left || !shape_ends_sooner(&shape, 1)) {
		put(line, line->text);
		return true;
	}
	columns = last_line_columns(left) - (newline_count(left) > 0 ? line->indent : 0);
	right = rewrite_right_side(line->r, columns,
		str_make(line->text.p + equals + 3, line->text.n - equals - 4), shape,
		rewrite_expression);
	if (!right)
		return false;
	buf_printf(line->out, "%s%s;", left, right);
	return true;
}

/* "pattern => value,": with braces around a value that is too long for the line. */
static bool put_arm(struct line *line)
{
	size_t arrow = find_outside(line->text, 0, " => ");
	struct shape shape = shape_of_line(line->indent);
	struct shape below = shape_of_line(line->indent + INDENT_COLUMNS);
	struct str value;
	const char *here = NULL, *own;

	if (arrow == line->text.n || line->text.p[line->text.n - 1] != ',')
		return false;
	value = str_make(line->text.p + arrow + 4, line->text.n - arrow - 5);
	if (shape_begins_later(&shape, arrow + 4) && shape_ends_sooner(&shape, 1))
		here = rewrite_expression(line->r, value, shape);
	own = rewrite_expression(line->r, value, below);
	if (!here && !own)
		return false;
	put(line, start_of(line->text, arrow + 4));
	if (here && strcspn(here, "\n") <= shape.width &&
		(newline_count(here) == 0 ||
			(value.p[value.n - 1] == ')' && !is_better_below(here, own)))) {
		buf_printf(line->out, "%s,", here);
		return true;
	}
	buf_add_char(line->out, '{');
	put_new_line(line, below.indent);
	buf_add_c(line->out, own);
	put_new_line(line, line->indent);
	buf_add_char(line->out, '}');
	return true;
}

/* "name: Type," of a structure. */
static bool put_field(struct line *line)
{
	size_t colon = find_outside(line->text, 0, ": ");
	struct shape shape = shape_of_line(line->indent);
	const char *type;

	if (colon == line->text.n || line->text.p[line->text.n - 1] != ',' ||
		!shape_ends_sooner(&shape, 1))
		return false;
	type = rewrite_right_side(line->r, colon + 1,
		str_make(line->text.p + colon + 2, line->text.n - colon - 3), shape, rewrite_type);
	if (!type)
		return false;
	buf_printf(line->out, "%.*s%s,", (int)colon + 1, line->text.p, type);
	return true;
}

static bool put_expression(struct line *line)
{
	size_t tail = line->text.p[line->text.n - 1] == ';';
	struct shape shape = shape_of_line(line->indent);
	const char *text;

	if (!shape_ends_sooner(&shape, tail))
		return false;
	text = rewrite_expression(line->r, start_of(line->text, line->text.n - tail), shape);
	if (!text)
		return false;
	buf_printf(line->out, "%s%s", text, tail ? ";" : "");
	return true;
}

/* What stands between a word of control, or a pattern, which ends at `start`, and the brace. */
static const char *rewrite_condition(struct line *line, struct str text, size_t start)
{
	struct shape shape = shape_of_line(line->indent);

	if (!str_starts(text, "if ") || str_starts(text, "if let "))
		return rewrite_right_side(
			line->r, start, rest_of(text, start + 1), shape, rewrite_expression);
	if (!shape_begins_later(&shape, start))
		return NULL;
	return rewrite_expression(line->r, rest_of(text, start), shape);
}

/*
 * "if let pattern = value {", "if condition {", "for name in value {": the brace has a line if
 * theirs is too short.
 */
static bool put_condition(struct line *line)
{
	struct str text = start_of(line->text, line->text.n - 2);
	size_t start = 3;
	const char *condition;

	if (line->text.p[line->text.n - 1] != '{')
		return false;
	if (str_starts(text, "if let "))
		start = find_outside(text, 0, " = ") + 2;
	else if (str_starts(text, "for "))
		start = find_outside(text, 0, " in ") + 3;
	else if (!str_starts(text, "if "))
		return false;
	condition = rewrite_condition(line, text, start);
	if (!condition)
		return false;
	buf_printf(line->out, "%.*s%s", (int)start, text.p, condition);
	if (newline_count(condition) == 0 &&
		line->indent + start + strlen(condition) + 2 <= LINE_MAX_COLUMNS)
		buf_add_char(line->out, ' ');
	else if (ends_in_block(condition))
		buf_add_char(line->out, ' ');
	else
		put_new_line(line, line->indent);
	buf_add_char(line->out, '{');
	return true;
}

/* ---- Lines ---- */

/* Whether brackets are opened here that are closed in other lines, or the reverse. */
static bool is_part(struct str text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (is_closing(text.p[i]))
			return true;
		if (is_opening(text.p[i])) {
			i = matching_bracket(text, i);
			if (i == text.n)
				return true;
		}
	}
	return false;
}

/* Whether a line is so short that nothing in it can be too long. */
static bool is_plain(struct line *line)
{
	return line->text.n <= CALL_MAX_COLUMNS &&
	       line->text.n + line->indent <= LINE_MAX_COLUMNS &&
	       !memchr(line->text.p, '{', line->text.n);
}

/* Items that are not broken, or by other rules. */
static bool is_item(struct str text)
{
	static const char *const words[] = {"pub ", "impl", "struct ", "trait ", "type ", "mod "};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(text, words[i]))
			return text.p[text.n - 1] != ',' && find_outside(text, 0, " = ") == text.n;
	return str_starts(text, "const ") && find_outside(text, 0, " = ") == text.n;
}

static bool put_broken(struct line *line)
{
	size_t open = line->text.n;

	if (is_plain(line) || line->text.n == 0 || str_starts(line->text, "//") ||
		line->text.p[0] == '#')
		return false;
	if (str_starts(line->text, "use ")) {
		const char *brace = memchr(line->text.p, '{', line->text.n);

		if (!brace || line->text.n + line->indent <= LINE_MAX_COLUMNS)
			return false;
		open = (size_t)(brace - line->text.p);
		put_names(line, open);
		return true;
	}
	if (put_function(line))
		return true;
	if (put_implementation(line) || put_trait(line) || put_structure(line) ||
		put_condition(line))
		return true;
	if (is_item(line->text) || is_part(line->text))
		return false;
	return put_arm(line) || put_assignment(line) || put_field(line) || put_expression(line);
}

static void break_line(struct rewriting *r, struct buf *out, const char *text, size_t n)
{
	struct line line = {r, out, {text, n}, 0};

	while (line.indent < n && text[line.indent] == ' ')
		line.indent++;
	line.text = rest_of(line.text, line.indent);
	buf_add(out, text, line.indent);
	if (!put_broken(&line))
		put(&line, line.text);
	buf_add_char(out, '\n');
}

void lines_break(struct buf *out, const char *text, size_t text_bytes)
{
	const char *end = text + text_bytes;
	struct arena arena = {0};

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t n = newline ? (size_t)(newline - text) : (size_t)(end - text);
		struct rewriting r = {.arena = &arena};

		break_line(&r, out, text, n);
		arena_reset(&arena);
		text += n + 1;
	}
	arena_free(&arena);
}
