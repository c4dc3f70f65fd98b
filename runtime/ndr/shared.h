/* What the NDR set takes of the typed set's, by its symbols. Most that means the same in both is
 * one function with two names (typed/mach_port.c, vm.c, mig.c). */
#ifndef MIGRT_NDR_SHARED_H
#define MIGRT_NDR_SHARED_H

#include <mach/mach_types.h>
#include <mach/message.h>

kern_return_t migrt_typed_vm_allocate(
	vm_map_t target_task, vm_address_t *address, vm_size_t size, boolean_t anywhere);
vm_size_t migrt_typed_mig_strncpy(char *dst, const char *src, vm_size_t size);
const char *migrt_typed_mach_error_string(kern_return_t error);

#endif
