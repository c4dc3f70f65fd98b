/* The calls on rights (<mach/mach_port.h>): each finds the entry of a name, and has the core change
 * it. */
#include "both/status.h"
#include "core/memory.h"
#include "core/remote.h"
#include "core/source.h"
#include "typed/same.h"
#include "typed/task.h"

#include <mach/mach_port.h>
#include <mach/mach_traps.h>
#include <stdlib.h>

/* ---- The task ---- */

static struct mr_port *task_port;

mach_port_t mach_task_self(void)
{
	mach_port_name_t name = MACH_PORT_NULL;

	mr_lock();
	if (!task_port) {
		task_port = mr_port_create();
		if (task_port)
			task_port->is_task = true;
	}
	if (task_port && task_port->name) {
		name = task_port->name->name;
	} else if (task_port) {
		mr_port_add_send_right(task_port);
		mr_right_copyout((struct mr_right){task_port, MACH_MSG_TYPE_PORT_SEND}, &name);
	}
	mr_unlock();
	return name;
}

static kern_return_t check_task(mach_port_t task)
{
	const struct mr_name *entry = mr_name_find(task);

	if (entry && entry->port && entry->port->is_task)
		return KERN_SUCCESS;
	if (!entry || !(entry->type & MACH_PORT_TYPE_SEND_RIGHTS))
		return MACH_SEND_INVALID_DEST;
	return KERN_INVALID_ARGUMENT;
}

kern_return_t mr_task_check(mach_port_t task)
{
	kern_return_t result;

	mr_lock();
	result = check_task(task);
	mr_unlock();
	return result;
}

/* Takes the lock if task names this task; else returns the error that a call then has, without the
 * lock. */
static kern_return_t lock_task(mach_port_t task)
{
	kern_return_t result;

	mr_lock();
	result = check_task(task);
	/* So that the answer takes account of what other processes have done. */
	if (result == KERN_SUCCESS)
		mr_sources_look();
	else
		mr_unlock();
	return result;
}

/* Starts a call about a name: takes the lock and finds the entry, or returns the error without the
 * lock. */
static kern_return_t begin_on_name(
	mach_port_t task, mach_port_name_t name, struct mr_name **ret_entry)
{
	kern_return_t result = lock_task(task);

	if (result != KERN_SUCCESS)
		return result;
	*ret_entry = mr_name_find(name);
	if (*ret_entry)
		return KERN_SUCCESS;
	mr_unlock();
	return KERN_INVALID_NAME;
}

kern_return_t mr_task_lock_with(
	mach_port_t task, mach_port_name_t name, mach_port_type_t type, struct mr_name **ret_entry)
{
	kern_return_t result = begin_on_name(task, name, ret_entry);

	if (result != KERN_SUCCESS || ((*ret_entry)->type & type))
		return result;
	mr_unlock();
	return KERN_INVALID_RIGHT;
}

static kern_return_t end(kern_return_t result)
{
	mr_unlock();
	return result;
}

/* ---- Making and releasing ---- */

static bool can_be_made(mach_port_right_t right)
{
	return right == MACH_PORT_RIGHT_RECEIVE || right == MACH_PORT_RIGHT_PORT_SET ||
	       right == MACH_PORT_RIGHT_DEAD_NAME;
}

mach_port_t mach_reply_port(void)
{
	struct mr_name *entry;
	mach_port_name_t name = MACH_PORT_NULL;

	mr_lock();
	entry = mr_name_create();
	if (mr_name_furnish(entry, MACH_PORT_RIGHT_RECEIVE) == KERN_SUCCESS)
		name = entry->name;
	mr_unlock();
	return name;
}

kern_return_t mach_port_allocate(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t *ret_name)
{
	struct mr_name *entry;
	kern_return_t result;

	if (!can_be_made(right))
		return KERN_INVALID_VALUE;
	result = lock_task(task);
	if (result != KERN_SUCCESS)
		return result;
	entry = mr_name_create();
	result = mr_name_furnish(entry, right);
	if (result == KERN_SUCCESS)
		*ret_name = entry->name;
	return end(result);
}

kern_return_t mach_port_allocate_name(
	ipc_space_t task, mach_port_right_t right, mach_port_name_t name)
{
	kern_return_t result;

	if (!can_be_made(right) || !MACH_PORT_NAME_VALID(name))
		return KERN_INVALID_VALUE;
	result = lock_task(task);
	if (result != KERN_SUCCESS)
		return result;
	if (mr_name_find(name))
		return end(KERN_NAME_EXISTS);
	return end(mr_name_furnish(mr_name_create_as(name), right));
}

kern_return_t mach_port_deallocate(ipc_space_t task, mach_port_name_t name)
{
	struct mr_name *entry;
	kern_return_t result = begin_on_name(task, name, &entry);

	if (result != KERN_SUCCESS)
		return result;
	if (entry->type & MACH_PORT_TYPE_SEND)
		return end(mr_name_mod_refs(entry, MACH_PORT_RIGHT_SEND, -1));
	if (entry->type & MACH_PORT_TYPE_SEND_ONCE)
		return end(mr_name_mod_refs(entry, MACH_PORT_RIGHT_SEND_ONCE, -1));
	return end(mr_name_mod_refs(entry, MACH_PORT_RIGHT_DEAD_NAME, -1));
}

kern_return_t mach_port_destroy(ipc_space_t task, mach_port_name_t name)
{
	struct mr_name *entry;
	kern_return_t result = begin_on_name(task, name, &entry);

	if (result != KERN_SUCCESS)
		return result;
	mr_name_destroy(entry);
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_mod_refs(
	ipc_space_t task, mach_port_name_t name, mach_port_right_t right, mach_port_delta_t delta)
{
	struct mr_name *entry;
	kern_return_t result;

	if (right >= MACH_PORT_RIGHT_NUMBER)
		return KERN_INVALID_VALUE;
	result = begin_on_name(task, name, &entry);
	if (result != KERN_SUCCESS)
		return result;
	return end(mr_name_mod_refs(entry, right, delta));
}

/* ---- Rights in and out ---- */

kern_return_t mach_port_insert_right(
	ipc_space_t task, mach_port_name_t name, mach_port_t poly, mach_msg_type_name_t polyPoly)
{
	kern_return_t result;

	if (!MACH_PORT_NAME_VALID(name) || !MACH_MSG_TYPE_PORT_ANY(polyPoly))
		return KERN_INVALID_VALUE;
	if (!MACH_PORT_VALID(poly))
		return KERN_INVALID_CAPABILITY;
	result = lock_task(task);
	if (result != KERN_SUCCESS)
		return result;
	return end(mr_right_insert(name, poly, polyPoly));
}

kern_return_t mach_port_extract_right(ipc_space_t task, mach_port_name_t name,
	mach_msg_type_name_t msgt_name, mach_port_t *ret_poly, mach_msg_type_name_t *ret_polyPoly)
{
	struct mr_right right;
	struct mr_name *entry;
	kern_return_t result;

	if (!MACH_MSG_TYPE_PORT_ANY(msgt_name))
		return KERN_INVALID_VALUE;
	result = begin_on_name(task, name, &entry);
	if (result != KERN_SUCCESS)
		return result;
	result = mr_right_copyin(name, msgt_name, false, &right);
	if (result != KERN_SUCCESS)
		return end(result);
	*ret_polyPoly = right.type;
	return end(mr_right_copyout(right, ret_poly));
}

/* ---- Questions ---- */

static mach_port_type_t visible_type(const struct mr_name *entry)
{
	return entry->type | (entry->dead_name_request ? MACH_PORT_TYPE_DNREQUEST : 0);
}

kern_return_t mach_port_type(ipc_space_t task, mach_port_name_t name, mach_port_type_t *ret_type)
{
	struct mr_name *entry;
	kern_return_t result = begin_on_name(task, name, &entry);

	if (result != KERN_SUCCESS)
		return result;
	*ret_type = visible_type(entry);
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_get_refs(ipc_space_t task, mach_port_name_t name, mach_port_right_t right,
	mach_port_urefs_t *ret_refs)
{
	struct mr_name *entry;
	kern_return_t result;

	if (right >= MACH_PORT_RIGHT_NUMBER)
		return KERN_INVALID_VALUE;
	result = begin_on_name(task, name, &entry);
	if (result != KERN_SUCCESS)
		return result;
	if (!(entry->type & MACH_PORT_TYPE(right)))
		*ret_refs = 0;
	else if (right == MACH_PORT_RIGHT_SEND || right == MACH_PORT_RIGHT_DEAD_NAME)
		*ret_refs = entry->urefs;
	else
		*ret_refs = 1;
	return end(KERN_SUCCESS);
}

struct name_list {
	mach_port_name_t *names;
	mach_port_type_t *types;
	size_t count;
};

static void append_name(const struct mr_name *entry, void *context)
{
	struct name_list *list = context;

	list->names[list->count] = entry->name;
	list->types[list->count] = visible_type(entry);
	list->count++;
}

kern_return_t mach_port_names(ipc_space_t task, mach_port_name_array_t *ret_names,
	mach_msg_type_number_t *ret_namesCnt, mach_port_type_array_t *ret_types,
	mach_msg_type_number_t *ret_typesCnt)
{
	struct name_list list = {NULL, NULL, 0};
	size_t size_bytes;
	kern_return_t result = lock_task(task);

	if (result != KERN_SUCCESS)
		return result;
	/* The task's own port has a name, so that there is at least one. */
	size_bytes = mr_name_count() * sizeof *list.names;
	list.names = mr_pages_allocate(size_bytes);
	list.types = mr_pages_allocate(size_bytes);
	if (!list.names || !list.types) {
		mr_pages_free((uintptr_t)list.names, list.names ? size_bytes : 0);
		mr_pages_free((uintptr_t)list.types, list.types ? size_bytes : 0);
		return end(KERN_RESOURCE_SHORTAGE);
	}
	mr_name_each(append_name, &list);
	*ret_names = list.names;
	*ret_types = list.types;
	*ret_namesCnt = *ret_typesCnt = (mach_msg_type_number_t)list.count;
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_rename(
	ipc_space_t task, mach_port_name_t old_name, mach_port_name_t new_name)
{
	struct mr_name *entry;
	kern_return_t result;

	if (!MACH_PORT_NAME_VALID(new_name))
		return KERN_INVALID_VALUE;
	result = begin_on_name(task, old_name, &entry);
	if (result != KERN_SUCCESS)
		return result;
	if (mr_name_find(new_name))
		return end(KERN_NAME_EXISTS);
	mr_name_change(entry, new_name);
	return end(KERN_SUCCESS);
}

/* ---- Receive rights and sets ---- */

kern_return_t mach_port_get_receive_status(
	ipc_space_t task, mach_port_name_t name, mach_port_status_t *ret_status)
{
	struct mr_name *entry;
	const struct mr_port *port;
	kern_return_t result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);

	if (result != KERN_SUCCESS)
		return result;
	port = entry->port;
	*ret_status = mr_port_status(port, port->set ? port->set->name->name : MACH_PORT_NULL);
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_set_qlimit(
	ipc_space_t task, mach_port_name_t name, mach_port_msgcount_t qlimit)
{
	struct mr_name *entry;
	kern_return_t result;

	if (qlimit < 1 || qlimit > MACH_PORT_QLIMIT_MAX)
		return KERN_INVALID_VALUE;
	result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);
	if (result != KERN_SUCCESS)
		return result;
	mr_port_set_qlimit(entry->port, qlimit);
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_set_mscount(
	ipc_space_t task, mach_port_name_t name, mach_port_mscount_t mscount)
{
	struct mr_name *entry;
	kern_return_t result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);

	if (result != KERN_SUCCESS)
		return result;
	entry->port->mscount = mscount;
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_set_seqno(ipc_space_t task, mach_port_name_t name, mach_port_seqno_t seqno)
{
	struct mr_name *entry;
	kern_return_t result = mr_task_lock_with(task, name, MACH_PORT_TYPE_RECEIVE, &entry);

	if (result != KERN_SUCCESS)
		return result;
	entry->port->seqno = seqno;
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_move_member(
	ipc_space_t task, mach_port_name_t member, mach_port_name_t after)
{
	struct mr_name *entry;
	struct mr_port_set *set = NULL;
	kern_return_t result = mr_task_lock_with(task, member, MACH_PORT_TYPE_RECEIVE, &entry);

	if (result != KERN_SUCCESS)
		return result;
	if (after != MACH_PORT_NULL) {
		const struct mr_name *set_entry = mr_name_find(after);

		if (!set_entry)
			return end(KERN_INVALID_NAME);
		if (!set_entry->set)
			return end(KERN_INVALID_RIGHT);
		set = set_entry->set;
	} else if (!entry->port->set) {
		return end(KERN_NOT_IN_SET);
	}
	mr_port_set_move(entry->port, set);
	return end(KERN_SUCCESS);
}

kern_return_t mach_port_get_set_status(ipc_space_t task, mach_port_name_t name,
	mach_port_name_array_t *ret_members, mach_msg_type_number_t *ret_membersCnt)
{
	struct mr_name *entry;
	const struct mr_list *link;
	mach_port_name_t *members = NULL;
	size_t count = 0;
	kern_return_t result = mr_task_lock_with(task, name, MACH_PORT_TYPE_PORT_SET, &entry);

	if (result != KERN_SUCCESS)
		return result;
	for (link = entry->set->members.next; link != &entry->set->members; link = link->next)
		count++;
	if (count > 0) {
		members = mr_pages_allocate(count * sizeof *members);
		if (!members)
			return end(KERN_RESOURCE_SHORTAGE);
	}
	count = 0;
	for (link = entry->set->members.next; link != &entry->set->members; link = link->next)
		members[count++] =
			MR_LIST_ELEMENT(link, const struct mr_port, set_link)->name->name;
	*ret_members = members;
	*ret_membersCnt = (mach_msg_type_number_t)count;
	return end(KERN_SUCCESS);
}

/* ---- Notifications ---- */

/* Puts notify in the place of an earlier request, or fires it at once. Each function consumes
 * notify. */

static kern_return_t request_dead_name(struct mr_name *entry, mach_port_mscount_t sync,
	struct mr_port *notify, struct mr_port **ret_previous)
{
	if (entry->type == MACH_PORT_TYPE_DEAD_NAME) {
		if (!notify || sync == 0)
			return KERN_INVALID_ARGUMENT;
		if (entry->urefs == MR_UREFS_MAX)
			return KERN_UREFS_OVERFLOW;
		entry->urefs++;
		mr_notify_dead_name(notify, entry->name);
		return KERN_SUCCESS;
	}
	if (!(entry->type & MACH_PORT_TYPE_PORT_RIGHTS))
		return KERN_INVALID_RIGHT;
	*ret_previous = entry->dead_name_request;
	entry->dead_name_request = notify;
	return KERN_SUCCESS;
}

static kern_return_t request_no_senders(struct mr_name *entry, mach_port_mscount_t sync,
	struct mr_port *notify, struct mr_port **ret_previous)
{
	struct mr_port *port = entry->port;

	if (!(entry->type & MACH_PORT_TYPE_RECEIVE))
		return KERN_INVALID_RIGHT;
	*ret_previous = port->no_senders_request;
	port->no_senders_request = NULL;
	if (notify && port->srights == 0 && sync <= port->mscount)
		mr_notify_no_senders(notify, port->mscount);
	else
		port->no_senders_request = notify;
	return KERN_SUCCESS;
}

static kern_return_t request_port_destroyed(struct mr_name *entry, mach_port_mscount_t sync,
	struct mr_port *notify, struct mr_port **ret_previous)
{
	if (!(entry->type & MACH_PORT_TYPE_RECEIVE))
		return KERN_INVALID_RIGHT;
	if (sync != 0)
		return KERN_INVALID_VALUE;
	*ret_previous = entry->port->destroyed_request;
	entry->port->destroyed_request = notify;
	return KERN_SUCCESS;
}

kern_return_t mach_port_request_notification(ipc_space_t task, mach_port_name_t name,
	mach_msg_id_t id, mach_port_mscount_t sync, mach_port_t notify,
	mach_msg_type_name_t notifyPoly, mach_port_t *ret_previous)
{
	struct mr_right right = {NULL, MACH_MSG_TYPE_PORT_SEND_ONCE};
	struct mr_right previous = {NULL, MACH_MSG_TYPE_PORT_SEND_ONCE};
	struct mr_name *entry;
	kern_return_t result;

	if (notify == MACH_PORT_DEAD)
		return KERN_INVALID_CAPABILITY;
	if (notify != MACH_PORT_NULL && notifyPoly != MACH_MSG_TYPE_MAKE_SEND_ONCE &&
		notifyPoly != MACH_MSG_TYPE_MOVE_SEND_ONCE)
		return KERN_INVALID_CAPABILITY;
	result = begin_on_name(task, name, &entry);
	if (result != KERN_SUCCESS)
		return result;
	if (mr_right_copyin_check(notify, notifyPoly, false) != KERN_SUCCESS)
		return end(KERN_INVALID_CAPABILITY);
	mr_right_copyin(notify, notifyPoly, false, &right);
	/* That may have been the very name. */
	entry = mr_name_find(name);
	if (!entry)
		result = KERN_INVALID_NAME;
	else if (id == MACH_NOTIFY_DEAD_NAME)
		result = request_dead_name(entry, sync, right.port, &previous.port);
	else if (id == MACH_NOTIFY_NO_SENDERS)
		result = request_no_senders(entry, sync, right.port, &previous.port);
	else if (id == MACH_NOTIFY_PORT_DESTROYED)
		result = request_port_destroyed(entry, sync, right.port, &previous.port);
	else
		result = KERN_INVALID_VALUE;
	if (result != KERN_SUCCESS) {
		mr_right_release(right);
		return end(result);
	}
	return end(mr_right_copyout(previous, ret_previous));
}

/* ---- The NDR set ---- */

MR_SAME_IN_NDR(mach_task_self);
MR_SAME_IN_NDR(mach_reply_port);
MR_SAME_IN_NDR(mach_port_allocate);
MR_SAME_IN_NDR(mach_port_allocate_name);
MR_SAME_IN_NDR(mach_port_deallocate);
MR_SAME_IN_NDR(mach_port_destroy);
MR_SAME_IN_NDR(mach_port_mod_refs);
MR_SAME_IN_NDR(mach_port_get_refs);
MR_SAME_IN_NDR(mach_port_insert_right);
MR_SAME_IN_NDR(mach_port_extract_right);
MR_SAME_IN_NDR(mach_port_type);
MR_SAME_IN_NDR(mach_port_names);
MR_SAME_IN_NDR(mach_port_rename);
MR_SAME_IN_NDR(mach_port_set_mscount);
MR_SAME_IN_NDR(mach_port_set_seqno);
MR_SAME_IN_NDR(mach_port_move_member);
MR_SAME_IN_NDR(mach_port_get_set_status);
MR_SAME_IN_NDR(mach_port_request_notification);
