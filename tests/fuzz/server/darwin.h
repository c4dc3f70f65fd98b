/* What the fuzzed server of darwin.defs and the target share. */
#ifndef MIGC_TESTS_FUZZ_DARWIN_H
#define MIGC_TESTS_FUZZ_DARWIN_H

#include <stdio.h>
#include <stdlib.h>

/* How many functions were called for the request, and the byte by which they choose an answer. */
extern int darwin_calls;
extern unsigned char darwin_answer;

#define darwin_require(condition)                                                       \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

#endif
