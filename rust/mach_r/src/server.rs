//! Answering requests.

use crate::buffer::Room;
use crate::error::IpcError;
use crate::message::{Incoming, Outgoing};
use crate::wire::{Wire, Writer};
use core::ffi::CStr;
use core::marker::PhantomData;
use zerocopy::{Immutable, IntoBytes};

/// What a dispatcher of a subsystem can do: answer a request, without waiting for anything.
pub trait DispatchSync {
    /// The wire of its messages.
    type Wire: Wire;
    /// The largest request, in bytes.
    const MAX_REQUEST_BYTES: usize;
    /// The largest reply, in bytes.
    const MAX_REPLY_BYTES: usize;

    /// Whether a request of that id is this dispatcher's business. Asked where several share a
    /// port.
    #[inline]
    fn handles(&self, _id: i32) -> bool {
        true
    }

    /// Answers a request in `reply`, which has room for [`MAX_REPLY_BYTES`](Self::MAX_REPLY_BYTES).
    /// `None`: there is no reply to send. Errors of any kind are answered.
    fn dispatch<'r>(
        &self,
        request: Incoming<'_, Self::Wire>,
        reply: Room<'r>,
    ) -> Option<Outgoing<'r, Self::Wire>>;
}

/// Runs a handler; with `std`, a panic in it is an error of the server.
#[inline]
pub fn guard<R>(handler: impl FnOnce() -> Result<R, IpcError>) -> Result<R, IpcError> {
    #[cfg(feature = "std")]
    {
        std::panic::catch_unwind(core::panic::AssertUnwindSafe(handler))
            .unwrap_or(Err(IpcError::Mach(crate::KernReturn::KERN_FAILURE)))
    }
    #[cfg(not(feature = "std"))]
    handler()
}

/// A reply in the making. It owns the right that the reply goes to.
#[derive(Debug)]
pub struct Answer<'r, W: Wire> {
    request: W::Header,
    writer: Writer<'r, W>,
}

impl<'r, W: Wire> Answer<'r, W> {
    /// Begins the answer to a request, whose right for the reply it takes.
    #[inline]
    #[must_use]
    pub fn new(request: &mut Incoming<'_, W>, reply: Room<'r>) -> Self {
        Self { request: request.take_reply_right(), writer: Writer::new(reply) }
    }

    /// The id of the request.
    #[inline]
    #[must_use]
    pub fn id(&self) -> i32 {
        W::id(&self.request)
    }

    /// The request's header.
    #[inline]
    #[must_use]
    pub const fn request(&self) -> &W::Header {
        &self.request
    }

    /// The header of the reply; `bits`: more bits of it.
    #[inline]
    #[must_use]
    pub fn head(&self, bits: u32) -> W::Header {
        W::reply_to(&self.request, bits)
    }

    /// Refuses room that is too small for some reply.
    #[inline]
    pub(crate) const fn expect_room(&self, bytes: usize) -> Result<(), IpcError> {
        let actual = self.writer.room_bytes();
        if actual < bytes {
            return Err(IpcError::BufferTooSmall { expected: bytes, actual });
        }
        Ok(())
    }

    /// What writes it.
    #[doc(hidden)]
    #[inline]
    pub fn writer(&mut self) -> &mut Writer<'r, W> {
        &mut self.writer
    }

    /// Adds a part of fixed size.
    #[inline]
    pub fn put<T: IntoBytes + Immutable>(&mut self, part: T) {
        self.writer.put(part);
    }

    /// A reply without results.
    #[inline]
    pub fn succeed(&mut self) {
        self.writer.put(W::error_reply(&self.request, crate::KernReturn::KERN_SUCCESS));
    }

    /// Takes the right for the reply: there will be none from here.
    #[inline]
    pub fn take_reply_port(&mut self) -> crate::ipc::SendOnceRight {
        let name = W::remote_port(&self.request);
        W::set_remote_port(&mut self.request, crate::ipc::PortName::NULL);
        crate::ipc::SendOnceRight::from_name(name)
    }

    /// Gives the right for the reply back.
    #[inline]
    pub fn set_reply_port(&mut self, right: crate::ipc::SendOnceRight) {
        W::set_remote_port(&mut self.request, right.into_name());
    }

    /// The reply, or the error in its place; `None`: nobody waits for one, or there shall be none.
    #[inline]
    #[must_use]
    pub fn finish(mut self, result: Result<(), IpcError>) -> Option<Outgoing<'r, W>> {
        if let Err(error) = result {
            if matches!(error, IpcError::NoReply) {
                drop(self.take_reply_port());
                return None;
            }
            self.writer.restart();
            self.writer.put(W::error_reply(&self.request, error.refusal()));
        }
        let is_waited_for = W::remote_port(&self.request).is_valid();
        let writer = core::mem::replace(&mut self.writer, Writer::new(Room::new(&mut [])));
        let reply = writer.finish().ok()?;
        // The reply owns the right now.
        core::mem::forget(self);
        is_waited_for.then_some(reply)
    }
}

impl<W: Wire> Drop for Answer<'_, W> {
    /// Nobody will reply: whoever waits is told.
    #[inline]
    fn drop(&mut self) {
        drop(self.take_reply_port());
    }
}

/// Answers one request: `routine` finds what to do by its id and writes the reply.
#[inline]
pub fn answer<'q, 'r, W: Wire, D: DispatchSync<Wire = W> + ?Sized>(
    _dispatcher: &D,
    mut request: Incoming<'q, W>,
    reply: Room<'r>,
    routine: impl FnOnce(i32, Incoming<'q, W>, &mut Answer<'r, W>) -> Result<(), IpcError>,
) -> Option<Outgoing<'r, W>> {
    let mut answer = Answer::new(&mut request, reply);
    let result = match answer.expect_room(D::MAX_REPLY_BYTES) {
        Ok(()) => routine(answer.id(), request, &mut answer),
        Err(error) => Err(error),
    };
    answer.finish(result)
}

/// Room in a reply for the elements of a result. What is written here is not copied again, unless
/// another array stands before it in the message.
#[derive(Debug)]
pub struct Out<'r, T> {
    start: *mut T,
    count: usize,
    capacity: usize,
    room: PhantomData<&'r mut [T]>,
}

// SAFETY: as a reference for writing to the elements.
unsafe impl<T: Send> Send for Out<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Out<'_, T> {}

impl<T> Out<'_, T> {
    /// # Safety
    ///
    /// `start` is aligned and begins room for `capacity` elements that nobody else uses.
    #[inline]
    pub(crate) const unsafe fn new(start: *mut T, capacity: usize) -> Self {
        Self { start, count: 0, capacity, room: PhantomData }
    }

    #[inline]
    pub(crate) const fn into_parts(self) -> (*const T, usize) {
        (self.start, self.count)
    }

    /// How many elements there are so far.
    #[inline]
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none yet.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many elements there may be: the bound of the interface, or the caller's room.
    #[inline]
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.capacity
    }

    /// Forgets all elements.
    #[inline]
    pub const fn clear(&mut self) {
        self.count = 0;
    }
}

impl<T: IntoBytes + Immutable + Copy> Out<'_, T> {
    /// Allows fewer elements.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn with_room(mut self, room: u32) -> Self {
        if (room as usize) < self.capacity {
            self.capacity = room as usize;
        }
        self
    }

    #[cold]
    #[inline(never)]
    const fn too_large(&self, actual: usize) -> IpcError {
        IpcError::ArrayTooLarge { max: self.capacity, actual }
    }

    /// Adds an element.
    ///
    /// # Errors
    ///
    /// [`IpcError::ArrayTooLarge`]: there are as many as there may be.
    #[inline]
    pub const fn push(&mut self, element: T) -> Result<(), IpcError> {
        if self.count >= self.capacity {
            return Err(self.too_large(self.count + 1));
        }
        // SAFETY: there is room for an element at `count`.
        unsafe { self.start.add(self.count).write(element) };
        self.count += 1;
        Ok(())
    }

    /// Adds elements.
    ///
    /// # Errors
    ///
    /// [`IpcError::ArrayTooLarge`]: there may not be so many; none was added.
    #[inline]
    pub const fn extend_from_slice(&mut self, elements: &[T]) -> Result<(), IpcError> {
        if elements.len() > self.capacity - self.count {
            return Err(self.too_large(self.count.saturating_add(elements.len())));
        }
        // SAFETY: there is room for the elements at `count`, which is no memory of theirs.
        unsafe {
            self.start.add(self.count).copy_from_nonoverlapping(elements.as_ptr(), elements.len());
        }
        self.count += elements.len();
        Ok(())
    }

    /// The elements so far.
    #[inline]
    #[must_use]
    pub const fn as_slice(&self) -> &[T] {
        // SAFETY: the first `count` elements are initialised.
        unsafe { core::slice::from_raw_parts(self.start, self.count) }
    }

    /// The elements so far, to be changed.
    #[inline]
    #[must_use]
    pub const fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: the first `count` elements are initialised.
        unsafe { core::slice::from_raw_parts_mut(self.start, self.count) }
    }
}

/// Room in a reply for a string; empty at first.
#[derive(Debug)]
pub struct OutString<'r>(Out<'r, u8>);

impl<'r> OutString<'r> {
    /// Room for a string and its NUL.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn new(room: Out<'r, u8>) -> Self {
        Self(room)
    }

    /// Sets the string.
    ///
    /// # Errors
    ///
    /// [`IpcError::ArrayTooLarge`]: with its NUL it is longer than the interface allows.
    #[inline]
    pub fn set(&mut self, string: &CStr) -> Result<(), IpcError> {
        self.0.clear();
        self.0.extend_from_slice(string.to_bytes_with_nul())
    }

    /// The room, with a string in it.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn finish(mut self) -> Out<'r, u8> {
        if self.0.is_empty() {
            let _ = self.0.push(0);
        }
        self.0
    }
}
