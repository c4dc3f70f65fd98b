/* Port names, kinds of rights, and what can be asked about a port. */
#ifndef MIGRT_TYPED_MACH_PORT_H
#define MIGRT_TYPED_MACH_PORT_H

#include <mach/boolean.h>
#include <mach/machine/vm_types.h>

/* A name denotes rights of one task; it means nothing in another. */
typedef unsigned int mach_port_name_t;
typedef mach_port_name_t *mach_port_name_array_t;
typedef const mach_port_name_t *const_mach_port_name_array_t;

typedef mach_port_name_t mach_port_t;
typedef mach_port_t *mach_port_array_t;
typedef const mach_port_t *const_mach_port_array_t;

typedef int *rpc_signature_info_t;

/* No port, and the place of a right whose port died on the way. Neither is ever a name. */
#define MACH_PORT_NULL             0
#define MACH_PORT_DEAD             ((mach_port_t)~0U)
#define MACH_PORT_NAME_NULL        ((mach_port_name_t)0)
#define MACH_PORT_NAME_DEAD        ((mach_port_name_t)~0U)

#define MACH_PORT_VALID(port)      ((port) != MACH_PORT_NULL && (port) != MACH_PORT_DEAD)
#define MACH_PORT_NAME_VALID(name) ((name) != MACH_PORT_NAME_NULL && (name) != MACH_PORT_NAME_DEAD)

/* What kind of right a call is about. */
typedef natural_t mach_port_right_t;

#define MACH_PORT_RIGHT_SEND      ((mach_port_right_t)0)
#define MACH_PORT_RIGHT_RECEIVE   ((mach_port_right_t)1)
#define MACH_PORT_RIGHT_SEND_ONCE ((mach_port_right_t)2)
#define MACH_PORT_RIGHT_PORT_SET  ((mach_port_right_t)3)
#define MACH_PORT_RIGHT_DEAD_NAME ((mach_port_right_t)4)
#define MACH_PORT_RIGHT_NUMBER    ((mach_port_right_t)5)

/* The set of rights that one name denotes, one bit for each kind. */
typedef natural_t mach_port_type_t;
typedef mach_port_type_t *mach_port_type_array_t;
typedef const mach_port_type_t *const_mach_port_type_array_t;

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
#define MACH_PORT_TYPE_DNREQUEST    ((mach_port_type_t)0x80000000U)

/* User references: how often a send right or dead name was given to this task under one name. */
typedef natural_t mach_port_urefs_t;
typedef integer_t mach_port_delta_t;

typedef natural_t mach_port_seqno_t;
typedef unsigned int mach_port_mscount_t;
typedef unsigned int mach_port_msgcount_t;
typedef unsigned int mach_port_rights_t;

/* The state of a port, for the holder of its receive right (mach_port_get_receive_status). */
typedef struct mach_port_status {
	mach_port_name_t mps_pset;         /* the set that it is in, or MACH_PORT_NULL */
	mach_port_seqno_t mps_seqno;       /* number that the next received message gets */
	mach_port_mscount_t mps_mscount;   /* send rights made from the receive right so far */
	mach_port_msgcount_t mps_qlimit;   /* messages that may wait before senders do */
	mach_port_msgcount_t mps_msgcount; /* messages that wait now */
	mach_port_rights_t mps_sorights;   /* send-once rights that exist */
	boolean_t mps_srights;             /* do send rights exist? */
	boolean_t mps_pdrequest;           /* is a port-destroyed notification asked for? */
	boolean_t mps_nsrequest;           /* is a no-senders notification asked for? */
} mach_port_status_t;

#define MACH_PORT_QLIMIT_DEFAULT ((mach_port_msgcount_t)5)
#define MACH_PORT_QLIMIT_MAX     ((mach_port_msgcount_t)16)

#endif
