#ifndef	_gnu_defaults_user_
#define	_gnu_defaults_user_

/* Module gnu_defaults */

#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

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

#endif	/* not defined(_gnu_defaults_user_) */
