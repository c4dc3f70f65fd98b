/* The calls that need no right: names of ports that every task or thread can have. */
#ifndef MIGRT_NDR_MACH_MACH_INIT_H
#define MIGRT_NDR_MACH_MACH_INIT_H

#include <mach/mach_types.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>
#include <mach/vm_types.h>

MIGRT_BEGIN_DECLS

/*
 * The name of this task's own port, for the task arguments of other calls; the same one at every
 * call, and not to be released. It is no destination for messages (MACH_SEND_INVALID_DEST).
 * MACH_PORT_NULL if there is no memory for it. Thread-safe.
 */
extern mach_port_t mach_task_self(void) MIGRT_BIND(mach_task_self);

#define current_task() mach_task_self()

/*
 * Makes a port and returns the name of its receive right, which is the caller's to destroy
 * (mach_port_mod_refs). MACH_PORT_NULL if there is no memory for it. Thread-safe.
 */
extern mach_port_t mach_reply_port(void) MIGRT_BIND(mach_reply_port);

MIGRT_END_DECLS

#endif
