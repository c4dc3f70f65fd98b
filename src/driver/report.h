/* What is said to the user: diagnostics, mistakes on the command line, printed results. */
#ifndef MIGC_DRIVER_REPORT_H
#define MIGC_DRIVER_REPORT_H

#include "diag/diag.h"
#include "support/arena.h"
#include "support/buf.h"
#include "support/map.h"
#include "support/str.h"

#include <stdbool.h>

enum report_form {
	REPORT_TEXT,  /* FILE:LINE:COLUMN: error: TEXT */
	REPORT_APPLE, /* "FILE", line LINE: TEXT */
	REPORT_JSON,
};

/* What was said already: of several targets most diagnostics are the same. */
struct report_seen {
	struct arena arena;
	struct intern texts;
	struct map map;
};

/* The context of report_diagnostic(). */
struct report {
	const struct source_map *sources;
	enum report_form form;
	struct report_seen *seen; /* or NULL: print everything */
};

/* A sink that prints each diagnostic on standard error. */
void report_diagnostic(void *context, const struct diagnostic *diagnostic);

/* Says what is wrong with the command line or the machine, in one line on standard error. */
void report_error(const char *program, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void report_warning(const char *program, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes all of it to standard output. Reports and returns false if that cannot be done. */
bool report_print(const char *program, const struct buf *text);

#endif
