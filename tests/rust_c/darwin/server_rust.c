/* A server in Rust is an object. */
#include "darwin_shim.h"
#include "server.h"

void server_setup(void)
{
	struct darwin_server *server = darwin_server_new();

	darwin_server_install(server);
	darwin_server_free(server);
}
