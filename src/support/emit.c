/*
 * The emitter. Writing files is half of migc's running time, and a literal is written hundreds of
 * times: it is taken apart once, into pieces between holes and newlines (8 bytes on average), and
 * found by its address the next time. Pieces and values are kept where some bytes more may be read,
 * so that they are copied in whole chunks.
 */
#include "support/emit.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum piece_kind {
	PIECE_TEXT,    /* some of a line */
	PIECE_LINE,    /* the same with the newline behind it */
	PIECE_NEWLINE, /* that alone */
	PIECE_HOLE,
	PIECE_END
};

struct piece {
	const char *text; /* of a hole: the name */
	uint64_t key;     /* of a hole: the name's emit_key() */
	uint32_t bytes;   /* of the text */
	enum piece_kind kind;
};

struct literal {
	const char *copy;
	size_t bytes, line_count;
	size_t pieces_offset; /* in the pieces of the emitter, closed by PIECE_END */
};

struct emit_slot {
	const char *text; /* NULL: free */
	const struct literal *literal;
};

enum { CHUNK = 16 };

/* Copies n bytes, 1 at least; up to CHUNK - 1 more are read and overwritten. */
static inline void copy_chunks(char *to, const char *from, size_t n)
{
	size_t i = 0;

	do {
		memcpy(to + i, from + i, CHUNK);
		i += CHUNK;
	} while (i < n);
}

/*
 * Copies up to 2 * CHUNK bytes and no others, in two parts that overlap, and returns whether one is
 * a newline.
 */
static inline bool copy_few(char *to, const char *from, size_t n)
{
#ifdef __SSE2__
	__m128i begin, end;

	if (n >= 16) {
		begin = _mm_loadu_si128((const __m128i *)(const void *)from);
		end = _mm_loadu_si128((const __m128i *)(const void *)(from + n - 16));
		_mm_storeu_si128((__m128i *)(void *)to, begin);
		_mm_storeu_si128((__m128i *)(void *)(to + n - 16), end);
	} else if (n >= 8) {
		begin = _mm_loadl_epi64((const __m128i *)(const void *)from);
		end = _mm_loadl_epi64((const __m128i *)(const void *)(from + n - 8));
		_mm_storel_epi64((__m128i *)(void *)to, begin);
		_mm_storel_epi64((__m128i *)(void *)(to + n - 8), end);
	} else {
		bool found = false;
		size_t i;

		for (i = 0; i < n; i++) {
			to[i] = from[i];
			found |= from[i] == '\n';
		}
		return found;
	}
	begin = _mm_cmpeq_epi8(begin, _mm_set1_epi8('\n'));
	end = _mm_cmpeq_epi8(end, _mm_set1_epi8('\n'));
	return _mm_movemask_epi8(_mm_or_si128(begin, end)) != 0;
#else
	memcpy(to, from, n);
	return memchr(to, '\n', n) != NULL;
#endif
}

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
	buf_free(&e->pieces);
	arena_free(&e->literals);
	free(e->bindings);
	memset(e, 0, sizeof(*e));
}

/* ---- Bindings ---- */

static void grow(struct emitter *e)
{
	size_t capacity = e->binding_capacity ? e->binding_capacity * 2 : 64;
	struct emit_binding *grown = realloc(e->bindings, capacity * sizeof(*e->bindings));

	if (!grown)
		out_of_memory();
	e->bindings = grown;
	e->binding_capacity = capacity;
}

static inline struct emit_binding *bind(struct emitter *e, uint64_t key, const char *name)
{
	struct emit_binding *binding;

	if (e->binding_count == e->binding_capacity)
		grow(e);
	binding = &e->bindings[e->binding_count++];
	binding->key = key;
	binding->name = name;
	binding->value_offset = e->values.size_bytes;
	return binding;
}

__attribute__((noinline)) static void let_long(
	struct emitter *e, uint64_t key, const char *name, const char *value, size_t value_bytes)
{
	struct emit_binding *binding = bind(e, key, name);
	char *to;

	buf_reserve(&e->values, value_bytes + CHUNK);
	to = e->values.data + e->values.size_bytes;
	e->values.size_bytes += value_bytes;
	memcpy(to, value, value_bytes);
	binding->value_bytes = value_bytes;
	binding->has_newline = memchr(to, '\n', value_bytes) != NULL;
}

/* Short values, for which there is room, are bound without any call. */
void emit_let_key(
	struct emitter *e, uint64_t key, const char *name, const char *value, size_t value_bytes)
{
	struct emit_binding *binding;
	size_t offset = e->values.size_bytes;
	char *to;

	if (value_bytes > 2 * CHUNK || e->binding_count == e->binding_capacity ||
		e->values.capacity_bytes - offset <= 3 * CHUNK) {
		let_long(e, key, name, value, value_bytes);
		return;
	}
	binding = &e->bindings[e->binding_count++];
	to = e->values.data + offset;
	e->values.size_bytes = offset + value_bytes;
	binding->key = key;
	binding->name = name;
	binding->value_offset = offset;
	binding->value_bytes = value_bytes;
	binding->has_newline = copy_few(to, value, value_bytes);
}

void emit_letu_key(struct emitter *e, uint64_t key, const char *name, uint32_t value)
{
	struct emit_binding *binding = bind(e, key, name);
	char digits[2 * CHUNK] = {0};
	char *end = digits + CHUNK, *first = end;

	do {
		*--first = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	buf_reserve(&e->values, 2 * CHUNK);
	memcpy(e->values.data + e->values.size_bytes, first, CHUNK);
	binding->value_bytes = (size_t)(end - first);
	binding->has_newline = false;
	e->values.size_bytes += binding->value_bytes;
}

void emit_letf_key(struct emitter *e, uint64_t key, const char *name, const char *format, ...)
{
	struct emit_binding *binding = bind(e, key, name);
	va_list args;

	va_start(args, format);
	buf_vprintf(&e->values, format, args);
	va_end(args);
	binding->value_bytes = e->values.size_bytes - binding->value_offset;
	binding->has_newline =
		memchr(e->values.data + binding->value_offset, '\n', binding->value_bytes) != NULL;
	buf_reserve(&e->values, CHUNK);
}

/* The general case of find(), apart from it so that the usual one needs no registers saved. */
__attribute__((noinline)) static const struct emit_binding *find_long(
	const struct emitter *e, const struct piece *hole, const struct literal *literal)
{
	const struct emit_binding *binding = e->bindings + e->binding_count;

	while (binding > e->bindings) {
		binding--;
		if (binding->key == hole->key &&
			(hole->bytes <= EMIT_KEY_BYTES ||
				memcmp(binding->name + EMIT_KEY_BYTES, hole->text + EMIT_KEY_BYTES,
					hole->bytes - EMIT_KEY_BYTES) == 0))
			return binding;
	}
	bug("emit: no value for $%.*s$ in: %s", (int)hole->bytes, hole->text, literal->copy);
}

static inline const struct emit_binding *find(
	const struct emitter *e, const struct piece *hole, const struct literal *literal)
{
	const struct emit_binding *first = e->bindings, *binding = first + e->binding_count;
	uint64_t key = hole->key;

	if (hole->bytes <= EMIT_KEY_BYTES)
		while (binding > first)
			if ((--binding)->key == key)
				return binding;
	return find_long(e, hole, literal);
}

/* ---- Literals ---- */

static const char *take_hole(struct piece *piece, const char *p, const struct literal *literal)
{
	const char *end = strchr(p + 1, '$');

	if (!end)
		bug("emit: hole without end in: %s", literal->copy);
	piece->kind = PIECE_HOLE;
	piece->text = p + 1;
	piece->bytes = (uint32_t)(end - piece->text);
	check(piece->bytes <= EMIT_NAME_MAX);
	piece->key = emit_key(piece->text, piece->bytes);
	return end + 1;
}

/* Text up to a hole, or up to and with a newline or the first of two dollars. */
static const char *take_text(struct piece *piece, const char *p)
{
	const char *end = p + strcspn(p, "\n$");

	piece->kind = PIECE_TEXT;
	piece->text = p;
	if (*end == '\n') {
		end++;
		piece->kind = end - p == 1 ? PIECE_NEWLINE : PIECE_LINE;
	} else if (*end == '$' && end[1] == '$') {
		end++;
	}
	piece->bytes = (uint32_t)(end - p);
	return end[-1] == '$' ? end + 1 : end;
}

__attribute__((noinline)) static const struct literal *take_apart(
	struct emitter *e, const char *text)
{
	struct literal *literal = arena_new(&e->literals, struct literal);
	size_t bytes = strlen(text);
	char *copy = arena_alloc(&e->literals, bytes + CHUNK);
	struct piece piece = {NULL, 0, 0, PIECE_END};
	const char *p = copy;

	check(bytes < UINT32_MAX);
	memcpy(copy, text, bytes);
	literal->copy = copy;
	literal->bytes = bytes;
	literal->line_count = 1;
	literal->pieces_offset = e->pieces.size_bytes;
	while (*p) {
		if (*p == '$' && p[1] != '$')
			p = take_hole(&piece, p, literal);
		else
			p = take_text(&piece, p);
		literal->line_count += piece.kind == PIECE_LINE || piece.kind == PIECE_NEWLINE;
		buf_add(&e->pieces, &piece, sizeof(piece));
	}
	piece.kind = PIECE_END;
	buf_add(&e->pieces, &piece, sizeof(piece));
	return literal;
}

static struct emit_slot *slot_of(struct emit_slot *slots, size_t slot_count, const char *text)
{
	size_t i = (size_t)((uint64_t)(uintptr_t)text * 0x9e3779b97f4a7c15U >> 32);

	for (i &= slot_count - 1; slots[i].text && slots[i].text != text;)
		i = (i + 1) & (slot_count - 1);
	return &slots[i];
}

__attribute__((noinline)) static void grow_slots(struct emitter *e)
{
	size_t count = e->slot_count ? e->slot_count * 2 : 128;
	struct emit_slot *slots = arena_alloc_array(&e->literals, count, sizeof(*slots));
	size_t i;

	for (i = 0; i < e->slot_count; i++)
		if (e->slots[i].text)
			*slot_of(slots, count, e->slots[i].text) = e->slots[i];
	e->slots = slots;
	e->slot_count = count;
}

static const struct literal *literal_of(struct emitter *e, const char *text)
{
	struct emit_slot *slot;

	if (e->used_count * 2 >= e->slot_count)
		grow_slots(e);
	slot = slot_of(e->slots, e->slot_count, text);
	if (!slot->text) {
		slot->text = text;
		slot->literal = take_apart(e, text);
		e->used_count++;
	}
#ifndef NDEBUG
	check(strcmp(slot->literal->copy, text) == 0);
#endif
	return slot->literal;
}

/* ---- Writing ---- */

/* Where n bytes of text in up to `lines` lines can go. */
static char *room_for(struct emitter *e, size_t n, size_t lines)
{
	buf_reserve(e->out, n + lines * e->level_bytes + 2 * CHUNK);
	return e->out->data + e->out->size_bytes;
}

/* Ends the use of room_for(). */
static void written_to(struct emitter *e, char *to)
{
	*to = '\0';
	e->out->size_bytes = (size_t)(to - e->out->data);
}

/* Margins that are not kept ready. */
__attribute__((noinline)) static char *put_levels(const struct emitter *e, char *to)
{
	unsigned level;

	for (level = 0; level < e->indent; level++) {
		memcpy(to, e->indent_text, e->indent_bytes);
		to += e->indent_bytes;
	}
	return to;
}

static inline char *open_line(const struct emitter *e, char *to, char first)
{
	if (first == '#' && e->hash_at_column_0)
		return to;
	if (e->level_bytes <= EMIT_MARGIN) {
		memcpy(to, e->margin, EMIT_MARGIN);
		return to + e->level_bytes;
	}
	return put_levels(e, to);
}

/* Makes room for a value and the literal, and writes the value, each line of it indented. */
__attribute__((noinline)) static char *put_lines(struct emitter *e, char *to,
	const struct emit_binding *binding, const struct literal *literal)
{
	const char *text = e->values.data + binding->value_offset;
	const char *end = text + binding->value_bytes;

	written_to(e, to);
	to = room_for(e, binding->value_bytes + literal->bytes,
		binding->value_bytes + literal->line_count);
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *next = newline ? newline + 1 : end;

		if (!e->line_open && *text != '\n')
			to = open_line(e, to, *text);
		memcpy(to, text, (size_t)(next - text));
		to += next - text;
		e->line_open = next[-1] != '\n';
		text = next;
	}
	return to;
}

void emit(struct emitter *e, const char *text)
{
	const struct literal *literal = literal_of(e, text);
	const struct piece *piece = (const void *)(e->pieces.data + literal->pieces_offset);
	/* What is left free behind a value, however much of the literal follows. */
	size_t room = literal->bytes + (literal->line_count + 1) * e->level_bytes + 3 * CHUNK;
	char *to = room_for(e, literal->bytes, literal->line_count);
	char *limit = e->out->data + e->out->capacity_bytes;
	bool line_open = e->line_open;
	bool line_is_empty = !line_open; /* nothing of the current line was written */

	for (; piece->kind != PIECE_END; piece++) {
		const struct emit_binding *value;
		const char *from = piece->text;
		size_t n = piece->bytes;

		if (piece->kind != PIECE_HOLE) {
			if (!line_open && piece->kind != PIECE_NEWLINE)
				to = open_line(e, to, *from);
			copy_chunks(to, from, n);
			to += n;
			line_open = piece->kind == PIECE_TEXT;
			line_is_empty = !line_open;
			continue;
		}
		value = find(e, piece, literal);
		n = value->value_bytes;
		if (n == 0) {
			/* A line of empty holes vanishes. */
			if (line_is_empty && piece[1].kind == PIECE_NEWLINE)
				piece++;
			continue;
		}
		line_is_empty = false;
		if (value->has_newline || (size_t)(limit - to) < n + room) {
			e->line_open = line_open;
			to = put_lines(e, to, value, literal);
			limit = e->out->data + e->out->capacity_bytes;
			line_open = e->line_open;
			continue;
		}
		from = e->values.data + value->value_offset;
		if (!line_open)
			to = open_line(e, to, *from);
		copy_chunks(to, from, n);
		to += n;
		line_open = true;
	}
	e->line_open = line_open;
	written_to(e, to);
}

void emit_indent(struct emitter *e)
{
	e->indent_bytes = strlen(e->indent_text);
	if (e->level_bytes + e->indent_bytes <= EMIT_MARGIN)
		memcpy(e->margin + e->level_bytes, e->indent_text, e->indent_bytes);
	e->indent++;
	e->level_bytes += e->indent_bytes;
}

void emit_outdent(struct emitter *e)
{
	check(e->indent > 0);
	e->indent--;
	e->level_bytes -= e->indent_bytes;
}
