//! How this program reaches Mach: libmigrt on Linux, the system itself on GNU/Hurd and on Darwin.
//!
//! Each back end is a module with the same functions over port names. Where there is none (a
//! kernel, a bare machine; or any system with `--cfg mach_r_no_sys`), messages can be built,
//! checked and dispatched, and whatever would have to send one is
//! [`IpcError::ForeignWire`](crate::IpcError::ForeignWire).
//!
//! With `--cfg mach_r_check_sys`, the declarations of the other systems are compiled along, so
//! that they are type-checked on Linux.

mod foreign;
#[macro_use]
#[allow(unused_macros)]
mod ports;

#[cfg(any(mach_r_sys = "darwin", mach_r_check_sys))]
#[cfg_attr(not(mach_r_sys = "darwin"), allow(dead_code))]
mod darwin;
#[cfg(any(mach_r_sys = "hurd", mach_r_check_sys))]
#[cfg_attr(not(mach_r_sys = "hurd"), allow(dead_code))]
mod hurd;
#[cfg(mach_r_sys = "migrt")]
mod migrt;

#[cfg(mach_r_sys = "darwin")]
use darwin as backend;
#[cfg(mach_r_sys = "none")]
use foreign as backend;
#[cfg(mach_r_sys = "hurd")]
use hurd as backend;
#[cfg(mach_r_sys = "migrt")]
use migrt as backend;

pub(crate) use backend::*;
pub use backend::{Ndr32System, Ndr64System, Typed32System, Typed64System};

use crate::error::KernReturn;
use crate::ipc::PortName;

/// Bits of `mach_msg`'s option that are the same everywhere.
pub(crate) mod option {
    pub const SEND_MSG: u32 = 0x1;
    pub const RCV_MSG: u32 = 0x2;
    pub const SEND_TIMEOUT: u32 = 0x10;
    pub const RCV_TIMEOUT: u32 = 0x100;
}

/// The calls whose form depends on the wire.
pub trait System {
    /// This program cannot send such messages: another word size, or no back end.
    const IS_FOREIGN: bool = false;
    /// `MACH_RCV_LARGE`: a message that does not fit stays in the queue.
    const RCV_LARGE: u32;
    /// Which of the dialects that one program can send: 0 typed, 1 NDR.
    const DIALECT: usize;

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

/// What `mach_port_get_receive_status` and its like say about a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortStatus {
    /// Number that the next received message gets.
    pub seqno: u32,
    /// Send rights made from the receive right so far.
    pub make_send_count: u32,
    /// Messages that may wait before senders do.
    pub queue_limit: u32,
    /// Messages that wait now.
    pub message_count: u32,
    /// Send-once rights that exist.
    pub send_once_rights: u32,
    /// Whether send rights exist.
    pub has_send_rights: bool,
    /// Whether a port-destroyed notification is asked for.
    pub notifies_destroyed: bool,
    /// Whether a no-senders notification is asked for.
    pub notifies_no_senders: bool,
}
