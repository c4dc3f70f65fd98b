#ifndef	_indefinite_ports_user_
#define	_indefinite_ports_user_

/* Module indefinite_ports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_ports_t
#define MIGC_HAVE_ports_t
typedef mach_port_t *ports_t;
typedef const mach_port_t *const_ports_t;
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4500
#define MIG_RPC_REPLY_ID_PUT 4600
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	const_ports_t i,
	mach_msg_type_number_t iCnt,
	int32_t a
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4501
#define MIG_RPC_REPLY_ID_GET 4601
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	ports_t *i,
	mach_msg_type_number_t *iCnt,
	int32_t *a
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_indefinite_ports_user_) */
