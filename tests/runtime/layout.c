/*
 * The layouts of the typed header set, as GNU Mach's 32-bit and current 64-bit interfaces have
 * them. Compiling this file is the test; it is compiled as C and as C++.
 */
#ifdef __cplusplus
#define SAME(a, b) static_assert((a) == (b), #a " is " #b)
#else
#define SAME(a, b) _Static_assert((a) == (b), #a " is " #b)
#endif

#include <mach/mach.h>
#include <stddef.h>

#if defined(__LP64__)
#define BY_WORD(bits32, bits64) (bits64)
#else
#define BY_WORD(bits32, bits64) (bits32)
#endif

SAME(sizeof(mach_msg_header_t), BY_WORD(24, 32));
SAME(offsetof(mach_msg_header_t, msgh_bits), 0);
SAME(offsetof(mach_msg_header_t, msgh_size), 4);
SAME(offsetof(mach_msg_header_t, msgh_remote_port), 8);
SAME(offsetof(mach_msg_header_t, msgh_local_port), BY_WORD(12, 16));
SAME(offsetof(mach_msg_header_t, msgh_protected_payload), BY_WORD(12, 16));
SAME(offsetof(mach_msg_header_t, msgh_seqno), BY_WORD(16, 24));
SAME(offsetof(mach_msg_header_t, msgh_id), BY_WORD(20, 28));
SAME(sizeof(mach_msg_type_t), BY_WORD(4, 8));
SAME(sizeof(mach_msg_type_long_t), BY_WORD(12, 8));
SAME(sizeof(mach_port_name_inlined_t), BY_WORD(4, 8));
SAME(sizeof(mach_port_t), 4);
SAME(sizeof(kern_return_t), 4);
SAME(sizeof(mig_reply_header_t), BY_WORD(32, 48));
SAME(sizeof(mach_send_once_notification_t), BY_WORD(24, 32));
SAME(sizeof(mach_dead_name_notification_t), BY_WORD(32, 48));
SAME(sizeof(mach_no_senders_notification_t), BY_WORD(32, 48));
SAME(sizeof(mach_port_destroyed_notification_t), BY_WORD(32, 48));
SAME(sizeof(mach_port_status_t), 36);
SAME(sizeof(time_value_t), BY_WORD(8, 16));
SAME(sizeof(time_value64_t), 16);

SAME(MACH_MSG_TYPE_MOVE_RECEIVE, 16);
SAME(MACH_MSG_TYPE_MAKE_SEND_ONCE, 21);
SAME(MACH_MSG_TYPE_PORT_NAME, 15);
SAME(MACH_MSGH_BITS(19, 21), 19 + 256 * 21);
SAME(MACH_MSGH_BITS_COMPLEX, 0x80000000u);
SAME(MACH_SEND_MSG | MACH_RCV_MSG, 3);
SAME(MACH_SEND_TIMEOUT, 0x10);
SAME(MACH_RCV_TIMEOUT, 0x100);
SAME(MACH_RCV_LARGE, 0x800);
SAME(MACH_NOTIFY_SEND_ONCE, 71);
SAME(MACH_NOTIFY_DEAD_NAME, 72);
SAME(MACH_NOTIFY_NO_SENDERS, 70);
SAME(MACH_NOTIFY_PORT_DESTROYED, 69);
SAME(MACH_PORT_TYPE_RECEIVE, 0x20000);
SAME(MACH_PORT_TYPE_DEAD_NAME, 0x100000);
SAME(MIG_TYPE_ERROR, -300);
SAME(MIG_DESTROY_REQUEST, -309);
SAME(err_get_system(MACH_SEND_INVALID_DEST), 4);
SAME(err_get_sub(MACH_RCV_TIMED_OUT), 1);
SAME(err_get_code(MACH_RCV_TIMED_OUT), 3);
