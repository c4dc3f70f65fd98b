#ifndef	_struct_fields_user_
#define	_struct_fields_user_

/* Module struct_fields */

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

#ifndef	struct_fields_MSG_COUNT
#define	struct_fields_MSG_COUNT	1
#endif	/* struct_fields_MSG_COUNT */


#ifndef MIGC_HAVE_point_t
#define MIGC_HAVE_point_t
typedef struct {
	int32_t x;
	int32_t y;
} point_t;
typedef const point_t const_point_t;
#endif

#ifndef MIGC_HAVE_mixed_t
#define MIGC_HAVE_mixed_t
typedef struct {
	char kind;
	int64_t serial;
	point_t at;
	int16_t rest;
} mixed_t;
typedef const mixed_t const_mixed_t;
#endif

#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#ifdef __cplusplus
extern "C" {
#endif

/* Routine move */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t move
(
	mach_port_t server,
	point_t from,
	mixed_t item,
	point_t *to,
	mixed_t *moved
);

#ifdef __cplusplus
}
#endif

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__struct_fields_subsystem__defined
#define __Request__struct_fields_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		point_t from;
		mixed_t item;
	} __Request__move_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__struct_fields_subsystem__defined */

#ifndef __RequestUnion__struct_fields_subsystem__defined
#define __RequestUnion__struct_fields_subsystem__defined
union __RequestUnion__struct_fields_subsystem {
	__Request__move_t Request_move;
};
#endif /* !__RequestUnion__struct_fields_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__struct_fields_subsystem__defined
#define __Reply__struct_fields_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
		point_t to;
		mixed_t moved;
	} __Reply__move_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__struct_fields_subsystem__defined */

#ifndef __ReplyUnion__struct_fields_subsystem__defined
#define __ReplyUnion__struct_fields_subsystem__defined
union __ReplyUnion__struct_fields_subsystem {
	__Reply__move_t Reply_move;
};
#endif /* !__ReplyUnion__struct_fields_subsystem__defined */

#ifndef subsystem_to_name_map_struct_fields
#define subsystem_to_name_map_struct_fields \
    { "move", 1100 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _struct_fields_user_ */
