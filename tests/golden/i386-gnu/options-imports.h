#ifndef	_imports_user_
#define	_imports_user_

/* Module imports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#include <mach/std_types.h>
#include "test_user.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Routine ping */
#define MIG_RPC_HAVE_PING
#define MIG_RPC_REQUEST_ID_PING 6300
#define MIG_RPC_REPLY_ID_PING 6400
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t ping
(
	mach_port_t server
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_imports_user_) */
