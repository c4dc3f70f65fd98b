#ifndef	_special_arguments_user_
#define	_special_arguments_user_

/* Module special_arguments */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine wait */
#define MIG_RPC_HAVE_WAIT
#define MIG_RPC_REQUEST_ID_WAIT 3300
#define MIG_RPC_REPLY_ID_WAIT 3400
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t wait
(
	mach_port_t server,
	int32_t timeout,
	int32_t option,
	int32_t a
);

/* SimpleRoutine send */
#define MIG_RPC_HAVE_SEND
#define MIG_RPC_REQUEST_ID_SEND 3301
#define MIG_RPC_REPLY_ID_SEND 3401
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t send
(
	int32_t option,
	mach_port_t server,
	int32_t timeout,
	int32_t a
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_special_arguments_user_) */
