/* The calls on memory (<mach/mach_interface.h>). */
#include "core/cache.h"
#include "core/memory.h"
#include "core/shared.h"
#include "typed/same.h"
#include "typed/task.h"

#include <limits.h>
#include <mach/mach_interface.h>
#include <sys/mman.h>
#include <unistd.h>

/* Makes pages exactly where the caller wants them. */
static kern_return_t allocate_at(vm_address_t *address, vm_size_t size)
{
	vm_address_t mask = (vm_address_t)sysconf(_SC_PAGESIZE) - 1;
	vm_address_t start = *address & ~mask;
	vm_size_t bytes;
	void *pages;

	if (size > UINTPTR_MAX - mask - *address)
		return KERN_INVALID_ARGUMENT;
	bytes = ((*address + size + mask) & ~mask) - start;
	mr_cache_drop(start, bytes);
	pages = mmap((void *)start, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (pages == MAP_FAILED)
		return KERN_NO_SPACE;
	if (pages != (void *)start) {
		/* A kernel that does not know the flag put them elsewhere. */
		munmap(pages, bytes);
		return KERN_NO_SPACE;
	}
	*address = start;
	return KERN_SUCCESS;
}

kern_return_t vm_allocate(
	vm_task_t target_task, vm_address_t *address, vm_size_t size, boolean_t anywhere)
{
	kern_return_t result = mr_task_check(target_task);

	if (result != KERN_SUCCESS)
		return result;
	if (size == 0) {
		if (anywhere)
			*address = 0;
		return KERN_SUCCESS;
	}
	if (!anywhere)
		return allocate_at(address, size);
	if (size > PTRDIFF_MAX)
		return KERN_INVALID_ARGUMENT;
	*address = (vm_address_t)mr_shared_allocate(size);
	return *address ? KERN_SUCCESS : KERN_NO_SPACE;
}

kern_return_t vm_deallocate(vm_task_t target_task, vm_address_t address, vm_size_t size)
{
	kern_return_t result = mr_task_check(target_task);

	return result == KERN_SUCCESS ? mr_pages_free(address, size) : result;
}

kern_return_t vm_read(vm_task_t target_task, vm_address_t address, vm_size_t size,
	pointer_t *ret_data, mach_msg_type_number_t *ret_dataCnt)
{
	struct mr_region region;
	kern_return_t result = mr_task_check(target_task);

	if (result != KERN_SUCCESS)
		return result;
	if (size > UINT_MAX)
		return KERN_INVALID_ARGUMENT;
	result = mr_region_copy((const void *)address, size, &region);
	if (result != KERN_SUCCESS)
		return result;
	*ret_data = (pointer_t)region.address;
	*ret_dataCnt = (mach_msg_type_number_t)region.size_bytes;
	return KERN_SUCCESS;
}

kern_return_t vm_write(
	vm_task_t target_task, vm_address_t address, pointer_t data, mach_msg_type_number_t dataCnt)
{
	kern_return_t result = mr_task_check(target_task);

	return result == KERN_SUCCESS ? mr_memory_copy((void *)address, (const void *)data, dataCnt)
				      : result;
}

/* ---- The NDR set ---- */

MR_SAME_IN_NDR(vm_deallocate);
MR_SAME_IN_NDR(vm_read);
MR_SAME_IN_NDR(vm_write);
