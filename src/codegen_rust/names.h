/* Rust names: of routines, arguments and structures, out of those of the interface. */
#ifndef MIGC_CODEGEN_RUST_NAMES_H
#define MIGC_CODEGEN_RUST_NAMES_H

#include "support/arena.h"

#include <stdbool.h>

/* "sum_array", "SumArray", "SUM_ARRAY" */
const char *rust_snake(struct arena *arena, const char *name);
const char *rust_camel(struct arena *arena, const char *name);
const char *rust_upper(struct arena *arena, const char *name);

/* The camel form of a type's name, without the _t at its end. */
const char *rust_type_name(struct arena *arena, const char *name);

/* The same, as the name of a structure: what the module has of others gets out of its way. */
const char *rust_structure_name(struct arena *arena, const char *name);

/* A name as an identifier: keywords become r#keyword, or keyword_ where that is not one. */
const char *rust_raw(struct arena *arena, const char *name);

/* The same of the snake form. */
const char *rust_ident(struct arena *arena, const char *name);

/* The same for an argument: names that generated functions use themselves get a _ behind them. */
const char *rust_argument(struct arena *arena, const char *name);

/* The same for a member of a structure: padding has names, too. */
const char *rust_member(struct arena *arena, const char *name);

/* The same for what a dispatcher does with requests of a routine. */
const char *rust_stub(struct arena *arena, const char *name);

#endif
