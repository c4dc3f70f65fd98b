/*
 * Calls on the memory of a task. All are thread-safe.
 *
 * target_task is mach_task_self (), the only task whose memory can be reached;
 * MACH_SEND_INVALID_DEST and KERN_INVALID_ARGUMENT if it is not. Addresses and sizes are in bytes.
 * Ranges are extended to whole pages where memory is made or released. An error means that nothing
 * was done, unless said otherwise.
 */
#ifndef MIGRT_NDR_MACH_VM_MAP_H
#define MIGRT_NDR_MACH_VM_MAP_H

#include <mach/kern_return.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/migrt_bind.h>
#include <mach/vm_statistics.h>

MIGRT_BEGIN_DECLS

/*
 * Makes memory of zeros, readable and writable: with VM_FLAGS_ANYWHERE where there is room, then
 * *address is set, else at *address. A size of 0 makes nothing, and with VM_FLAGS_ANYWHERE sets
 * *address to 0. KERN_NO_SPACE: no room, or the range is in use. KERN_INVALID_ARGUMENT: the range
 * does not fit into the address space, or there are other flags.
 */
extern kern_return_t vm_allocate(vm_map_t target_task, vm_address_t *address, vm_size_t size,
	int flags) MIGRT_BIND(vm_allocate);

/*
 * Releases memory, whoever made it; parts without memory are skipped. Memory of malloc or of a
 * stack is no business of this call. KERN_INVALID_ARGUMENT: the range does not fit into the address
 * space.
 */
extern kern_return_t vm_deallocate(vm_map_t target_task, vm_address_t address, vm_size_t size)
	MIGRT_BIND(vm_deallocate);

/*
 * Copies size bytes at address into new memory of the caller (*data, *dataCnt bytes), to be
 * released with vm_deallocate. KERN_INVALID_ADDRESS: not all of it is there to read.
 * KERN_RESOURCE_SHORTAGE.
 */
extern kern_return_t vm_read(vm_map_read_t target_task, vm_address_t address, vm_size_t size,
	vm_offset_t *data, mach_msg_type_number_t *dataCnt) MIGRT_BIND(vm_read);

/*
 * Copies size bytes from address to data, and stores in *outsize how many. KERN_INVALID_ADDRESS:
 * not all of either is there, or data may not be written; a part may have been copied.
 */
extern kern_return_t vm_read_overwrite(vm_map_read_t target_task, vm_address_t address,
	vm_size_t size, vm_address_t data, vm_size_t *outsize) MIGRT_BIND(vm_read_overwrite);

/* Copies dataCnt bytes from data to address. KERN_INVALID_ADDRESS: as above. */
extern kern_return_t vm_write(vm_map_t target_task, vm_address_t address, vm_offset_t data,
	mach_msg_type_number_t dataCnt) MIGRT_BIND(vm_write);

MIGRT_END_DECLS

#endif
