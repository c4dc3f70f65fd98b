/* Response files: words of a command line that stand in a file. */
#ifndef MIGC_DRIVER_RESPONSE_H
#define MIGC_DRIVER_RESPONSE_H

#include "driver/options.h"
#include "support/arena.h"

#include <stdbool.h>

/*
 * Puts the words of FILE in the place of each word @FILE. Words are separated by blanks and
 * newlines; quotes and backslashes keep them together as in a shell. Response files may name
 * others. Reports and returns false if one cannot be read.
 */
bool response_expand(struct arena *arena, const char *program, struct words *words);

#endif
