/*
 * The C back end: headers, stubs and id lists from a frozen model. One function writes one kind of
 * file to the end of an output; nothing here can fail but memory.
 */
#ifndef MIGC_CODEGEN_C_CODEGEN_C_H
#define MIGC_CODEGEN_C_CODEGEN_C_H

#include "model/model.h"
#include "support/outputs.h"

#include <stdbool.h>
#include <stdint.h>

/* Zero is the default of every member; a NULL text is none. */
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
	/*
	 * extern "C" around the prototypes of headers, in the header's own text. NDR wire without
	 * it: __BEGIN_DECLS of <sys/cdefs.h>, as the peer has it.
	 */
	bool extern_c;
	/* Doc comments of the interface, as paragraphs of their own in headers (native mode). */
	bool docs;
	/*
	 * Put behind every name with external linkage that two halves of one interface would both
	 * define: user stubs, demultiplexers, routine and symbol tables, exported checks, _X
	 * functions. Not behind the server functions that a program supplies, nor behind types,
	 * structures and macros. NULL: nothing. ("_typed", "_ndr")
	 */
	const char *name_suffix;

	/* ---- NDR wire ---- */

	/*
	 * Compare the C types with the interface in every build; else only where MIGC_CHECK_LAYOUT
	 * is defined to be 1, as always for a kernel's half.
	 */
	bool check_layout;
	/* Check functions have external linkage; the user header declares those of replies, the
	 * server header those of requests (--export-checks). */
	bool export_checks;
	/*
	 * The server calls the functions of a table instead of functions by their names: the server
	 * header declares struct <S>_impl with a pointer for each routine, named as the server
	 * function, and `extern const struct <S>_impl *<demux>_impl`; the server file defines that
	 * variable, NULL at first. A routine without table or function gives MIG_BAD_ID
	 * (--impl-table).
	 */
	bool impl_table;
	bool split_headers;         /* -split: headers include least, the files the standard list */
	bool separate_receive;      /* -R: two calls, for sending and for receiving */
	bool log_calls;             /* -L: MIG_DEBUG, LOG_TRACE, LOG_ERRORS */
	bool ndr_conversion;        /* -n: conversion hooks for values and counts */
	bool counted_by;            /* -b: __counted_by(xCnt) in prototypes and definitions */
	bool no_vouchers;           /* -novouchers */
	bool mach_msg2;             /* -mach_msg2: header and data of messages in two buffers */
	bool has_stack_limit;       /* -maxonstack: messages of user stubs above this size go to */
	uint32_t stack_limit_bytes; /* the heap; an OnStackLimit statement goes before it */
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

/* The header of message ids: MACH_ID_<ROUTINE>, MACH_ID_<ROUTINE>_REPLY, and the map (-dheader). */
void c_defines_header(
	struct output *output, const struct model *model, const struct c_options *options);

/* S.msgids: SUBSYSTEM BASE ROUTINE NUMBER REQUEST_ID REPLY_ID, one line for each routine. */
void c_msgids(struct output *output, const struct model *model);

#endif
