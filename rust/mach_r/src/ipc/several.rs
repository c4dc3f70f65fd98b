//! Several rights in one argument or result.

use super::{PortName, ReceiveRight, ReceivedRight, Right, SendOnceRight, SendRight, disposition};
use core::fmt;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ops::{Deref, DerefMut};

/// Up to `N` rights, or memories; without an allocation. Dropping it releases them.
pub struct Several<R, const N: usize> {
    rights: [MaybeUninit<R>; N],
    count: usize,
}

impl<R, const N: usize> Several<R, N> {
    /// No rights.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { rights: [const { MaybeUninit::uninit() }; N], count: 0 }
    }

    /// Adds a right; gives it back if there are `N`.
    ///
    /// # Errors
    ///
    /// The right: there are `N`.
    #[inline]
    pub const fn push(&mut self, right: R) -> Result<(), R> {
        if self.count >= N {
            return Err(right);
        }
        // SAFETY: count is below N.
        unsafe { self.rights.as_mut_ptr().add(self.count).cast::<R>().write(right) };
        self.count += 1;
        Ok(())
    }

    /// Takes the last one out.
    #[inline]
    pub const fn pop(&mut self) -> Option<R> {
        if self.count == 0 {
            return None;
        }
        self.count -= 1;
        // SAFETY: there is a right at the old count - 1, which is not used again.
        Some(unsafe { self.rights.as_ptr().add(self.count).cast::<R>().read() })
    }

    /// Releases all behind the first ones.
    #[inline]
    pub fn truncate(&mut self, count: usize) {
        while self.count > count {
            drop(self.pop());
        }
    }
}

impl<R, const N: usize> FromIterator<R> for Several<R, N> {
    /// The first `N`.
    #[inline]
    fn from_iter<I: IntoIterator<Item = R>>(rights: I) -> Self {
        let mut array = Self::new();
        for right in rights {
            if array.push(right).is_err() {
                break;
            }
        }
        array
    }
}

impl<R, const N: usize> Default for Several<R, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R, const N: usize> Deref for Several<R, N> {
    type Target = [R];
    #[inline]
    fn deref(&self) -> &[R] {
        // SAFETY: the first `count` are there.
        unsafe { core::slice::from_raw_parts(self.rights.as_ptr().cast(), self.count) }
    }
}

impl<R, const N: usize> DerefMut for Several<R, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [R] {
        // SAFETY: the first `count` are there.
        unsafe { core::slice::from_raw_parts_mut(self.rights.as_mut_ptr().cast(), self.count) }
    }
}

impl<R: fmt::Debug, const N: usize> fmt::Debug for Several<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl<R, const N: usize> Drop for Several<R, N> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the first `count` are there, and not used again.
        unsafe { core::ptr::drop_in_place(core::ptr::from_mut::<[R]>(self)) }
    }
}

/// The rights of an array, taken out in order.
pub struct SeveralIter<R, const N: usize> {
    array: ManuallyDrop<Several<R, N>>,
    at: usize,
}

impl<R, const N: usize> SeveralIter<R, N> {
    /// Those that were not taken yet.
    fn rest(&self) -> &[R] {
        self.array.get(self.at..).unwrap_or_default()
    }
}

impl<R: fmt::Debug, const N: usize> fmt::Debug for SeveralIter<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SeveralIter").field(&self.rest()).finish()
    }
}

impl<'a, R, const N: usize> IntoIterator for &'a Several<R, N> {
    type Item = &'a R;
    type IntoIter = core::slice::Iter<'a, R>;
    fn into_iter(self) -> core::slice::Iter<'a, R> {
        self.iter()
    }
}

impl<'a, R, const N: usize> IntoIterator for &'a mut Several<R, N> {
    type Item = &'a mut R;
    type IntoIter = core::slice::IterMut<'a, R>;
    fn into_iter(self) -> core::slice::IterMut<'a, R> {
        self.iter_mut()
    }
}

impl<R, const N: usize> IntoIterator for Several<R, N> {
    type Item = R;
    type IntoIter = SeveralIter<R, N>;
    fn into_iter(self) -> SeveralIter<R, N> {
        SeveralIter { array: ManuallyDrop::new(self), at: 0 }
    }
}

impl<R, const N: usize> Iterator for SeveralIter<R, N> {
    type Item = R;
    fn next(&mut self) -> Option<R> {
        if self.at >= self.array.count {
            return None;
        }
        self.at += 1;
        // SAFETY: there is a right, which is not used again.
        Some(unsafe { self.array.rights.as_ptr().add(self.at - 1).cast::<R>().read() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.array.count - self.at;
        (left, Some(left))
    }
}

impl<R, const N: usize> ExactSizeIterator for SeveralIter<R, N> {}

impl<R, const N: usize> core::iter::FusedIterator for SeveralIter<R, N> {}

impl<R, const N: usize> Drop for SeveralIter<R, N> {
    fn drop(&mut self) {
        for right in self.by_ref() {
            drop(right);
        }
    }
}

/// Several rights to be sent whose disposition is the caller's choice. Rights that are moved are
/// taken out of the slice, which then has null ones, as soon as there is a message.
#[derive(Debug)]
pub enum PortsArgument<'a> {
    /// The receiver gets send rights of its own.
    CopySend(&'a [SendRight]),
    /// The receiver gets new send rights.
    MakeSend(&'a [ReceiveRight]),
    /// The receiver gets new send-once rights.
    MakeSendOnce(&'a [ReceiveRight]),
    /// The receiver gets these send rights.
    MoveSend(&'a mut [SendRight]),
    /// The receiver gets these send-once rights.
    MoveSendOnce(&'a mut [SendOnceRight]),
    /// The receiver gets these receive rights.
    MoveReceive(&'a mut [ReceiveRight]),
}

impl PortsArgument<'_> {
    /// How many.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::CopySend(rights) => rights.len(),
            Self::MakeSend(rights) | Self::MakeSendOnce(rights) => rights.len(),
            Self::MoveSend(rights) => rights.len(),
            Self::MoveSendOnce(rights) => rights.len(),
            Self::MoveReceive(rights) => rights.len(),
        }
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What happens to them.
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

    /// Their names.
    #[must_use]
    pub const fn names(&self) -> &[PortName] {
        match self {
            Self::CopySend(rights) => super::names(rights),
            Self::MakeSend(rights) | Self::MakeSendOnce(rights) => super::names(rights),
            Self::MoveSend(rights) => super::names(rights),
            Self::MoveSendOnce(rights) => super::names(rights),
            Self::MoveReceive(rights) => super::names(rights),
        }
    }

    /// A message owns now what was to be moved.
    #[doc(hidden)]
    pub fn into_message(self) {
        match self {
            Self::CopySend(_) | Self::MakeSend(_) | Self::MakeSendOnce(_) => {}
            Self::MoveSend(rights) => give_to_message(rights),
            Self::MoveSendOnce(rights) => give_to_message(rights),
            Self::MoveReceive(rights) => give_to_message(rights),
        }
    }
}

/// A message owns these rights now.
#[doc(hidden)]
#[inline]
pub fn give_to_message<R: Right>(rights: &mut [R]) {
    for right in rights {
        let _ = core::mem::replace(right, R::from_name(PortName::NULL)).into_name();
    }
}

/// A right of a kind that its type says, or that is known at run time.
pub trait AnyRight {
    /// What moves it.
    fn kind(&self) -> u32;
    /// The name, to be released by the caller.
    fn give(self) -> PortName;
}

macro_rules! any_right {
    ($($right:ident $kind:ident;)*) => {$(
        impl AnyRight for $right {
            #[inline]
            fn kind(&self) -> u32 {
                disposition::$kind
            }
            #[inline]
            fn give(self) -> PortName {
                self.into_name()
            }
        }
    )*};
}

any_right! {
    SendRight MOVE_SEND;
    SendOnceRight MOVE_SEND_ONCE;
    ReceiveRight MOVE_RECEIVE;
}

impl AnyRight for ReceivedRight {
    #[inline]
    fn kind(&self) -> u32 {
        match self {
            Self::Send(right) => right.kind(),
            Self::SendOnce(right) => right.kind(),
            Self::Receive(right) => right.kind(),
        }
    }
    #[inline]
    fn give(self) -> PortName {
        match self {
            Self::Send(right) => right.into_name(),
            Self::SendOnce(right) => right.into_name(),
            Self::Receive(right) => right.into_name(),
        }
    }
}

/// What moves the rights of an array: what moves the first.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn disposition_of<A: AnyRight>(rights: &[A]) -> u32 {
    rights.first().map_or(disposition::MOVE_SEND, AnyRight::kind)
}

/// The names of rights, which a message owns from now on.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn into_names<A: AnyRight, const N: usize>(
    rights: impl IntoIterator<Item = A>,
) -> Several<PortName, N> {
    rights.into_iter().map(AnyRight::give).collect()
}

/// Names in slots of a wire; those that are too few are null.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn slots<S: From<PortName> + Copy, const N: usize>(names: &[PortName]) -> [S; N] {
    let mut slots = [S::from(PortName::NULL); N];
    for (slot, name) in slots.iter_mut().zip(names) {
        *slot = S::from(*name);
    }
    slots
}

/// The right of a received message, to be owned from now on; null if it is the name of none.
#[doc(hidden)]
#[inline]
pub fn received_right(name: PortName, kind: u32) -> ReceivedRight {
    ReceivedRight::from_parts(name, kind).unwrap_or(ReceivedRight::Send(SendRight::NULL))
}

/// The rights in so many slots of a message, to be owned from now on.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn take_array<S: Copy + Into<PortName>, R: Right, const N: usize>(slots: &[S; N]) -> [R; N] {
    slots.map(|slot| R::from_name(slot.into()))
}

/// The same of a kind known at run time.
#[doc(hidden)]
#[inline]
pub fn take_any_array<S: Copy + Into<PortName>, const N: usize>(
    slots: &[S; N],
    kind: u32,
) -> [ReceivedRight; N] {
    slots.map(|slot| received_right(slot.into(), kind))
}

/// The rights in slots of a message, to be owned from now on.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn take_all<S: Copy + Into<PortName>, R: Right, const N: usize>(slots: &[S]) -> Several<R, N> {
    slots.iter().map(|slot| R::from_name((*slot).into())).collect()
}

/// The same of a kind known at run time.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn take_all_any<S: Copy + Into<PortName>, const N: usize>(
    slots: &[S],
    kind: u32,
) -> Several<ReceivedRight, N> {
    slots.iter().map(|slot| received_right((*slot).into(), kind)).collect()
}

/// The first rights in slots of a message, to be owned from now on; the others are released.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn take_first<S: Copy + Into<PortName>, R: Right, const N: usize>(
    slots: &[S; N],
    count: usize,
) -> Several<R, N> {
    let mut rights = take_all(slots);
    rights.truncate(count);
    rights
}

/// The same of a kind known at run time.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn take_first_any<S: Copy + Into<PortName>, const N: usize>(
    slots: &[S; N],
    count: usize,
    kind: u32,
) -> Several<ReceivedRight, N> {
    let mut rights = take_all_any(slots, kind);
    rights.truncate(count);
    rights
}
