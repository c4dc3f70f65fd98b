/* NDR messages as text on standard error. */
#ifndef MIGRT_NDR_TRACE_H
#define MIGRT_NDR_TRACE_H

#include "core/trace.h"

#include <mach/message.h>

/* Prints a message as its sender or receiver has it. verb: what happens to it. */
void mr_ndr_trace(enum migrt_trace trace, const char *verb, const mach_msg_header_t *msg,
	mach_msg_size_t size_bytes);

void mr_ndr_trace_error(const char *verb, mach_msg_return_t error);

#endif
