/* The calls on rights (<mach/mach_port.h>) that the typed set does not have: a receive right's
 * attributes are asked for and set in Darwin's way. */
#include "both/status.h"
#include "typed/task.h"

#include <mach/mach_port.h>
#include <string.h>

kern_return_t mach_port_get_attributes(ipc_space_t task, mach_port_name_t name,
	mach_port_flavor_t flavor, mach_port_info_t port_info_out,
	mach_msg_type_number_t *port_info_outCnt)
{
	mach_msg_type_number_t needed_count = 0;
	mach_port_limits_t limits;
	mach_port_status_t status;
	struct mr_name *entry;
	kern_return_t result;

	if (flavor == MACH_PORT_LIMITS_INFO)
		needed_count = MACH_PORT_LIMITS_INFO_COUNT;
	else if (flavor == MACH_PORT_RECEIVE_STATUS)
		needed_count = MACH_PORT_RECEIVE_STATUS_COUNT;
	else
		return KERN_INVALID_ARGUMENT;
	if (*port_info_outCnt < needed_count)
		return KERN_FAILURE;
	result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);
	if (result != KERN_SUCCESS)
		return result;
	limits.mpl_qlimit = entry->port->qlimit;
	status = mr_port_status(entry->port, entry->port->set != NULL);
	mr_unlock();
	if (flavor == MACH_PORT_LIMITS_INFO)
		memcpy(port_info_out, &limits, sizeof limits);
	else
		memcpy(port_info_out, &status, sizeof status);
	*port_info_outCnt = needed_count;
	return KERN_SUCCESS;
}

kern_return_t mach_port_set_attributes(ipc_space_t task, mach_port_name_t name,
	mach_port_flavor_t flavor, mach_port_info_t port_info, mach_msg_type_number_t port_infoCnt)
{
	mach_port_limits_t limits;
	struct mr_name *entry;
	kern_return_t result;

	if (flavor != MACH_PORT_LIMITS_INFO)
		return KERN_INVALID_ARGUMENT;
	if (port_infoCnt < MACH_PORT_LIMITS_INFO_COUNT)
		return KERN_FAILURE;
	memcpy(&limits, port_info, sizeof limits);
	if (limits.mpl_qlimit > MACH_PORT_QLIMIT_MAX)
		return KERN_INVALID_VALUE;
	result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);
	if (result != KERN_SUCCESS)
		return result;
	mr_port_set_qlimit(entry->port, limits.mpl_qlimit);
	mr_unlock();
	return KERN_SUCCESS;
}
