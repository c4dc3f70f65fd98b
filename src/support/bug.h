/*
 * The two ways in which migc gives up at once: a mistake of its own, and an empty machine.
 * Everything else is a diagnostic (diag/) or an error value.
 */
#ifndef MIGC_SUPPORT_BUG_H
#define MIGC_SUPPORT_BUG_H

/* Reports a broken invariant of migc itself with its place in our source, and aborts. */
#define bug(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

/* Aborts through bug() if COND is false; stays in release builds. */
#define check(cond)                                     \
	do {                                            \
		if (!(cond))                            \
			bug("check failed: %s", #cond); \
	} while (0)

_Noreturn void bug_at(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says that memory ran out and ends the program with status 2 (an environment failure). */
_Noreturn void out_of_memory(void);

#endif
