/* Return codes as text. */
#ifndef MIGRT_NDR_MACH_MACH_ERROR_H
#define MIGRT_NDR_MACH_MACH_ERROR_H

#include <mach/error.h>
#include <mach/migrt_bind.h>

MIGRT_BEGIN_DECLS

/*
 * A text for a KERN_*, MACH_SEND_*, MACH_RCV_* or MIG_* code: its name and what it means. "unknown
 * error code" for all others. The text is constant and stays valid. Thread-safe.
 */
extern const char *mach_error_string(mach_error_t error) MIGRT_BIND(mach_error_string);

/* Prints message, the text and the number on standard error, as one line. Thread-safe. */
extern void mach_error(const char *message, mach_error_t error) MIGRT_BIND(mach_error);

MIGRT_END_DECLS

#endif
