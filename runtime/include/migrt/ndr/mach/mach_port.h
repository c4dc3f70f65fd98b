/* Calls on the rights of a task: those of both header sets, and those in Darwin's way. All are
 * thread-safe. */
#ifndef MIGRT_NDR_MACH_MACH_PORT_H
#define MIGRT_NDR_MACH_MACH_PORT_H

#include "../../mach_port.h"

MIGRT_BEGIN_DECLS

/*
 * Stores what flavor says about a receive right in the *port_info_outCnt words at port_info_out,
 * and how many that are:
 *
 *   MACH_PORT_LIMITS_INFO     mach_port_limits_t
 *   MACH_PORT_RECEIVE_STATUS  mach_port_status_t
 *
 * KERN_FAILURE: there are fewer words. KERN_INVALID_ARGUMENT: another flavor.
 */
extern kern_return_t mach_port_get_attributes(ipc_space_t task, mach_port_name_t name,
	mach_port_flavor_t flavor, mach_port_info_t port_info_out,
	mach_msg_type_number_t *port_info_outCnt) MIGRT_BIND(mach_port_get_attributes);

/*
 * Sets with MACH_PORT_LIMITS_INFO how many messages may wait in the queue of a receive right before
 * senders have to. KERN_INVALID_VALUE: more than MACH_PORT_QLIMIT_MAX. KERN_FAILURE: fewer words
 * than the structure has. KERN_INVALID_ARGUMENT: another flavor.
 */
extern kern_return_t mach_port_set_attributes(ipc_space_t task, mach_port_name_t name,
	mach_port_flavor_t flavor, mach_port_info_t port_info, mach_msg_type_number_t port_infoCnt)
	MIGRT_BIND(mach_port_set_attributes);

MIGRT_END_DECLS

#endif
