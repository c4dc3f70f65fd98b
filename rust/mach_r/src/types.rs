//! C types of interfaces, as Rust types that are valid whatever bytes a message holds.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

pub use crate::error::KernReturn;
pub use crate::ipc::PortName;

/// `natural_t`, `unsigned int`.
pub type Natural = u32;
/// `integer_t`, `int`.
pub type Integer = i32;

/// `boolean_t`: any number, of which 0 is false. A Rust `bool` must not hold one.
///
/// ```
/// use mach_r::types::Boolean;
///
/// assert!(Boolean(2).is_true());
/// assert_eq!(Boolean::from(true), Boolean::TRUE);
/// assert!(!bool::from(Boolean::FALSE));
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(transparent)]
pub struct Boolean(pub i32);

impl Boolean {
    /// 0.
    pub const FALSE: Self = Self(0);
    /// 1.
    pub const TRUE: Self = Self(1);

    /// Whether it is not 0.
    #[inline]
    #[must_use]
    pub const fn is_true(self) -> bool {
        self.0 != 0
    }
}

impl From<bool> for Boolean {
    #[inline]
    fn from(value: bool) -> Self {
        Self(value as i32)
    }
}

impl From<Boolean> for bool {
    #[inline]
    fn from(value: Boolean) -> Self {
        value.is_true()
    }
}

/// `security_token_t`: effective user and group of a sender.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(C)]
pub struct SecurityToken {
    /// User and group.
    pub val: [u32; 2],
}

/// `audit_token_t`: who a sender is.
///
/// ```
/// use mach_r::types::AuditToken;
///
/// let token = AuditToken { val: [0, 1000, 1000, 1000, 1000, 4711, 0, 0] };
/// assert_eq!((token.pid(), token.effective_user()), (4711, 1000));
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(C)]
pub struct AuditToken {
    /// Audit user, effective user and group, real user and group, process, session, process version.
    pub val: [u32; 8],
}

impl AuditToken {
    /// The process; 0 in notifications, or if it is not known.
    #[must_use]
    pub const fn pid(self) -> u32 {
        self.val[5]
    }

    /// The effective user.
    #[must_use]
    pub const fn effective_user(self) -> u32 {
        self.val[1]
    }

    /// The effective group.
    #[must_use]
    pub const fn effective_group(self) -> u32 {
        self.val[2]
    }
}
