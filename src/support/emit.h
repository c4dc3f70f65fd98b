/*
 * Writing source text: multi-line literals with named holes, indentation owned by the emitter.
 *
 *	size_t scope = emit_scope(e);
 *	emit_let(e, "name", routine->name);
 *	emit_letu(e, "id", routine->id);
 *	emit(e, "case $id$:\n"
 *	        "	return $name$(request);\n");
 *	emit_end(e, scope);
 *
 * Rules (HACKING.md): decide first, emit after; one literal per construct; a literal ends in a
 * newline unless a later one goes on in the same line. `$$` is a dollar. Using a name that was
 * never set is a bug() that prints the literal. A line that holds nothing but holes with empty
 * values vanishes, newline included, so that optional lines need no second literal.
 *
 * What is given to emit() must be a constant of the program, or at least keep its place and content
 * for as long as the emitter lives: it is taken apart once and known by its address from then on.
 * Builds without NDEBUG check that. Names of bindings must outlive their scope; values are copied.
 */
#ifndef MIGC_SUPPORT_EMIT_H
#define MIGC_SUPPORT_EMIT_H

#include "support/arena.h"
#include "support/buf.h"
#include "support/bug.h"

#include <stdbool.h>
#include <stdint.h>

struct emit_slot;

struct emit_binding {
	uint64_t key;        /* see emit_key() */
	const char *name;    /* borrowed, usually a literal */
	size_t value_offset; /* in values */
	size_t value_bytes;
	bool has_newline; /* in the value */
};

enum { EMIT_MARGIN = 16 };

struct emitter {
	struct buf *out;   /* where the text goes; borrowed */
	struct buf values; /* the values of all bindings */
	struct emit_binding *bindings;
	size_t binding_count;
	size_t binding_capacity;
	struct arena literals; /* taken apart; see emit.c */
	struct buf pieces;     /* of all of them */
	struct emit_slot *slots;
	size_t slot_count; /* a power of two, or 0 */
	size_t used_count;
	unsigned indent;
	const char *indent_text;  /* one level, "\t" by default */
	size_t indent_bytes;      /* of indent_text, while indent is not 0 */
	size_t level_bytes;       /* of all levels together */
	char margin[EMIT_MARGIN]; /* what begins an indented line, if it fits */
	bool hash_at_column_0;    /* lines that begin with '#' are not indented (C directives) */
	bool line_open;           /* something of the current line was already written */
};

/* Starts writing at the end of `out`. Release with emit_done(); `out` stays the caller's. */
void emit_init(struct emitter *e, struct buf *out);
void emit_done(struct emitter *e);

/* Bindings made after emit_scope() are forgotten by emit_end(). Later bindings hide earlier. */
static inline size_t emit_scope(const struct emitter *e);
static inline void emit_end(struct emitter *e, size_t scope);

/* emit_letu() makes a value of a number, emit_letf() like printf. */
static inline void emit_let(struct emitter *e, const char *name, const char *value);
static inline void emit_letu(struct emitter *e, const char *name, uint32_t value);
#define emit_letf(e, name, ...) \
	emit_letf_key((e), emit_key(name, strlen(name)), (name), __VA_ARGS__)

void emit(struct emitter *e, const char *text);

void emit_indent(struct emitter *e);
void emit_outdent(struct emitter *e);

/* ---- What compilers do ahead for names and values that are literals ---- */

void emit_let_key(
	struct emitter *e, uint64_t key, const char *name, const char *value, size_t value_bytes);
void emit_letu_key(struct emitter *e, uint64_t key, const char *name, uint32_t value);
void emit_letf_key(struct emitter *e, uint64_t key, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

enum { EMIT_KEY_BYTES = 7, EMIT_NAME_MAX = 255 };

/* The length of a name and how it begins: all of it if it has up to EMIT_KEY_BYTES. */
static inline uint64_t emit_key(const char *name, size_t name_bytes)
{
	uint64_t begin = 0;

	memcpy(&begin, name, name_bytes < EMIT_KEY_BYTES ? name_bytes : EMIT_KEY_BYTES);
	return (begin << (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 8 : 0)) | name_bytes;
}

static inline size_t emit_scope(const struct emitter *e)
{
	return e->binding_count;
}

static inline void emit_end(struct emitter *e, size_t scope)
{
	check(scope <= e->binding_count);
	if (scope < e->binding_count)
		e->values.size_bytes = e->bindings[scope].value_offset;
	e->binding_count = scope;
}

static inline void emit_let(struct emitter *e, const char *name, const char *value)
{
	emit_let_key(e, emit_key(name, strlen(name)), name, value, strlen(value));
}

static inline void emit_letu(struct emitter *e, const char *name, uint32_t value)
{
	emit_letu_key(e, emit_key(name, strlen(name)), name, value);
}

#endif
