/*
 * Meeting by name, as on Darwin: bootstrap_check_in and bootstrap_look_up, the same in both header
 * sets, which have it as <servers/bootstrap.h>. Both functions are thread-safe.
 *
 * There is no bootstrap server: the names are entries of a folder (see migrt_check_in in
 * <migrt/migrt.h>), and bootstrap_port is a name for nothing, which is not looked at.
 */
#ifndef MIGRT_BOOTSTRAP_H
#define MIGRT_BOOTSTRAP_H

#include <mach/kern_return.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>

#define BOOTSTRAP_MAX_NAME_LEN    128
#define BOOTSTRAP_SUCCESS         0
#define BOOTSTRAP_NOT_PRIVILEGED  1100
#define BOOTSTRAP_UNKNOWN_SERVICE 1102
#define BOOTSTRAP_SERVICE_ACTIVE  1103
#define BOOTSTRAP_NO_MEMORY       1106

#define bootstrap_port            ((mach_port_t)MACH_PORT_NULL)

typedef char name_t[BOOTSTRAP_MAX_NAME_LEN];

MIGRT_BEGIN_DECLS

/*
 * Makes a port for messages of this header set's dialect that others find under service_name, and
 * stores the name of its receive right. BOOTSTRAP_SERVICE_ACTIVE: a living server has that name.
 * BOOTSTRAP_NOT_PRIVILEGED: the folder of names cannot be used, or the name is none.
 * BOOTSTRAP_NO_MEMORY.
 */
extern kern_return_t bootstrap_check_in(mach_port_t bp, const char *service_name,
	mach_port_t *ret_port) MIGRT_BIND(bootstrap_check_in);

/* Stores the name of a send right of the port of that name. BOOTSTRAP_UNKNOWN_SERVICE: there is
 * none. BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_NO_MEMORY. */
extern kern_return_t bootstrap_look_up(mach_port_t bp, const char *service_name,
	mach_port_t *ret_port) MIGRT_BIND(bootstrap_look_up);

MIGRT_END_DECLS

#endif
