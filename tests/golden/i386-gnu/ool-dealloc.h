#ifndef	_dealloc_flags_user_
#define	_dealloc_flags_user_

/* Module dealloc_flags */

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
#define MIG_RPC_REQUEST_ID_PUT 5100
#define MIG_RPC_REPLY_ID_PUT 5200
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	data_t a,
	mach_msg_type_number_t aCnt,
	data_t b,
	mach_msg_type_number_t bCnt,
	data_t c,
	mach_msg_type_number_t cCnt,
	boolean_t cDealloc,
	test_bytes_t d,
	mach_msg_type_number_t dCnt
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 5101
#define MIG_RPC_REPLY_ID_GET 5201
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	data_t *a,
	mach_msg_type_number_t *aCnt,
	data_t *b,
	mach_msg_type_number_t *bCnt,
	test_bytes_t *c,
	mach_msg_type_number_t *cCnt
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_dealloc_flags_user_) */
