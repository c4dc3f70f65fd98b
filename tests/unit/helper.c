/* See helper.h. */
#include "helper.h"

#include <string.h>

static void add_span(struct bench *b, struct src_span at)
{
	struct src_position begin;

	if (at.begin == 0) {
		buf_add_c(&b->reports, "-");
		return;
	}
	begin = source_position(&b->sources, at.begin);
	buf_printf(&b->reports, "%u:%u", begin.line, begin.column);
	if (!source_is_macro(at.begin) && at.end > at.begin)
		buf_printf(&b->reports, "+%u", (unsigned)(at.end - at.begin));
}

static void collect(void *context, const struct diagnostic *d)
{
	struct bench *b = context;
	size_t i;

	add_span(b, d->at);
	buf_printf(&b->reports, " %s M%04u %s\n", d->severity == DIAG_ERROR ? "error" : "warning",
		diag_entry(d->id)->number, d->message);
	for (i = 0; i < d->notes.count; i++) {
		buf_add_c(&b->reports, "- ");
		add_span(b, d->notes.items[i].at);
		buf_printf(&b->reports, " %s\n", d->notes.items[i].message);
	}
}

void bench_init(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	intern_init(&b->names, &b->arena);
	source_map_init(&b->sources, &b->arena);
	diag_init(&b->diag, &b->arena, &b->sources, collect, b);
}

void bench_free(struct bench *b)
{
	text_free(&b->text);
	buf_free(&b->reports);
	buf_free(&b->out);
	arena_free(&b->arena);
}

int bench_set_up(void **state)
{
	static struct bench b;

	bench_init(&b);
	*state = &b;
	return 0;
}

int bench_tear_down(void **state)
{
	bench_free(*state);
	return 0;
}

struct source_file *bench_text_n(struct bench *b, const char *content, size_t n)
{
	struct str bytes = str_make(arena_copy(&b->arena, content, n), n);
	struct source_file *file = source_add_file(&b->sources, "in.defs", bytes, 0);

	text_add_origin(&b->arena, &b->text, file->base);
	buf_add_str(&b->text.text, bytes);
	b->text.end = file->base + (src_loc)n;
	return file;
}

struct source_file *bench_text(struct bench *b, const char *content)
{
	return bench_text_n(b, content, strlen(content));
}

const char *bench_reports(struct bench *b)
{
	diag_flush(&b->diag);
	return buf_text(&b->reports);
}
