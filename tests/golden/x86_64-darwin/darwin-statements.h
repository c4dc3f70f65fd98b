#ifndef	_statements_user_
#define	_statements_user_

/* Module statements */

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

#ifndef	statements_MSG_COUNT
#define	statements_MSG_COUNT	4
#endif	/* statements_MSG_COUNT */


#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#include <sys/cdefs.h>
__BEGIN_DECLS

/* SimpleRoutine consumed */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t consumed
(
	mach_port_t server,
	memory_t a,
	mach_msg_type_number_t aCnt
);

/* SimpleRoutine copied */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t copied
(
	mach_port_t server,
	memory_t a,
	mach_msg_type_number_t aCnt
);

/* Routine special */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t special
(
	mach_port_t server,
	int a,
	int *b
);

/* Routine heap */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t heap
(
	mach_port_t server,
	block_t a,
	block_t b
);

__END_DECLS

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__statements_subsystem__defined
#define __Request__statements_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_ool_descriptor_t a;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
	} __Request__consumed_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_ool_descriptor_t a;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
	} __Request__copied_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int a;
	} __Request__special_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		block_t a;
	} __Request__heap_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__statements_subsystem__defined */

#ifndef __RequestUnion__statements_subsystem__defined
#define __RequestUnion__statements_subsystem__defined
union __RequestUnion__statements_subsystem {
	__Request__consumed_t Request_consumed;
	__Request__copied_t Request_copied;
	__Request__special_t Request_special;
	__Request__heap_t Request_heap;
};
#endif /* !__RequestUnion__statements_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__statements_subsystem__defined
#define __Reply__statements_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
	} __Reply__consumed_t __attribute__((unused));
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
	} __Reply__copied_t __attribute__((unused));
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
		int b;
	} __Reply__special_t __attribute__((unused));
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
		block_t b;
	} __Reply__heap_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__statements_subsystem__defined */

#ifndef __ReplyUnion__statements_subsystem__defined
#define __ReplyUnion__statements_subsystem__defined
union __ReplyUnion__statements_subsystem {
	__Reply__consumed_t Reply_consumed;
	__Reply__copied_t Reply_copied;
	__Reply__special_t Reply_special;
	__Reply__heap_t Reply_heap;
};
#endif /* !__ReplyUnion__statements_subsystem__defined */

#ifndef subsystem_to_name_map_statements
#define subsystem_to_name_map_statements \
    { "consumed", 8200 },\
    { "copied", 8201 },\
    { "special", 8202 },\
    { "heap", 8203 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _statements_user_ */
