/* Port names, kinds of rights, and what can be asked about a port. */
#ifndef MIGRT_NDR_MACH_PORT_H
#define MIGRT_NDR_MACH_PORT_H

#include <mach/boolean.h>
#include <mach/machine/vm_types.h>
#include <stdint.h>

/* A name denotes rights of one task; it means nothing in another. */
typedef natural_t mach_port_name_t;
typedef mach_port_name_t *mach_port_name_array_t;
typedef mach_port_name_t mach_port_t;
typedef mach_port_t *mach_port_array_t;

/* No port, and the place of a right whose port died on the way. Neither is ever a name. */
#define MACH_PORT_NULL        0
#define MACH_PORT_DEAD        ((mach_port_name_t)~0U)
#define MACH_PORT_VALID(name) ((name) != MACH_PORT_NULL && (name) != MACH_PORT_DEAD)

/* What kind of right a call is about. */
typedef natural_t mach_port_right_t;

#define MACH_PORT_RIGHT_SEND      ((mach_port_right_t)0)
#define MACH_PORT_RIGHT_RECEIVE   ((mach_port_right_t)1)
#define MACH_PORT_RIGHT_SEND_ONCE ((mach_port_right_t)2)
#define MACH_PORT_RIGHT_PORT_SET  ((mach_port_right_t)3)
#define MACH_PORT_RIGHT_DEAD_NAME ((mach_port_right_t)4)
#define MACH_PORT_RIGHT_NUMBER    ((mach_port_right_t)6) /* 5 is no right any more */

/* The set of rights that one name denotes, one bit for each kind. */
typedef natural_t mach_port_type_t;
typedef mach_port_type_t *mach_port_type_array_t;

#define MACH_PORT_TYPE(right)       ((mach_port_type_t)(1U << ((right) + 16U)))
#define MACH_PORT_TYPE_NONE         ((mach_port_type_t)0)
#define MACH_PORT_TYPE_SEND         MACH_PORT_TYPE(MACH_PORT_RIGHT_SEND)
#define MACH_PORT_TYPE_RECEIVE      MACH_PORT_TYPE(MACH_PORT_RIGHT_RECEIVE)
#define MACH_PORT_TYPE_SEND_ONCE    MACH_PORT_TYPE(MACH_PORT_RIGHT_SEND_ONCE)
#define MACH_PORT_TYPE_PORT_SET     MACH_PORT_TYPE(MACH_PORT_RIGHT_PORT_SET)
#define MACH_PORT_TYPE_DEAD_NAME    MACH_PORT_TYPE(MACH_PORT_RIGHT_DEAD_NAME)

#define MACH_PORT_TYPE_SEND_RECEIVE (MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_RECEIVE)
#define MACH_PORT_TYPE_SEND_RIGHTS  (MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_SEND_ONCE)
#define MACH_PORT_TYPE_PORT_RIGHTS  (MACH_PORT_TYPE_SEND_RIGHTS | MACH_PORT_TYPE_RECEIVE)
#define MACH_PORT_TYPE_PORT_OR_DEAD (MACH_PORT_TYPE_PORT_RIGHTS | MACH_PORT_TYPE_DEAD_NAME)
#define MACH_PORT_TYPE_ALL_RIGHTS   (MACH_PORT_TYPE_PORT_OR_DEAD | MACH_PORT_TYPE_PORT_SET)

/* Not a right: a dead-name notification is asked for (mach_port_type, mach_port_names). */
#define MACH_PORT_TYPE_DNREQUEST    0x80000000U

/* User references: how often a send right or dead name was given to this task under one name. */
typedef natural_t mach_port_urefs_t;
typedef integer_t mach_port_delta_t;

typedef natural_t mach_port_seqno_t;
typedef natural_t mach_port_mscount_t;
typedef natural_t mach_port_msgcount_t;
typedef natural_t mach_port_rights_t;
typedef unsigned int mach_port_srights_t;

#define MACH_PORT_SRIGHTS_NONE    0
#define MACH_PORT_SRIGHTS_PRESENT 1

/* The state of a port, for the holder of its receive right (MACH_PORT_RECEIVE_STATUS). */
typedef struct mach_port_status {
	mach_port_rights_t mps_pset;       /* is it in a port set? */
	mach_port_seqno_t mps_seqno;       /* number that the next received message gets */
	mach_port_mscount_t mps_mscount;   /* send rights made from the receive right so far */
	mach_port_msgcount_t mps_qlimit;   /* messages that may wait before senders do */
	mach_port_msgcount_t mps_msgcount; /* messages that wait now */
	mach_port_rights_t mps_sorights;   /* send-once rights that exist */
	boolean_t mps_srights;             /* do send rights exist? */
	boolean_t mps_pdrequest;           /* is a port-destroyed notification asked for? */
	boolean_t mps_nsrequest;           /* is a no-senders notification asked for? */
	natural_t mps_flags;               /* 0 */
} mach_port_status_t;

#define MACH_PORT_QLIMIT_ZERO    0
#define MACH_PORT_QLIMIT_BASIC   5
#define MACH_PORT_QLIMIT_SMALL   16
#define MACH_PORT_QLIMIT_LARGE   1024
#define MACH_PORT_QLIMIT_MIN     MACH_PORT_QLIMIT_ZERO
#define MACH_PORT_QLIMIT_DEFAULT MACH_PORT_QLIMIT_BASIC
#define MACH_PORT_QLIMIT_MAX     MACH_PORT_QLIMIT_LARGE

typedef struct mach_port_limits {
	mach_port_msgcount_t mpl_qlimit;
} mach_port_limits_t;

/* What mach_port_get_attributes and mach_port_set_attributes are about: words, as many as the
 * structure has. */
typedef integer_t *mach_port_info_t;
typedef int mach_port_flavor_t;

#define MACH_PORT_LIMITS_INFO          1 /* mach_port_limits_t */
#define MACH_PORT_RECEIVE_STATUS       2 /* mach_port_status_t */

#define MACH_PORT_LIMITS_INFO_COUNT    ((natural_t)(sizeof(mach_port_limits_t) / sizeof(natural_t)))
#define MACH_PORT_RECEIVE_STATUS_COUNT ((natural_t)(sizeof(mach_port_status_t) / sizeof(natural_t)))

#endif
