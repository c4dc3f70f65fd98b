#ifndef	_variable_string_server_
#define	_variable_string_server_

/* Module variable_string */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_path_t
#define MIGC_HAVE_path_t
typedef char path_t[61];
typedef const char const_path_t[61];
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

/* Routine lookup */
#define MIG_RPC_HAVE_LOOKUP
#define MIG_RPC_REQUEST_ID_LOOKUP 2000
#define MIG_RPC_REPLY_ID_LOOKUP 2100
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t lookup
(
	mach_port_t server,
	const_path_t path,
	int32_t flags,
	const_path_t other,
	path_t found,
	int32_t *status
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t variable_string_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t variable_string_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 2000;

	return number < 1U ? variable_string_server_routines[number] : 0;
}

#endif	/* not defined(_variable_string_server_) */
