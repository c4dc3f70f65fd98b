/* What is the NDR set's own in the sources of both/, which typed/set.h has too. */
#ifndef MIGRT_NDR_SET_H
#define MIGRT_NDR_SET_H

#include "core/body.h"

#include <mach/mach_error.h>
#include <mach/message.h>
#include <mach/mig_errors.h>

/* Follows a declarator: gives the function a symbol that the other set does not have. */
#define MR_BIND(name)          __asm__("mr_ndr_" #name)

#define MR_DIALECT             mr_ndr_dialect
#define MR_HALF                mr_ndr_half
#define MR_WIRE                MR_WIRE_NDR

/* The header's field that the other set does not have. */
#define MR_HEADER_FIELD        msgh_voucher_port
#define MR_HEADER_FIELD_FORMAT "voucher 0x%x"

static inline void mr_header_complete(mach_msg_header_t *msg, const struct mr_message *message)
{
	(void)msg;
	(void)message;
}

/* Bits that a header keeps when the body is destroyed: there is none that they could speak of. */
#define MR_BITS_WITHOUT_BODY MACH_MSGH_BITS_ZERO

/* What is wrong with a header besides the rights that it names. */
static inline mach_msg_return_t mr_header_objection(const mach_msg_header_t *msg)
{
	mach_msg_type_name_t voucher_type = MACH_MSGH_BITS_VOUCHER(msg->msgh_bits);

	if (msg->msgh_bits & ~MACH_MSGH_BITS_USER)
		return MACH_SEND_INVALID_HEADER;
	/* There are no vouchers, but a message may say that it has none. */
	if (voucher_type != 0 && (msg->msgh_voucher_port != MACH_PORT_NULL ||
					 (voucher_type != MACH_MSG_TYPE_MOVE_SEND &&
						 voucher_type != MACH_MSG_TYPE_COPY_SEND)))
		return MACH_SEND_INVALID_VOUCHER;
	return MACH_MSG_SUCCESS;
}

/* What of a body mach_msg_destroy looks at: stubs destroy messages whose size is not set yet. */
static inline size_t mr_destroyed_bytes(const mach_msg_header_t *msg)
{
	(void)msg;
	return SIZE_MAX;
}

#define MR_ERROR_REPLY_BYTES sizeof(mig_reply_error_t)

/* ---- Trailers ---- */

#define MR_TRAILER_BYTES_MAX MAX_TRAILER_SIZE

static inline mach_msg_size_t mr_trailer_bytes(mach_msg_option_t option)
{
	return REQUESTED_TRAILER_SIZE(option);
}

static inline mach_msg_return_t mr_trailer_check_sent(mach_msg_option_t option)
{
	return option & MACH_SEND_TRAILER ? MACH_SEND_INVALID_TRAILER : MACH_MSG_SUCCESS;
}

static inline mach_msg_return_t mr_trailer_check_asked(mach_msg_option_t option)
{
	return (unsigned)option >> 28 != MACH_MSG_TRAILER_FORMAT_0 ? MACH_RCV_INVALID_TRAILER
								   : MACH_MSG_SUCCESS;
}

/* Writes the trailer of a received message at place, which need not be aligned. */
void mr_trailer_write(const struct mr_message *message, mach_msg_option_t option,
	unsigned char *place) MR_BIND(trailer_write);

#endif
