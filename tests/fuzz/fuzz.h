/*
 * What the targets share. An input is a text, and behind it a few bytes that choose how it is
 * read; so any interface file is an input.
 */
#ifndef MIGC_TESTS_FUZZ_H
#define MIGC_TESTS_FUZZ_H

#include "diag/diag.h"
#include "support/buf.h"
#include "support/str.h"

#include <stddef.h>
#include <stdint.h>

enum { FUZZ_CHOICES_MAX = 3 };

struct fuzz_input {
	struct str text;
	unsigned char choices[FUZZ_CHOICES_MAX]; /* 0 where the input is too short */
};

struct fuzz_input fuzz_split(const uint8_t *bytes, size_t size, size_t choice_count);

/* The name under which file_read() gives the text of an input; other names are in files.c. */
#define FUZZ_MAIN_FILE "input.defs"

/* Borrowed until the next call. */
void fuzz_set_main_file(struct str text);

/* A sink for diagnostics that renders them both ways; its context is one of these. */
struct fuzz_sink {
	const struct source_map *sources;
	struct buf text;
	unsigned error_count;
};

void fuzz_render(void *context, const struct diagnostic *diagnostic);

/* Ends the program if something that must be true is not. */
#define fuzz_require(condition) \
	((condition) ? (void)0 : fuzz_failed(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_failed(const char *condition, const char *file, int line);

/* Of libFuzzer; run_files.c calls it too. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
