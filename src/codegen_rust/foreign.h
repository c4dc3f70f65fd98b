/*
 * C and Rust in one program: what Rust is told of C's functions, and C of Rust's. One function
 * writes one kind of file to the end of an output; what cannot be written is found before, by
 * functions that check.
 */
#ifndef MIGC_CODEGEN_RUST_FOREIGN_H
#define MIGC_CODEGEN_RUST_FOREIGN_H

#include "diag/diag.h"
#include "model/model.h"
#include "support/outputs.h"

#include <stdbool.h>
#include <stddef.h>

/* What a shim exports to C. */
enum rust_export {
	RUST_EXPORT_DEMUX = 1 << 0,     /* the demultiplexer and its table */
	RUST_EXPORT_FUNCTIONS = 1 << 1, /* the functions that a demultiplexer in C calls */
	RUST_EXPORT_USER = 1 << 2,      /* the user stubs */
};

struct rust_foreign_options {
	unsigned exports;        /* enum rust_export */
	const char *name_suffix; /* as in struct c_options; NULL: none */
	/* The targets of the module that a shim goes with; none: it is for one target. */
	const char *const *targets;
	size_t target_count;
};

/* S_sys.rs: declarations of the user stubs and the demultiplexer that migc writes in C. */
void rust_sys_file(struct output *output, const struct model *model,
	const struct rust_foreign_options *options);

/* S_shim.rs: what Rust exports; and S_shim.h, which declares the server object. */
void rust_shim_file(struct output *output, const struct model *model,
	const struct rust_foreign_options *options);
void rust_shim_header(struct output *output, const struct model *model,
	const struct rust_foreign_options *options);

/* Reports what of the routines these files cannot declare; true: nothing. */
bool rust_check_sys(struct diag *diag, const struct model *model);
bool rust_check_shim(
	struct diag *diag, const struct model *model, const struct rust_foreign_options *options);

#endif
