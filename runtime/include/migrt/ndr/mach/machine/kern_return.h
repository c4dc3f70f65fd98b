/* kern_return_t: what Mach's calls answer. Its values are in <mach/kern_return.h>. */
#ifndef MIGRT_NDR_MACH_MACHINE_KERN_RETURN_H
#define MIGRT_NDR_MACH_MACHINE_KERN_RETURN_H

typedef int kern_return_t;

#endif
