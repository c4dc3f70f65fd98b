/*
 * The layouts of the NDR header set, as Darwin's user interface has them with both word sizes.
 * Compiling this file is the test; it is compiled as C and as C++.
 */
#ifdef __cplusplus
#define SAME(a, b) static_assert((a) == (b), #a " is " #b)
#else
#define SAME(a, b) _Static_assert((a) == (b), #a " is " #b)
#endif

#include <bsm/libbsm.h>
#include <mach/mach.h>
#include <stddef.h>

#if defined(__LP64__)
#define BY_WORD(bits32, bits64) (bits64)
#else
#define BY_WORD(bits32, bits64) (bits32)
#endif

SAME(sizeof(mach_msg_header_t), 24);
SAME(offsetof(mach_msg_header_t, msgh_bits), 0);
SAME(offsetof(mach_msg_header_t, msgh_size), 4);
SAME(offsetof(mach_msg_header_t, msgh_remote_port), 8);
SAME(offsetof(mach_msg_header_t, msgh_local_port), 12);
SAME(offsetof(mach_msg_header_t, msgh_voucher_port), 16);
SAME(offsetof(mach_msg_header_t, msgh_reserved), 16);
SAME(offsetof(mach_msg_header_t, msgh_id), 20);
SAME(sizeof(mach_msg_body_t), 4);
SAME(sizeof(mach_msg_base_t), 28);
SAME(sizeof(NDR_record_t), 8);
SAME(offsetof(NDR_record_t, mig_vers), 0);
SAME(offsetof(NDR_record_t, if_vers), 1);
SAME(offsetof(NDR_record_t, reserved1), 2);
SAME(offsetof(NDR_record_t, mig_encoding), 3);
SAME(offsetof(NDR_record_t, int_rep), 4);
SAME(offsetof(NDR_record_t, char_rep), 5);
SAME(offsetof(NDR_record_t, float_rep), 6);
SAME(offsetof(NDR_record_t, reserved2), 7);

SAME(sizeof(mach_msg_type_descriptor_t), 12);
SAME(sizeof(mach_msg_port_descriptor_t), 12);
SAME(offsetof(mach_msg_port_descriptor_t, name), 0);
SAME(offsetof(mach_msg_port_descriptor_t, pad1), 4);
SAME(sizeof(mach_msg_ool_descriptor_t), BY_WORD(12, 16));
SAME(offsetof(mach_msg_ool_descriptor_t, address), 0);
SAME(offsetof(mach_msg_ool_descriptor_t, size), BY_WORD(4, 12));
SAME(sizeof(mach_msg_ool_ports_descriptor_t), BY_WORD(12, 16));
SAME(offsetof(mach_msg_ool_ports_descriptor_t, address), 0);
SAME(offsetof(mach_msg_ool_ports_descriptor_t, count), BY_WORD(4, 12));
SAME(sizeof(mach_msg_ool_descriptor32_t), 12);
SAME(sizeof(mach_msg_ool_descriptor64_t), 16);
SAME(sizeof(mach_msg_ool_ports_descriptor32_t), 12);
SAME(sizeof(mach_msg_ool_ports_descriptor64_t), 16);
SAME(sizeof(mach_msg_guarded_port_descriptor_t), 16);
SAME(offsetof(mach_msg_guarded_port_descriptor_t, context), 0);
SAME(offsetof(mach_msg_guarded_port_descriptor_t, name), BY_WORD(8, 12));

SAME(sizeof(mig_reply_error_t), 36);
SAME(offsetof(mig_reply_error_t, NDR), 24);
SAME(offsetof(mig_reply_error_t, RetCode), 32);

SAME(sizeof(mach_msg_trailer_t), 8);
SAME(sizeof(mach_msg_seqno_trailer_t), 12);
SAME(sizeof(mach_msg_security_trailer_t), 20);
SAME(sizeof(mach_msg_audit_trailer_t), 52);
SAME(sizeof(mach_msg_context_trailer_t), 60);
SAME(sizeof(mach_msg_max_trailer_t), 68);
SAME(offsetof(mach_msg_max_trailer_t, msgh_seqno), 8);
SAME(offsetof(mach_msg_max_trailer_t, msgh_sender), 12);
SAME(offsetof(mach_msg_max_trailer_t, msgh_audit), 20);
SAME(offsetof(mach_msg_max_trailer_t, msgh_context), 52);
SAME(offsetof(mach_msg_max_trailer_t, msgh_ad), 60);
SAME(offsetof(mach_msg_max_trailer_t, msgh_labels), 64);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_NULL)), 8);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SEQNO)), 12);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_SENDER)), 20);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT)), 52);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX)), 60);
SAME(REQUESTED_TRAILER_SIZE(MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AV)), 68);
SAME(round_msg(25), 28);

/* Without their trailers of 20 bytes. */
SAME(sizeof(mach_port_deleted_notification_t), 36 + 20);
SAME(sizeof(mach_send_possible_notification_t), 36 + 20);
SAME(sizeof(mach_port_destroyed_notification_t), 40 + 20);
SAME(sizeof(mach_no_senders_notification_t), 36 + 20);
SAME(sizeof(mach_send_once_notification_t), 24 + 20);
SAME(sizeof(mach_dead_name_notification_t), 36 + 20);
SAME(offsetof(mach_dead_name_notification_t, not_port), 32);
SAME(offsetof(mach_port_destroyed_notification_t, not_port), 28);

/* The tables of a server are no messages, and not packed. */
SAME(sizeof(struct routine_descriptor), BY_WORD(24, 40));
SAME(offsetof(struct routine_descriptor, max_reply_msg), BY_WORD(20, 32));
SAME(sizeof(struct mig_subsystem), BY_WORD(20, 32) + sizeof(struct routine_descriptor));
SAME(sizeof(mach_port_t), 4);
SAME(sizeof(vm_address_t), BY_WORD(4, 8));
SAME(sizeof(mach_vm_address_t), 8);
SAME(sizeof(mach_port_status_t), 40);
SAME(sizeof(time_value_t), 8);
SAME(sizeof(security_token_t), 8);
SAME(sizeof(audit_token_t), 32);

SAME(MACH_MSG_TYPE_MOVE_RECEIVE, 16);
SAME(MACH_MSG_TYPE_MAKE_SEND_ONCE, 21);
SAME(MACH_MSGH_BITS(19, 21), 0x1513);
SAME(MACH_MSGH_BITS_SET(19u, 21u, 0u, MACH_MSGH_BITS_COMPLEX), 0x80001513u);
SAME(MACH_MSGH_BITS_COMPLEX, 0x80000000u);
SAME(MACH_SEND_MSG | MACH_RCV_MSG, 3);
SAME(MACH_RCV_LARGE, 4);
SAME(MACH_SEND_TIMEOUT, 0x10);
SAME(MACH_RCV_TIMEOUT, 0x100);
SAME(MACH_RCV_INVALID_TYPE, 0x1000400d);
SAME(MACH_RCV_INVALID_TRAILER, 0x1000400f);
SAME(MACH_NOTIFY_PORT_DELETED, 65);
SAME(MACH_NOTIFY_PORT_DESTROYED, 69);
SAME(MACH_NOTIFY_NO_SENDERS, 70);
SAME(MACH_NOTIFY_SEND_ONCE, 71);
SAME(MACH_NOTIFY_DEAD_NAME, 72);
SAME(MACH_PORT_TYPE_RECEIVE, 0x20000);
SAME(MACH_PORT_TYPE_DEAD_NAME, 0x100000);
SAME(MIG_TYPE_ERROR, -300);
SAME(MIG_TRAILER_ERROR, -309);
SAME(__MigTypeCheck, 1);
SAME(__MigPackStructs, 1);
SAME(KERN_NOT_SUPPORTED, 46);
SAME(err_get_system(MACH_SEND_INVALID_DEST), 4);
SAME(err_get_sub(MACH_RCV_TIMED_OUT), 1);
