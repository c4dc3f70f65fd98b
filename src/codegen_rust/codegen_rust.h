/*
 * The Rust back end: one file with one module from a frozen model, for both wires. What it writes
 * relies on the crate mach_r (rust/mach_r) and holds no unsafe code.
 */
#ifndef MIGC_CODEGEN_RUST_CODEGEN_RUST_H
#define MIGC_CODEGEN_RUST_CODEGEN_RUST_H

#include "diag/diag.h"
#include "model/model.h"
#include "support/outputs.h"

#include <stdbool.h>

/*
 * Whether all names of the interface have a Rust form of their own: routines and structures that
 * would have the same one are reported.
 */
bool rust_check_names(struct arena *arena, struct diag *diag, const struct model *model);

/* S.rs: `pub mod s` with the messages, the client's functions and the server's trait. */
void rust_file(struct output *output, const struct model *model);

#endif
