/* The texts of return codes. */
#ifndef MIGRT_BOTH_ERROR_H
#define MIGRT_BOTH_ERROR_H

#include "both/both.h"

struct mr_error_text {
	mach_error_t code;
	const char *text;
};

#define MR_ERROR_TEXT(name, text)     \
	{                             \
		name, #name ": " text \
	}

/* Those that a set has of its own; the last has no text. */
extern const struct mr_error_text mr_error_texts[] MR_BIND(error_texts);

/* The text of a code that is not among them. */
const char *mr_error_string_else(mach_error_t error) MR_BIND(error_string_else);

#endif
