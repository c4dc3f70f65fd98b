//! Mach messages from Rust.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;

#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "tokio")]
pub mod asynch;
pub mod buffer;
pub mod call;
pub mod call_async;
pub mod error;
pub mod ipc;
pub mod message;
pub mod ool;
pub mod owned;
pub mod serve;
pub mod server;
pub mod shim;
pub mod sys;
pub mod types;
pub mod wire;

pub use call_async::{AsyncCall, DispatchAsync};
pub use error::{CallError, IpcError, KernReturn};
#[doc(hidden)]
pub use zerocopy;

/// Includes what a build script has made of an interface (see the crate `migc-build`):
/// `include_interface!("array_test")` is the module of `array_test.defs`.
#[macro_export]
macro_rules! include_interface {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
