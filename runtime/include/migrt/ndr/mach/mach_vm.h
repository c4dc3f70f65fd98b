/* The calls of <mach/vm_map.h> with addresses and sizes of 64 bits. With a smaller word,
 * KERN_INVALID_ARGUMENT also for what does not fit into it. All are thread-safe. */
#ifndef MIGRT_NDR_MACH_MACH_VM_H
#define MIGRT_NDR_MACH_MACH_VM_H

#include <mach/vm_map.h>

MIGRT_BEGIN_DECLS

extern kern_return_t mach_vm_allocate(vm_map_t target, mach_vm_address_t *address,
	mach_vm_size_t size, int flags) MIGRT_BIND(mach_vm_allocate);

extern kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address,
	mach_vm_size_t size) MIGRT_BIND(mach_vm_deallocate);

extern kern_return_t mach_vm_read(vm_map_read_t target_task, mach_vm_address_t address,
	mach_vm_size_t size, vm_offset_t *data, mach_msg_type_number_t *dataCnt)
	MIGRT_BIND(mach_vm_read);

extern kern_return_t mach_vm_read_overwrite(vm_map_read_t target_task, mach_vm_address_t address,
	mach_vm_size_t size, mach_vm_address_t data, mach_vm_size_t *outsize)
	MIGRT_BIND(mach_vm_read_overwrite);

extern kern_return_t mach_vm_write(vm_map_t target_task, mach_vm_address_t address,
	vm_offset_t data, mach_msg_type_number_t dataCnt) MIGRT_BIND(mach_vm_write);

MIGRT_END_DECLS

#endif
