#ifndef	_bounded_bytes_user_
#define	_bounded_bytes_user_

/* Module bounded_bytes */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_bytes_t
#define MIGC_HAVE_bytes_t
typedef char bytes_t[10];
typedef const char const_bytes_t[10];
#endif

#ifndef MIGC_HAVE_shorts_t
#define MIGC_HAVE_shorts_t
typedef int16_t shorts_t[3];
typedef const int16_t const_shorts_t[3];
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 1500
#define MIG_RPC_REPLY_ID_PUT 1600
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t put
(
	mach_port_t server,
	const_bytes_t a,
	mach_msg_type_number_t aCnt,
	int32_t b,
	const shorts_t c,
	mach_msg_type_number_t cCnt,
	const_bytes_t d,
	mach_msg_type_number_t dCnt
);

/* Routine get */
#define MIG_RPC_HAVE_GET
#define MIG_RPC_REQUEST_ID_GET 1501
#define MIG_RPC_REPLY_ID_GET 1601
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t get
(
	mach_port_t server,
	char *a /* max of 10 elements */,
	mach_msg_type_number_t *aCnt,
	shorts_t b,
	mach_msg_type_number_t *bCnt,
	int32_t *c
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_bounded_bytes_user_) */
