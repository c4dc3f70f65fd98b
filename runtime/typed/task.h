/* The task argument that many calls have. */
#ifndef MIGRT_TASK_H
#define MIGRT_TASK_H

#include "core/core.h"

/* Takes the lock if task names this task, and name a right of that kind; else returns the error
 * that a call then has, without the lock. */
kern_return_t mr_task_lock_with(
	mach_port_t task, mach_port_name_t name, mach_port_type_t type, struct mr_name **ret_entry);

/* The check alone, for calls on memory, which take no account of other processes. */
kern_return_t mr_task_check(mach_port_t task);

#endif
