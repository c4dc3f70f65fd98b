/*
 * Frames in: each is checked in full before any of it is used, and a side that breaks the rules
 * loses the session, which is all that it can break.
 */
#include "core/memory.h"
#include "core/shared.h"
#include "transport/transfer.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the first frame of a message says of it. */
struct heading {
	struct mr_wire_message wire;
	uint8_t flags; /* MR_FRAME_* */
	uint32_t tag;
	struct migrt_sender sender;
};

/* A message of which parts are still to come. */
struct mr_incoming {
	const struct heading *heading;
	unsigned char *head; /* entries of rights and regions, and the body */
	size_t head_bytes;
	size_t head_done_bytes;
	struct mr_region *regions;
	size_t region_count;      /* those that are set up */
	size_t region_index;      /* the first one that is not full */
	size_t region_done_bytes; /* of that */
	int *fds;
	size_t fd_count;  /* received */
	size_t fds_taken; /* of them, those that belong to something else now */
	size_t charged_bytes;
	struct mr_message *message; /* with room for all that it will have; NULL once complete */
};

/* A message of one frame with more regions is handled like one of many frames. */
#define WHOLE_REGIONS_MAX 8u

/* A message that is only a place for one: its reply right stays with the sender. */
static void forget_received(struct mr_message *message)
{
	if (message->reply.port)
		mr_session_release_tag(message->reply.port);
	mr_message_free(message);
}

/* Gives up what is not the message's by now. */
static void incoming_release(struct mr_incoming *incoming)
{
	size_t i;

	mr_close_fds(incoming->fds + incoming->fds_taken, incoming->fd_count - incoming->fds_taken);
	for (i = 0; i < incoming->region_count; i++)
		mr_region_free(incoming->regions[i]);
	if (incoming->message)
		forget_received(incoming->message);
	mr_uncharge(incoming->charged_bytes);
}

void mr_incoming_free(struct mr_incoming *incoming)
{
	incoming_release(incoming);
	free(incoming);
}

/* message_bytes: what is charged to the message so far. */
static bool charge(size_t *message_bytes, size_t bytes)
{
	if (*message_bytes > mr_limits.message_bytes ||
		bytes > mr_limits.message_bytes - *message_bytes || !mr_charge(bytes))
		return false;
	*message_bytes += bytes;
	return true;
}

/* ---- Setting up ---- */

static size_t rights_bytes(const struct mr_wire_message *wire)
{
	return wire->right_count * sizeof(struct mr_wire_right);
}

static size_t head_size_bytes(const struct mr_wire_message *wire)
{
	return rights_bytes(wire) + wire->region_count * sizeof(struct mr_wire_region) +
	       wire->body_bytes;
}

static bool is_sound(const struct mr_wire_message *wire)
{
	if (wire->right_count > mr_limits.message_rights ||
		wire->region_count > mr_limits.message_rights ||
		wire->body_bytes > mr_limits.message_bytes ||
		wire->fd_count > wire->right_count + wire->region_count)
		return false;
	if (wire->dialect > MR_WIRE_LAST || wire->word_bytes != MR_WIRE_WORD_BYTES ||
		wire->has_reply > 1 || (wire->has_reply && wire->reply_tag) ||
		wire->has_reply > wire->right_count)
		return false;
	return wire->dialect != MR_WIRE_NOTIFICATION || wire->body_bytes == 0;
}

/* All that it needs in one block. */
static struct mr_incoming *incoming_create(const struct heading *heading)
{
	struct {
		struct mr_incoming incoming;
		struct heading heading;
		struct mr_region regions[];
	} * block;
	const struct mr_wire_message *wire = &heading->wire;
	size_t head_bytes = head_size_bytes(wire);
	size_t regions_bytes = wire->region_count * sizeof block->regions[0];
	size_t fds_bytes = wire->fd_count * sizeof(int);

	block = calloc(1, sizeof *block + regions_bytes + fds_bytes + head_bytes);
	if (!block)
		return NULL;
	block->heading = *heading;
	block->incoming.heading = &block->heading;
	block->incoming.regions = block->regions;
	block->incoming.fds = (int *)(void *)((char *)block->regions + regions_bytes);
	block->incoming.head = (unsigned char *)block->incoming.fds + fds_bytes;
	block->incoming.head_bytes = head_bytes;
	return &block->incoming;
}

static struct mr_wire_region region_entry(
	const unsigned char *head, const struct mr_wire_message *wire, size_t index)
{
	struct mr_wire_region entry;

	memcpy(&entry, head + rights_bytes(wire) + index * sizeof entry, sizeof entry);
	return entry;
}

/* Checks the entries of rights, and how many descriptors belong to them. */
static bool check_right_entries(const struct mr_incoming *incoming, size_t *ret_fd_count)
{
	/* Entries of a bounded array of rights that are not used. */
	bool may_be_unused = incoming->heading->wire.dialect == MR_WIRE_NDR;
	size_t i;

	*ret_fd_count = 0;
	for (i = 0; i < incoming->heading->wire.right_count; i++) {
		struct mr_wire_right entry;
		bool has_fd;

		memcpy(&entry, incoming->head + i * sizeof entry, sizeof entry);
		if (!mr_wire_right_check(&entry, &has_fd))
			return false;
		/* A reply goes to a send or send-once right. */
		if (i == 0 && incoming->heading->wire.has_reply &&
			entry.type == MACH_MSG_TYPE_PORT_RECEIVE)
			return false;
		if ((i > 0 || !incoming->heading->wire.has_reply) && entry.type == 0 &&
			!(may_be_unused && entry.kind == MR_WIRE_NO_RIGHT))
			return false;
		*ret_fd_count += has_fd;
	}
	return *ret_fd_count <= incoming->heading->wire.fd_count;
}

/* The head is complete: makes room for regions that come through the socket. */
static bool prepare_regions(struct mr_incoming *incoming)
{
	size_t fd_count;
	size_t i;

	if (!check_right_entries(incoming, &fd_count))
		return false;
	for (i = 0; i < incoming->heading->wire.region_count; i++) {
		struct mr_region *region = &incoming->regions[i];
		struct mr_wire_region entry =
			region_entry(incoming->head, &incoming->heading->wire, i);

		if (entry.has_fd > 1 || entry.size_bytes > mr_limits.message_bytes ||
			(entry.has_fd && entry.size_bytes == 0) ||
			!charge(&incoming->charged_bytes, (size_t)entry.size_bytes))
			return false;
		fd_count += entry.has_fd;
		if (!entry.has_fd && entry.size_bytes > 0) {
			/* Without memory the bytes are read and forgotten. */
			region->address = mr_pages_allocate_to_fill((size_t)entry.size_bytes);
			region->size_bytes = (size_t)entry.size_bytes;
		}
		incoming->region_count++;
	}
	return fd_count == incoming->heading->wire.fd_count;
}

static void skip_full_regions(struct mr_incoming *incoming)
{
	while (incoming->region_index < incoming->heading->wire.region_count &&
		incoming->region_done_bytes >=
			incoming->regions[incoming->region_index].size_bytes) {
		incoming->region_index++;
		incoming->region_done_bytes = 0;
	}
}

/* Where the next bytes of the stream belong, NULL if nowhere, and how many. */
static struct iovec next_place(struct mr_incoming *incoming)
{
	struct iovec place = {NULL, 0};

	if (incoming->head_done_bytes < incoming->head_bytes) {
		place.iov_base = incoming->head + incoming->head_done_bytes;
		place.iov_len = incoming->head_bytes - incoming->head_done_bytes;
	} else if (incoming->region_index < incoming->heading->wire.region_count) {
		const struct mr_region *region = &incoming->regions[incoming->region_index];

		if (region->address)
			place.iov_base = (char *)region->address + incoming->region_done_bytes;
		place.iov_len = region->size_bytes - incoming->region_done_bytes;
	}
	return place;
}

/* Counts bytes that are in their place. */
static bool advance(struct mr_incoming *incoming, size_t bytes)
{
	if (incoming->head_done_bytes < incoming->head_bytes) {
		incoming->head_done_bytes += bytes;
	} else {
		incoming->region_done_bytes += bytes;
	}
	if (incoming->head_done_bytes < incoming->head_bytes)
		return true;
	if (incoming->region_count == 0 && !prepare_regions(incoming))
		return false;
	skip_full_regions(incoming);
	return true;
}

/* Puts bytes of a frame into their places. False: they are no part of this message. */
static bool take_bytes(struct mr_incoming *incoming, const unsigned char *bytes, size_t count)
{
	if (incoming->head_bytes == 0 && incoming->region_count == 0 && !advance(incoming, 0))
		return false;
	while (count > 0) {
		struct iovec place = next_place(incoming);
		size_t part = count < place.iov_len ? count : place.iov_len;

		if (part == 0)
			return false;
		if (place.iov_base && place.iov_base != bytes)
			memcpy(place.iov_base, bytes, part);
		bytes += part;
		count -= part;
		if (!advance(incoming, part))
			return false;
	}
	return true;
}

static bool take_fds(struct mr_incoming *incoming, const int *fds, size_t count)
{
	if (count > incoming->heading->wire.fd_count - incoming->fd_count)
		return false;
	if (count > 0)
		memcpy(incoming->fds + incoming->fd_count, fds, count * sizeof *fds);
	incoming->fd_count += count;
	return true;
}

static bool is_complete(struct mr_incoming *incoming)
{
	return incoming->fd_count == incoming->heading->wire.fd_count &&
	       incoming->head_done_bytes == incoming->head_bytes &&
	       incoming->region_index == incoming->heading->wire.region_count;
}

/* ---- A complete message ---- */

/* Finds out where the message goes, and takes the right that it uses. The port is NULL if there is
 * none; false: the sender had no right to. */
static bool take_destination(
	struct mr_session *session, const struct heading *heading, struct mr_right *ret_right)
{
	struct mr_port *port = session->port;

	*ret_right = (struct mr_right){NULL, MACH_MSG_TYPE_PORT_SEND_ONCE};
	if (heading->tag) {
		ret_right->port = mr_session_take_tag(session, heading->tag);
		return true;
	}
	if (!session->is_home)
		return false;
	if (!port)
		return true; /* it died while the message was on its way */
	ret_right->port = port;
	if (session->is_channel) {
		if (heading->flags & MR_FRAME_ONCE) {
			mr_right_make_send_once(port);
		} else {
			ret_right->type = MACH_MSG_TYPE_PORT_SEND;
			mr_port_add_send_right(port);
		}
		return true;
	}
	if (heading->flags & MR_FRAME_ONCE) {
		if (session->once_count == 0)
			return false;
		session->once_count--; /* its count and reference are the message's now */
		return true;
	}
	if (!session->has_send)
		return false;
	ret_right->type = MACH_MSG_TYPE_PORT_SEND;
	mr_port_add_send_right(port);
	return true;
}

static bool hold_reply(
	struct mr_session *session, const struct mr_wire_message *wire, struct mr_message *message)
{
	if (wire->reply_tag == 0)
		return true;
	message->reply.type = MACH_MSG_TYPE_PORT_SEND_ONCE;
	message->reply.port = mr_session_hold_tag(session, wire->reply_tag);
	return message->reply.port != NULL;
}

/* A message with room for what it will have. NULL: no memory. */
static struct mr_message *create_received(
	struct mr_session *session, const struct mr_wire_message *wire)
{
	struct mr_message *message =
		mr_message_create((enum mr_wire)wire->dialect, wire->body_bytes);

	if (!message)
		return NULL;
	if (hold_reply(session, wire, message) &&
		(wire->right_count + wire->region_count == 0 ||
			(mr_message_reserve_rights(message, wire->right_count) &&
				mr_message_reserve_regions(message, wire->region_count))))
		return message;
	forget_received(message);
	return NULL;
}

/* Fills in all but rights and memory. False, and the message is gone: the sender had no right to
 * send it. */
static bool begin_received(struct mr_session *session, const struct heading *heading,
	const unsigned char *body, struct mr_message *message)
{
	const struct mr_wire_message *wire = &heading->wire;
	struct mr_right destination;

	if (!take_destination(session, heading, &destination)) {
		forget_received(message);
		return false;
	}
	message->destination = destination;
	message->id = wire->id;
	message->value = wire->value;
	message->complex = (wire->flags & MR_WIRE_COMPLEX) != 0;
	message->from_outside = true;
	message->sender = heading->sender;
	/* Sent before this end asked for credentials: nothing is known. */
	if (message->sender.pid <= 0)
		message->sender = (struct migrt_sender){0, UINT32_MAX, UINT32_MAX};
	if (wire->body_bytes > 0)
		memcpy(message->body, body, wire->body_bytes);
	return true;
}

/* Moves rights from the stream into the message. */
static void fill_rights(struct mr_incoming *incoming, struct mr_message *message)
{
	const struct mr_wire_message *wire = &incoming->heading->wire;
	size_t i;

	for (i = 0; i < wire->right_count; i++) {
		struct mr_right right = mr_right_unpack_next(
			incoming->head, i, incoming->fds, &incoming->fds_taken);

		if (i == 0 && wire->has_reply)
			message->reply = right;
		else
			mr_message_add_right(message, right);
	}
}

static bool fill_regions(struct mr_incoming *incoming, struct mr_message *message)
{
	const struct mr_wire_message *wire = &incoming->heading->wire;
	size_t i;

	for (i = 0; i < wire->region_count; i++) {
		struct mr_wire_region entry = region_entry(incoming->head, wire, i);
		struct mr_region region = incoming->regions[i];

		if (entry.has_fd && !mr_region_open(incoming->fds[incoming->fds_taken++],
					    entry.offset_bytes, (size_t)entry.size_bytes, &region))
			return false;
		incoming->regions[i] = (struct mr_region){.address = NULL};
		mr_message_add_region(message, region);
	}
	return true;
}

/* What the message takes while it waits for its receiver. */
static size_t kept_bytes(const struct mr_message *message)
{
	size_t bytes = sizeof *message + message->body_size_bytes;
	size_t i;

	if (message->right_count + message->region_count == 0)
		return bytes;
	bytes += message->right_count * (sizeof(struct mr_port) + sizeof(struct mr_session));
	for (i = 0; i < message->region_count; i++)
		bytes += mr_whole_pages(message->regions[i].size_bytes);
	return bytes;
}

/* The session is not read while too much of it waits: more than a side sends that keeps to its
 * window, or more than this process keeps. What waits has it read on when it is received. */
static void count_as_waiting(
	struct mr_session *session, const struct heading *heading, struct mr_message *message)
{
	message->origin = session;
	message->charged_bytes = kept_bytes(message);
	mr_charge_received(message->charged_bytes);
	mr_session_reference(session);
	session->waiting++;
	session->wants_credit = false;
	if (heading->flags & MR_FRAME_FULL)
		mr_session_want_credit(session);
	if (session->waiting > 2 * MR_QLIMIT_MAX || mr_is_burdened())
		mr_session_pause(session);
}

/* Sends the message on to its port. False, and it is destroyed: it is none. */
static bool post(
	struct mr_session *session, const struct heading *heading, struct mr_message *message)
{
	if (!mr_message_check(message)) {
		mr_message_destroy(message);
		return false;
	}
	if (!message->destination.port) {
		mr_message_destroy(message);
		return true;
	}
	if (message->destination.type == MACH_MSG_TYPE_PORT_SEND || session->is_channel)
		count_as_waiting(session, heading, message);
	mr_send_now(message);
	return true;
}

/* Completes the message and sends it on to its port. False: the sender broke a rule. */
static bool complete(
	struct mr_session *session, struct mr_incoming *incoming, const unsigned char *body)
{
	struct mr_message *message = incoming->message;

	incoming->message = NULL;
	if (!begin_received(session, incoming->heading, body, message))
		return false;
	fill_rights(incoming, message);
	if (!fill_regions(incoming, message)) {
		mr_message_destroy(message);
		return false;
	}
	return post(session, incoming->heading, message);
}

/* ---- Frames ---- */

static bool on_more(struct mr_session *session, struct mr_input *input)
{
	struct mr_incoming *incoming = session->incoming;
	bool done;

	if (!incoming || !take_fds(incoming, input->fds, input->fd_count))
		return false;
	input->fd_count = 0;
	if (!take_bytes(incoming, input->payload, input->payload_bytes))
		return false;
	if (!is_complete(incoming))
		return input->payload_bytes > 0 || input->frame.fd_count > 0;
	session->incoming = NULL;
	done = complete(session, incoming,
		incoming->head + incoming->head_bytes - incoming->heading->wire.body_bytes);
	mr_incoming_free(incoming);
	return done;
}

/* Whether all of the message is in the frame: bytes, as its entries of regions say, and
 * descriptors. */
static bool is_whole(const struct mr_input *input, const struct mr_wire_message *wire)
{
	const unsigned char *head = input->payload + sizeof *wire;
	size_t left_bytes = input->payload_bytes - sizeof *wire;
	size_t i;

	if (wire->region_count > WHOLE_REGIONS_MAX || wire->fd_count != input->fd_count ||
		head_size_bytes(wire) > left_bytes)
		return false;
	left_bytes -= head_size_bytes(wire);
	for (i = 0; i < wire->region_count; i++) {
		struct mr_wire_region entry = region_entry(head, wire, i);

		if (entry.has_fd)
			continue;
		if (entry.size_bytes > left_bytes)
			return false;
		left_bytes -= (size_t)entry.size_bytes;
	}
	return left_bytes == 0;
}

static void skip_heading(struct mr_input *input)
{
	input->payload += sizeof(struct mr_wire_message);
	input->payload_bytes -= sizeof(struct mr_wire_message);
}

/* A message of which all is in its frame: nothing needs to be kept. */
static bool on_whole(struct mr_session *session, struct mr_input *input,
	const struct heading *heading, struct mr_message *message)
{
	const struct mr_wire_message *wire = &heading->wire;
	struct mr_region regions[WHOLE_REGIONS_MAX];
	struct mr_incoming whole = {
		.heading = heading,
		.head = (unsigned char *)(uintptr_t)input->payload, /* only read */
		.head_bytes = head_size_bytes(wire),
		.head_done_bytes = head_size_bytes(wire),
		.regions = regions,
		.fds = input->fds,
		.fd_count = input->fd_count,
		.message = message,
	};
	bool done;

	input->fd_count = 0;
	if (wire->region_count > 0)
		memset(regions, 0, wire->region_count * sizeof *regions);
	done = prepare_regions(&whole);
	skip_full_regions(&whole);
	done = done &&
	       take_bytes(&whole, input->payload + whole.head_bytes,
		       input->payload_bytes - whole.head_bytes) &&
	       is_complete(&whole) &&
	       complete(session, &whole, whole.head + whole.head_bytes - wire->body_bytes);
	incoming_release(&whole);
	return done;
}

/* The same of one that brings neither rights nor memory, as nearly every one is. */
static bool on_simple(struct mr_session *session, const struct mr_input *input,
	const struct heading *heading, struct mr_message *message)
{
	return begin_received(session, heading, input->payload, message) &&
	       post(session, heading, message);
}

/* One of which more is to come. */
static bool on_beginning(struct mr_session *session, struct mr_input *input,
	const struct heading *heading, struct mr_message *message)
{
	size_t charged = 0;

	if (!charge(&charged, head_size_bytes(&heading->wire))) {
		forget_received(message);
		return false;
	}
	session->incoming = incoming_create(heading);
	if (!session->incoming) {
		mr_uncharge(charged);
		forget_received(message);
		return mr_frame_put_off(session, input);
	}
	session->incoming->charged_bytes = charged;
	session->incoming->message = message;
	skip_heading(input);
	/* A message without anything is complete with its first frame. */
	input->frame.fd_count = 1;
	return on_more(session, input) || (session->incoming && input->payload_bytes == 0);
}

static bool on_message(struct mr_session *session, struct mr_input *input)
{
	struct heading heading = {
		.flags = input->frame.flags, .tag = input->frame.tag, .sender = input->sender};
	const struct mr_wire_message *wire = &heading.wire;
	struct mr_message *message;

	if (session->incoming || input->payload_bytes < sizeof *wire)
		return false;
	memcpy(&heading.wire, input->payload, sizeof *wire);
	if (!is_sound(wire))
		return false;
	message = create_received(session, wire);
	if (!message)
		return mr_frame_put_off(session, input);
	if (!is_whole(input, wire))
		return on_beginning(session, input, &heading, message);
	skip_heading(input);
	return wire->right_count + wire->region_count == 0
		       ? on_simple(session, input, &heading, message)
		       : on_whole(session, input, &heading, message);
}

static bool on_abort(struct mr_session *session, const struct mr_input *input)
{
	if (!session->incoming || input->fd_count > 0)
		return false;
	mr_incoming_free(session->incoming);
	session->incoming = NULL;
	return true;
}

/* False: the frame breaks a rule. */
static bool dispatch(struct mr_session *session, struct mr_input *input)
{
	const struct mr_frame *frame = &input->frame;

	if (!session->is_home) {
		unsigned ack = frame->ack < session->waiting ? frame->ack : session->waiting;

		session->waiting -= ack;
		if (ack > 0)
			mr_session_wake_writers(session);
	}
	switch ((enum mr_frame_kind)frame->kind) {
	case MR_FRAME_MESSAGE: return on_message(session, input);
	case MR_FRAME_MORE: return on_more(session, input);
	case MR_FRAME_ABORT: return on_abort(session, input);
	default: return mr_control_frame(session, input);
	}
}

/* One for the process: it is in use only while the lock is held. */
static _Alignas(16) unsigned char scratch[MR_FRAME_BYTES_MAX];

/* Receives a packet: what continues a message goes straight to its place. */
static ssize_t receive(struct mr_session *session, struct mr_packet *packet, struct mr_frame *frame,
	struct iovec parts[3], bool wait)
{
	ssize_t bytes;

	packet->parts = parts;
	packet->part_count = 1;
	packet->fd_count = 0;
	if (!mr_session_prove(session))
		return 0;
	if (session->incoming) {
		parts[0] = (struct iovec){frame, sizeof *frame};
		parts[1] = next_place(session->incoming);
		if (parts[1].iov_len > MR_FRAME_BYTES_MAX)
			parts[1].iov_len = MR_FRAME_BYTES_MAX;
		if (!parts[1].iov_base)
			parts[1].iov_len = 0;
		packet->part_count += parts[1].iov_len > 0;
		/* Not only a beginning: other frames come between the parts of a message. */
		parts[packet->part_count++] = (struct iovec){scratch, sizeof scratch};
	} else {
		parts[0] = (struct iovec){scratch, sizeof scratch};
	}
	do {
		bytes = mr_packet_receive(session->source.fd, packet, wait);
		if (bytes == -EAGAIN && wait) {
			/* Somebody made the socket non-blocking. */
			struct pollfd poll_fd = {.fd = session->source.fd, .events = POLLIN};

			if (poll(&poll_fd, 1, -1) < 0)
				return -EINTR;
		}
		/* Says that the other side left something unread; it can still be read here. */
	} while (bytes == -ECONNRESET || (bytes == -EAGAIN && wait) || (bytes == -EINTR && !wait));
	if (packet->part_count == 1 && bytes >= (ssize_t)sizeof *frame)
		memcpy(frame, scratch, sizeof *frame);
	return bytes;
}

/* Brings the payload, which may lie in two parts, into one piece; says where. */
static const unsigned char *gather(const struct iovec parts[3], size_t part_count, size_t bytes)
{
	size_t first;

	if (part_count == 1)
		return scratch + sizeof(struct mr_frame);
	first = parts[1].iov_len;
	if (part_count < 3 || bytes <= first)
		return parts[1].iov_base;
	/* Rare: a frame that is more than the rest of a region. */
	if (bytes > sizeof scratch)
		return NULL;
	memmove(scratch + first, scratch, bytes - first);
	memcpy(scratch, parts[1].iov_base, first);
	return scratch;
}

/* Deals with the frame that was put off. False: there is still no memory. */
static bool read_late(void)
{
	struct mr_input input;
	struct mr_session *session = mr_frame_take_late(&input);
	bool sound = dispatch(session, &input);
	bool done = !mr_frame_is_late();

	mr_close_fds(input.fds, input.fd_count);
	if (!sound)
		mr_session_died(session);
	mr_session_dereference(session);
	return done;
}

void mr_session_try_late(void)
{
	if (mr_frame_is_late())
		read_late();
}

bool mr_session_read(struct mr_session *session, bool wait)
{
	int fds[MR_FRAME_FDS_MAX];
	struct iovec parts[3];
	struct mr_packet packet = {.fds = fds};
	struct mr_input input;
	ssize_t bytes;
	bool sound;

	if (session->is_late)
		return read_late();
	bytes = receive(session, &packet, &input.frame, parts, wait);
	if (bytes <= 0) {
		if (bytes == -EAGAIN || bytes == -EINTR)
			return false;
		if (bytes == -ENOMEM || bytes == -ENOBUFS)
			return true;
		/* Even an empty packet can bring descriptors. */
		mr_close_fds(fds, packet.fd_count);
		mr_session_died(session);
		return true;
	}
	input.fds = fds;
	input.fd_count = packet.fd_count;
	input.sender = packet.sender;
	/* Without descriptors to spare a right arrives dead, and the rest of its message whole. */
	while (packet.lacks_fds && bytes >= (ssize_t)sizeof input.frame &&
		input.fd_count < input.frame.fd_count && input.fd_count < MR_FRAME_FDS_MAX)
		fds[input.fd_count++] = -1;
	packet.fd_count = input.fd_count;
	sound = (size_t)bytes >= sizeof input.frame && input.frame.size_bytes == (size_t)bytes &&
		input.frame.fd_count == packet.fd_count;
	mr_session_reference(session);
	if (sound) {
		input.payload_bytes = (size_t)bytes - sizeof input.frame;
		input.payload = gather(parts, packet.part_count, input.payload_bytes);
		sound = input.payload && dispatch(session, &input);
	}
	mr_close_fds(input.fds, input.fd_count);
	if (!sound)
		mr_session_died(session);
	mr_session_dereference(session);
	return true;
}
