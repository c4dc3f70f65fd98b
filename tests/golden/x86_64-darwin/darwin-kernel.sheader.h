#ifndef	_kernel_server_
#define	_kernel_server_

/* Module kernel */

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

#ifndef	kernel_MSG_COUNT
#define	kernel_MSG_COUNT	2
#endif	/* kernel_MSG_COUNT */

#include <kern/kern_types.h>

#ifdef __BeforeMigServerHeader
__BeforeMigServerHeader
#endif /* __BeforeMigServerHeader */

#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif

/* Routine act */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t k_act
(
	task_here_t target,
	task_here_t other,
	words_t a,
	mach_msg_type_number_t aCnt,
	open_t b,
	mach_msg_type_number_t bCnt,
	task_here_t *c,
	mach_port_t *d,
	words_t e,
	mach_msg_type_number_t *eCnt
);

/* SimpleRoutine tell */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t k_tell
(
	task_here_t target,
	int a
);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
boolean_t kernel_server(
		mach_msg_header_t *InHeadP,
		void *InDataP,
		mach_msg_max_trailer_t *InTrailerP,
		mach_msg_header_t *OutHeadP,
		void *OutDataP);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
mig_kern_routine_t kernel_server_routine(
		mach_msg_header_t *InHeadP);

/* Description of this subsystem, for use in direct RPC */
extern const struct k_kernel_subsystem {
	mig_kern_server_routine_t	kserver;	/* Server routine */
	mach_msg_id_t	start;	/* Min routine number */
	mach_msg_id_t	end;	/* Max routine number + 1 */
	unsigned int	maxsize;	/* Max msg size */
	vm_address_t	reserved;	/* Reserved */
	struct kern_routine_descriptor	/* Array of routine descriptors */
		kroutine[2];
} k_kernel_subsystem;

/* typedefs for all requests */

#ifndef __Request__kernel_subsystem__defined
#define __Request__kernel_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t other;
		mach_msg_ool_descriptor_t b;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		int a[8];
		mach_msg_type_number_t bCnt;
	} __Request__act_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t other;
		mach_msg_ool_descriptor_t b;
	} __RequestKData__act_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		int a[8];
		mach_msg_type_number_t bCnt;
		char padding[0]; /* Avoid generating empty UData structs */
	} __RequestUData__act_t __attribute__((unused));
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

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
	} __RequestKData__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		NDR_record_t NDR;
		int a;
		char padding[0]; /* Avoid generating empty UData structs */
	} __RequestUData__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__kernel_subsystem__defined */

#ifndef __RequestUnion__k_kernel_subsystem__defined
#define __RequestUnion__k_kernel_subsystem__defined
union __RequestUnion__k_kernel_subsystem {
	__Request__act_t Request_act;
	__Request__tell_t Request_tell;
};
#endif /* !__RequestUnion__k_kernel_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__kernel_subsystem__defined
#define __Reply__kernel_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t c;
		mach_msg_port_descriptor_t d;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t eCnt;
		int e[8];
	} __Reply__act_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t c;
		mach_msg_port_descriptor_t d;
	} __ReplyKData__act_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		NDR_record_t NDR;
		mach_msg_type_number_t eCnt;
		int e[8];
		char padding[0]; /* Avoid generating empty UData structs */
	} __ReplyUData__act_t __attribute__((unused));
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

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
	} __ReplyKData__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		NDR_record_t NDR;
		kern_return_t RetCode;
		char padding[0]; /* Avoid generating empty UData structs */
	} __ReplyUData__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__kernel_subsystem__defined */

#ifndef __ReplyUnion__k_kernel_subsystem__defined
#define __ReplyUnion__k_kernel_subsystem__defined
union __ReplyUnion__k_kernel_subsystem {
	__Reply__act_t Reply_act;
	__Reply__tell_t Reply_tell;
};
#endif /* !__ReplyUnion__k_kernel_subsystem__defined */

#ifndef subsystem_to_name_map_kernel
#define subsystem_to_name_map_kernel \
    { "act", 8300 },\
    { "tell", 8301 }
#endif

#ifdef __AfterMigServerHeader
__AfterMigServerHeader
#endif /* __AfterMigServerHeader */

#endif	 /* _kernel_server_ */
