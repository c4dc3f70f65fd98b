/* What is said to the user: diagnostics, mistakes on the command line, printed results. */
#ifndef MIGC_DRIVER_REPORT_H
#define MIGC_DRIVER_REPORT_H

#include "diag/diag.h"
#include "support/buf.h"

#include <stdbool.h>

/* The context of report_diagnostic(). */
struct report {
	const struct source_map *sources;
	bool is_json;
};

/* A sink that prints each diagnostic on standard error. */
void report_diagnostic(void *context, const struct diagnostic *diagnostic);

/* Says what is wrong with the command line or the machine, in one line on standard error. */
void report_error(const char *program, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes all of it to standard output. Reports and returns false if that cannot be done. */
bool report_print(const char *program, const struct buf *text);

#endif
