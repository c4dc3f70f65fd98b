/* What the unit tests share: CMocka, and a bench that collects diagnostics as short text. */
#ifndef MIGC_TESTS_UNIT_HELPER_H
#define MIGC_TESTS_UNIT_HELPER_H

/* CMocka's header wants these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diag/diag.h"
#include "diag/text.h"
#include "support/buf.h"
#include "support/str.h"

struct bench {
	struct arena arena;
	struct intern names;
	struct source_map sources;
	struct diag diag;
	struct source_text text;
	struct buf reports; /* LINE:COLUMN+LENGTH SEVERITY Mnnnn MESSAGE, notes behind with '-' */
	struct buf out;
};

void bench_init(struct bench *b);
void bench_free(struct bench *b);

/* A test whose *state is a bench of its own. */
#define BENCH_TEST(function) \
	cmocka_unit_test_setup_teardown(function, bench_set_up, bench_tear_down)
int bench_set_up(void **state);
int bench_tear_down(void **state);

/* Adds an input named "in.defs" and makes its characters the text, each from where it stands. */
struct source_file *bench_text(struct bench *b, const char *content);
struct source_file *bench_text_n(struct bench *b, const char *content, size_t n);

/* The reports up to now, the last one complete. */
const char *bench_reports(struct bench *b);

#endif
