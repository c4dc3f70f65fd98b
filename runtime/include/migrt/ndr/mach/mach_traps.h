/* Darwin's other name for what <mach/mach_init.h> declares. */
#ifndef MIGRT_NDR_MACH_MACH_TRAPS_H
#define MIGRT_NDR_MACH_MACH_TRAPS_H

#include <mach/mach_init.h>

#endif
