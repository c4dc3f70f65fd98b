#ifndef	_kernel_server_server_
#define	_kernel_server_server_

/* Module kernel_server */

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

/* Routine find */
#define MIG_RPC_HAVE_FIND
#define MIG_RPC_REQUEST_ID_FIND 6800
#define MIG_RPC_REPLY_ID_FIND 6900
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t find
(
	test_object_t server,
	int32_t a,
	test_object_t *other,
	ipc_port_t *name
);

/* SimpleRoutine forget */
#define MIG_RPC_HAVE_FORGET
#define MIG_RPC_REQUEST_ID_FORGET 6801
#define MIG_RPC_REPLY_ID_FORGET 6901
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t forget
(
	test_object_t server,
	ipc_port_t port
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t kernel_server_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t kernel_server_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 6800;

	return number < 2U ? kernel_server_server_routines[number] : 0;
}

#endif	/* not defined(_kernel_server_server_) */
