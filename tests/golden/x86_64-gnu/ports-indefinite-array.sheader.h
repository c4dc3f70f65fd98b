#ifndef	_indefinite_ports_server_
#define	_indefinite_ports_server_

/* Module indefinite_ports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_ports_t
#define MIGC_HAVE_ports_t
typedef mach_port_t *ports_t;
typedef const mach_port_t *const_ports_t;
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

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4500
#define MIG_RPC_REPLY_ID_PUT 4600
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t put
(
	mach_port_t server,
	const_ports_t i,
	mach_msg_type_number_t iCnt,
	int32_t a
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4501
#define MIG_RPC_REPLY_ID_GET 4601
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t get
(
	mach_port_t server,
	ports_t *i,
	mach_msg_type_number_t *iCnt,
	int32_t *a
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t indefinite_ports_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t indefinite_ports_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 4500;

	return number < 2U ? indefinite_ports_server_routines[number] : 0;
}

#endif	/* not defined(_indefinite_ports_server_) */
