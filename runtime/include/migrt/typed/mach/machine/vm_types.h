/* The scalar types that the size of a machine word decides. */
#ifndef MIGRT_TYPED_MACH_MACHINE_VM_TYPES_H
#define MIGRT_TYPED_MACH_MACHINE_VM_TYPES_H

#include <stdint.h>

typedef unsigned int natural_t;
typedef int integer_t;

/* Addresses and sizes in a task's memory, in bytes. */
typedef uintptr_t vm_offset_t;
typedef uintptr_t vm_address_t;
typedef uintptr_t vm_size_t;
typedef vm_offset_t *vm_offset_array_t;
typedef vm_size_t *vm_size_array_t;

/* Counters that may outgrow 32 bits. */
typedef unsigned long long long_natural_t;
typedef long long long_integer_t;

/* What interface files call these types when a kernel of another word size could be at the other
 * end. A user program has the native ones. */
typedef uintptr_t rpc_uintptr_t;
typedef vm_address_t rpc_vm_address_t;
typedef vm_offset_t rpc_vm_offset_t;
typedef vm_size_t rpc_vm_size_t;
typedef vm_size_t *rpc_vm_size_array_t;
typedef vm_offset_t *rpc_vm_offset_array_t;
#if defined(__LP64__)
typedef uint64_t rpc_long_natural_t;
typedef int64_t rpc_long_integer_t;
#else
typedef uint32_t rpc_long_natural_t;
typedef int32_t rpc_long_integer_t;
#endif

typedef uint64_t rpc_phys_addr_t;
typedef rpc_phys_addr_t *rpc_phys_addr_array_t;

/* The descriptor name of a natural_t or integer_t. */
#define MACH_MSG_TYPE_INTEGER_T MACH_MSG_TYPE_INTEGER_32

#endif
