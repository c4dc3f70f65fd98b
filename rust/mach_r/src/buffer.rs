//! Room for messages: memory that is aligned for any field and not initialised in advance.

use core::mem::MaybeUninit;

/// The words of 8 bytes that a message of `bytes` bytes needs.
#[must_use]
pub const fn words_for(bytes: usize) -> usize {
    bytes.div_ceil(8)
}

/// The larger of two sizes, for constants.
#[must_use]
pub const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// Room for one message, borrowed.
#[derive(Debug)]
pub struct Room<'b> {
    words: &'b mut [MaybeUninit<u64>],
}

impl<'b> Room<'b> {
    /// Room in memory of the caller.
    #[inline]
    pub fn new(words: &'b mut [MaybeUninit<u64>]) -> Self {
        Self { words }
    }

    /// How many bytes there are.
    #[inline]
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.words.len() * 8
    }

    /// The same room for a shorter time.
    #[inline]
    pub fn reborrow(&mut self) -> Room<'_> {
        Room { words: self.words }
    }

    /// Where it begins.
    #[inline]
    pub(crate) fn start(&self) -> *const u8 {
        self.words.as_ptr().cast()
    }

    /// The message that lies in this room.
    ///
    /// # Safety
    ///
    /// It was received there, and nobody else owns what it carries.
    #[inline]
    pub(crate) unsafe fn received<W: crate::wire::Wire>(
        &mut self,
    ) -> crate::message::Incoming<'_, W> {
        let bytes = self.len_bytes();
        let start = self.words.as_mut_ptr().cast();
        // SAFETY: the caller's promise.
        unsafe { crate::message::Incoming::from_raw(start, bytes) }
    }

    /// The same for as long as the room is lent.
    ///
    /// # Safety
    ///
    /// As for [`received`](Self::received).
    #[inline]
    pub(crate) unsafe fn into_received<W: crate::wire::Wire>(
        self,
    ) -> crate::message::Incoming<'b, W> {
        let bytes = self.len_bytes();
        // SAFETY: the caller's promise.
        unsafe { crate::message::Incoming::from_raw(self.words.as_mut_ptr().cast(), bytes) }
    }

    #[inline]
    pub(crate) fn into_words(self) -> &'b mut [MaybeUninit<u64>] {
        self.words
    }
}

impl<'b> From<&'b mut [u64]> for Room<'b> {
    /// Room in initialised memory.
    fn from(words: &'b mut [u64]) -> Self {
        // SAFETY: MaybeUninit<u64> has the layout of u64, and nothing but initialised bytes is ever
        // written through a Room.
        Self { words: unsafe { &mut *(core::ptr::from_mut(words) as *mut [MaybeUninit<u64>]) } }
    }
}

/// Room of `WORDS` words of 8 bytes in the frame of a function.
#[derive(Debug)]
#[repr(C)]
pub struct StackBuffer<const WORDS: usize>([MaybeUninit<u64>; WORDS]);

impl<const WORDS: usize> StackBuffer<WORDS> {
    /// Room that is not initialised.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self([const { MaybeUninit::uninit() }; WORDS])
    }

    /// The room.
    #[inline]
    pub fn room(&mut self) -> Room<'_> {
        Room { words: &mut self.0 }
    }
}

impl<const WORDS: usize> Default for StackBuffer<WORDS> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "std")]
mod pool {
    use super::Room;
    use crate::IpcError;
    use std::boxed::Box;
    use std::cell::RefCell;
    use std::vec;
    use std::vec::Vec;

    /// How many buffers a thread keeps, and how large ones.
    const KEPT_COUNT: usize = 4;
    const KEPT_WORDS: usize = 16 << 10;
    const LEAST_WORDS: usize = 512;

    std::thread_local! {
        static KEPT: RefCell<Vec<Box<[u64]>>> = const { RefCell::new(Vec::new()) };
    }

    /// A buffer lent from the thread's pool; goes back when it is dropped.
    #[derive(Debug, Default)]
    pub struct PoolBuffer {
        /// Cleared when it is allocated, once for many messages, so that any of it can be read.
        words: Box<[u64]>,
    }

    impl PoolBuffer {
        /// A buffer of at least that many bytes, if there is a pool.
        ///
        /// # Errors
        ///
        /// None with `std`; without it there is no pool, and callers bring their own room.
        #[inline]
        pub fn lend(bytes: usize) -> Result<Self, IpcError> {
            Ok(Self::with_bytes(bytes))
        }

        /// A buffer of at least that many bytes.
        #[must_use]
        pub fn with_bytes(bytes: usize) -> Self {
            let words = super::words_for(bytes).max(LEAST_WORDS);
            let kept = KEPT.try_with(|kept| {
                let mut kept = kept.borrow_mut();
                let place = kept.iter().rposition(|buffer| buffer.len() >= words)?;
                Some(kept.swap_remove(place))
            });
            let words = match kept {
                Ok(Some(buffer)) => buffer,
                _ => vec![0; words.next_power_of_two()].into_boxed_slice(),
            };
            Self { words }
        }

        #[allow(dead_code)]
        pub(crate) fn base(&self) -> *const u8 {
            self.words.as_ptr().cast()
        }

        /// The room.
        pub fn room(&mut self) -> Room<'_> {
            Room::from(&mut *self.words)
        }

        /// How many bytes there are.
        #[must_use]
        pub fn len_bytes(&self) -> usize {
            self.words.len() * 8
        }

        /// Where the buffer begins: what a [`Place`](super::Place) counts from.
        #[doc(hidden)]
        #[must_use]
        pub fn address(&self) -> usize {
            self.words.as_ptr().addr()
        }

        /// What lies at a place of the buffer.
        #[doc(hidden)]
        #[must_use]
        pub fn get<T: zerocopy::FromBytes + zerocopy::Immutable>(
            &self,
            place: &super::Place<T>,
        ) -> &[T] {
            let end = place.count.checked_mul(size_of::<T>()).and_then(|n| n.checked_add(place.at));
            let fits = end.is_some_and(|end| end <= self.words.len() * 8);
            if !fits || place.at % align_of::<T>() != 0 {
                return &[];
            }
            // SAFETY: inside the buffer, aligned; all of it is initialised.
            unsafe {
                core::slice::from_raw_parts(
                    self.words.as_ptr().cast::<u8>().add(place.at).cast(),
                    place.count,
                )
            }
        }
    }

    impl Drop for PoolBuffer {
        fn drop(&mut self) {
            let words = core::mem::take(&mut self.words);
            if (LEAST_WORDS..=KEPT_WORDS).contains(&words.len()) {
                let _ = KEPT.try_with(|kept| {
                    let mut kept = kept.borrow_mut();
                    if kept.len() < KEPT_COUNT {
                        kept.push(words);
                    }
                });
            }
        }
    }
}

#[cfg(feature = "std")]
pub use pool::PoolBuffer;

/// Without `std` there is no pool, and nothing in its buffers.
#[cfg(not(feature = "std"))]
#[derive(Debug, Default)]
pub struct PoolBuffer {
    words: [MaybeUninit<u64>; 0],
}

#[cfg(not(feature = "std"))]
#[allow(dead_code)]
impl PoolBuffer {
    /// There is no pool: callers bring their own room.
    ///
    /// # Errors
    ///
    /// Always.
    pub const fn lend(bytes: usize) -> Result<Self, crate::IpcError> {
        Err(crate::IpcError::BufferTooSmall { expected: bytes, actual: 0 })
    }

    pub(crate) const fn base(&self) -> *const u8 {
        self.words.as_ptr().cast()
    }

    /// No room.
    pub fn room(&mut self) -> Room<'_> {
        Room::new(&mut self.words)
    }

    /// None.
    #[must_use]
    pub const fn len_bytes(&self) -> usize {
        0
    }

    /// Where the buffer begins.
    #[doc(hidden)]
    #[must_use]
    pub fn address(&self) -> usize {
        self.words.as_ptr().addr()
    }

    /// Nothing.
    #[doc(hidden)]
    #[must_use]
    pub const fn get<T: zerocopy::FromBytes + zerocopy::Immutable>(
        &self,
        _place: &Place<T>,
    ) -> &[T] {
        &[]
    }
}

/// Where an array lies in a [`PoolBuffer`], which can be moved.
#[doc(hidden)]
#[derive(Debug)]
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub struct Place<T> {
    at: usize,
    count: usize,
    element: core::marker::PhantomData<fn() -> T>,
}

impl<T> Place<T> {
    /// The place of a slice of a buffer that begins at `base`.
    #[inline]
    #[must_use]
    pub fn new(base: usize, slice: &[T]) -> Self {
        let at = slice.as_ptr().addr().wrapping_sub(base);
        Self { at, count: slice.len(), element: core::marker::PhantomData }
    }
}
