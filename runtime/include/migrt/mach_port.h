/*
 * Calls on the rights of a task, as both header sets have them in <mach/mach_port.h>. All are
 * thread-safe.
 *
 * task is mach_task_self (), the only task whose rights can be reached. Errors that every call
 * has besides those named with it:
 *
 *   MACH_SEND_INVALID_DEST  task is the name of no send right
 *   KERN_INVALID_ARGUMENT   task is the name of a send right, but of no task
 *   KERN_INVALID_NAME       name denotes nothing
 *   KERN_INVALID_RIGHT      name denotes something of another kind
 *   KERN_RESOURCE_SHORTAGE  there is no memory
 *
 * An error means that nothing was done.
 */
#ifndef MIGRT_MACH_PORT_H
#define MIGRT_MACH_PORT_H

#include <mach/kern_return.h>
#include <mach/mach_types.h>
#include <mach/message.h>
#include <mach/migrt_bind.h>
#include <mach/port.h>

MIGRT_BEGIN_DECLS

/*
 * Makes a port (MACH_PORT_RIGHT_RECEIVE), a port set (_PORT_SET) or a dead name (_DEAD_NAME) and
 * stores its name. The caller holds one reference. A new port has the queue limit
 * MACH_PORT_QLIMIT_DEFAULT. KERN_INVALID_VALUE: right is another kind.
 */
extern kern_return_t mach_port_allocate(ipc_space_t task, mach_port_right_t right,
	mach_port_name_t *ret_name) MIGRT_BIND_CALL(mach_port_allocate);

/*
 * The same under a name of the caller's choice. KERN_NAME_EXISTS: it is in use. KERN_INVALID_VALUE:
 * also for MACH_PORT_NULL and MACH_PORT_DEAD.
 */
extern kern_return_t mach_port_allocate_name(ipc_space_t task, mach_port_right_t right,
	mach_port_name_t name) MIGRT_BIND_CALL(mach_port_allocate_name);

/*
 * Releases one reference of a send right, send-once right or dead name. A send-once right released
 * unused gives its port the send-once notification. KERN_INVALID_RIGHT: name denotes only a receive
 * right or a set.
 */
extern kern_return_t mach_port_deallocate(ipc_space_t task, mach_port_name_t name)
	MIGRT_BIND_CALL(mach_port_deallocate);

/* Releases everything that name denotes, the receive right and all references included. */
extern kern_return_t mach_port_destroy(ipc_space_t task, mach_port_name_t name)
	MIGRT_BIND_CALL(mach_port_destroy);

/*
 * Changes the number of references of one kind of right by delta. Send rights and dead names can
 * have 0 to 65535, all others have 1, so that delta is 0 or -1. At 0 the right is released.
 * KERN_INVALID_VALUE: no such kind, or fewer than 0. KERN_UREFS_OVERFLOW: too many.
 */
extern kern_return_t mach_port_mod_refs(ipc_space_t task, mach_port_name_t name,
	mach_port_right_t right, mach_port_delta_t delta) MIGRT_BIND_CALL(mach_port_mod_refs);

/* Stores the number of references of one kind of right, 0 if name has none of it.
 * KERN_INVALID_VALUE: no such kind. */
extern kern_return_t mach_port_get_refs(ipc_space_t task, mach_port_name_t name,
	mach_port_right_t right, mach_port_urefs_t *ret_refs) MIGRT_BIND_CALL(mach_port_get_refs);

/*
 * Gives name the right that poly and its disposition polyPoly (MACH_MSG_TYPE_*) stand for, as if it
 * came in a message, but under that name: for instance (task, p, p, MACH_MSG_TYPE_MAKE_SEND).
 * KERN_INVALID_VALUE: name is null or dead, or polyPoly is no disposition. KERN_INVALID_CAPABILITY:
 * poly is null or dead. KERN_NAME_EXISTS: name denotes another port. KERN_RIGHT_EXISTS: the right
 * has another name, which it does not leave by being moved. KERN_UREFS_OVERFLOW.
 * KERN_INVALID_NAME and KERN_INVALID_RIGHT are about poly.
 */
extern kern_return_t mach_port_insert_right(ipc_space_t task, mach_port_name_t name,
	mach_port_t poly, mach_msg_type_name_t polyPoly) MIGRT_BIND_CALL(mach_port_insert_right);

/*
 * Takes a right from name as the disposition msgt_name says, and gives it to the caller as if it
 * came in a message: *ret_poly is its name, *ret_polyPoly its kind (MACH_MSG_TYPE_PORT_*).
 * KERN_INVALID_VALUE: no disposition.
 */
extern kern_return_t mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
	mach_msg_type_name_t msgt_name, mach_port_t *ret_poly, mach_msg_type_name_t *ret_polyPoly)
	MIGRT_BIND_CALL(mach_port_extract_right);

/* Stores what name denotes, as a set of MACH_PORT_TYPE_* bits. */
extern kern_return_t mach_port_type(ipc_space_t task, mach_port_name_t name,
	mach_port_type_t *ret_type) MIGRT_BIND_CALL(mach_port_type);

/*
 * Stores all names of the task and, in the same order, what they denote. Both arrays are new memory
 * for the caller to release with vm_deallocate (count times the size of an element, in bytes).
 */
extern kern_return_t mach_port_names(ipc_space_t task, mach_port_name_array_t *ret_names,
	mach_msg_type_number_t *ret_namesCnt, mach_port_type_array_t *ret_types,
	mach_msg_type_number_t *ret_typesCnt) MIGRT_BIND_CALL(mach_port_names);

/* Gives what old_name denotes the name new_name. KERN_NAME_EXISTS, KERN_INVALID_VALUE: about
 * new_name. */
extern kern_return_t mach_port_rename(ipc_space_t task, mach_port_name_t old_name,
	mach_port_name_t new_name) MIGRT_BIND_CALL(mach_port_rename);

/* Sets the make-send count of a receive right. */
extern kern_return_t mach_port_set_mscount(ipc_space_t task, mach_port_name_t name,
	mach_port_mscount_t mscount) MIGRT_BIND_CALL(mach_port_set_mscount);

/* Sets the sequence number that the next message received through a receive right gets. */
extern kern_return_t mach_port_set_seqno(ipc_space_t task, mach_port_name_t name,
	mach_port_seqno_t seqno) MIGRT_BIND_CALL(mach_port_set_seqno);

/*
 * Puts the receive right member into the port set after, out of the one that it is in; with
 * MACH_PORT_NULL only takes it out. Waiting messages come along. KERN_NOT_IN_SET: after is null and
 * member is in no set. Threads that wait on member itself get MACH_RCV_PORT_CHANGED.
 */
extern kern_return_t mach_port_move_member(ipc_space_t task, mach_port_name_t member,
	mach_port_name_t after) MIGRT_BIND_CALL(mach_port_move_member);

/* Stores the members of a port set, in new memory for the caller to release with vm_deallocate. */
extern kern_return_t mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
	mach_port_name_array_t *ret_members, mach_msg_type_number_t *ret_membersCnt)
	MIGRT_BIND_CALL(mach_port_get_set_status);

/*
 * Asks for a notification about name, to be sent to the send-once right that notify and
 * notifyPoly stand for (notify MACH_PORT_NULL: no longer). *ret_previous is the send-once right
 * given for it before, or MACH_PORT_NULL.
 *
 *   MACH_NOTIFY_DEAD_NAME       Send, receive or send-once right: when it turns into a dead
 *                               name. If it is one already: at once if sync is not 0, else
 *                               KERN_INVALID_ARGUMENT.
 *   MACH_NOTIFY_NO_SENDERS      Receive right: when no send right is left. If there is none now,
 *                               and the make-send count is at least sync: at once.
 *   MACH_NOTIFY_PORT_DESTROYED  Receive right: instead of being destroyed, the right is sent in
 *                               the notification. sync is 0.
 *
 * KERN_INVALID_VALUE: another id, or sync not as said. KERN_INVALID_CAPABILITY: notify and
 * notifyPoly give no send-once right. After KERN_INVALID_ARGUMENT, KERN_INVALID_RIGHT and
 * KERN_INVALID_VALUE the send-once right is released, so that its port is told.
 */
extern kern_return_t mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
	mach_msg_id_t id, mach_port_mscount_t sync, mach_port_t notify,
	mach_msg_type_name_t notifyPoly, mach_port_t *ret_previous)
	MIGRT_BIND_CALL(mach_port_request_notification);

MIGRT_END_DECLS

#endif
