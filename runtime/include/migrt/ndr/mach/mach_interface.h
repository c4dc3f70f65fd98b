/* Calls on rights and on memory. */
#ifndef MIGRT_NDR_MACH_MACH_INTERFACE_H
#define MIGRT_NDR_MACH_MACH_INTERFACE_H

#include <mach/mach_port.h>
#include <mach/vm_map.h>

#endif
