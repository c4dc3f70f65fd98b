/* What generated stubs call besides mach_msg. All of it is thread-safe. */
#ifndef MIGRT_TYPED_MACH_MIG_SUPPORT_H
#define MIGRT_TYPED_MACH_MIG_SUPPORT_H

#include <mach/message.h>
#include <mach/migrt_bind.h>
#include <mach/std_types.h>
#include <string.h>

MIGRT_BEGIN_DECLS

/*
 * The calling thread's reply port: a receive right made at its first use and destroyed when the
 * thread ends. The library owns it. MACH_PORT_NULL if no port could be made.
 */
extern mach_port_t mig_get_reply_port(void) MIGRT_BIND(mig_get_reply_port);
MIGRT_ALSO_UNDERSCORED(mig_get_reply_port);

/* Says that a call with that reply port has ended well. Does nothing; part of the stubs' contract.
 */
extern void mig_put_reply_port(mach_port_t reply_port) MIGRT_BIND(mig_put_reply_port);
MIGRT_ALSO_UNDERSCORED(mig_put_reply_port);

/*
 * Says that a call failed and that a late reply may still come: the calling thread's reply port is
 * destroyed, and its next call gets a new one. The argument is not looked at, for stubs also pass
 * ports of their caller.
 */
extern void mig_dealloc_reply_port(mach_port_t reply_port) MIGRT_BIND(mig_dealloc_reply_port);
MIGRT_ALSO_UNDERSCORED(mig_dealloc_reply_port);

/*
 * Copies a string into a field of size bytes: at most size - 1 characters, then zeros up to the
 * end, so that the field always ends in a NUL. Returns the number of characters without the NUL.
 * With size 0 it does nothing.
 */
extern vm_size_t mig_strncpy(char *dst, const char *src, vm_size_t size) MIGRT_BIND(mig_strncpy);
MIGRT_ALSO_UNDERSCORED(mig_strncpy);

/* Memory for out-of-line data: size bytes, zero, owned by the caller. *ret_address is 0 if there is
 * none. */
extern void mig_allocate(vm_address_t *ret_address, vm_size_t size) MIGRT_BIND(mig_allocate);
MIGRT_ALSO_UNDERSCORED(mig_allocate);

/* Gives such memory back, or memory that came in a message. */
extern void mig_deallocate(vm_address_t address, vm_size_t size) MIGRT_BIND(mig_deallocate);
MIGRT_ALSO_UNDERSCORED(mig_deallocate);

/*
 * Prepares the reply to a request as a generated demultiplexer does: header, descriptor of the
 * return code, return code MIG_BAD_ID. reply has room for a mig_reply_header_t. The reply right
 * stays in the request as well; only one of the two may be sent or destroyed.
 */
extern void mig_reply_setup(const mach_msg_header_t *request, mach_msg_header_t *reply)
	MIGRT_BIND(mig_reply_setup);
MIGRT_ALSO_UNDERSCORED(mig_reply_setup);

MIGRT_END_DECLS

#endif
