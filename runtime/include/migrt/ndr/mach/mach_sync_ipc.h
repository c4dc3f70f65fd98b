/* The reply port of calls that lend their priority (<mach/mig.h>), and the options of such a call.
 */
#ifndef MIGRT_NDR_MACH_MACH_SYNC_IPC_H
#define MIGRT_NDR_MACH_MACH_SYNC_IPC_H

#include <mach/mig.h>

#endif
