/* Descriptors for event loops (watch.h, <migrt/migrt.h>). */
#include "core/watch.h"
#include "core/source.h"

#include <fcntl.h>
#include <migrt/migrt.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mr_watch {
	struct mr_list all_link;
	int epoll_fd;
	int event_fd;
	bool is_ready;
};

static struct mr_list watches = {&watches, &watches};
static int ended_fd = -1; /* readable, always; every watch has it, but listens only in the end */

/* ---- States ---- */

static void set_ready(struct mr_watch *watch, bool is_ready)
{
	uint64_t number = 1;

	if (!watch || watch->is_ready == is_ready)
		return;
	/* Neither can fail: the counter goes from 0 to 1 and back. */
	if (is_ready ? write(watch->event_fd, &number, sizeof number) > 0
		     : read(watch->event_fd, &number, sizeof number) > 0)
		watch->is_ready = is_ready;
}

void mr_watch_set_messages(struct mr_port_set *set)
{
	set_ready(set->message_watch, !mr_list_is_empty(&set->messages));
}

void mr_watch_messages(struct mr_port *port)
{
	/* Messages of a member are received from its set alone. */
	set_ready(port->message_watch, !port->set && !mr_list_is_empty(&port->messages));
	if (port->set)
		mr_watch_set_messages(port->set);
}

void mr_watch_room(struct mr_port *port, bool has_room)
{
	set_ready(port->room_watch, has_room);
}

/* ---- Birth and end ---- */

static bool add(int epoll_fd, int fd, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.fd = fd};

	return fd >= 0 && epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void watch_free(struct mr_watch *watch)
{
	mr_list_remove(&watch->all_link);
	if (watch->event_fd >= 0)
		close(watch->event_fd);
	if (watch->epoll_fd >= 0)
		close(watch->epoll_fd);
	free(watch);
}

static struct mr_watch *watch_create(void)
{
	struct mr_watch *watch = calloc(1, sizeof *watch);
	int sources_fd = mr_sources_descriptor();

	if (!watch)
		return NULL;
	if (ended_fd < 0)
		ended_fd = eventfd(1, EFD_CLOEXEC);
	mr_list_append(&watches, &watch->all_link);
	watch->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	watch->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (watch->epoll_fd >= 0 && add(watch->epoll_fd, watch->event_fd, EPOLLIN) &&
		add(watch->epoll_fd, sources_fd, EPOLLIN) && add(watch->epoll_fd, ended_fd, 0))
		return watch;
	watch_free(watch);
	return NULL;
}

void mr_watch_end(struct mr_watch **at)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct mr_watch *watch = *at;

	*at = NULL;
	if (!watch)
		return;
	if (watch->epoll_fd >= 0)
		epoll_ctl(watch->epoll_fd, EPOLL_CTL_MOD, ended_fd, &event);
	watch_free(watch);
}

void mr_watches_forget(void)
{
	struct mr_list *link;

	for (link = watches.next; link != &watches; link = link->next) {
		struct mr_watch *watch = MR_LIST_ELEMENT(link, struct mr_watch, all_link);

		close(watch->event_fd);
		close(watch->epoll_fd);
		watch->event_fd = watch->epoll_fd = -1;
	}
	if (ended_fd >= 0)
		close(ended_fd);
	ended_fd = -1;
}

/* ---- What users call ---- */

/* A descriptor of the caller's own for what is watched at that place, by a new watch if need be. */
static kern_return_t watch_descriptor(struct mr_watch **at, int *ret_fd)
{
	int fd = -1;

	if (!*at)
		*at = watch_create();
	if (*at)
		fd = fcntl((*at)->epoll_fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return KERN_RESOURCE_SHORTAGE;
	*ret_fd = fd;
	return KERN_SUCCESS;
}

static kern_return_t receive_descriptor(mach_port_name_t name, int *ret_fd)
{
	struct mr_name *entry = mr_name_find(name);
	kern_return_t result;

	if (!entry)
		return KERN_INVALID_NAME;
	if (entry->set) {
		result = watch_descriptor(&entry->set->message_watch, ret_fd);
		mr_watch_set_messages(entry->set);
		return result;
	}
	if (!(entry->type & MACH_PORT_TYPE_RECEIVE))
		return KERN_INVALID_RIGHT;
	result = watch_descriptor(&entry->port->message_watch, ret_fd);
	mr_watch_messages(entry->port);
	return result;
}

static kern_return_t send_descriptor(mach_port_name_t name, int *ret_fd)
{
	struct mr_name *entry = mr_name_find(name);
	struct mr_port *port;
	kern_return_t result;
	bool is_new;

	if (!entry)
		return KERN_INVALID_NAME;
	port = entry->port;
	if (!(entry->type & (MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_RECEIVE)) || port->is_task)
		return KERN_INVALID_RIGHT;
	is_new = !port->room_watch;
	result = watch_descriptor(&port->room_watch, ret_fd);
	if (is_new) /* of a port elsewhere an attempt will tell */
		mr_watch_room(port, port->remote || port->msgcount < port->qlimit);
	return result;
}

int migrt_receive_descriptor(uint32_t name, int *ret_fd)
{
	kern_return_t result;

	mr_lock();
	result = receive_descriptor(name, ret_fd);
	mr_unlock();
	return result;
}

int migrt_send_descriptor(uint32_t name, int *ret_fd)
{
	kern_return_t result;

	mr_lock();
	result = send_descriptor(name, ret_fd);
	mr_unlock();
	return result;
}
