/* What the files of the NDR user stub share. */
#ifndef MIGC_CODEGEN_C_NDR_USER_H
#define MIGC_CODEGEN_C_NDR_USER_H

#include "codegen_c/ndr.h"

/* The messages of the routine being written, in the user's view. */
const struct form *user_request(const struct writer *w);
const struct form *user_reply(const struct writer *w);

/* A request that has no more than a code, when that is not KERN_SUCCESS. */
bool user_has_error_form(const struct writer *w);

/* Messages above the limit live on the heap. */
bool user_is_on_heap(const struct writer *w);

/* Whether the caller says where some results go. */
bool user_is_overwriting(const struct writer *w);

/* The statement that leaves the stub with a code. */
const char *user_return(struct writer *w, const char *code);

/* Lets go of what a received message that is given up has brought. */
void user_destroy_reply(struct writer *w);

/* ---- ndr_user_send.c ---- */

void user_set_header(struct writer *w, const struct step *step);
void user_call(struct writer *w);
void user_on_send_error(struct writer *w);

/* ---- ndr_user_get.c ---- */

void user_get(struct writer *w, const struct step *step);

#endif
