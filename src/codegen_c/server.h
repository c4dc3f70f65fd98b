/*
 * What the files of the server stub share: where the arguments and results of a routine live.
 * Arguments are handed to the function where they stand in the request, and results are written
 * where they go in the reply, unless something must be converted or the place is not known before
 * the call: those have locals, named as the argument.
 */
#ifndef MIGC_CODEGEN_C_SERVER_H
#define MIGC_CODEGEN_C_SERVER_H

#include "codegen_c/internal.h"

/* The messages of the routine being written, in the server's view. */
const struct form *server_request(const struct writer *w);
const struct form *server_reply(const struct writer *w);

bool is_out(const struct argument *arg);
bool is_inout(const struct argument *arg);

/* A fixed array of rights; and a variable one, which the function sees as names too. */
bool is_port_array(const struct field *field);
bool is_narrowed_in_place(const struct field *field);

bool is_translated_in(const struct argument *arg);

/* An argument of the request that is converted before the call. */
bool is_local_argument(const struct argument *arg, const struct field *field);

/* A result that cannot be written into the reply at once. */
bool is_local_result(const struct field *field);

/*
 * Whether the function puts the count of a result where it goes in the reply; and the expression
 * for it, wherever it is.
 */
bool is_count_in_place(const struct form *reply, const struct field *field);
const char *result_count_name(struct writer *w, const struct argument *arg);

/* The C type of the elements of an array of rights, outside messages: of a group, where it has a
 * name. */
const char *element_type(const struct writer *w, const struct field *field);

/* Where the local of an array or structure of rights begins. */
const char *local_place(struct writer *w, const struct field *field);

/* The pointer by which a field of the reply is reached. */
const char *result_pointer(const struct writer *w, const struct field *field);

/* NDR: the member of the trailer that an argument is; NULL: not in the trailer. */
const char *trailer_member(const struct argument *arg);

/* What a result is before it is put into the reply. */
const char *result_value(struct writer *w, const struct field *field);

/* The array that a result is collected in: a local, or the place in the reply. */
const char *result_buffer(struct writer *w, const struct field *field);

/* "(ipc_port_t) " where ports of headers must be converted. */
const char *kernel_cast(const struct writer *w);

/* The value of an argument as it stands in the request. */
const char *received_value(struct writer *w, const struct argument *arg);

/* What the function is given for the value of an argument. */
const char *value_argument(struct writer *w, const struct argument *arg);

/* server_places.c: declares the locals of all arguments. */
void declare_argument_locals(struct writer *w);

/* server_call.c: the steps around the call. */
const char *return_code(const struct writer *w);
const char *called_function(struct writer *w);
void emit_terminate(struct writer *w, const struct field *field);
void emit_translate(struct writer *w, const struct argument *arg);
void emit_narrow(struct writer *w, const struct field *field);
void emit_preset_count(struct writer *w, const struct step *step);
void emit_preset_pointer(struct writer *w, const struct field *field);
void emit_call(struct writer *w);
void emit_widen_back(struct writer *w, const struct field *field);
void emit_destroy(struct writer *w, const struct argument *arg);
void emit_free(struct writer *w, const struct field *field);
void emit_release(struct writer *w, const struct field *field);

/* server_pack.c: the steps that fill the reply. */
void emit_result_check(struct writer *w, const struct step *step);
void emit_put_result(struct writer *w, const struct field *field);
bool ends_in_place(const struct writer *w);
void emit_circularity(struct writer *w, const struct field *field);
void emit_set_complex(struct writer *w, enum complexity complexity);
void emit_set_size(struct writer *w, uint32_t bytes);

#endif
