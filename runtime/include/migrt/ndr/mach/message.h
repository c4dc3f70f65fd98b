/*
 * Mach messages of the NDR dialect (Darwin's layouts), and mach_msg.
 *
 * A message is a header of 24 bytes. If it is complex, a count of descriptors and the descriptors
 * follow: one for each right, range of memory, or array of rights that travels. The rest are plain
 * data, which nobody on the way looks at. A received message has a trailer behind it that says
 * who sent it. Everything is packed at 4; only descriptors of memory depend on the word size.
 */
#ifndef MIGRT_NDR_MACH_MESSAGE_H
#define MIGRT_NDR_MACH_MESSAGE_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/machine/vm_types.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>
#include <stdint.h>
#include <sys/cdefs.h>

/* Milliseconds. */
typedef natural_t mach_msg_timeout_t;

#define MACH_MSG_TIMEOUT_NONE ((mach_msg_timeout_t)0)

typedef unsigned int mach_msg_bits_t;
typedef natural_t mach_msg_size_t; /* bytes */
typedef integer_t mach_msg_id_t;
typedef natural_t mach_msg_type_size_t;
typedef natural_t mach_msg_type_number_t;
typedef unsigned int mach_msg_type_name_t;
typedef unsigned int mach_msg_priority_t;

#define MACH_MSG_PRIORITY_UNSPECIFIED ((mach_msg_priority_t)0)

/* ---- msgh_bits ---- */

/*
 * The dispositions (MACH_MSG_TYPE_*) of the rights of the header, and whether there are descriptors
 * after it. Other bits are not looked at.
 */
#define MACH_MSGH_BITS_ZERO           0x00000000U
#define MACH_MSGH_BITS_REMOTE_MASK    0x0000001fU
#define MACH_MSGH_BITS_LOCAL_MASK     0x00001f00U
#define MACH_MSGH_BITS_VOUCHER_MASK   0x001f0000U
#define MACH_MSGH_BITS_COMPLEX        0x80000000U
#define MACH_MSGH_BITS_USER           0x801f1f1fU

#define MACH_MSGH_BITS_PORTS_MASK \
	(MACH_MSGH_BITS_REMOTE_MASK | MACH_MSGH_BITS_LOCAL_MASK | MACH_MSGH_BITS_VOUCHER_MASK)

#define MACH_MSGH_BITS(remote, local) ((remote) | ((local) << 8))
#define MACH_MSGH_BITS_SET_PORTS(remote, local, voucher)                                        \
	(((remote)&MACH_MSGH_BITS_REMOTE_MASK) | (((local) << 8) & MACH_MSGH_BITS_LOCAL_MASK) | \
		(((voucher) << 16) & MACH_MSGH_BITS_VOUCHER_MASK))
#define MACH_MSGH_BITS_SET(remote, local, voucher, other)         \
	(MACH_MSGH_BITS_SET_PORTS((remote), (local), (voucher)) | \
		((other) & ~MACH_MSGH_BITS_PORTS_MASK))
#define MACH_MSGH_BITS_REMOTE(bits)      ((bits)&MACH_MSGH_BITS_REMOTE_MASK)
#define MACH_MSGH_BITS_LOCAL(bits)       (((bits)&MACH_MSGH_BITS_LOCAL_MASK) >> 8)
#define MACH_MSGH_BITS_VOUCHER(bits)     (((bits)&MACH_MSGH_BITS_VOUCHER_MASK) >> 16)
#define MACH_MSGH_BITS_PORTS(bits)       ((bits)&MACH_MSGH_BITS_PORTS_MASK)
#define MACH_MSGH_BITS_OTHER(bits)       ((bits) & ~MACH_MSGH_BITS_PORTS_MASK)
#define MACH_MSGH_BITS_HAS_REMOTE(bits)  (MACH_MSGH_BITS_REMOTE(bits) != MACH_MSGH_BITS_ZERO)
#define MACH_MSGH_BITS_HAS_LOCAL(bits)   (MACH_MSGH_BITS_LOCAL(bits) != MACH_MSGH_BITS_ZERO)
#define MACH_MSGH_BITS_HAS_VOUCHER(bits) (MACH_MSGH_BITS_VOUCHER(bits) != MACH_MSGH_BITS_ZERO)
#define MACH_MSGH_BITS_IS_COMPLEX(bits)  (((bits)&MACH_MSGH_BITS_COMPLEX) != MACH_MSGH_BITS_ZERO)

/* Dispositions: what the sender does with the right that it names. */
#define MACH_MSG_TYPE_MOVE_RECEIVE       16 /* gives away the receive right */
#define MACH_MSG_TYPE_MOVE_SEND          17 /* gives away one reference of a send right */
#define MACH_MSG_TYPE_MOVE_SEND_ONCE     18 /* gives away the send-once right */
#define MACH_MSG_TYPE_COPY_SEND          19 /* gives a send right and keeps its own */
#define MACH_MSG_TYPE_MAKE_SEND          20 /* makes a send right from the receive right */
#define MACH_MSG_TYPE_MAKE_SEND_ONCE     21 /* makes a send-once right from the receive right */

/* What arrives: the kind of right that the receiver now has. */
#define MACH_MSG_TYPE_PORT_NONE          0
#define MACH_MSG_TYPE_PORT_RECEIVE       MACH_MSG_TYPE_MOVE_RECEIVE
#define MACH_MSG_TYPE_PORT_SEND          MACH_MSG_TYPE_MOVE_SEND
#define MACH_MSG_TYPE_PORT_SEND_ONCE     MACH_MSG_TYPE_MOVE_SEND_ONCE

#define MACH_MSG_TYPE_PORT_NAME          15 /* a port's name as a number; no right travels */
#define MACH_MSG_TYPE_LAST               22

/* Stands for a disposition that is known only at run time. Never in a message. */
#define MACH_MSG_TYPE_POLYMORPHIC        ((mach_msg_type_name_t)-1)

#define MACH_MSG_TYPE_PORT_ANY(x) \
	((x) >= MACH_MSG_TYPE_MOVE_RECEIVE && (x) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_SEND(x) \
	((x) >= MACH_MSG_TYPE_MOVE_SEND && (x) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_RIGHT(x) \
	((x) >= MACH_MSG_TYPE_MOVE_RECEIVE && (x) <= MACH_MSG_TYPE_MOVE_SEND_ONCE)

/* ---- Descriptors ---- */

typedef unsigned int mach_msg_descriptor_type_t;

#define MACH_MSG_PORT_DESCRIPTOR         0
#define MACH_MSG_OOL_DESCRIPTOR          1
#define MACH_MSG_OOL_PORTS_DESCRIPTOR    2
#define MACH_MSG_OOL_VOLATILE_DESCRIPTOR 3 /* as MACH_MSG_OOL_DESCRIPTOR */
#define MACH_MSG_GUARDED_PORT_DESCRIPTOR 4 /* cannot be sent: ports have no guards */

/* How memory travels; both give the receiver memory of its own. */
typedef unsigned int mach_msg_copy_options_t;

#define MACH_MSG_PHYSICAL_COPY 0
#define MACH_MSG_VIRTUAL_COPY  1
#define MACH_MSG_ALLOCATE      2
#define MACH_MSG_OVERWRITE     3

typedef unsigned int mach_msg_guard_flags_t;

#pragma pack(push, 4)

/* What all descriptors have in common: the type, at the same place. */
typedef struct {
	natural_t pad1;
	mach_msg_size_t pad2;
	unsigned int pad3 : 24;
	mach_msg_descriptor_type_t type : 8;
} mach_msg_type_descriptor_t;

/* A right. With name MACH_PORT_NULL the disposition is not looked at. */
typedef struct {
	mach_port_t name;
	mach_msg_size_t pad1;
	unsigned int pad2 : 16;
	mach_msg_type_name_t disposition : 8;
	mach_msg_descriptor_type_t type : 8;
} mach_msg_port_descriptor_t;

/*
 * size bytes of memory at address; with size 0 nothing else is looked at. deallocate: they are
 * moved instead of copied, in whole pages; it is always set in what was received, since the memory
 * is then the receiver's.
 */
typedef struct {
	void *address;
#if !defined(__LP64__)
	mach_msg_size_t size;
#endif
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	unsigned int pad1 : 8;
	mach_msg_descriptor_type_t type : 8;
#if defined(__LP64__)
	mach_msg_size_t size;
#endif
} mach_msg_ool_descriptor_t;

/* count rights, all of one disposition, whose names are an array at address. */
typedef struct {
	void *address;
#if !defined(__LP64__)
	mach_msg_size_t count;
#endif
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	mach_msg_type_name_t disposition : 8;
	mach_msg_descriptor_type_t type : 8;
#if defined(__LP64__)
	mach_msg_size_t count;
#endif
} mach_msg_ool_ports_descriptor_t;

/* The forms of one word size, for messages of the other. */
typedef struct {
	uint32_t address;
	mach_msg_size_t size;
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	unsigned int pad1 : 8;
	mach_msg_descriptor_type_t type : 8;
} mach_msg_ool_descriptor32_t;

typedef struct {
	uint64_t address;
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	unsigned int pad1 : 8;
	mach_msg_descriptor_type_t type : 8;
	mach_msg_size_t size;
} mach_msg_ool_descriptor64_t;

typedef struct {
	uint32_t address;
	mach_msg_size_t count;
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	mach_msg_type_name_t disposition : 8;
	mach_msg_descriptor_type_t type : 8;
} mach_msg_ool_ports_descriptor32_t;

typedef struct {
	uint64_t address;
	boolean_t deallocate : 8;
	mach_msg_copy_options_t copy : 8;
	mach_msg_type_name_t disposition : 8;
	mach_msg_descriptor_type_t type : 8;
	mach_msg_size_t count;
} mach_msg_ool_ports_descriptor64_t;

typedef struct {
	mach_port_context_t context;
#if !defined(__LP64__)
	mach_port_name_t name;
#endif
	mach_msg_guard_flags_t flags : 16;
	mach_msg_type_name_t disposition : 8;
	mach_msg_descriptor_type_t type : 8;
#if defined(__LP64__)
	mach_port_name_t name;
#endif
} mach_msg_guarded_port_descriptor_t;

/* Any of them. With 64 bits they differ in size, so that this is no element of an array. */
typedef union {
	mach_msg_port_descriptor_t port;
	mach_msg_ool_descriptor_t out_of_line;
	mach_msg_ool_ports_descriptor_t ool_ports;
	mach_msg_type_descriptor_t type;
	mach_msg_guarded_port_descriptor_t guarded_port;
} mach_msg_descriptor_t;

/* ---- Header ---- */

/*
 * Sent: the remote port is the destination, the local port the right given to the receiver for its
 * reply. Received: the other way round, so the remote port is where a reply goes, and the local
 * port is the name of the port that the message came in through. There are no vouchers here: the
 * field is 0 in what is received.
 */
typedef struct {
	mach_msg_bits_t msgh_bits;
	mach_msg_size_t msgh_size; /* set by receive; send goes by its send_size argument */
	mach_port_t msgh_remote_port;
	mach_port_t msgh_local_port;
	mach_port_name_t msgh_voucher_port;
	mach_msg_id_t msgh_id; /* sender's and receiver's own business */
} mach_msg_header_t;

#define msgh_reserved msgh_voucher_port

/* What follows the header of a complex message. */
typedef struct {
	mach_msg_size_t msgh_descriptor_count;
} mach_msg_body_t;

typedef struct {
	mach_msg_header_t header;
	mach_msg_body_t body;
} mach_msg_base_t;

#define MACH_MSG_NULL            ((mach_msg_header_t *)0)
#define MACH_MSG_BODY_NULL       ((mach_msg_body_t *)0)
#define MACH_MSG_DESCRIPTOR_NULL ((mach_msg_descriptor_t *)0)
#define MACH_MSG_SIZE_MAX        ((mach_msg_size_t)~0U)

/* ---- Trailers ---- */

typedef unsigned int mach_msg_trailer_type_t;
typedef unsigned int mach_msg_trailer_size_t;
typedef char *mach_msg_trailer_info_t;

#define MACH_MSG_TRAILER_FORMAT_0 0

/* Effective user and group of the sender; {0, 1} in notifications. */
typedef struct {
	unsigned int val[2];
} security_token_t;

/* Who the sender is; read it with the functions of <bsm/libbsm.h>. All 0 in notifications. */
typedef struct {
	unsigned int val[8];
} audit_token_t;

typedef int mach_msg_filter_id;

typedef struct {
	mach_port_name_t sender;
} msg_labels_t;

/* Each trailer begins with the one before. */
typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type; /* MACH_MSG_TRAILER_FORMAT_0 */
	mach_msg_trailer_size_t msgh_trailer_size; /* bytes, of this trailer */
} mach_msg_trailer_t;

typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type;
	mach_msg_trailer_size_t msgh_trailer_size;
	mach_port_seqno_t msgh_seqno; /* counts what came through the port */
} mach_msg_seqno_trailer_t;

typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type;
	mach_msg_trailer_size_t msgh_trailer_size;
	mach_port_seqno_t msgh_seqno;
	security_token_t msgh_sender;
} mach_msg_security_trailer_t;

typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type;
	mach_msg_trailer_size_t msgh_trailer_size;
	mach_port_seqno_t msgh_seqno;
	security_token_t msgh_sender;
	audit_token_t msgh_audit;
} mach_msg_audit_trailer_t;

typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type;
	mach_msg_trailer_size_t msgh_trailer_size;
	mach_port_seqno_t msgh_seqno;
	security_token_t msgh_sender;
	audit_token_t msgh_audit;
	mach_port_context_t msgh_context; /* 0 */
} mach_msg_context_trailer_t;

typedef struct {
	mach_msg_trailer_type_t msgh_trailer_type;
	mach_msg_trailer_size_t msgh_trailer_size;
	mach_port_seqno_t msgh_seqno;
	security_token_t msgh_sender;
	audit_token_t msgh_audit;
	mach_port_context_t msgh_context;
	mach_msg_filter_id msgh_ad; /* 0 */
	msg_labels_t msgh_labels;   /* 0 */
} mach_msg_mac_trailer_t;

typedef mach_msg_mac_trailer_t mach_msg_max_trailer_t;
typedef mach_msg_security_trailer_t mach_msg_format_0_trailer_t;

typedef struct {
	mach_msg_header_t header;
} mach_msg_empty_send_t;

typedef struct {
	mach_msg_header_t header;
	mach_msg_trailer_t trailer;
} mach_msg_empty_rcv_t;

typedef union {
	mach_msg_empty_send_t send;
	mach_msg_empty_rcv_t rcv;
} mach_msg_empty_t;

#pragma pack(pop)

#define MACH_MSG_TRAILER_MINIMUM_SIZE  sizeof(mach_msg_trailer_t)
#define MACH_MSG_TRAILER_FORMAT_0_SIZE sizeof(mach_msg_format_0_trailer_t)
#define MAX_TRAILER_SIZE               ((mach_msg_size_t)sizeof(mach_msg_max_trailer_t))

/* Where the trailer of a message of x bytes is. */
#define round_msg(x)                                                       \
	(((mach_msg_size_t)(x) + (mach_msg_size_t)sizeof(natural_t) - 1) & \
		~((mach_msg_size_t)sizeof(natural_t) - 1))

#define KERNEL_SECURITY_TOKEN_VALUE \
	{                           \
		{                   \
			0, 1        \
		}                   \
	}
#define KERNEL_AUDIT_TOKEN_VALUE               \
	{                                      \
		{                              \
			0, 0, 0, 0, 0, 0, 0, 0 \
		}                              \
	}

/* ---- Options ---- */

typedef integer_t mach_msg_option_t;
typedef integer_t mach_msg_options_t;

#define MACH_MSG_OPTION_NONE             0x00000000
#define MACH_SEND_MSG                    0x00000001
#define MACH_RCV_MSG                     0x00000002
#define MACH_RCV_LARGE                   0x00000004 /* a message that does not fit stays in the queue */
#define MACH_SEND_TIMEOUT                0x00000010
#define MACH_SEND_INTERRUPT              0x00000040 /* a signal ends the wait to send */
#define MACH_RCV_TIMEOUT                 0x00000100
#define MACH_RCV_INTERRUPT               0x00000400 /* a signal ends the wait to receive */

/* Accepted, and mean nothing here: priorities, vouchers, guards, checks of reply ports. */
#define MACH_SEND_OVERRIDE               0x00000020
#define MACH_MSG_STRICT_REPLY            0x00000200
#define MACH_RCV_VOUCHER                 0x00000800
#define MACH_RCV_GUARDED_DESC            0x00001000
#define MACH_RCV_SYNC_WAIT               0x00004000
#define MACH_SEND_NOIMPORTANCE           0x00040000
#define MACH_SEND_NODENAP                MACH_SEND_NOIMPORTANCE
#define MACH_SEND_SYNC_OVERRIDE          0x00100000
#define MACH_SEND_PROPAGATE_QOS          0x00200000
#define MACH_SEND_SYNC_USE_THRPRI        MACH_SEND_PROPAGATE_QOS
#define MACH_SEND_SYNC_BOOTSTRAP_CHECKIN 0x00800000

/* Nothing at all, as on Darwin. */
#define MACH_RCV_NOTIFY                  0x00000000
#define MACH_RCV_OVERWRITE               0x00000000

/* Refused with MACH_SEND_INVALID_TRAILER: who sends is not the sender's to say. */
#define MACH_SEND_TRAILER                0x00020000

/* Which trailer a receiver asks for. Without any it is a mach_msg_trailer_t. */
#define MACH_RCV_TRAILER_NULL            0
#define MACH_RCV_TRAILER_SEQNO           1
#define MACH_RCV_TRAILER_SENDER          2
#define MACH_RCV_TRAILER_AUDIT           3
#define MACH_RCV_TRAILER_CTX             4
#define MACH_RCV_TRAILER_AV              7
#define MACH_RCV_TRAILER_LABELS          8

#define MACH_RCV_TRAILER_TYPE(x)         (((x)&0xf) << 28)
#define MACH_RCV_TRAILER_ELEMENTS(x)     (((x)&0xf) << 24)
#define MACH_RCV_TRAILER_MASK            (0xf << 24)
#define GET_RCV_ELEMENTS(option)         (((option) >> 24) & 0xf)

#define REQUESTED_TRAILER_SIZE(option)                                                   \
	((mach_msg_trailer_size_t)(GET_RCV_ELEMENTS(option) == MACH_RCV_TRAILER_NULL     \
					   ? sizeof(mach_msg_trailer_t)                  \
				   : GET_RCV_ELEMENTS(option) == MACH_RCV_TRAILER_SEQNO  \
					   ? sizeof(mach_msg_seqno_trailer_t)            \
				   : GET_RCV_ELEMENTS(option) == MACH_RCV_TRAILER_SENDER \
					   ? sizeof(mach_msg_security_trailer_t)         \
				   : GET_RCV_ELEMENTS(option) == MACH_RCV_TRAILER_AUDIT  \
					   ? sizeof(mach_msg_audit_trailer_t)            \
				   : GET_RCV_ELEMENTS(option) == MACH_RCV_TRAILER_CTX    \
					   ? sizeof(mach_msg_context_trailer_t)          \
					   : sizeof(mach_msg_max_trailer_t)))

/* ---- Results ---- */

typedef kern_return_t mach_msg_return_t;

#define MACH_MSG_SUCCESS           0x00000000

/* Bits in addition to MACH_RCV_HEADER_ERROR and MACH_RCV_BODY_ERROR: what there was too little of.
 */
#define MACH_MSG_MASK              0x00003e00
#define MACH_MSG_IPC_SPACE         0x00002000 /* names */
#define MACH_MSG_VM_SPACE          0x00001000 /* address space */
#define MACH_MSG_IPC_KERNEL        0x00000800 /* memory for a right */
#define MACH_MSG_VM_KERNEL         0x00000400 /* memory for out-of-line data */

#define MACH_SEND_IN_PROGRESS      0x10000001 /* never returned */
#define MACH_SEND_INVALID_DATA     0x10000002 /* the message itself cannot be read */
#define MACH_SEND_INVALID_DEST     0x10000003 /* no send right, or the port is dead */
#define MACH_SEND_TIMED_OUT        0x10000004 /* the queue stayed full */
#define MACH_SEND_INVALID_VOUCHER  0x10000005 /* there are no vouchers */
#define MACH_SEND_INTERRUPTED      0x10000007 /* a signal came while the queue was full */
#define MACH_SEND_MSG_TOO_SMALL    0x10000008 /* the message ends before its descriptors do */
#define MACH_SEND_INVALID_REPLY    0x10000009 /* the reply right is not there to give */
#define MACH_SEND_INVALID_RIGHT    0x1000000a /* a right of the body is not there to give */
#define MACH_SEND_INVALID_NOTIFY   0x1000000b
#define MACH_SEND_INVALID_MEMORY   0x1000000c /* out-of-line data are not there to read */
#define MACH_SEND_NO_BUFFER        0x1000000d /* no memory to hold the message */
#define MACH_SEND_TOO_LARGE        0x1000000e /* more than a message can hold */
#define MACH_SEND_INVALID_TYPE     0x1000000f /* a descriptor makes no sense */
#define MACH_SEND_INVALID_HEADER   0x10000010 /* bits of the header make no sense */
#define MACH_SEND_INVALID_TRAILER  0x10000011 /* MACH_SEND_TRAILER is not for tasks */
#define MACH_SEND_INVALID_CONTEXT  0x10000012
#define MACH_SEND_INVALID_OPTIONS  0x10000013
#define MACH_SEND_NO_GRANT_DEST    0x10000016
#define MACH_SEND_MSG_FILTERED     0x10000017

#define MACH_RCV_IN_PROGRESS       0x10004001 /* never returned */
#define MACH_RCV_INVALID_NAME      0x10004002 /* neither a receive right nor a port set */
#define MACH_RCV_TIMED_OUT         0x10004003 /* no message came */
#define MACH_RCV_TOO_LARGE         0x10004004 /* the message and its trailer did not fit */
#define MACH_RCV_INTERRUPTED       0x10004005 /* a signal came first */
#define MACH_RCV_PORT_CHANGED      0x10004006 /* the port was put into a set meanwhile */
#define MACH_RCV_INVALID_NOTIFY    0x10004007
#define MACH_RCV_INVALID_DATA      0x10004008 /* the buffer cannot be written */
#define MACH_RCV_PORT_DIED         0x10004009 /* the port or set is gone meanwhile */
#define MACH_RCV_IN_SET            0x1000400a /* the port is in a set: receive from that */
#define MACH_RCV_HEADER_ERROR      0x1000400b /* no room for a right of the header */
#define MACH_RCV_BODY_ERROR        0x1000400c /* no room for something of the body */
#define MACH_RCV_INVALID_TYPE      0x1000400d /* the message is of the typed dialect */
#define MACH_RCV_SCATTER_SMALL     0x1000400e
#define MACH_RCV_INVALID_TRAILER   0x1000400f /* no such trailer */
#define MACH_RCV_INVALID_REPLY     0x10004012
#define MACH_RCV_INVALID_ARGUMENTS 0x10004013

/* All functions are thread-safe, for different messages: two threads do not work on one at a time.
 */

MIGRT_BEGIN_DECLS

extern const security_token_t KERNEL_SECURITY_TOKEN MIGRT_BIND(KERNEL_SECURITY_TOKEN);
extern const audit_token_t KERNEL_AUDIT_TOKEN MIGRT_BIND(KERNEL_AUDIT_TOKEN);

/*
 * Sends a message, receives one, or both in this order (MACH_SEND_MSG, MACH_RCV_MSG in option).
 *
 * Sending takes send_size bytes at msg. Rights and memory are taken from the caller as their
 * dispositions say. What an error leaves behind:
 *
 *   - Nothing was done: MACH_SEND_INVALID_HEADER, _INVALID_DEST, _INVALID_REPLY,
 *     _INVALID_VOUCHER, _INVALID_TRAILER, _NO_BUFFER, and _MSG_TOO_SMALL for a send_size that is
 *     smaller than a header (and a count of descriptors, if complex) or not a multiple of 4.
 *   - The message is gone, with all rights and memory taken up to the fault:
 *     MACH_SEND_INVALID_TYPE, _INVALID_RIGHT, _INVALID_MEMORY, and _MSG_TOO_SMALL for descriptors
 *     that do not fit into it.
 *   - The message is back in msg, with what it carried under names that the caller holds again,
 *     ready to be sent once more: MACH_SEND_TIMED_OUT, MACH_SEND_INTERRUPTED, and
 *     MACH_SEND_NO_BUFFER where it showed late what there was too little of. After any
 *     MACH_SEND_NO_BUFFER the message can be sent again, or given to mach_msg_destroy.
 *
 * A send waits while the port's queue is full, unless it goes to a send-once right; with
 * MACH_SEND_TIMEOUT at most timeout milliseconds (0: not at all). A message to a port that dies
 * while the sender waits counts as sent and is destroyed.
 *
 * Receiving takes the next message of the receive right or port set rcv_name into the rcv_size
 * bytes at msg, and the trailer that was asked for (MACH_RCV_TRAILER_ELEMENTS) behind it, which is
 * not counted in msgh_size. What it brings belongs to the caller: rights under the names in the
 * message, out-of-line memory as if from vm_allocate. With MACH_RCV_TIMEOUT it waits at most
 * timeout milliseconds. A message that does not fit with its trailer is destroyed, and msg holds
 * its header; with MACH_RCV_LARGE it stays in the queue and only msgh_size is set. So msg has room
 * for a header whatever rcv_size is. notify is not looked at. Besides MACH_RCV_TOO_LARGE there are:
 *
 *   - No message was received: MACH_RCV_INVALID_NAME, _IN_SET, _TIMED_OUT, _INTERRUPTED,
 *     _PORT_CHANGED, _PORT_DIED, _INVALID_TRAILER.
 *   - A message of the typed dialect was there, which this cannot receive: it is destroyed, so that
 *     its sender is told. Nothing is written. MACH_RCV_INVALID_TYPE.
 *   - Received, but something in it got lost, and its place holds MACH_PORT_NULL, or a null pointer
 *     to no elements: MACH_RCV_HEADER_ERROR, MACH_RCV_BODY_ERROR.
 *
 * A signal does not end a wait, unless MACH_SEND_INTERRUPT or MACH_RCV_INTERRUPT is set.
 * Any number of threads may send to and receive from one port at once.
 */
extern mach_msg_return_t mach_msg(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify) MIGRT_BIND(mach_msg);

/* The same, received into rcv_msg; if that is NULL, into msg. rcv_limit is not looked at. */
extern mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
	mach_msg_size_t send_size, mach_msg_size_t rcv_size, mach_port_name_t rcv_name,
	mach_msg_timeout_t timeout, mach_port_name_t notify, mach_msg_header_t *rcv_msg,
	mach_msg_size_t rcv_limit) MIGRT_BIND(mach_msg_overwrite);

/* Sends msgh_size bytes, waiting as long as it takes. */
extern mach_msg_return_t mach_msg_send(mach_msg_header_t *msg) MIGRT_BIND(mach_msg_send);

/* Receives from msgh_local_port into msgh_size bytes, waiting as long as it takes. */
extern mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg) MIGRT_BIND(mach_msg_receive);

/*
 * Releases what a received message brought, or a message not sent would have taken: the right in
 * msgh_remote_port, the rights of the descriptors, and memory whose descriptor says deallocate.
 * msgh_local_port holds no right. The bytes of the message stay as they are. It goes by the count
 * of descriptors, for stubs do not set msgh_size; a descriptor of no known type ends it.
 * Thread-safe for different messages.
 */
extern void mach_msg_destroy(mach_msg_header_t *msg) MIGRT_BIND(mach_msg_destroy);

/*
 * Serves rcv_name: receives requests of up to max_size bytes, has demux answer each (as a
 * demultiplexer made by MIG does), and sends the replies, which may have max_size bytes as well.
 * options are added to those of receiving (a trailer, MACH_RCV_TIMEOUT with a time of 0) and of
 * sending. The reply decides:
 *
 *   - A complex one, or return code KERN_SUCCESS: it is sent; demux has dealt with what the request
 *     brought.
 *   - MIG_NO_REPLY: nothing is sent, nothing released; somebody replies later, with the right in
 *     the request.
 *   - Anything else, also MIG_BAD_ID: the request is destroyed and the reply sent.
 *
 * A reply that cannot be sent is destroyed; one that goes to a send right never waits for room.
 * Requests that are too large or of the typed dialect are destroyed; with MACH_RCV_LARGE the buffer
 * grows instead of that. So are those of which something got lost (MACH_RCV_HEADER_ERROR,
 * MACH_RCV_BODY_ERROR). Returns only with an error of receiving, such as MACH_RCV_PORT_DIED or
 * MACH_RCV_INVALID_NAME, or KERN_RESOURCE_SHORTAGE. Several threads may serve one port.
 */
extern mach_msg_return_t mach_msg_server(
	boolean_t (*demux)(mach_msg_header_t *request, mach_msg_header_t *reply),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
	MIGRT_BIND(mach_msg_server);

/*
 * Serves one request. Returns MACH_MSG_SUCCESS also if its client was gone before the reply, or the
 * error of receiving the request or of sending the reply.
 */
extern mach_msg_return_t mach_msg_server_once(
	boolean_t (*demux)(mach_msg_header_t *request, mach_msg_header_t *reply),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_options_t options)
	MIGRT_BIND(mach_msg_server_once);

MIGRT_END_DECLS

#endif
