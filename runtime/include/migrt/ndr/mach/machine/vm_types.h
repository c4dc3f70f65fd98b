/* The scalar types that the size of a machine word decides, and those that it does not. */
#ifndef MIGRT_NDR_MACH_MACHINE_VM_TYPES_H
#define MIGRT_NDR_MACH_MACHINE_VM_TYPES_H

#include <stdint.h>

typedef unsigned int natural_t;
typedef int integer_t;

/* Addresses and sizes in a task's memory, in bytes. */
typedef uintptr_t vm_offset_t;
typedef uintptr_t vm_address_t;
typedef uintptr_t vm_size_t;

/* The same, wide enough for a task of any word size. */
typedef uint64_t mach_vm_address_t;
typedef uint64_t mach_vm_offset_t;
typedef uint64_t mach_vm_size_t;
typedef uint64_t vm_map_offset_t;
typedef uint64_t vm_map_address_t;
typedef uint64_t vm_map_size_t;

/* A word that a receiver keeps with its port. */
#if defined(__arm__)
typedef uint32_t mach_port_context_t;
#else
typedef uint64_t mach_port_context_t;
#endif

#endif
