//! Answering requests.

use crate::buffer::Room;
use crate::error::IpcError;
use crate::message::{Incoming, Outgoing};
use crate::wire::Wire;

/// What a dispatcher of a subsystem can do: answer a request, without waiting for anything.
pub trait DispatchSync {
    /// The wire of its messages.
    type Wire: Wire;
    /// The largest request, in bytes.
    const MAX_REQUEST_BYTES: usize;
    /// The largest reply, in bytes.
    const MAX_REPLY_BYTES: usize;

    /// Whether a request of that id is this dispatcher's business. Asked where several share a
    /// port.
    #[inline]
    fn handles(&self, _id: i32) -> bool {
        true
    }

    /// Answers a request in `reply`, which has room for [`MAX_REPLY_BYTES`](Self::MAX_REPLY_BYTES).
    /// `None`: there is no reply to send. Errors of any kind are answered.
    fn dispatch<'r>(
        &self,
        request: Incoming<'_, Self::Wire>,
        reply: Room<'r>,
    ) -> Option<Outgoing<'r, Self::Wire>>;
}

/// Runs a handler; with `std`, a panic in it is an error of the server.
#[inline]
pub fn guard<R>(handler: impl FnOnce() -> Result<R, IpcError>) -> Result<R, IpcError> {
    #[cfg(feature = "std")]
    {
        std::panic::catch_unwind(core::panic::AssertUnwindSafe(handler))
            .unwrap_or(Err(IpcError::Mach(crate::KernReturn::KERN_FAILURE)))
    }
    #[cfg(not(feature = "std"))]
    handler()
}
