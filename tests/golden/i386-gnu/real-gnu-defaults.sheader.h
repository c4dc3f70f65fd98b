#ifndef	_gnu_defaults_server_
#define	_gnu_defaults_server_

/* Module gnu_defaults */

#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#include <mach/mig_errors.h>
#include <mach/std_types.h>
#include <mach/std_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Routine ping */
#define MIG_RPC_HAVE_PING
#define MIG_RPC_REQUEST_ID_PING 7000
#define MIG_RPC_REPLY_ID_PING 7100
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t ping
(
	mach_port_t server,
	int a,
	int *b,
	const_test_string_t string
);

/* SimpleRoutine note */
#define MIG_RPC_HAVE_NOTE
#define MIG_RPC_REQUEST_ID_NOTE 7001
#define MIG_RPC_REPLY_ID_NOTE 7101
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t note
(
	mach_port_t server,
	natural_t a
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t gnu_defaults_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t gnu_defaults_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 7000;

	return number < 2U ? gnu_defaults_server_routines[number] : 0;
}

#endif	/* not defined(_gnu_defaults_server_) */
