/* Files that are written for C's sake, by the writer of the other Rust files. */
#ifndef MIGC_CODEGEN_RUST_WRITE_H
#define MIGC_CODEGEN_RUST_WRITE_H

#include "codegen_rust/internal.h"
#include "support/outputs.h"

void foreign_begin(struct writer *w, struct output *output, const struct model *model);
void foreign_end(struct writer *w, struct output *output);

/* Opens a routine with its parameters only, and forgets the texts of the last one. */
void foreign_open(struct writer *w, const struct routine *routine, unsigned parts);

/* The first line: where the file comes from. */
void foreign_comment(struct writer *w);

/* A doc comment of the interface behind a first line of our own: a paragraph. */
void foreign_doc(struct writer *w, const char *doc);

#endif
