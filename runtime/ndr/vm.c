/* The calls on memory (<mach/vm_map.h>, <mach/mach_vm.h>). */
#include "core/memory.h"
#include "ndr/shared.h"
#include "typed/task.h"

#include <mach/mach_vm.h>
#include <mach/vm_map.h>
#include <mach/vm_statistics.h>

kern_return_t vm_allocate(vm_map_t target_task, vm_address_t *address, vm_size_t size, int flags)
{
	unsigned meaning = (unsigned)flags & ~VM_FLAGS_ALIAS_MASK;

	if (meaning != VM_FLAGS_FIXED && meaning != VM_FLAGS_ANYWHERE)
		return KERN_INVALID_ARGUMENT;
	return migrt_typed_vm_allocate(target_task, address, size, meaning == VM_FLAGS_ANYWHERE);
}

kern_return_t vm_read_overwrite(vm_map_read_t target_task, vm_address_t address, vm_size_t size,
	vm_address_t data, vm_size_t *outsize)
{
	kern_return_t result = mr_task_check(target_task);

	if (result != KERN_SUCCESS)
		return result;
	result = mr_memory_copy((void *)data, (const void *)address, size);
	if (result == KERN_SUCCESS)
		*outsize = size;
	return result;
}

/* ---- With addresses of 64 bits ---- */

static bool fits(uint64_t value)
{
	return value <= UINTPTR_MAX;
}

kern_return_t mach_vm_allocate(
	vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size, int flags)
{
	vm_address_t place = (vm_address_t)*address;
	kern_return_t result;

	if (!fits(size) || (!(flags & VM_FLAGS_ANYWHERE) && !fits(*address)))
		return KERN_INVALID_ARGUMENT;
	result = vm_allocate(target, &place, (vm_size_t)size, flags);
	if (result == KERN_SUCCESS)
		*address = place;
	return result;
}

kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size)
{
	if (!fits(address) || !fits(size))
		return KERN_INVALID_ARGUMENT;
	return vm_deallocate(target, (vm_address_t)address, (vm_size_t)size);
}

kern_return_t mach_vm_read(vm_map_read_t target_task, mach_vm_address_t address,
	mach_vm_size_t size, vm_offset_t *data, mach_msg_type_number_t *dataCnt)
{
	if (!fits(address) || !fits(size))
		return KERN_INVALID_ARGUMENT;
	return vm_read(target_task, (vm_address_t)address, (vm_size_t)size, data, dataCnt);
}

kern_return_t mach_vm_read_overwrite(vm_map_read_t target_task, mach_vm_address_t address,
	mach_vm_size_t size, mach_vm_address_t data, mach_vm_size_t *outsize)
{
	vm_size_t read_bytes = 0;
	kern_return_t result;

	if (!fits(address) || !fits(size) || !fits(data))
		return KERN_INVALID_ARGUMENT;
	result = vm_read_overwrite(target_task, (vm_address_t)address, (vm_size_t)size,
		(vm_address_t)data, &read_bytes);
	if (result == KERN_SUCCESS)
		*outsize = read_bytes;
	return result;
}

kern_return_t mach_vm_write(vm_map_t target, mach_vm_address_t address, vm_offset_t data,
	mach_msg_type_number_t dataCnt)
{
	if (!fits(address))
		return KERN_INVALID_ARGUMENT;
	return vm_write(target, (vm_address_t)address, data, dataCnt);
}
