/* What the server functions know of the message that is being served. */
#ifndef MIGC_TESTS_FUZZ_FUNCTIONS_H
#define MIGC_TESTS_FUZZ_FUNCTIONS_H

#include <mach/mig_errors.h>

/* The request, and a byte by which functions choose what to answer. */
extern const mach_msg_header_t *request_now;
extern unsigned char answer_now;

/* How many functions were called. */
extern int calls_now;

#endif
