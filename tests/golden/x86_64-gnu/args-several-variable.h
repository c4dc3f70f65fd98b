#ifndef	_several_variable_user_
#define	_several_variable_user_

/* Module several_variable */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_bytes_t
#define MIGC_HAVE_bytes_t
typedef char bytes_t[16];
typedef const char const_bytes_t[16];
#endif

#ifndef MIGC_HAVE_shorts_t
#define MIGC_HAVE_shorts_t
typedef int16_t shorts_t[8];
typedef const int16_t const_shorts_t[8];
#endif

#ifndef MIGC_HAVE_name_t
#define MIGC_HAVE_name_t
typedef char name_t[24];
typedef const char const_name_t[24];
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine put */
#define MIG_RPC_HAVE_PUT
#define MIG_RPC_REQUEST_ID_PUT 3200
#define MIG_RPC_REPLY_ID_PUT 3300
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
	int32_t d,
	const_name_t e,
	int32_t f,
	char *g /* max of 16 elements */,
	mach_msg_type_number_t *gCnt,
	int32_t *h,
	shorts_t i,
	mach_msg_type_number_t *iCnt,
	char *j /* max of 24 elements */,
	int32_t *k
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_several_variable_user_) */
