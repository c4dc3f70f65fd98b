#ifndef	_server_copy_user_
#define	_server_copy_user_

/* Module server_copy */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_data_t
#define MIGC_HAVE_data_t
typedef char *data_t;
typedef const char *const_data_t;
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 5200
#define MIG_RPC_REPLY_ID_PUT 5300
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	const_data_t data,
	mach_msg_type_number_t dataCnt,
	const_data_t more,
	mach_msg_type_number_t moreCnt,
	const_data_t last,
	mach_msg_type_number_t lastCnt,
	boolean_t lastDealloc
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 5201
#define MIG_RPC_REPLY_ID_GET 5301
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	data_t *data,
	mach_msg_type_number_t *dataCnt,
	data_t *more,
	mach_msg_type_number_t *moreCnt
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_server_copy_user_) */
