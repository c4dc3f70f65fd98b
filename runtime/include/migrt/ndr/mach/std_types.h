/* The C side of <mach/std_types.defs>. */
#ifndef MIGRT_NDR_MACH_STD_TYPES_H
#define MIGRT_NDR_MACH_STD_TYPES_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/machine/vm_types.h>
#include <mach/message.h>
#include <mach/port.h>
#include <mach/vm_types.h>
#include <stdint.h>

#endif
