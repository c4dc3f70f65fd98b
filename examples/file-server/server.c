/* What the stubs call, those of both dialects: their headers declare the same functions. */
#include SERVER_HEADER
#include "store.h"

kern_return_t file_open(mach_port_t server, const_path_t path, mach_port_t *ret_file)
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
