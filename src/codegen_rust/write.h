/* A Rust file that is being written for C's sake. */
#ifndef MIGC_CODEGEN_RUST_WRITE_H
#define MIGC_CODEGEN_RUST_WRITE_H

#include "model/model.h"
#include "support/arena.h"
#include "support/emit.h"
#include "support/outputs.h"

struct rust_writer {
	struct emitter e;
	struct arena scratch; /* texts of one routine */
	struct arena names;   /* texts of the file */
	struct output *output;
	const struct model *model;
	const struct routine *routine; /* the open one */
};

void rust_begin(struct rust_writer *w, struct output *output, const struct model *model);
void rust_end(struct rust_writer *w);

/* Opens a routine with these parts (enum routine_parts), and forgets the texts of the last one. */
void rust_open(struct rust_writer *w, const struct routine *routine, unsigned parts);

/* "ArrayTest" of "array_test". */
const char *rust_camel(struct arena *arena, const char *name);

/* The first line: where the file comes from. */
void rust_file_comment(struct rust_writer *w);

/* A doc comment of the interface behind a first line of our own: a paragraph. */
void rust_doc_rest(struct rust_writer *w, const char *doc);

/* The module of mach_r::wire that has a target's messages. */
const char *rust_wire_module(const struct abi *abi);

#endif
