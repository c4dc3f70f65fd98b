//! Arrays of rights out of line, and those that may be in the message.

use super::{Either, OolMemory, Region, address_of};
use crate::error::IpcError;
use crate::ipc::{
    AnyRight, PortName, ReceiveRight, ReceivedRight, Right, SendOnceRight, SendRight, Several,
    disposition,
};
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::Deref;
use zerocopy::{Immutable, IntoBytes};

/// An array of rights in pages of its own. Dropping it releases the rights and the pages.
#[derive(Debug)]
pub struct OolPorts<R: Right>(OolMemory<PortName>, PhantomData<R>);

impl<R: Right> OolPorts<R> {
    /// No rights.
    pub const EMPTY: Self = Self(OolMemory::EMPTY, PhantomData);

    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<PortName>) -> Self {
        Self(OolMemory::from_region(region), PhantomData)
    }

    /// Rights in memory of their own.
    ///
    /// # Errors
    ///
    /// There is no memory; the rights are released.
    pub fn new(rights: impl ExactSizeIterator<Item = R>) -> Result<Self, IpcError> {
        let mut ports = Self(OolMemory::zeroed(rights.len())?, PhantomData);
        for (name, right) in ports.0.iter_mut().zip(rights) {
            *name = right.into_name();
        }
        Ok(ports)
    }

    /// Takes a right out of the array, which then has a null one in its place.
    pub fn take(&mut self, index: usize) -> Option<R> {
        self.0.get_mut(index).map(|name| R::from_name(core::mem::replace(name, PortName::NULL)))
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// A message owns them now; if they are at most so many, without the memory.
    #[doc(hidden)]
    pub fn into_message_up_to(self, in_line: usize) {
        let mut this = ManuallyDrop::new(self);
        if this.0.len() <= in_line {
            drop(core::mem::take(&mut this.0));
        }
    }

    /// What moves them.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        R::DISPOSITION
    }

    /// Where the names are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        self.0.address()
    }
}

impl<R: Right> Deref for OolPorts<R> {
    type Target = [R];
    #[inline]
    fn deref(&self) -> &[R] {
        let names: &[PortName] = &self.0;
        // SAFETY: rights are names in memory (see Right), which no one else uses as rights.
        unsafe { core::slice::from_raw_parts(names.as_ptr().cast(), names.len()) }
    }
}

impl<R: Right> Default for OolPorts<R> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<'a, R: Right> IntoIterator for &'a OolPorts<R> {
    type Item = &'a R;
    type IntoIter = core::slice::Iter<'a, R>;
    fn into_iter(self) -> core::slice::Iter<'a, R> {
        self.iter()
    }
}

impl<R: Right> Drop for OolPorts<R> {
    fn drop(&mut self) {
        for name in self.0.iter() {
            drop(R::from_name(*name));
        }
    }
}

/// Out-of-line rights of a kind that the sender chose.
#[derive(Debug)]
pub enum ReceivedPorts {
    /// Send rights.
    Send(OolPorts<SendRight>),
    /// Send-once rights.
    SendOnce(OolPorts<SendOnceRight>),
    /// Receive rights.
    Receive(OolPorts<ReceiveRight>),
    /// Names of something, and what was said of them: no rights.
    Names(OolMemory<PortName>, u32),
}

impl ReceivedPorts {
    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<PortName>, kind: u32) -> Self {
        match kind {
            disposition::MOVE_SEND => Self::Send(OolPorts::from_region(region)),
            disposition::MOVE_SEND_ONCE => Self::SendOnce(OolPorts::from_region(region)),
            disposition::MOVE_RECEIVE => Self::Receive(OolPorts::from_region(region)),
            _ => Self::Names(OolMemory::from_region(region), kind),
        }
    }

    /// Their names.
    #[inline]
    #[must_use]
    pub fn names(&self) -> &[PortName] {
        match self {
            Self::Send(rights) => crate::ipc::names(rights),
            Self::SendOnce(rights) => crate::ipc::names(rights),
            Self::Receive(rights) => crate::ipc::names(rights),
            Self::Names(names, _) => names,
        }
    }

    /// How many there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.names().len()
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }

    /// What moves them.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        match self {
            Self::Send(_) => disposition::MOVE_SEND,
            Self::SendOnce(_) => disposition::MOVE_SEND_ONCE,
            Self::Receive(_) => disposition::MOVE_RECEIVE,
            Self::Names(_, kind) => *kind,
        }
    }

    /// Where the names are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.names())
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }
}

/// Rights to be sent out of line whose disposition is the caller's choice.
#[derive(Debug)]
pub enum OolPortsArgument<'a> {
    /// The receiver gets send rights of its own.
    CopySend(&'a [SendRight]),
    /// The receiver gets new send rights.
    MakeSend(&'a [ReceiveRight]),
    /// The receiver gets new send-once rights.
    MakeSendOnce(&'a [ReceiveRight]),
    /// The receiver gets these rights.
    Move(ReceivedPorts),
}

impl OolPortsArgument<'_> {
    /// Their names.
    #[must_use]
    pub fn names(&self) -> &[PortName] {
        match self {
            Self::CopySend(rights) => crate::ipc::names(rights),
            Self::MakeSend(rights) | Self::MakeSendOnce(rights) => crate::ipc::names(rights),
            Self::Move(rights) => rights.names(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }

    /// What happens to them.
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        match self {
            Self::CopySend(_) => disposition::COPY_SEND,
            Self::MakeSend(_) => disposition::MAKE_SEND,
            Self::MakeSendOnce(_) => disposition::MAKE_SEND_ONCE,
            Self::Move(rights) => rights.disposition(),
        }
    }

    /// Where the names are.
    #[doc(hidden)]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.names())
    }

    /// Whether the memory is given away too.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_moved(&self) -> bool {
        matches!(self, Self::Move(_))
    }

    /// A message owns now what was to be moved.
    #[doc(hidden)]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// The same; if they are at most so many, without the memory.
    #[doc(hidden)]
    pub fn into_message_up_to(self, in_line: usize) {
        match self {
            Self::Move(ReceivedPorts::Send(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::SendOnce(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::Receive(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::Names(..)) | Self::CopySend(_) => {}
            Self::MakeSend(_) | Self::MakeSendOnce(_) => {}
        }
    }
}

/// An indefinite array of rights: up to `N` from the message, or in memory of its own.
#[derive(Debug)]
pub enum PortsData<R: RightKind, const N: usize> {
    /// From the message.
    InLine(Several<R, N>),
    /// In memory of its own.
    OutOfLine(R::OutOfLine),
}

/// The kinds of rights that an array can have, one by one and out of line.
pub trait RightKind: AnyRight + Sized {
    /// Several of them out of line.
    type OutOfLine: fmt::Debug;
    #[doc(hidden)]
    fn far_names(far: &Self::OutOfLine) -> &[PortName];
    #[doc(hidden)]
    fn far_kind(far: &Self::OutOfLine) -> u32;
}

impl<R: Right + AnyRight> RightKind for R {
    type OutOfLine = OolPorts<R>;
    fn far_names(far: &OolPorts<R>) -> &[PortName] {
        crate::ipc::names(far)
    }
    fn far_kind(_far: &OolPorts<R>) -> u32 {
        R::DISPOSITION
    }
}

impl RightKind for ReceivedRight {
    type OutOfLine = ReceivedPorts;
    fn far_names(far: &ReceivedPorts) -> &[PortName] {
        far.names()
    }
    fn far_kind(far: &ReceivedPorts) -> u32 {
        far.disposition()
    }
}

impl<R: Right + AnyRight, const N: usize> PortsData<R, N> {
    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either<S: Copy + Into<PortName>>(either: Either<'_, S, PortName>) -> Self {
        match either {
            Either::InLine(slots) => Self::InLine(crate::ipc::take_all(slots)),
            Either::OutOfLine(region) => Self::OutOfLine(OolPorts::from_region(region)),
        }
    }
}

impl<const N: usize> PortsData<ReceivedRight, N> {
    /// The same of a kind known at run time.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either_any<S: Copy + Into<PortName>>(
        either: Either<'_, S, PortName>,
        kind: u32,
    ) -> Self {
        match either {
            Either::InLine(slots) => Self::InLine(crate::ipc::take_all_any(slots, kind)),
            Either::OutOfLine(region) => Self::OutOfLine(ReceivedPorts::from_region(region, kind)),
        }
    }
}

impl<R: RightKind, const N: usize> PortsData<R, N> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::InLine(rights) => rights.len(),
            Self::OutOfLine(far) => R::far_names(far).len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether they are in the message.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_in_line(&self) -> bool {
        matches!(self, Self::InLine(_))
    }

    /// What moves them.
    #[doc(hidden)]
    #[must_use]
    pub fn disposition(&self) -> u32 {
        match self {
            Self::InLine(rights) => crate::ipc::disposition_of(rights),
            Self::OutOfLine(far) => R::far_kind(far),
        }
    }

    /// Writes them.
    #[doc(hidden)]
    pub fn put<W: crate::wire::Wire, S, A>(self, message: &mut crate::wire::Writer<'_, W>)
    where
        S: From<PortName> + IntoBytes + Immutable,
        A: From<usize> + IntoBytes + Immutable,
    {
        match self {
            Self::InLine(rights) => {
                let names: Several<PortName, N> = crate::ipc::into_names(rights);
                message.put_names::<S>(&names);
            }
            Self::OutOfLine(far) => {
                message.put(A::from(address_of(R::far_names(&far))));
                core::mem::forget(far);
            }
        }
    }
}
