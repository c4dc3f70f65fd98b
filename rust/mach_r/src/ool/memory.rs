//! Elements out of line, owned or lent.

use crate::error::IpcError;
use crate::sys;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use zerocopy::FromBytes;

/// Where out-of-line data of a message are, checked to be elements of that type.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Region<T> {
    address: usize,
    count: usize,
    element: PhantomData<fn() -> T>,
}

impl<T> Region<T> {
    /// Checks a description of out-of-line data. Relies on its being that of an item of a message,
    /// as nothing but generated code can know.
    ///
    /// # Errors
    ///
    /// They do not begin where such elements can be.
    #[inline]
    pub fn check(address: usize, count: u32) -> Result<Self, IpcError> {
        let count = if address == 0 { 0 } else { count as usize };
        let fits = count.checked_mul(size_of::<T>()).is_some_and(|n| n <= isize::MAX as usize);
        if !fits || address % align_of::<T>() != 0 {
            return Err(IpcError::Mach(crate::KernReturn::KERN_INVALID_ADDRESS));
        }
        Ok(Self { address, count, element: PhantomData })
    }

    /// The same for so many bytes.
    ///
    /// # Errors
    ///
    /// They are no whole elements, or do not begin where such elements can be.
    #[inline]
    pub fn of_bytes(address: usize, bytes: u32) -> Result<Self, IpcError> {
        let size = const { if size_of::<T>() == 0 { 1 } else { size_of::<T>() as u32 } };
        if bytes % size != 0 {
            return Err(IpcError::CountMismatch {
                expected: size as usize,
                actual: bytes as usize,
            });
        }
        Self::check(address, bytes / size)
    }
}

/// What messages can say, and what a slice can have.
const MOST_BYTES: usize = if usize::BITS > 32 { u32::MAX as usize } else { isize::MAX as usize };

/// Elements in pages of their own. Dropping it releases the pages.
pub struct OolMemory<T> {
    start: *mut T,
    count: usize,
}

// SAFETY: owns its elements.
unsafe impl<T: Send> Send for OolMemory<T> {}
// SAFETY: owns its elements.
unsafe impl<T: Sync> Sync for OolMemory<T> {}

impl<T> OolMemory<T> {
    /// No elements.
    pub const EMPTY: Self = Self { start: core::ptr::null_mut(), count: 0 };

    /// The memory of a message that was accepted: each region becomes memory once.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<T>) -> Self {
        Self { start: core::ptr::with_exposed_provenance_mut(region.address), count: region.count }
    }

    /// A message owns it now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// Where it is.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        self.start.expose_provenance()
    }

    /// How many bytes the elements have.
    #[inline]
    #[must_use]
    pub const fn len_bytes(&self) -> usize {
        self.count * size_of::<T>()
    }
}

impl<T: FromBytes> OolMemory<T> {
    /// That many elements, all zero.
    ///
    /// # Errors
    ///
    /// There is no memory; or `KERN_NO_SPACE`: more than 4 GiB, which no message can describe.
    pub fn zeroed(count: usize) -> Result<Self, IpcError> {
        const { assert!(align_of::<T>() <= 4096) }
        let bytes = count.checked_mul(size_of::<T>());
        let Some(bytes) = bytes.filter(|n| *n <= MOST_BYTES) else {
            return Err(IpcError::Mach(crate::KernReturn::KERN_NO_SPACE));
        };
        if bytes == 0 {
            return Ok(Self { start: core::ptr::null_mut(), count });
        }
        Ok(Self { start: sys::allocate_memory(bytes)?.cast(), count })
    }
}

impl<T: FromBytes + Copy> OolMemory<T> {
    /// A copy of these elements.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn copy_of(elements: &[T]) -> Result<Self, IpcError> {
        let mut memory = Self::zeroed(elements.len())?;
        for (to, from) in memory.iter_mut().zip(elements) {
            *to = *from;
        }
        Ok(memory)
    }
}

impl<T> Deref for OolMemory<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        if self.start.is_null() {
            return &[];
        }
        // SAFETY: the elements are there, and owned.
        unsafe { core::slice::from_raw_parts(self.start, self.count) }
    }
}

impl<T> DerefMut for OolMemory<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.start.is_null() {
            return &mut [];
        }
        // SAFETY: the elements are there, and owned.
        unsafe { core::slice::from_raw_parts_mut(self.start, self.count) }
    }
}

impl<'a, T> IntoIterator for &'a OolMemory<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;
    fn into_iter(self) -> core::slice::Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut OolMemory<T> {
    type Item = &'a mut T;
    type IntoIter = core::slice::IterMut<'a, T>;
    fn into_iter(self) -> core::slice::IterMut<'a, T> {
        self.iter_mut()
    }
}

impl<T> Default for OolMemory<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: fmt::Debug> fmt::Debug for OolMemory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl<T> Drop for OolMemory<T> {
    #[inline]
    fn drop(&mut self) {
        let bytes = self.len_bytes();
        if bytes > 0 && !self.start.is_null() {
            // SAFETY: the pages are owned.
            unsafe { sys::release_memory(self.start.cast(), bytes) };
        }
    }
}

/// Out-of-line data to be sent, of which the caller says whether they are given away.
#[derive(Debug)]
pub enum OolArgument<'a, T> {
    /// The receiver gets a copy.
    Copied(&'a [T]),
    /// The receiver gets the memory.
    Moved(OolMemory<T>),
}

impl<T> OolArgument<'_, T> {
    /// Where they are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.as_slice())
    }

    /// How many bytes they have.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        size_of_val(self.as_slice())
    }

    /// The elements.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::Copied(elements) => elements,
            Self::Moved(memory) => memory,
        }
    }

    /// Whether they are given away.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn is_moved(&self) -> bool {
        matches!(self, Self::Moved(_))
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        if let Self::Moved(memory) = self {
            memory.into_message();
        }
    }
}

impl<'a, T> From<&'a [T]> for OolArgument<'a, T> {
    fn from(elements: &'a [T]) -> Self {
        Self::Copied(elements)
    }
}

impl<T> From<OolMemory<T>> for OolArgument<'_, T> {
    fn from(memory: OolMemory<T>) -> Self {
        Self::Moved(memory)
    }
}

/// Where elements that the caller goes on owning are.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn address_of<T: ?Sized>(elements: &T) -> usize {
    core::ptr::from_ref(elements).cast::<u8>().expose_provenance()
}
