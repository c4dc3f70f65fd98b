/*
 * The C back end: headers, stubs and id lists from a frozen model. One function writes one kind of
 * file to the end of an output; nothing here can fail but memory.
 */
#ifndef MIGC_CODEGEN_C_CODEGEN_C_H
#define MIGC_CODEGEN_C_CODEGEN_C_H

#include "model/model.h"
#include "support/outputs.h"

#include <stdbool.h>

struct c_options {
	/* The user header as the user file includes it, without quotes; NULL: none is included. */
	const char *user_header;
	/* The same for the internal header (-iheader) and the server header; NULL: none. */
	const char *internal_header;
	const char *server_header;
	/* Declare the main file's types that name no C type, unless an import does (native mode).
	 */
	bool typedefs;
	/* The table of names, ids and functions that -s asks for. */
	bool symbol_table;
	/* extern "C" around the prototypes of headers. */
	bool extern_c;
	/* Doc comments of the interface, as paragraphs of their own in headers (native mode). */
	bool docs;
};

/* S.h: what callers include. */
void c_user_header(
	struct output *output, const struct model *model, const struct c_options *options);

/* SUser.c: the user stubs of all routines. */
void c_user_file(struct output *output, const struct model *model, const struct c_options *options);

/* One file of -i: the stub of one routine, with everything it needs. */
void c_user_routine_file(struct output *output, const struct model *model,
	const struct routine *routine, const struct c_options *options);

/* SServer.c: the server stubs, their table and the demultiplexer. */
void c_server_file(
	struct output *output, const struct model *model, const struct c_options *options);

/* S_server.h: what implementors include. */
void c_server_header(
	struct output *output, const struct model *model, const struct c_options *options);

/* The renaming header of a kernelserver subsystem. */
void c_internal_header(
	struct output *output, const struct model *model, const struct c_options *options);

/* S.msgids: SUBSYSTEM BASE ROUTINE NUMBER REQUEST_ID REPLY_ID, one line for each routine. */
void c_msgids(struct output *output, const struct model *model);

#endif
