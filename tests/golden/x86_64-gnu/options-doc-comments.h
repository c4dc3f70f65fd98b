#ifndef	_documented_user_
#define	_documented_user_

/* Module documented */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_count_t
#define MIGC_HAVE_count_t
typedef int32_t count_t;
typedef const int32_t const_count_t;
#endif


#ifdef __cplusplus
extern "C" {
#endif

/**
 * Counts.
 * A SimpleRoutine counts x
 */

/* Routine count */
#define MIG_RPC_HAVE_COUNT
#define MIG_RPC_REQUEST_ID_COUNT 6500
#define MIG_RPC_REPLY_ID_COUNT 6600
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t count
(
	mach_port_t server,
	count_t *number
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_documented_user_) */
