/*
 * The C side of <mach/mach_types.defs>: names for ports by the object behind them, and the plain
 * types that interfaces share. A kernel's own tables (task_info and the like) are not here.
 */
#ifndef MIGRT_NDR_MACH_MACH_TYPES_H
#define MIGRT_NDR_MACH_MACH_TYPES_H

#include <mach/machine/thread_state.h>
#include <mach/machine/vm_types.h>
#include <mach/port.h>
#include <mach/std_types.h>
#include <mach/time_value.h>
#include <mach/vm_inherit.h>
#include <mach/vm_prot.h>
#include <mach/vm_types.h>
#include <stdint.h>

typedef mach_port_t task_t;
typedef mach_port_t task_read_t;
typedef mach_port_t task_inspect_t;
typedef mach_port_t task_name_t;
typedef mach_port_t task_id_token_t;
typedef task_t *task_array_t;
typedef mach_port_t thread_t;
typedef mach_port_t thread_read_t;
typedef mach_port_t thread_inspect_t;
typedef mach_port_t thread_act_t;
typedef thread_t *thread_array_t;
typedef thread_act_t *thread_act_array_t;
typedef mach_port_t ipc_space_t;
typedef mach_port_t ipc_space_read_t;
typedef mach_port_t ipc_space_inspect_t;
typedef mach_port_t host_t;
typedef mach_port_t host_priv_t;
typedef mach_port_t host_security_t;
typedef mach_port_t processor_t;
typedef mach_port_t processor_set_t;
typedef mach_port_t semaphore_t;
typedef mach_port_t bootstrap_t;
typedef mach_port_t mem_entry_name_port_t;
typedef mach_port_t memory_object_t;
typedef mach_port_t memory_object_control_t;
typedef mach_port_t memory_object_default_t;
typedef mach_port_t memory_object_name_t;
typedef mach_port_t exception_handler_t;

#define TASK_NULL   ((task_t)0)
#define THREAD_NULL ((thread_t)0)

typedef uint64_t memory_object_offset_t;
typedef uint64_t memory_object_size_t;
typedef int vm_purgable_t;
typedef int vm_behavior_t;
typedef unsigned int vm_sync_t;

/* The registers of a thread, as so many words, of the kind flavor. */
typedef natural_t *thread_state_t;
typedef natural_t thread_state_data_t[THREAD_STATE_MAX];
typedef int thread_state_flavor_t;

typedef int exception_type_t;
typedef integer_t exception_data_type_t;
typedef int64_t mach_exception_data_type_t;
typedef int exception_behavior_t;
typedef exception_data_type_t *exception_data_t;
typedef mach_exception_data_type_t *mach_exception_data_t;
typedef unsigned int exception_mask_t;

#endif
