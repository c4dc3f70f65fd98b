//! Writing a message, one part after the other.

use super::{COMPLEX_BIT, Wire};
use crate::buffer::Room;
use crate::error::IpcError;
use crate::ipc::PortName;
use crate::message::Outgoing;
use core::ffi::CStr;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use zerocopy::{Immutable, IntoBytes};

/// Clears up to seven bytes, without a call.
///
/// # Safety
///
/// They can be written.
#[inline]
unsafe fn clear(mut at: *mut u8, bytes: usize) {
    if bytes == 0 {
        return;
    }
    // SAFETY: the caller's promise; one, two and four bytes, of which the number is made.
    unsafe {
        if bytes & 1 != 0 {
            at.write(0);
            at = at.add(1);
        }
        if bytes & 2 != 0 {
            at.cast::<u16>().write_unaligned(0);
            at = at.add(2);
        }
        if bytes & 4 != 0 {
            at.cast::<u32>().write_unaligned(0);
        }
    }
}

/// Writes the parts of a message in order, its header first. What does not fit is not written,
/// and [`finish`](Self::finish) then says so; it also fills in the size.
#[derive(Debug)]
pub struct Writer<'b, W: Wire> {
    start: *mut u8,
    at: usize,
    /// Bytes that were written before this writer began, at least a header if any.
    begun_bytes: usize,
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
        // SAFETY: the room is lent, and nothing is said of what is in it.
        unsafe { Self::from_raw(room.into_words().as_mut_ptr().cast(), room_bytes, 0) }
    }

    /// # Safety
    ///
    /// `start` is aligned to 8 bytes and begins `room_bytes` bytes that nobody else uses during
    /// `'b`. The first `begun_bytes` of them, none or a header and maybe more, are initialised.
    #[inline]
    pub(crate) const unsafe fn from_raw(
        start: *mut u8,
        room_bytes: usize,
        begun_bytes: usize,
    ) -> Self {
        Self {
            start,
            at: 0,
            begun_bytes,
            room_bytes,
            is_full: false,
            is_complex: false,
            room: PhantomData,
            wire: PhantomData,
        }
    }

    /// Where the message begins, and how many bytes there are for it.
    #[inline]
    pub(crate) const fn room(&self) -> (NonNull<u8>, usize) {
        // SAFETY: rooms are not at null.
        (unsafe { NonNull::new_unchecked(self.start) }, self.room_bytes)
    }

    /// The header that was written before this writer began.
    #[inline]
    pub(crate) fn begun_header(&self) -> Option<&W::Header> {
        // SAFETY: from_raw()'s promise; rooms are aligned.
        (self.begun_bytes > 0).then(|| unsafe { &*self.start.cast::<W::Header>() })
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn begun_header_mut(&mut self) -> Option<&mut W::Header> {
        // SAFETY: from_raw()'s promise; rooms are aligned.
        (self.begun_bytes > 0).then(|| unsafe { &mut *self.start.cast::<W::Header>() })
    }

    /// Goes on behind what was written before this writer began.
    #[inline]
    pub(crate) const fn keep_begun(&mut self) {
        self.at = self.begun_bytes;
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

    /// Bytes of data with what rounds them up.
    #[inline]
    const fn padded(bytes: usize) -> Option<usize> {
        match bytes.checked_add(W::UNIT_BYTES - 1) {
            Some(end) => Some(end & !(W::UNIT_BYTES - 1)),
            None => None,
        }
    }

    /// Claims room for data and what rounds them up, which is cleared.
    #[inline]
    fn claim_padded(&mut self, bytes: usize) -> Option<*mut u8> {
        let padded = Self::padded(bytes)?;
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

    /// Adds a part of fixed size, of whole units of the wire.
    ///
    /// ```compile_fail,E0080
    /// # use mach_r::buffer::StackBuffer;
    /// # use mach_r::wire::{Writer, typed64::Typed64};
    /// let mut buffer = StackBuffer::<8>::new();
    /// let mut message = Writer::<Typed64>::new(buffer.room());
    /// message.put(1_u32); // what comes next would stand between two units
    /// ```
    #[inline]
    pub fn put<T: IntoBytes + Immutable>(&mut self, part: T) {
        const { assert!(align_of::<T>() <= W::UNIT_BYTES && size_of::<T>() % W::UNIT_BYTES == 0) }
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
    /// Relies on what generated code does: of several, the offsets rise and the elements do not
    /// overlap; no part is written over them before they are kept, and nothing is added to them
    /// after that.
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
        let Some(padded) = Self::padded(bytes) else {
            self.is_full = true;
            return;
        };
        let Some(place) = self.claim(padded) else { return };
        if !core::ptr::eq(place, from.cast()) {
            // SAFETY: the elements and their new place are inside the room.
            unsafe { place.copy_from(from.cast(), bytes) };
        }
        // SAFETY: what was claimed has `padded` bytes, at most seven more than `bytes`.
        unsafe { clear(place.add(bytes), padded - bytes) };
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
    ///
    /// # Errors
    ///
    /// [`IpcError::BufferTooSmall`]: there was not room for all, or there is not even a header.
    #[inline]
    pub fn finish(mut self) -> Result<Outgoing<'b, W>, IpcError> {
        // SAFETY: this was its last use.
        unsafe { self.complete() }
    }

    /// The same.
    ///
    /// # Safety
    ///
    /// The writer is not used after this, if the message is complete.
    #[inline]
    pub(crate) unsafe fn complete(&mut self) -> Result<Outgoing<'b, W>, IpcError> {
        if self.is_full || self.at < size_of::<W::Header>() {
            return Err(IpcError::BufferTooSmall {
                expected: self.at + 1,
                actual: self.room_bytes,
            });
        }
        let (bytes, is_complex) = (self.at as u32, self.is_complex);
        // SAFETY: there is a header at the start of the room.
        let header = unsafe { &mut *self.start.cast::<W::Header>() };
        W::set_size_bytes(header, bytes);
        if is_complex {
            W::set_bits(header, W::bits(header) | COMPLEX_BIT);
        }
        // SAFETY: the first `at` bytes of the room are initialised, and the room is aligned.
        Ok(unsafe { Outgoing::from_raw(self.start, self.room_bytes) })
    }
}
