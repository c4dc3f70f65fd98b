//! Asynchronous calls and servers, on Tokio (feature `tokio`).
//!
//! [`AsyncPort`] is a send right through which many calls can be under way at a time; [`serve`]
//! and [`AsyncServer`] answer requests concurrently. On Linux both wait by descriptors: no thread
//! is used per call, and none besides those of the runtime. Elsewhere an [`AsyncPort`] hands its
//! calls to a bounded number of blocking threads ([`BlockingPort`]).
//!
//! - Each call has a reply port of its own, in a set that one task of the runtime reads. So a
//!   late reply can never be taken for the answer to another call.
//! - Dropping the future of a call gives the call up: rights that were not sent yet are released,
//!   and a reply that comes later is destroyed with its rights.
//! - A call is sent at once, if there is room in the server's queue; else it waits for room, first
//!   come, first served. How many calls are under way is bounded ([`AsyncPort::with_limit`]).
//! - A [timeout](crate::call_async::CallPlan::timeout) bounds all of it: the wait for a place, the sending, and the
//!   wait for the reply.

mod blocking;
mod boxed;
#[cfg(mach_r_sys = "migrt")]
mod lane;
#[cfg(mach_r_sys = "migrt")]
mod port;
#[cfg(mach_r_sys = "migrt")]
mod serve;

pub use blocking::BlockingPort;
#[cfg(not(mach_r_sys = "migrt"))]
pub use blocking::BlockingPort as AsyncPort;
pub use boxed::BoxedDispatcher;
#[cfg(mach_r_sys = "migrt")]
pub use port::AsyncPort;
#[cfg(mach_r_sys = "migrt")]
pub use serve::{AsyncServer, serve};

/// Has the runtime wait for a descriptor to become readable.
#[cfg(mach_r_sys = "migrt")]
fn watch(
    descriptor: std::os::fd::OwnedFd,
) -> Result<tokio::io::unix::AsyncFd<std::os::fd::OwnedFd>, crate::IpcError> {
    use crate::{IpcError, KernReturn};
    use tokio::io::{Interest, unix::AsyncFd};
    // The form that asks for a promise about the descriptor, which an OwnedFd keeps, is younger than
    // the versions of Tokio that this crate takes.
    #[allow(deprecated)]
    AsyncFd::with_interest(descriptor, Interest::READABLE)
        .map_err(|_| IpcError::Mach(KernReturn::KERN_RESOURCE_SHORTAGE))
}

/// The result of a future, if it comes in time.
async fn before<F: core::future::Future>(
    deadline: Option<tokio::time::Instant>,
    future: F,
) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}
