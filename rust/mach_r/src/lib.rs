//! Mach messages from Rust: what modules rely on that migc writes of an interface
//! (`migc --emit=rust`), and of use without it.
//!
//! | to | see |
//! |---|---|
//! | make, hold and pass on rights | [`ipc`]: [`SendRight`](ipc::SendRight), [`ReceiveRight`](ipc::ReceiveRight), .. |
//! | meet another program | [`ReceiveRight::check_in`](ipc::ReceiveRight::check_in), [`SendRight::look_up`](ipc::SendRight::look_up) |
//! | answer requests | [`serve::serve`], [`serve::Server`]; without blocking `asynch::AsyncServer` |
//! | call without blocking | `asynch::AsyncPort` (feature `tokio`) |
//! | see what failed | [`IpcError`], [`KernReturn`]; [`CallError`] gives rights back |
//! | take what is out of line | [`ool::OolMemory`], [`ool::OolPorts`] |
//! | name types of an interface | [`types`], [`wire`] |
//! | read and write messages oneself | [`message`], [`wire::Writer`], [`owned::OwnedMessage`] |
//! | export Rust to C | [`shim`] |
//!
//! A client and a server, with the module that migc writes of `array_test.defs`:
//!
//! ```
//! # #[cfg(target_os = "linux")] {
//! # mod interface {
//! #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hello-rust/src/array_test.rs"));
//! # }
//! use interface::array_test::{ArrayTestDispatcherSync, ArrayTestServerSync, sum_array};
//! use mach_r::IpcError;
//! use mach_r::ipc::ReceiveRight;
//! use mach_r::serve::Server;
//!
//! struct Adder;
//!
//! impl ArrayTestServerSync for Adder {
//!     fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
//!         Ok(data.iter().sum())
//!     }
//! }
//!
//! let port = ReceiveRight::new()?; // `check_in(c"adder", ..)`, for other programs to find it
//! let right = port.make_send()?;
//! let server = Server::new(port, ArrayTestDispatcherSync::new(Adder))?;
//! std::thread::scope(|scope| {
//!     scope.spawn(|| server.run());
//!     assert_eq!(sum_array(&right, &[1, 2, 3]), Ok(6));
//!     server.shutdown_handle().shutdown();
//! });
//! # }
//! # Ok::<(), mach_r::IpcError>(())
//! ```
//!
//! # Features
//!
//! `std` (default): buffers from a pool of the thread, panics of servers caught, threads that serve.
//! `alloc`: nothing that needs the system. `tokio`: `asynch`. None: messages, rights, dispatchers, and
//! calls in the caller's room.
//!
//! Items that are not shown here are for generated modules only.
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
