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
 * would have the same one are reported. So are annotations in doc comments that say nothing.
 */
bool rust_check_names(struct arena *arena, struct diag *diag, const struct model *model);

/* One of several targets of a module, and where its differences are reported. */
struct rust_target {
	const struct model *model;
	struct diag *diag;
};

/* Whether one module can serve all of these targets; what differs is reported. */
bool rust_check_targets(struct arena *arena, const struct rust_target *targets, size_t count);

/*
 * S.rs: `pub mod s` with the messages, the client's functions and the server's trait, for one
 * target or, if rust_check_targets() finds that they agree, for several.
 */
void rust_file(struct output *output, const struct model *const *models, size_t count);

#endif
