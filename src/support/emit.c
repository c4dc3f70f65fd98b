/*
 * The emitter. Text is copied span by span (up to the next newline or hole), never character by
 * character, since writing files is half of migc's running time.
 */
#include "support/emit.h"

#include "support/bug.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void emit_init(struct emitter *e, struct buf *out)
{
	memset(e, 0, sizeof(*e));
	e->out = out;
	e->indent_text = "\t";
	e->hash_at_column_0 = true;
}

void emit_done(struct emitter *e)
{
	buf_free(&e->values);
	free(e->bindings);
	memset(e, 0, sizeof(*e));
}

size_t emit_scope(const struct emitter *e)
{
	return e->binding_count;
}

void emit_end(struct emitter *e, size_t scope)
{
	check(scope <= e->binding_count);
	if (scope < e->binding_count)
		e->values.size_bytes = e->bindings[scope].value_offset;
	e->binding_count = scope;
}

static void bind(struct emitter *e, const char *name)
{
	if (e->binding_count == e->binding_capacity) {
		size_t capacity = e->binding_capacity ? e->binding_capacity * 2 : 64;
		struct emit_binding *grown = realloc(e->bindings, capacity * sizeof(*e->bindings));

		if (!grown)
			out_of_memory();
		e->bindings = grown;
		e->binding_capacity = capacity;
	}
	e->bindings[e->binding_count].name = name;
	e->bindings[e->binding_count].value_offset = e->values.size_bytes;
	e->binding_count++;
}

void emit_let(struct emitter *e, const char *name, const char *value)
{
	bind(e, name);
	buf_add(&e->values, value, strlen(value) + 1);
}

void emit_letf(struct emitter *e, const char *name, const char *format, ...)
{
	va_list args;

	bind(e, name);
	va_start(args, format);
	buf_vprintf(&e->values, format, args);
	va_end(args);
	buf_add_char(&e->values, '\0');
}

static const char *value_of(const struct emitter *e, struct str name, const char *literal)
{
	size_t i;

	for (i = e->binding_count; i-- > 0;) {
		const char *candidate = e->bindings[i].name;

		if (strncmp(candidate, name.p, name.n) == 0 && candidate[name.n] == '\0')
			return e->values.data + e->bindings[i].value_offset;
	}
	bug("emit: no value for $%.*s$ in: %s", STR_FMT(name), literal);
}

static void open_line(struct emitter *e, char first)
{
	unsigned level;

	if (e->line_open)
		return;
	e->line_open = true;
	if (first == '#' && e->hash_at_column_0)
		return;
	for (level = 0; level < e->indent; level++)
		buf_add_c(e->out, e->indent_text);
}

/* Writes a run of text that may hold newlines; every line of it is indented. */
static void put(struct emitter *e, const char *text, size_t n)
{
	while (n > 0) {
		const char *newline = memchr(text, '\n', n);
		size_t length = newline ? (size_t)(newline - text) : n;

		if (length > 0) {
			open_line(e, text[0]);
			buf_add(e->out, text, length);
		}
		if (!newline)
			return;
		buf_add_char(e->out, '\n');
		e->line_open = false;
		text += length + 1;
		n -= length + 1;
	}
}

void emit(struct emitter *e, const char *text)
{
	const char *p = text;

	while (*p) {
		bool line_has_text = e->line_open;
		bool line_has_holes = false;

		while (*p && *p != '\n') {
			size_t length = strcspn(p, "$\n");
			const char *end, *value;

			if (length > 0) {
				put(e, p, length);
				line_has_text = true;
				p += length;
				continue;
			}
			end = strchr(p + 1, '$');
			if (!end)
				bug("emit: hole without end in: %s", text);
			if (end == p + 1) {
				put(e, "$", 1);
				line_has_text = true;
				p += 2;
				continue;
			}
			value = value_of(e, str_make(p + 1, (size_t)(end - p - 1)), text);
			line_has_holes = true;
			if (*value) {
				put(e, value, strlen(value));
				line_has_text = true;
			}
			p = end + 1;
		}
		if (*p != '\n')
			return;
		if (line_has_text || !line_has_holes)
			put(e, "\n", 1);
		p++;
	}
}

void emit_indent(struct emitter *e)
{
	e->indent++;
}

void emit_outdent(struct emitter *e)
{
	check(e->indent > 0);
	e->indent--;
}
