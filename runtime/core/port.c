/* Ports and port sets: birth, membership, death. The lock of the whole core lives here too. */
#include "core/core.h"
#include "core/fork.h"
#include "core/pool.h"
#include "core/remote.h"
#include "core/source.h"
#include "core/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/single_threaded.h>

/* Held for moments only: who finds it taken looks again before it goes to sleep. A process of one
 * thread has nobody to lock out, and remembers that it did not. */
static pthread_mutex_t core_lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static bool is_alone;

/* A thread made ready while the lock is held, to be woken after it: woken before, it would only
 * wait for the lock. One is enough to remember, since nearly always there is one. */
static struct mr_event *event_to_wake;

struct mr_port mr_dead_port = {.reference_count = 1, .dead = true};

__attribute__((constructor)) static void start(void)
{
	pthread_atfork(mr_before_fork, mr_after_fork_parent, mr_after_fork_child);
}

void mr_lock(void)
{
	if (__libc_single_threaded)
		is_alone = true;
	else
		pthread_mutex_lock(&core_lock);
}

bool mr_lock_within(uint32_t timeout_ms)
{
	struct timespec until;

	if (__libc_single_threaded) {
		mr_lock();
		return true;
	}
	until = mr_time_after_ms(CLOCK_REALTIME, timeout_ms);
	return pthread_mutex_timedlock(&core_lock, &until) == 0;
}

void mr_unlock(void)
{
	struct mr_event *event = event_to_wake;

	event_to_wake = NULL;
	if (is_alone)
		is_alone = false;
	else
		pthread_mutex_unlock(&core_lock);
	if (event)
		mr_event_wake(event);
}

static void wake_later(struct mr_event *event)
{
	struct mr_event *earlier = event_to_wake;

	event_to_wake = event;
	if (earlier)
		mr_event_wake(earlier);
}

void mr_waiter_wake(struct mr_waiter *waiter, mach_msg_return_t result)
{
	mr_list_remove(&waiter->link);
	waiter->result = result;
	mr_waiter_poke(waiter);
}

void mr_waiter_poke(struct mr_waiter *waiter)
{
	if (waiter->polling) {
		mr_poller_wake();
		return;
	}
	if (mr_event_set(&waiter->event))
		wake_later(&waiter->event);
}

void mr_waiters_wake_all(struct mr_list *waiters, mach_msg_return_t result)
{
	struct mr_list *link;

	while ((link = mr_list_first(waiters)))
		mr_waiter_wake(MR_LIST_ELEMENT(link, struct mr_waiter, link), result);
}

static struct mr_pool ports = {.block_bytes = sizeof(struct mr_port)};

struct mr_port *mr_port_create(void)
{
	struct mr_port *port = mr_pool_take(&ports);

	if (!port)
		return NULL;
	*port = (struct mr_port){.reference_count = 1, .qlimit = MACH_PORT_QLIMIT_DEFAULT};
	mr_list_init(&port->once_names);
	mr_list_init(&port->set_link);
	mr_list_init(&port->messages);
	mr_list_init(&port->receivers);
	mr_list_init(&port->senders);
	mr_list_init(&port->sessions);
	return port;
}

void mr_port_free(struct mr_port *port)
{
	mr_watch_end(&port->room_watch);
	mr_pool_give(&ports, port);
}

void mr_port_wake_senders(struct mr_port *port)
{
	mr_waiters_wake_all(&port->senders, MACH_SEND_IN_PROGRESS);
	mr_watch_room(port, true);
}

void mr_port_set_transit(struct mr_port *port, struct mr_port *destination)
{
	struct mr_port *earlier = port->in_transit;

	port->in_transit = destination;
	if (destination)
		mr_port_reference(destination);
	if (earlier)
		mr_port_dereference(earlier);
}

void mr_port_set_qlimit(struct mr_port *port, mach_port_msgcount_t qlimit)
{
	port->qlimit = qlimit;
	mr_port_wake_senders(port);
	mr_remote_qlimit_changed(port);
}

void mr_port_clear_receiver(struct mr_port *port)
{
	mr_port_set_move(port, NULL);
	port->receiver_here = false;
	port->seqno = 0;
	port->mscount = 0;
	mr_waiters_wake_all(&port->receivers, MACH_RCV_PORT_DIED);
	mr_watch_end(&port->message_watch);
}

/* Turns a name of a right whose port has died into a dead name, and tells whoever asked to know. */
static void name_dies(struct mr_name *entry)
{
	struct mr_port *port = entry->port;
	struct mr_port *notify = entry->dead_name_request;

	if (entry->type & MACH_PORT_TYPE_SEND_ONCE) {
		mr_list_remove(&entry->once_link);
		entry->urefs = 1;
	}
	entry->type = MACH_PORT_TYPE_DEAD_NAME;
	entry->port = NULL;
	entry->dead_name_request = NULL;
	if (port->name == entry)
		port->name = NULL;
	mr_port_dereference(port);
	if (!notify)
		return;
	/* The reference that the notification brings; at the limit there is none to bring. */
	if (entry->urefs < MR_UREFS_MAX)
		entry->urefs++;
	mr_notify_dead_name(notify, entry->name);
}

void mr_port_destroy(struct mr_port *port)
{
	if (port->destroyed_request) {
		struct mr_port *notify = port->destroyed_request;

		port->destroyed_request = NULL;
		mr_notify_port_destroyed(notify, port);
		return;
	}
	mr_port_die(port);
}

void mr_port_die(struct mr_port *port)
{
	struct mr_list *link;

	mr_port_reference(port);
	port->dead = true;
	mr_remote_forget_port(port);
	mr_port_set_transit(port, NULL);
	if (port->name)
		name_dies(port->name);
	while ((link = mr_list_first(&port->once_names)))
		name_dies(MR_LIST_ELEMENT(link, struct mr_name, once_link));
	mr_waiters_wake_all(&port->senders, MACH_MSG_SUCCESS);
	mr_watch_end(&port->room_watch);
	while ((link = mr_list_first(&port->messages))) {
		struct mr_message *message = MR_LIST_ELEMENT(link, struct mr_message, port_link);

		mr_list_remove(&message->port_link);
		port->msgcount--;
		mr_message_destroy(message);
	}
	if (port->no_senders_request) {
		struct mr_port *notify = port->no_senders_request;

		port->no_senders_request = NULL;
		mr_notify_send_once(notify);
	}
	mr_port_dereference(port); /* taken above */
	mr_port_dereference(port); /* of the receive right */
}

struct mr_port_set *mr_port_set_create(void)
{
	struct mr_port_set *set = calloc(1, sizeof *set);

	if (!set)
		return NULL;
	mr_list_init(&set->members);
	mr_list_init(&set->messages);
	mr_list_init(&set->receivers);
	return set;
}

void mr_port_set_destroy(struct mr_port_set *set)
{
	struct mr_list *link;

	while ((link = mr_list_first(&set->members)))
		mr_port_set_move(MR_LIST_ELEMENT(link, struct mr_port, set_link), NULL);
	mr_waiters_wake_all(&set->receivers, MACH_RCV_PORT_DIED);
	mr_watch_end(&set->message_watch);
	free(set);
}

void mr_port_set_move(struct mr_port *port, struct mr_port_set *set)
{
	struct mr_port_set *earlier = port->set;
	struct mr_list *link;

	if (earlier == set)
		return;
	if (earlier)
		mr_list_remove(&port->set_link);
	port->set = set;
	for (link = port->messages.next; link != &port->messages; link = link->next) {
		struct mr_message *message = MR_LIST_ELEMENT(link, struct mr_message, port_link);

		mr_list_remove(&message->set_link);
		if (set)
			mr_list_append(&set->messages, &message->set_link);
	}
	if (earlier)
		mr_watch_set_messages(earlier);
	mr_watch_messages(port);
	if (!set)
		return;
	mr_list_append(&set->members, &port->set_link);
	mr_waiters_wake_all(&port->receivers, MACH_RCV_PORT_CHANGED);
	/* Threads that wait on the set look again at the messages that came along. */
	if (!mr_list_is_empty(&port->messages))
		mr_waiters_wake_all(&set->receivers, MACH_RCV_IN_PROGRESS);
}
