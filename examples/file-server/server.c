/*
 * What the stubs call. This file is compiled twice, for the stubs of either dialect, whose
 * prototypes differ in a const.
 */
#include "file_server.h"
#include "store.h"

#if defined(MACH_MSG_TRAILER_FORMAT_0)
#define CONST_PATH path_t
#else
#define CONST_PATH const_path_t
#endif

kern_return_t file_open(mach_port_t server, CONST_PATH path, mach_port_t *ret_file)
{
	(void)server;
	return store_open(path, ret_file);
}

kern_return_t file_read(mach_port_t port, int offset, int count, content_t *ret_content,
	mach_msg_type_number_t *ret_count)
{
	return store_read(port, offset, count, ret_content, ret_count);
}

kern_return_t file_size(mach_port_t port, int *ret_size)
{
	return store_size(port, ret_size);
}
