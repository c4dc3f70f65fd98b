/* See scan.h. */
#include "codegen_rust/scan.h"

#include <string.h>

struct str part_of(struct str text, size_t begin, size_t end)
{
	return str_make(text.p + begin, end - begin);
}

struct str str_trimmed(struct str text)
{
	while (text.n > 0 && text.p[0] == ' ') {
		text.p++;
		text.n--;
	}
	while (text.n > 0 && text.p[text.n - 1] == ' ')
		text.n--;
	return text;
}

bool is_name_part(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '#';
}

bool is_opening(char c)
{
	return c == '(' || c == '[' || c == '{';
}

bool is_closing(char c)
{
	return c == ')' || c == ']' || c == '}';
}

/* '<' and '>' around arguments of types, which are no operators: those have blanks. */
static bool opens_angle(struct str text, size_t at)
{
	return text.p[at] == '<' && at + 1 < text.n && !strchr(" =", text.p[at + 1]);
}

static bool closes_angle(struct str text, size_t at)
{
	return text.p[at] == '>' && at > 0 && !strchr(" -=", text.p[at - 1]);
}

size_t matching_bracket(struct str text, size_t open)
{
	int depth = 0;
	size_t i;

	for (i = open; i < text.n; i++) {
		if (is_opening(text.p[i]))
			depth++;
		else if (is_closing(text.p[i]) && --depth == 0)
			return i;
	}
	return text.n;
}

static size_t matching_angle(struct str text, size_t open)
{
	int depth = 0;
	size_t i;

	for (i = open; i < text.n; i++) {
		if (is_opening(text.p[i]))
			i = matching_bracket(text, i);
		else if (opens_angle(text, i))
			depth++;
		else if (closes_angle(text, i) && --depth == 0)
			return i;
	}
	return text.n;
}

size_t find_outside(struct str text, size_t from, const char *word)
{
	size_t n = strlen(word), i;

	for (i = from; i + n <= text.n; i++) {
		if (text.p[i] == word[0] && memcmp(text.p + i, word, n) == 0)
			return i;
		if (is_name_part(text.p[i]))
			continue;
		if (is_opening(text.p[i]))
			i = matching_bracket(text, i);
		else if (opens_angle(text, i))
			i = matching_angle(text, i);
	}
	return text.n;
}

size_t item_end(struct str text, size_t at)
{
	return find_outside(text, at, ",");
}

/* ---- Expressions ---- */

struct str without_prefixes(struct str text)
{
	static const char *const prefixes[] = {"&mut ", "&", "*", "!", "return "};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(text, prefixes[i]))
			return without_prefixes(part_of(text, strlen(prefixes[i]), text.n));
	return text;
}

/* From the one that binds least. */
static const char *const operators[] = {" || ", " && ", " == ", " != ", " <= ", " > ", " | ", " & ",
	" << ", " + ", " * ", " / ", " as "};

/* The index of the operator that begins with this blank, if it binds less than `best`. */
static size_t operator_at(struct str text, size_t at, size_t best)
{
	size_t i;

	for (i = 0; i < best; i++) {
		size_t n = strlen(operators[i]);

		if (at + n <= text.n && memcmp(text.p + at, operators[i], n) == 0)
			return i;
	}
	return best;
}

const char *operator_of(struct str text)
{
	const size_t count = sizeof(operators) / sizeof(operators[0]);
	size_t best = count, i;

	for (i = find_outside(text, 0, " "); i < text.n; i = find_outside(text, i + 1, " "))
		best = operator_at(text, i, best);
	return best < count ? operators[best] : NULL;
}

bool has_operator(struct str text)
{
	return operator_of(text) != NULL;
}

size_t path_end(struct str text, size_t at)
{
	while (at < text.n) {
		if (is_name_part(text.p[at]) || text.p[at] == ':' || text.p[at] == '\'')
			at++;
		else if (text.p[at] == '<' && at > 0 && text.p[at - 1] == ':')
			at = matching_angle(text, at) + 1;
		else
			break;
	}
	return at;
}

size_t path_columns(struct str path)
{
	return path.n - (path.n > 0 && path.p[path.n - 1] == '>' ? 2 : 0);
}

size_t primary_end(struct str text)
{
	size_t end;

	if (text.n > 0 && is_opening(text.p[0]))
		return matching_bracket(text, 0) + 1;
	end = path_end(text, 0);
	if (end < text.n && text.p[end] == '!')
		end++;
	if (end + 1 < text.n && text.p[end] == ' ' && text.p[end + 1] == '{')
		end++;
	if (end < text.n && is_opening(text.p[end]))
		end = matching_bracket(text, end) + 1;
	while (end < text.n && text.p[end] == '?')
		end++;
	return end;
}

size_t link_end(struct str text, size_t at)
{
	at = path_end(text, at + 1);
	while (at < text.n && (text.p[at] == '(' || text.p[at] == '['))
		at = matching_bracket(text, at) + 1;
	while (at < text.n && text.p[at] == '?')
		at++;
	return at;
}

size_t question_count(struct str text)
{
	size_t count = 0;

	while (count < text.n && text.p[text.n - 1 - count] == '?')
		count++;
	return count;
}

bool is_closure(struct str text)
{
	return text.n > 0 && text.p[0] == '|';
}

bool is_chain(struct str text)
{
	text = without_prefixes(text);
	return !is_closure(text) && !has_operator(text) && primary_end(text) < text.n;
}

bool is_call(struct str text)
{
	text = without_prefixes(text);
	return text.n > 0 && !is_opening(text.p[0]) && !is_closure(text) && !has_operator(text) &&
	       !is_chain(text) && text.p[text.n - 1] == ')';
}
