//! Names of rights, and what they denote.

use crate::error::IpcError;
use crate::sys;
use core::fmt;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// What a message does with a right: `MACH_MSG_TYPE_*`.
pub mod disposition {
    /// Gives away the receive right.
    pub const MOVE_RECEIVE: u32 = 16;
    /// Gives away one reference of a send right.
    pub const MOVE_SEND: u32 = 17;
    /// Gives away the send-once right.
    pub const MOVE_SEND_ONCE: u32 = 18;
    /// Gives a send right and keeps its own.
    pub const COPY_SEND: u32 = 19;
    /// Makes a send right from the receive right.
    pub const MAKE_SEND: u32 = 20;
    /// Makes a send-once right from the receive right.
    pub const MAKE_SEND_ONCE: u32 = 21;
}

/// Kinds of rights: `MACH_PORT_RIGHT_*`.
pub(crate) mod right {
    pub const SEND: u32 = 0;
    pub const RECEIVE: u32 = 1;
    pub const PORT_SET: u32 = 3;
    pub const DEAD_NAME: u32 = 4;
}

/// The name of a right in this task. A name owns nothing.
///
/// ```
/// use mach_r::ipc::PortName;
///
/// assert!(!PortName::NULL.is_valid());
/// assert!(PortName(0x103).is_valid());
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Default,
    FromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
)]
#[repr(transparent)]
pub struct PortName(pub u32);

impl PortName {
    /// `MACH_PORT_NULL`: no right.
    pub const NULL: Self = Self(0);
    /// `MACH_PORT_DEAD`: a right of a port that is gone.
    pub const DEAD: Self = Self(!0);

    /// Whether it names a right.
    #[inline]
    #[must_use]
    pub const fn is_valid(self) -> bool {
        self.0 != Self::NULL.0 && self.0 != Self::DEAD.0
    }
}

/// Gives each name of this task and what it denotes to a function: for debugging, and to find leaks.
///
/// ```
/// use mach_r::ipc::{self, ReceiveRight};
///
/// let port = ReceiveRight::new()?;
/// let mut is_there = false;
/// ipc::each_name(|name, kinds| is_there |= name == port.name() && kinds.has_receive())?;
/// assert!(is_there);
/// # Ok::<(), mach_r::IpcError>(())
/// ```
///
/// # Errors
///
/// `KERN_RESOURCE_SHORTAGE`.
pub fn each_name(mut take: impl FnMut(PortName, PortType)) -> Result<(), IpcError> {
    sys::each_name(|name, kinds| take(name, PortType(kinds)))
}

/// What a name denotes: a set of kinds of rights (`mach_port_type_t`).
///
/// ```
/// use mach_r::ipc::ReceiveRight;
///
/// let port = ReceiveRight::new()?;
/// let kinds = port.port_type()?;
/// assert!(kinds.has_receive() && !kinds.has_send());
/// # Ok::<(), mach_r::IpcError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PortType(pub u32);

impl PortType {
    const fn has(self, right: u32) -> bool {
        self.0 & (1 << (right + 16)) != 0
    }

    /// A send right.
    #[must_use]
    pub const fn has_send(self) -> bool {
        self.has(right::SEND)
    }

    /// A receive right.
    #[must_use]
    pub const fn has_receive(self) -> bool {
        self.has(right::RECEIVE)
    }

    /// A send-once right.
    #[must_use]
    pub const fn has_send_once(self) -> bool {
        self.has(2)
    }

    /// A port set.
    #[must_use]
    pub const fn is_port_set(self) -> bool {
        self.has(right::PORT_SET)
    }

    /// What is left of a right whose port is gone.
    #[must_use]
    pub const fn is_dead_name(self) -> bool {
        self.has(right::DEAD_NAME)
    }

    /// A dead-name notification is asked for.
    #[must_use]
    pub const fn notifies_dead_name(self) -> bool {
        self.0 & 0x8000_0000 != 0
    }
}

impl fmt::Debug for PortType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            (self.has_send(), "send"),
            (self.has_receive(), "receive"),
            (self.has_send_once(), "send-once"),
            (self.is_port_set(), "port set"),
            (self.is_dead_name(), "dead name"),
        ];
        f.debug_list().entries(kinds.iter().filter(|kind| kind.0).map(|kind| kind.1)).finish()
    }
}
