/*
 * Preprocessed text: what the lexer reads, whether the built-in preprocessor, an external one or
 * nobody made it. The characters stand in one buffer; `origins` says where each came from.
 */
#ifndef MIGC_PREPROCESS_TEXT_H
#define MIGC_PREPROCESS_TEXT_H

#include "diag/source.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stddef.h>

/* From this offset of the text on, places count up from `loc`, until the next origin. */
struct pp_origin {
	uint32_t offset;
	src_loc loc; /* a place in a file, counted up byte by byte; or a macro token, not counted */
};

/* A comment that documents what follows it, its text without delimiters and leading stars. */
struct pp_doc {
	uint32_t offset; /* of the text behind the comment */
	const char *text;
};

struct pp_text {
	struct buf text; /* with two NUL bytes behind the last character, not counted in its size */
	VEC(struct pp_origin) origins; /* by rising offset; none: nothing but ends */
	VEC(struct pp_doc) docs; /* by rising offset */
	src_loc end; /* the place of the end of the input */
};

/* The place of the character at an offset; the place of the end for offsets beyond. */
src_loc pp_text_loc(const struct pp_text *text, size_t offset);

void pp_text_free(struct pp_text *text);

#endif
