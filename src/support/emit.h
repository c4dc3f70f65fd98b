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
	const char *name;    /* borrowed, usually a literal */
	size_t value_offset; /* in values */
};

struct emitter {
	struct buf *out;   /* where the text goes; borrowed */
	struct buf values; /* the values of all bindings, each ended by NUL */
	struct emit_binding *bindings;
	size_t binding_count;
	size_t binding_capacity;
	unsigned indent;
	const char *indent_text; /* one level, "\t" by default */
	bool hash_at_column_0;   /* lines that begin with '#' are not indented (C directives) */
	bool line_open;          /* something of the current line was already written */
};

/* Starts writing at the end of `out`. Release with emit_done(); `out` stays the caller's. */
void emit_init(struct emitter *e, struct buf *out);
void emit_done(struct emitter *e);

/* Bindings made after emit_scope() are forgotten by emit_end(). Later bindings hide earlier. */
size_t emit_scope(const struct emitter *e);
void emit_end(struct emitter *e, size_t scope);

void emit_let(struct emitter *e, const char *name, const char *value);
void emit_letf(struct emitter *e, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void emit(struct emitter *e, const char *text);

void emit_indent(struct emitter *e);
void emit_outdent(struct emitter *e);

#endif
