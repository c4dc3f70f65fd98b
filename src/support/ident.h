/* Identifiers of the languages that migc writes: validity, keywords, case. */
#ifndef MIGC_SUPPORT_IDENT_H
#define MIGC_SUPPORT_IDENT_H

#include "support/arena.h"
#include "support/str.h"

#include <stdbool.h>

/* [A-Za-z_][A-Za-z_0-9]* */
bool ident_is_valid(struct str s);

/* Keywords of C11, and of C++17 beyond them. */
bool ident_is_c_keyword(const char *name);
bool ident_is_cxx_keyword(const char *name);

/* The name in capitals, in the arena. ASCII only; locale does not matter. */
char *ident_upper(struct arena *arena, const char *name);

bool ident_is_start(char c);
bool ident_is_part(char c);

#endif
