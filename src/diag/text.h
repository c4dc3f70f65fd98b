/*
 * Text that knows where it was written: what the preprocessor makes and the lexer reads. The
 * characters stand in one buffer; `origins` says where each of them came from.
 */
#ifndef MIGC_DIAG_TEXT_H
#define MIGC_DIAG_TEXT_H

#include "diag/source.h"
#include "support/buf.h"
#include "support/vec.h"

#include <stddef.h>

/*
 * From this offset of the text on, characters come from `loc`, until the next origin. A place in a
 * file counts up byte by byte; a macro token stays the same for all its characters.
 */
struct text_origin {
	uint32_t offset;
	src_loc loc;
};

/* A doc comment, its text without delimiters and leading stars, and what follows it. */
struct text_doc {
	uint32_t offset; /* of the text behind the comment */
	const char *text;
};

struct source_text {
	struct buf text;
	VEC(struct text_origin) origins; /* by rising offset, the first at 0 */
	VEC(struct text_doc) docs;       /* by rising offset */
	src_loc end;                     /* the place of the end of the input */
};

/* Says where the characters added next come from, unless that follows from the last origin. */
void text_add_origin(struct arena *arena, struct source_text *text, src_loc loc);

/* The place of the character at an offset; `end` for offsets behind the last. */
src_loc text_loc(const struct source_text *text, size_t offset);

/* Releases the characters; origins and docs belong to the arena. */
void text_free(struct source_text *text);

#endif
