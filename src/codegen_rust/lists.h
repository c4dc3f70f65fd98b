/*
 * Lists in brackets: on one line if they are short enough for their kind and the line holds them;
 * else each item has a line, with a comma; short names fill lines. The last item of a call may
 * begin on the line of the call and end further down.
 */
#ifndef MIGC_CODEGEN_RUST_LISTS_H
#define MIGC_CODEGEN_RUST_LISTS_H

#include "codegen_rust/shape.h"
#include "support/vec.h"

/* A list in brackets behind a name. */
struct list {
	struct str name; /* what stands before the bracket */
	char open, close;
	struct str items;
	rewrite_function *rewrite;
	size_t most_columns; /* of all items on one line */
	bool is_macro;
};

struct items {
	struct str *items;
	size_t count, capacity;
};

struct list expression_list(struct str name, char open, char close, struct str items);

const char *rewrite_list(struct rewriting *r, const struct list *list, struct shape shape);

/* Name { a, b: c } */
const char *rewrite_structure(
	struct rewriting *r, struct str name, struct str members, struct shape shape);

#endif
