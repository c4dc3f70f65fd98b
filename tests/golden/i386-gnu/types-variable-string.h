#ifndef	_variable_string_user_
#define	_variable_string_user_

/* Module variable_string */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_path_t
#define MIGC_HAVE_path_t
typedef char path_t[61];
typedef const char const_path_t[61];
#endif


#ifdef __cplusplus
extern "C" {
#endif

/* Routine lookup */
#define MIG_RPC_HAVE_LOOKUP
#define MIG_RPC_REQUEST_ID_LOOKUP 2000
#define MIG_RPC_REPLY_ID_LOOKUP 2100
#ifdef mig_external
mig_external
#else
extern
#endif
kern_return_t lookup
(
	mach_port_t server,
	const_path_t path,
	int32_t flags,
	const_path_t other,
	char *found /* max of 61 elements */,
	int32_t *status
);

#ifdef __cplusplus
}
#endif

#endif	/* not defined(_variable_string_user_) */
