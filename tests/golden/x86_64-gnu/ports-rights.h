#ifndef	_rights_user_
#define	_rights_user_

/* Module rights */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4000
#define MIG_RPC_REPLY_ID_PUT 4100
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	mach_port_t a,
	mach_port_t b,
	mach_port_t c,
	mach_port_t d,
	mach_port_t e,
	mach_port_name_t f
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4001
#define MIG_RPC_REPLY_ID_GET 4101
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	mach_port_t *a,
	mach_port_t *b,
	mach_port_t *c,
	mach_port_name_t *d
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_rights_user_) */
