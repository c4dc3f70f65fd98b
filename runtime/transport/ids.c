/* Ports that more than one process knows, by their ids (session.h). */
#include "transport/session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define ID_BUCKETS 1024u

static struct mr_port *ports_by_id[ID_BUCKETS];

static struct mr_port **id_bucket(const uint8_t *id)
{
	return &ports_by_id[(id[0] | (unsigned)id[1] << 8) % ID_BUCKETS];
}

struct mr_port *mr_port_find(const uint8_t id[MR_PORT_ID_BYTES])
{
	struct mr_port *port = *id_bucket(id);

	while (port && memcmp(port->id, id, MR_PORT_ID_BYTES) != 0)
		port = port->id_next;
	return port;
}

void mr_port_set_id(struct mr_port *port, const uint8_t id[MR_PORT_ID_BYTES])
{
	struct mr_port **bucket = id_bucket(id);

	memcpy(port->id, id, MR_PORT_ID_BYTES);
	port->has_id = true;
	port->id_next = *bucket;
	*bucket = port;
}

void mr_port_need_id(struct mr_port *port)
{
	uint8_t id[MR_PORT_ID_BYTES];

	if (port->has_id)
		return;
	if (getrandom(id, sizeof id, 0) != (ssize_t)sizeof id)
		abort(); /* cannot be, for so few bytes; a guessable id would be a hole */
	mr_port_set_id(port, id);
}

void mr_port_clear_id(struct mr_port *port)
{
	struct mr_port **at;

	if (!port->has_id)
		return;
	for (at = id_bucket(port->id); *at != port; at = &(*at)->id_next)
		continue;
	*at = port->id_next;
	port->has_id = false;
}
