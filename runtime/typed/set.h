/* What is the typed set's own in the sources of both/, which ndr/set.h has too. */
#ifndef MIGRT_TYPED_SET_H
#define MIGRT_TYPED_SET_H

#include "core/body.h"

#include <mach/message.h>
#include <mach/mig_errors.h>
#include <mach_error.h>

/* Follows a declarator: gives the function a symbol that the other set does not have. */
#define MR_BIND(name)          __asm__("mr_typed_" #name)

#define MR_DIALECT             mr_typed_dialect
#define MR_HALF                mr_typed_half
#define MR_WIRE                MR_WIRE_TYPED

/* The header's field that the other set does not have. */
#define MR_HEADER_FIELD        msgh_seqno
#define MR_HEADER_FIELD_FORMAT "sequence number %u"

static inline void mr_header_complete(mach_msg_header_t *msg, const struct mr_message *message)
{
	msg->msgh_seqno = message->seqno;
}

/* Bits that a header keeps when the body is destroyed. */
#define MR_BITS_WITHOUT_BODY MACH_MSGH_BITS_COMPLEX

/* What is wrong with a header besides the rights that it names: nothing. */
static inline mach_msg_return_t mr_header_objection(const mach_msg_header_t *msg)
{
	(void)msg;
	return MACH_MSG_SUCCESS;
}

/* What of a body mach_msg_destroy looks at. */
static inline size_t mr_destroyed_bytes(const mach_msg_header_t *msg)
{
	return msg->msgh_size > sizeof *msg ? msg->msgh_size - sizeof *msg : 0;
}

#define MR_ERROR_REPLY_BYTES sizeof(mig_reply_header_t)

/* ---- Trailers: there are none ---- */

#define MR_TRAILER_BYTES_MAX 0u

static inline mach_msg_size_t mr_trailer_bytes(mach_msg_option_t option)
{
	(void)option;
	return 0;
}

static inline mach_msg_return_t mr_trailer_check_sent(mach_msg_option_t option)
{
	(void)option;
	return MACH_MSG_SUCCESS;
}

static inline mach_msg_return_t mr_trailer_check_asked(mach_msg_option_t option)
{
	(void)option;
	return MACH_MSG_SUCCESS;
}

static inline void mr_trailer_write(
	const struct mr_message *message, mach_msg_option_t option, unsigned char *place)
{
	(void)message;
	(void)option;
	(void)place;
}

#endif
