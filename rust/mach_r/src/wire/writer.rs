//! Writing a message, one part after the other.

use super::Wire;
use crate::buffer::Room;
use crate::error::IpcError;
use crate::message::Outgoing;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use zerocopy::{Immutable, IntoBytes};

/// Writes the parts of a message of a known size in order. What does not fit is not written, and
/// [`finish`](Self::finish) then says so.
#[derive(Debug)]
pub struct Writer<'b, W: Wire> {
    start: *mut u8,
    at: usize,
    end: usize,
    room_bytes: usize,
    room: PhantomData<&'b mut [MaybeUninit<u64>]>,
    wire: PhantomData<W>,
}

impl<'b, W: Wire> Writer<'b, W> {
    /// Begins a message of `size` bytes. Fails if there is no room for it; nothing is lost then.
    #[inline]
    pub fn new(room: Room<'b>, size: usize) -> Result<Self, IpcError> {
        if room.len_bytes() < size {
            return Err(IpcError::BufferTooSmall { expected: size, actual: room.len_bytes() });
        }
        let room_bytes = room.len_bytes();
        let start = room.into_words().as_mut_ptr().cast();
        Ok(Self { start, at: 0, end: size, room_bytes, room: PhantomData, wire: PhantomData })
    }

    #[inline]
    fn put_bytes(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.end - self.at {
            // SAFETY: at + length is at most end, which is inside the room; the room is borrowed
            // for writing, so that `bytes` is other memory.
            unsafe {
                self.start.add(self.at).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            }
            self.at += bytes.len();
        }
    }

    /// Adds a part of fixed size.
    #[inline]
    pub fn put<T: IntoBytes + Immutable>(&mut self, part: &T) {
        self.put_bytes(part.as_bytes());
    }

    /// Adds elements of an array.
    #[inline]
    pub fn put_slice<T: IntoBytes + Immutable>(&mut self, elements: &[T]) {
        self.put_bytes(elements.as_bytes());
    }

    /// Adds zeros up to the wire's unit.
    #[inline]
    pub fn pad(&mut self) {
        while self.at % W::UNIT_BYTES != 0 && self.at < self.end {
            // SAFETY: at is below end, which is inside the room.
            unsafe { self.start.add(self.at).write(0) };
            self.at += 1;
        }
    }

    /// The message, if all of it was written.
    #[inline]
    pub fn finish(self) -> Result<Outgoing<'b, W>, IpcError> {
        if self.at != self.end {
            return Err(IpcError::BufferTooSmall { expected: self.end, actual: self.at });
        }
        // SAFETY: the first `end` bytes of the room are initialised, and the room is aligned.
        Ok(unsafe { Outgoing::from_raw(self.start, self.end, self.room_bytes) })
    }
}
