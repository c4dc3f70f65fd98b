#ifndef	_translations_user_
#define	_translations_user_

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
kern_return_t find
(
	server_t server,
	mach_port_t task,
	int32_t code,
	mach_port_t *other,
	int32_t *status
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_translations_user_) */
