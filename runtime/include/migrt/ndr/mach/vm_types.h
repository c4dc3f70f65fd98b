/* Types of calls on memory. */
#ifndef MIGRT_NDR_MACH_VM_TYPES_H
#define MIGRT_NDR_MACH_VM_TYPES_H

#include <mach/machine/vm_types.h>
#include <mach/port.h>

/* Out-of-line bytes: where they are. */
typedef vm_offset_t pointer_t;

/* A task, named for its memory. */
typedef mach_port_t vm_map_t;
typedef mach_port_t vm_map_read_t;
typedef mach_port_t vm_map_inspect_t;
typedef mach_port_t vm_task_entry_t;

#endif
