#ifndef	_directions_server_
#define	_directions_server_

/* Module directions */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

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

/* Routine all */
#define MIG_RPC_HAVE_ALL
#define MIG_RPC_REQUEST_ID_ALL 3000
#define MIG_RPC_REPLY_ID_ALL 3100
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t all
(
	mach_port_t server,
	int32_t *a,
	int32_t b,
	int32_t *c,
	int64_t d,
	int64_t *e
);

/* Routine none */
#define MIG_RPC_HAVE_NONE
#define MIG_RPC_REQUEST_ID_NONE 3001
#define MIG_RPC_REPLY_ID_NONE 3101
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t none
(
	mach_port_t server
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t directions_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t directions_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 3000;

	return number < 2U ? directions_server_routines[number] : 0;
}

#endif	/* not defined(_directions_server_) */
