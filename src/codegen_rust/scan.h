/* Finding one's way in Rust that stands on one line: brackets, items of lists, links of chains. */
#ifndef MIGC_CODEGEN_RUST_SCAN_H
#define MIGC_CODEGEN_RUST_SCAN_H

#include "support/str.h"

#include <stdbool.h>
#include <stddef.h>

struct str part_of(struct str text, size_t begin, size_t end);
struct str str_trimmed(struct str text);

bool is_name_part(char c);
bool is_opening(char c);
bool is_closing(char c);

/* The bracket that closes the one at `open`, or the end. */
size_t matching_bracket(struct str text, size_t open);

/* Where these characters stand outside of brackets, or the end. */
size_t find_outside(struct str text, size_t from, const char *word);

/* The end of the item that begins at `at`: a comma outside of brackets, or the end. */
size_t item_end(struct str text, size_t at);

/* ---- Expressions ---- */

/* An expression without '&' and the like before it. */
struct str without_prefixes(struct str text);

/* The operator that binds least, with its blanks; NULL: there is none. */
const char *operator_of(struct str text);
bool has_operator(struct str text);

bool is_closure(struct str text);
bool is_chain(struct str text);
bool is_call(struct str text);

/* The end of a path with its arguments of types. */
size_t path_end(struct str text, size_t at);

/* What rustfmt takes for the length of a path: "::" before arguments of types at its end is left
 * out. */
size_t path_columns(struct str path);

/* The end of what a chain begins with: a name, a call, a structure, something in brackets. */
size_t primary_end(struct str text);

/* The end of the link that begins with the '.' at `at`. */
size_t link_end(struct str text, size_t at);

/* How many '?' are at its end. */
size_t question_count(struct str text);

#endif
