/*
 * The part of printf that nearly all texts of migc use, several times faster than the C library's:
 * texts are built by the thousand for each file written.
 */
#ifndef MIGC_SUPPORT_FORMAT_H
#define MIGC_SUPPORT_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* What format_simple() returns when the C library has to do it. */
#define FORMAT_REFUSED ((size_t)-1)

/*
 * Writes at most `room` bytes, the closing NUL included, and returns the length without it.
 * Knows %s %.*s %c %d %u %lu %llu %zu and %%; refuses anything else, and a text that is too long.
 * `args` are used up either way: hand over a copy.
 */
size_t format_simple(char *to, size_t room, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
