#ifndef	_kernel_server_user_
#define	_kernel_server_user_

/* Module kernel_server */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


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
kern_return_t find
(
	mach_port_t server,
	int32_t a,
	mach_port_t *other,
	mach_port_t *name
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
kern_return_t forget
(
	mach_port_t server,
	mach_port_t port
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_kernel_server_user_) */
