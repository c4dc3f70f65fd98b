//! Reading a message, one part after the other.

use super::Wire;
use crate::error::IpcError;
use core::ffi::CStr;
use core::marker::PhantomData;
use zerocopy::{FromBytes, Immutable};

/// The rest of a message: begins at a unit of the wire.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'m, W: Wire> {
    rest: &'m [u8],
    wire: PhantomData<W>,
}

impl<'m, W: Wire> Reader<'m, W> {
    /// # Safety
    ///
    /// The bytes begin at a multiple of the wire's unit.
    #[inline]
    pub(crate) unsafe fn new(bytes: &'m [u8]) -> Self {
        Self { rest: bytes, wire: PhantomData }
    }

    /// How many bytes are left.
    #[inline]
    pub(crate) const fn len_bytes(&self) -> usize {
        self.rest.len()
    }

    /// Takes bytes off, and what rounds them up.
    #[inline]
    fn take(&mut self, bytes: usize) -> Result<*const u8, IpcError> {
        let rest = self.rest;
        match bytes.checked_add(W::UNIT_BYTES - 1).map(|end| end & !(W::UNIT_BYTES - 1)) {
            Some(padded) if padded <= rest.len() => {
                // SAFETY: padded is at most the length.
                self.rest = unsafe { rest.get_unchecked(padded..) };
                Ok(rest.as_ptr())
            }
            _ => Err(IpcError::MessageTooSmall { expected: bytes, actual: rest.len() }),
        }
    }

    /// The next part of fixed size.
    ///
    /// # Errors
    ///
    /// [`IpcError::MessageTooSmall`].
    #[inline]
    pub fn part<T: FromBytes + Immutable>(&mut self) -> Result<&'m T, IpcError> {
        const { assert!(align_of::<T>() <= W::UNIT_BYTES && size_of::<T>() % W::UNIT_BYTES == 0) }
        let start = self.take(size_of::<T>())?;
        // SAFETY: so many bytes are there, on a boundary of the unit, valid whatever they are.
        Ok(unsafe { &*start.cast::<T>() })
    }

    /// That many elements, and what rounds them up.
    ///
    /// # Errors
    ///
    /// [`IpcError::MessageTooSmall`].
    #[inline]
    pub fn array<T: FromBytes + Immutable>(&mut self, count: usize) -> Result<&'m [T], IpcError> {
        const { assert!(align_of::<T>() <= W::UNIT_BYTES) }
        let Some(bytes) = count.checked_mul(size_of::<T>()) else {
            return Err(IpcError::MessageTooSmall { expected: count, actual: self.rest.len() });
        };
        let start = self.take(bytes)?;
        // SAFETY: as in part().
        Ok(unsafe { core::slice::from_raw_parts(start.cast::<T>(), count) })
    }

    /// An address of the wire's size.
    #[doc(hidden)]
    #[inline]
    pub fn address(&mut self) -> Result<usize, IpcError> {
        match W::UNIT_BYTES {
            8 => self.part::<[u32; 2]>().map(|words| {
                // SAFETY: eight bytes are eight bytes.
                unsafe { core::mem::transmute::<[u32; 2], u64>(*words) as usize }
            }),
            _ => self.array::<u32>(1).map(|words| words.first().map_or(0, |word| *word as usize)),
        }
    }

    /// Refuses a message that goes on.
    ///
    /// # Errors
    ///
    /// [`IpcError::WrongSize`].
    #[inline]
    pub fn end(&self) -> Result<(), IpcError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(IpcError::WrongSize { expected: 0, actual: self.rest.len() })
    }
}

/// Refuses a count above its bound.
#[doc(hidden)]
#[inline]
pub const fn at_most(count: u32, max: usize) -> Result<usize, IpcError> {
    let count = count as usize;
    if count <= max {
        return Ok(count);
    }
    Err(IpcError::CountMismatch { expected: max, actual: count })
}

/// Refuses a number that is no multiple of the units of an element, or too many elements.
#[doc(hidden)]
#[inline]
pub const fn whole(number: u32, units: u32) -> Result<u32, IpcError> {
    if number % units == 0 {
        return Ok(number / units);
    }
    Err(IpcError::CountMismatch { expected: units as usize, actual: number as usize })
}

/// The string in bytes whose last one must be a NUL.
#[doc(hidden)]
#[inline]
pub fn string(bytes: &[u8]) -> Result<&CStr, IpcError> {
    match bytes.last() {
        // SAFETY: there is a NUL inside the slice.
        Some(0) => Ok(unsafe { CStr::from_ptr(bytes.as_ptr().cast()) }),
        _ => Err(IpcError::UnterminatedString),
    }
}

/// The string of an array of characters that has a NUL somewhere: Darwin's stubs ask no more.
///
/// # Errors
///
/// [`IpcError::UnterminatedString`].
#[doc(hidden)]
#[inline]
pub fn some_string(bytes: &[u8]) -> Result<&CStr, IpcError> {
    CStr::from_bytes_until_nul(bytes).map_err(|_| IpcError::UnterminatedString)
}

/// The string in bytes that were checked; empty if there is no NUL.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn c_str(bytes: &[u8]) -> &CStr {
    CStr::from_bytes_until_nul(bytes).unwrap_or_default()
}
