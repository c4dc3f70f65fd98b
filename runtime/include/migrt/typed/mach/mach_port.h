/* Calls on the rights of a task: those of both header sets, and those that GNU Mach has and Darwin
 * does not. All are thread-safe. */
#ifndef MIGRT_TYPED_MACH_MACH_PORT_H
#define MIGRT_TYPED_MACH_MACH_PORT_H

#include "../../mach_port.h"

MIGRT_BEGIN_DECLS

/* Stores the state of the port of a receive right. */
extern kern_return_t mach_port_get_receive_status(ipc_space_t task, mach_port_name_t name,
	mach_port_status_t *ret_status) MIGRT_BIND(mach_port_get_receive_status);
MIGRT_ALSO_UNDERSCORED(mach_port_get_receive_status);

/*
 * Sets how many messages may wait in the queue of a receive right before senders have to.
 * KERN_INVALID_VALUE: not from 1 to MACH_PORT_QLIMIT_MAX.
 */
extern kern_return_t mach_port_set_qlimit(ipc_space_t task, mach_port_name_t name,
	mach_port_msgcount_t qlimit) MIGRT_BIND(mach_port_set_qlimit);
MIGRT_ALSO_UNDERSCORED(mach_port_set_qlimit);

MIGRT_END_DECLS

#endif
