/*
 * Expressions, types and lists in the form that rustfmt gives them where they stand.
 *
 * What is given is on one line; what comes back may have several, of which each but the first
 * begins with its indentation. NULL: there is no form that fits.
 */
#ifndef MIGC_CODEGEN_RUST_REWRITE_H
#define MIGC_CODEGEN_RUST_REWRITE_H

#include "codegen_rust/shape.h"

const char *rewrite_expression(struct rewriting *r, struct str text, struct shape shape);
const char *rewrite_type(struct rewriting *r, struct str text, struct shape shape);

/* A list of types, parameters or new names behind a name: "name<A, B>", "(a, b)". */
const char *rewrite_names(struct rewriting *r, struct str name, const char *brackets,
	struct str items, struct shape shape);

/* Whether a form on several lines is better in lines of its own than beside what is before it. */
bool is_better_below(const char *here, const char *below);

/*
 * What stands right of "lhs =", with a blank or a line before it. The shape is that of lhs, which
 * ends in a line of so many columns.
 */
const char *rewrite_right_side(struct rewriting *r, size_t lhs_columns, struct str text,
	struct shape shape, rewrite_function *rewrite);

#endif
