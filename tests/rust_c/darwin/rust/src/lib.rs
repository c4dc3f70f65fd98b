//! The server of `darwin.defs`, as `server.c` has it, and the stubs of its clients.

mach_r::include_interface!("darwin");
mach_r::include_interface!("darwin_shim");

#[cfg(feature = "demux")]
mod server;
#[cfg(feature = "demux")]
use server::Server as DarwinServerObject;
