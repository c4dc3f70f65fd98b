/* Messages in flight and the queues of ports: sending, receiving, and the threads that wait for
 * either. */
#include "core/core.h"
#include "core/memory.h"
#include "core/pool.h"
#include "core/remote.h"
#include "core/source.h"
#include "core/watch.h"

#include <migrt/migrt.h>
#include <stdlib.h>
#include <string.h>

/* Destroying a message can end ports, whose messages are destroyed in turn; the list keeps that
 * from nesting. */
static struct mr_list messages_to_destroy = {&messages_to_destroy, &messages_to_destroy};
static bool destroying;

/* Bodies of that size find room in a block of the pool. */
#define SMALL_BODY_BYTES 512u
/* More is copied without the lock. */
#define QUICK_BODY_BYTES ((size_t)16 * 1024)

static struct mr_pool small_messages = {
	.block_bytes = sizeof(struct mr_message) + SMALL_BODY_BYTES};

/* Makes a message in a block. */
static struct mr_message *begin_message(void *block, enum mr_wire wire, size_t body_size_bytes)
{
	struct mr_message *message = block;

	memset(message, 0, offsetof(struct mr_message, few_rights));
	message->wire = wire;
	message->body_size_bytes = body_size_bytes;
	message->rights = message->few_rights;
	message->right_capacity = sizeof message->few_rights / sizeof message->few_rights[0];
	message->regions = message->few_regions;
	message->region_capacity = sizeof message->few_regions / sizeof message->few_regions[0];
	mr_list_init(&message->port_link);
	mr_list_init(&message->set_link);
	return message;
}

struct mr_message *mr_message_create(enum mr_wire wire, size_t body_size_bytes)
{
	void *block;

	if (body_size_bytes > PTRDIFF_MAX - sizeof(struct mr_message))
		return NULL;
	block = body_size_bytes <= SMALL_BODY_BYTES
			? mr_pool_take(&small_messages)
			: malloc(sizeof(struct mr_message) + body_size_bytes);
	return block ? begin_message(block, wire, body_size_bytes) : NULL;
}

/* A notification must not get lost for want of memory, or whoever waits for an answer would wait
 * for ever: some blocks are kept for them. */
static void *reserved[16];
static size_t reserved_count;

__attribute__((constructor)) static void fill_reserved(void)
{
	while (reserved_count < sizeof reserved / sizeof reserved[0]) {
		void *block = malloc(small_messages.block_bytes);

		if (!block)
			return;
		reserved[reserved_count++] = block;
	}
}

struct mr_message *mr_notification_create(void)
{
	struct mr_message *message = mr_message_create(MR_WIRE_NOTIFICATION, 0);

	if (message)
		fill_reserved();
	else if (reserved_count > 0)
		message = begin_message(reserved[--reserved_count], MR_WIRE_NOTIFICATION, 0);
	return message;
}

void mr_message_free(struct mr_message *message)
{
	if (message->rights != message->few_rights)
		free(message->rights);
	if (message->regions != message->few_regions)
		free(message->regions);
	if (message->body_size_bytes <= SMALL_BODY_BYTES)
		mr_pool_give(&small_messages, message);
	else
		free(message);
}

static void copy_body(void *to, const void *from, size_t size_bytes)
{
	bool is_quick = size_bytes <= QUICK_BODY_BYTES;

	if (!is_quick)
		mr_unlock();
	memcpy(to, from, size_bytes);
	if (!is_quick)
		mr_lock();
}

void mr_message_set_body(struct mr_message *message, const void *body)
{
	copy_body(message->body, body, message->body_size_bytes);
}

void mr_message_get_body(const struct mr_message *message, void *place)
{
	copy_body(place, message->body, message->body_size_bytes);
}

/* few: where a small array is, in the message itself. */
static bool reserve(void **array, const void *few, size_t *capacity, size_t used, size_t more,
	size_t element_bytes)
{
	size_t needed = used + more;
	bool was_few = *array == few;
	void *grown;

	if (needed <= *capacity)
		return true;
	if (needed < used || needed > PTRDIFF_MAX / element_bytes)
		return false;
	if (needed < 2 * *capacity)
		needed = 2 * *capacity;
	grown = realloc(was_few ? NULL : *array, needed * element_bytes);
	if (!grown)
		return false;
	if (was_few)
		memcpy(grown, few, used * element_bytes);
	*array = grown;
	*capacity = needed;
	return true;
}

bool mr_message_reserve_rights(struct mr_message *message, size_t count)
{
	void *rights = message->rights;
	bool done = reserve(&rights, message->few_rights, &message->right_capacity,
		message->right_count, count, sizeof(struct mr_right));

	message->rights = rights;
	return done;
}

bool mr_message_reserve_regions(struct mr_message *message, size_t count)
{
	void *regions = message->regions;
	bool done = reserve(&regions, message->few_regions, &message->region_capacity,
		message->region_count, count, sizeof(struct mr_region));

	message->regions = regions;
	return done;
}

void mr_message_add_right(struct mr_message *message, struct mr_right right)
{
	message->rights[message->right_count++] = right;
}

void mr_message_add_region(struct mr_message *message, struct mr_region region)
{
	message->regions[message->region_count++] = region;
}

void mr_message_strip(struct mr_message *message)
{
	struct mr_right destination = message->destination;
	struct mr_right reply = message->reply;
	size_t i;

	mr_remote_message_taken(message);
	message->destination.port = destination.port ? &mr_dead_port : NULL;
	message->reply.port = NULL;
	mr_right_release(destination);
	mr_right_release(reply);
	for (i = 0; i < message->right_count; i++) {
		struct mr_right right = message->rights[i];

		message->rights[i].port = NULL;
		mr_right_release(right);
	}
	mr_message_free_regions(message);
}

void mr_message_destroy(struct mr_message *message)
{
	struct mr_list *link;

	mr_list_append(&messages_to_destroy, &message->port_link);
	if (destroying)
		return;
	destroying = true;
	while ((link = mr_list_first(&messages_to_destroy))) {
		mr_list_remove(link);
		message = MR_LIST_ELEMENT(link, struct mr_message, port_link);
		mr_message_strip(message);
		mr_message_free(message);
	}
	destroying = false;
}

mach_port_name_t mr_message_consume_destination(struct mr_message *message)
{
	struct mr_port *port = message->destination.port;
	mach_port_name_t name = MACH_PORT_NAME_DEAD;

	if (!port->dead && port->receiver_here)
		name = port->name->name;
	if (message->destination.type == MACH_MSG_TYPE_PORT_SEND_ONCE)
		mr_right_used(message->destination);
	else
		mr_right_release(message->destination);
	message->destination.port = NULL;
	return name;
}

void mr_message_refuse(struct mr_message *message)
{
	mr_message_consume_destination(message);
	mr_message_destroy(message);
}

/* Whether the message would carry a receive right into the queue of that very port, or of one that
 * is on its way there: then nobody could ever receive it. */
static bool is_circular(const struct mr_message *message)
{
	size_t i;

	for (i = 0; i < message->right_count; i++) {
		const struct mr_right *right = &message->rights[i];
		const struct mr_port *port;

		if (right->type != MACH_MSG_TYPE_PORT_RECEIVE || !right->port)
			continue;
		for (port = message->destination.port; port; port = port->in_transit) {
			if (port == right->port)
				return true;
		}
	}
	return false;
}

static void note_transit(struct mr_message *message)
{
	size_t i;

	for (i = 0; i < message->right_count; i++) {
		struct mr_right *right = &message->rights[i];

		if (right->type != MACH_MSG_TYPE_PORT_RECEIVE || !right->port || right->port->dead)
			continue;
		mr_port_set_transit(right->port, message->destination.port);
	}
}

static void enqueue(struct mr_port *port, struct mr_message *message)
{
	mr_list_append(&port->messages, &message->port_link);
	port->msgcount++;
	if (port->set)
		mr_list_append(&port->set->messages, &message->set_link);
	mr_watch_messages(port);
}

static void dequeue(struct mr_port *port, struct mr_message *message)
{
	struct mr_list *sender;

	mr_list_remove(&message->port_link);
	mr_list_remove(&message->set_link);
	port->msgcount--;
	mr_watch_messages(port);
	mr_remote_message_taken(message);
	if (port->msgcount < port->qlimit)
		mr_watch_room(port, true);
	sender = mr_list_first(&port->senders);
	if (sender && port->msgcount < port->qlimit)
		mr_waiter_wake(
			MR_LIST_ELEMENT(sender, struct mr_waiter, link), MACH_SEND_IN_PROGRESS);
}

static size_t size_for(const struct mr_receive_request *request, const struct mr_message *message)
{
	if (message->wire == request->wire && request->header_bytes > 0)
		return request->header_bytes + message->body_size_bytes;
	return request->size_bytes(message);
}

/* Gives the message to a thread that waits for it, or puts it into the queue. */
static void deliver(struct mr_port *port, struct mr_message *message)
{
	struct mr_list *receivers = port->set ? &port->set->receivers : &port->receivers;
	struct mr_list *link;

	note_transit(message);
	while ((link = mr_list_first(receivers))) {
		struct mr_waiter *receiver = MR_LIST_ELEMENT(link, struct mr_waiter, link);
		const struct mr_receive_request *request = receiver->request;
		size_t size_bytes = size_for(request, message);

		if (size_bytes > request->limit_bytes && request->keep_large) {
			receiver->size_bytes = size_bytes;
			mr_waiter_wake(receiver, MACH_RCV_TOO_LARGE);
			continue;
		}
		mr_remote_message_taken(message);
		message->seqno = port->seqno++;
		receiver->message = message;
		mr_waiter_wake(receiver, MACH_MSG_SUCCESS);
		return;
	}
	enqueue(port, message);
}

mach_msg_return_t mr_send(
	struct mr_message *message, const struct mr_deadline *deadline, bool interruptible)
{
	struct mr_port *port = message->destination.port;

	for (;;) {
		struct mr_waiter waiter = {.result = MACH_SEND_IN_PROGRESS};
		bool waits = message->destination.type == MACH_MSG_TYPE_PORT_SEND;
		mach_msg_return_t result;

		if (port->trailing && waits)
			mr_remote_catch_up(port);
		if (port->remote && !port->dead)
			return mr_remote_send(message, deadline, interruptible);
		if (port->dead || is_circular(message)) {
			mr_message_destroy(message);
			return MACH_MSG_SUCCESS;
		}
		result = mr_message_own_regions(message);
		if (result == MACH_SEND_INVALID_MEMORY)
			mr_message_strip(message);
		if (result != MACH_MSG_SUCCESS)
			return result;
		if (!mr_port_takes(port, message->wire)) {
			mr_message_strip(message);
			return MACH_SEND_INVALID_DATA;
		}
		if (!waits || (port->msgcount < port->qlimit && !port->trailing)) {
			deliver(port, message);
			return MACH_MSG_SUCCESS;
		}
		result = mr_wait_on(&port->senders, &waiter, deadline, interruptible,
			MACH_SEND_TIMED_OUT, MACH_SEND_INTERRUPTED);
		if (result == MACH_SEND_TIMED_OUT || result == MACH_SEND_INTERRUPTED) {
			mr_watch_room(port, false);
			return result;
		}
	}
}

void mr_send_now(struct mr_message *message)
{
	struct mr_port *port = message->destination.port;

	/* A peer need not look at what the port takes. */
	if (port->dead || is_circular(message) || !mr_port_takes(port, message->wire))
		mr_message_destroy(message);
	else if (port->remote)
		mr_remote_send_now(message);
	else
		deliver(port, message);
}

/* Finds what a receiver takes messages from. */
static mach_msg_return_t receive_lists(mach_port_name_t name, struct mr_list **ret_messages,
	struct mr_list **ret_receivers, bool *ret_set)
{
	struct mr_name *entry = mr_name_find(name);

	if (!entry)
		return MACH_RCV_INVALID_NAME;
	*ret_set = entry->set != NULL;
	if (entry->set) {
		*ret_messages = &entry->set->messages;
		*ret_receivers = &entry->set->receivers;
		return MACH_MSG_SUCCESS;
	}
	if (!(entry->type & MACH_PORT_TYPE_RECEIVE))
		return MACH_RCV_INVALID_NAME;
	if (entry->port->set)
		return MACH_RCV_IN_SET;
	*ret_messages = &entry->port->messages;
	*ret_receivers = &entry->port->receivers;
	return MACH_MSG_SUCCESS;
}

static mach_msg_return_t take(const struct mr_receive_request *request, struct mr_message *message,
	struct mr_message **ret_message, size_t *ret_size_bytes)
{
	struct mr_port *port = message->destination.port;
	size_t size_bytes = size_for(request, message);

	if (size_bytes > request->limit_bytes && request->keep_large) {
		*ret_size_bytes = size_bytes;
		return MACH_RCV_TOO_LARGE;
	}
	dequeue(port, message);
	message->seqno = port->seqno++;
	*ret_message = message;
	return MACH_MSG_SUCCESS;
}

mach_msg_return_t mr_receive(const struct mr_receive_request *request,
	struct mr_message **ret_message, size_t *ret_size_bytes)
{
	for (;;) {
		struct mr_waiter waiter = {.request = request};
		struct mr_list *messages;
		struct mr_list *receivers;
		struct mr_list *link;
		mach_msg_return_t result;
		bool is_set;

		result = receive_lists(request->name, &messages, &receivers, &is_set);
		if (result != MACH_MSG_SUCCESS)
			return result;
		link = mr_list_first(messages);
		if (link && is_set)
			return take(request, MR_LIST_ELEMENT(link, struct mr_message, set_link),
				ret_message, ret_size_bytes);
		if (link)
			return take(request, MR_LIST_ELEMENT(link, struct mr_message, port_link),
				ret_message, ret_size_bytes);
		result = mr_wait_on(receivers, &waiter, request->deadline, request->interruptible,
			MACH_RCV_TIMED_OUT, MACH_RCV_INTERRUPTED);
		if (result == MACH_RCV_IN_PROGRESS)
			continue;
		*ret_message = waiter.message;
		*ret_size_bytes = waiter.size_bytes;
		return result;
	}
}

/* Says that every message is too large, and which dialect it has. */
static size_t size_of_dialect(const struct mr_message *message)
{
	return 1 + (size_t)message->wire;
}

int migrt_next_dialect(uint32_t name, uint32_t timeout_ms, unsigned *ret_dialect)
{
	struct mr_receive_request request = {
		.name = name,
		.keep_large = true,
		.size_bytes = size_of_dialect,
	};
	struct mr_deadline deadline;
	struct mr_message *message;
	size_t found;
	mach_msg_return_t result;

	if (timeout_ms != MIGRT_FOREVER) {
		deadline = mr_deadline_after_ms(timeout_ms);
		request.deadline = &deadline;
	}
	mr_lock();
	result = mr_receive(&request, &message, &found);
	mr_unlock();
	if (result != MACH_RCV_TOO_LARGE)
		return (int)result;
	switch ((enum mr_wire)(found - 1)) {
	case MR_WIRE_TYPED: *ret_dialect = MIGRT_DIALECT_TYPED; break;
	case MR_WIRE_NDR: *ret_dialect = MIGRT_DIALECT_NDR; break;
	case MR_WIRE_NOTIFICATION: *ret_dialect = 0; break;
	}
	return MACH_MSG_SUCCESS;
}
