/* Rights and the integer types that go with them. */
#ifndef TESTS_MACH_PORT_H
#define TESTS_MACH_PORT_H
#include <mach/boolean.h>
#include <stddef.h>
#include <stdint.h>
typedef unsigned int natural_t;
typedef int integer_t;
typedef natural_t mach_port_name_t;
typedef natural_t mach_port_t;
typedef natural_t mach_port_seqno_t;
typedef natural_t mach_port_right_t;
typedef uint64_t mach_port_context_t;
#define MACH_PORT_NULL     ((mach_port_t)0)
#define MACH_PORT_VALID(p) ((p) != MACH_PORT_NULL && (p) != ~(mach_port_t)0)
typedef uintptr_t vm_offset_t;
typedef vm_offset_t vm_address_t;
typedef vm_offset_t pointer_t;
typedef uintptr_t vm_size_t;
typedef uint64_t mach_vm_address_t;
typedef uint64_t mach_vm_size_t;
typedef uint64_t mach_vm_offset_t;
#endif
