//! Indefinite arrays: in the message if there is room, else out of line.

use super::{OolMemory, Region};
use crate::error::IpcError;
use core::ops::Deref;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Where an indefinite array is.
#[doc(hidden)]
#[derive(Debug)]
pub enum Either<'m, T, F = T> {
    /// In the message.
    InLine(&'m [T]),
    /// In memory of its own.
    OutOfLine(Region<F>),
}

/// An indefinite array that was received: in the message, or in memory of its own.
#[derive(Debug)]
pub enum Data<'m, T> {
    /// In the message.
    InLine(&'m [T]),
    /// In memory of its own.
    OutOfLine(OolMemory<T>),
}

impl<'m, T> Data<'m, T> {
    /// The data of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either(either: Either<'m, T>) -> Self {
        match either {
            Either::InLine(elements) => Self::InLine(elements),
            Either::OutOfLine(region) => Self::OutOfLine(OolMemory::from_region(region)),
        }
    }
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

impl<'a, T> IntoIterator for &'a Data<'_, T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;
    fn into_iter(self) -> core::slice::Iter<'a, T> {
        self.iter()
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

    /// Whether they are in the reply.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn is_in_line(&self) -> bool {
        self.memory.is_none()
    }

    /// How many there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.memory.as_ref().map_or(self.in_line.len(), |memory| memory.len())
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parts.
    #[doc(hidden)]
    #[inline]
    pub fn finish(self) -> Result<crate::server::Out<'r, T>, OolMemory<T>> {
        match self.memory {
            Some(memory) => Err(memory),
            None => Ok(self.in_line),
        }
    }
}
