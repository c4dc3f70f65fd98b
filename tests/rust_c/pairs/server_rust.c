/* A server in Rust is an object. */
#include "pairs_shim.h"
#include "server.h"

void server_setup(void)
{
	struct pairs_server *server = pairs_server_new();

	pairs_server_install(server);
	/* The one that is installed goes on answering. */
	pairs_server_free(server);
}
