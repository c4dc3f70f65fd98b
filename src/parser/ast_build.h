/* One function for each production that makes a node; called by the grammar only. */
#ifndef MIGC_PARSER_AST_BUILD_H
#define MIGC_PARSER_AST_BUILD_H

#include "parser/parser_internal.h"

struct ast_name build_name(const char *text, struct parse_place at);

/* A soft word where a name stands; in a drop-in dialect the words are reserved. */
struct ast_name build_soft_name(struct parser *p, const char *text, struct parse_place at);

/* ---- Statements: the kinds that are made in one go, then those that grow ---- */

void build_add(struct parser *p, struct ast_statement *statement, struct parse_place at);

/* The same for one with an error behind it. If text was skipped, a type may be something else. */
void build_add_cut(struct parser *p, struct ast_statement *statement, struct parse_place at);

struct ast_statement *build_import(struct parser *p, enum ast_import_kind kind, const char *file);
struct ast_statement *build_rcsid(struct parser *p, const char *text);
struct ast_statement *build_prefix(
	struct parser *p, enum ast_prefix_kind kind, struct ast_name name);
struct ast_statement *build_skip(struct parser *p);
struct ast_statement *build_skip_count(
	struct parser *p, struct ast_number count, struct parse_place at);
struct ast_statement *build_option(struct parser *p, enum ast_option_kind kind);
struct ast_statement *build_option_word(
	struct parser *p, enum ast_option_kind kind, const char *word);
struct ast_statement *build_option_number(
	struct parser *p, enum ast_option_kind kind, struct ast_number number);
struct ast_statement *build_type_statement(struct parser *p, struct ast_named_type *type);

/* A declaration of which only the name could be read. */
struct ast_statement *build_broken_type(struct parser *p, struct ast_name name);

struct ast_statement *build_subsystem(struct parser *p);
void build_kernel_user(struct parser *p, struct ast_statement *subsystem, struct parse_place at);
void build_kernel_server(struct parser *p, struct ast_statement *subsystem, struct parse_place at);
struct ast_statement *build_subsystem_end(
	struct ast_statement *subsystem, struct ast_name name, struct ast_number base);

/* ---- Routines ---- */

struct ast_statement *build_routine(
	struct parser *p, bool is_simple, struct ast_name name, struct parse_place open);
void build_routine_argument(
	struct parser *p, struct ast_statement *routine, struct ast_argument *argument);

/* One with an error behind it: it counts only if no text was skipped. */
void build_routine_cut(
	struct parser *p, struct ast_statement *routine, struct ast_argument *argument);

/* Marks that an argument was lost. */
void build_routine_broken(struct ast_statement *routine);

/* A ')' with no argument before it: a ';' there is one too many. */
void build_routine_end(struct parser *p, const struct ast_statement *routine);

/* The ')' was read, or given up. */
void build_routine_close(struct parser *p);

/* The part behind the ':'; one of the two is NULL. */
struct ast_argument *build_argument(
	struct parser *p, const struct ast_type *type, const struct ast_named_type *declared);
void build_argument_head(struct ast_argument *argument, enum ast_direction direction,
	struct parse_place direction_at, struct ast_name name, struct parse_place at);
void build_argument_flag(struct parser *p, struct ast_argument *argument, struct ast_flag flag);

struct ast_flag build_flag(enum ast_flag_kind kind, bool has_brackets, struct parse_place at);

/* ---- Types ---- */

struct ast_named_type *build_named_type(
	struct parser *p, struct ast_name name, struct ast_type *type);

/* intran and its kin; names that a kind does not have are `no_name`. */
void build_translation(struct parser *p, struct ast_named_type *type,
	enum ast_translation_kind kind, struct ast_name trans_type, struct ast_name function,
	struct ast_name server_type, struct parse_place at);
void build_c_type(struct parser *p, struct ast_named_type *type, enum ast_translation_kind kind,
	struct ast_name c_type, struct parse_place at);

struct ast_type *build_type_name(struct parser *p, struct ast_name name, struct parse_place at);
struct ast_type *build_ipc(struct parser *p, const char *text, struct parse_place at);
struct ast_type *build_ipc_number(struct parser *p, struct ast_number number);
struct ast_type *build_ipc_pair(
	struct ast_type *send, struct ast_type *receive, struct parse_place at);
void build_ipc_size(
	struct parser *p, struct ast_type *type, struct ast_number bits, struct parse_place at);

/* Once the ')' is read. */
void build_type_end(struct ast_type *type, struct parse_place at);
void build_ipc_flag(struct parser *p, struct ast_type *type, struct ast_flag flag);

/* Kinds with an element; `bound` NULL: none written. element NULL: a c_string. */
struct ast_type *build_array(struct parser *p, enum ast_type_kind kind,
	const struct ast_number *bound, struct ast_type *element, struct parse_place at);
struct ast_type *build_c_string(
	struct parser *p, bool is_variable, struct ast_number bound, struct parse_place at);
struct ast_type *build_pointer(struct parser *p, struct ast_type *pointee, struct parse_place at);
struct ast_type *build_struct(struct parser *p);
void build_field(
	struct parser *p, struct ast_type *type, struct ast_name field_type, struct ast_name name);
struct ast_type *build_struct_end(struct parser *p, struct ast_type *type, struct parse_place at);

struct ast_type *build_native(struct parser *p, enum ast_native_kind kind, const char *c_type,
	const char *bad_value, struct parse_place at);

/* Words of a C type with one blank between them. */
const char *build_phrase(struct parser *p, const char *phrase, struct ast_name word);

/* ---- Numbers ---- */

struct ast_number build_number(uint64_t value, struct parse_place at);
struct ast_number build_operation(struct parser *p, char operator, struct ast_number left,
	struct ast_number right, struct parse_place at);

#endif
