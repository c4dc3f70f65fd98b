/*
 * What means the same in both header sets and is done once for both, under the typed set's symbols:
 * calls on rights and memory, whose arguments are scalars of equal size, and the reply port of a
 * thread, which either kind of stub may use.
 */
#ifndef MIGRT_NDR_SHARED_H
#define MIGRT_NDR_SHARED_H

#include <mach/mach_types.h>
#include <mach/message.h>

mach_port_t migrt_typed_mach_task_self(void);
mach_port_t migrt_typed_mach_reply_port(void);

mach_port_t migrt_typed_mig_get_reply_port(void);
void migrt_typed_mig_put_reply_port(mach_port_t reply_port);
void migrt_typed_mig_dealloc_reply_port(mach_port_t reply_port);

kern_return_t migrt_typed_mach_port_allocate(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t *ret_name);
kern_return_t migrt_typed_mach_port_allocate_name(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t name);
kern_return_t migrt_typed_mach_port_deallocate(ipc_space_t task, mach_port_name_t name);
kern_return_t migrt_typed_mach_port_destroy(ipc_space_t task, mach_port_name_t name);
kern_return_t migrt_typed_mach_port_mod_refs(
	ipc_space_t task, mach_port_name_t name, mach_port_right_t right, mach_port_delta_t delta);
kern_return_t migrt_typed_mach_port_get_refs(ipc_space_t task, mach_port_name_t name,
	mach_port_right_t right, mach_port_urefs_t *ret_refs);
kern_return_t migrt_typed_mach_port_insert_right(
	ipc_space_t task, mach_port_name_t name, mach_port_t poly, mach_msg_type_name_t polyPoly);
kern_return_t migrt_typed_mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
	mach_msg_type_name_t msgt_name, mach_port_t *ret_poly, mach_msg_type_name_t *ret_polyPoly);
kern_return_t migrt_typed_mach_port_type(
	ipc_space_t task, mach_port_name_t name, mach_port_type_t *ret_type);
kern_return_t migrt_typed_mach_port_names(ipc_space_t task, mach_port_name_array_t *ret_names,
	mach_msg_type_number_t *ret_namesCnt, mach_port_type_array_t *ret_types,
	mach_msg_type_number_t *ret_typesCnt);
kern_return_t migrt_typed_mach_port_rename(
	ipc_space_t task, mach_port_name_t old_name, mach_port_name_t new_name);
kern_return_t migrt_typed_mach_port_set_mscount(
	ipc_space_t task, mach_port_name_t name, mach_port_mscount_t mscount);
kern_return_t migrt_typed_mach_port_set_seqno(
	ipc_space_t task, mach_port_name_t name, mach_port_seqno_t seqno);
kern_return_t migrt_typed_mach_port_move_member(
	ipc_space_t task, mach_port_name_t member, mach_port_name_t after);
kern_return_t migrt_typed_mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
	mach_port_name_array_t *ret_members, mach_msg_type_number_t *ret_membersCnt);
kern_return_t migrt_typed_mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
	mach_msg_id_t id, mach_port_mscount_t sync, mach_port_t notify,
	mach_msg_type_name_t notifyPoly, mach_port_t *ret_previous);

kern_return_t migrt_typed_vm_allocate(
	vm_map_t target_task, vm_address_t *address, vm_size_t size, boolean_t anywhere);
kern_return_t migrt_typed_vm_deallocate(vm_map_t target_task, vm_address_t address, vm_size_t size);
kern_return_t migrt_typed_vm_read(vm_map_t target_task, vm_address_t address, vm_size_t size,
	vm_offset_t *ret_data, mach_msg_type_number_t *ret_dataCnt);
kern_return_t migrt_typed_vm_write(vm_map_t target_task, vm_address_t address, vm_offset_t data,
	mach_msg_type_number_t dataCnt);

const char *migrt_typed_mach_error_string(kern_return_t error);

#endif
