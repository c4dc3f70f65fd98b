//! The server of `pairs.defs`, and the stubs of its clients, for programs in C.

mach_r::include_interface!("pairs");
mach_r::include_interface!("pairs_shim");

#[cfg(any(feature = "demux", feature = "functions"))]
mod server;
#[cfg(any(feature = "demux", feature = "functions"))]
use server::Server as PairsServerObject;
