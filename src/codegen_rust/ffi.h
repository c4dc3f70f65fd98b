/* Types of C's functions, as Rust declares them. */
#ifndef MIGC_CODEGEN_RUST_FFI_H
#define MIGC_CODEGEN_RUST_FFI_H

#include "model/model.h"
#include "support/arena.h"

#include <stdbool.h>

/* The type of a parameter. Named structures stand with their names, which the file declares. */
const char *ffi_param_type(struct arena *arena, const struct param *param);

/* The type of a value in memory: of a scalar, an array, a structure. */
const char *ffi_value_type(struct arena *arena, const struct type *type);

/* The structure that a type names, which has to be declared; NULL: it is none. */
const struct type *ffi_structure(const struct type *type);

/* The one element of an array type, or the type itself. */
const struct type *ffi_element(const struct type *type);

/* What keeps Rust from declaring a parameter; NULL: nothing. */
const char *ffi_param_problem(const struct param *param);

#endif
