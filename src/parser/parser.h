/* From text to statements. */
#ifndef MIGC_PARSER_PARSER_H
#define MIGC_PARSER_PARSER_H

#include "diag/diag.h"
#include "diag/text.h"
#include "lexer/dialect.h"
#include "parser/ast.h"
#include "support/arena.h"
#include "support/str.h"

#include <stdbool.h>

struct parse_options {
	enum dialect dialect;
	bool is_prelude; /* mark the statements so */
};

/*
 * Parses a whole text. Always returns a file: the statements that could be read, whatever was
 * reported about the others (diag->error_count tells). The characters of the text are unchanged
 * afterwards, but may have moved.
 */
struct ast_file *parse_text(struct arena *arena, struct intern *intern, struct diag *diag,
	struct source_text *text, struct parse_options options);

#endif
