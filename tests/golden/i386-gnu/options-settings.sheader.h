#ifndef	_settings_server_
#define	_settings_server_

/* Module settings */

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

/* Routine slow */
#define MIG_RPC_HAVE_SLOW
#define MIG_RPC_REQUEST_ID_SLOW 6100
#define MIG_RPC_REPLY_ID_SLOW 6200
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t slow
(
	mach_port_t server,
	int32_t *a
);

/* SimpleRoutine send */
#define MIG_RPC_HAVE_SEND
#define MIG_RPC_REQUEST_ID_SEND 6101
#define MIG_RPC_REPLY_ID_SEND 6201
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t send
(
	mach_port_t server,
	int32_t a
);

/* Routine patient */
#define MIG_RPC_HAVE_PATIENT
#define MIG_RPC_REQUEST_ID_PATIENT 6102
#define MIG_RPC_REPLY_ID_PATIENT 6202
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t patient
(
	mach_port_t server,
	int32_t *a
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t settings_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t settings_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 6100;

	return number < 3U ? settings_server_routines[number] : 0;
}

#endif	/* not defined(_settings_server_) */
