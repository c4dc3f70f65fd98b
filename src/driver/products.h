/*
 * What a compilation writes: which kinds of files, under which names, and by which back end.
 */
#ifndef MIGC_DRIVER_PRODUCTS_H
#define MIGC_DRIVER_PRODUCTS_H

#include "codegen_c/codegen_c.h"
#include "codegen_rust/codegen_rust.h"
#include "codegen_rust/foreign.h"
#include "diag/diag.h"
#include "model/model.h"
#include "support/arena.h"
#include "support/outputs.h"
#include "support/str.h"
#include "support/vec.h"

#include <stdbool.h>

enum product {
#define PRODUCT(kind, name, suffix) PRODUCT_##kind,
#include "driver/products.def"
#undef PRODUCT
	PRODUCT_COUNT
};

#define PRODUCT_BIT(kind) (1u << PRODUCT_##kind)

/* What the command line asks for. */
struct product_request {
	unsigned kinds; /* PRODUCT_BIT()s */
	const char
		*paths[PRODUCT_COUNT]; /* as given; NULL: by the subsystem's name in the folder */
	const char *folder;            /* "" or -o */
	const char *per_routine;       /* the user stubs go to files of this prefix; or NULL */
	/* The user file includes the user header also when another run writes that header. */
	bool header_by_default;
	/* The server file includes the server header, if that is asked for. */
	bool server_includes_header;
	/* What the back end is told, except the names of headers. */
	struct c_options c;
	unsigned shim_exports; /* enum rust_export; 0: the demultiplexer */
	/* Of a Rust module for several, which its shims go with; see struct rust_foreign_options.
	 */
	const char *const *rust_targets;
	size_t rust_target_count;
	struct str prologue;            /* text before each C file and header */
	VEC(const char *) add_includes; /* then these, with their quotes or brackets */

	/* With several targets: the one that goes into the names of files, or NULL. */
	const char *target;
	/* With several targets in one file: what a compiler says of this one, and of any. */
	const char *condition, *any_condition;
};

struct product_file {
	enum product kind;
	const char *path;
	const struct routine *routine; /* of a file for one routine, else NULL */
};

struct product_list {
	VEC(struct product_file) files;
};

/* The name of a kind as --emit takes it. */
const char *product_name(enum product kind);

/* Lists the files that the request means for this subsystem. */
struct product_list products_plan(
	struct arena *arena, const struct model *model, const struct product_request *request);

/* Whether all of them can be written; what cannot is reported. */
bool products_check(struct arena *arena, struct diag *diag, const struct model *model,
	const struct product_list *list, const struct product_request *request);

/*
 * With several targets, the Rust module is one file for all of them, whose list is that of the
 * first. False: they do not agree, which was reported.
 */
bool products_write_shared(struct outputs *outputs, const struct product_list *list,
	const struct rust_target *targets, size_t count);

/*
 * Writes all others into new outputs; with a condition, behind the text that the targets before
 * wrote into files of the same names.
 */
void products_write(struct outputs *outputs, const struct model *model,
	const struct product_list *list, const struct product_request *request);

#endif
