/*
 * A server loop for ports that take messages of both dialects. It needs two demultiplexers, which
 * stubs of either dialect bring along: `migc --target=x86_64-gnu,x86_64-darwin` gives them names of
 * their own, S_server_typed and S_server_ndr. A source file has the headers of one dialect, so
 * declare the other's demultiplexer yourself. Both functions are thread-safe.
 */
#ifndef MIGRT_SERVER_H
#define MIGRT_SERVER_H

#include <mach/message.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A demultiplexer, of either dialect. */
typedef boolean_t (*migrt_demux_t)(mach_msg_header_t *request, mach_msg_header_t *reply);

/*
 * Serves the requests of a receive right or port set, each with the demultiplexer of its dialect,
 * and does with their results what mach_msg_server of that dialect does. Notifications go to the
 * demultiplexer of typed messages. A request of more than max_size bytes is destroyed, and one of
 * which something got lost (MACH_RCV_HEADER_ERROR, MACH_RCV_BODY_ERROR); max_size is also the room
 * for a reply.
 *
 * option: MACH_RCV_TIMEOUT, with timeout in milliseconds, and MACH_RCV_INTERRUPT, to have it return
 * MACH_RCV_TIMED_OUT and MACH_RCV_INTERRUPTED; what asks for a trailer is for NDR messages. Returns
 * only with an error of receiving, such as MACH_RCV_PORT_DIED, or KERN_RESOURCE_SHORTAGE. Several
 * threads may serve one port.
 */
extern mach_msg_return_t migrt_msg_server(migrt_demux_t typed, migrt_demux_t ndr,
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_option_t option,
	mach_msg_timeout_t timeout);

/*
 * Serves one request or notification. Returns MACH_MSG_SUCCESS, or the error of receiving it or of
 * sending its reply, as mach_msg_server_once does.
 */
extern mach_msg_return_t migrt_msg_server_once(migrt_demux_t typed, migrt_demux_t ndr,
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_option_t option,
	mach_msg_timeout_t timeout);

#ifdef __cplusplus
}
#endif

#endif
