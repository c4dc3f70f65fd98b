/* Everything that a program on Mach messages needs. */
#ifndef MIGRT_TYPED_MACH_MACH_H
#define MIGRT_TYPED_MACH_MACH_H

#include <mach/mach_interface.h>
#include <mach/mach_port.h>
#include <mach/mach_traps.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/mig_errors.h>
#include <mach/mig_support.h>
#include <mach/notify.h>
#include <mach/std_types.h>
#include <mach_error.h>

#endif
