/* Diagnostics as text for people and as JSON for programs. */
#ifndef MIGC_DIAG_RENDER_H
#define MIGC_DIAG_RENDER_H

#include "diag/diag.h"
#include "support/buf.h"

/*
 * Appends
 *	FILE:LINE:COLUMN: error: MESSAGE [M0123]
 *	   12 | the source line
 *	      |     ^~~~
 * with the includes that lead there before it and the notes, each with its own line, behind.
 */
void render_text(struct buf *out, const struct source_map *sources, const struct diagnostic *d);

/*
 * The same with the first line as Apple's MIG has it, where LINE is the place's own:
 *	"FILE", line LINE: warning: MESSAGE [M0123, -Wname]
 *	"FILE", line LINE: MESSAGE [M0123]
 *	mig: fatal: MESSAGE [M0003]                       about the whole run
 */
void render_apple(struct buf *out, const struct source_map *sources, const struct diagnostic *d);

/*
 * Appends one line of JSON (docs/diagnostics.md describes the members). Bytes that are not UTF-8
 * come out as U+FFFD.
 */
void render_json(struct buf *out, const struct source_map *sources, const struct diagnostic *d);

#endif
