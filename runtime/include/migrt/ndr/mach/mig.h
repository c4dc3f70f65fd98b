/* What generated stubs call besides mach_msg, and the tables of generated servers. All functions
 * are thread-safe. */
#ifndef MIGRT_NDR_MACH_MIG_H
#define MIGRT_NDR_MACH_MIG_H

#include <mach/message.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>
#include <mach/vm_types.h>
#include <stdint.h>
#include <sys/cdefs.h>

/* Stubs check what they receive, unless the build says otherwise. */
#if !defined(__MigTypeCheck)
#if defined(TypeCheck)
#define __MigTypeCheck TypeCheck
#else
#define __MigTypeCheck 1
#endif
#endif

/* Structures of messages are packed at 4. */
#define __MigPackStructs 1

/* Marks server functions for an analyser that knows the rules of ownership. */
#if defined(__has_attribute)
#if __has_attribute(mig_server_routine)
#define MIG_SERVER_ROUTINE __attribute__((mig_server_routine))
#endif
#endif
#ifndef MIG_SERVER_ROUTINE
#define MIG_SERVER_ROUTINE
#endif

/* The function of a generated server that answers one request. */
typedef void (*mig_stub_routine_t)(mach_msg_header_t *InHeadP, mach_msg_header_t *OutHeadP);
typedef mig_stub_routine_t mig_routine_t;

/* Finds that function for a request; NULL: there is none. */
typedef mig_routine_t (*mig_server_routine_t)(mach_msg_header_t *InHeadP);

/* A function of the server's author, of whatever type. */
typedef kern_return_t (*mig_impl_routine_t)(void);

typedef mach_msg_type_descriptor_t routine_arg_descriptor;
typedef mach_msg_type_descriptor_t *routine_arg_descriptor_t;
typedef mach_msg_type_descriptor_t *mig_routine_arg_descriptor_t;

#define MIG_ROUTINE_ARG_DESCRIPTOR_NULL ((mig_routine_arg_descriptor_t)0)

struct routine_descriptor {
	mig_impl_routine_t impl_routine;
	mig_stub_routine_t stub_routine;
	unsigned int argc; /* words of arguments */
	unsigned int descr_count;
	routine_arg_descriptor_t arg_descr;
	unsigned int max_reply_msg; /* bytes */
};
typedef struct routine_descriptor *routine_descriptor_t;

typedef struct routine_descriptor mig_routine_descriptor;
typedef mig_routine_descriptor *mig_routine_descriptor_t;

#define MIG_ROUTINE_DESCRIPTOR_NULL ((mig_routine_descriptor_t)0)

typedef struct mig_subsystem {
	mig_server_routine_t server;
	mach_msg_id_t start; /* id of the first routine */
	mach_msg_id_t end;   /* and the one after the last */
	mach_msg_size_t maxsize;
	vm_address_t reserved;
	mig_routine_descriptor routine[1]; /* as many as there are ids */
} * mig_subsystem_t;

#define MIG_SUBSYSTEM_NULL ((mig_subsystem_t)0)

/* One entry of a server's table with names. */
typedef struct mig_symtab {
	char *ms_routine_name;
	int ms_routine_number;
	void (*ms_routine)(void);
} mig_symtab_t;

MIGRT_BEGIN_DECLS

/*
 * The calling thread's reply port: a receive right made at its first use and destroyed when the
 * thread ends. The library owns it. MACH_PORT_NULL if no port could be made.
 */
extern mach_port_t mig_get_reply_port(void) MIGRT_BIND(mig_get_reply_port);

/* Says that a call with that reply port has ended well. Does nothing; part of the stubs' contract.
 */
extern void mig_put_reply_port(mach_port_t reply_port) MIGRT_BIND(mig_put_reply_port);

/*
 * Says that a call failed and that a late reply may still come: the calling thread's reply port is
 * destroyed, and its next call gets a new one. The argument is not looked at, for stubs also pass
 * ports of their caller.
 */
extern void mig_dealloc_reply_port(mach_port_t reply_port) MIGRT_BIND(mig_dealloc_reply_port);

/* The same for calls that lend the server their priority, which is not done here: the same port. */
extern mach_port_t mig_get_special_reply_port(void) MIGRT_BIND(mig_get_special_reply_port);
extern void mig_dealloc_special_reply_port(mach_port_t reply_port)
	MIGRT_BIND(mig_dealloc_special_reply_port);

/*
 * Copies a string into a field of len bytes: at most len - 1 characters, then zeros up to the end,
 * so that the field always ends in a NUL. Returns the number of characters with the NUL. With a len
 * of 0 or less it does nothing and returns 0. Both fill with zeros, so that stubs need not look
 * which of them there is.
 */
extern int mig_strncpy(char *dest, const char *src, int len) MIGRT_BIND(mig_strncpy);
extern int mig_strncpy_zerofill(char *dest, const char *src, int len)
	MIGRT_BIND(mig_strncpy_zerofill);

/* Memory for out-of-line data: size bytes, zero, owned by the caller. *ret_address is 0 if there is
 * none. */
extern void mig_allocate(vm_address_t *ret_address, vm_size_t size) MIGRT_BIND(mig_allocate);

/* Gives such memory back, or memory that came in a message. */
extern void mig_deallocate(vm_address_t address, vm_size_t size) MIGRT_BIND(mig_deallocate);

/* Memory for a message that is too large for the stack. NULL if there is none. */
extern void *mig_user_allocate(vm_size_t size) MIGRT_BIND(mig_user_allocate);
extern void mig_user_deallocate(char *data, vm_size_t size) MIGRT_BIND(mig_user_deallocate);

MIGRT_END_DECLS

#endif
