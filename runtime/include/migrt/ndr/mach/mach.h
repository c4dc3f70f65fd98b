/* Everything that a program on Mach messages needs. */
#ifndef MIGRT_NDR_MACH_MACH_H
#define MIGRT_NDR_MACH_MACH_H

#include <mach/mach_error.h>
#include <mach/mach_init.h>
#include <mach/mach_interface.h>
#include <mach/mach_types.h>
#include <mach/mach_vm.h>
#include <mach/message.h>
#include <mach/mig.h>
#include <mach/mig_errors.h>
#include <mach/ndr.h>
#include <mach/notify.h>
#include <mach/std_types.h>

#endif
