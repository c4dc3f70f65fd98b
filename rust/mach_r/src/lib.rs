//! Mach messages from Rust.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(feature = "std")]
extern crate std;

pub mod buffer;
pub mod call;
pub mod error;
pub mod ipc;
pub mod message;
pub mod ool;
pub mod server;
pub mod sys;
pub mod types;
pub mod wire;

pub use error::{CallError, IpcError, KernReturn};
#[doc(hidden)]
pub use zerocopy;
