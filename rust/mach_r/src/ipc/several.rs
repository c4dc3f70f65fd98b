//! Several rights in one argument or result.

use super::{PortName, ReceiveRight, Right, SendOnceRight, SendRight, disposition};
use core::fmt;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ops::{Deref, DerefMut};

/// Up to `N` rights. Dropping it releases them.
pub struct Rights<R, const N: usize> {
    rights: [MaybeUninit<R>; N],
    count: usize,
}

impl<R, const N: usize> Rights<R, N> {
    /// No rights.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { rights: [const { MaybeUninit::uninit() }; N], count: 0 }
    }

    /// Adds a right; gives it back if there are `N`.
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

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub const fn into_message(mut self) {
        self.count = 0;
        core::mem::forget(self);
    }
}

impl<R, const N: usize> FromIterator<R> for Rights<R, N> {
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

impl<R, const N: usize> Default for Rights<R, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R, const N: usize> Deref for Rights<R, N> {
    type Target = [R];
    #[inline]
    fn deref(&self) -> &[R] {
        // SAFETY: the first `count` are there.
        unsafe { core::slice::from_raw_parts(self.rights.as_ptr().cast(), self.count) }
    }
}

impl<R, const N: usize> DerefMut for Rights<R, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [R] {
        // SAFETY: the first `count` are there.
        unsafe { core::slice::from_raw_parts_mut(self.rights.as_mut_ptr().cast(), self.count) }
    }
}

impl<R: fmt::Debug, const N: usize> fmt::Debug for Rights<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl<R, const N: usize> Drop for Rights<R, N> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the first `count` are there, and not used again.
        unsafe { core::ptr::drop_in_place(core::ptr::from_mut::<[R]>(self)) }
    }
}

/// The rights of an array, taken out in order.
#[derive(Debug)]
pub struct RightsIter<R, const N: usize> {
    array: ManuallyDrop<Rights<R, N>>,
    at: usize,
}

impl<R, const N: usize> IntoIterator for Rights<R, N> {
    type Item = R;
    type IntoIter = RightsIter<R, N>;
    fn into_iter(self) -> RightsIter<R, N> {
        RightsIter { array: ManuallyDrop::new(self), at: 0 }
    }
}

impl<R, const N: usize> Iterator for RightsIter<R, N> {
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

impl<R, const N: usize> ExactSizeIterator for RightsIter<R, N> {}

impl<R, const N: usize> Drop for RightsIter<R, N> {
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
    pub fn names(&self) -> impl Iterator<Item = PortName> + '_ {
        (0..self.len()).map_while(|index| match self {
            Self::CopySend(rights) => rights.get(index).map(SendRight::name),
            Self::MakeSend(rights) | Self::MakeSendOnce(rights) => {
                rights.get(index).map(ReceiveRight::name)
            }
            Self::MoveSend(rights) => rights.get(index).map(SendRight::name),
            Self::MoveSendOnce(rights) => rights.get(index).map(SendOnceRight::name),
            Self::MoveReceive(rights) => rights.get(index).map(ReceiveRight::name),
        })
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

/// The rights of a result in line, by their names, to be owned from now on.
#[doc(hidden)]
#[inline]
pub fn take_array<R: Right, const N: usize>(mut names: impl Iterator<Item = PortName>) -> [R; N] {
    core::array::from_fn(|_| R::from_name(names.next().unwrap_or_default()))
}
