/*
 * Calls on the memory of a task. All are thread-safe.
 *
 * target_task is mach_task_self (), the only task whose memory can be reached;
 * MACH_SEND_INVALID_DEST and KERN_INVALID_ARGUMENT if it is not. Addresses and sizes are in bytes.
 * Ranges are extended to whole pages where memory is made or released. An error means that nothing
 * was done, unless said otherwise.
 */
#ifndef MIGRT_TYPED_MACH_MACH_INTERFACE_H
#define MIGRT_TYPED_MACH_MACH_INTERFACE_H

#include <mach/kern_return.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/migrt_bind.h>

MIGRT_BEGIN_DECLS

/*
 * Makes memory of zeros, readable and writable: anywhere, then *address is set, or at *address. A
 * size of 0 makes nothing, and with anywhere sets *address to 0. KERN_NO_SPACE: no room, or the
 * range is in use. KERN_INVALID_ARGUMENT: the range does not fit into the address space.
 */
extern kern_return_t vm_allocate(vm_task_t target_task, vm_address_t *address, vm_size_t size,
	boolean_t anywhere) MIGRT_BIND(vm_allocate);
MIGRT_ALSO_UNDERSCORED(vm_allocate);

/*
 * Releases memory, whoever made it; parts without memory are skipped. Memory of malloc or of a
 * stack is no business of this call. KERN_INVALID_ARGUMENT: the range does not fit into the address
 * space.
 */
extern kern_return_t vm_deallocate(vm_task_t target_task, vm_address_t address, vm_size_t size)
	MIGRT_BIND(vm_deallocate);
MIGRT_ALSO_UNDERSCORED(vm_deallocate);

/*
 * Copies size bytes at address into new memory of the caller (*ret_data, *ret_dataCnt bytes), to be
 * released with vm_deallocate. KERN_INVALID_ADDRESS: not all of it is there to read.
 * KERN_RESOURCE_SHORTAGE.
 */
extern kern_return_t vm_read(vm_task_t target_task, vm_address_t address, vm_size_t size,
	pointer_t *ret_data, mach_msg_type_number_t *ret_dataCnt) MIGRT_BIND(vm_read);
MIGRT_ALSO_UNDERSCORED(vm_read);

/*
 * Copies dataCnt bytes from data to address. KERN_INVALID_ADDRESS: not all of either is there, or
 * address may not be written; a part may have been copied.
 */
extern kern_return_t vm_write(vm_task_t target_task, vm_address_t address, pointer_t data,
	mach_msg_type_number_t dataCnt) MIGRT_BIND(vm_write);
MIGRT_ALSO_UNDERSCORED(vm_write);

MIGRT_END_DECLS

#endif
