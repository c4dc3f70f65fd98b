/*
 * Functions that C calls and Rust answers: how each argument passes from one to the other. Rows of
 * text say it, one for each kind of value and way; forward.c puts them together.
 */
#ifndef MIGC_CODEGEN_RUST_FORWARD_H
#define MIGC_CODEGEN_RUST_FORWARD_H

#include "codegen_rust/foreign.h"
#include "codegen_rust/internal.h"

/*
 * What becomes of an argument. Holes: $name$ the parameter, $count$, $poly$ and $dealloc$ those
 * that go with it, $place$ where a result goes, $type$ of a value or an element, $max$ the bound,
 * $right$ a type of rights, $value$ the result.
 */
struct forward_row {
	const char *param;   /* the type of the C parameter */
	const char *check;   /* which looks at the pointer, before anything else; or NULL */
	const char *prepare; /* makes the argument, or NULL. May fail, and takes nothing from C */
	const char *take;    /* likewise, for what is C's no more; cannot fail */
	const char *pass;    /* the argument: "$name$" by default */
	const char *finish;  /* after the call, or NULL */
};

/* Why an argument cannot pass; NULL: it can. */
const char *forward_problem(struct writer *w, enum side side, const struct argument *arg);

/* The rows of what goes in, of what comes back, and of rights in the header. */
const struct forward_row *forward_in(
	enum side side, const struct value *value, const struct param *param);
const struct forward_row *forward_out(
	const struct writer *w, enum side side, const struct value *value);

/*
 * The exported function of one side of the open routine. symbol: its name in C. is_in_dispatcher:
 * what is installed is a dispatcher that has the server.
 */
void forward_user(struct writer *w, const char *symbol);
void forward_server(struct writer *w, const char *symbol, bool is_in_dispatcher);

#endif
