/* Sessions: their life, and frames that found no room (session.h). */
#include "transport/session.h"
#include "core/pool.h"
#include "core/watch.h"
#include "transport/bootstrap.h"
#include "transport/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Others get their turn after so many frames of one message. */
#define FRAMES_AT_ONCE  16
/* More than a socket holds: who goes on writing is not read for ever. */
#define FRAMES_TO_DRAIN 1024

/* A frame that waits for room. */
struct unsent_frame {
	struct mr_list link;
	size_t size_bytes;
	size_t fd_count;
	int *fds; /* behind the bytes */
	_Alignas(int) unsigned char bytes[];
};

/* What a descriptor that waits with its frame counts. */
#define UNSENT_FD_BYTES 4096u

static struct mr_list sessions = {&sessions, &sessions};
size_t mr_session_count;

/* ---- Birth ---- */

static void session_ready(struct mr_source *source, uint32_t events);

static struct mr_session *session_of(struct mr_source *source)
{
	return MR_LIST_ELEMENT(source, struct mr_session, source);
}

/* Reads a frame, and what is there of a message that it begins: who sends a large one keeps on.
 * False: there was none. */
static bool read_frames(struct mr_session *session, bool wait)
{
	int frames = FRAMES_AT_ONCE;

	if (!mr_session_read(session, wait))
		return false;
	while (--frames > 0 && session->incoming && mr_session_read(session, false))
		continue;
	return true;
}

static bool session_read(struct mr_source *source, bool wait)
{
	struct mr_session *session = session_of(source);
	bool done;

	mr_session_reference(session);
	done = read_frames(session, wait);
	if (mr_session_is_open(session))
		mr_session_check(session);
	mr_session_dereference(session);
	return done;
}

bool mr_session_prove(struct mr_session *session)
{
	if (session->is_unproven && mr_is_session_end(session->source.fd))
		session->is_unproven = false;
	return !session->is_unproven;
}

static bool session_is_fit(struct mr_source *source)
{
	return mr_session_prove(session_of(source));
}

static struct mr_pool session_pool = {.block_bytes = sizeof(struct mr_session)};

struct mr_session *mr_session_create(int fd, struct mr_port *port, bool is_home)
{
	struct mr_session *session = mr_is_descriptor_left() ? mr_pool_take(&session_pool) : NULL;

	if (!session) {
		close(fd);
		return NULL;
	}
	*session = (struct mr_session){.reference_count = 1};
	session->source.ready = session_ready;
	session->source.read = session_read;
	session->source.is_fit = session_is_fit;
	session->is_home = is_home;
	session->free_tag = MR_NO_SLOT;
	mr_list_init(&session->port_link);
	mr_list_init(&session->tags_held);
	mr_list_init(&session->writers);
	mr_list_init(&session->unsent);
	mr_list_init(&session->later);
	if (!mr_source_add(&session->source, fd)) {
		mr_pool_give(&session_pool, session);
		close(fd);
		return NULL;
	}
	mr_list_append(&sessions, &session->all_link);
	mr_session_count++;
	session->port = port;
	if (port) {
		mr_port_reference(port);
		if (is_home) {
			mr_list_append(&port->sessions, &session->port_link);
		} else {
			port->session = session;
			session->reference_count++;
		}
	}
	return session;
}

void mr_session_free(struct mr_session *session)
{
	free(session->tags);
	mr_pool_give(&session_pool, session);
}

/* ---- Frames out ---- */

static void fill_in(
	struct mr_session *session, struct mr_frame *frame, size_t size_bytes, size_t fd_count)
{
	unsigned ack = session->credit_due < 255 ? session->credit_due : 255;

	frame->ack = (uint8_t)ack;
	frame->fd_count = (uint8_t)fd_count;
	frame->size_bytes = (uint32_t)size_bytes;
}

static void frame_was_sent(struct mr_session *session, const struct mr_frame *frame)
{
	session->credit_due -= frame->ack;
}

static void want_events(struct mr_session *session)
{
	uint32_t events = session->is_paused || session->is_late ? 0 : EPOLLIN;

	if (!mr_list_is_empty(&session->unsent) || session->is_full)
		events |= EPOLLOUT;
	mr_source_want(&session->source, events);
}

int mr_session_try_send(struct mr_session *session, struct mr_frame *frame, struct iovec *parts,
	size_t part_count, int *fds, size_t fd_count)
{
	struct mr_packet packet = {
		.parts = parts, .part_count = part_count, .fds = fds, .fd_count = fd_count};
	size_t size_bytes = 0;
	size_t i;
	int error;

	if (!mr_session_is_open(session) || !mr_session_prove(session))
		return EPIPE;
	if (!mr_list_is_empty(&session->unsent))
		return EAGAIN;
	for (i = 0; i < part_count; i++)
		size_bytes += parts[i].iov_len;
	fill_in(session, frame, size_bytes, fd_count);
	error = mr_packet_send(session->source.fd, &packet);
	if (error == 0)
		frame_was_sent(session, frame);
	return error;
}

int mr_fd_duplicate(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static size_t unsent_bytes(size_t size_bytes, size_t fd_count)
{
	return sizeof(struct unsent_frame) + size_bytes + fd_count * UNSENT_FD_BYTES;
}

static void unsent_free(struct mr_session *session, struct unsent_frame *unsent)
{
	size_t bytes = unsent_bytes(unsent->size_bytes, unsent->fd_count);

	session->unsent_bytes -= bytes;
	mr_uncharge(bytes);
	mr_list_remove(&unsent->link);
	mr_close_fds(unsent->fds, unsent->fd_count);
	free(unsent);
}

/* NULL: no memory, or so much waits that the other side does not seem to read at all. */
static struct unsent_frame *unsent_create(
	struct mr_session *session, size_t size_bytes, size_t fd_count)
{
	size_t bytes = unsent_bytes(size_bytes, fd_count);
	size_t fds_at = (size_bytes + sizeof(int) - 1) / sizeof(int) * sizeof(int);
	struct unsent_frame *unsent;

	if (session->unsent_bytes > mr_limits.process_bytes / 2 || !mr_charge(bytes))
		return NULL;
	unsent = malloc(sizeof *unsent + fds_at + fd_count * sizeof(int));
	if (!unsent) {
		mr_uncharge(bytes);
		return NULL;
	}
	session->unsent_bytes += bytes;
	unsent->size_bytes = size_bytes;
	unsent->fd_count = fd_count;
	unsent->fds = (int *)(void *)(unsent->bytes + fds_at);
	return unsent;
}

/* Without room the frame is lost, and with it what the session stands for: both sides read its
 * end, and whoever calls has it still. */
static void keep(struct mr_session *session, struct mr_list *frames, const struct mr_frame *frame,
	const void *payload, size_t payload_bytes, const int *fds, size_t fd_count)
{
	struct unsent_frame *unsent =
		unsent_create(session, sizeof *frame + payload_bytes, fd_count);

	if (!unsent) {
		mr_close_fds(fds, fd_count);
		shutdown(session->source.fd, SHUT_RDWR);
		return;
	}
	if (fd_count > 0)
		memcpy(unsent->fds, fds, fd_count * sizeof *fds);
	memcpy(unsent->bytes, frame, sizeof *frame);
	if (payload_bytes > 0)
		memcpy(unsent->bytes + sizeof *frame, payload, payload_bytes);
	mr_list_append(frames, &unsent->link);
	want_events(session);
}

void mr_session_send_later(struct mr_session *session, struct mr_frame frame, const void *payload,
	size_t payload_bytes, const int *fds, size_t fd_count)
{
	if (mr_session_is_open(session))
		keep(session, session->sending ? &session->later : &session->unsent, &frame,
			payload, payload_bytes, fds, fd_count);
	else
		mr_close_fds(fds, fd_count);
}

void mr_session_want_room(struct mr_session *session)
{
	session->is_full = true;
	want_events(session);
}

void mr_session_pause(struct mr_session *session)
{
	session->is_paused = true;
	want_events(session);
}

void mr_session_set_late(struct mr_session *session, bool is_late)
{
	session->is_late = is_late;
	if (mr_session_is_open(session))
		want_events(session);
}

void mr_session_wake_writers(struct mr_session *session)
{
	if (!mr_list_is_empty(&session->writers))
		mr_waiters_wake_all(&session->writers, MACH_SEND_IN_PROGRESS);
	if (session->port && !session->is_home)
		mr_watch_room(session->port, true);
}

void mr_session_sending_ends(struct mr_session *session)
{
	struct mr_list *link;

	session->sending = false;
	while ((link = mr_list_first(&session->later))) {
		mr_list_remove(link);
		mr_list_append(&session->unsent, link);
	}
	if (mr_session_is_open(session))
		want_events(session);
	mr_session_wake_writers(session);
	mr_session_check(session);
}

void mr_session_send(struct mr_session *session, struct mr_frame frame, const void *payload,
	size_t payload_bytes, const int *fds, size_t fd_count)
{
	struct iovec parts[2] = {
		{&frame, sizeof frame},
		{(void *)(uintptr_t)payload, payload_bytes},
	};
	int error = mr_session_try_send(
		session, &frame, parts, payload_bytes ? 2 : 1, (int *)(uintptr_t)fds, fd_count);

	if (mr_is_passing_error(error)) {
		keep(session, &session->unsent, &frame, payload, payload_bytes, fds, fd_count);
		return;
	}
	/* If the other side is gone, reading will say so, after what it still had to say. */
	mr_close_fds(fds, fd_count);
}

static void flush(struct mr_session *session)
{
	struct mr_list *link;

	while ((link = mr_list_first(&session->unsent))) {
		struct unsent_frame *unsent = MR_LIST_ELEMENT(link, struct unsent_frame, link);
		struct iovec part = {unsent->bytes, unsent->size_bytes};
		struct mr_packet packet = {.parts = &part,
			.part_count = 1,
			.fds = unsent->fds,
			.fd_count = unsent->fd_count};
		struct mr_frame frame;
		int error;

		memcpy(&frame, unsent->bytes, sizeof frame);
		fill_in(session, &frame, unsent->size_bytes, unsent->fd_count);
		memcpy(unsent->bytes, &frame, sizeof frame);
		error = mr_packet_send(session->source.fd, &packet);
		if (mr_is_passing_error(error))
			break;
		if (error == EMSGSIZE) {
			if (mr_session_measure(session))
				continue;
			/* It fitted when it was made. */
			shutdown(session->source.fd, SHUT_RDWR);
			break;
		}
		if (error == 0)
			frame_was_sent(session, &frame);
		unsent_free(session, unsent);
	}
	if (session->owes_credit && mr_list_is_empty(&session->unsent)) {
		session->owes_credit = false;
		mr_session_send_credit(session);
	}
}

static void session_ready(struct mr_source *source, uint32_t events)
{
	struct mr_session *session = session_of(source);

	mr_session_reference(session);
	if (events & EPOLLOUT) {
		session->is_full = false;
		flush(session);
		mr_session_wake_writers(session);
		want_events(session);
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_frames(session, false);
	if (mr_session_is_open(session))
		mr_session_check(session);
	mr_session_dereference(session);
}

void mr_session_drain(struct mr_session *session)
{
	int frames = FRAMES_TO_DRAIN;

	mr_session_reference(session);
	while (frames-- > 0 && mr_session_is_open(session) && mr_session_read(session, false))
		continue;
	mr_session_dereference(session);
}

/* ---- Adoption, and the end ---- */

void mr_session_release_once(struct mr_port *port)
{
	struct mr_session *session = port->session;

	session->once_count--;
	port->sorights--;
	mr_session_reference(session);
	if (session->once_count == 0 && !session->has_send)
		mr_session_leave_port(session);
	mr_session_check(session);
	mr_session_dereference(session);
	mr_port_dereference(port);
}

/* Those that a holder had. */
static void release_rights(struct mr_port *port, bool has_send, unsigned once_count)
{
	if (has_send)
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND});
	while (once_count-- > 0)
		mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND_ONCE});
}

void mr_session_adopt(struct mr_port *port, int fd, bool has_send, unsigned once_count)
{
	struct mr_session *session;

	mr_socket_want_credentials(fd);
	session = mr_session_create(fd, port, true);
	if (session) {
		session->has_send = has_send;
		session->once_count = once_count;
		return;
	}
	/* The holder sees a dead port; what it had ends here. */
	release_rights(port, has_send, once_count);
}

void mr_session_leave_port(struct mr_session *session)
{
	struct mr_port *port = session->port;
	bool had_send = session->has_send;
	unsigned once_count = session->once_count;

	if (!port)
		return;
	mr_list_remove(&session->port_link);
	session->port = NULL;
	session->has_send = false;
	session->once_count = 0;
	if (!session->is_home) {
		port->session = NULL;
		mr_port_die(port);
		mr_port_dereference(port);
		mr_session_dereference(session);
		return;
	}
	release_rights(port, had_send, once_count);
	mr_port_dereference(port);
}

/* Ends the socket, and what waits for it. */
static int close_down(struct mr_session *session)
{
	struct mr_list *link;
	int fd = mr_source_remove(&session->source);

	mr_list_remove(&session->all_link);
	mr_session_count--;
	while ((link = mr_list_first(&session->unsent)) || (link = mr_list_first(&session->later)))
		unsent_free(session, MR_LIST_ELEMENT(link, struct unsent_frame, link));
	if (session->incoming)
		mr_incoming_free(session->incoming);
	session->incoming = NULL;
	mr_session_forget_late(session);
	mr_session_wake_writers(session);
	return fd;
}

/* Ends all rights that the session was, on this side. */
static void end_rights(struct mr_session *session)
{
	struct mr_list *link;
	size_t slot;

	mr_session_leave_port(session);
	while ((link = mr_list_first(&session->tags_held))) {
		struct mr_port *port = MR_LIST_ELEMENT(link, struct mr_port, set_link);

		mr_list_remove(link);
		port->session = NULL;
		mr_port_die(port);
		mr_session_dereference(session);
	}
	for (slot = 0; slot < session->tag_capacity; slot++) {
		struct mr_port *port = session->tags[slot].port;

		session->tags[slot].port = NULL;
		if (port)
			mr_right_release((struct mr_right){port, MACH_MSG_TYPE_PORT_SEND_ONCE});
	}
	session->tag_count = 0;
}

void mr_port_caught_up(struct mr_port *port)
{
	struct mr_session *session = port->trailing;

	if (!session)
		return;
	port->trailing = NULL;
	session->trails = NULL;
	mr_port_wake_senders(port);
	mr_session_check(session);
	mr_session_dereference(session);
}

void mr_session_died(struct mr_session *session)
{
	if (!mr_session_is_open(session))
		return;
	close(close_down(session));
	if (session->trails)
		mr_port_caught_up(session->trails);
	mr_remote_try_again();
	end_rights(session);
	mr_session_dereference(session);
}

void mr_sessions_forget(void)
{
	struct mr_list *link;

	/* First all sockets, so that no end of a right is told to anybody. */
	for (link = sessions.next; link != &sessions; link = link->next) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, all_link);

		close(session->source.fd);
		session->source.fd = -1;
		mr_list_init(&session->writers);
	}
	while ((link = mr_list_first(&sessions))) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, all_link);

		close_down(session);
		if (session->trails)
			mr_port_caught_up(session->trails);
		end_rights(session);
		mr_session_dereference(session);
	}
}

void mr_session_check(struct mr_session *session)
{
	if (!mr_session_is_open(session) || session->sending || session->is_late ||
		session->is_channel || session->trails || session->tag_count > 0 ||
		!mr_list_is_empty(&session->tags_held) || !mr_list_is_empty(&session->unsent))
		return;
	if (session->is_home ? session->port != NULL : session->has_send || session->once_count > 0)
		return;
	mr_session_died(session);
}

bool mr_session_is_movable(const struct mr_session *session)
{
	return !session->sending && session->tag_count == 0 && !session->incoming &&
	       !session->is_late && mr_list_is_empty(&session->tags_held) &&
	       mr_list_is_empty(&session->unsent) && mr_list_is_empty(&session->writers) &&
	       session->credit_due == 0;
}

int mr_session_detach(struct mr_session *session)
{
	int fd = close_down(session);
	struct mr_port *port = session->port;

	if (port) {
		mr_list_remove(&session->port_link);
		session->port = NULL;
		if (!session->is_home) {
			port->session = NULL;
			mr_session_dereference(session);
			mr_port_die(port);
		}
		mr_port_dereference(port);
	}
	mr_session_dereference(session);
	return fd;
}

/* ---- What the core asks for ---- */

void mr_remote_drop_send(struct mr_port *port)
{
	struct mr_session *session = port->session;

	if (!session || !session->has_send)
		return;
	session->has_send = false;
	mr_session_reference(session);
	if (session->once_count == 0)
		mr_session_leave_port(session);
	mr_session_check(session);
	if (mr_session_is_open(session))
		mr_session_tell(
			session, (struct mr_frame){.kind = MR_FRAME_DROP, .flags = MR_FRAME_SEND});
	mr_session_dereference(session);
}

void mr_remote_drop_send_once(struct mr_port *port)
{
	struct mr_session *session = port->session;

	mr_session_reference(session);
	if (port->tag) {
		mr_session_tell(
			session, (struct mr_frame){.kind = MR_FRAME_TAG_DROP, .tag = port->tag});
		mr_session_release_tag(port);
	} else {
		bool last = !session->has_send && session->once_count == 1 &&
			    session->tag_count == 0 && mr_list_is_empty(&session->tags_held);

		if (!last)
			mr_session_tell(
				session, (struct mr_frame){.kind = MR_FRAME_DROP, .value = 1});
		mr_session_release_once(port);
	}
	mr_session_dereference(session);
}

void mr_remote_forget_port(struct mr_port *port)
{
	struct mr_list *link;

	mr_port_caught_up(port);
	mr_port_clear_id(port);
	mr_services_end(port);
	while ((link = mr_list_first(&port->sessions))) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, port_link);

		mr_session_reference(session);
		mr_session_leave_port(session);
		session->is_channel = false;
		mr_session_check(session);
		if (mr_session_is_open(session))
			mr_session_tell(session, (struct mr_frame){.kind = MR_FRAME_DEAD});
		mr_session_dereference(session);
	}
}

void mr_session_send_credit(struct mr_session *session)
{
	struct mr_frame frame = {.kind = MR_FRAME_CREDIT};

	if (!mr_session_is_open(session) || !session->port || session->is_channel)
		return;
	/* One frame says it all, once others have gone. */
	if (!mr_list_is_empty(&session->unsent)) {
		session->owes_credit = true;
		return;
	}
	/* A window of nothing would leave the holder without an occasion to ask for more. */
	frame.value = session->port->qlimit > 0 ? session->port->qlimit : 1;
	mr_session_tell(session, frame);
}

void mr_session_want_credit(struct mr_session *session)
{
	session->wants_credit = true;
	if (session->credit_due > 0)
		mr_session_send_credit(session);
}

void mr_remote_message_taken(struct mr_message *message)
{
	struct mr_session *session = message->origin;

	if (!session)
		return;
	message->origin = NULL;
	mr_uncharge(message->charged_bytes);
	session->waiting--;
	session->credit_due++;
	if (mr_session_is_open(session) && session->is_paused) {
		session->is_paused = false;
		want_events(session);
	}
	if (session->wants_credit ||
		(session->port && 2 * session->credit_due > session->port->qlimit))
		mr_session_send_credit(session);
	mr_session_dereference(session);
}

void mr_remote_qlimit_changed(struct mr_port *port)
{
	struct mr_list *link;

	for (link = port->sessions.next; link != &port->sessions; link = link->next)
		mr_session_send_credit(MR_LIST_ELEMENT(link, struct mr_session, port_link));
}

/* ---- The end of the process ---- */

/* How long exit waits for others to read, and how many of them at a time. */
#define LAST_FRAMES_MS 1000
#define LAST_SOCKETS   64

/* Sends what there is room for. Returns how many sockets had none, and which. */
static nfds_t flush_all(struct pollfd full[LAST_SOCKETS])
{
	struct mr_list *link;
	nfds_t count = 0;

	for (link = sessions.next; link != &sessions; link = link->next) {
		struct mr_session *session = MR_LIST_ELEMENT(link, struct mr_session, all_link);

		if (!mr_session_is_open(session))
			continue;
		flush(session);
		if (!mr_list_is_empty(&session->unsent) && count < LAST_SOCKETS)
			full[count++] = (struct pollfd){session->source.fd, POLLOUT, 0};
	}
	return count;
}

/* Frames that found no room go now: other processes have rights that rest on them. */
__attribute__((destructor)) static void send_last_frames(void)
{
	struct pollfd full[LAST_SOCKETS];
	struct mr_deadline deadline;
	int left_ms;
	nfds_t count;

	if (mr_list_is_empty(&sessions) || !mr_lock_within(LAST_FRAMES_MS))
		return;
	deadline = mr_deadline_after_ms(LAST_FRAMES_MS);
	while ((left_ms = mr_timeout_ms(&deadline)) > 0 && (count = flush_all(full)) > 0) {
		if (poll(full, count, left_ms) <= 0)
			break;
	}
	mr_unlock();
}
