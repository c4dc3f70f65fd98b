#ifndef	_documented_server_
#define	_documented_server_

/* Module documented */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_count_t
#define MIGC_HAVE_count_t
typedef int32_t count_t;
typedef const int32_t const_count_t;
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

/**
 * Counts.
 * A SimpleRoutine counts x
 */

/* Routine count */
#define MIG_RPC_HAVE_COUNT
#define MIG_RPC_REQUEST_ID_COUNT 6500
#define MIG_RPC_REPLY_ID_COUNT 6600
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t count
(
	mach_port_t server,
	count_t *number
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t documented_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t documented_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 6500;

	return number < 1U ? documented_server_routines[number] : 0;
}

#endif	/* not defined(_documented_server_) */
