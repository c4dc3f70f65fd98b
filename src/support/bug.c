/* bug() and out_of_memory(): see bug.h. */
#include "support/bug.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void bug_at(const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "migc: internal error at %s:%d: ", file, line);
	vfprintf(stderr, format, args);
	fputs("\nThis is a bug in migc; please report it with the input that shows it.\n", stderr);
	va_end(args);
	abort();
}

void out_of_memory(void)
{
	fputs("migc: out of memory\n", stderr);
	exit(2);
}
