/* Messages as text on standard error. */
#ifndef MIGRT_BOTH_TRACE_H
#define MIGRT_BOTH_TRACE_H

#include "both/both.h"
#include "core/trace.h"

/* Prints a message as its sender or receiver has it. verb: what happens to it. */
void mr_trace(enum migrt_trace trace, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes) MR_BIND(trace);

void mr_trace_error(const char *verb, mach_msg_return_t error) MR_BIND(trace_error);

/* Prints what came, or why nothing did. */
void mr_trace_receive(enum migrt_trace trace, const mach_msg_header_t *msg,
	mach_msg_return_t result) MR_BIND(trace_receive);

/* ---- What a dialect's body looks like (typed/trace.c, ndr/trace.c) ---- */

/* In the line of a message: an item, and what is behind the last, with separator in front. */
void mr_trace_item(FILE *out, const struct mr_item *item) MR_BIND(trace_item);
void mr_trace_rest(FILE *out, const char *separator, enum mr_step last_step, size_t left_bytes)
	MR_BIND(trace_rest);

/* In rows. The cursor is at the first item. */
void mr_trace_body(FILE *out, const mach_msg_header_t *msg, struct mr_cursor cursor)
	MR_BIND(trace_body);

#endif
