#ifndef	_struct_fields_server_
#define	_struct_fields_server_

/* Module struct_fields */

#include <stdint.h>
#include <mach/kern_return.h>
#include <mach/port.h>
#include <mach/message.h>

#ifndef MIGC_HAVE_point_t
#define MIGC_HAVE_point_t
typedef struct {
	int32_t x;
	int32_t y;
} point_t;
typedef const point_t const_point_t;
#endif

#ifndef MIGC_HAVE_mixed_t
#define MIGC_HAVE_mixed_t
typedef struct {
	char kind;
	int64_t serial;
	point_t at;
	int16_t rest;
} mixed_t;
typedef const mixed_t const_mixed_t;
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

/* Routine move */
#define MIG_RPC_HAVE_MOVE
#define MIG_RPC_REQUEST_ID_MOVE 1100
#define MIG_RPC_REPLY_ID_MOVE 1200
#ifdef mig_external
mig_external
#else
extern
#endif
MIG_SERVER_ROUTINE
kern_return_t move
(
	mach_port_t server,
	point_t from,
	mixed_t item,
	point_t *to,
	mixed_t *moved
);

#ifdef __cplusplus
}
#endif

extern mig_routine_t struct_fields_server_routines[];

/* The stub of a request, or 0 if this subsystem has none for its id. */
static __inline mig_routine_t struct_fields_server_routine(const mach_msg_header_t *InHeadP)
{
	unsigned int number = (unsigned int) InHeadP->msgh_id - (unsigned int) 1100;

	return number < 1U ? struct_fields_server_routines[number] : 0;
}

#endif	/* not defined(_struct_fields_server_) */
