//! Out-of-line data: memory of its own that travels beside a message.

use crate::error::IpcError;
use crate::ipc::{PortName, Right};
use crate::sys;
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Where out-of-line data of a message are, checked to be elements of that type.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Region<T> {
    address: usize,
    count: usize,
    element: PhantomData<fn() -> T>,
}

impl<T> Region<T> {
    /// Checks a description of out-of-line data.
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
}

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

    /// The memory of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<T>) -> Self {
        Self { start: core::ptr::with_exposed_provenance_mut(region.address), count: region.count }
    }

    /// Where it is; the caller releases it.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn into_address(self) -> usize {
        ManuallyDrop::new(self).start.expose_provenance()
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
    /// There is no memory.
    pub fn zeroed(count: usize) -> Result<Self, IpcError> {
        const { assert!(align_of::<T>() <= 4096) }
        let bytes = count.checked_mul(size_of::<T>());
        let Some(bytes) = bytes.filter(|n| *n <= isize::MAX as usize) else {
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
        memory.copy_from_slice(elements);
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

/// An array of rights in pages of its own. Dropping it releases the rights and the pages.
#[derive(Debug, Default)]
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
        let mut memory = OolMemory::zeroed(rights.len())?;
        for (name, right) in memory.iter_mut().zip(rights) {
            *name = right.into_name();
        }
        Ok(Self(memory, PhantomData))
    }

    /// Takes a right out of the array, which then has a null one in its place.
    pub fn take(&mut self, index: usize) -> Option<R> {
        self.0.get_mut(index).map(|name| R::from_name(core::mem::replace(name, PortName::NULL)))
    }

    /// Where the names are; the caller releases them.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn into_address(self) -> usize {
        let mut this = ManuallyDrop::new(self);
        core::mem::take(&mut this.0).into_address()
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

impl<R: Right> Drop for OolPorts<R> {
    fn drop(&mut self) {
        for name in self.0.iter() {
            drop(R::from_name(*name));
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
            let _ = memory.into_address();
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

/// An indefinite array that was received: in the message, or in memory of its own.
#[derive(Debug)]
pub enum Data<'m, T> {
    /// In the message.
    InLine(&'m [T]),
    /// In memory of its own.
    OutOfLine(OolMemory<T>),
}

impl<T> Deref for Data<'_, T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::InLine(elements) => elements,
            Self::OutOfLine(memory) => memory,
        }
    }
}

/// Where an indefinite array lies whose message was received into a pool's buffer.
#[doc(hidden)]
#[derive(Debug)]
pub enum DataPlace<T> {
    /// In the message.
    InLine(crate::buffer::Place<T>),
    /// In memory of its own.
    OutOfLine(OolMemory<T>),
}

impl<T: FromBytes + Immutable> DataPlace<T> {
    /// The place of data in a buffer that begins at `base`.
    #[inline]
    #[must_use]
    pub fn new(base: usize, data: Data<'_, T>) -> Self {
        match data {
            Data::InLine(elements) => Self::InLine(crate::buffer::Place::new(base, elements)),
            Data::OutOfLine(memory) => Self::OutOfLine(memory),
        }
    }

    /// The elements.
    #[inline]
    #[must_use]
    pub fn get<'b>(&'b self, buffer: &'b crate::buffer::PoolBuffer) -> &'b [T] {
        match self {
            Self::InLine(place) => buffer.get(place),
            Self::OutOfLine(memory) => memory,
        }
    }
}

/// What a server returns as an indefinite array: in the reply if there is room, else out of line.
#[derive(Debug)]
pub struct OutData<'r, T> {
    in_line: crate::server::Out<'r, T>,
    memory: Option<OolMemory<T>>,
}

impl<'r, T: FromBytes + IntoBytes + Immutable + Copy> OutData<'r, T> {
    /// Room in a reply.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn new(in_line: crate::server::Out<'r, T>) -> Self {
        Self { in_line, memory: None }
    }

    /// Sets the elements.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn set(&mut self, elements: &[T]) -> Result<(), IpcError> {
        self.in_line.clear();
        self.memory = None;
        if elements.len() > self.in_line.capacity() {
            self.memory = Some(OolMemory::copy_of(elements)?);
            return Ok(());
        }
        self.in_line.extend_from_slice(elements)
    }

    /// Gives memory away as the elements.
    pub fn set_memory(&mut self, memory: OolMemory<T>) {
        self.in_line.clear();
        self.memory = Some(memory);
    }

    /// The parts.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn finish(self) -> Result<crate::server::Out<'r, T>, OolMemory<T>> {
        match self.memory {
            Some(memory) => Err(memory),
            None => Ok(self.in_line),
        }
    }
}
