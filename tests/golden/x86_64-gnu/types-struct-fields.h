#ifndef	_struct_fields_user_
#define	_struct_fields_user_

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

#endif	/* not defined(_struct_fields_user_) */
