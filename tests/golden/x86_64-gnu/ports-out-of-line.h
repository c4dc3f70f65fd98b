#ifndef	_far_ports_user_
#define	_far_ports_user_

/* Module far_ports */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 4600
#define MIG_RPC_REPLY_ID_PUT 4700
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	test_port_array_t ports,
	mach_msg_type_number_t portsCnt,
	int32_t a
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 4601
#define MIG_RPC_REPLY_ID_GET 4701
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	test_port_array_t *ports,
	mach_msg_type_number_t *portsCnt
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_far_ports_user_) */
