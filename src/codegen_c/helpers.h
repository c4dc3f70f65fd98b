/* Small functions that several stubs of a file share (typed wire). */
#ifndef MIGC_CODEGEN_C_HELPERS_H
#define MIGC_CODEGEN_C_HELPERS_H

#include "codegen_c/internal.h"

/* In the order in which they stand in a file. */
enum helper_kind {
	HELPER_UNIT,
	HELPER_PUT_PADDED, /* MIG_PUT_PADDED(type, member, value) */
	HELPER_PUT_HEAD,   /* MIG_PUT_BITS_AND_SIZE(head, bits, size) */
	HELPER_END_ARRAY,  /* size = mig_end_array(array, bytes) */
	HELPER_PUT_ARRAY,  /* size = mig_put_array(to, from, bytes) */
	HELPER_COPY,       /* mig_copy(to, from, bytes) */
	HELPER_END_STRING, /* mig_end_string(string, max) */
	HELPER_PUT_STRING, /* mig_put_string(to, from, max) */
	HELPER_SEND,       /* error = mig_send(head, option) */
	HELPER_NO_REPLY,   /* error = mig_no_reply(got, result) */
	HELPER_END_REPLY,  /* mig_end_reply(head, bytes) */
	HELPER_COUNT
};

/* Said by whoever emits a call of it in a stub. */
void use_helper(struct writer *w, enum helper_kind kind);

/* Puts what the stub that begins at this byte of the output is the first to use before it. */
void place_helpers(struct writer *w, size_t stub_at);

#endif
