/*
 * The C side of <mach/mach_types.defs>: names for ports by the object behind them, and the plain
 * types that interfaces share. A kernel's own tables (task_info and the like) are not here.
 */
#ifndef MIGRT_TYPED_MACH_MACH_TYPES_H
#define MIGRT_TYPED_MACH_MACH_TYPES_H

#include <mach/machine/vm_types.h>
#include <mach/port.h>
#include <mach/std_types.h>
#include <mach/time_value.h>
#include <mach/vm_inherit.h>
#include <mach/vm_prot.h>

typedef mach_port_t task_t;
typedef task_t *task_array_t;
typedef const task_t *const_task_array_t;
typedef task_t vm_task_t;
typedef task_t ipc_space_t;
typedef mach_port_t thread_t;
typedef thread_t *thread_array_t;
typedef const thread_t *const_thread_array_t;
typedef mach_port_t host_t;
typedef mach_port_t host_priv_t;
typedef mach_port_t memory_object_t;
typedef mach_port_t memory_object_control_t;
typedef mach_port_t memory_object_name_t;

#endif
