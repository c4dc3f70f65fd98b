/* Rules for make that say which files an output was made of. */
#ifndef MIGC_DRIVER_DEPFILE_H
#define MIGC_DRIVER_DEPFILE_H

#include "preprocess/preprocess.h"
#include "support/arena.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stdbool.h>

struct depfile_target {
	const char *text;
	bool is_raw; /* -MT: as given, without quoting */
};

struct depfile_options {
	bool is_wanted;
	bool without_system_files;          /* -MMD */
	bool with_phony_targets;            /* -MP */
	const char *path;                   /* -MF, or NULL */
	VEC(struct depfile_target) targets; /* -MT, -MQ: instead of the outputs */
};

/*
 * Appends TARGETS: FILES in Make's syntax, the main file first and the others sorted, each once.
 * Devices and the standard input are left out.
 */
void depfile_write(struct buf *out, struct arena *arena, const struct depfile_options *options,
	const struct pp_dependencies *dependencies);

#endif
