#ifndef	_kernel_user_user_
#define	_kernel_user_user_

/* Module kernel_user */

#include <string.h>
#include <mach/ndr.h>
#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/notify.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/mig_errors.h>
#include <mach/port.h>

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

#if (__MigKernelSpecificCode) || (_MIG_KERNEL_SPECIFIC_CODE_)
#include <kern/ipc_mig.h>
#endif /* __MigKernelSpecificCode */

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

#ifndef	kernel_user_MSG_COUNT
#define	kernel_user_MSG_COUNT	2
#endif	/* kernel_user_MSG_COUNT */


#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#include <sys/cdefs.h>
__BEGIN_DECLS

/* Routine call */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t call
(
	mach_port_t server,
	int a,
	mach_port_t right,
	int *b
);

/* SimpleRoutine tell */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t tell
(
	mach_port_t server,
	int a
);

__END_DECLS

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__kernel_user_subsystem__defined
#define __Request__kernel_user_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t right;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		int a;
	} __Request__call_t __attribute__((unused));
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
	} __Request__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__kernel_user_subsystem__defined */

#ifndef __RequestUnion__kernel_user_subsystem__defined
#define __RequestUnion__kernel_user_subsystem__defined
union __RequestUnion__kernel_user_subsystem {
	__Request__call_t Request_call;
	__Request__tell_t Request_tell;
};
#endif /* !__RequestUnion__kernel_user_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__kernel_user_subsystem__defined
#define __Reply__kernel_user_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
		int b;
	} __Reply__call_t __attribute__((unused));
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
	} __Reply__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__kernel_user_subsystem__defined */

#ifndef __ReplyUnion__kernel_user_subsystem__defined
#define __ReplyUnion__kernel_user_subsystem__defined
union __ReplyUnion__kernel_user_subsystem {
	__Reply__call_t Reply_call;
	__Reply__tell_t Reply_tell;
};
#endif /* !__ReplyUnion__kernel_user_subsystem__defined */

#ifndef subsystem_to_name_map_kernel_user
#define subsystem_to_name_map_kernel_user \
    { "call", 8400 },\
    { "tell", 8401 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _kernel_user_user_ */
