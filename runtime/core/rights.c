/*
 * Rights on their way from a task into messages and back: dispositions, reference counts,
 * coalescing of send rights, and the notifications that follow when a right ends.
 */
#include "core/core.h"
#include "core/remote.h"

/* The entry denotes nothing any more; the reference of its port is the caller's. */
static void name_drop(struct mr_name *entry)
{
	if (entry->port && entry->port->name == entry)
		entry->port->name = NULL;
	mr_list_remove(&entry->once_link);
	mr_name_free(entry);
}

/* One send right less, whose reference is consumed. */
static void send_right_drop(struct mr_port *port)
{
	port->srights--;
	if (port->remote && !port->dead) {
		if (port->srights == 0)
			mr_remote_drop_send(port);
	} else if (port->srights == 0 && !port->dead && port->no_senders_request) {
		struct mr_port *notify = port->no_senders_request;

		port->no_senders_request = NULL;
		mr_notify_no_senders(notify, port->mscount);
	}
	mr_port_dereference(port);
}

static kern_return_t copyin_check(
	const struct mr_name *entry, mach_msg_type_name_t disposition, bool dead_ok)
{
	mach_port_type_t needed;

	switch (disposition) {
	case MACH_MSG_TYPE_MOVE_RECEIVE:
	case MACH_MSG_TYPE_MAKE_SEND:
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: needed = MACH_PORT_TYPE_RECEIVE; break;
	case MACH_MSG_TYPE_MOVE_SEND:
	case MACH_MSG_TYPE_COPY_SEND: needed = MACH_PORT_TYPE_SEND; break;
	case MACH_MSG_TYPE_MOVE_SEND_ONCE: needed = MACH_PORT_TYPE_SEND_ONCE; break;
	default: return KERN_INVALID_VALUE;
	}
	if (!entry)
		return KERN_INVALID_NAME;
	if (entry->type & needed)
		return KERN_SUCCESS;
	if (dead_ok && needed != MACH_PORT_TYPE_RECEIVE && entry->type == MACH_PORT_TYPE_DEAD_NAME)
		return KERN_SUCCESS;
	return KERN_INVALID_RIGHT;
}

kern_return_t mr_right_copyin_check(
	mach_port_name_t name, mach_msg_type_name_t disposition, bool dead_ok)
{
	if (!MACH_PORT_NAME_VALID(name))
		return KERN_SUCCESS;
	return copyin_check(mr_name_find(name), disposition, dead_ok);
}

static void move_receive(struct mr_name *entry)
{
	struct mr_port *port = entry->port;

	mr_port_clear_receiver(port);
	if (entry->type & MACH_PORT_TYPE_SEND) {
		entry->type = MACH_PORT_TYPE_SEND;
		mr_port_reference(port);
	} else {
		name_drop(entry);
	}
}

static void move_send(struct mr_name *entry)
{
	struct mr_port *port = entry->port;

	if (--entry->urefs > 0) {
		mr_port_add_send_right(port);
	} else if (entry->type & MACH_PORT_TYPE_RECEIVE) {
		entry->type = MACH_PORT_TYPE_RECEIVE;
		mr_port_reference(port);
	} else {
		name_drop(entry);
	}
}

/* Takes a right that copyin_check has found to be there. */
static struct mr_right take_right(struct mr_name *entry, mach_msg_type_name_t disposition)
{
	struct mr_right right = {.type = mr_right_arriving(disposition)};
	struct mr_port *port = entry->port;

	if (entry->type == MACH_PORT_TYPE_DEAD_NAME) {
		right.port = &mr_dead_port;
		if (disposition != MACH_MSG_TYPE_COPY_SEND && --entry->urefs == 0)
			mr_name_free(entry);
		return right;
	}
	right.port = port;
	switch (disposition) {
	case MACH_MSG_TYPE_MOVE_RECEIVE: move_receive(entry); break;
	case MACH_MSG_TYPE_MOVE_SEND: move_send(entry); break;
	case MACH_MSG_TYPE_MOVE_SEND_ONCE: name_drop(entry); break;
	case MACH_MSG_TYPE_MAKE_SEND:
		port->mscount++;
		mr_port_add_send_right(port);
		break;
	case MACH_MSG_TYPE_COPY_SEND: mr_port_add_send_right(port); break;
	case MACH_MSG_TYPE_MAKE_SEND_ONCE: return mr_right_make_send_once(port);
	}
	return right;
}

/* A name that denotes nothing, as a right. The unused entries of a bounded array of rights have
 * such names, and any disposition. */
static struct mr_right no_right(mach_port_name_t name, mach_msg_type_name_t disposition)
{
	return (struct mr_right){
		name == MACH_PORT_NAME_NULL ? NULL : &mr_dead_port, mr_right_arriving(disposition)};
}

kern_return_t mr_right_copyin(mach_port_name_t name, mach_msg_type_name_t disposition, bool dead_ok,
	struct mr_right *ret_right)
{
	struct mr_name *entry;
	kern_return_t result;

	if (!MACH_PORT_NAME_VALID(name)) {
		*ret_right = no_right(name, disposition);
		return KERN_SUCCESS;
	}
	entry = mr_name_find(name);
	result = copyin_check(entry, disposition, dead_ok);
	if (result == KERN_SUCCESS)
		*ret_right = take_right(entry, disposition);
	return result;
}

/* ---- Headers ---- */

mach_msg_return_t mr_header_check(const struct mr_header *header)
{
	if (!MACH_MSG_TYPE_PORT_ANY_SEND(header->remote_type))
		return MACH_SEND_INVALID_HEADER;
	if (header->local_type == 0 ? header->local != MACH_PORT_NAME_NULL
				    : !MACH_MSG_TYPE_PORT_ANY_SEND(header->local_type))
		return MACH_SEND_INVALID_HEADER;
	return MACH_MSG_SUCCESS;
}

/* Whether both rights of a header can be taken from one and the same name. */
static bool same_name_suffices(const struct mr_name *entry, const struct mr_header *header)
{
	if (header->remote_type == MACH_MSG_TYPE_MOVE_SEND &&
		header->local_type == MACH_MSG_TYPE_MOVE_SEND)
		return entry->urefs >= 2;
	return header->remote_type != MACH_MSG_TYPE_MOVE_SEND_ONCE;
}

/* Takes the reply right; entry NULL: there is only a name that denotes nothing. */
static void take_reply(
	const struct mr_header *header, struct mr_name *entry, struct mr_message *message)
{
	message->reply = entry ? take_right(entry, header->local_type)
			       : no_right(header->local, header->local_type);
}

mach_msg_return_t mr_header_copyin(const struct mr_header *header, struct mr_message *message)
{
	struct mr_name *remote = NULL;
	struct mr_name *local = NULL;

	if (MACH_PORT_NAME_VALID(header->remote))
		remote = mr_name_find(header->remote);
	if (copyin_check(remote, header->remote_type, false) != KERN_SUCCESS ||
		remote->port->is_task)
		return MACH_SEND_INVALID_DEST;
	if (header->local_type != 0 && MACH_PORT_NAME_VALID(header->local)) {
		local = mr_name_find(header->local);
		if (copyin_check(local, header->local_type, true) != KERN_SUCCESS)
			return MACH_SEND_INVALID_REPLY;
		if (local == remote && !same_name_suffices(remote, header))
			return MACH_SEND_INVALID_REPLY;
	}
	/* A right that is copied is taken before one that is moved away under the same name. */
	if (header->local_type == MACH_MSG_TYPE_COPY_SEND)
		take_reply(header, local, message);
	message->destination = take_right(remote, header->remote_type);
	if (header->local_type != 0 && header->local_type != MACH_MSG_TYPE_COPY_SEND)
		take_reply(header, local, message);
	return MACH_MSG_SUCCESS;
}

/* ---- */

struct mr_right mr_right_make_send_once(struct mr_port *port)
{
	struct mr_right right = {port, MACH_MSG_TYPE_PORT_SEND_ONCE};

	port->sorights++;
	mr_port_reference(port);
	return right;
}

/* A right of a port that died meanwhile is not given to anybody. */
static void dead_right_drop(struct mr_right right)
{
	if (right.type == MACH_MSG_TYPE_PORT_SEND)
		right.port->srights--;
	else
		right.port->sorights--;
	mr_port_dereference(right.port);
}

/* Adds the right to an entry that denotes nothing yet, or the same port. */
static void place(struct mr_name *entry, struct mr_right right)
{
	struct mr_port *port = right.port;
	bool is_new = !entry->port;

	entry->port = port;
	switch (right.type) {
	case MACH_MSG_TYPE_PORT_SEND_ONCE:
		entry->type = MACH_PORT_TYPE_SEND_ONCE;
		entry->urefs = 1;
		mr_list_append(&port->once_names, &entry->once_link);
		return;
	case MACH_MSG_TYPE_PORT_SEND:
		/* All references under one name count as one of the port's send rights. */
		if (entry->type & MACH_PORT_TYPE_SEND)
			port->srights--;
		entry->type |= MACH_PORT_TYPE_SEND;
		entry->urefs++;
		break;
	case MACH_MSG_TYPE_PORT_RECEIVE:
		entry->type |= MACH_PORT_TYPE_RECEIVE;
		port->receiver_here = true;
		mr_port_set_transit(port, NULL);
		break;
	}
	port->name = entry;
	if (!is_new)
		mr_port_dereference(port); /* the entry has one already */
}

kern_return_t mr_right_copyout(struct mr_right right, mach_port_name_t *ret_name)
{
	struct mr_name *entry = NULL;
	kern_return_t result = KERN_SUCCESS;

	*ret_name = MACH_PORT_NAME_NULL;
	if (!right.port)
		return KERN_SUCCESS;
	if (right.port->dead) {
		*ret_name = MACH_PORT_NAME_DEAD;
		if (right.port != &mr_dead_port)
			dead_right_drop(right);
		return KERN_SUCCESS;
	}
	if (right.type != MACH_MSG_TYPE_PORT_SEND_ONCE)
		entry = right.port->name;
	if (!entry)
		entry = mr_name_create();
	if (!entry)
		result = KERN_RESOURCE_SHORTAGE;
	else if (right.type == MACH_MSG_TYPE_PORT_SEND && entry->urefs == MR_UREFS_MAX)
		result = KERN_UREFS_OVERFLOW;
	if (result != KERN_SUCCESS) {
		mr_right_release(right);
		return result;
	}
	*ret_name = entry->name;
	place(entry, right);
	return KERN_SUCCESS;
}

/* Whether a name denotes nothing any more once a right is taken from it with that disposition. */
static bool is_all(const struct mr_name *entry, mach_msg_type_name_t disposition)
{
	switch (disposition) {
	case MACH_MSG_TYPE_MOVE_RECEIVE: return entry->type == MACH_PORT_TYPE_RECEIVE;
	case MACH_MSG_TYPE_MOVE_SEND:
		return entry->type == MACH_PORT_TYPE_SEND && entry->urefs == 1;
	default: return false;
	}
}

/* Whether a right of source's port can be given to another name; entry NULL: one not in use. */
static kern_return_t insert_check(
	const struct mr_name *source, mach_msg_type_name_t disposition, const struct mr_name *entry)
{
	const struct mr_port *port = source->port;
	mach_msg_type_name_t type = mr_right_arriving(disposition);

	if (type == MACH_MSG_TYPE_PORT_SEND_ONCE)
		return entry ? KERN_NAME_EXISTS : KERN_SUCCESS;
	if (port->name && port->name != entry && !is_all(source, disposition))
		return KERN_RIGHT_EXISTS;
	if (entry && port->name != entry)
		return KERN_NAME_EXISTS;
	if (entry && type == MACH_MSG_TYPE_PORT_SEND && entry->urefs == MR_UREFS_MAX)
		return KERN_UREFS_OVERFLOW;
	return KERN_SUCCESS;
}

kern_return_t mr_right_insert(
	mach_port_name_t name, mach_port_name_t poly, mach_msg_type_name_t disposition)
{
	const struct mr_name *source = mr_name_find(poly);
	struct mr_name *entry = mr_name_find(name);
	struct mr_right right;
	kern_return_t result = copyin_check(source, disposition, true);

	if (result != KERN_SUCCESS)
		return result;
	if (source->type == MACH_PORT_TYPE_DEAD_NAME)
		return KERN_INVALID_CAPABILITY;
	if (source == entry && mr_right_arriving(disposition) == disposition)
		return KERN_SUCCESS; /* moved to where it is */
	result = insert_check(source, disposition, entry);
	if (result != KERN_SUCCESS)
		return result;
	if (!entry)
		entry = mr_name_create_as(name);
	if (!entry)
		return KERN_RESOURCE_SHORTAGE;
	mr_right_copyin(poly, disposition, false, &right);
	place(entry, right);
	return KERN_SUCCESS;
}

void mr_right_release(struct mr_right right)
{
	if (!right.port || right.port == &mr_dead_port)
		return;
	switch (right.type) {
	case MACH_MSG_TYPE_PORT_RECEIVE: mr_port_destroy(right.port); break;
	case MACH_MSG_TYPE_PORT_SEND: send_right_drop(right.port); break;
	case MACH_MSG_TYPE_PORT_SEND_ONCE:
		if (right.port->dead)
			dead_right_drop(right);
		else if (right.port->remote)
			mr_remote_drop_send_once(right.port);
		else
			mr_notify_send_once(right.port);
		break;
	}
}

void mr_name_destroy(struct mr_name *entry)
{
	struct mr_port *port = entry->port;
	struct mr_port_set *set = entry->set;
	mach_port_type_t type = entry->type;

	name_drop(entry);
	if (set)
		mr_port_set_destroy(set);
	if (!port)
		return;
	if (type & MACH_PORT_TYPE_SEND_ONCE) {
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND_ONCE});
		return;
	}
	if (type & MACH_PORT_TYPE_RECEIVE) {
		mr_port_reference(port);
		mr_port_clear_receiver(port);
		mr_port_destroy(port);
	}
	if (type & MACH_PORT_TYPE_SEND)
		send_right_drop(port);
	else
		mr_port_dereference(port);
}

/* The receive right goes; a send right under the same name turns into a dead name with the port. */
static void receive_right_drop(struct mr_name *entry)
{
	struct mr_port *port = entry->port;

	move_receive(entry);
	mr_port_destroy(port);
}

static kern_return_t urefs_change(struct mr_name *entry, mach_port_delta_t delta)
{
	long long urefs = (long long)entry->urefs + delta;

	if (urefs < 0)
		return KERN_INVALID_VALUE;
	if (urefs > MR_UREFS_MAX)
		return KERN_UREFS_OVERFLOW;
	if (urefs > 0) {
		entry->urefs = (mach_port_urefs_t)urefs;
		return KERN_SUCCESS;
	}
	if (entry->type & MACH_PORT_TYPE_RECEIVE) {
		entry->urefs = 0;
		entry->type = MACH_PORT_TYPE_RECEIVE;
		mr_port_reference(entry->port);
		send_right_drop(entry->port);
	} else {
		mr_name_destroy(entry);
	}
	return KERN_SUCCESS;
}

kern_return_t mr_name_mod_refs(
	struct mr_name *entry, mach_port_right_t right, mach_port_delta_t delta)
{
	if (right >= MACH_PORT_RIGHT_NUMBER)
		return KERN_INVALID_VALUE;
	if (!(entry->type & MACH_PORT_TYPE(right)))
		return KERN_INVALID_RIGHT;
	if (right == MACH_PORT_RIGHT_SEND || right == MACH_PORT_RIGHT_DEAD_NAME)
		return urefs_change(entry, delta);
	if (delta == 0)
		return KERN_SUCCESS;
	if (delta != -1)
		return KERN_INVALID_VALUE;
	if (right == MACH_PORT_RIGHT_RECEIVE)
		receive_right_drop(entry);
	else
		mr_name_destroy(entry);
	return KERN_SUCCESS;
}
