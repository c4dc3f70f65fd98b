//! Arguments that C passes in: pointers to look through, names of rights, memory that is given away.
//!
//! Each function checks what can be checked of a pointer and a count; the rest is the promise of C's
//! prototype, which their `Safety` sections call "C's promise".

use crate::error::{CallError, IpcError, KernReturn};
use crate::ipc::{PortArgument, PortName, ReceiveRight, Right, SendRight, disposition};
use crate::ool::{OolMemory, Region};
use crate::wire::FixedCStr;
use core::ffi::CStr;
use core::mem::{ManuallyDrop, align_of};
use core::ops::{Deref, DerefMut};
use zerocopy::FromBytes;

/// Structures and arrays that C passes by value: a Rust array cannot be a parameter by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct ByValue<T>(pub T);

const REFUSED: IpcError = IpcError::Mach(KernReturn::KERN_INVALID_ARGUMENT);

/// Refuses null and misaligned pointers.
#[inline]
pub(super) fn check<T>(pointer: *const T) -> Result<(), IpcError> {
    if pointer.is_null() || pointer.addr() % align_of::<T>() != 0 {
        return Err(REFUSED);
    }
    Ok(())
}

/// What a pointer leads to.
///
/// # Safety
///
/// C's promise: a pointer that is not null leads to a value, which nobody changes during the call.
#[inline]
pub unsafe fn reference<'a, T>(pointer: *const T) -> Result<&'a T, IpcError> {
    check(pointer)?;
    // SAFETY: checked, and the caller's promise.
    Ok(unsafe { &*pointer })
}

/// A value that a pointer leads to.
///
/// # Safety
///
/// As for [`reference`].
#[inline]
pub unsafe fn value<T: Copy>(pointer: *const T) -> Result<T, IpcError> {
    check(pointer)?;
    // SAFETY: checked, and the caller's promise.
    Ok(unsafe { pointer.read() })
}

/// The elements that a pointer leads to; no more than `max`.
///
/// # Safety
///
/// C's promise: a pointer that is not null leads to `count` elements, which nobody changes during
/// the call.
#[inline]
pub unsafe fn slice<'a, T>(pointer: *const T, count: u32, max: usize) -> Result<&'a [T], IpcError> {
    let count = count as usize;
    if count > max {
        return Err(IpcError::ArrayTooLarge { max, actual: count });
    }
    if count == 0 {
        return Ok(&[]);
    }
    check(pointer)?;
    if count > isize::MAX as usize / size_of::<T>().max(1) {
        return Err(REFUSED);
    }
    // SAFETY: checked, and the caller's promise.
    Ok(unsafe { core::slice::from_raw_parts(pointer, count) })
}

/// All elements that a pointer leads to.
///
/// # Safety
///
/// As for [`slice`].
#[inline]
pub unsafe fn elements<'a, T>(pointer: *const T, count: u32) -> Result<&'a [T], IpcError> {
    // SAFETY: the caller's promise.
    unsafe { slice(pointer, count, usize::MAX) }
}

/// A string of C's that fits into a field: cut off after `N - 1` bytes, as C's stubs do.
#[derive(Clone, Copy, Debug)]
pub enum BoundedString<'a, const N: usize> {
    /// All of it.
    Whole(&'a CStr),
    /// As much as there is room for.
    Cut(FixedCStr<N>),
}

impl<const N: usize> Deref for BoundedString<'_, N> {
    type Target = CStr;
    #[inline]
    fn deref(&self) -> &CStr {
        match self {
            Self::Whole(string) => string,
            Self::Cut(field) => field.as_c_str(),
        }
    }
}

/// The string that a pointer leads to.
///
/// # Safety
///
/// C's promise: a pointer that is not null leads to a string, or to `N` bytes at least, which nobody
/// changes during the call.
#[inline]
pub unsafe fn string<'a, const N: usize>(
    pointer: *const u8,
) -> Result<BoundedString<'a, N>, IpcError> {
    check(pointer)?;
    let mut length = 0;
    // SAFETY: all bytes up to the NUL or the bound are there.
    while length < N && unsafe { pointer.add(length).read() } != 0 {
        length += 1;
    }
    if length == N {
        // SAFETY: as many bytes are there.
        let field = unsafe { pointer.cast::<FixedCStr<N>>().read() };
        return Ok(BoundedString::Cut(field.terminated()));
    }
    // SAFETY: ... and then the NUL.
    let bytes = unsafe { core::slice::from_raw_parts(pointer, length + 1) };
    match CStr::from_bytes_with_nul(bytes) {
        Ok(string) => Ok(BoundedString::Whole(string)),
        Err(_) => Err(REFUSED),
    }
}

/// The string in a field.
///
/// # Safety
///
/// As for [`string`].
#[inline]
pub unsafe fn fixed_string<const N: usize>(pointer: *const u8) -> Result<FixedCStr<N>, IpcError> {
    // SAFETY: the caller's promise.
    Ok(match unsafe { string::<N>(pointer)? } {
        BoundedString::Whole(string) => FixedCStr::new(string),
        BoundedString::Cut(field) => field,
    })
}

/// A right that goes on being C's.
#[derive(Debug)]
pub struct Borrowed<R: Right>(ManuallyDrop<R>);

impl<R: Right> Deref for Borrowed<R> {
    type Target = R;
    #[inline]
    fn deref(&self) -> &R {
        &self.0
    }
}

impl<R: Right> DerefMut for Borrowed<R> {
    #[inline]
    fn deref_mut(&mut self) -> &mut R {
        &mut self.0
    }
}

/// The right of a name, without taking it.
#[inline]
#[must_use]
pub fn borrow<R: Right>(name: PortName) -> Borrowed<R> {
    Borrowed(ManuallyDrop::new(R::from_name(name)))
}

/// The right of a name, to be given away.
#[inline]
#[must_use]
pub fn take<R: Right>(name: PortName) -> R {
    R::from_name(name)
}

/// The rights of an array of names, without taking them.
///
/// # Safety
///
/// As for [`slice`].
#[inline]
pub unsafe fn rights<'a, R: Right>(
    pointer: *const PortName,
    count: u32,
    max: usize,
) -> Result<&'a [R], IpcError> {
    // SAFETY: the caller's promise.
    let names = unsafe { slice(pointer, count, max)? };
    // SAFETY: rights are names in memory (see Right); what is borrowed is not released.
    Ok(unsafe { core::slice::from_raw_parts(names.as_ptr().cast(), names.len()) })
}

/// All rights of an array of names, without taking them.
///
/// # Safety
///
/// As for [`slice`].
#[inline]
pub unsafe fn all_rights<'a, R: Right>(
    pointer: *const PortName,
    count: u32,
) -> Result<&'a [R], IpcError> {
    // SAFETY: the caller's promise.
    unsafe { rights(pointer, count, usize::MAX) }
}

/// The rights of an array of fixed size, without taking them.
///
/// # Safety
///
/// As for [`reference`], of `N` names.
#[inline]
pub unsafe fn right_array<'a, R: Right, const N: usize>(
    pointer: *const PortName,
) -> Result<&'a [R; N], IpcError> {
    check(pointer)?;
    // SAFETY: checked, and the caller's promise; rights are names in memory (see Right).
    Ok(unsafe { &*pointer.cast::<[R; N]>() })
}

/// A right of C's with what is to be done with it.
#[derive(Debug)]
pub struct AnyRight {
    send: Borrowed<SendRight>,
    receive: Borrowed<ReceiveRight>,
    kind: u32,
}

/// A right with what is to be done with it, without taking it yet.
///
/// # Errors
///
/// There is no such disposition.
#[inline]
pub fn any_right(name: PortName, kind: u32) -> Result<AnyRight, IpcError> {
    if !(disposition::MOVE_RECEIVE..=disposition::MAKE_SEND_ONCE).contains(&kind) {
        return Err(IpcError::Mach(KernReturn::MACH_SEND_INVALID_TYPE));
    }
    Ok(AnyRight { send: borrow(name), receive: borrow(name), kind })
}

impl AnyRight {
    /// The argument. If the right is moved, it is C's no more.
    #[inline]
    #[must_use]
    pub fn argument(&self) -> PortArgument<'_> {
        let name = self.send.name();
        match self.kind {
            disposition::COPY_SEND => PortArgument::CopySend(&self.send),
            disposition::MAKE_SEND => PortArgument::MakeSend(&self.receive),
            disposition::MAKE_SEND_ONCE => PortArgument::MakeSendOnce(&self.receive),
            disposition::MOVE_SEND_ONCE => PortArgument::MoveSendOnce(take(name)),
            disposition::MOVE_RECEIVE => PortArgument::MoveReceive(take(name)),
            _ => PortArgument::MoveSend(take(name)),
        }
    }
}

/// The result of a call that moves rights. Rights that come back were not sent, and are C's as
/// before.
#[inline]
pub fn unmoved<T, R>(result: Result<T, CallError<R>>) -> Result<T, IpcError> {
    result.map_err(|failed| {
        core::mem::forget(failed.rights);
        failed.error
    })
}

/// Memory that C may give away: pages of `vm_allocate`, which stay C's until they are taken.
///
/// # Safety
///
/// C's promise: a pointer that is not null leads to `count` elements in pages of their own.
#[inline]
pub unsafe fn region<T>(pointer: *const T, count: u32) -> Result<Region<T>, IpcError> {
    Region::check(pointer.expose_provenance(), count)
}

/// A send right of a request that C releases again if the function fails. The function gets a
/// reference of its own.
#[derive(Debug)]
pub struct LentRight(Borrowed<SendRight>);

/// The send right of a request.
#[inline]
#[must_use]
pub fn lend(name: PortName) -> LentRight {
    LentRight(borrow(name))
}

impl LentRight {
    /// The function's right.
    #[inline]
    pub fn right(&self) -> SendRight {
        if self.0.is_valid() { SendRight::clone(&self.0) } else { take(self.0.name()) }
    }

    /// The function has succeeded: what came with the request is its own to release.
    #[inline]
    pub fn release(self) {
        drop(ManuallyDrop::into_inner(self.0.0));
    }
}

/// Memory of a request that C releases again if the function fails. The function gets a copy.
#[derive(Debug)]
pub struct LentMemory<T> {
    original: Region<T>,
    copy: OolMemory<T>,
}

/// The memory of a request.
///
/// # Errors
///
/// There is no memory for the copy.
#[inline]
pub fn lend_memory<T: FromBytes + Copy>(original: Region<T>) -> Result<LentMemory<T>, IpcError> {
    let elements = ManuallyDrop::new(OolMemory::from_region(original));
    Ok(LentMemory { original, copy: OolMemory::copy_of(&elements)? })
}

impl<T> LentMemory<T> {
    /// The function's memory.
    #[inline]
    pub fn take(&mut self) -> OolMemory<T> {
        core::mem::take(&mut self.copy)
    }

    /// The function has succeeded: what came with the request is its own to release.
    #[inline]
    pub fn release(self) {
        drop(OolMemory::from_region(self.original));
    }
}
