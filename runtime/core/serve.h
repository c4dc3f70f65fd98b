/*
 * A server of both dialects (serve.c) asks each for a half: buffers of that dialect, and a step
 * that serves one request if the next is its own. No source file sees the headers of both, so a
 * message is just an address here.
 */
#ifndef MIGRT_SERVE_H
#define MIGRT_SERVE_H

#include "core/core.h"

typedef boolean_t (*mr_demux)(mach_msg_header_t *request, mach_msg_header_t *reply);

/* What a step returns if the next message is of the other dialect, and is still in its queue. No
 * result of mach_msg has this value. */
#define MR_SERVE_OTHER ((mach_msg_return_t)-1)

/* What to receive. */
struct mr_serve {
	mach_port_name_t name;
	unsigned option;
	uint32_t timeout_ms;
};

/*
 * Waits for a message and takes it if it is of that wire; notifications are taken with the typed
 * ones. MR_SERVE_OTHER: it is not. MACH_MSG_SUCCESS: *ret_message is the caller's. Lock held.
 */
mach_msg_return_t mr_serve_receive(
	const struct mr_serve *serve, enum mr_wire wire, struct mr_message **ret_message);

/*
 * One half. begin: NULL if there is no memory. serve: serves one request, or returns why it did
 * not, MR_SERVE_OTHER or an error of receiving; *ret_sent is the result of sending the reply.
 */
struct mr_buffers;
struct mr_half {
	struct mr_buffers *(*begin)(uint32_t max_bytes, unsigned option);
	mach_msg_return_t (*serve)(struct mr_buffers *buffers, mr_demux demux,
		const struct mr_serve *serve, mach_msg_return_t *ret_sent);
	void (*end)(struct mr_buffers *buffers); /* NULL: does nothing */
};

extern const struct mr_half mr_typed_half;
extern const struct mr_half mr_ndr_half;

/* Whether a server goes on after that result of receiving, which is about one request alone. */
static inline bool mr_serve_goes_on(mach_msg_return_t result)
{
	switch (result & ~MACH_MSG_MASK) {
	case MACH_MSG_SUCCESS:
	case MACH_RCV_TOO_LARGE:
	case MACH_RCV_INVALID_TYPE:
	case MACH_RCV_HEADER_ERROR:
	case MACH_RCV_BODY_ERROR: return true;
	default: return false;
	}
}

#endif
