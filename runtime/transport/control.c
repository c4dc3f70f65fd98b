/* Frames without a message: rights given up or adopted, credit, and what a moved receive right
 * brings. */
#include "transport/transfer.h"

#include <string.h>

static bool on_drop(struct mr_session *session, const struct mr_frame *frame)
{
	struct mr_port *port = session->port;
	unsigned count = frame->value;

	if (!session->is_home || session->is_channel)
		return false;
	if (!port)
		return true;
	if (count > session->once_count)
		return false;
	session->once_count -= count;
	mr_port_reference(port);
	/* All that came before it through the session is there. */
	if (frame->flags & MR_FRAME_SILENT)
		mr_port_caught_up(port);
	while (count-- > 0) {
		struct mr_right right = {port, MACH_MSG_TYPE_PORT_SEND_ONCE};

		if (frame->flags & MR_FRAME_SILENT)
			mr_right_used(right);
		else
			mr_right_release(right);
	}
	if ((frame->flags & MR_FRAME_SEND) && session->has_send) {
		session->has_send = false;
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND});
	}
	mr_port_dereference(port);
	return true;
}

static bool on_adopt(struct mr_session *session, struct mr_input *input)
{
	struct mr_port *port = session->port;
	bool has_send = (input->frame.flags & MR_FRAME_SEND) != 0;
	unsigned once_count = (input->frame.flags & MR_FRAME_TAKE) ? 1 : 0;

	if (!session->is_home || input->fd_count != 1)
		return false;
	if (!port)
		return true; /* the end is closed, which tells its holder */
	if (input->fds[0] < 0) {
		/* So it is with one that found no descriptor; the right it was made of goes too. */
		struct mr_frame drop = {.value = session->is_channel ? 0 : once_count};

		return session->is_channel || on_drop(session, &drop);
	}
	if (!mr_is_session_end(input->fds[0]))
		return false;
	if (session->is_channel) {
		unsigned i;

		once_count = input->frame.value;
		/* Each may become a notification in the port's queue. */
		if ((uint64_t)port->sorights + once_count > mr_limits.message_rights)
			return false;
		for (i = 0; i < once_count; i++)
			mr_right_make_send_once(port);
	} else if ((has_send && !session->has_send) || once_count > session->once_count) {
		return false;
	} else {
		session->once_count -= once_count;
	}
	if (has_send)
		mr_port_add_send_right(port);
	input->fd_count = 0;
	mr_session_adopt(port, input->fds[0], has_send, once_count);
	return true;
}

static bool on_tag_drop(struct mr_session *session, uint32_t tag)
{
	struct mr_port *port = mr_session_take_tag(session, tag);

	if (port)
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND_ONCE});
	return true;
}

static bool on_tag_adopt(struct mr_session *session, struct mr_input *input)
{
	struct mr_port *port;

	if (input->fd_count != 1)
		return false;
	if (input->fds[0] < 0)
		return on_tag_drop(session, input->frame.tag);
	if (!mr_is_session_end(input->fds[0]))
		return false;
	port = mr_session_take_tag(session, input->frame.tag);
	if (!port)
		return true;
	input->fd_count = 0;
	mr_session_adopt(port, input->fds[0], false, 1);
	return true;
}

static bool on_hello(struct mr_session *session, const struct mr_input *input)
{
	struct mr_wire_right hello;

	if (session->is_home || !session->port || input->payload_bytes != sizeof hello)
		return false;
	memcpy(&hello, input->payload, sizeof hello);
	session->window = mr_clamp_window(hello.window);
	session->port->dialects = hello.dialects;
	session->has_hello = true;
	memcpy(session->hello_id, hello.id, sizeof hello.id);
	if (!session->port->has_id && !mr_port_find(hello.id))
		mr_port_set_id(session->port, hello.id);
	mr_session_wake_writers(session);
	return true;
}

static bool on_credit(struct mr_session *session, const struct mr_frame *frame)
{
	if (session->is_home || frame->value < 1)
		return false;
	session->window = mr_clamp_window(frame->value);
	mr_session_wake_writers(session);
	return true;
}

/* The other side's port is dead; replies may still come. */
static bool on_dead(struct mr_session *session)
{
	if (session->is_home)
		return false;
	mr_session_leave_port(session);
	mr_session_wake_writers(session);
	return true;
}

static bool on_request(struct mr_session *session, struct mr_input *input)
{
	struct mr_port *port = session->port;
	struct mr_wire_right entry;
	struct mr_port **at;
	struct mr_right right;
	bool has_fd;

	if (!session->is_channel || !port || input->payload_bytes != sizeof entry)
		return false;
	memcpy(&entry, input->payload, sizeof entry);
	if (!mr_wire_right_check(&entry, &has_fd) || entry.type != MACH_MSG_TYPE_PORT_SEND_ONCE ||
		input->fd_count != has_fd)
		return false;
	if (input->frame.value == MR_REQUEST_NO_SENDERS)
		at = &port->no_senders_request;
	else if (input->frame.value == MR_REQUEST_DESTROYED)
		at = &port->destroyed_request;
	else
		return false;
	input->fd_count = 0;
	right = mr_right_unpack(&entry, has_fd ? input->fds[0] : -1);
	/* Its new receiver may have asked already. */
	if (*at || !right.port || right.port->dead)
		mr_right_release(right);
	else
		*at = right.port;
	return true;
}

/* What the channel stood for is complete; its end is no loss. */
static bool on_moved(struct mr_session *session, const struct mr_frame *frame)
{
	if (!session->is_channel)
		return true;
	/* Where there were no senders before nobody is told that they have gone. */
	if (!(frame->flags & MR_FRAME_SEND) && session->has_send) {
		session->has_send = false;
		session->port->srights--;
		mr_port_dereference(session->port);
	}
	mr_session_died(session);
	return true;
}

bool mr_control_frame(struct mr_session *session, struct mr_input *input)
{
	const struct mr_frame *frame = &input->frame;

	switch ((enum mr_frame_kind)frame->kind) {
	case MR_FRAME_ADOPT: return on_adopt(session, input);
	case MR_FRAME_TAG_ADOPT: return on_tag_adopt(session, input);
	case MR_FRAME_REQUEST: return on_request(session, input);
	default: break;
	}
	if (input->fd_count > 0)
		return false;
	switch ((enum mr_frame_kind)frame->kind) {
	case MR_FRAME_CREDIT: return on_credit(session, frame);
	case MR_FRAME_DROP: return on_drop(session, frame);
	case MR_FRAME_TAG_DROP: return on_tag_drop(session, frame->tag);
	case MR_FRAME_DEAD: return on_dead(session);
	case MR_FRAME_HELLO: return on_hello(session, input);
	case MR_FRAME_MOVED: return on_moved(session, frame);
	default: return false;
	}
}
