/* Open files (store.h). */
#include "store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct open_file {
	struct open_file *next;
	mach_port_t port;
	int fd;
};

static struct open_file *open_files;
static mach_port_t port_set;
static int folder;

int store_start(const char *path, mach_port_t files)
{
	port_set = files;
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder >= 0;
}

static struct open_file *find(mach_port_t port)
{
	struct open_file *file = open_files;

	while (file && file->port != port)
		file = file->next;
	return file;
}

kern_return_t store_open(const char *path, mach_port_t *ret_port)
{
	struct open_file *file;
	mach_port_t previous;

	/* Only names in the folder itself. */
	if (strchr(path, '/') || strcmp(path, "..") == 0)
		return KERN_NO_ACCESS;
	file = calloc(1, sizeof *file);
	if (!file)
		return KERN_RESOURCE_SHORTAGE;
	file->fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file->fd < 0 || mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE,
				    &file->port) != KERN_SUCCESS) {
		if (file->fd >= 0)
			close(file->fd);
		free(file);
		return KERN_FAILURE;
	}
	mach_port_move_member(mach_task_self(), file->port, port_set);
	/* Once the right in the reply has been made and is gone again. */
	mach_port_request_notification(mach_task_self(), file->port, MACH_NOTIFY_NO_SENDERS, 1,
		file->port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous);
	file->next = open_files;
	open_files = file;
	*ret_port = file->port;
	return KERN_SUCCESS;
}

kern_return_t store_read(mach_port_t port, int offset, int count, char **ret_bytes,
	mach_msg_type_number_t *ret_count)
{
	const struct open_file *file = find(port);
	struct stat status;
	vm_address_t memory = 0;
	ssize_t bytes;

	if (!file || offset < 0 || count < 0 || fstat(file->fd, &status) != 0)
		return KERN_INVALID_ARGUMENT;
	/* No more memory than there will be data in it. */
	if (offset >= status.st_size)
		count = 0;
	else if (count > status.st_size - offset)
		count = (int)(status.st_size - offset);
	if (vm_allocate(mach_task_self(), &memory, (vm_size_t)count, TRUE) != KERN_SUCCESS)
		return KERN_RESOURCE_SHORTAGE;
	bytes = count > 0 ? pread(file->fd, (void *)memory, (size_t)count, offset) : 0;
	if (bytes < 0) {
		vm_deallocate(mach_task_self(), memory, (vm_size_t)count);
		return KERN_FAILURE;
	}
	*ret_bytes = (char *)memory;
	*ret_count = (mach_msg_type_number_t)bytes;
	return KERN_SUCCESS;
}

kern_return_t store_size(mach_port_t port, int *ret_size)
{
	const struct open_file *file = find(port);
	struct stat status;

	if (!file || fstat(file->fd, &status) != 0)
		return KERN_INVALID_ARGUMENT;
	*ret_size = (int)status.st_size;
	return KERN_SUCCESS;
}

void store_close(mach_port_t port)
{
	struct open_file **at;

	for (at = &open_files; *at; at = &(*at)->next) {
		struct open_file *file = *at;

		if (file->port != port)
			continue;
		*at = file->next;
		close(file->fd);
		mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
		free(file);
		return;
	}
}
