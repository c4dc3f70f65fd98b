/*
 * file_server FOLDER
 *
 * Gives clients the files of a folder. Each open file is a port in one port set with the service's
 * own; when its last send right has gone, a no-senders notification closes it.
 */
#include "file_server.h"

#include <fcntl.h>
#include <mach/mach.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

boolean_t file_server(mach_msg_header_t *request, mach_msg_header_t *reply);

struct open_file {
	struct open_file *next;
	mach_port_t port;
	int fd;
};

static struct open_file *open_files;
static mach_port_t service;
static mach_port_t port_set;
static int folder;

static struct open_file *find(mach_port_t port)
{
	struct open_file *file = open_files;

	while (file && file->port != port)
		file = file->next;
	return file;
}

kern_return_t file_open(mach_port_t server, const_path_t path, mach_port_t *ret_file)
{
	struct open_file *file;
	mach_port_t previous;

	if (server != service)
		return KERN_INVALID_ARGUMENT;
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
	*ret_file = file->port;
	return KERN_SUCCESS;
}

kern_return_t file_read(mach_port_t port, int offset, int count, content_t *ret_content,
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
	*ret_content = (content_t)memory;
	*ret_count = (mach_msg_type_number_t)bytes;
	return KERN_SUCCESS;
}

kern_return_t file_size(mach_port_t port, int *ret_size)
{
	const struct open_file *file = find(port);
	struct stat status;

	if (!file || fstat(file->fd, &status) != 0)
		return KERN_INVALID_ARGUMENT;
	*ret_size = (int)status.st_size;
	return KERN_SUCCESS;
}

static void close_file(mach_port_t port)
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

static boolean_t demux(mach_msg_header_t *request, mach_msg_header_t *reply)
{
	if (request->msgh_id == MACH_NOTIFY_NO_SENDERS) {
		close_file(request->msgh_local_port);
		((mig_reply_header_t *)(void *)reply)->RetCode = MIG_NO_REPLY;
		return TRUE;
	}
	return file_server(request, reply);
}

int main(int argc, char **argv)
{
	kern_return_t result;

	if (argc != 2 || (folder = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
		fprintf(stderr, "usage: file_server FOLDER\n");
		return 2;
	}
	result = migrt_check_in("file-server", MIGRT_DIALECT_TYPED, &service);
	if (result != KERN_SUCCESS) {
		mach_error("file_server: no service", result);
		return 1;
	}
	mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &port_set);
	mach_port_move_member(mach_task_self(), service, port_set);
	result = mach_msg_server(demux, 8192, port_set);
	mach_error("file_server", result);
	return 1;
}
