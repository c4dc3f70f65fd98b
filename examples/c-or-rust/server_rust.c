/* The server in Rust is an object, which the demultiplexer in Rust calls. */
#include "server.h"
#include "words_shim.h"

void server_setup(void)
{
	struct words_server *server = words_server_new();

	words_server_install(server);
	/* It answers until another one is installed. */
	words_server_free(server);
}
