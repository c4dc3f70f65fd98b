#ifndef	_count_in_out_user_
#define	_count_in_out_user_

/* Module count_in_out */

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

#ifndef	count_in_out_MSG_COUNT
#define	count_in_out_MSG_COUNT	1
#endif	/* count_in_out_MSG_COUNT */


#ifndef MIGC_HAVE_ints_t
#define MIGC_HAVE_ints_t
typedef int32_t ints_t[10];
typedef const int32_t const_ints_t[10];
#endif

#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#ifdef __cplusplus
extern "C" {
#endif

/* Routine get */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t get
(
	mach_port_t server,
	int32_t *a,
	ints_t b,
	mach_msg_type_number_t *bCnt,
	int32_t c
);

#ifdef __cplusplus
}
#endif

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__count_in_out_subsystem__defined
#define __Request__count_in_out_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int32_t a;
		mach_msg_type_number_t bCnt;
		int32_t c;
	} __Request__get_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__count_in_out_subsystem__defined */

#ifndef __RequestUnion__count_in_out_subsystem__defined
#define __RequestUnion__count_in_out_subsystem__defined
union __RequestUnion__count_in_out_subsystem {
	__Request__get_t Request_get;
};
#endif /* !__RequestUnion__count_in_out_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__count_in_out_subsystem__defined
#define __Reply__count_in_out_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
		int32_t a;
		mach_msg_type_number_t bCnt;
		int32_t b[10];
	} __Reply__get_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__count_in_out_subsystem__defined */

#ifndef __ReplyUnion__count_in_out_subsystem__defined
#define __ReplyUnion__count_in_out_subsystem__defined
union __ReplyUnion__count_in_out_subsystem {
	__Reply__get_t Reply_get;
};
#endif /* !__ReplyUnion__count_in_out_subsystem__defined */

#ifndef subsystem_to_name_map_count_in_out
#define subsystem_to_name_map_count_in_out \
    { "get", 3100 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _count_in_out_user_ */
