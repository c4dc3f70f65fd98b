/*
 * Where text came from. Every byte of every input has a number (src_loc); a token that a macro
 * produced has one of its own, which leads back to the place of its spelling and to the place
 * where the macro was used. Line and column are worked out only when somebody asks.
 */
#ifndef MIGC_DIAG_SOURCE_H
#define MIGC_DIAG_SOURCE_H

#include "support/arena.h"
#include "support/str.h"
#include "support/vec.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t src_loc; /* 0: no place */

/* From the first byte of a construct up to the byte behind its last. */
struct src_span {
	src_loc begin;
	src_loc end;
};

/* "From here on, the text is line LINE of PATH": a line marker or #line. */
struct line_mark {
	uint32_t offset; /* start of the first line concerned */
	unsigned line;
	const char *path;
};

struct source_file {
	const char *path; /* as opened */
	struct str text;
	src_loc base;                /* place of the first byte */
	src_loc included_at;         /* the #include, or 0 */
	bool is_system;              /* found in a folder of the system */
	VEC(struct line_mark) marks; /* by rising offset */
	uint32_t *line_starts;       /* made when first needed */
	size_t line_count;
};

/* A token that came out of a macro. */
struct macro_loc {
	src_loc spelling; /* where its characters stand; never itself a macro_loc */
	src_loc use;      /* the macro's name where it was used; may be a macro_loc */
	const char *macro;
};

struct source_map {
	struct arena *arena;
	VEC(struct source_file *) files; /* by rising base */
	VEC(struct macro_loc) macros;
	src_loc next_base;
};

/* A place as a reader names it. */
struct src_position {
	const char *path;     /* after line marks */
	unsigned line;        /* from 1 */
	unsigned column;      /* from 1, in bytes */
	struct str line_text; /* without its newline */
	const struct source_file *file;
};

void source_map_init(struct source_map *map, struct arena *arena);

/*
 * Adds an input. The text is borrowed and must live as long as the map. Returns NULL if the
 * numbers ran out (2 GiB of input).
 */
struct source_file *source_add_file(
	struct source_map *map, const char *path, struct str text, src_loc included_at);

/* Adds a token made by a macro; spelling and use must be places. */
src_loc source_add_macro(struct source_map *map, src_loc spelling, src_loc use, const char *macro);

/* Adds a mark; offsets must rise. */
void source_add_mark(struct source_map *map, struct source_file *file, uint32_t offset,
	unsigned line, const char *path);

/* Whether a place is a token made by a macro. */
bool source_is_macro(src_loc loc);

/* The record of a macro token, or NULL for an ordinary place. */
const struct macro_loc *source_macro(const struct source_map *map, src_loc loc);

/* The place in a file where a token's characters stand. */
src_loc source_spelling(const struct source_map *map, src_loc loc);

/* The place in a file where the outermost macro was used; an ordinary place is its own. */
src_loc source_use(const struct source_map *map, src_loc loc);

/* Takes any place but 0; macro tokens are shown at their outermost use. */
struct src_position source_position(const struct source_map *map, src_loc loc);

/* Whether a place is in the file that was named to the compiler, not in an included one. */
bool source_is_main(const struct source_map *map, src_loc loc);

#endif
