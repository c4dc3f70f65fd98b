//! Rights whose kind is known at run time only.

use super::name::{PortName, disposition};
use super::rights::{ReceiveRight, SendOnceRight, SendRight};

/// A right that was received for an argument of polymorphic kind.
///
/// ```
/// use mach_r::ipc::{PortName, ReceivedRight, disposition};
///
/// let right = ReceivedRight::from_parts(PortName::NULL, disposition::MOVE_SEND);
/// assert!(matches!(right, Some(ReceivedRight::Send(right)) if !right.is_valid()));
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "dropping a right releases it"]
pub enum ReceivedRight {
    /// A send right, or none.
    Send(SendRight),
    /// A send-once right.
    SendOnce(SendOnceRight),
    /// A receive right.
    Receive(ReceiveRight),
}

impl ReceivedRight {
    /// The right of a received message, whose kind is that of a disposition; none of another one.
    #[inline]
    pub const fn from_parts(name: PortName, kind: u32) -> Option<Self> {
        match kind {
            disposition::MOVE_SEND => Some(Self::Send(SendRight::from_name(name))),
            disposition::MOVE_SEND_ONCE => Some(Self::SendOnce(SendOnceRight::from_name(name))),
            disposition::MOVE_RECEIVE => Some(Self::Receive(ReceiveRight::from_name(name))),
            _ => None,
        }
    }

    /// The name, which goes on denoting the right.
    #[inline]
    #[must_use]
    pub const fn name(&self) -> PortName {
        match self {
            Self::Send(right) => right.name(),
            Self::SendOnce(right) => right.name(),
            Self::Receive(right) => right.name(),
        }
    }

    /// Whether there is a right: neither null nor dead.
    #[inline]
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.name().is_valid()
    }
}

/// A right to be sent for an argument of polymorphic kind: what is done with it decides its kind.
///
/// ```
/// use mach_r::ipc::{PortArgument, ReceiveRight, disposition};
///
/// let port = ReceiveRight::new()?;
/// let right = port.make_send()?;
/// assert_eq!(PortArgument::from(&right).disposition(), disposition::COPY_SEND);
/// assert_eq!(PortArgument::MakeSend(&port).disposition(), disposition::MAKE_SEND);
/// assert_eq!(PortArgument::from(right).disposition(), disposition::MOVE_SEND);
/// # Ok::<(), mach_r::IpcError>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
pub enum PortArgument<'a> {
    /// Gives a send right and keeps one.
    CopySend(&'a SendRight),
    /// Makes a send right.
    MakeSend(&'a ReceiveRight),
    /// Makes a send-once right.
    MakeSendOnce(&'a ReceiveRight),
    /// Gives the send right away.
    MoveSend(SendRight),
    /// Gives the send-once right away.
    MoveSendOnce(SendOnceRight),
    /// Gives the receive right away.
    MoveReceive(ReceiveRight),
}

impl PortArgument<'_> {
    /// No right.
    pub const NULL: Self = Self::MoveSend(SendRight::NULL);

    /// The disposition: `MACH_MSG_TYPE_*`.
    #[inline]
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        match self {
            Self::CopySend(_) => disposition::COPY_SEND,
            Self::MakeSend(_) => disposition::MAKE_SEND,
            Self::MakeSendOnce(_) => disposition::MAKE_SEND_ONCE,
            Self::MoveSend(_) => disposition::MOVE_SEND,
            Self::MoveSendOnce(_) => disposition::MOVE_SEND_ONCE,
            Self::MoveReceive(_) => disposition::MOVE_RECEIVE,
        }
    }

    /// The name, which goes on denoting the right.
    #[inline]
    #[must_use]
    pub const fn name(&self) -> PortName {
        match self {
            Self::CopySend(right) => right.name(),
            Self::MakeSend(right) | Self::MakeSendOnce(right) => right.name(),
            Self::MoveSend(right) => right.name(),
            Self::MoveSendOnce(right) => right.name(),
            Self::MoveReceive(right) => right.name(),
        }
    }

    /// Name and disposition, for a message that owns from now on what is moved.
    #[inline]
    #[must_use]
    pub const fn into_parts(self) -> (PortName, u32) {
        let parts = (self.name(), self.disposition());
        core::mem::forget(self);
        parts
    }
}

impl<'a> From<&'a SendRight> for PortArgument<'a> {
    /// Copies it.
    #[inline]
    fn from(right: &'a SendRight) -> Self {
        Self::CopySend(right)
    }
}

impl From<SendRight> for PortArgument<'_> {
    #[inline]
    fn from(right: SendRight) -> Self {
        Self::MoveSend(right)
    }
}

impl From<SendOnceRight> for PortArgument<'_> {
    #[inline]
    fn from(right: SendOnceRight) -> Self {
        Self::MoveSendOnce(right)
    }
}

impl From<ReceiveRight> for PortArgument<'_> {
    #[inline]
    fn from(right: ReceiveRight) -> Self {
        Self::MoveReceive(right)
    }
}

impl From<ReceivedRight> for PortArgument<'_> {
    /// Passes a received right on.
    #[inline]
    fn from(right: ReceivedRight) -> Self {
        match right {
            ReceivedRight::Send(right) => Self::MoveSend(right),
            ReceivedRight::SendOnce(right) => Self::MoveSendOnce(right),
            ReceivedRight::Receive(right) => Self::MoveReceive(right),
        }
    }
}
