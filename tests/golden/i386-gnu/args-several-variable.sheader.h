#ifndef	_several_variable_server_
#define	_several_variable_server_

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

#include <mach/mig_errors.h>

/* What the function owns after success, and must leave alone after failure,
 * is checked by compilers that know this attribute. */
#ifndef MIG_SERVER_ROUTINE
#if defined(__has_attribute)
#if __has_attribute(mig_server_routine)
#define MIG_SERVER_ROUTINE __attribute__((mig_server_routine))
#endif
#endif
#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif
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
MIG_SERVER_ROUTINE
kern_return_t put
(
	mach_port_t server,
	const bytes_t a,
	mach_msg_type_number_t aCnt,
	int32_t b,
	const shorts_t c,
	mach_msg_type_number_t cCnt,
	int32_t d,
	const_name_t e,
	int32_t f,
	bytes_t g,
	mach_msg_type_number_t *gCnt,
	int32_t *h,
	shorts_t i,
	mach_msg_type_number_t *iCnt,
	name_t j,
	int32_t *k
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t several_variable_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t several_variable_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 3200;

	return number < 1U ? several_variable_server_routines[number] : 0;
}

#endif	/* not defined(_several_variable_server_) */
