#ifndef	_directions_user_
#define	_directions_user_

/* Module directions */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine all */
#define MIG_RPC_HAVE_ALL
#define MIG_RPC_REQUEST_ID_ALL 3000
#define MIG_RPC_REPLY_ID_ALL 3100
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t all
(
	mach_port_t server,
	int32_t *a,
	int32_t b,
	int32_t *c,
	int64_t d,
	int64_t *e
);

/* Routine none */
#define MIG_RPC_HAVE_NONE
#define MIG_RPC_REQUEST_ID_NONE 3001
#define MIG_RPC_REPLY_ID_NONE 3101
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t none
(
	mach_port_t server
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_directions_user_) */
