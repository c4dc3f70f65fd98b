#ifndef	_in_line_user_
#define	_in_line_user_

/* Module in_line */

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

#ifndef	in_line_MSG_COUNT
#define	in_line_MSG_COUNT	5
#endif	/* in_line_MSG_COUNT */


#ifndef MIGC_HAVE_byte_row_t
#define MIGC_HAVE_byte_row_t
typedef char byte_row_t[3];
typedef const char const_byte_row_t[3];
#endif

#ifndef MIGC_HAVE_point_t
#define MIGC_HAVE_point_t
typedef struct {
	int32_t x;
	int32_t y;
} point_t;
typedef const point_t const_point_t;
#endif

#ifndef MIGC_HAVE_words_t
#define MIGC_HAVE_words_t
typedef int32_t words_t[8];
typedef const int32_t const_words_t[8];
#endif

#ifndef MIGC_HAVE_label_t
#define MIGC_HAVE_label_t
typedef char label_t[10];
typedef const char const_label_t[10];
#endif

#ifndef MIGC_HAVE_text_t
#define MIGC_HAVE_text_t
typedef char text_t[16];
typedef const char const_text_t[16];
#endif

#ifdef __BeforeMigUserHeader
__BeforeMigUserHeader
#endif /* __BeforeMigUserHeader */

#ifdef __cplusplus
extern "C" {
#endif

/* Routine fixed */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t fixed
(
	mach_port_t server,
	int32_t a,
	int64_t b,
	char c,
	byte_row_t d,
	point_t e,
	label_t f,
	int64_t *g,
	byte_row_t h,
	label_t i
);

/* Routine variable */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t variable
(
	mach_port_t server,
	words_t a,
	mach_msg_type_number_t aCnt,
	words_t b,
	text_t c,
	int32_t d,
	words_t e,
	mach_msg_type_number_t *eCnt,
	text_t f,
	point_t *g
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
	int32_t a
);

/* Routine nothing */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
kern_return_t nothing
(
	mach_port_t server
);

#ifdef __cplusplus
}
#endif

/* These show the largest forms: what follows a variable array moves up when
   it is not full. Use them for sizes only. */

/* typedefs for all requests */

#ifndef __Request__in_line_subsystem__defined
#define __Request__in_line_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		int32_t a;
		int64_t b;
		char c;
		char cPad[3];
		byte_row_t d;
		char dPad[1];
		point_t e;
		label_t f;
		char fPad[2];
	} __Request__fixed_t __attribute__((unused));
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
		int32_t a[8];
		int32_t b[8];
		mach_msg_type_number_t cOffset; /* MiG doesn't use it */
		mach_msg_type_number_t cCnt;
		char c[16];
		int32_t d;
	} __Request__variable_t __attribute__((unused));
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
	} __Request__tell_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
	} __Request__nothing_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__in_line_subsystem__defined */

#ifndef __RequestUnion__in_line_subsystem__defined
#define __RequestUnion__in_line_subsystem__defined
union __RequestUnion__in_line_subsystem {
	__Request__fixed_t Request_fixed;
	__Request__variable_t Request_variable;
	__Request__tell_t Request_tell;
	__Request__nothing_t Request_nothing;
};
#endif /* !__RequestUnion__in_line_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__in_line_subsystem__defined
#define __Reply__in_line_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		kern_return_t RetCode;
		int64_t g;
		byte_row_t h;
		char hPad[1];
		label_t i;
		char iPad[2];
	} __Reply__fixed_t __attribute__((unused));
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
		mach_msg_type_number_t eCnt;
		int32_t e[8];
		mach_msg_type_number_t fOffset; /* MiG doesn't use it */
		mach_msg_type_number_t fCnt;
		char f[16];
		point_t g;
	} __Reply__variable_t __attribute__((unused));
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
		NDR_record_t NDR;
		kern_return_t RetCode;
	} __Reply__nothing_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__in_line_subsystem__defined */

#ifndef __ReplyUnion__in_line_subsystem__defined
#define __ReplyUnion__in_line_subsystem__defined
union __ReplyUnion__in_line_subsystem {
	__Reply__fixed_t Reply_fixed;
	__Reply__variable_t Reply_variable;
	__Reply__tell_t Reply_tell;
	__Reply__nothing_t Reply_nothing;
};
#endif /* !__ReplyUnion__in_line_subsystem__defined */

#ifndef subsystem_to_name_map_in_line
#define subsystem_to_name_map_in_line \
    { "fixed", 8000 },\
    { "variable", 8001 },\
    { "tell", 8002 },\
    { "nothing", 8004 }
#endif

#ifdef __AfterMigUserHeader
__AfterMigUserHeader
#endif /* __AfterMigUserHeader */

#endif	 /* _in_line_user_ */
