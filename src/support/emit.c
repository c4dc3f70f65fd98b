/*
 * The emitter. Writing files is half of migc's running time, and the spans between holes and
 * newlines are short (8 bytes on average): they are copied while they are searched, into room that
 * was made for the whole literal.
 */
#include "support/emit.h"

#include "support/bug.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

static void grow(struct emitter *e)
{
	size_t capacity = e->binding_capacity ? e->binding_capacity * 2 : 64;
	struct emit_binding *grown = realloc(e->bindings, capacity * sizeof(*e->bindings));

	if (!grown)
		out_of_memory();
	e->bindings = grown;
	e->binding_capacity = capacity;
}

static struct emit_binding *bind(struct emitter *e, const char *name, size_t name_bytes)
{
	struct emit_binding *binding;

	if (e->binding_count == e->binding_capacity)
		grow(e);
	binding = &e->bindings[e->binding_count++];
	binding->name = name;
	binding->name_bytes = name_bytes;
	binding->value_offset = e->values.size_bytes;
	return binding;
}

static void set_length(struct emitter *e, struct emit_binding *binding)
{
	const char *value = e->values.data + binding->value_offset;

	binding->value_bytes = e->values.size_bytes - binding->value_offset;
	binding->has_newline = memchr(value, '\n', binding->value_bytes) != NULL;
}

void emit_let_named(struct emitter *e, const char *name, size_t name_bytes, const char *value)
{
	struct emit_binding *binding = bind(e, name, name_bytes);

	buf_add(&e->values, value, strlen(value));
	set_length(e, binding);
}

void emit_letf_named(
	struct emitter *e, const char *name, size_t name_bytes, const char *format, ...)
{
	struct emit_binding *binding = bind(e, name, name_bytes);
	va_list args;

	va_start(args, format);
	buf_vprintf(&e->values, format, args);
	va_end(args);
	set_length(e, binding);
}

static const struct emit_binding *find(
	const struct emitter *e, const char *name, size_t name_bytes, const char *literal)
{
	size_t i;

	for (i = e->binding_count; i-- > 0;) {
		const struct emit_binding *binding = &e->bindings[i];

		if (binding->name_bytes == name_bytes && binding->name[0] == name[0] &&
			memcmp(binding->name, name, name_bytes) == 0)
			return binding;
	}
	bug("emit: no value for $%.*s$ in: %s", (int)name_bytes, name, literal);
}

enum { SLACK = 16 };

/* Room for n bytes of text, however many of them begin a line that is indented. */
static char *room_for(struct emitter *e, size_t n)
{
	buf_reserve(e->out, n * (1 + e->indent * e->indent_bytes) + SLACK);
	return e->out->data + e->out->size_bytes;
}

/* Ends the use of room_for(). */
static void written_to(struct emitter *e, char *to)
{
	*to = '\0';
	e->out->size_bytes = (size_t)(to - e->out->data);
}

static char *open_line(struct emitter *e, char *to, char first)
{
	unsigned level;

	e->line_open = true;
	if (first == '#' && e->hash_at_column_0)
		return to;
	for (level = 0; level < e->indent; level++) {
		memcpy(to, e->indent_text, e->indent_bytes);
		to += e->indent_bytes;
	}
	return to;
}

/* Writes a value, each line of it indented; returns where the `rest` of the literal goes. */
static char *put_value(struct emitter *e, char *to, const struct emit_binding *binding, size_t rest)
{
	const char *text, *end;

	written_to(e, to);
	to = room_for(e, binding->value_bytes + rest);
	text = e->values.data + binding->value_offset;
	end = text + binding->value_bytes;
	while (text < end) {
		const char *next = end;

		if (binding->has_newline) {
			const char *newline = memchr(text, '\n', (size_t)(end - text));

			next = newline ? newline + 1 : end;
		}
		if (!e->line_open && *text != '\n')
			to = open_line(e, to, *text);
		memcpy(to, text, (size_t)(next - text));
		to += next - text;
		e->line_open = next[-1] != '\n';
		text = next;
	}
	return to;
}

/*
 * Copies text up to the first newline, dollar or end, and returns how much that was. Several bytes
 * at a time: at most SLACK bytes behind the result are overwritten.
 */
static size_t copy_plain(char *to, const char *from, const char *end)
{
	const char *p = from;

#ifdef __SSE2__
	const __m128i newline16 = _mm_set1_epi8('\n'), dollar16 = _mm_set1_epi8('$');

	for (; end - p >= 16; p += 16, to += 16) {
		__m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i hits = _mm_or_si128(
			_mm_cmpeq_epi8(text, newline16), _mm_cmpeq_epi8(text, dollar16));
		unsigned found = (unsigned)_mm_movemask_epi8(hits);

		_mm_storeu_si128((__m128i *)(void *)to, text);
		if (found)
			return (size_t)(p - from) + (size_t)__builtin_ctz(found);
	}
#endif
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	const uint64_t ones = 0x0101010101010101U, tops = 0x8080808080808080U;

	while (end - p >= 8) {
		uint64_t word, newlines, dollars, found;

		memcpy(&word, p, 8);
		memcpy(to, &word, 8);
		/* A byte that became zero sets its top bit; bits above the lowest may lie. */
		newlines = word ^ '\n' * ones;
		dollars = word ^ '$' * ones;
		found = (((newlines - ones) & ~newlines) | ((dollars - ones) & ~dollars)) & tops;
		if (found)
			return (size_t)(p - from) + (size_t)__builtin_ctzll(found) / 8;
		p += 8;
		to += 8;
	}
#endif
	while (p < end && *p != '\n' && *p != '$')
		*to++ = *p++;
	return (size_t)(p - from);
}

void emit(struct emitter *e, const char *text)
{
	const char *p = text;
	const char *end = text + strlen(text);
	char *to = room_for(e, (size_t)(end - text));
	bool line_is_empty = !e->line_open; /* nothing of the current line was written */

	while (p < end) {
		const char *name;
		const struct emit_binding *value;

		if (*p == '\n') {
			*to++ = *p++;
			e->line_open = false;
			line_is_empty = true;
			continue;
		}
		if (*p != '$' || p[1] == '$') {
			if (!e->line_open)
				to = open_line(e, to, *p);
			if (*p == '$') {
				*to++ = '$';
				p += 2;
			} else {
				size_t n = copy_plain(to, p, end);

				p += n;
				to += n;
			}
			line_is_empty = false;
			continue;
		}
		name = ++p;
		while (*p != '$' && *p != '\0')
			p++;
		if (*p == '\0')
			bug("emit: hole without end in: %s", text);
		value = find(e, name, (size_t)(p - name), text);
		p++;
		if (value->value_bytes > 0) {
			to = put_value(e, to, value, (size_t)(end - p));
			line_is_empty = false;
		} else if (line_is_empty && *p == '\n') {
			p++; /* a line of empty holes vanishes */
		}
	}
	written_to(e, to);
}

void emit_indent(struct emitter *e)
{
	e->indent++;
	e->indent_bytes = strlen(e->indent_text);
}

void emit_outdent(struct emitter *e)
{
	check(e->indent > 0);
	e->indent--;
}
