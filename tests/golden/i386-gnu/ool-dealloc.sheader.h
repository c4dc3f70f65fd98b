#ifndef	_dealloc_flags_server_
#define	_dealloc_flags_server_

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
#define MIG_RPC_REQUEST_ID_PUT 5100
#define MIG_RPC_REPLY_ID_PUT 5200
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t put
(
	mach_port_t server,
	data_t a,
	mach_msg_type_number_t aCnt,
	data_t b,
	mach_msg_type_number_t bCnt,
	data_t c,
	mach_msg_type_number_t cCnt,
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
MIG_SERVER_ROUTINE
kern_return_t get
(
	mach_port_t server,
	data_t *a,
	mach_msg_type_number_t *aCnt,
	data_t *b,
	mach_msg_type_number_t *bCnt,
	boolean_t *bDealloc,
	test_bytes_t *c,
	mach_msg_type_number_t *cCnt
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t dealloc_flags_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t dealloc_flags_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 5100;

	return number < 2U ? dealloc_flags_server_routines[number] : 0;
}

#endif	/* not defined(_dealloc_flags_server_) */
