#ifndef	_flags_server_
#define	_flags_server_

/* Module flags */

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

#ifndef	flags_MSG_COUNT
#define	flags_MSG_COUNT	3
#endif	/* flags_MSG_COUNT */


#ifdef __BeforeMigServerHeader
__BeforeMigServerHeader
#endif /* __BeforeMigServerHeader */

#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif

/* Routine memory */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t do_memory
(
	mach_port_t server,
	memory_t a,
	mach_msg_type_number_t aCnt,
	memory_t b,
	mach_msg_type_number_t bCnt,
	memory_t c,
	mach_msg_type_number_t cCnt,
	memory_t d,
	mach_msg_type_number_t dCnt,
	open_t e,
	mach_msg_type_number_t eCnt,
	memory_t *f,
	mach_msg_type_number_t *fCnt,
	memory_t *g,
	mach_msg_type_number_t *gCnt,
	boolean_t *gDealloc
);

/* Routine arrays */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t do_arrays
(
	mach_port_t server,
	const words_t a,
	mach_msg_type_number_t aCnt,
	const text_t b,
	words_t c,
	mach_msg_type_number_t *cCnt
);

/* Routine placed */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t do_placed
(
	mach_port_t server,
	memory_t *a,
	mach_msg_type_number_t *aCnt,
	memory_t *b,
	mach_msg_type_number_t *bCnt
);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
boolean_t flags_demux(
		mach_msg_header_t *InHeadP,
		mach_msg_header_t *OutHeadP);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
mig_routine_t flags_demux_routine(
		mach_msg_header_t *InHeadP);

/* Description of this subsystem, for use in direct RPC */
extern const struct do_flags_subsystem {
	mig_server_routine_t	server;	/* Server routine */
	mach_msg_id_t	start;	/* Min routine number */
	mach_msg_id_t	end;	/* Max routine number + 1 */
	unsigned int	maxsize;	/* Max msg size */
	vm_address_t	reserved;	/* Reserved */
	struct routine_descriptor	/* Array of routine descriptors */
		routine[3];
} do_flags_subsystem;

/* typedefs for all requests */

#ifndef __Request__flags_subsystem__defined
#define __Request__flags_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_ool_descriptor_t a;
		mach_msg_ool_descriptor_t b;
		mach_msg_ool_descriptor_t c;
		mach_msg_ool_descriptor_t d;
		mach_msg_ool_descriptor_t e;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		mach_msg_type_number_t bCnt;
		mach_msg_type_number_t cCnt;
		mach_msg_type_number_t dCnt;
		mach_msg_type_number_t eCnt;
	} __Request__memory_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		int a[8];
		mach_msg_type_number_t bOffset; /* MiG doesn't use it */
		mach_msg_type_number_t bCnt;
		char b[16];
		mach_msg_type_number_t cCnt;
	} __Request__arrays_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
	} __Request__placed_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__flags_subsystem__defined */

#ifndef __RequestUnion__do_flags_subsystem__defined
#define __RequestUnion__do_flags_subsystem__defined
union __RequestUnion__do_flags_subsystem {
	__Request__memory_t Request_memory;
	__Request__arrays_t Request_arrays;
	__Request__placed_t Request_placed;
};
#endif /* !__RequestUnion__do_flags_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__flags_subsystem__defined
#define __Reply__flags_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_ool_descriptor_t f;
		mach_msg_ool_descriptor_t g;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t fCnt;
		mach_msg_type_number_t gCnt;
	} __Reply__memory_t __attribute__((unused));
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
		mach_msg_type_number_t cCnt;
		int c[8];
	} __Reply__arrays_t __attribute__((unused));
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
		mach_msg_ool_descriptor_t b;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		mach_msg_type_number_t bCnt;
	} __Reply__placed_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__flags_subsystem__defined */

#ifndef __ReplyUnion__do_flags_subsystem__defined
#define __ReplyUnion__do_flags_subsystem__defined
union __ReplyUnion__do_flags_subsystem {
	__Reply__memory_t Reply_memory;
	__Reply__arrays_t Reply_arrays;
	__Reply__placed_t Reply_placed;
};
#endif /* !__ReplyUnion__do_flags_subsystem__defined */

#ifndef subsystem_to_name_map_flags
#define subsystem_to_name_map_flags \
    { "memory", 8100 },\
    { "arrays", 8101 },\
    { "placed", 8102 }
#endif

#ifdef __AfterMigServerHeader
__AfterMigServerHeader
#endif /* __AfterMigServerHeader */

#endif	 /* _flags_server_ */
