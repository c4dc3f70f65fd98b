#ifndef	_polymorphic_ports_user_
#define	_polymorphic_ports_user_

/* Module polymorphic_ports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4100
#define MIG_RPC_REPLY_ID_PUT 4200
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	mach_port_t a,
	mach_msg_type_name_t aPoly,
	mach_port_t b,
	mach_msg_type_name_t bPoly
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4101
#define MIG_RPC_REPLY_ID_GET 4201
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	mach_port_t *a,
	mach_msg_type_name_t *aPoly,
	mach_port_t *b
);

/* Routine via */
#define MIG_RPC_HAVE_VIA
#define MIG_RPC_REQUEST_ID_VIA 4102
#define MIG_RPC_REPLY_ID_VIA 4202
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t via
(
	mach_port_t server,
	mach_msg_type_name_t serverPoly,
	int32_t a
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_polymorphic_ports_user_) */
