#ifndef	_translations_server_
#define	_translations_server_

/* Module translations */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_server_t
#define MIGC_HAVE_server_t
typedef mach_port_t server_t;
typedef const mach_port_t const_server_t;
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

/* Routine find */
#define MIG_RPC_HAVE_FIND
#define MIG_RPC_REQUEST_ID_FIND 2300
#define MIG_RPC_REPLY_ID_FIND 2400
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t find
(
	test_server_t server,
	test_task_t task,
	test_code_t code,
	test_task_t *other,
	test_code_t *status
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t translations_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t translations_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 2300;

	return number < 1U ? translations_server_routines[number] : 0;
}

#endif	/* not defined(_translations_server_) */
