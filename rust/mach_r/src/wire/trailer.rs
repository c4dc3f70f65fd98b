//! What the kernel puts behind a message that is received (NDR).

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// `security_token_t`: user and group of the sender.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(transparent)]
pub struct SecurityToken(pub [u32; 2]);

/// `audit_token_t`: who the sender is, for `audit_token_to_euid` and its like.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(transparent)]
pub struct AuditToken(pub [u32; 8]);

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
