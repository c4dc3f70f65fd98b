/* The text as -E prints it: lines where they were written, with markers where that jumps. */
#include "preprocess/internal.h"

#include <string.h>

/* Where the next line printed would be taken to stand. */
struct line_state {
	const struct source_map *sources;
	struct buf *out;
	const struct source_file *file;
	const char *path;
	unsigned line;
};

static const struct source_file *includer(
	const struct source_map *sources, const struct source_file *file)
{
	return file->included_at ? source_position(sources, file->included_at).file : NULL;
}

static bool is_around(const struct source_map *sources, const struct source_file *outer,
	const struct source_file *file)
{
	while (file && file != outer)
		file = includer(sources, file);
	return file != NULL;
}

static void write_marker(
	struct line_state *s, unsigned line, const char *path, const char *flag, bool is_system)
{
	const char *c;

	buf_printf(s->out, "# %u \"", line);
	for (c = path; *c; c++) {
		if (*c == '"' || *c == '\\')
			buf_add_char(s->out, '\\');
		buf_add_char(s->out, *c);
	}
	buf_printf(s->out, "\"%s%s\n", flag, is_system ? " 3" : "");
}

/* Enters a file, and first the files that lead to it. */
static void enter(
	struct line_state *s, const struct source_file *file, const char *path, unsigned line)
{
	const struct source_file *outer = includer(s->sources, file);

	if (outer && outer != s->file && !is_around(s->sources, outer, s->file))
		enter(s, outer, outer->path, 1);
	write_marker(s, line, path, " 1", file->is_system);
}

static void go_to(struct line_state *s, const struct src_position *to)
{
	const struct source_file *common = s->file;
	unsigned line;

	if (s->file == to->file) {
		write_marker(s, to->line, to->path, "", to->file->is_system);
		return;
	}
	/* Back to the file that both come from, then down again. */
	while (common && !is_around(s->sources, common, to->file)) {
		const struct source_file *inner = common;
		struct src_position position = {0};

		common = includer(s->sources, common);
		if (!common || common == to->file)
			continue;
		position = source_position(s->sources, inner->included_at);
		write_marker(s, position.line + 1, position.path, " 2", common->is_system);
	}
	line = to->line;
	if (common == to->file)
		write_marker(s, line, to->path, " 2", to->file->is_system);
	else if (common) {
		s->file = common;
		enter(s, to->file, to->path, line);
	} else {
		write_marker(s, line, to->path, "", to->file->is_system);
	}
}

static void write_line(struct line_state *s, struct str line, const struct src_position *at)
{
	enum { BLANK_LINES_MAX = 8 };

	if (at->file == s->file && strcmp(at->path, s->path) == 0 && at->line >= s->line &&
		at->line - s->line <= BLANK_LINES_MAX) {
		for (; s->line < at->line; s->line++)
			buf_add_char(s->out, '\n');
	} else {
		go_to(s, at);
	}
	buf_add_str(s->out, line);
	buf_add_char(s->out, '\n');
	s->file = at->file;
	s->path = at->path;
	s->line = at->line + 1;
}

void pp_write_text(
	const struct source_map *sources, const struct source_text *text, struct buf *out)
{
	const char *start = buf_text(&text->text), *end = start + text->text.size_bytes;
	struct line_state s = {sources, out, NULL, "", 0};
	const char *p, *newline, *first;

	for (p = start; p < end; p = newline + 1) {
		struct src_position at;

		newline = memchr(p, '\n', (size_t)(end - p));
		if (!newline)
			newline = end;
		for (first = p; first < newline && (*first == ' ' || *first == '\t'); first++)
			;
		if (first == newline)
			continue;
		at = source_position(sources, text_loc(text, (size_t)(first - start)));
		if (!s.file && source_is_main(sources, text_loc(text, (size_t)(first - start)))) {
			write_marker(&s, 1, at.path, "", false);
			s.file = at.file;
			s.path = at.path;
			s.line = 1;
		}
		write_line(&s, str_make(p, (size_t)(newline - p)), &at);
	}
}
