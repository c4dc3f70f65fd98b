/*
 * Meeting by name (migrt_check_in, migrt_look_up): no daemon, only sockets in a folder of the
 * user's.
 *
 * The entry of a service is a symbolic link to the socket; its target carries what a client has to
 * know about the port at once: id, queue limit, dialects. So looking up needs no answer, and a
 * right found twice gets one name. Each connection is a session from its start. A socket that
 * somebody else made (LISTEN_FDS) has no such link; there the first frame says it.
 */
#include "transport/bootstrap.h"

#include <errno.h>
#include <fcntl.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FOLDER          "migrt"
#define LISTEN_FD_FIRST 3
#define HELLO_WAIT_MS   5000
#define ACCEPT_AT_ONCE  16

/* How often, and after how long, to ask for a folder that another process makes an entry in. */
#define FOLDER_TRIES    1000
#define FOLDER_TRY_US   1000

/* A port that can be found by name. */
struct service {
	struct mr_source source; /* the listening socket */
	struct service *next;
	struct mr_port *port; /* a counted reference */
	bool is_inherited;    /* the socket's path is somebody else's business */
	int inherited_fd;     /* the socket is a copy of that, or -1 */
	struct sockaddr_un address;
	char *link_path;
};

static struct service *services;
static bool accept_later; /* there were no descriptors for connections that wait */

/* ---- Paths ---- */

static bool is_name_sound(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length < 64 && name[0] != '.' && !strchr(name, '/');
}

/* The folder of services, which only its user may write to. KERN_NO_ACCESS: it is not safe. */
static kern_return_t folder_path(char *path, size_t path_bytes, bool create)
{
	const char *base = getenv("MIGRT_BOOTSTRAP_DIR");
	struct stat status;
	int length;

	if (base) {
		length = snprintf(path, path_bytes, "%s", base);
	} else {
		base = getenv("XDG_RUNTIME_DIR");
		if (!base)
			return KERN_FAILURE;
		length = snprintf(path, path_bytes, "%s/" FOLDER, base);
	}
	if (length < 0 || (size_t)length >= path_bytes)
		return KERN_INVALID_ARGUMENT;
	if (create && mkdir(path, 0700) != 0 && errno != EEXIST)
		return KERN_FAILURE;
	if (lstat(path, &status) != 0)
		return KERN_INVALID_NAME;
	if (!S_ISDIR(status.st_mode) || (status.st_mode & 022) ||
		(status.st_uid != geteuid() && status.st_uid != 0))
		return KERN_NO_ACCESS;
	return KERN_SUCCESS;
}

static bool join(char *path, size_t path_bytes, const char *folder, const char *name)
{
	int length = snprintf(path, path_bytes, "%s/%s", folder, name);

	return length > 0 && (size_t)length < path_bytes;
}

/* ---- What a link says ---- */

/* Behind a dot, two digits for the dialects and four for the queue limit. */
#define LINK_ID_AT 7

static void describe(const struct mr_port *port, struct mr_wire_right *ret_right)
{
	memset(ret_right, 0, sizeof *ret_right);
	ret_right->kind = MR_WIRE_SEND;
	ret_right->type = MACH_MSG_TYPE_PORT_SEND;
	ret_right->dialects = port->dialects;
	ret_right->window = (uint16_t)port->qlimit;
	memcpy(ret_right->id, port->id, sizeof ret_right->id);
}

static void link_text(const struct mr_wire_right *right, char text[64])
{
	size_t i;
	int length = sprintf(text, ".%02x%04x", right->dialects, right->window);

	for (i = 0; i < MR_PORT_ID_BYTES; i++)
		length += sprintf(text + length, "%02x", right->id[i]);
}

static bool read_link(const char *path, char text[64], struct mr_wire_right *ret_right)
{
	ssize_t length = readlink(path, text, 63);
	unsigned dialects;
	unsigned window;
	unsigned byte;
	size_t i;

	memset(ret_right, 0, sizeof *ret_right);
	if (length != LINK_ID_AT + 2 * MR_PORT_ID_BYTES)
		return false;
	text[length] = '\0';
	if (sscanf(text, ".%2x%4x", &dialects, &window) != 2)
		return false;
	for (i = 0; i < MR_PORT_ID_BYTES; i++) {
		if (sscanf(text + LINK_ID_AT + 2 * i, "%2x", &byte) != 1)
			return false;
		ret_right->id[i] = (uint8_t)byte;
	}
	ret_right->kind = MR_WIRE_SEND;
	ret_right->type = MACH_MSG_TYPE_PORT_SEND;
	ret_right->dialects = (uint8_t)dialects;
	ret_right->window = (uint16_t)window;
	return true;
}

/* ---- Serving ---- */

static void service_end(struct service *service)
{
	struct service **at;
	int fd = mr_source_remove(&service->source);
	bool is_published = !service->is_inherited && service->link_path;
	struct mr_wire_right right;
	char text[64];

	for (at = &services; *at && *at != service; at = &(*at)->next)
		continue;
	if (*at)
		*at = service->next;
	/* A newer server of that name keeps its entry; while the socket is there, there is none. */
	if (is_published && read_link(service->link_path, text, &right) &&
		memcmp(right.id, service->port->id, sizeof right.id) == 0)
		unlink(service->link_path);
	if (fd >= 0)
		close(fd);
	if (is_published)
		unlink(service->address.sun_path);
	mr_port_dereference(service->port);
	free(service->link_path);
	free(service);
}

/* The receive right has gone elsewhere: so does the connection, if there is a send right to copy.
 */
static void forward(struct mr_port *port, int fd)
{
	if (port->session && port->session->has_send)
		mr_session_send(port->session,
			(struct mr_frame){.kind = MR_FRAME_ADOPT, .flags = MR_FRAME_SEND}, NULL, 0,
			&fd, 1);
	else
		close(fd);
}

/* -1 with EMFILE also where the limit is this process's own. */
static int accept_connection(int listening_fd)
{
	if (!mr_is_descriptor_left()) {
		errno = EMFILE;
		return -1;
	}
	return accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC);
}

/* Makes the connection a holder of a send right. */
static void welcome(struct mr_port *port, int fd)
{
	struct mr_session *session = mr_session_create(fd, port, true);
	struct mr_wire_right hello;

	if (!session)
		return;
	port->mscount++;
	mr_port_add_send_right(port);
	session->has_send = true;
	describe(port, &hello);
	mr_session_send(
		session, (struct mr_frame){.kind = MR_FRAME_HELLO}, &hello, sizeof hello, NULL, 0);
}

static void on_connection(struct mr_source *source, uint32_t events)
{
	struct service *service = MR_LIST_ELEMENT(source, struct service, source);
	int rounds = ACCEPT_AT_ONCE;

	(void)events;
	if (service->port->dead) {
		service_end(service);
		return;
	}
	while (rounds-- > 0) {
		int fd = accept_connection(source->fd);

		if (fd < 0) {
			/* Until a descriptor is closed there is no use in being told again. */
			if (errno == EMFILE || errno == ENFILE) {
				mr_source_want(source, 0);
				accept_later = true;
				mr_sources_try_again();
			}
			return;
		}
		mr_socket_want_credentials(fd);
		if (service->port->remote)
			forward(service->port, fd);
		else
			welcome(service->port, fd);
	}
}

void mr_remote_try_again(void)
{
	struct service *service;

	mr_session_try_late();
	if (!accept_later)
		return;
	accept_later = false;
	for (service = services; service; service = service->next)
		mr_source_want(&service->source, EPOLLIN);
}

void mr_services_end(const struct mr_port *port)
{
	struct service *service = services;

	while (service) {
		struct service *next = service->next;

		if (service->port == port)
			service_end(service);
		service = next;
	}
}

void mr_services_forget(void)
{
	while (services) {
		services->is_inherited = true; /* the entry stays the parent's */
		service_end(services);
	}
}

static bool is_listening(int fd)
{
	int type = 0;
	int listens = 0;
	socklen_t size = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
	       type == SOCK_SEQPACKET && listens;
}

static bool is_served(int inherited_fd)
{
	const struct service *service = services;

	while (service && service->inherited_fd != inherited_fd)
		service = service->next;
	return service != NULL;
}

/* A listening socket that whoever started this program made for that name, or -1. */
static int inherited_socket(const char *name)
{
	const char *pid = getenv("LISTEN_PID");
	const char *count_text = getenv("LISTEN_FDS");
	const char *names = getenv("LISTEN_FDNAMES");
	int count = count_text ? atoi(count_text) : 0;
	int i;

	if (!pid || atol(pid) != (long)getpid())
		return -1;
	for (i = 0; i < count && i < 1024; i++) {
		int fd = LISTEN_FD_FIRST + i;
		size_t length = names ? strcspn(names, ":") : 0;
		/* Without names it is for the first name that is checked in. */
		bool match = names ? strlen(name) == length && strncmp(names, name, length) == 0
				   : count == 1 && !is_served(fd);

		if (names)
			names += length + (names[length] == ':');
		if (match && is_listening(fd))
			return fd;
	}
	return -1;
}

/* Its number may be used again by a child, so it is a copy that is kept. A negative errno value. */
static int take_inherited(int inherited_fd)
{
	int fd;

	if (is_served(inherited_fd))
		return -EEXIST;
	fd = mr_fd_duplicate(inherited_fd);
	if (fd < 0)
		return -errno;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(inherited_fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* Whether the entry of that name leads to a living server. */
static bool is_in_use(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool taken;

	strcpy(address.sun_path, path);
	taken = fd >= 0 &&
		(connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN);
	if (fd >= 0)
		close(fd);
	return taken;
}

/*
 * Keeps others from making entries in the folder, until the descriptor is closed: of several who
 * find that a name is free, one is to get it. A negative errno value; -EAGAIN: somebody keeps it
 * too long.
 */
static int lock_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int tries = FOLDER_TRIES;
	int error;

	if (fd < 0)
		return -errno;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		error = errno;
		if (error == EWOULDBLOCK && --tries > 0) {
			usleep(FOLDER_TRY_US);
			continue;
		}
		close(fd);
		return -error;
	}
	return fd;
}

/* Makes the socket and its entry. The socket, or a negative errno value. */
static int make_entry(
	struct service *service, const char *folder, const char *path, const char *text)
{
	char temporary[sizeof service->address.sun_path + 8];
	char old_text[64];
	char old_path[sizeof service->address.sun_path];
	struct mr_wire_right old;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd < 0)
		return -errno;
	snprintf(temporary, sizeof temporary, "%s.new", service->address.sun_path);
	if (bind(fd, (struct sockaddr *)&service->address, sizeof service->address) == 0 &&
		chmod(service->address.sun_path, 0600) == 0 && listen(fd, SOMAXCONN) == 0) {
		/* The socket of a server that ended without cleaning up goes with its entry. */
		if (read_link(path, old_text, &old) &&
			join(old_path, sizeof old_path, folder, old_text))
			unlink(old_path);
		if (symlink(text, temporary) == 0 && rename(temporary, path) == 0)
			return fd;
	}
	error = errno;
	close(fd);
	unlink(temporary);
	unlink(service->address.sun_path);
	return -error;
}

/* The listening socket of a new entry, or a negative errno value. */
static int publish(struct service *service, const char *folder, const char *name)
{
	char path[sizeof service->address.sun_path];
	char text[64];
	struct mr_wire_right right;
	int lock_fd;
	int fd;

	describe(service->port, &right);
	link_text(&right, text);
	service->address.sun_family = AF_UNIX;
	if (!join(path, sizeof path, folder, name) ||
		!join(service->address.sun_path, sizeof service->address.sun_path, folder, text))
		return -ENAMETOOLONG;
	service->link_path = strdup(path);
	if (!service->link_path)
		return -ENOMEM;
	lock_fd = lock_folder(folder);
	if (lock_fd < 0)
		return lock_fd;
	fd = is_in_use(path) ? -EEXIST : make_entry(service, folder, path, text);
	close(lock_fd);
	return fd;
}

static kern_return_t publish_error(int error)
{
	switch (error) {
	case EEXIST: return KERN_NAME_EXISTS;
	case ENAMETOOLONG: return KERN_INVALID_ARGUMENT;
	case EACCES:
	case EPERM:
	case EROFS: return KERN_NO_ACCESS;
	case ENOENT:
	case ENOTDIR: return KERN_FAILURE;
	default: return KERN_RESOURCE_SHORTAGE;
	}
}

static kern_return_t service_start(struct mr_port *port, const char *name)
{
	char folder[256];
	struct service *service;
	kern_return_t result;
	int fd;

	if (!is_name_sound(name))
		return KERN_INVALID_ARGUMENT;
	service = calloc(1, sizeof *service);
	if (!service)
		return KERN_RESOURCE_SHORTAGE;
	mr_port_need_id(port);
	service->source.fd = -1;
	service->source.ready = on_connection;
	service->port = port;
	mr_port_reference(port);
	service->inherited_fd = inherited_socket(name);
	service->is_inherited = service->inherited_fd >= 0;
	if (service->is_inherited) {
		fd = take_inherited(service->inherited_fd);
	} else {
		result = folder_path(folder, sizeof folder, true);
		if (result != KERN_SUCCESS) {
			service_end(service);
			return result;
		}
		fd = publish(service, folder, name);
	}
	if (fd < 0) {
		service->is_inherited = true; /* nothing to clean up */
		service_end(service);
		return publish_error(-fd);
	}
	if (!mr_source_add(&service->source, fd)) {
		service_end(service);
		close(fd);
		return KERN_RESOURCE_SHORTAGE;
	}
	service->next = services;
	services = service;
	return KERN_SUCCESS;
}

/* ---- Looking up ---- */

/* Waits until the other side has said which port it is. The lock is given up meanwhile. */
static bool wait_for_hello(struct mr_session *session)
{
	struct mr_deadline deadline = mr_deadline_after_ms(HELLO_WAIT_MS);
	enum mr_wait_result result = MR_WAIT_HAPPENED;

	while (!session->has_hello && mr_session_is_open(session) && result == MR_WAIT_HAPPENED) {
		struct mr_waiter waiter = {.result = MACH_MSG_SUCCESS};

		mr_list_append(&session->writers, &waiter.link);
		result = mr_wait(&waiter, &deadline, false);
		mr_list_remove(&waiter.link);
	}
	return session->has_hello;
}

/* A right to what is at the other end of fd. The lock is given up meanwhile. */
static kern_return_t ask(int fd, struct mr_right *ret_right)
{
	struct mr_port *port = mr_remote_port_create(fd);
	struct mr_session *session;
	struct mr_port *known;
	bool answered;

	if (!port)
		return KERN_RESOURCE_SHORTAGE;
	session = port->session;
	session->has_send = true;
	session->window = MACH_PORT_QLIMIT_DEFAULT;
	mr_port_add_send_right(port);
	*ret_right = (struct mr_right){port, MACH_MSG_TYPE_PORT_SEND};
	mr_session_reference(session);
	answered = wait_for_hello(session);
	known = answered ? mr_port_find(session->hello_id) : NULL;
	mr_session_dereference(session);
	if (known && known != port && (!known->remote || known->session->has_send)) {
		mr_port_add_send_right(known);
		mr_right_release(*ret_right);
		ret_right->port = known;
	} else if (!answered) {
		mr_right_release(*ret_right);
		return KERN_FAILURE;
	}
	return KERN_SUCCESS;
}

/* The lock is given up meanwhile: a server that does not accept connections has a full backlog one
 * day. */
static kern_return_t connect_to(const struct sockaddr_un *address, int *ret_fd)
{
	const struct timeval patience = {.tv_sec = HELLO_WAIT_MS / 1000};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	int error = 0;

	if (fd < 0)
		return KERN_RESOURCE_SHORTAGE;
	mr_socket_want_credentials(fd);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	mr_unlock();
	while (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
		error = errno;
		if (error != EINTR)
			break;
		error = 0;
	}
	mr_lock();
	if (error == 0) {
		*ret_fd = fd;
		return KERN_SUCCESS;
	}
	close(fd);
	return error == EAGAIN ? KERN_FAILURE : KERN_INVALID_NAME;
}

static kern_return_t service_find(const char *name, struct mr_right *ret_right)
{
	char folder[256];
	char text[64];
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct mr_wire_right entry;
	kern_return_t result;
	bool known;
	int fd;

	if (!is_name_sound(name))
		return KERN_INVALID_ARGUMENT;
	result = folder_path(folder, sizeof folder, false);
	if (result != KERN_SUCCESS)
		return result;
	if (!join(address.sun_path, sizeof address.sun_path, folder, name))
		return KERN_INVALID_ARGUMENT;
	known = read_link(address.sun_path, text, &entry);
	result = connect_to(&address, &fd);
	if (result != KERN_SUCCESS)
		return result;
	if (known) {
		*ret_right = mr_right_unpack(&entry, fd);
		return ret_right->port == &mr_dead_port ? KERN_RESOURCE_SHORTAGE : KERN_SUCCESS;
	}
	return ask(fd, ret_right);
}

/* ---- The calls ---- */

int migrt_check_in(const char *service, unsigned dialects, uint32_t *ret_port)
{
	struct mr_name *entry;
	kern_return_t result;

	mr_lock();
	entry = mr_name_create();
	result = mr_name_furnish(entry, MACH_PORT_RIGHT_RECEIVE);
	if (result == KERN_SUCCESS) {
		entry->port->dialects = (uint8_t)dialects;
		result = service_start(entry->port, service);
		if (result == KERN_SUCCESS)
			*ret_port = entry->name;
		else
			mr_name_destroy(entry);
	}
	mr_unlock();
	return result;
}

int migrt_look_up(const char *service, uint32_t *ret_port)
{
	struct mr_right right;
	mach_port_name_t name = MACH_PORT_NAME_NULL;
	kern_return_t result;

	mr_lock();
	result = service_find(service, &right);
	if (result == KERN_SUCCESS)
		result = mr_right_copyout(right, &name);
	mr_unlock();
	if (result == KERN_SUCCESS)
		*ret_port = name;
	return result;
}

int migrt_port_set_dialects(uint32_t port, unsigned dialects)
{
	const struct mr_name *entry;
	kern_return_t result = KERN_INVALID_NAME;

	mr_lock();
	entry = mr_name_find(port);
	if (entry)
		result = KERN_INVALID_RIGHT;
	if (entry && (entry->type & MACH_PORT_TYPE_RECEIVE)) {
		entry->port->dialects = (uint8_t)dialects;
		result = KERN_SUCCESS;
	}
	mr_unlock();
	return result;
}
