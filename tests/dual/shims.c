/* Installs the server in Rust for both wires before main() begins. */
#include "dual_shim.x86_64-darwin.h"
#include "dual_shim.x86_64-gnu.h"

static __attribute__((constructor)) void install(void)
{
	dual_server_typed_install(dual_server_typed_new());
	dual_server_ndr_install(dual_server_ndr_new());
}
