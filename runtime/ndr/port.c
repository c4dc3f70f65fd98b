/* The calls on rights (<mach/mach_port.h>, <mach/mach_init.h>). Most mean the same in both header
 * sets; a receive right's attributes are asked for and set in Darwin's way. */
#include "ndr/shared.h"
#include "typed/task.h"

#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <string.h>

mach_port_t mach_task_self(void)
{
	return migrt_typed_mach_task_self();
}

mach_port_t mach_reply_port(void)
{
	return migrt_typed_mach_reply_port();
}

/* ---- As in the typed set ---- */

kern_return_t mach_port_allocate(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t *ret_name)
{
	return migrt_typed_mach_port_allocate(task, right, ret_name);
}

kern_return_t mach_port_allocate_name(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t name)
{
	return migrt_typed_mach_port_allocate_name(task, right, name);
}

kern_return_t mach_port_deallocate(ipc_space_t task, mach_port_name_t name)
{
	return migrt_typed_mach_port_deallocate(task, name);
}

kern_return_t mach_port_destroy(ipc_space_t task, mach_port_name_t name)
{
	return migrt_typed_mach_port_destroy(task, name);
}

kern_return_t mach_port_mod_refs(
	ipc_space_t task, mach_port_name_t name, mach_port_right_t right, mach_port_delta_t delta)
{
	return migrt_typed_mach_port_mod_refs(task, name, right, delta);
}

kern_return_t mach_port_get_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
	mach_port_urefs_t *ret_refs)
{
	return migrt_typed_mach_port_get_refs(task, name, right, ret_refs);
}

kern_return_t mach_port_insert_right(
	ipc_space_t task, mach_port_name_t name, mach_port_t poly, mach_msg_type_name_t polyPoly)
{
	return migrt_typed_mach_port_insert_right(task, name, poly, polyPoly);
}

kern_return_t mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
	mach_msg_type_name_t msgt_name, mach_port_t *ret_poly, mach_msg_type_name_t *ret_polyPoly)
{
	return migrt_typed_mach_port_extract_right(task, name, msgt_name, ret_poly, ret_polyPoly);
}

kern_return_t mach_port_type(ipc_space_t task, mach_port_name_t name, mach_port_type_t *ret_type)
{
	return migrt_typed_mach_port_type(task, name, ret_type);
}

kern_return_t mach_port_names(ipc_space_t task, mach_port_name_array_t *ret_names,
	mach_msg_type_number_t *ret_namesCnt, mach_port_type_array_t *ret_types,
	mach_msg_type_number_t *ret_typesCnt)
{
	return migrt_typed_mach_port_names(task, ret_names, ret_namesCnt, ret_types, ret_typesCnt);
}

kern_return_t mach_port_rename(
	ipc_space_t task, mach_port_name_t old_name, mach_port_name_t new_name)
{
	return migrt_typed_mach_port_rename(task, old_name, new_name);
}

kern_return_t mach_port_set_mscount(
	ipc_space_t task, mach_port_name_t name, mach_port_mscount_t mscount)
{
	return migrt_typed_mach_port_set_mscount(task, name, mscount);
}

kern_return_t mach_port_set_seqno(ipc_space_t task, mach_port_name_t name, mach_port_seqno_t seqno)
{
	return migrt_typed_mach_port_set_seqno(task, name, seqno);
}

kern_return_t mach_port_move_member(
	ipc_space_t task, mach_port_name_t member, mach_port_name_t after)
{
	return migrt_typed_mach_port_move_member(task, member, after);
}

kern_return_t mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
	mach_port_name_array_t *ret_members, mach_msg_type_number_t *ret_membersCnt)
{
	return migrt_typed_mach_port_get_set_status(task, name, ret_members, ret_membersCnt);
}

kern_return_t mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
	mach_msg_id_t id, mach_port_mscount_t sync, mach_port_t notify,
	mach_msg_type_name_t notifyPoly, mach_port_t *ret_previous)
{
	return migrt_typed_mach_port_request_notification(
		task, name, id, sync, notify, notifyPoly, ret_previous);
}

/* ---- Attributes ---- */

/* Takes the lock and finds the port of a receive right; or returns the error, without the lock. */
static kern_return_t begin_on_port(
	ipc_space_t task, mach_port_name_t name, struct mr_port **ret_port)
{
	const struct mr_name *entry;
	kern_return_t result = mr_task_lock(task);

	if (result != KERN_SUCCESS)
		return result;
	entry = mr_name_find(name);
	if (entry && (entry->type & MACH_PORT_TYPE_RECEIVE)) {
		*ret_port = entry->port;
		return KERN_SUCCESS;
	}
	mr_unlock();
	return entry ? KERN_INVALID_RIGHT : KERN_INVALID_NAME;
}

static mach_port_status_t status_of(const struct mr_port *port)
{
	return (mach_port_status_t){
		.mps_pset = port->set != NULL,
		.mps_seqno = port->seqno,
		.mps_mscount = port->mscount,
		.mps_qlimit = port->qlimit,
		.mps_msgcount = port->msgcount,
		.mps_sorights = port->sorights,
		.mps_srights = port->srights > 0,
		.mps_pdrequest = port->destroyed_request != NULL,
		.mps_nsrequest = port->no_senders_request != NULL,
	};
}

kern_return_t mach_port_get_attributes(ipc_space_t task, mach_port_name_t name,
	mach_port_flavor_t flavor, mach_port_info_t port_info_out,
	mach_msg_type_number_t *port_info_outCnt)
{
	mach_msg_type_number_t needed_count = 0;
	mach_port_limits_t limits;
	mach_port_status_t status;
	struct mr_port *port;
	kern_return_t result;

	if (flavor == MACH_PORT_LIMITS_INFO)
		needed_count = MACH_PORT_LIMITS_INFO_COUNT;
	else if (flavor == MACH_PORT_RECEIVE_STATUS)
		needed_count = MACH_PORT_RECEIVE_STATUS_COUNT;
	else
		return KERN_INVALID_ARGUMENT;
	if (*port_info_outCnt < needed_count)
		return KERN_FAILURE;
	result = begin_on_port(task, name, &port);
	if (result != KERN_SUCCESS)
		return result;
	limits.mpl_qlimit = port->qlimit;
	status = status_of(port);
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
	struct mr_port *port;
	kern_return_t result;

	if (flavor != MACH_PORT_LIMITS_INFO)
		return KERN_INVALID_ARGUMENT;
	if (port_infoCnt < MACH_PORT_LIMITS_INFO_COUNT)
		return KERN_FAILURE;
	memcpy(&limits, port_info, sizeof limits);
	if (limits.mpl_qlimit > MACH_PORT_QLIMIT_MAX)
		return KERN_INVALID_VALUE;
	result = begin_on_port(task, name, &port);
	if (result != KERN_SUCCESS)
		return result;
	mr_port_set_qlimit(port, limits.mpl_qlimit);
	mr_unlock();
	return KERN_SUCCESS;
}
