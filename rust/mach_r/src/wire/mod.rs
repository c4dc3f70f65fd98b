//! The wires: how headers and descriptors lie in messages of each kind of target.
//!
//! | module | targets |
//! |---|---|
//! | [`typed64`] | `x86_64-gnu`, `aarch64-gnu` |
//! | [`typed32`] | `i386-gnu` |
//! | [`ndr64`] | `x86_64-darwin`, `arm64-darwin` |
//! | [`ndr32`] | `i386-darwin`, `arm-darwin` |
//!
//! The layouts do not depend on the machine that compiles: a number of 64 bits that stands on a
//! boundary of 4 bytes is a type of two words ([`U64a4`]).

mod packed;
/// Typed messages of 32-bit targets.
pub mod typed32;
pub mod typed64;
mod writer;

pub use packed::{F64a4, I64a4, U64a4};
pub use writer::Writer;

use crate::ipc::PortName;

/// A kind of target.
pub trait Wire: Copy + Send + Sync + 'static {
    /// The header of every message.
    type Header: crate::zerocopy::FromBytes
        + crate::zerocopy::IntoBytes
        + crate::zerocopy::Immutable
        + crate::zerocopy::KnownLayout
        + Copy;
    /// How this program sends such messages.
    type System: crate::sys::System;
    /// What items are rounded up to, in bytes.
    const UNIT_BYTES: usize;
    /// Whether messages are NDR messages, not typed ones.
    const IS_NDR: bool = false;
    /// The most that follows a message when it is received.
    const TRAILER_BYTES: usize = 0;
    /// What a server adds to the options of receiving: which trailer it wants.
    const RECEIVE_BITS: u32 = 0;

    /// `msgh_bits`.
    fn bits(header: &Self::Header) -> u32;
    /// `msgh_size`.
    fn size_bytes(header: &Self::Header) -> u32;
    /// `msgh_id`.
    fn id(header: &Self::Header) -> i32;
    /// `msgh_remote_port`: of a request that was received, where the reply goes.
    fn remote_port(header: &Self::Header) -> PortName;
    /// `msgh_local_port`: of a message that was received, the port that it came to.
    fn local_port(header: &Self::Header) -> PortName;
    /// Changes `msgh_remote_port`.
    fn set_remote_port(header: &mut Self::Header, name: PortName);
    /// Changes `msgh_size`.
    fn set_size_bytes(header: &mut Self::Header, bytes: u32);
}

/// The bit of `msgh_bits` that says: rights or out-of-line memory.
pub const COMPLEX_BIT: u32 = 0x8000_0000;

/// `msgh_bits` of a message: what happens to the rights of its header (`MACH_MSG_TYPE_*`, or 0).
#[must_use]
pub const fn header_bits(remote: u32, local: u32) -> u32 {
    remote | local << 8
}

/// The id of the notification that a send-once right ended unused.
pub const NOTIFY_SEND_ONCE: i32 = 71;
