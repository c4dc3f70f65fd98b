/* Darwin's name for the machine's part of <mach/boolean.h>. */
#ifndef MIGRT_NDR_MACH_MACHINE_BOOLEAN_H
#define MIGRT_NDR_MACH_MACHINE_BOOLEAN_H

#include <mach/boolean.h>

#endif
