/* The two renderings of a diagnostic; see render.h. */
#include "diag/render.h"

#include "support/bug.h"

#include <string.h>

/* A line longer than this is shown as a piece around the caret. */
enum { SHOWN_COLUMNS = 160, TAB_COLUMNS = 8 };

static const char *severity_name(enum diag_severity severity)
{
	return severity == DIAG_ERROR ? "error" : "warning";
}

static void render_includes(struct buf *out, const struct source_map *sources, src_loc at)
{
	struct src_position here = source_position(sources, at);
	src_loc from = here.file->included_at;

	if (from == 0)
		return;
	render_includes(out, sources, from);
	here = source_position(sources, from);
	buf_printf(out, "In file included from %s:%u:\n", here.path, here.line);
}

/* How many columns of the line the span covers, at least one. */
static size_t marked_columns(
	const struct source_map *sources, struct src_span at, const struct src_position *begin)
{
	size_t rest =
		begin->line_text.n >= begin->column ? begin->line_text.n - begin->column + 1 : 1;
	src_loc first = source_use(sources, at.begin);
	src_loc last = source_use(sources, at.end);

	if (at.end == 0 || first != at.begin || last <= first)
		return 1;
	return last - first < rest ? last - first : rest;
}

static void add_expanded(struct buf *out, struct str text, bool as_blanks, size_t *column)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '\t') {
			do
				buf_add_char(out, ' ');
			while (++*column % TAB_COLUMNS != 0);
			continue;
		}
		/* Bytes inside a UTF-8 sequence take no column; control bytes are not printed. */
		if (as_blanks ? (c & 0xc0) != 0x80 : true)
			buf_add_char(
				out, as_blanks ? ' ' : (c < 0x20 || c == 0x7f ? '?' : (char)c));
		++*column;
	}
}

static void render_line(struct buf *out, const struct source_map *sources, struct src_span at)
{
	struct src_position begin = source_position(sources, at.begin);
	struct str line = begin.line_text;
	size_t before = begin.column - 1, marked, cut = 0, column = 0, i;

	marked = marked_columns(sources, at, &begin);
	if (before > line.n)
		before = line.n;
	if (line.n > SHOWN_COLUMNS) {
		cut = before > SHOWN_COLUMNS / 2 ? before - SHOWN_COLUMNS / 2 : 0;
		line.p += cut;
		line.n = line.n - cut < SHOWN_COLUMNS ? line.n - cut : SHOWN_COLUMNS;
		before -= cut;
		if (marked > line.n - before)
			marked = line.n > before ? line.n - before : 1;
	}
	buf_printf(out, "%5u | ", begin.line);
	add_expanded(out, line, false, &column);
	buf_add_c(out, "\n      | ");
	column = 0;
	add_expanded(out, str_make(line.p, before), true, &column);
	buf_add_char(out, '^');
	for (i = 1; i < marked; i++)
		buf_add_char(out, '~');
	buf_add_char(out, '\n');
}

static void render_place(struct buf *out, const struct source_map *sources, struct src_span at)
{
	struct src_position p = source_position(sources, at.begin);

	buf_printf(out, "%s:%u:%u: ", p.path, p.line, p.column);
}

static void render_note(
	struct buf *out, const struct source_map *sources, struct src_span at, const char *message)
{
	if (at.begin == 0) {
		buf_printf(out, "migc: note: %s\n", message);
		return;
	}
	render_place(out, sources, at);
	buf_printf(out, "note: %s\n", message);
	render_line(out, sources, at);
}

/* The way from the place of use into the macros, outermost first. */
static void render_macros(struct buf *out, const struct source_map *sources, src_loc at)
{
	const struct macro_loc *macro = source_macro(sources, at);
	struct src_span spelling = {0};
	struct buf message = {0};

	if (!macro)
		return;
	render_macros(out, sources, macro->use);
	spelling.begin = macro->spelling;
	buf_printf(&message, "expanded from macro '%s'", macro->macro);
	render_note(out, sources, spelling, buf_text(&message));
	buf_free(&message);
}

/* The rest of a diagnostic behind its place and severity. */
static void render_message(
	struct buf *out, const struct source_map *sources, const struct diagnostic *d)
{
	const struct diag_entry *entry = diag_entry(d->id);
	size_t i;

	buf_printf(out, "%s [M%04u", d->message, entry->number);
	if (entry->is_warning) {
		const char *c;

		buf_add_c(out, ", -W");
		for (c = entry->name; *c; c++)
			buf_add_char(out, *c == '_' ? '-' : *c);
	}
	buf_add_c(out, "]\n");
	if (d->at.begin != 0) {
		render_line(out, sources, d->at);
		render_macros(out, sources, d->at.begin);
	}
	for (i = 0; i < d->notes.count; i++)
		render_note(out, sources, d->notes.items[i].at, d->notes.items[i].message);
}

void render_text(struct buf *out, const struct source_map *sources, const struct diagnostic *d)
{
	if (d->at.begin == 0) {
		buf_add_c(out, "migc: ");
	} else {
		render_includes(out, sources, d->at.begin);
		render_place(out, sources, d->at);
	}
	buf_printf(out, "%s: ", severity_name(d->severity));
	render_message(out, sources, d);
}

void render_apple(struct buf *out, const struct source_map *sources, const struct diagnostic *d)
{
	const char *severity = d->severity == DIAG_WARNING ? "warning: " : "";

	if (d->at.begin == 0) {
		buf_printf(out, "mig: %s", *severity ? severity : "fatal: ");
	} else {
		struct src_position p = source_position(sources, d->at.begin);

		render_includes(out, sources, d->at.begin);
		buf_printf(out, "\"%s\", line %u: %s", p.path, p.line, severity);
	}
	render_message(out, sources, d);
}

static void json_string(struct buf *out, const char *text)
{
	size_t n = strlen(text), i, length;

	buf_add_char(out, '"');
	for (i = 0; i < n; i += length ? length : 1) {
		length = str_utf8_length(text + i, n - i);
		if (length == 0)
			buf_add_c(out, "\xef\xbf\xbd");
		else if (length > 1)
			buf_add(out, text + i, length);
		else if (text[i] == '"' || text[i] == '\\')
			buf_printf(out, "\\%c", text[i]);
		else if ((unsigned char)text[i] < 0x20)
			buf_printf(out, "\\u%04x", (unsigned char)text[i]);
		else
			buf_add_char(out, text[i]);
	}
	buf_add_char(out, '"');
}

static void json_place(struct buf *out, const struct source_map *sources, struct src_span at)
{
	struct src_position p;

	if (at.begin == 0)
		return;
	p = source_position(sources, at.begin);
	buf_add_c(out, ",\"file\":");
	json_string(out, p.path);
	buf_printf(out, ",\"line\":%u,\"column\":%u,\"length\":%zu", p.line, p.column,
		marked_columns(sources, at, &p));
}

static void json_note(
	struct buf *out, const struct source_map *sources, struct src_span at, const char *message)
{
	buf_add_c(out, "{\"message\":");
	json_string(out, message);
	json_place(out, sources, at);
	buf_add_char(out, '}');
}

void render_json(struct buf *out, const struct source_map *sources, const struct diagnostic *d)
{
	const struct diag_entry *entry = diag_entry(d->id);
	const struct macro_loc *macro;
	const char *separator = "";
	src_loc loc;
	size_t i;

	buf_printf(out,
		"{\"severity\":\"%s\",\"code\":\"M%04u\",\"name\":", severity_name(d->severity),
		entry->number);
	json_string(out, entry->name);
	buf_add_c(out, ",\"message\":");
	json_string(out, d->message);
	json_place(out, sources, d->at);
	buf_add_c(out, ",\"notes\":[");
	for (loc = d->at.begin; loc != 0 && (macro = source_macro(sources, loc)) != NULL;
		loc = macro->use) {
		struct src_span spelling = {macro->spelling, 0};
		struct buf message = {0};

		buf_printf(&message, "expanded from macro '%s'", macro->macro);
		buf_add_c(out, separator);
		json_note(out, sources, spelling, buf_text(&message));
		separator = ",";
		buf_free(&message);
	}
	for (i = 0; i < d->notes.count; i++) {
		buf_add_c(out, separator);
		json_note(out, sources, d->notes.items[i].at, d->notes.items[i].message);
		separator = ",";
	}
	buf_add_c(out, "]}\n");
}
