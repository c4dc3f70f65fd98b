/* Errors of remote calls, and the error reply. */
#ifndef MIGRT_NDR_MACH_MIG_ERRORS_H
#define MIGRT_NDR_MACH_MIG_ERRORS_H

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/mig.h>
#include <mach/ndr.h>

#define MIG_TYPE_ERROR      -300 /* a message is not what the interface says */
#define MIG_REPLY_MISMATCH  -301 /* client: the reply belongs to another call */
#define MIG_REMOTE_ERROR    -302
#define MIG_BAD_ID          -303 /* server: no such routine */
#define MIG_BAD_ARGUMENTS   -304 /* server: sizes or counts are not what the interface says */
#define MIG_NO_REPLY        -305 /* server function: somebody replies later */
#define MIG_EXCEPTION       -306
#define MIG_ARRAY_TOO_LARGE -307 /* client: the array does not fit */
#define MIG_SERVER_DIED     -308 /* client: the server let the reply right go */
#define MIG_TRAILER_ERROR   -309 /* server: the trailer lacks what the interface asks for */

#pragma pack(push, 4)

/* A reply that carries nothing but a return code; every simple reply begins like this. */
typedef struct {
	mach_msg_header_t Head;
	NDR_record_t NDR;
	kern_return_t RetCode;
} mig_reply_error_t;

#pragma pack(pop)

#if __NDR_convert__ && __NDR_convert__int_rep__ && \
	!defined(__NDR_convert__mig_reply_error_t__defined)
#define __NDR_convert__mig_reply_error_t__defined
static inline void __NDR_convert__mig_reply_error_t(mig_reply_error_t *error)
{
	if (error->NDR.int_rep != NDR_record.int_rep)
		__NDR_convert__int_rep__kern_return_t(&error->RetCode, error->NDR.int_rep);
}
#endif

#endif
