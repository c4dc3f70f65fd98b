#ifndef	_reply_ports_user_
#define	_reply_ports_user_

/* Module reply_ports */

#include <string.h>
#include <mach/ndr.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/notify.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/mig_errors.h>
#include <mach/port.h>

#ifndef KERNEL
#if defined(__has_include)
#if __has_include(<mach/mig_voucher_support.h>)
#ifndef USING_VOUCHERS
#define USING_VOUCHERS
#endif
#ifndef __VOUCHER_FORWARD_TYPE_DECLS__
#define __VOUCHER_FORWARD_TYPE_DECLS__
#ifdef __cplusplus
extern "C" {
#endif
#ifndef __VOUCHER_FOWARD_TYPE_DECLS_SINGLE_ATTR
#define __VOUCHER_FOWARD_TYPE_DECLS_SINGLE_ATTR __unsafe_indexable
#endif
	extern boolean_t voucher_mach_msg_set(mach_msg_header_t * msg) __attribute__((weak_import));
#ifdef __cplusplus
}
#endif
#endif /* __VOUCHER_FORWARD_TYPE_DECLS__ */
#endif /* __has_include(<mach/mig_voucher_support.h>) */
#endif /* __has_include */
#endif /* !KERNEL */

#if defined(__has_include)
#if __has_include(<mach/mig_strncpy_zerofill_support.h>)
#ifndef USING_MIG_STRNCPY_ZEROFILL
#define USING_MIG_STRNCPY_ZEROFILL
#endif
#ifndef __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__
#define __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__
#ifdef __cplusplus
extern "C" {
#endif
#ifndef __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS_CSTRING_COUNTEDBY_ATTR
#define __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS_CSTRING_COUNTEDBY_ATTR(C) __unsafe_indexable
#endif
	extern int mig_strncpy_zerofill(char * dest, const char * src, int len) __attribute__((weak_import));
#ifdef __cplusplus
}
#endif
#endif /* __MIG_STRNCPY_ZEROFILL_FORWARD_TYPE_DECLS__ */
#endif /* __has_include(<mach/mig_strncpy_zerofill_support.h>) */
#endif /* __has_include */

#ifdef AUTOTEST
#ifndef FUNCTION_PTR_T
#define FUNCTION_PTR_T
typedef void (*function_ptr_t)(mach_port_t, char *, mach_msg_type_number_t);
typedef struct {
        char            * name;
        function_ptr_t  function;
} function_table_entry;
typedef function_table_entry   *function_table_t;
#endif /* FUNCTION_PTR_T */
#endif /* AUTOTEST */

#ifndef	reply_ports_MSG_COUNT
#define	reply_ports_MSG_COUNT	4
#endif	/* reply_ports_MSG_COUNT */


#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#ifdef __cplusplus
extern "C" {
#endif

/* Routine both */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t both
(
	mach_port_t server,
	mach_port_t reply,
	int32_t a
);

/* Routine user */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t user
(
	mach_port_t server,
	mach_port_t reply,
	int32_t *a
);

/* Routine seen */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t seen
(
	mach_port_t server,
	int32_t a
);

/* SimpleRoutine later */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t later
(
	mach_port_t server,
	mach_port_t reply,
	mach_msg_type_name_t replyPoly,
	int32_t a
);

#ifdef __cplusplus
}
#endif

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__reply_ports_subsystem__defined
#define __Request__reply_ports_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int32_t a;
	} __Request__both_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
	} __Request__user_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int32_t a;
	} __Request__seen_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int32_t a;
	} __Request__later_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__reply_ports_subsystem__defined */

#ifndef __RequestUnion__reply_ports_subsystem__defined
#define __RequestUnion__reply_ports_subsystem__defined
union __RequestUnion__reply_ports_subsystem {
	__Request__both_t Request_both;
	__Request__user_t Request_user;
	__Request__seen_t Request_seen;
	__Request__later_t Request_later;
};
#endif /* !__RequestUnion__reply_ports_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__reply_ports_subsystem__defined
#define __Reply__reply_ports_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
	} __Reply__both_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
		int32_t a;
	} __Reply__user_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
	} __Reply__seen_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
	} __Reply__later_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__reply_ports_subsystem__defined */

#ifndef __ReplyUnion__reply_ports_subsystem__defined
#define __ReplyUnion__reply_ports_subsystem__defined
union __ReplyUnion__reply_ports_subsystem {
	__Reply__both_t Reply_both;
	__Reply__user_t Reply_user;
	__Reply__seen_t Reply_seen;
	__Reply__later_t Reply_later;
};
#endif /* !__ReplyUnion__reply_ports_subsystem__defined */

#ifndef subsystem_to_name_map_reply_ports
#define subsystem_to_name_map_reply_ports \
    { "both", 4200 },\
    { "user", 4201 },\
    { "seen", 4202 },\
    { "later", 4203 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _reply_ports_user_ */
