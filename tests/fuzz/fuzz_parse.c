/* Lexer and parser in each dialect; tokens and tree are printed as --dump does. */
#include "fuzz.h"

#include "parser/ast_dump.h"
#include "parser/parser.h"
#include "preprocess/preprocess.h"

#include <string.h>

static const enum dialect dialects[] = {DIALECT_NATIVE, DIALECT_GNU, DIALECT_APPLE};

/* The second choice. */
enum { DUMPS_TOKENS = 1, HAS_NO_LIMIT = 2, IS_PRELUDE = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct fuzz_input input = fuzz_split(bytes, size, 2);
	enum dialect dialect = dialects[input.choices[0] % 3];
	struct parse_options options = {dialect, (input.choices[1] & IS_PRELUDE) != 0};
	struct arena arena = {0};
	struct source_map sources;
	struct fuzz_sink sink = {.sources = &sources};
	struct source_text text = {0};
	struct buf dump = {0}, copy = {0};
	struct intern names;
	struct diag diag;

	source_map_init(&sources, &arena);
	intern_init(&names, &arena);
	diag_init(&diag, &arena, &sources, fuzz_render, &sink);
	if (input.choices[1] & HAS_NO_LIMIT)
		diag.error_limit = 0;
	pp_read_marked(&arena, &sources, &diag, FUZZ_MAIN_FILE, input.text,
		PP_SKIP_DEFINE | PP_SKIP_PRAGMA | PP_SKIP_OTHERS, &text);
	buf_add(&copy, buf_text(&text.text), text.text.size_bytes);
	if (input.choices[1] & DUMPS_TOKENS)
		tokens_dump(&dump, &names, &diag, &text, dialect);
	ast_dump(&dump, &sources, parse_text(&arena, &names, &diag, &text, options));
	diag_flush(&diag);
	fuzz_require(copy.size_bytes == text.text.size_bytes &&
		     memcmp(buf_text(&copy), buf_text(&text.text), copy.size_bytes) == 0);
	buf_free(&dump);
	buf_free(&copy);
	buf_free(&sink.text);
	text_free(&text);
	arena_free(&arena);
	return 0;
}
