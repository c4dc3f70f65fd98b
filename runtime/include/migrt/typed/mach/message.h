/*
 * Typed Mach messages (the GNU layouts), and mach_msg.
 *
 * A message is a header, then pairs of a type descriptor and its data. The word size of the machine
 * decides the layout: with 32 bits the header has 24 bytes, a short descriptor 4, a long one 12, an
 * in-line right 4, and everything is aligned to 4; with 64 bits they are 32, 8, 8 and 8, aligned
 * to 8.
 */
#ifndef MIGRT_TYPED_MACH_MESSAGE_H
#define MIGRT_TYPED_MACH_MESSAGE_H

#include <mach/kern_return.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>

/* Milliseconds. */
typedef natural_t mach_msg_timeout_t;

#define MACH_MSG_TIMEOUT_NONE ((mach_msg_timeout_t)0)

typedef unsigned int mach_msg_bits_t;
typedef unsigned int mach_msg_size_t; /* bytes */
typedef natural_t mach_msg_seqno_t;
typedef integer_t mach_msg_id_t;

/*
 * msgh_bits: the dispositions (MACH_MSG_TYPE_*) of the two rights of the header, and whether the
 * body has rights or out-of-line memory in it. Without MACH_MSGH_BITS_COMPLEX the body is not
 * looked at.
 */
#define MACH_MSGH_BITS_ZERO           0x00000000U
#define MACH_MSGH_BITS_REMOTE_MASK    0x000000ffU
#define MACH_MSGH_BITS_LOCAL_MASK     0x0000ff00U
#define MACH_MSGH_BITS_COMPLEX        0x80000000U
#define MACH_MSGH_BITS_UNUSED         0x7fff0000U

#define MACH_MSGH_BITS_PORTS_MASK     (MACH_MSGH_BITS_REMOTE_MASK | MACH_MSGH_BITS_LOCAL_MASK)

#define MACH_MSGH_BITS(remote, local) ((remote) | ((local) << 8))
#define MACH_MSGH_BITS_REMOTE(bits)   ((bits)&MACH_MSGH_BITS_REMOTE_MASK)
#define MACH_MSGH_BITS_LOCAL(bits)    (((bits)&MACH_MSGH_BITS_LOCAL_MASK) >> 8)
#define MACH_MSGH_BITS_PORTS(bits)    ((bits)&MACH_MSGH_BITS_PORTS_MASK)
#define MACH_MSGH_BITS_OTHER(bits)    ((bits) & ~MACH_MSGH_BITS_PORTS_MASK)

/*
 * The header. Sent: the remote port is the destination, the local port the right given to the
 * receiver for its reply. Received: the other way round, so the remote port is where a reply goes,
 * and the local port is the name of the port that the message came in through. A port field is as
 * wide as a pointer, its upper half unused.
 */
typedef struct mach_msg_header {
	mach_msg_bits_t msgh_bits;
	mach_msg_size_t msgh_size; /* set by receive; send goes by its send_size argument */
	union {
		mach_port_t msgh_remote_port;
		rpc_uintptr_t msgh_remote_port_do_not_use;
	};
	union {
		mach_port_t msgh_local_port;
		rpc_uintptr_t msgh_protected_payload;
	};
	mach_port_seqno_t msgh_seqno; /* set by receive: counts what came through the port */
	mach_msg_id_t msgh_id;        /* sender's and receiver's own business */
} mach_msg_header_t;

typedef mach_msg_header_t mach_msg_user_header_t;

#define MACH_MSG_SIZE_MAX ((mach_msg_size_t)~0U)

/* Fields of a type descriptor. */
typedef unsigned int mach_msg_type_name_t;
typedef unsigned int mach_msg_type_size_t;
typedef natural_t mach_msg_type_number_t;

/* The place of a right in the body, as wide as a pointer. */
typedef struct {
	union {
		mach_port_name_t name;
		uintptr_t kernel_port_do_not_use;
	};
} mach_port_name_inlined_t;

/*
 * Describes the data that follows: msgt_number elements of msgt_size bits, of the kind msgt_name.
 * With msgt_inline the elements follow, filled up to a whole word; without, a pointer to them.
 * msgt_deallocate with out-of-line data: the memory is moved instead of copied; it is always set in
 * received out-of-line descriptors, since the memory is then the receiver's. msgt_longform: this is
 * the first part of a mach_msg_type_long_t.
 */
typedef struct {
#if defined(__LP64__)
	unsigned int msgt_name : 8;
	unsigned int msgt_size : 16;
	unsigned int msgt_unused : 5;
	unsigned int msgt_inline : 1;
	unsigned int msgt_longform : 1;
	unsigned int msgt_deallocate : 1;
	mach_msg_type_number_t msgt_number;
#else
	unsigned int msgt_name : 8;
	unsigned int msgt_size : 8;
	unsigned int msgt_number : 12;
	unsigned int msgt_inline : 1;
	unsigned int msgt_longform : 1;
	unsigned int msgt_deallocate : 1;
	unsigned int msgt_unused : 1;
#endif
} __attribute__((aligned(__alignof__(uintptr_t)))) mach_msg_type_t;

/*
 * The long form, for sizes and numbers that the short one cannot hold. With 32 bits name, size and
 * number of the first word are zero and stand in fields of their own; with 64 bits both forms are
 * the same bytes.
 */
typedef struct {
#if defined(__LP64__)
	__extension__ union {
		mach_msg_type_t msgtl_header;
		__extension__ struct {
			unsigned int msgtl_name : 8;
			unsigned int msgtl_size : 16;
			unsigned int msgtl_unused : 5;
			unsigned int msgtl_inline : 1;
			unsigned int msgtl_longform : 1;
			unsigned int msgtl_deallocate : 1;
			mach_msg_type_number_t msgtl_number;
		};
	};
#else
	mach_msg_type_t msgtl_header;
	unsigned short msgtl_name;
	unsigned short msgtl_size;
	natural_t msgtl_number;
#endif
} __attribute__((aligned(__alignof__(uintptr_t)))) mach_msg_type_long_t;

/* Values of msgt_name for plain data. The transport tells only rights from everything else. */
#define MACH_MSG_TYPE_UNSTRUCTURED      0
#define MACH_MSG_TYPE_BIT               0
#define MACH_MSG_TYPE_BOOLEAN           0
#define MACH_MSG_TYPE_INTEGER_16        1
#define MACH_MSG_TYPE_INTEGER_32        2
#define MACH_MSG_TYPE_CHAR              8
#define MACH_MSG_TYPE_BYTE              9
#define MACH_MSG_TYPE_INTEGER_8         9
#define MACH_MSG_TYPE_REAL              10
#define MACH_MSG_TYPE_INTEGER_64        11
#define MACH_MSG_TYPE_STRING            12
#define MACH_MSG_TYPE_STRING_C          12
#define MACH_MSG_TYPE_PORT_NAME         15 /* a port's name as a number; no right travels */

/* Dispositions: what the sender does with the right that it names. */
#define MACH_MSG_TYPE_MOVE_RECEIVE      16 /* gives away the receive right */
#define MACH_MSG_TYPE_MOVE_SEND         17 /* gives away one reference of a send right */
#define MACH_MSG_TYPE_MOVE_SEND_ONCE    18 /* gives away the send-once right */
#define MACH_MSG_TYPE_COPY_SEND         19 /* gives a send right and keeps its own */
#define MACH_MSG_TYPE_MAKE_SEND         20 /* makes a send right from the receive right */
#define MACH_MSG_TYPE_MAKE_SEND_ONCE    21 /* makes a send-once right from the receive right */

/* What arrives: the kind of right that the receiver now has. */
#define MACH_MSG_TYPE_PORT_RECEIVE      MACH_MSG_TYPE_MOVE_RECEIVE
#define MACH_MSG_TYPE_PORT_SEND         MACH_MSG_TYPE_MOVE_SEND
#define MACH_MSG_TYPE_PORT_SEND_ONCE    MACH_MSG_TYPE_MOVE_SEND_ONCE

#define MACH_MSG_TYPE_PROTECTED_PAYLOAD 23

#define MACH_MSG_TYPE_LAST              23

/* Stands for a name that is known only at run time. Never in a message. */
#define MACH_MSG_TYPE_POLYMORPHIC       ((mach_msg_type_name_t)-1)

#define MACH_MSG_TYPE_PORT_ANY(x) \
	((x) >= MACH_MSG_TYPE_MOVE_RECEIVE && (x) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_SEND(x) \
	((x) >= MACH_MSG_TYPE_MOVE_SEND && (x) <= MACH_MSG_TYPE_MAKE_SEND_ONCE)
#define MACH_MSG_TYPE_PORT_ANY_RIGHT(x) \
	((x) >= MACH_MSG_TYPE_MOVE_RECEIVE && (x) <= MACH_MSG_TYPE_MOVE_SEND_ONCE)

/* What mach_msg is to do. */
typedef integer_t mach_msg_option_t;

#define MACH_MSG_OPTION_NONE 0x00000000
#define MACH_SEND_MSG        0x00000001
#define MACH_RCV_MSG         0x00000002
#define MACH_SEND_TIMEOUT    0x00000010
#define MACH_SEND_INTERRUPT  0x00000040 /* a signal ends the wait to send */
#define MACH_RCV_TIMEOUT     0x00000100
#define MACH_RCV_NOTIFY      0x00000200 /* ask for a dead-name notification for the reply right */
#define MACH_RCV_INTERRUPT   0x00000400 /* a signal ends the wait to receive */
#define MACH_RCV_LARGE       0x00000800 /* a message that does not fit stays in the queue */

#if defined(__LP64__)
#define MACH_MSG_USER_ALIGNMENT 8
#else
#define MACH_MSG_USER_ALIGNMENT 4
#endif

typedef kern_return_t mach_msg_return_t;

#define MACH_MSG_SUCCESS             0x00000000

/* Bits in addition to MACH_RCV_HEADER_ERROR, MACH_RCV_BODY_ERROR and MACH_SEND errors: what there
 * was too little of. */
#define MACH_MSG_MASK                0x00003c00
#define MACH_MSG_IPC_SPACE           0x00002000 /* names */
#define MACH_MSG_VM_SPACE            0x00001000 /* address space */
#define MACH_MSG_IPC_KERNEL          0x00000800 /* memory for a right */
#define MACH_MSG_VM_KERNEL           0x00000400 /* memory for out-of-line data */

#define MACH_SEND_IN_PROGRESS        0x10000001 /* never returned */
#define MACH_SEND_INVALID_DATA       0x10000002 /* the message itself cannot be read */
#define MACH_SEND_INVALID_DEST       0x10000003 /* no send right, or the port is dead */
#define MACH_SEND_TIMED_OUT          0x10000004 /* the queue stayed full */
#define MACH_SEND_WILL_NOTIFY        0x10000005
#define MACH_SEND_NOTIFY_IN_PROGRESS 0x10000006
#define MACH_SEND_INTERRUPTED        0x10000007 /* a signal came while the queue was full */
#define MACH_SEND_MSG_TOO_SMALL      0x10000008 /* the message ends before its data do */
#define MACH_SEND_INVALID_REPLY      0x10000009 /* the reply right is not there to give */
#define MACH_SEND_INVALID_RIGHT      0x1000000a /* a right of the body is not there to give */
#define MACH_SEND_INVALID_NOTIFY     0x1000000b
#define MACH_SEND_INVALID_MEMORY     0x1000000c /* out-of-line data are not there to read */
#define MACH_SEND_NO_BUFFER          0x1000000d /* no memory to hold the message */
#define MACH_SEND_NO_NOTIFY          0x1000000e
#define MACH_SEND_INVALID_TYPE       0x1000000f /* a descriptor contradicts itself */
#define MACH_SEND_INVALID_HEADER     0x10000010 /* a disposition of the header makes no sense */

#define MACH_RCV_IN_PROGRESS         0x10004001 /* never returned */
#define MACH_RCV_INVALID_NAME        0x10004002 /* neither a receive right nor a port set */
#define MACH_RCV_TIMED_OUT           0x10004003 /* no message came */
#define MACH_RCV_TOO_LARGE           0x10004004 /* the message did not fit */
#define MACH_RCV_INTERRUPTED         0x10004005 /* a signal came first */
#define MACH_RCV_PORT_CHANGED        0x10004006 /* the port was put into a set meanwhile */
#define MACH_RCV_INVALID_NOTIFY      0x10004007 /* the notify port is not there to notify */
#define MACH_RCV_INVALID_DATA        0x10004008 /* the buffer cannot be written */
#define MACH_RCV_PORT_DIED           0x10004009 /* the port or set is gone meanwhile */
#define MACH_RCV_IN_SET              0x1000400a /* the port is in a set: receive from that */
#define MACH_RCV_HEADER_ERROR        0x1000400b /* no room for a right of the header */
#define MACH_RCV_BODY_ERROR          0x1000400c /* no room for something of the body */
#define MACH_RCV_INVALID_TYPE        0x1000400d /* the message is of the NDR dialect */

/* All functions are thread-safe, for different messages: two threads do not work on one at a time.
 */

MIGRT_BEGIN_DECLS

/*
 * Sends a message, receives one, or both in this order (MACH_SEND_MSG, MACH_RCV_MSG in option).
 *
 * Sending takes send_size bytes at msg. Rights and memory are taken from the caller as their
 * dispositions say. What an error leaves behind:
 *
 *   - Nothing was done: MACH_SEND_INVALID_HEADER, _INVALID_DEST, _INVALID_REPLY, _NO_BUFFER,
 *     and _MSG_TOO_SMALL for a send_size that is smaller than a header or not a multiple of
 *     MACH_MSG_USER_ALIGNMENT.
 *   - The message is gone, with all rights and memory taken up to the fault:
 *     MACH_SEND_INVALID_TYPE, _INVALID_RIGHT, _INVALID_MEMORY, and _MSG_TOO_SMALL for data that
 *     end too early.
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
 * bytes at msg. What it brings belongs to the caller: rights under the names in the message,
 * out-of-line memory as if from vm_allocate. With MACH_RCV_TIMEOUT it waits at most timeout
 * milliseconds. A message of more than rcv_size bytes is destroyed, and msg holds its header;
 * with MACH_RCV_LARGE it stays in the queue and only msgh_size is set. So msg has room for a
 * header whatever rcv_size is. With MACH_RCV_NOTIFY, notify names a receive right that gets a
 * dead-name notification when the port of the received reply right dies; otherwise notify is
 * not looked at. Besides MACH_RCV_TOO_LARGE there are:
 *
 *   - No message was received: MACH_RCV_INVALID_NAME, _IN_SET, _TIMED_OUT, _INTERRUPTED,
 *     _PORT_CHANGED, _PORT_DIED, _INVALID_NOTIFY.
 *   - A message of the NDR dialect was there, which this cannot receive: it is destroyed, so that
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
MIGRT_ALSO_UNDERSCORED(mach_msg);

/*
 * Releases what a received message brought, or a message not sent would have taken: the right in
 * msgh_remote_port, the rights of the body and its out-of-line memory. msgh_local_port holds no
 * right. The bytes of the message stay as they are. Of a body that contradicts itself, what comes
 * before the fault is released. Thread-safe for different messages.
 */
extern void mach_msg_destroy(mach_msg_header_t *msg) MIGRT_BIND(mach_msg_destroy);
MIGRT_ALSO_UNDERSCORED(mach_msg_destroy);

/*
 * Serves rcv_name: receives requests of up to max_size bytes, has demux answer each (as a
 * demultiplexer made by MIG does), and sends the replies. The reply's return code decides:
 *
 *   - KERN_SUCCESS: the reply is sent; demux has dealt with what the request brought.
 *   - MIG_NO_REPLY: nothing is sent, nothing released; somebody replies later, with the right
 *     in the request.
 *   - MIG_DESTROY_REQUEST: nothing is sent, the request is destroyed with its reply right.
 *   - Anything else, also MIG_BAD_ID: the request is destroyed and the reply sent.
 *
 * A reply that cannot be sent is destroyed; one that goes to a send right never waits for room.
 * Requests of more than max_size bytes or of the NDR dialect are destroyed, and those of which
 * something got lost (MACH_RCV_HEADER_ERROR, MACH_RCV_BODY_ERROR). Returns only with an
 * error of receiving, such as MACH_RCV_PORT_DIED or MACH_RCV_INVALID_NAME, or
 * KERN_RESOURCE_SHORTAGE. Several threads may serve one port.
 */
extern mach_msg_return_t mach_msg_server(
	boolean_t (*demux)(mach_msg_header_t *request, mach_msg_header_t *reply),
	mach_msg_size_t max_size, mach_port_t rcv_name) MIGRT_BIND(mach_msg_server);
MIGRT_ALSO_UNDERSCORED(mach_msg_server);

/*
 * The same with options for receiving: MACH_RCV_TIMEOUT, with timeout in milliseconds, and
 * MACH_RCV_INTERRUPT make it return MACH_RCV_TIMED_OUT and MACH_RCV_INTERRUPTED.
 */
extern mach_msg_return_t mach_msg_server_timeout(
	boolean_t (*demux)(mach_msg_header_t *request, mach_msg_header_t *reply),
	mach_msg_size_t max_size, mach_port_t rcv_name, mach_msg_option_t option,
	mach_msg_timeout_t timeout) MIGRT_BIND(mach_msg_server_timeout);
MIGRT_ALSO_UNDERSCORED(mach_msg_server_timeout);

/*
 * Serves one request and returns MACH_MSG_SUCCESS, or the error of receiving it or of sending its
 * reply (which is then destroyed). MACH_RCV_TOO_LARGE: a request was larger than max_size bytes and
 * is destroyed.
 */
extern mach_msg_return_t mach_msg_server_once(
	boolean_t (*demux)(mach_msg_header_t *request, mach_msg_header_t *reply),
	mach_msg_size_t max_size, mach_port_t rcv_name) MIGRT_BIND(mach_msg_server_once);
MIGRT_ALSO_UNDERSCORED(mach_msg_server_once);

MIGRT_END_DECLS

#endif
