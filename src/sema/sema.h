/*
 * From what was written (parser/ast.h) to what it means (model/model.h). The passes are listed in
 * sema_run(); each reports all it can and later ones rely on what earlier ones established.
 */
#ifndef MIGC_SEMA_SEMA_H
#define MIGC_SEMA_SEMA_H

#include "diag/diag.h"
#include "lexer/dialect.h"
#include "model/model.h"
#include "parser/ast.h"
#include "support/str.h"

struct sema_options {
	enum dialect dialect;
	const char *target;         /* a name of abi_find() */
	bool shares_prototypes;     /* with the same interface on the typed wire */
	const char *source_base;    /* the input's name without folder */
	const char *prefix;         /* -prefix: before all function names; "" by default */
	const char *support_prefix; /* -subrprefix: before runtime functions; "" by default */
	struct arena *scratch; /* for what model_open() works out; freed by the caller after use */
};

/*
 * Builds the model of a file. prelude may be NULL. Returns NULL after an error, which was then
 * reported to diag.
 */
struct model *sema_run(struct arena *arena, struct intern *names, struct diag *diag,
	const struct sema_options *options, const struct ast_file *prelude,
	const struct ast_file *file);

/* The text of the prelude of migc's own mode: the standard names as declarations. */
const char *sema_prelude(void);

#endif
