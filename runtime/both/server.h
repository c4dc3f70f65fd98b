/* mach_msg_server and its kin: what is alike in both sets. */
#ifndef MIGRT_BOTH_SERVER_H
#define MIGRT_BOTH_SERVER_H

#include "both/both.h"
#include "core/serve.h"

/*
 * Serves requests until receiving one fails, and returns that error; or one request, and returns
 * the error of receiving it or of sending its reply.
 */
mach_msg_return_t mr_server_run(mr_demux demux, mach_msg_size_t max_bytes, mach_port_t name,
	mach_msg_option_t option, mach_msg_timeout_t timeout_ms, bool once) MR_BIND(server_run);

/* ---- What differs (typed/server.c, ndr/server.c) ---- */

/* Of the options that a server is given, those that receiving and sending follow. */
mach_msg_option_t mr_server_options(mach_msg_option_t option) MR_BIND(server_options);

/* Has the request answered. Returns whether there is a reply to send; if not, nothing is left to
 * release. */
bool mr_server_answer(mr_demux demux, mach_msg_header_t *request, mach_msg_header_t *reply)
	MR_BIND(server_answer);

/* Releases a reply that could not be sent, for that reason, if it is still there. Returns what
 * whoever serves one request is told. */
mach_msg_return_t mr_server_unsent(mach_msg_header_t *reply, mach_msg_return_t result)
	MR_BIND(server_unsent);

#endif
