/* Doc comments: which they are, and what they say. */
#include "preprocess/internal.h"

#include <string.h>

bool pp_is_doc(struct str comment)
{
	return comment.n >= 5 && str_starts(comment, "/**") && comment.p[3] != '*' &&
	       comment.p[3] != '/' && str_ends(comment, "*/");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static struct str trim(struct str line)
{
	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	return line;
}

/* The line without its indentation, a star, and one blank behind that. */
static struct str strip(struct str line)
{
	size_t i = 0;

	line = trim(line);
	while (i < line.n && is_blank(line.p[i]))
		i++;
	if (i < line.n && line.p[i] == '*')
		i++;
	if (i < line.n && is_blank(line.p[i]))
		i++;
	return str_make(line.p + i, line.n - i);
}

const char *pp_doc_text(struct arena *arena, struct str comment)
{
	const char *p = comment.p + 3, *end = comment.p + comment.n - 2;
	struct buf text = {0};
	size_t empty_lines = 0;
	char *result;
	bool is_first = true;

	while (p <= end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *line_end = newline ? newline : end;
		struct str line = strip(str_make(p, (size_t)(line_end - p)));

		if (is_first)
			line = trim(line);
		if (line.n == 0) {
			empty_lines++;
		} else {
			if (text.size_bytes > 0)
				for (; empty_lines > 0; empty_lines--)
					buf_add_char(&text, '\n');
			empty_lines = 1;
			buf_add_str(&text, line);
		}
		is_first = false;
		p = line_end + 1;
	}
	result = arena_copy(arena, buf_text(&text), text.size_bytes);
	buf_free(&text);
	return result;
}
