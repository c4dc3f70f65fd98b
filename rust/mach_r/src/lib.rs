//! Mach messages from Rust.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "std")]
extern crate std;

pub mod buffer;
pub mod call;
pub mod error;
pub mod ipc;
pub mod message;
pub mod server;
pub mod shim;
pub mod sys;
pub mod wire;

pub use error::{IpcError, KernReturn};
#[doc(hidden)]
pub use zerocopy;
