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

mod dialect;
#[macro_use]
mod ndr;
pub mod ndr32;
pub mod ndr64;
mod packed;
mod reader;
mod string;
mod trailer;
#[macro_use]
mod typed;
pub mod typed32;
pub mod typed64;
mod writer;

pub use crate::types::{AuditToken, SecurityToken};
pub use dialect::{Context, Dialect, Ndr, NdrContext, On, Typed, TypedContext};
pub use packed::{F64a4, I64a4, U64a4};
pub use reader::Reader;
#[doc(hidden)]
pub use reader::{at_most, c_str, whole};
pub use string::FixedCStr;
pub use trailer::Trailer;
pub use writer::Writer;

use crate::error::KernReturn;
use crate::ipc::PortName;
use zerocopy::FromBytes;

/// A kind of target. Nobody else can add one: what its functions say of headers is relied on.
///
/// ```compile_fail,E0277
/// #[derive(Clone, Copy, Debug)]
/// struct Mine;
///
/// impl mach_r::wire::Wire for Mine {}
/// ```
pub trait Wire: dialect::sealed::Sealed + Copy + Send + Sync + core::fmt::Debug + 'static {
    /// The header of every message.
    type Header: crate::zerocopy::FromBytes
        + crate::zerocopy::IntoBytes
        + crate::zerocopy::Immutable
        + crate::zerocopy::KnownLayout
        + core::fmt::Debug
        + Copy
        + Send
        + Sync;
    /// The reply that carries nothing but a return code.
    type ErrorReply: crate::zerocopy::IntoBytes + crate::zerocopy::Immutable;
    /// How this program sends such messages.
    type System: crate::sys::System;
    /// What items are rounded up to, in bytes.
    const UNIT_BYTES: usize;
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
    /// Changes `msgh_local_port`.
    fn set_local_port(header: &mut Self::Header, name: PortName);
    /// Changes `msgh_remote_port`.
    fn set_remote_port(header: &mut Self::Header, name: PortName);
    /// Changes `msgh_size`.
    fn set_size_bytes(header: &mut Self::Header, bytes: u32);
    /// Changes `msgh_bits`.
    fn set_bits(header: &mut Self::Header, bits: u32);
    /// The header of the reply to a request: goes where the request says.
    fn reply_to(request: &Self::Header, bits: u32) -> Self::Header;
    /// Shows the rights of a message that is to be sent, the destination's first, and what it does
    /// with each. Arrays out of line are not looked into.
    #[doc(hidden)]
    fn each_right(message: &mut [u8], show: &mut dyn FnMut(&mut PortName, u32));
    /// A reply with nothing but a return code; its size is filled in.
    fn error_reply(head: Self::Header, code: KernReturn) -> Self::ErrorReply;
}

/// The bit of `msgh_bits` that says: rights or out-of-line memory.
pub const COMPLEX_BIT: u32 = 0x8000_0000;

/// `msgh_bits` of a message: what happens to the rights of its header (`MACH_MSG_TYPE_*`, or 0).
#[must_use]
pub const fn header_bits(remote: u32, local: u32) -> u32 {
    remote | local << 8
}

/// The same for a message that carries rights or out-of-line memory.
#[must_use]
pub const fn complex_header_bits(remote: u32, local: u32) -> u32 {
    header_bits(remote, local) | COMPLEX_BIT
}

/// `MACH_MSG_TYPE_PROTECTED_PAYLOAD`, in the place of the right that a message came to.
const PROTECTED_PAYLOAD: u32 = 23;

/// The id of the notification that a send-once right ended unused.
pub const NOTIFY_SEND_ONCE: i32 = 71;

/// Shows the name in the first bytes of a part of a message.
pub(crate) fn show_name(part: &mut [u8], kind: u32, show: &mut dyn FnMut(&mut PortName, u32)) {
    if let Ok((name, _)) = PortName::mut_from_prefix(part) {
        show(name, kind);
    }
}

/// What is fixed of the size and the kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The least number of bytes.
    pub least: usize,
    /// The most bytes.
    pub most: usize,
    /// Whether it carries rights or memory; `None`: both may be.
    pub complex: Option<bool>,
    /// How many descriptors it has (NDR).
    pub descriptors: u32,
}

impl Shape {
    /// Whether a message may have so many bytes.
    #[inline]
    pub(crate) const fn admits(&self, bytes: usize) -> bool {
        self.least <= bytes && bytes <= self.most
    }

    /// Why a message with this header does not fit.
    #[cold]
    #[inline]
    pub(crate) fn refuse<W: Wire>(&self, header: &W::Header) -> crate::IpcError {
        let actual = W::size_bytes(header) as usize;
        if actual < self.least {
            return crate::IpcError::MessageTooSmall { expected: self.least, actual };
        }
        if actual > self.most {
            return crate::IpcError::WrongSize { expected: self.most, actual };
        }
        crate::IpcError::WrongComplexity { actual: W::bits(header) & COMPLEX_BIT != 0 }
    }
}
