#ifndef	_tracing_server_
#define	_tracing_server_

/* Module tracing */

#include <mach/port.h>
#include <mach/machine/kern_return.h>
#include <mach/mig_errors.h>

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

#ifndef	tracing_MSG_COUNT
#define	tracing_MSG_COUNT	1
#endif	/* tracing_MSG_COUNT */


#ifdef __BeforeMigServerHeader
__BeforeMigServerHeader
#endif /* __BeforeMigServerHeader */

#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif

/* Routine ask */
#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
MIG_SERVER_ROUTINE
kern_return_t ask
(
	mach_port_t server,
	words_t __counted_by(aCnt) a,
	mach_msg_type_number_t aCnt,
	int32_t b,
	memory_t __counted_by(*cCnt) *c,
	mach_msg_type_number_t *cCnt,
	int32_t *d
);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
boolean_t tracing_server(
		mach_msg_header_t *InHeadP,
		mach_msg_header_t *OutHeadP);

#ifdef	mig_external
mig_external
#else
extern
#endif	/* mig_external */
mig_routine_t tracing_server_routine(
		mach_msg_header_t *InHeadP);

/* Description of this subsystem, for use in direct RPC */
extern const struct tracing_subsystem {
	mig_server_routine_t	server;	/* Server routine */
	mach_msg_id_t	start;	/* Min routine number */
	mach_msg_id_t	end;	/* Max routine number + 1 */
	unsigned int	maxsize;	/* Max msg size */
	vm_address_t	reserved;	/* Reserved */
	struct routine_descriptor	/* Array of routine descriptors */
		routine[1];
} tracing_subsystem;

/* typedefs for all requests */

#ifndef __Request__tracing_subsystem__defined
#define __Request__tracing_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		NDR_record_t NDR;
		mach_msg_type_number_t aCnt;
		int32_t a[8];
		int32_t b;
	} __Request__ask_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Request__tracing_subsystem__defined */

#ifndef __RequestUnion__tracing_subsystem__defined
#define __RequestUnion__tracing_subsystem__defined
union __RequestUnion__tracing_subsystem {
	__Request__ask_t Request_ask;
};
#endif /* !__RequestUnion__tracing_subsystem__defined */

/* typedefs for all replies */

#ifndef __Reply__tracing_subsystem__defined
#define __Reply__tracing_subsystem__defined

#ifdef  __MigPackStructs
#pragma pack(push, 4)
#endif
	typedef struct {
		mach_msg_header_t Head;
		/* start of the kernel processed data */
		mach_msg_body_t msgh_body;
		mach_msg_ool_descriptor_t c;
		/* end of the kernel processed data */
		NDR_record_t NDR;
		mach_msg_type_number_t cCnt;
		int32_t d;
	} __Reply__ask_t __attribute__((unused));
#ifdef  __MigPackStructs
#pragma pack(pop)
#endif
#endif /* !__Reply__tracing_subsystem__defined */

#ifndef __ReplyUnion__tracing_subsystem__defined
#define __ReplyUnion__tracing_subsystem__defined
union __ReplyUnion__tracing_subsystem {
	__Reply__ask_t Reply_ask;
};
#endif /* !__ReplyUnion__tracing_subsystem__defined */

#ifndef subsystem_to_name_map_tracing
#define subsystem_to_name_map_tracing \
    { "ask", 8500 }
#endif

#ifdef __AfterMigServerHeader
__AfterMigServerHeader
#endif /* __AfterMigServerHeader */

#endif	 /* _tracing_server_ */
