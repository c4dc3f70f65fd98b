#ifndef	_descriptors_server_
#define	_descriptors_server_

/* Module descriptors */

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

#ifndef	descriptors_MSG_COUNT
#define	descriptors_MSG_COUNT	2
#endif	/* descriptors_MSG_COUNT */


#ifndef MIGC_HAVE_memory_t
#define MIGC_HAVE_memory_t
typedef char *memory_t;
typedef const char *const_memory_t;
#endif

#ifndef MIGC_HAVE_block_t
#define MIGC_HAVE_block_t
typedef int64_t *block_t;
typedef const int64_t *const_block_t;
#endif

#ifndef MIGC_HAVE_rights_t
#define MIGC_HAVE_rights_t
typedef mach_port_t *rights_t;
typedef const mach_port_t *const_rights_t;
#endif

#ifndef MIGC_HAVE_pair_t
#define MIGC_HAVE_pair_t
typedef mach_port_t pair_t[2];
typedef const mach_port_t const_pair_t[2];
#endif

#ifndef MIGC_HAVE_some_t
#define MIGC_HAVE_some_t
typedef mach_port_t some_t[3];
typedef const mach_port_t const_some_t[3];
#endif

#ifndef MIGC_HAVE_parts_t
#define MIGC_HAVE_parts_t
typedef char *parts_t[2];
typedef const char *const_parts_t[2];
#endif

#ifdef __BeforeMigServerHeader
__BeforeMigServerHeader
#endif /* __BeforeMigServerHeader */

#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Routine rights */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t rights
(
	mach_port_t server,
	mach_port_t a,
	mach_port_t b,
	mach_msg_type_name_t bPoly,
	pair_t c,
	some_t d,
	mach_msg_type_number_t dCnt,
	rights_t e,
	mach_msg_type_number_t eCnt,
	mach_port_t *f,
	some_t g,
	mach_msg_type_number_t *gCnt,
	rights_t *h,
	mach_msg_type_number_t *hCnt
);

/* Routine memory */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t memory
(
	mach_port_t server,
	memory_t a,
	mach_msg_type_number_t aCnt,
	block_t b,
	parts_t c,
	mach_msg_type_number_t * cSubs,
	mach_msg_type_number_t cSubsCnt,
	int32_t d,
	int32_t *e,
	memory_t *f,
	mach_msg_type_number_t *fCnt,
	block_t *g
);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
boolean_t descriptors_server(
		mach_msg_header_t *InHeadP,
		mach_msg_header_t *OutHeadP);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
mig_routine_t descriptors_server_routine(
		mach_msg_header_t *InHeadP);

/* Description of this subsystem, for use in direct RPC */
extern const struct descriptors_subsystem {
	mig_server_routine_t	server;	/* Server routine */
	mach_msg_id_t	start;	/* Min routine number */
	mach_msg_id_t	end;	/* Max routine number + 1 */
	unsigned int	maxsize;	/* Max msg size */
	vm_address_t	reserved;	/* Reserved */
	struct routine_descriptor	/* Array of routine descriptors */
		routine[2];
} descriptors_subsystem;

#ifdef __cplusplus
}
#endif

/* typedefs for all requests */

#ifndef __Request__descriptors_subsystem__defined
#define __Request__descriptors_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t a;
		mach_msg_port_descriptor_t b;
		mach_msg_port_descriptor_t c[2];
		mach_msg_port_descriptor_t d[3];
		mach_msg_ool_ports_descriptor_t e;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t dCnt;
		mach_msg_type_number_t eCnt;
	} __Request__rights_t __attribute__((unused));
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
		mach_msg_ool_descriptor_t c[2];
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		mach_msg_type_number_t cSubsCnt;
		mach_msg_type_number_t cSubs[2];
		int32_t d;
		int32_t e;
	} __Request__memory_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__descriptors_subsystem__defined */

#ifndef __RequestUnion__descriptors_subsystem__defined
#define __RequestUnion__descriptors_subsystem__defined
union __RequestUnion__descriptors_subsystem {
	__Request__rights_t Request_rights;
	__Request__memory_t Request_memory;
};
#endif /* !__RequestUnion__descriptors_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__descriptors_subsystem__defined
#define __Reply__descriptors_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_port_descriptor_t f;
		mach_msg_port_descriptor_t g[3];
		mach_msg_ool_ports_descriptor_t h;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t gCnt;
		mach_msg_type_number_t hCnt;
	} __Reply__rights_t __attribute__((unused));
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
		mach_msg_ool_descriptor_t f;
		mach_msg_ool_descriptor_t g;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		int32_t e;
		mach_msg_type_number_t fCnt;
	} __Reply__memory_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__descriptors_subsystem__defined */

#ifndef __ReplyUnion__descriptors_subsystem__defined
#define __ReplyUnion__descriptors_subsystem__defined
union __ReplyUnion__descriptors_subsystem {
	__Reply__rights_t Reply_rights;
	__Reply__memory_t Reply_memory;
};
#endif /* !__ReplyUnion__descriptors_subsystem__defined */

#ifndef subsystem_to_name_map_descriptors
#define subsystem_to_name_map_descriptors \
    { "rights", 8700 },\
    { "memory", 8701 }
#endif

#ifdef __AfterMigServerHeader
__AfterMigServerHeader
#endif /* __AfterMigServerHeader */

#endif	 /* _descriptors_server_ */
