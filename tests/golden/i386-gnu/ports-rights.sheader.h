#ifndef	_rights_server_
#define	_rights_server_

/* Module rights */

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

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4000
#define MIG_RPC_REPLY_ID_PUT 4100
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t put
(
	mach_port_t server,
	mach_port_t a,
	mach_port_t b,
	mach_port_t c,
	mach_port_t d,
	mach_port_t e,
	mach_port_name_t f
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4001
#define MIG_RPC_REPLY_ID_GET 4101
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t get
(
	mach_port_t server,
	mach_port_t *a,
	mach_port_t *b,
	mach_port_t *c,
	mach_port_name_t *d
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t rights_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t rights_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 4000;

	return number < 2U ? rights_server_routines[number] : 0;
}

#endif	/* not defined(_rights_server_) */
