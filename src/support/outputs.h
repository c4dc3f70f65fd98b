/*
 * The files that a run writes. They are built in memory (long ones spill into an unnamed file
 * beside the target) and appear all together in outputs_commit(); until then, and after an error,
 * nothing of them is to be seen in the file system, whatever ends the program.
 */
#ifndef MIGC_SUPPORT_OUTPUTS_H
#define MIGC_SUPPORT_OUTPUTS_H

#include "support/arena.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stdbool.h>

struct output {
	const char *path;      /* "-": standard output */
	struct buf text;       /* what is not spilled yet */
	int spill_fd;          /* -1: nothing spilled */
	int spill_error;       /* errno of the first failure to spill */
	const char *temporary; /* set while outputs_commit() runs */
};

struct outputs {
	struct arena *arena;
	VEC(struct output *) files;
	bool write_if_changed; /* leave files alone whose content would be the same */
};

/* What went wrong: a system error with the path it concerns. */
struct outputs_error {
	const char *path;
	const char *action; /* "open", "write to", "rename" */
	int error;
};

void outputs_init(struct outputs *outputs, struct arena *arena);

/* Adds a file. The caller appends to `text` and calls output_spill() now and then. */
struct output *outputs_add(struct outputs *outputs, const char *path);

/* Moves the text to the unnamed file if there is much of it. Errors wait for the commit. */
void output_spill(struct output *output);

/*
 * Writes everything: regular files through a temporary beside them and a rename, other targets
 * (devices, pipes) straight. On failure removes what can be removed, fills *error and returns
 * false. Signals that end a program wait until it is through.
 */
bool outputs_commit(struct outputs *outputs, struct outputs_error *error);

/* Releases buffers and descriptors; drops everything that was not committed. */
void outputs_free(struct outputs *outputs);

#endif
