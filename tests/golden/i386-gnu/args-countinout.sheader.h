#ifndef	_count_in_out_server_
#define	_count_in_out_server_

/* Module count_in_out */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_ints_t
#define MIGC_HAVE_ints_t
typedef int32_t ints_t[10];
typedef const int32_t const_ints_t[10];
#endif

#include <mach/mig_errors.h>

/* What the function owns after success, and must leave alone after failure,
 * is checked by compilers that know this attribute. */
#ifndef MIG_SERVER_ROUTINE
#if defined(__has_attribute)
#if __has_attribute(mig_server_routine)
#define MIG_SERVER_ROUTINE __attribute__((mig_server_routine))
#endif
#endif
#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 3100
#define MIG_RPC_REPLY_ID_GET 3200
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t get
(
	mach_port_t server,
	int32_t *a,
	ints_t b,
	mach_msg_type_number_t *bCnt,
	int32_t c
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t count_in_out_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t count_in_out_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 3100;

	return number < 1U ? count_in_out_server_routines[number] : 0;
}

#endif	/* not defined(_count_in_out_server_) */
