/*
 * Diagnostics: what migc has to say about its input. Every condition has a number that is never
 * used for anything else (catalogue.def, docs/errors/), a name for -W options, and a text.
 *
 * A report goes to a callback with its notes, complete; the renderers (render.h) are such
 * callbacks' helpers. Errors are counted; warnings are never hidden by an earlier error.
 */
#ifndef MIGC_DIAG_DIAG_H
#define MIGC_DIAG_DIAG_H

#include "diag/source.h"
#include "support/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum diag_id {
#define DIAG(number, severity, name, text) DIAG_##name,
#include "diag/catalogue.def"
#undef DIAG
	DIAG_COUNT
};

enum diag_severity {
	DIAG_IGNORED,
	DIAG_WARNING,
	DIAG_ERROR,
};

/* One entry of the catalogue. */
struct diag_entry {
	unsigned number;
	enum diag_severity severity; /* by default */
	bool is_warning;  /* may be switched by -W; off by default if severity is DIAG_IGNORED */
	const char *name; /* with '-' between words */
	const char *text; /* {1}, {2}.. are the arguments */
};

struct diag_note {
	struct src_span at; /* begin 0: no place */
	const char *message;
};

struct diagnostic {
	enum diag_id id;
	enum diag_severity severity; /* after options */
	struct src_span at;          /* begin 0: about the whole run */
	const char *message;
	VEC(struct diag_note) notes;
};

typedef void diag_sink(void *context, const struct diagnostic *diagnostic);

/* A hostile input gets no more warnings than these; memory and output stay small. */
enum { DIAG_WARNINGS_MAX = 1000 };

struct diag {
	struct arena *arena;
	struct source_map *sources;
	diag_sink *sink;
	void *sink_context;
	enum diag_severity severity[DIAG_COUNT]; /* after options */
	bool warnings_are_errors;
	bool stays_warning[DIAG_COUNT]; /* even then */
	bool is_quiet;                  /* drop warnings */
	unsigned error_limit;           /* 0: none */
	unsigned error_count;
	unsigned warning_count;
	struct diagnostic *open; /* the report that notes may still join */
};

/* Defaults of the catalogue, limit of 20 errors. */
void diag_init(struct diag *diag, struct arena *arena, struct source_map *sources, diag_sink *sink,
	void *sink_context);

const struct diag_entry *diag_entry(enum diag_id id);

/* Takes every report from now on without a word, errors too. */
void diag_silence(struct diag *diag);

/* Finds a warning by the name that -W takes. Returns DIAG_COUNT if there is none. */
enum diag_id diag_find_warning(struct str name);

/* Handles the text behind -W: NAME, no-NAME, error, error=NAME, no-error,
 * no-error=NAME, all, everything. False: unknown. */
bool diag_set_option(struct diag *diag, struct str option);

/*
 * Reports a condition at a span. The further arguments are strings, one for each hole of the text:
 *	diag_report(diag, DIAG_unknown_type, name->at, name->text);
 */
#define diag_report(diag, ...) diag_report_va((diag), __VA_ARGS__, (const char *)NULL)
void diag_report_va(struct diag *diag, enum diag_id id, struct src_span at, ...)
	__attribute__((sentinel));

/* Adds a note to the last report (nothing if that one was switched off). */
void diag_note(struct diag *diag, struct src_span at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Hands the last report to the sink. Called by the next report too. */
void diag_flush(struct diag *diag);

/* Whether the limit of errors was reached: stop working on the input. */
bool diag_is_full(const struct diag *diag);

#endif
