/* The C side of <mach/std_types.defs>. */
#ifndef MIGRT_TYPED_MACH_STD_TYPES_H
#define MIGRT_TYPED_MACH_STD_TYPES_H

#include <mach/boolean.h>
#include <mach/kern_return.h>
#include <mach/machine/vm_types.h>
#include <mach/message.h>
#include <mach/port.h>
#include <stdint.h>

/* Out-of-line bytes: where they are. */
typedef vm_offset_t pointer_t;

#endif
