/* What server stubs of a kernel need of GNU Mach's header of this name. */
#ifndef MIGC_TESTS_IPC_IPC_PORT_H
#define MIGC_TESTS_IPC_IPC_PORT_H

#include <mach/boolean.h>

#define IP_VALID(port) ((port) != 0 && (port) != (ipc_port_t)-1)

/* A bit of the kernel's own, which libmigrt's headers do not have. */
#ifndef MACH_MSGH_BITS_CIRCULAR
#define MACH_MSGH_BITS_CIRCULAR 0x40000000
#endif

void ipc_port_release_send(ipc_port_t port);
boolean_t ipc_port_check_circularity(ipc_port_t port, ipc_port_t destination);

#endif
