/* The GNU system's name for <mach/mach.h>. */
#ifndef MIGRT_TYPED_MACH_H
#define MIGRT_TYPED_MACH_H

#include <mach/mach.h>

#endif
