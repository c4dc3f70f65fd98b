/*
 * Breaking lines as rustfmt does with its default settings: what is written here is what it would
 * leave as it is.
 */
#ifndef MIGC_CODEGEN_RUST_LINES_H
#define MIGC_CODEGEN_RUST_LINES_H

#include "support/buf.h"

#include <stddef.h>

/*
 * Adds text whose statements, signatures and fields stand on one line each, with the lines broken
 * that are too long, or hold a list that is too long to stand on one.
 */
void lines_break(struct buf *out, const char *text, size_t text_bytes);

#endif
