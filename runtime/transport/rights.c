/* Rights as descriptors: what is made of a right that leaves, and of one that arrives. */
#include "core/watch.h"
#include "transport/transfer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long a receive right that moves waits for messages of which a part is there, all told. */
#define PARTIAL_WAIT_MS 1000
/* So many frames of one session are read though the time is over, if they are there. */
#define FRAMES_IN_TIME  64

/* ---- Send rights ---- */

/* A session on one end of a fresh pair, whose other end is *ret_fd. NULL: no descriptors or memory.
 */
static struct mr_session *begin_session(struct mr_port *port, bool is_home, int *ret_fd)
{
	struct mr_session *session;
	int fds[2];

	if (!mr_socket_pair(fds))
		return NULL;
	session = mr_session_create(fds[0], port, is_home);
	if (!session)
		close(fds[1]);
	*ret_fd = fds[1];
	return session;
}

/* A fresh pair for a holder of a port here: its end is returned. */
static int new_holder(struct mr_port *port, bool has_send, unsigned once_count)
{
	int fd;
	struct mr_session *session = begin_session(port, true, &fd);

	if (!session)
		return -1;
	session->has_send = has_send;
	session->once_count = once_count;
	return fd;
}

/* A fresh pair for a holder of a port elsewhere, whose end goes there with the frame. */
static int new_holder_elsewhere(struct mr_session *session, struct mr_frame frame)
{
	int fds[2];

	if (!mr_socket_pair(fds))
		return -1;
	mr_session_send(session, frame, NULL, 0, &fds[0], 1);
	return fds[1];
}

/* The end that a right is goes itself, and with it all that is known of the port here. */
static int give_end(struct mr_port *port)
{
	int fd = mr_session_detach(port->session);

	mr_port_dereference(port);
	return fd;
}

static int pack_send(struct mr_port *port, struct mr_wire_right *entry)
{
	struct mr_session *session = port->session;
	int fd;

	if (!port->remote) {
		mr_port_need_id(port);
		entry->window = (uint16_t)port->qlimit;
		memcpy(entry->id, port->id, sizeof entry->id);
		return new_holder(port, true, 0); /* takes over count and reference */
	}
	entry->window = (uint16_t)session->window;
	memcpy(entry->id, port->id, sizeof entry->id);
	if (port->srights == 1 && session->once_count == 0 && mr_session_is_movable(session)) {
		entry->waiting = (uint16_t)session->waiting;
		port->srights--;
		return give_end(port);
	}
	fd = new_holder_elsewhere(
		session, (struct mr_frame){.kind = MR_FRAME_ADOPT, .flags = MR_FRAME_SEND});
	if (fd >= 0)
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND});
	return fd;
}

static int pack_send_once(struct mr_port *port)
{
	struct mr_session *session = port->session;
	int fd;

	if (!port->remote)
		return new_holder(port, false, 1);
	if (port->tag) {
		fd = new_holder_elsewhere(
			session, (struct mr_frame){.kind = MR_FRAME_TAG_ADOPT, .tag = port->tag});
		if (fd >= 0)
			mr_session_release_tag(port);
		return fd;
	}
	if (session->once_count == 1 && !session->has_send && mr_session_is_movable(session)) {
		port->sorights--;
		return give_end(port);
	}
	fd = new_holder_elsewhere(
		session, (struct mr_frame){.kind = MR_FRAME_ADOPT, .flags = MR_FRAME_TAKE});
	if (fd >= 0)
		mr_session_release_once(port);
	return fd;
}

struct mr_port *mr_remote_port_create(int fd)
{
	struct mr_port *port = mr_port_create();

	if (!port) {
		close(fd);
		return NULL;
	}
	port->remote = true;
	if (!mr_session_create(fd, port, false)) {
		mr_port_dereference(port);
		return NULL;
	}
	return port;
}

static struct mr_port *unpack_send(const struct mr_wire_right *entry, int fd)
{
	struct mr_port *port = mr_port_find(entry->id);

	/* A port known here, even one's own: this end was one too many. */
	if (port && (!port->remote || port->session->has_send)) {
		close(fd);
	} else {
		if (port)
			mr_port_clear_id(port); /* only send-once rights are left under it */
		port = mr_remote_port_create(fd);
		if (!port)
			return NULL;
		port->dialects = entry->dialects;
		port->session->is_unproven = true;
		port->session->has_send = true;
		port->session->window = mr_clamp_window(entry->window);
		port->session->waiting = entry->waiting;
		mr_port_set_id(port, entry->id);
	}
	mr_port_add_send_right(port);
	return port;
}

static struct mr_port *unpack_send_once(const struct mr_wire_right *entry, int fd)
{
	struct mr_port *port = mr_remote_port_create(fd);

	if (!port)
		return NULL;
	port->dialects = entry->dialects;
	port->session->is_unproven = true;
	port->session->once_count = 1;
	port->session->window = 1;
	mr_right_make_send_once(port);
	return port;
}

/* ---- Receive rights ---- */

/*
 * Reply rights that came as tags through a session of the port stay here when the session goes:
 * each gets an end of its own. False: no descriptors.
 */
static bool untag(struct mr_session *session)
{
	struct mr_list *link;

	while ((link = mr_list_first(&session->tags_held))) {
		struct mr_port *port = MR_LIST_ELEMENT(link, struct mr_port, set_link);
		int fd = new_holder_elsewhere(
			session, (struct mr_frame){.kind = MR_FRAME_TAG_ADOPT, .tag = port->tag});

		if (fd < 0)
			return false;
		mr_list_remove(link);
		port->tag = 0;
		port->session = NULL;
		mr_session_dereference(session);
		if (!mr_session_create(fd, port, false)) {
			mr_port_die(port);
			continue;
		}
		port->session->once_count = 1;
		port->session->window = 1;
	}
	return true;
}

static bool has_no_partial(const struct mr_session *session)
{
	return !session->incoming && !session->is_late;
}

static bool is_moved(const struct mr_session *session)
{
	return !mr_session_is_open(session);
}

/* Reads until that is so. False: it does not come to that in time. */
static bool read_until(struct mr_session *session,
	bool (*is_enough)(const struct mr_session *session), const struct mr_deadline *deadline)
{
	struct pollfd poll_fd = {.fd = session->source.fd, .events = POLLIN};
	int frames = 0;

	while (!is_enough(session)) {
		int ready;

		/* Somebody may send all the time what does not help. */
		if (!mr_session_is_open(session) ||
			(++frames > FRAMES_IN_TIME && mr_timeout_ms(deadline) == 0))
			return false;
		do
			ready = poll(&poll_fd, 1, mr_timeout_ms(deadline));
		while (ready < 0 && errno == EINTR);
		if (ready <= 0)
			return false;
		mr_session_read(session, false);
	}
	return true;
}

/* Brings a session of the port into a state in which its end can be given away. */
static bool settle(struct mr_session *session, const struct mr_deadline *deadline)
{
	if (!read_until(session, has_no_partial, deadline) || !mr_session_is_open(session))
		return false;
	if (!untag(session))
		return false;
	if (session->credit_due > 0)
		mr_session_send_credit(session);
	return mr_session_is_movable(session);
}

/* Sends all sessions of the port through the channel. Those that cannot go end here. */
static void move_sessions(
	struct mr_port *port, struct mr_session *channel, const struct mr_deadline *deadline)
{
	struct mr_list *link;

	while ((link = mr_list_first(&port->sessions))) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, port_link);
		struct mr_frame frame = {.kind = MR_FRAME_ADOPT};
		unsigned once_count;
		int fd;

		mr_session_reference(session);
		if (!settle(session, deadline)) {
			mr_session_died(session);
			mr_session_dereference(session);
			continue;
		}
		mr_session_dereference(session);
		once_count = session->once_count;
		frame.flags = session->has_send ? MR_FRAME_SEND : 0;
		frame.value = once_count;
		if (session->has_send) {
			port->srights--;
			mr_port_dereference(port);
		}
		port->sorights -= once_count;
		while (once_count-- > 0)
			mr_port_dereference(port);
		fd = mr_session_detach(session);
		mr_session_send(channel, frame, NULL, 0, &fd, 1);
	}
}

/* The rights that tasks of this process have of the port stay, as those of one holder. */
static void stay_as_holder(struct mr_port *port, struct mr_session *channel)
{
	struct mr_frame frame = {.kind = MR_FRAME_ADOPT, .value = port->sorights};
	struct mr_session *session;
	int fds[2];

	port->remote = true;
	if (port->srights > 0)
		frame.flags = MR_FRAME_SEND;
	if (!mr_socket_pair(fds)) {
		mr_port_die(port);
		return;
	}
	mr_session_send(channel, frame, NULL, 0, &fds[0], 1);
	session = mr_session_create(fds[1], port, false);
	if (!session) {
		mr_port_die(port);
		return;
	}
	session->has_send = port->srights > 0;
	session->once_count = port->sorights;
	session->window = port->qlimit;
}

/* Sends a request for a notification along with its receive right. Without descriptors for it, it
 * ends here. */
static void move_request(struct mr_port **at, uint32_t which, struct mr_session *channel)
{
	struct mr_right right = {*at, MACH_MSG_TYPE_PORT_SEND_ONCE};
	struct mr_frame frame = {.kind = MR_FRAME_REQUEST, .value = which};
	struct mr_wire_right entry;
	int fd;

	*at = NULL;
	if (!right.port)
		return;
	if (mr_right_pack(right, &entry, &fd))
		mr_session_send(channel, frame, &entry, sizeof entry, &fd, fd >= 0);
	else
		mr_right_release(right);
}

static void move_requests(struct mr_port *port, struct mr_session *channel)
{
	move_request(&port->no_senders_request, MR_REQUEST_NO_SENDERS, channel);
	move_request(&port->destroyed_request, MR_REQUEST_DESTROYED, channel);
	mr_port_set_transit(port, NULL);
}

/* How many descriptors it takes at most to send the receive right off with what it has here: two
 * for each right, and memory may need a file that is queued by a copy. */
static size_t descriptors_to_move(const struct mr_port *port)
{
	const struct mr_list *link;
	const struct mr_list *tag;
	size_t count = 1; /* the rights that stay here are one holder's */

	count += port->no_senders_request != NULL;
	count += port->destroyed_request != NULL;
	for (link = port->sessions.next; link != &port->sessions; link = link->next) {
		const struct mr_session *session =
			MR_LIST_ELEMENT(link, const struct mr_session, port_link);

		for (tag = session->tags_held.next; tag != &session->tags_held; tag = tag->next)
			count++;
	}
	for (link = port->messages.next; link != &port->messages; link = link->next) {
		const struct mr_message *message =
			MR_LIST_ELEMENT(link, const struct mr_message, port_link);

		count += message->right_count + message->region_count;
		count += message->reply.type != 0;
	}
	return 2 * count;
}

/* Whether so many descriptors are free: they are made, of one that is there, and closed. */
static bool are_free(int fd, size_t count)
{
	int *fds = malloc(count * sizeof *fds);
	size_t made = 0;

	while (fds && made < count && (fds[made] = mr_fd_duplicate(fd)) >= 0)
		made++;
	mr_close_fds(fds, made);
	free(fds);
	return made == count;
}

/* What came with the receive right, and is not read yet, is to go on with it. */
static void finish_channels(struct mr_port *port, const struct mr_deadline *deadline)
{
	struct mr_list *link = port->sessions.next;

	while (link != &port->sessions) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, port_link);
		bool is_channel = session->is_channel;

		mr_session_reference(session);
		if (is_channel && !read_until(session, is_moved, deadline))
			mr_session_died(session);
		mr_session_dereference(session);
		/* Reading changes the list. */
		link = is_channel ? port->sessions.next : link->next;
	}
}

/* Reads one frame of what may hold up the port. False: there is none. */
static bool read_on(struct mr_port *port)
{
	struct mr_list *link;
	bool found = false;

	for (link = port->sessions.next; link != &port->sessions; link = link->next) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, port_link);

		mr_session_reference(session);
		found = mr_session_is_open(session) && !session->is_paused &&
			mr_session_read(session, false);
		if (found && mr_session_is_open(session))
			mr_session_check(session);
		mr_session_dereference(session);
		if (found)
			break; /* reading changes the list */
	}
	return found;
}

void mr_remote_catch_up(struct mr_port *port)
{
	struct mr_deadline deadline = mr_deadline_after_ms(PARTIAL_WAIT_MS);

	mr_port_reference(port);
	while (port->trailing && mr_timeout_ms(&deadline) > 0 && read_on(port))
		continue;
	mr_port_dereference(port);
}

/*
 * The receive right goes as one end of a channel, through which follow the messages of its queue
 * and then the sessions of its holders.
 */
static int pack_receive(struct mr_port *port, struct mr_wire_right *entry)
{
	struct mr_deadline deadline = mr_deadline_after_ms(PARTIAL_WAIT_MS);
	struct mr_frame moved = {.kind = MR_FRAME_MOVED};
	struct mr_session *channel;
	struct mr_list *link;
	int fd;

	finish_channels(port, &deadline);
	mr_remote_catch_up(port);
	mr_port_caught_up(port);
	mr_port_need_id(port);
	memcpy(entry->id, port->id, sizeof entry->id);
	entry->window = (uint16_t)port->qlimit;
	channel = begin_session(NULL, false, &fd);
	if (!channel)
		return -1;
	/* What cannot go along would be lost. */
	if (!are_free(fd, descriptors_to_move(port))) {
		mr_session_died(channel);
		close(fd);
		return -1;
	}
	mr_session_reference(channel);
	if (port->srights > 0)
		moved.flags = MR_FRAME_SEND;
	move_requests(port, channel);
	mr_port_reference(port);
	while ((link = mr_list_first(&port->messages))) {
		struct mr_message *message = MR_LIST_ELEMENT(link, struct mr_message, port_link);

		mr_list_remove(&message->port_link);
		port->msgcount--;
		mr_remote_message_taken(message);
		mr_channel_send(channel, message);
	}
	move_sessions(port, channel, &deadline);
	if (port->srights + port->sorights > 0) {
		stay_as_holder(port, channel);
		mr_port_wake_senders(port);
	} else {
		mr_port_die(port);
	}
	mr_port_dereference(port);
	mr_session_tell(channel, moved);
	mr_session_check(channel);
	mr_session_dereference(channel);
	return fd;
}

/* The receive right of a port comes to where its send rights are. */
static void come_home(struct mr_port *port)
{
	struct mr_session *session = port->session;
	struct mr_frame frame = {
		.kind = MR_FRAME_DROP, .flags = MR_FRAME_SILENT, .value = session->once_count};

	mr_session_reference(session);
	if (session->has_send) {
		/* The session's other end is on its way here, with what was sent through this one.
		 */
		frame.flags |= MR_FRAME_SEND;
		mr_session_reference(session);
		port->trailing = session;
		session->trails = port;
	}
	/* A message that is half sent still uses the right. */
	if (session->sending)
		mr_session_send_later(session, frame, NULL, 0, NULL, 0);
	else
		mr_session_tell(session, frame);
	session->port = NULL;
	session->has_send = false;
	session->once_count = 0;
	port->session = NULL;
	port->remote = false;
	mr_watch_room(port, true);
	mr_port_dereference(port);
	mr_session_dereference(session); /* the port's */
	mr_session_wake_writers(session);
	mr_session_check(session);
	mr_session_dereference(session);
}

static struct mr_port *unpack_receive(const struct mr_wire_right *entry, int fd)
{
	struct mr_port *known = mr_port_find(entry->id);
	bool comes_home = known && known->remote;
	struct mr_port *port = comes_home ? known : mr_port_create();
	struct mr_session *channel;

	if (!port) {
		close(fd);
		return NULL;
	}
	channel = mr_session_create(fd, port, true);
	if (!channel) {
		if (!comes_home)
			mr_port_dereference(port);
		return NULL;
	}
	if (comes_home)
		come_home(port);
	else if (!known) /* An id that is in use for a port here is not believed. */
		mr_port_set_id(port, entry->id);
	port->dialects = entry->dialects;
	port->qlimit = entry->window < MR_QLIMIT_MAX ? entry->window : MR_QLIMIT_MAX;
	/* Until all is there, it cannot be said that there are no senders. */
	channel->is_channel = true;
	channel->has_send = true;
	mr_port_add_send_right(port);
	return port;
}

/* ---- All kinds ---- */

bool mr_right_pack(struct mr_right right, struct mr_wire_right *ret_entry, int *ret_fd)
{
	struct mr_port *port = right.port;

	memset(ret_entry, 0, sizeof *ret_entry);
	ret_entry->type = (uint16_t)right.type;
	*ret_fd = -1;
	if (!port)
		return true;
	if (port->dead || port->is_task) {
		ret_entry->kind = MR_WIRE_DEAD_RIGHT;
		mr_right_release(right);
		return true;
	}
	ret_entry->dialects = port->dialects;
	switch (right.type) {
	case MACH_MSG_TYPE_PORT_SEND:
		ret_entry->kind = MR_WIRE_SEND;
		*ret_fd = pack_send(port, ret_entry);
		break;
	case MACH_MSG_TYPE_PORT_SEND_ONCE:
		ret_entry->kind = MR_WIRE_SEND_ONCE;
		*ret_fd = pack_send_once(port);
		break;
	default:
		ret_entry->kind = MR_WIRE_RECEIVE;
		*ret_fd = pack_receive(port, ret_entry);
		break;
	}
	return *ret_fd >= 0;
}

bool mr_wire_right_check(const struct mr_wire_right *entry, bool *ret_has_fd)
{
	*ret_has_fd = entry->kind >= MR_WIRE_SEND;
	switch (entry->kind) {
	case MR_WIRE_NO_RIGHT:
	case MR_WIRE_DEAD_RIGHT:
		return entry->type == 0 || entry->type == MACH_MSG_TYPE_PORT_SEND ||
		       entry->type == MACH_MSG_TYPE_PORT_SEND_ONCE ||
		       entry->type == MACH_MSG_TYPE_PORT_RECEIVE;
	case MR_WIRE_SEND: return entry->type == MACH_MSG_TYPE_PORT_SEND;
	case MR_WIRE_SEND_ONCE: return entry->type == MACH_MSG_TYPE_PORT_SEND_ONCE;
	case MR_WIRE_RECEIVE: return entry->type == MACH_MSG_TYPE_PORT_RECEIVE;
	default: return false;
	}
}

struct mr_right mr_right_unpack(const struct mr_wire_right *entry, int fd)
{
	struct mr_right right = {NULL, entry->type};

	if (entry->kind == MR_WIRE_NO_RIGHT)
		return right;
	right.port = &mr_dead_port;
	if (entry->kind == MR_WIRE_DEAD_RIGHT)
		return right;
	if (fd < 0)
		return right;
	/* Of a send right it shows when it is used: many a one goes on before that. */
	if (entry->kind == MR_WIRE_RECEIVE && !mr_is_session_end(fd)) {
		close(fd);
		return right;
	}
	switch (entry->kind) {
	case MR_WIRE_SEND: right.port = unpack_send(entry, fd); break;
	case MR_WIRE_SEND_ONCE: right.port = unpack_send_once(entry, fd); break;
	default: right.port = unpack_receive(entry, fd); break;
	}
	if (!right.port)
		right.port = &mr_dead_port;
	return right;
}

struct mr_right mr_right_unpack_next(
	const unsigned char *entries, size_t index, const int *fds, size_t *fd_index)
{
	struct mr_wire_right entry;
	bool has_fd;

	memcpy(&entry, entries + index * sizeof entry, sizeof entry);
	mr_wire_right_check(&entry, &has_fd);
	return mr_right_unpack(&entry, has_fd ? fds[(*fd_index)++] : -1);
}
