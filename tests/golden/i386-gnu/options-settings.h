#ifndef	_settings_user_
#define	_settings_user_

/* Module settings */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine slow */
#define MIG_RPC_HAVE_SLOW
#define MIG_RPC_REQUEST_ID_SLOW 6100
#define MIG_RPC_REPLY_ID_SLOW 6200
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t slow
(
	mach_port_t server,
	int32_t *a
);

/* SimpleRoutine send */
#define MIG_RPC_HAVE_SEND
#define MIG_RPC_REQUEST_ID_SEND 6101
#define MIG_RPC_REPLY_ID_SEND 6201
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t send
(
	mach_port_t server,
	int32_t a
);

/* Routine patient */
#define MIG_RPC_HAVE_PATIENT
#define MIG_RPC_REQUEST_ID_PATIENT 6102
#define MIG_RPC_REPLY_ID_PATIENT 6202
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t patient
(
	mach_port_t server,
	int32_t *a
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_settings_user_) */
