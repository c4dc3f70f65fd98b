/* The half of the server that needs the functions of the NDR dialect. */
#include <mach/mach.h>

boolean_t file_server(mach_msg_header_t *request, mach_msg_header_t *reply);
kern_return_t serve_ndr(mach_port_t port, unsigned size_bytes);

kern_return_t serve_ndr(mach_port_t port, unsigned size_bytes)
{
	return mach_msg_server_once(file_server, size_bytes, port, MACH_MSG_OPTION_NONE);
}
