/*
 * Messages that are nothing but bytes, straight from their sender's memory into a frame, as nearly
 * every request and reply goes. Whatever is out of the ordinary is left to send.c, which knows how
 * to wait, to give back, and what to say.
 */
#include "core/body.h"
#include "transport/transfer.h"

#include <string.h>

/* The name of the destination if the message can go there at once, else NULL. */
static struct mr_name *find_destination(const struct mr_sent *sent, enum mr_wire wire)
{
	struct mr_name *entry = mr_name_find(sent->header.remote);
	struct mr_port *port = entry ? entry->port : NULL;

	if (!port || !port->remote || port->dead || port->session->sending ||
		!mr_port_takes(port, wire))
		return NULL;
	switch (sent->header.remote_type) {
	case MACH_MSG_TYPE_COPY_SEND:
		/* The last one that finds room says so. */
		if (port->session->waiting + 1 >= port->session->window)
			return NULL;
		return entry->type == MACH_PORT_TYPE_SEND ? entry : NULL;
	case MACH_MSG_TYPE_MOVE_SEND_ONCE:
		return entry->type == MACH_PORT_TYPE_SEND_ONCE && port->tag ? entry : NULL;
	default: return NULL;
	}
}

/* The port that the reply comes to. False: it is not one that a tag can stand for. */
static bool find_reply(
	const struct mr_sent *sent, const struct mr_session *session, struct mr_port **ret_port)
{
	const struct mr_name *entry;

	*ret_port = NULL;
	if (sent->header.local_type == 0)
		return sent->header.local == MACH_PORT_NAME_NULL;
	if (sent->header.local_type != MACH_MSG_TYPE_MAKE_SEND_ONCE || session->is_home)
		return false;
	entry = mr_name_find(sent->header.local);
	if (!entry || !(entry->type & MACH_PORT_TYPE_RECEIVE))
		return false;
	*ret_port = entry->port;
	return true;
}

/* The message has used the right. */
static void use_destination(struct mr_name *entry, mach_msg_type_name_t disposition)
{
	struct mr_right right;

	if (disposition == MACH_MSG_TYPE_COPY_SEND) {
		entry->port->session->waiting++;
		return;
	}
	mr_right_copyin(entry->name, disposition, false, &right);
	mr_session_release_tag(right.port);
}

bool mr_remote_send_plain(const struct mr_sent *sent, enum mr_wire wire)
{
	struct mr_start start;
	struct iovec part = {&start, MR_START_BYTES + sent->body_bytes};
	struct mr_name *entry;
	struct mr_session *session;
	struct mr_port *reply;

	if (sent->complex || sent->body_bytes > sizeof start.small ||
		sent->body_bytes > mr_limits.message_bytes)
		return false;
	entry = find_destination(sent, wire);
	if (!entry)
		return false;
	session = entry->port->session;
	if (!find_reply(sent, session, &reply))
		return false;
	start.frame = (struct mr_frame){.kind = MR_FRAME_MESSAGE, .tag = entry->port->tag};
	start.wire = (struct mr_wire_message){
		.dialect = (uint8_t)wire,
		.word_bytes = MR_WIRE_WORD_BYTES,
		.id = sent->id,
		.body_bytes = (uint32_t)sent->body_bytes,
	};
	if (reply) {
		start.wire.reply_tag = mr_session_give_tag(session, reply);
		if (!start.wire.reply_tag)
			return false;
	}
	memcpy(start.small, sent->body, sent->body_bytes);
	if (mr_session_try_send(session, &start.frame, &part, 1, NULL, 0) != 0) {
		if (reply)
			mr_session_take_tag(session, start.wire.reply_tag);
		return false;
	}
	if (reply)
		mr_right_make_send_once(reply); /* the tag's */
	use_destination(entry, sent->header.remote_type);
	return true;
}
