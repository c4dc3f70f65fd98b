#ifndef	_far_ports_server_
#define	_far_ports_server_

/* Module far_ports */

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
#define MIG_RPC_REQUEST_ID_PUT 4600
#define MIG_RPC_REPLY_ID_PUT 4700
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t put
(
	mach_port_t server,
	test_port_array_t ports,
	mach_msg_type_number_t portsCnt,
	int32_t a
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4601
#define MIG_RPC_REPLY_ID_GET 4701
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t get
(
	mach_port_t server,
	test_port_array_t *ports,
	mach_msg_type_number_t *portsCnt
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t far_ports_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t far_ports_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 4600;

	return number < 2U ? far_ports_server_routines[number] : 0;
}

#endif	/* not defined(_far_ports_server_) */
