#ifndef	_reply_ports_server_
#define	_reply_ports_server_

/* Module reply_ports */

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

/* Routine both */
#define MIG_RPC_HAVE_BOTH
#define MIG_RPC_REQUEST_ID_BOTH 4200
#define MIG_RPC_REPLY_ID_BOTH 4300
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t both
(
	mach_port_t server,
	mach_port_t reply,
	int32_t a
);

/* Routine user */
#define MIG_RPC_HAVE_USER
#define MIG_RPC_REQUEST_ID_USER 4201
#define MIG_RPC_REPLY_ID_USER 4301
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t user
(
	mach_port_t server,
	int32_t *a
);

/* Routine seen */
#define MIG_RPC_HAVE_SEEN
#define MIG_RPC_REQUEST_ID_SEEN 4202
#define MIG_RPC_REPLY_ID_SEEN 4302
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t seen
(
	mach_port_t server,
	mach_port_t reply,
	int32_t a
);

/* SimpleRoutine later */
#define MIG_RPC_HAVE_LATER
#define MIG_RPC_REQUEST_ID_LATER 4203
#define MIG_RPC_REPLY_ID_LATER 4303
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t later
(
	mach_port_t server,
	mach_port_t reply,
	mach_msg_type_name_t replyPoly,
	int32_t a
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t reply_ports_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t reply_ports_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 4200;

	return number < 4U ? reply_ports_server_routines[number] : 0;
}

#endif	/* not defined(_reply_ports_server_) */
