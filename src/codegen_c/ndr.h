/*
 * What the files that write the NDR wire share. Structures name the C types of the interface, and
 * sizes are expressions with sizeof(), so that a C type of another size than declared gives the
 * same message as the peer's code. Sections 5 and 6 of the peer's contract: docs/apple-compat.md.
 */
#ifndef MIGC_CODEGEN_C_NDR_H
#define MIGC_CODEGEN_C_NDR_H

#include "codegen_c/internal.h"

/* ---- ndr_header.c: the parts of the frame that headers are ---- */

void ndr_user_header(struct writer *w);
void ndr_server_header(struct writer *w);

/* <string.h>, <mach/...> and what depends on the presence of other headers. */
void ndr_standard_includes(struct writer *w);

/* All structures of requests and replies, for the world; what headers have too. */
void ndr_public_structures(struct writer *w, enum side side);

/* ---- ndr_files.c ---- */

void ndr_user_prologue(struct writer *w);
void ndr_server_prologue(struct writer *w);
void ndr_server_epilogue(struct writer *w);

/* ---- ndr_structs.c ---- */

/* Which members of a message: a kernel's server has them in two buffers. */
enum ndr_part { NDR_WHOLE, NDR_HEAD, NDR_DATA, NDR_TEMPLATE };

/*
 * Whether a field of a reply has an entry in the template that tells where results are to go: the
 * descriptors of memory, up to the last that the caller chose a place for.
 */
bool ndr_is_in_template(const struct form *form, size_t index);

/* typedef struct {...} NAME, packed; trailer is the type of a last member or NULL. */
void ndr_structure(struct writer *w, const char *name, const struct form *form, enum ndr_part part,
	const char *trailer);

/* Assertions of a stub on its types; declared: they stand behind Request and Reply. */
void ndr_assertions(struct writer *w, const struct form *request, const struct form *reply,
	const char *reply_size);
void ndr_assertions_include(struct writer *w);

/* Structures and unions of all routines, under the guards that headers share. */
void ndr_structures(struct writer *w, enum side side);

/* struct S_impl and the variable that points to one, where the options ask for them. */
void ndr_table_type(struct writer *w);

/* The list of names and ids. */
void ndr_name_map(struct writer *w);

/* ---- ndr_checks.c ---- */

/* Whether a step of a stub, from the first check on, is the check function's. */
bool ndr_is_of_check_function(const struct step *step);

/* __MIG_check__Request__NAME_t or __MIG_check__Reply__NAME_t, with its guards. */
void ndr_check_function(struct writer *w);

/* Its name, parameters and qualifiers, on one line for tools; for definition or declaration. */
void ndr_check_prototype(struct writer *w, bool is_definition);

/* The message that this file receives, "Request" or "Reply", and the pointer to a field of it. */
const struct form *ndr_received_form(const struct writer *w);
const char *ndr_direction(const struct writer *w);
const char *ndr_received_pointer(struct writer *w, const struct field *field);

/* A reply without results ends in its return code. */
bool ndr_has_values(const struct form *form);

/* A step that looks at the trailer, in a stub; refusal is the statement for a bad one. */
void ndr_trailer_start(struct writer *w, const char *message, const char *refusal);
void ndr_trailer_check(struct writer *w, const struct argument *arg, const char *refusal);

/* Whether arguments of a side stand in the trailer. */
bool ndr_has_tokens(const struct routine *routine, unsigned side_flag);

/* ---- ndr_convert.c: senders with other number formats; nothing without -n but a hook ---- */

/* The macros that convert the fields of a received message, before its check function. */
void ndr_conversion_macros(struct writer *w);

/* In the check function: a field that checks use, and at its end all others. */
void ndr_convert_early(struct writer *w, const struct field *field);
void ndr_convert_values(struct writer *w);

/* The code in a message of the error form. */
void ndr_convert_error(struct writer *w, const char *message);

/* ---- ndr_trace.c: nothing without -L ---- */

void ndr_trace_include(struct writer *w);
void ndr_trace_macro(struct writer *w);

/* A message that was checked or is about to be sent. form NULL: one of the error form. */
void ndr_trace_message(struct writer *w, const char *event, const char *pointer, const char *size,
	const struct form *form, const char *code);

/* The statement that tells of a value that is refused, or an empty text. */
const char *ndr_trace_refusal(struct writer *w, const char *name);

void ndr_trace_unknown_id(struct writer *w);

/* ---- ndr_pack.c: what both senders do ---- */

/* "(mach_msg_size_t) (sizeof(TYPE) - n)": the message without its variable fields. */
const char *ndr_least_size(struct writer *w, const char *type, const struct form *form);

/* The bytes of a variable field with its padding, from its count. */
const char *ndr_padded(struct writer *w, const struct field *field, const char *count);

/* Fills a descriptor, or all of an array. value: an address or name, or an array of them. */
void ndr_put_descriptor(struct writer *w, const char *pointer, const struct field *field,
	const char *value, const char *count);

/* Clears what rounds a field up. */
void ndr_clear_pad(struct writer *w, const char *pointer, const struct field *field);
void ndr_clear_tail(
	struct writer *w, const char *pointer, const struct field *field, const char *count);

/* "Rpc" or "Simple": which of the hooks a routine has. */
const char *ndr_hook_kind(const struct writer *w);

/* The number of descriptors of a form. */
uint32_t ndr_descriptor_count(const struct form *form);

/* "MACH_MSG_PORT_DESCRIPTOR" and the like, and the structure's type. */
const char *ndr_descriptor_tag(const struct field *field);

/* Moves a pointer behind a variable field: "AFTER = (TYPE *) ...;". */
void ndr_advance(struct writer *w, const char *before, const char *after, const char *type,
	const struct field *field);

/* ---- ndr_user.c, ndr_server.c ---- */

void ndr_user_stub(struct writer *w);
void ndr_server_stub(struct writer *w);

#endif
