/* Reply rights without descriptors (session.h). */
#include "transport/session.h"

#include <stdlib.h>

#define SLOT_MAX 0xffffu

static void free_tag(struct mr_session *session, size_t slot)
{
	session->tags[slot].port = NULL;
	session->tags[slot].next_free = session->free_tag;
	session->free_tag = (uint32_t)slot;
}

static bool grow_tags(struct mr_session *session)
{
	size_t slot = session->tag_capacity;
	size_t capacity = slot ? 2 * slot : 4;
	struct mr_tag *grown;

	if (capacity > SLOT_MAX)
		return false;
	grown = realloc(session->tags, capacity * sizeof *grown);
	if (!grown)
		return false;
	session->tags = grown;
	session->tag_capacity = capacity;
	for (; slot < capacity; slot++) {
		grown[slot].tag = 0;
		free_tag(session, slot);
	}
	return true;
}

uint32_t mr_session_give_tag(struct mr_session *session, struct mr_port *port)
{
	struct mr_tag *tag;
	uint32_t slot;

	if (session->free_tag == MR_NO_SLOT && !grow_tags(session))
		return 0;
	slot = session->free_tag;
	tag = &session->tags[slot];
	session->free_tag = tag->next_free;
	/* A number that was not in use lately, so that a late answer finds nothing. */
	tag->tag = (tag->tag & ~SLOT_MAX) + (SLOT_MAX + 1) + slot + 1;
	tag->port = port;
	session->tag_count++;
	return tag->tag;
}

struct mr_port *mr_session_take_tag(struct mr_session *session, uint32_t tag)
{
	size_t slot = (size_t)(tag & SLOT_MAX) - 1;
	struct mr_port *port;

	if (slot >= session->tag_capacity || session->tags[slot].tag != tag)
		return NULL;
	port = session->tags[slot].port;
	if (!port)
		return NULL; /* answered already */
	free_tag(session, slot);
	session->tag_count--;
	return port;
}

struct mr_port *mr_session_hold_tag(struct mr_session *session, uint32_t tag)
{
	struct mr_port *port = mr_port_create();

	if (!port)
		return NULL;
	port->remote = true;
	port->session = session;
	port->tag = tag;
	port->sorights = 1;
	mr_port_reference(port); /* one for the session, one for the right */
	mr_list_append(&session->tags_held, &port->set_link);
	mr_session_reference(session);
	return port;
}

void mr_session_release_tag(struct mr_port *port)
{
	struct mr_session *session = port->session;

	mr_list_remove(&port->set_link);
	port->session = NULL;
	port->dead = true;
	port->sorights--;
	mr_port_dereference(port); /* the session's */
	mr_port_dereference(port); /* the right's */
	mr_session_check(session);
	mr_session_dereference(session);
}
