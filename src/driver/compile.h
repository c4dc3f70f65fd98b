/*
 * One compilation as a library call, from a file's name to its model. Nothing here ends the
 * program, looks at the environment or knows of command lines; what there is to say goes to the
 * sink.
 *
 *	struct compile c;
 *	compile_init(&c, sink, context);
 *	if (compile_run(&c, &options) == COMPILE_DONE)
 *		... c.model ...
 *	compile_free(&c);
 *
 * The three steps may also be taken one by one, for what lies between them.
 */
#ifndef MIGC_DRIVER_COMPILE_H
#define MIGC_DRIVER_COMPILE_H

#include "diag/diag.h"
#include "diag/text.h"
#include "lexer/dialect.h"
#include "model/model.h"
#include "parser/ast.h"
#include "preprocess/preprocess.h"
#include "support/arena.h"
#include "support/buf.h"
#include "support/str.h"
#include "support/vec.h"

#include <stdbool.h>

enum compile_input {
	COMPILE_BUILT_IN,     /* preprocess the files */
	COMPILE_EXTERNAL,     /* run a command that does so */
	COMPILE_PREPROCESSED, /* somebody has done so: the first file is read as it is */
	COMPILE_BYTES,        /* likewise, for text in memory */
};

/* Everything is borrowed until compile_free(). */
struct compile_options {
	enum dialect dialect;
	const char *target;                  /* a name of abi_find() */
	bool with_prelude;                   /* migc's own mode */
	bool shares_prototypes;              /* another target of the same run has the other wire */
	const char *prefix, *support_prefix; /* "" by default */

	enum compile_input input;
	VEC(const char *) paths;      /* become one text; "-" is standard input */
	struct str bytes;             /* BYTES */
	struct pp_options preprocess; /* BUILT_IN */
	struct pp_words command;      /* EXTERNAL: with all its words */
};

enum compile_result {
	COMPILE_DONE,
	COMPILE_BAD_INPUT, /* errors were reported */
	COMPILE_FAILED,    /* a file or program is missing or out of order; reported too */
};

struct compile {
	struct arena arena;
	struct arena scratch; /* of the routine that model_open() gave last */
	struct source_map sources;
	struct diag diag;
	struct intern names;
	diag_sink *sink;
	void *sink_context;
	bool is_failed; /* something outside the input was wrong */

	struct buf bytes; /* what was read or what the command printed */
	struct pp *pp;    /* BUILT_IN */
	struct source_text text;
	struct ast_file *ast;
	struct model *model;
};

void compile_init(struct compile *compile, diag_sink *sink, void *sink_context);

enum compile_result compile_preprocess(
	struct compile *compile, const struct compile_options *options);
enum compile_result compile_parse(struct compile *compile, const struct compile_options *options);
enum compile_result compile_analyse(struct compile *compile, const struct compile_options *options);

/*
 * All three. Goes on after errors as long as that gives no errors that only follow from them.
 */
enum compile_result compile_run(struct compile *compile, const struct compile_options *options);

/* Reports a failure outside the input: the command then fails, whatever else happens. */
#define compile_fail(compile, ...)                          \
	do {                                                \
		(compile)->is_failed = true;                \
		diag_report(&(compile)->diag, __VA_ARGS__); \
	} while (0)

/* What the run comes to so far. */
enum compile_result compile_result(const struct compile *compile);

/* Every file that was read, the main one first; not the standard input. In the arena. */
struct pp_dependencies compile_dependencies(
	struct compile *compile, const struct compile_options *options);

void compile_free(struct compile *compile);

#endif
