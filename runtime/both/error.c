/* mach_error_string and mach_error. */
#include "both/error.h"

#include <stdio.h>

const char *mach_error_string(mach_error_t error)
{
	const struct mr_error_text *entry;

	for (entry = mr_error_texts; entry->text; entry++) {
		if (entry->code == error)
			return entry->text;
	}
	return mr_error_string_else(error);
}

void mach_error(const char *message, mach_error_t error)
{
	fprintf(stderr, "%s: %s (%d)\n", message, mach_error_string(error), error);
}
