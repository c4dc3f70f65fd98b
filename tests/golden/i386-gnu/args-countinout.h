#ifndef	_count_in_out_user_
#define	_count_in_out_user_

/* Module count_in_out */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_ints_t
#define MIGC_HAVE_ints_t
typedef int32_t ints_t[10];
typedef const int32_t const_ints_t[10];
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 3100
#define MIG_RPC_REPLY_ID_GET 3200
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	int32_t *a,
	ints_t b,
	mach_msg_type_number_t *bCnt,
	int32_t c
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_count_in_out_user_) */
