/* The tree and the tokens as text, for --dump=ast and --dump=tokens and for golden tests. */
#ifndef MIGC_PARSER_AST_DUMP_H
#define MIGC_PARSER_AST_DUMP_H

#include "diag/diag.h"
#include "diag/text.h"
#include "lexer/dialect.h"
#include "parser/ast.h"
#include "support/buf.h"
#include "support/str.h"

/*
 * Appends one line for each node: its place as LINE:COLUMN, an indentation, what it is. Files are
 * named where they change.
 */
void ast_dump(struct buf *out, const struct source_map *sources, const struct ast_file *file);

/* Appends one line for each token: its place, its kind, its value. */
void tokens_dump(struct buf *out, struct intern *intern, struct diag *diag,
	struct source_text *text, enum dialect dialect);

#endif
