/*
 * Writing source text: multi-line literals with named holes, indentation owned by the emitter.
 *
 *	size_t scope = emit_scope(e);
 *	emit_let(e, "name", routine->name);
 *	emit_letf(e, "id", "%" PRIu32, routine->id);
 *	emit(e, "case $id$:\n"
 *	        "	return $name$(request);\n");
 *	emit_end(e, scope);
 *
 * Rules (HACKING.md): decide first, emit after; one literal per construct; a literal ends in a
 * newline unless a later one goes on in the same line. `$$` is a dollar. Using a name that was
 * never set is a bug() that prints the literal. A line that holds nothing but holes with empty
 * values vanishes, newline included, so that optional lines need no second literal.
 */
#ifndef MIGC_SUPPORT_EMIT_H
#define MIGC_SUPPORT_EMIT_H

#include "support/buf.h"

#include <stdbool.h>

struct emit_binding {
	const char *name; /* borrowed, usually a literal */
	size_t name_bytes;
	size_t value_offset; /* in values */
	size_t value_bytes;
	bool has_newline; /* in the value */
};

struct emitter {
	struct buf *out;   /* where the text goes; borrowed */
	struct buf values; /* the values of all bindings */
	struct emit_binding *bindings;
	size_t binding_count;
	size_t binding_capacity;
	unsigned indent;
	const char *indent_text; /* one level, "\t" by default */
	size_t indent_bytes;     /* of indent_text, while indent is not 0 */
	bool hash_at_column_0;   /* lines that begin with '#' are not indented (C directives) */
	bool line_open;          /* something of the current line was already written */
};

/* Starts writing at the end of `out`. Release with emit_done(); `out` stays the caller's. */
void emit_init(struct emitter *e, struct buf *out);
void emit_done(struct emitter *e);

/* Bindings made after emit_scope() are forgotten by emit_end(). Later bindings hide earlier. */
size_t emit_scope(const struct emitter *e);
void emit_end(struct emitter *e, size_t scope);

/* emit_let(e, name, value), and emit_letf(e, name, format, ...) with a value like printf's. */
#define emit_let(e, name, value) emit_let_named((e), (name), strlen(name), (value))
#define emit_letf(e, name, ...)  emit_letf_named((e), (name), strlen(name), __VA_ARGS__)
void emit_let_named(struct emitter *e, const char *name, size_t name_bytes, const char *value);
void emit_letf_named(struct emitter *e, const char *name, size_t name_bytes, const char *format,
	...) __attribute__((format(printf, 4, 5)));

void emit(struct emitter *e, const char *text);

void emit_indent(struct emitter *e);
void emit_outdent(struct emitter *e);

#endif
