/*
 * file_client NAME
 *
 * Prints a file of the server's folder.
 */
#include "file.h"

#include <mach/mach.h>
#include <migrt/migrt.h>
#include <stdio.h>
#include <string.h>

#define BYTES_AT_ONCE (1024 * 1024)

static int fail(const char *what, kern_return_t result)
{
	mach_error(what, result);
	return 1;
}

int main(int argc, char **argv)
{
	mach_port_t server;
	mach_port_t file;
	path_t path = "";
	int offset = 0;
	mach_msg_type_number_t count;
	kern_return_t result;

	if (argc != 2 || strlen(argv[1]) >= sizeof path) {
		fprintf(stderr, "usage: file_client NAME\n");
		return 2;
	}
	strcpy(path, argv[1]);
	result = migrt_look_up("file-server", &server);
	if (result != KERN_SUCCESS)
		return fail("file_client: no server", result);
	result = file_open(server, path, &file);
	if (result != KERN_SUCCESS)
		return fail("file_client: open", result);
	do {
		content_t content;

		result = file_read(file, offset, BYTES_AT_ONCE, &content, &count);
		if (result != KERN_SUCCESS)
			return fail("file_client: read", result);
		fwrite(content, 1, count, stdout);
		vm_deallocate(mach_task_self(), (vm_address_t)content, count);
		offset += (int)count;
	} while (count > 0);
	mach_port_deallocate(mach_task_self(), file);
	mach_port_deallocate(mach_task_self(), server);
	return 0;
}
