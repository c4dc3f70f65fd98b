//! What the kernel puts behind a message that is received (NDR).

use crate::types::{AuditToken, SecurityToken};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The trailer of a message, as far as it goes; what was not asked for is zero.
#[derive(Clone, Copy, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Trailer {
    /// `msgh_trailer_type`: 0.
    pub kind: u32,
    /// `msgh_trailer_size`.
    pub size: u32,
    /// `msgh_seqno`.
    pub seqno: u32,
    /// `msgh_sender`.
    pub sender: SecurityToken,
    /// `msgh_audit`.
    pub audit: AuditToken,
    /// `msgh_context`.
    pub context: [u32; 2],
}

const _: () = assert!(size_of::<Trailer>() == 60);
