/* Messages out: packing, and getting the frames through. */
#include "core/memory.h"
#include "core/shared.h"
#include "core/watch.h"
#include "transport/transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_PARTS     64u
#define PAGE_BYTES     ((size_t)4096)

/* So much goes in one frame. More memory comes in frames of its own, which their receiver reads
 * straight into its place. */
#define TOGETHER_BYTES (32u * 1024u)

/* A message in the form in which it travels. */
struct outgoing {
	unsigned char *head; /* entries of rights and regions, and the body */
	size_t head_bytes;
	int *fds;
	size_t fd_count;
	size_t right_fd_count;     /* the first ones, which are closed once sent */
	struct mr_region *regions; /* those without descriptor */
	size_t region_count;
	size_t stream_bytes; /* head and regions */
	size_t sent_fds;
	/* Room for a few without memory of their own: */
	int few_fds[8];
	struct mr_region few_regions[4];
	struct mr_start start;
};

static size_t entries_bytes(const struct mr_message *message, bool has_reply)
{
	return (message->right_count + has_reply) * sizeof(struct mr_wire_right) +
	       message->region_count * sizeof(struct mr_wire_region);
}

static void outgoing_free(struct outgoing *out)
{
	if (out->head != out->start.small)
		free(out->head);
	if (out->fds != out->few_fds)
		free(out->fds);
	if (out->regions != out->few_regions)
		free(out->regions);
}

static bool outgoing_allocate(
	struct outgoing *out, const struct mr_message *message, bool has_reply)
{
	size_t fd_max = message->right_count + has_reply + message->region_count;

	out->head_bytes = entries_bytes(message, has_reply) + message->body_size_bytes;
	out->head = out->head_bytes <= MR_SMALL_BYTES ? out->start.small : malloc(out->head_bytes);
	out->fds = fd_max <= sizeof out->few_fds / sizeof *out->fds
			   ? out->few_fds
			   : malloc(fd_max * sizeof *out->fds);
	out->regions = message->region_count <= sizeof out->few_regions / sizeof *out->regions
			       ? out->few_regions
			       : malloc(message->region_count * sizeof *out->regions);
	if (out->head && out->fds && out->regions)
		return true;
	outgoing_free(out);
	return false;
}

/* ---- Packing ---- */

/* The rights of the message in the order of their entries. */
static struct mr_right *right_at(struct mr_message *message, bool has_reply, size_t index)
{
	if (!has_reply)
		return &message->rights[index];
	return index == 0 ? &message->reply : &message->rights[index - 1];
}

/* Gives the message back the rights of the entries packed so far. */
static void unpack_rights(struct outgoing *out, struct mr_message *message, size_t count)
{
	size_t fd_index = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		struct mr_right *right = right_at(message, out->start.wire.has_reply, i);

		*right = mr_right_unpack_next(out->head, i, out->fds, &fd_index);
	}
}

/* Undoes the packing; the message has again all that it carried. */
static void unpack(struct outgoing *out, struct mr_message *message, struct mr_session *session)
{
	unpack_rights(out, message, out->start.wire.right_count);
	if (out->start.wire.reply_tag)
		message->reply.port = mr_session_take_tag(session, out->start.wire.reply_tag);
	outgoing_free(out);
}

static void pack_regions(struct outgoing *out, const struct mr_message *message,
	unsigned char *place, bool all_by_fd)
{
	size_t i;

	for (i = 0; i < message->region_count; i++) {
		const struct mr_region *region = &message->regions[i];
		struct mr_wire_region entry = {.size_bytes = region->size_bytes};
		int fd = mr_region_seal(region, all_by_fd, &entry.offset_bytes);

		if (fd >= 0) {
			entry.has_fd = 1;
			out->fds[out->fd_count++] = fd;
		} else if (region->size_bytes > 0) {
			out->regions[out->region_count++] = *region;
			out->stream_bytes += region->size_bytes;
		}
		memcpy(place + i * sizeof entry, &entry, sizeof entry);
	}
}

/* Whether the reply right goes as a tag of the session. */
static bool is_tagged(const struct mr_message *message, const struct mr_session *session)
{
	const struct mr_port *reply = message->reply.port;

	return !session->is_home && reply && !reply->remote && !reply->dead &&
	       message->reply.type == MACH_MSG_TYPE_PORT_SEND_ONCE;
}

/* Packs the rights, the reply right first if it goes like the others. False: no memory or
 * descriptors, and the message has them all again. */
static bool pack_rights(struct outgoing *out, struct mr_message *message)
{
	size_t i;

	for (i = 0; i < out->start.wire.right_count; i++) {
		struct mr_right *right = right_at(message, out->start.wire.has_reply, i);
		struct mr_wire_right entry;
		int fd;

		if (!mr_right_pack(*right, &entry, &fd)) {
			unpack_rights(out, message, i);
			return false;
		}
		right->port = NULL;
		memcpy(out->head + i * sizeof entry, &entry, sizeof entry);
		if (fd >= 0)
			out->fds[out->fd_count++] = fd;
	}
	out->right_fd_count = out->fd_count;
	return true;
}

/* Gives the reply right a tag, which it goes as. False: no memory. */
static bool pack_tag(struct outgoing *out, struct mr_message *message, struct mr_session *session)
{
	out->start.wire.reply_tag = mr_session_give_tag(session, message->reply.port);
	if (out->start.wire.reply_tag)
		message->reply.port = NULL;
	return out->start.wire.reply_tag != 0;
}

/*
 * Packs a message. A session gives its reply right a tag; without one (a moved queue) it goes like
 * the others. all_by_fd: no memory goes through the socket. False: no memory or descriptors,
 * nothing done.
 */
static bool pack(struct outgoing *out, struct mr_message *message, struct mr_session *session,
	bool all_by_fd)
{
	bool tagged = session && is_tagged(message, session);
	bool has_reply = !tagged && message->reply.type != 0;
	size_t right_count = message->right_count + has_reply;

	memset(out, 0, offsetof(struct outgoing, few_fds));
	if (!outgoing_allocate(out, message, has_reply))
		return false;
	out->start.wire = (struct mr_wire_message){
		.dialect = (uint8_t)message->wire,
		.word_bytes = MR_WIRE_WORD_BYTES,
		.flags = message->complex ? MR_WIRE_COMPLEX : 0,
		.has_reply = has_reply,
		.id = message->id,
		.value = message->value,
		.body_bytes = (uint32_t)message->body_size_bytes,
		.right_count = (uint32_t)right_count,
		.region_count = (uint32_t)message->region_count,
	};
	if ((tagged && !pack_tag(out, message, session)) || !pack_rights(out, message)) {
		out->start.wire.right_count = 0;
		unpack(out, message, session);
		return false;
	}
	out->stream_bytes = out->head_bytes;
	pack_regions(
		out, message, out->head + right_count * sizeof(struct mr_wire_right), all_by_fd);
	if (message->body_size_bytes > 0)
		memcpy(out->head + out->head_bytes - message->body_size_bytes, message->body,
			message->body_size_bytes);
	out->start.wire.fd_count = (uint32_t)out->fd_count;
	return true;
}

/* ---- Frames ---- */

static size_t next_fds(const struct outgoing *out)
{
	size_t left = out->fd_count - out->sent_fds;

	return left < MR_FRAME_FDS_MAX ? left : MR_FRAME_FDS_MAX;
}

/* How much of the stream goes with the first frame at most. */
static size_t first_room(struct mr_session *session, const struct outgoing *out)
{
	if (MR_START_BYTES + out->stream_bytes <= MR_FRAME_BYTES_SAFE)
		return MR_FRAME_BYTES_SAFE - MR_START_BYTES;
	return mr_session_frame_bytes(session) - MR_START_BYTES;
}

static int try_first(
	struct mr_session *session, struct outgoing *out, struct mr_frame frame, size_t *ret_bytes)
{
	const size_t room = first_room(session, out);
	struct iovec parts[2 + HEAD_PARTS];
	size_t part_count = 1;
	size_t head_bytes = out->head_bytes < room ? out->head_bytes : room;
	size_t fd_count = next_fds(out);
	size_t i;
	int error;

	out->start.frame = frame;
	parts[0] = (struct iovec){&out->start, MR_START_BYTES};
	if (out->head == out->start.small)
		parts[0].iov_len += head_bytes;
	else
		parts[part_count++] = (struct iovec){out->head, head_bytes};
	*ret_bytes = head_bytes;
	if (out->stream_bytes <= TOGETHER_BYTES && out->stream_bytes <= room &&
		out->region_count <= HEAD_PARTS) {
		for (i = 0; i < out->region_count; i++)
			parts[part_count++] =
				(struct iovec){out->regions[i].address, out->regions[i].size_bytes};
		*ret_bytes = out->stream_bytes;
	}
	error = mr_session_try_send(
		session, &out->start.frame, parts, part_count, out->fds + out->sent_fds, fd_count);
	if (error == 0)
		out->sent_fds += fd_count;
	return error;
}

/* Sends the first frame: everything, if it fits. *ret_bytes is how much of the stream went. */
static int send_first(
	struct mr_session *session, struct outgoing *out, struct mr_frame frame, size_t *ret_bytes)
{
	int error;

	do
		error = try_first(session, out, frame, ret_bytes);
	while (error == EMSGSIZE && mr_session_measure(session));
	return error;
}

/* Where so much is to go in pieces of about one size, none larger than a frame: how much of it is
 * the first. */
static size_t even_piece_bytes(size_t left_bytes, size_t frame_bytes)
{
	size_t piece_bytes = (frame_bytes - sizeof(struct mr_frame)) & ~(PAGE_BYTES - 1);
	size_t piece_count = (left_bytes + piece_bytes - 1) / piece_bytes;

	if (piece_count <= 1)
		return left_bytes;
	return (left_bytes / piece_count + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
}

/* The piece of the stream at an offset: a part of the head, or of one region. */
static struct iovec piece_at(const struct outgoing *out, size_t offset_bytes, size_t frame_bytes)
{
	struct iovec piece = {out->head, out->head_bytes};
	size_t i = 0;

	while (offset_bytes >= piece.iov_len && i < out->region_count) {
		offset_bytes -= piece.iov_len;
		piece = (struct iovec){out->regions[i].address, out->regions[i].size_bytes};
		i++;
	}
	piece.iov_base = (char *)piece.iov_base + offset_bytes;
	piece.iov_len -= offset_bytes;
	piece.iov_len = even_piece_bytes(piece.iov_len, frame_bytes);
	return piece;
}

/* How long a send waits. */
struct patience {
	const struct mr_deadline *deadline; /* NULL: for ever */
	bool interruptible;
	/* A send-once right takes its message at once: what finds no room soon, since nobody reads,
	 * goes into memory. */
	bool is_brief;
	uint32_t brief_ms;        /* how soon; 0: not known yet */
	struct mr_deadline brief; /* known with that */
};

/* Who reads at all does so sooner, and with more than so much in a millisecond. */
#define BRIEF_MS     10u
#define BRIEF_BYTES  ((size_t)128 * 1024)
#define BRIEF_MS_MAX ((size_t)60000)

static const struct mr_deadline *brief_deadline(struct patience *patience, size_t stream_bytes)
{
	size_t more_ms = stream_bytes / BRIEF_BYTES;

	if (patience->brief_ms == 0) {
		patience->brief_ms =
			BRIEF_MS + (uint32_t)(more_ms < BRIEF_MS_MAX ? more_ms : BRIEF_MS_MAX);
		patience->brief = mr_deadline_after_ms(patience->brief_ms);
	}
	return &patience->brief;
}

/*
 * Waits for room or credit: MACH_SEND_IN_PROGRESS, MACH_SEND_TIMED_OUT or MACH_SEND_INTERRUPTED.
 * stream_bytes: what is on its way.
 */
static mach_msg_return_t wait_for_session(
	struct mr_session *session, struct patience *patience, size_t stream_bytes)
{
	struct mr_waiter waiter = {.result = MACH_SEND_IN_PROGRESS};
	const struct mr_deadline *deadline = patience->deadline;

	if (patience->is_brief && session->lets_wait)
		return MACH_SEND_TIMED_OUT;
	if (patience->is_brief)
		deadline = brief_deadline(patience, stream_bytes);
	return mr_wait_on(&session->writers, &waiter, deadline,
		patience->interruptible && !patience->is_brief, MACH_SEND_TIMED_OUT,
		MACH_SEND_INTERRUPTED);
}

/* A frame of the rest, which may not find room at once. */
struct attempt {
	struct mr_session *session;
	struct mr_frame *frame;
	struct iovec *parts;
	size_t part_count;
	int *fds;
	size_t fd_count;
	int error;
};

/* True: it has gone, or never will. */
static bool try_frame(void *context)
{
	struct attempt *attempt = context;

	attempt->error = mr_session_try_send(attempt->session, attempt->frame, attempt->parts,
		attempt->part_count, attempt->fds, attempt->fd_count);
	return attempt->error != EAGAIN;
}

/* Queues a frame with the next descriptors: copies, since the caller closes its own. False: there
 * are none. */
static bool queue_frame(struct mr_session *session, struct outgoing *out, struct mr_frame frame,
	const void *payload, size_t payload_bytes)
{
	size_t fd_count = next_fds(out);
	int fds[MR_FRAME_FDS_MAX];
	size_t i;

	for (i = 0; i < fd_count; i++) {
		fds[i] = mr_fd_duplicate(out->fds[out->sent_fds + i]);
		if (fds[i] < 0) {
			mr_close_fds(fds, i);
			return false;
		}
	}
	mr_session_send_later(session, frame, payload, payload_bytes, fds, fd_count);
	out->sent_fds += fd_count;
	return true;
}

/* Queues the first frame, with as much of the head as goes there: *ret_bytes. False: no memory or
 * descriptors. */
static bool queue_first(
	struct mr_session *session, struct outgoing *out, struct mr_frame frame, size_t *ret_bytes)
{
	const size_t wire_bytes = sizeof out->start.wire;
	const size_t room = first_room(session, out);
	size_t head_bytes = out->head_bytes < room ? out->head_bytes : room;
	unsigned char *payload = malloc(wire_bytes + head_bytes);
	bool done;

	if (!payload)
		return false;
	memcpy(payload, &out->start.wire, wire_bytes);
	memcpy(payload + wire_bytes, out->head, head_bytes);
	done = queue_frame(session, out, frame, payload, wire_bytes + head_bytes);
	free(payload);
	*ret_bytes = head_bytes;
	return done;
}

/* Queues a copy of a piece, which may be borrowed. 0, ENOMEM, or EFAULT: it is not there. */
static int queue_piece(struct mr_session *session, struct outgoing *out, struct iovec piece)
{
	const struct mr_frame more = {.kind = MR_FRAME_MORE};
	void *copy = malloc(piece.iov_len + 1);
	int error = 0;

	if (!copy)
		return ENOMEM;
	if (mr_memory_copy(copy, piece.iov_base, piece.iov_len) != KERN_SUCCESS)
		error = EFAULT;
	else if (!queue_frame(session, out, more, copy, piece.iov_len))
		error = ENOMEM;
	free(copy);
	return error;
}

/* Queues what is left. 0, or an errno value, and the other side is told to forget the message. */
static int queue_rest(struct mr_session *session, struct outgoing *out, size_t offset_bytes)
{
	const struct mr_frame abort = {.kind = MR_FRAME_ABORT};

	while (offset_bytes < out->stream_bytes || out->sent_fds < out->fd_count) {
		struct iovec piece = piece_at(out, offset_bytes, mr_session_frame_bytes(session));
		int error = queue_piece(session, out, piece);

		if (error != 0) {
			mr_session_send_later(session, abort, NULL, 0, NULL, 0);
			return error;
		}
		offset_bytes += piece.iov_len;
	}
	return 0;
}

/*
 * Sends what the first frame left. The lock is given up while there is no room. 0, or an errno
 * value, and the other side is told to forget the message: EFAULT if memory that was borrowed is
 * not there, ETIMEDOUT, EINTR, or what the system lacks.
 */
static int send_rest(struct mr_session *session, struct outgoing *out, size_t offset_bytes,
	struct patience *patience)
{
	while (offset_bytes < out->stream_bytes || out->sent_fds < out->fd_count) {
		struct mr_frame frame = {.kind = MR_FRAME_MORE};
		struct iovec parts[2] = {{&frame, sizeof frame},
			piece_at(out, offset_bytes, mr_session_frame_bytes(session))};
		size_t fd_count = next_fds(out);
		struct attempt attempt = {session, &frame, parts, parts[1].iov_len ? 2 : 1,
			out->fds + out->sent_fds, fd_count, 0};
		int error = EAGAIN;

		/* Who reads at the same time makes room sooner than this thread would be awake. */
		if (try_frame(&attempt) || mr_look(try_frame, &attempt))
			error = attempt.error;
		if (error == EPIPE || error == ECONNRESET)
			break; /* the other side is gone */
		if (error == EMSGSIZE && mr_session_measure(session))
			continue;
		if (error == EAGAIN || error == ENOBUFS) {
			mach_msg_return_t result;

			mr_session_want_room(session);
			result = wait_for_session(session, patience, out->stream_bytes);
			error = 0;
			if (result != MACH_SEND_IN_PROGRESS && patience->is_brief) {
				session->lets_wait = true; /* once is enough */
				return queue_rest(session, out, offset_bytes);
			}
			if (result == MACH_SEND_TIMED_OUT)
				error = ETIMEDOUT;
			else if (result == MACH_SEND_INTERRUPTED)
				error = EINTR;
		} else if (error == 0) {
			offset_bytes += parts[1].iov_len;
			out->sent_fds += fd_count;
		}
		if (error != 0) {
			mr_session_tell(session, (struct mr_frame){.kind = MR_FRAME_ABORT});
			return error;
		}
	}
	return 0;
}

/* ---- Sending ---- */

static struct mr_frame first_frame(
	const struct mr_message *message, const struct mr_session *session)
{
	struct mr_frame frame = {.kind = MR_FRAME_MESSAGE, .tag = message->destination.port->tag};

	if (message->destination.type == MACH_MSG_TYPE_PORT_SEND) {
		if (session->waiting + 1 >= session->window)
			frame.flags = MR_FRAME_FULL;
	} else if (!frame.tag) {
		frame.flags = MR_FRAME_ONCE;
	}
	return frame;
}

/* A message has used the right. */
static void end_destination(struct mr_right destination)
{
	if (destination.type == MACH_MSG_TYPE_PORT_SEND || destination.port->dead)
		mr_right_release(destination);
	else if (destination.port->tag)
		mr_session_release_tag(destination.port);
	else if (destination.port->remote)
		mr_session_release_once(destination.port);
	else
		mr_right_used(destination);
}

/* The message has gone; what is left of it ends here. keep: but for the message itself, empty. */
static void finish(struct mr_message *message, struct outgoing *out, bool keep)
{
	struct mr_right destination = message->destination;

	mr_close_fds(out->fds, out->right_fd_count);
	outgoing_free(out);
	mr_message_free_regions(message);
	message->destination.port = &mr_dead_port;
	if (!keep)
		mr_message_free(message);
	end_destination(destination);
}

/* One attempt. ECANCELED: the message is gone, since its memory was not there. EAGAIN: no room;
 * ENOMEM: no memory or descriptors; ETIMEDOUT, EINTR: a part did not get through; the message is
 * as before. */
static int try_message(
	struct mr_session *session, struct mr_message *message, struct patience *patience)
{
	struct mr_frame frame = first_frame(message, session);
	struct outgoing out;
	size_t offset_bytes;
	int error;

	/* With a deadline all memory goes with the first frame. */
	if (!pack(&out, message, session, patience->deadline != NULL))
		return ENOMEM;
	error = send_first(session, &out, frame, &offset_bytes);
	if (error != 0) {
		unpack(&out, message, session);
		return error;
	}
	if (message->destination.type == MACH_MSG_TYPE_PORT_SEND)
		session->waiting++;
	if (offset_bytes < out.stream_bytes || out.sent_fds < out.fd_count) {
		mr_session_widen(session);
		session->sending = true;
		error = send_rest(session, &out, offset_bytes, patience);
		if (error != 0 && error != EFAULT) {
			/* The receiver closes what it got of the rights; these ends stay. */
			if (message->destination.type == MACH_MSG_TYPE_PORT_SEND)
				session->waiting--;
			unpack(&out, message, session);
			mr_session_sending_ends(session);
			return error;
		}
		mr_session_sending_ends(session);
	}
	finish(message, &out, error != 0);
	return error == EFAULT ? ECANCELED : error;
}

/* The port has died. A reply right tells its port so; without one the error is all there is. */
static mach_msg_return_t send_to_dead(struct mr_message *message)
{
	if (message->reply.port && message->reply.type == MACH_MSG_TYPE_PORT_SEND_ONCE) {
		mr_message_destroy(message);
		return MACH_MSG_SUCCESS;
	}
	mr_message_strip(message);
	return MACH_SEND_INVALID_DEST;
}

static bool is_within_limits(const struct mr_message *message)
{
	size_t bytes = message->body_size_bytes;
	size_t i;

	for (i = 0; i < message->region_count; i++)
		bytes += message->regions[i].size_bytes;
	return bytes <= mr_limits.message_bytes &&
	       message->right_count + message->region_count < mr_limits.message_rights;
}

/* Whether another message would be one too many in the port's queue. */
static bool is_window_full(struct mr_session *session, const struct mr_message *message)
{
	if (message->destination.type != MACH_MSG_TYPE_PORT_SEND ||
		session->waiting < session->window)
		return false;
	/* Room may have been made and not been heard of. */
	mr_session_drain(session);
	return session->waiting >= session->window;
}

/* What becomes of a message after an attempt failed; MACH_SEND_IN_PROGRESS: there is to be another.
 */
static mach_msg_return_t after_error(struct mr_session *session, struct mr_message *message,
	int error, struct patience *patience)
{
	switch (error) {
	case EFAULT: mr_message_strip(message); return MACH_SEND_INVALID_MEMORY;
	case ECANCELED: return MACH_SEND_INVALID_MEMORY;
	case ETIMEDOUT: return MACH_SEND_TIMED_OUT;
	case EINTR: return MACH_SEND_INTERRUPTED;
	case EAGAIN:
	case ENOBUFS:
		mr_session_want_room(session);
		return wait_for_session(session, patience, message->body_size_bytes);
	case ENOMEM:
	case ETOOMANYREFS:
	case EMFILE: return MACH_SEND_NO_BUFFER;
	default:
		/* Gone; first comes what it still had to say. */
		mr_session_drain(session);
		mr_session_died(session);
		return MACH_SEND_IN_PROGRESS;
	}
}

/* Whether all memory is there that came with the message; some may have found no place here. */
static bool has_all_memory(const struct mr_message *message)
{
	size_t i;

	for (i = 0; i < message->region_count; i++) {
		if (!message->regions[i].address && message->regions[i].size_bytes > 0)
			return false;
	}
	return true;
}

/* Sends or queues a message without waiting, and consumes it. False: no memory or descriptors; it
 * is as before. */
static bool send_or_queue(struct mr_session *session, struct mr_message *message,
	struct mr_session *tag_session, struct mr_frame frame)
{
	struct outgoing out;
	size_t offset_bytes;
	int error = EAGAIN;
	bool done;

	if (!has_all_memory(message) || !pack(&out, message, tag_session, true))
		return false;
	if (!session->sending)
		error = send_first(session, &out, frame, &offset_bytes);
	done = !mr_is_passing_error(error) || queue_first(session, &out, frame, &offset_bytes);
	/* Else the other side is gone. */
	if (done && (error == 0 || mr_is_passing_error(error)))
		done = queue_rest(session, &out, offset_bytes) == 0;
	if (done)
		finish(message, &out, false);
	else
		unpack(&out, message, tag_session);
	return done;
}

/* The same for a message to a send-once right, which may have borrowed memory. */
static mach_msg_return_t queue_brief(struct mr_session *session, struct mr_message *message)
{
	mach_msg_return_t result = mr_message_own_regions(message);

	if (result == MACH_SEND_INVALID_MEMORY)
		mr_message_strip(message);
	if (result != MACH_MSG_SUCCESS)
		return result;
	return send_or_queue(session, message, session, first_frame(message, session))
		       ? MACH_MSG_SUCCESS
		       : MACH_SEND_NO_BUFFER;
}

/* What keeps a message from being sent, whatever its session; what it still has then is as mr_send
 * says. */
static mach_msg_return_t check_and_own(struct mr_message *message, bool has_deadline)
{
	mach_msg_return_t result = MACH_MSG_SUCCESS;

	if (!mr_port_takes(message->destination.port, message->wire)) {
		mr_message_strip(message);
		return MACH_SEND_INVALID_DATA;
	}
	if (!is_within_limits(message)) {
		mr_message_own_regions(message);
		return MACH_SEND_NO_BUFFER;
	}
	/* With a deadline all memory goes in files that are the message's. */
	if (has_deadline)
		result = mr_message_own_regions(message);
	if (result == MACH_SEND_INVALID_MEMORY)
		mr_message_strip(message);
	return result;
}

/* Sends it, or waits until that may be possible: MACH_SEND_IN_PROGRESS. */
static mach_msg_return_t send_or_wait(
	struct mr_session *session, struct mr_message *message, struct patience *patience)
{
	const struct mr_port *port = message->destination.port;
	bool must_wait = session->sending || is_window_full(session, message);
	mach_msg_return_t result;
	int error;

	/* Looking at the window may have ended the session. */
	if (port->session != session)
		return MACH_SEND_IN_PROGRESS;
	if (must_wait) {
		result = wait_for_session(session, patience, 0);
	} else {
		error = try_message(session, message, patience);
		result = error == 0 ? MACH_MSG_SUCCESS
				    : after_error(session, message, error, patience);
	}
	if (result != MACH_SEND_TIMED_OUT || !patience->is_brief)
		return result;
	session->lets_wait = session->lets_wait || !session->sending;
	if (port->dead || port->session != session)
		return MACH_SEND_IN_PROGRESS;
	return queue_brief(session, message);
}

mach_msg_return_t mr_remote_send(
	struct mr_message *message, const struct mr_deadline *deadline, bool interruptible)
{
	struct mr_port *port = message->destination.port;
	struct mr_session *session = port->session;
	struct patience patience = {
		.deadline = deadline,
		.interruptible = interruptible,
		.is_brief = message->destination.type == MACH_MSG_TYPE_PORT_SEND_ONCE,
	};
	mach_msg_return_t result = check_and_own(message, deadline != NULL);

	if (result != MACH_MSG_SUCCESS)
		return result;
	mr_session_reference(session);
	do {
		if (port->dead) {
			result = send_to_dead(message);
		} else if (port->session != session) {
			/* The receive right came here meanwhile, and perhaps went on. */
			mr_session_dereference(session);
			return mr_send(message, deadline, interruptible);
		} else {
			result = send_or_wait(session, message, &patience);
		}
	} while (result == MACH_SEND_IN_PROGRESS);
	if (result != MACH_MSG_SUCCESS)
		mr_message_own_regions(message);
	if (result == MACH_SEND_TIMED_OUT || result == MACH_SEND_INTERRUPTED)
		mr_watch_room(port, false);
	mr_session_dereference(session);
	return result;
}

void mr_remote_send_now(struct mr_message *message)
{
	struct mr_session *session = message->destination.port->session;

	mr_session_reference(session);
	if (!send_or_queue(session, message, session, first_frame(message, session)))
		mr_message_destroy(message);
	mr_session_dereference(session);
}

void mr_channel_send(struct mr_session *channel, struct mr_message *message)
{
	struct mr_frame frame = {.kind = MR_FRAME_MESSAGE};

	if (message->destination.type == MACH_MSG_TYPE_PORT_SEND_ONCE)
		frame.flags |= MR_FRAME_ONCE;
	if (!send_or_queue(channel, message, NULL, frame))
		mr_message_destroy(message);
}
