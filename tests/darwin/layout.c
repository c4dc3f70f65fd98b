/* That the records of include/ are those of Darwin's user programs, on every target. */
#include <mach/mach.h>
#include <stddef.h>

#ifdef __LP64__
enum { OOL_BYTES = 16, DEALLOCATE_AT = 8 };
#define OOL_SIZE_AT 12
#else
enum { OOL_BYTES = 12, DEALLOCATE_AT = 8 };
#define OOL_SIZE_AT 4
#endif
#ifdef __arm__
enum { CONTEXT_BYTES = 4 };
#else
enum { CONTEXT_BYTES = 8 };
#endif

#define SIZE(type, bytes)       _Static_assert(sizeof(type) == (bytes), #type)
#define AT(type, member, bytes) _Static_assert(offsetof(type, member) == (bytes), #type "." #member)

SIZE(mach_msg_header_t, 24);
AT(mach_msg_header_t, msgh_size, 4);
AT(mach_msg_header_t, msgh_remote_port, 8);
AT(mach_msg_header_t, msgh_local_port, 12);
AT(mach_msg_header_t, msgh_reserved, 16);
AT(mach_msg_header_t, msgh_id, 20);
SIZE(mach_msg_body_t, 4);
SIZE(NDR_record_t, 8);
AT(NDR_record_t, int_rep, 4);
SIZE(mach_msg_port_descriptor_t, 12);
SIZE(mach_msg_ool_descriptor_t, OOL_BYTES);
AT(mach_msg_ool_descriptor_t, size, OOL_SIZE_AT);
SIZE(mach_msg_ool_ports_descriptor_t, OOL_BYTES);
AT(mach_msg_ool_ports_descriptor_t, count, OOL_SIZE_AT);
SIZE(mig_reply_error_t, 36);
AT(mig_reply_error_t, NDR, 24);
AT(mig_reply_error_t, RetCode, 32);
SIZE(mach_msg_trailer_t, 8);
SIZE(mach_msg_seqno_trailer_t, 12);
SIZE(mach_msg_security_trailer_t, 20);
AT(mach_msg_security_trailer_t, msgh_sender, 12);
SIZE(mach_msg_audit_trailer_t, 52);
AT(mach_msg_audit_trailer_t, msgh_audit, 20);
SIZE(mach_msg_context_trailer_t, 52 + CONTEXT_BYTES);
AT(mach_msg_context_trailer_t, msgh_context, 52);
SIZE(mach_msg_max_trailer_t, 60 + CONTEXT_BYTES);
_Static_assert(_Alignof(mach_msg_ool_descriptor_t) == 4, "descriptors are packed");
