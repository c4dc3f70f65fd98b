#ifndef	_reply_ports_user_
#define	_reply_ports_user_

/* Module reply_ports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine both */
#define MIG_RPC_HAVE_BOTH
#define MIG_RPC_REQUEST_ID_BOTH 4200
#define MIG_RPC_REPLY_ID_BOTH 4300
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t both
(
	mach_port_t server,
	mach_port_t reply,
	int32_t a
);

/* Routine user */
#define MIG_RPC_HAVE_USER
#define MIG_RPC_REQUEST_ID_USER 4201
#define MIG_RPC_REPLY_ID_USER 4301
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t user
(
	mach_port_t server,
	mach_port_t reply,
	int32_t *a
);

/* Routine seen */
#define MIG_RPC_HAVE_SEEN
#define MIG_RPC_REQUEST_ID_SEEN 4202
#define MIG_RPC_REPLY_ID_SEEN 4302
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t seen
(
	mach_port_t server,
	int32_t a
);

/* SimpleRoutine later */
#define MIG_RPC_HAVE_LATER
#define MIG_RPC_REQUEST_ID_LATER 4203
#define MIG_RPC_REPLY_ID_LATER 4303
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t later
(
	mach_port_t server,
	mach_port_t reply,
	mach_msg_type_name_t replyPoly,
	int32_t a
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_reply_ports_user_) */
