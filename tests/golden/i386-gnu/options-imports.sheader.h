#ifndef	_imports_server_
#define	_imports_server_

/* Module imports */

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

#include <mach/std_types.h>
#include "test_server.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Routine ping */
#define MIG_RPC_HAVE_PING
#define MIG_RPC_REQUEST_ID_PING 6300
#define MIG_RPC_REPLY_ID_PING 6400
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t ping
(
	mach_port_t server
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t imports_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t imports_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 6300;

	return number < 1U ? imports_server_routines[number] : 0;
}

#endif	/* not defined(_imports_server_) */
