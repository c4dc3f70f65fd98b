//! What demultiplexers need of a wire.

use crate::wire::{Wire, typed64};
use zerocopy::{Immutable, IntoBytes};

/// A wire whose servers C can call.
pub trait ShimWire: Wire {
    /// The reply that carries nothing but a return code.
    type ErrorReply: IntoBytes + Immutable;

    /// The reply to a request, with a return code.
    fn error_reply(request: &Self::Header, code: i32) -> Self::ErrorReply;

    /// Changes `msgh_bits`.
    fn set_bits(header: &mut Self::Header, bits: u32);

    /// The bytes of a received message that has this size in its header, with its trailer.
    fn received_bytes(size_bytes: usize) -> usize {
        size_bytes
    }
}

impl ShimWire for typed64::Typed64 {
    type ErrorReply = typed64::ReplyHead;

    fn error_reply(request: &Self::Header, code: i32) -> Self::ErrorReply {
        typed64::ReplyHead::new(request, code)
    }

    fn set_bits(header: &mut Self::Header, bits: u32) {
        header.bits = bits;
    }
}
