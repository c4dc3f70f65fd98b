//! How this program reaches Mach: libmigrt on Linux, the system itself on the Hurd and Darwin.

#[cfg(target_os = "linux")]
mod migrt;
#[cfg(target_os = "linux")]
pub use migrt::*;

use crate::error::KernReturn;
use crate::ipc::PortName;

/// The calls whose form depends on the wire.
pub trait System {
    /// `mach_msg`; a null `receive` name with a size of 0 receives nothing.
    ///
    /// # Safety
    ///
    /// `message` holds `send_size` initialised bytes and has room for `receive_limit`. When a
    /// message is sent, what it carries belongs to the caller.
    unsafe fn mach_msg(
        message: *mut u8,
        bits: u32,
        send_size: u32,
        receive_limit: u32,
        receive: PortName,
        timeout_ms: u32,
    ) -> KernReturn;

    /// `mach_msg_destroy`.
    ///
    /// # Safety
    ///
    /// `message` is complete, and what it carries belongs to the caller.
    unsafe fn destroy(message: *mut u8);

    /// The calling thread's reply port.
    fn reply_port() -> PortName;

    /// Says that a call through it failed: a late reply may still come.
    fn discard_reply_port(name: PortName);

    /// Says that a call through it ended.
    fn put_reply_port(name: PortName);
}
