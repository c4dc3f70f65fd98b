//! C types of interfaces, as Rust types that are valid whatever bytes a message holds.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::error::IpcError;

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
        Self(value.into())
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

impl SecurityToken {
    /// The effective user.
    #[must_use]
    pub const fn effective_user(self) -> u32 {
        self.val[0]
    }

    /// The effective group.
    #[must_use]
    pub const fn effective_group(self) -> u32 {
        self.val[1]
    }
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

/// A type of the program's own that stands for a number or a structure of an interface.
///
/// A doc comment in the interface names it: `/** rust: crate::Color */ type color_t = int;`. The
/// generated functions then take and give this type. A path is read where the generated module
/// stands: begin it with `crate::`, `super::` or `::`.
///
/// ```
/// use mach_r::types::Mapped;
/// use mach_r::{IpcError, KernReturn};
///
/// #[derive(Debug, PartialEq)]
/// enum Color {
///     Red,
///     Blue,
/// }
///
/// impl Mapped for Color {
///     type Wire = i32;
///
///     fn from_wire(wire: i32) -> Result<Self, IpcError> {
///         match wire {
///             0 => Ok(Self::Red),
///             1 => Ok(Self::Blue),
///             _ => Err(IpcError::Mach(KernReturn::KERN_INVALID_VALUE)),
///         }
///     }
///
///     fn into_wire(self) -> i32 {
///         self as i32
///     }
/// }
///
/// assert_eq!(Color::from_wire(Color::Blue.into_wire()), Ok(Color::Blue));
/// assert!(Color::from_wire(7).is_err());
/// ```
pub trait Mapped: Sized + core::fmt::Debug {
    /// What the interface has: a number, or the structure that is generated for it.
    type Wire;

    /// The value of what a message holds.
    ///
    /// # Errors
    ///
    /// No such value. A request is refused with the error's code, a reply with the error; what the
    /// message carries is released.
    fn from_wire(wire: Self::Wire) -> Result<Self, IpcError>;

    /// What a message is to hold.
    fn into_wire(self) -> Self::Wire;
}
