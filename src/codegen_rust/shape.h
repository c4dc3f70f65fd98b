/* Where Rust stands on its lines, and how much of them it takes; see rewrite.h. */
#ifndef MIGC_CODEGEN_RUST_SHAPE_H
#define MIGC_CODEGEN_RUST_SHAPE_H

#include "support/arena.h"
#include "support/str.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	LINE_MAX_COLUMNS = 100,
	CALL_MAX_COLUMNS = 60,
	CHAIN_MAX_COLUMNS = 60,
	STRUCTURE_MAX_COLUMNS = 18,
	SHORT_ITEM_MAX_COLUMNS = 10,
	INDENT_COLUMNS = 4,
};

/* What holds for all that is rewritten together. */
struct rewriting {
	struct arena *arena;
	bool is_in_macro;         /* no list gets a last comma */
	bool has_one_line_chains; /* a chain on several lines does not fit */
};

/*
 * Where something stands: the lines that it goes on in are indented by so much; it begins in that
 * column, and its first and last lines have so many columns. (What follows it on its last line is
 * taken off before.)
 */
struct shape {
	size_t indent, column, width;
};

/* The shape of a line with this indentation. */
struct shape shape_of_line(size_t indent);

/* Takes columns off at the beginning, or at the end. False: there are not so many. */
bool shape_begins_later(struct shape *shape, size_t columns);
bool shape_ends_sooner(struct shape *shape, size_t columns);

/* The shape of lines below, with `behind` columns for what follows. */
struct shape shape_below(const struct shape *shape, size_t behind);

/* How many columns are taken off at the end. */
size_t shape_columns_behind(const struct shape *shape);

/* ---- Measures of what comes back ---- */

size_t first_line_columns(const char *text);
size_t last_line_columns(const char *text);
size_t newline_count(const char *text);

/* Whether the last of several lines has nothing but closing brackets. */
bool ends_in_block(const char *text);

bool is_one_line(const char *text);

/* Whether all lines of a text are as long as they may be. */
bool fits(const char *text, const struct shape *shape);

/* One for each kind of text: an expression, a type, a member... NULL: there is no form that fits.
 */
typedef const char *rewrite_function(struct rewriting *r, struct str text, struct shape shape);

/* ---- Texts ---- */

const char *text_of_str(struct rewriting *r, struct str text);

/* A text that cannot be broken. */
const char *text_that_fits(struct rewriting *r, struct str text, const struct shape *shape);

/* "\n" and so many blanks. */
const char *new_line(struct rewriting *r, size_t indent);

#endif
