//! Writing a message, one part after the other.

use super::{COMPLEX_BIT, Wire};
use crate::buffer::Room;
use crate::error::IpcError;
use crate::ipc::PortName;
use crate::message::Outgoing;
use core::ffi::CStr;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use zerocopy::{Immutable, IntoBytes};

/// Writes the parts of a message in order, its header first. What does not fit is not written,
/// and [`finish`](Self::finish) then says so; it also fills in the size.
#[derive(Debug)]
pub struct Writer<'b, W: Wire> {
    start: *mut u8,
    at: usize,
    room_bytes: usize,
    is_full: bool,
    is_complex: bool,
    room: PhantomData<&'b mut [MaybeUninit<u64>]>,
    wire: PhantomData<W>,
}

// SAFETY: the room is borrowed for writing, as by a reference.
unsafe impl<W: Wire> Send for Writer<'_, W> {}
// SAFETY: shared writers show nothing.
unsafe impl<W: Wire> Sync for Writer<'_, W> {}

impl<'b, W: Wire> Writer<'b, W> {
    /// Begins a message.
    #[inline]
    #[must_use]
    pub fn new(room: Room<'b>) -> Self {
        let room_bytes = room.len_bytes();
        Self {
            start: room.into_words().as_mut_ptr().cast(),
            at: 0,
            room_bytes,
            is_full: false,
            is_complex: false,
            room: PhantomData,
            wire: PhantomData,
        }
    }

    /// Begins anew.
    #[inline]
    pub(crate) fn restart(&mut self) {
        self.at = 0;
        self.is_full = false;
        self.is_complex = false;
    }

    /// How many bytes there are for the message.
    #[inline]
    pub(crate) const fn room_bytes(&self) -> usize {
        self.room_bytes
    }

    /// Where the next part goes, if there are that many bytes.
    #[inline]
    fn claim(&mut self, bytes: usize) -> Option<*mut u8> {
        if bytes > self.room_bytes - self.at {
            self.is_full = true;
            return None;
        }
        // SAFETY: at + bytes is inside the room.
        let place = unsafe { self.start.add(self.at) };
        self.at += bytes;
        Some(place)
    }

    /// Claims room for data and what rounds them up, which is cleared.
    #[inline]
    fn claim_padded(&mut self, bytes: usize) -> Option<*mut u8> {
        let padded = bytes.checked_next_multiple_of(W::UNIT_BYTES)?;
        let place = self.claim(padded)?;
        if padded != bytes {
            // SAFETY: the last unit is inside what was claimed, which begins at a unit.
            unsafe {
                let last = place.add(padded - W::UNIT_BYTES);
                match W::UNIT_BYTES {
                    8 => last.cast::<u64>().write(0),
                    _ => last.cast::<u32>().write(0),
                }
            }
        }
        Some(place)
    }

    /// Adds a part of fixed size.
    #[inline]
    pub fn put<T: IntoBytes + Immutable>(&mut self, part: T) {
        const { assert!(align_of::<T>() <= W::UNIT_BYTES) }
        if let Some(place) = self.claim(size_of::<T>()) {
            // SAFETY: what was claimed has room for it, and parts begin at units of the wire.
            unsafe { place.cast::<T>().write(part) };
        }
    }

    /// Adds elements of an array, and zeros up to the wire's unit.
    #[inline]
    pub fn put_array<T: IntoBytes + Immutable>(&mut self, elements: &[T]) {
        if let Some(place) = self.claim_padded(size_of_val(elements)) {
            // SAFETY: what was claimed has room for them; the room is borrowed for writing, so
            // that `elements` is other memory.
            unsafe {
                place.copy_from_nonoverlapping(elements.as_ptr().cast(), size_of_val(elements));
            }
        } else {
            self.is_full = true;
        }
    }

    /// Adds a string with its NUL, and zeros up to the wire's unit.
    #[inline]
    pub fn put_string(&mut self, string: &CStr) {
        self.put_array(string.to_bytes_with_nul());
    }

    /// Adds rights by their names, each in a slot of the wire.
    #[inline]
    pub fn put_names<S: From<PortName> + IntoBytes + Immutable>(&mut self, names: &[PortName]) {
        for name in names {
            self.put(S::from(*name));
        }
    }

    /// Says that the message carries rights or memory, which is not so of all of its kind.
    #[inline]
    pub fn set_complex(&mut self, is_complex: bool) {
        self.is_complex |= is_complex;
    }

    /// Room for `capacity` elements at an offset of the message in its largest form, to be filled
    /// before the parts behind are written and then [kept](Self::keep).
    ///
    /// Of several, the offsets rise; no part is written into them before they are kept.
    #[doc(hidden)]
    #[inline]
    pub fn out<T>(&mut self, offset: usize, capacity: usize) -> crate::server::Out<'b, T> {
        const { assert!(align_of::<T>() <= W::UNIT_BYTES) }
        let fits = capacity
            .checked_mul(size_of::<T>())
            .and_then(|bytes| offset.checked_add(bytes))
            .is_some_and(|end| end <= self.room_bytes && offset % W::UNIT_BYTES == 0);
        let (offset, capacity) = if fits { (offset, capacity) } else { (0, 0) };
        // SAFETY: the elements are inside the room, which is borrowed for 'b.
        unsafe { crate::server::Out::new(self.start.add(offset).cast(), capacity) }
    }

    /// Makes the elements that were written the next part of the message.
    #[doc(hidden)]
    #[inline]
    pub fn keep<T>(&mut self, out: crate::server::Out<'_, T>) {
        let (from, count) = out.into_parts();
        let bytes = count * size_of::<T>();
        let Some(padded) = bytes.checked_next_multiple_of(W::UNIT_BYTES) else {
            self.is_full = true;
            return;
        };
        let Some(place) = self.claim(padded) else { return };
        if !core::ptr::eq(place, from.cast()) {
            // SAFETY: the elements and their new place are inside the room.
            unsafe { place.copy_from(from.cast(), bytes) };
        }
        // SAFETY: what was claimed has `padded` bytes.
        unsafe { place.add(bytes).write_bytes(0, padded - bytes) };
    }

    /// Makes an indefinite array the next part of the message.
    #[doc(hidden)]
    #[inline]
    pub fn keep_data<T, A>(&mut self, data: crate::ool::OutData<'_, T>)
    where
        T: zerocopy::FromBytes + IntoBytes + Immutable + Copy,
        A: From<usize> + IntoBytes + Immutable,
    {
        match data.finish() {
            Ok(out) => self.keep(out),
            Err(memory) => {
                self.put(A::from(memory.address()));
                memory.into_message();
            }
        }
    }

    /// The same for rights.
    #[doc(hidden)]
    #[inline]
    pub fn put_ports_data<R, S, A, const N: usize>(&mut self, ports: crate::ool::PortsData<R, N>)
    where
        R: crate::ool::RightKind,
        S: From<PortName> + IntoBytes + Immutable,
        A: From<usize> + IntoBytes + Immutable,
    {
        ports.put::<W, S, A>(self);
    }

    /// The message, if all of it was written.
    #[inline]
    pub fn finish(self) -> Result<Outgoing<'b, W>, IpcError> {
        if self.is_full || self.at < size_of::<W::Header>() {
            return Err(IpcError::BufferTooSmall {
                expected: self.at + 1,
                actual: self.room_bytes,
            });
        }
        // SAFETY: there is a header at the start of the room.
        let header = unsafe { &mut *self.start.cast::<W::Header>() };
        W::set_size_bytes(header, self.at as u32);
        if self.is_complex {
            W::set_bits(header, W::bits(header) | COMPLEX_BIT);
        }
        // SAFETY: the first `at` bytes of the room are initialised, and the room is aligned.
        Ok(unsafe { Outgoing::from_raw(self.start, self.at, self.room_bytes) })
    }
}
