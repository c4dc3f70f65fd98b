//! Answering requests.

use crate::buffer::Room;
use crate::error::{IpcError, KernReturn};
use crate::ipc::{PortName, SendOnceRight};
use crate::message::{Incoming, Outgoing};
use crate::wire::{COMPLEX_BIT, Wire, Writer};
use core::ffi::CStr;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::NonNull;
use zerocopy::{FromZeros, Immutable, IntoBytes};

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
///
/// # Errors
///
/// Those of the handler; a panic is `KERN_FAILURE`.
#[inline]
pub fn guard<R>(handler: impl FnOnce() -> Result<R, IpcError>) -> Result<R, IpcError> {
    #[cfg(feature = "std")]
    {
        std::panic::catch_unwind(core::panic::AssertUnwindSafe(handler)).unwrap_or_else(|payload| {
            crate::shim::forget_panic(payload);
            Err(IpcError::Mach(KernReturn::KERN_FAILURE))
        })
    }
    #[cfg(not(feature = "std"))]
    handler()
}

/// Where the reply of a dispatcher is to be written: there is room for the largest one. It owns the
/// right that the reply goes to.
///
/// It begins with the reply's header and the code of success: what a request without results is
/// answered with. Two words, which are passed around in registers.
#[derive(Debug)]
pub struct Reply<'r, D: DispatchSync + ?Sized> {
    begun: Begun<'r, D::Wire>,
    dispatcher: PhantomData<fn(&D)>,
}

impl<'r, D: DispatchSync + ?Sized> Reply<'r, D> {
    /// Has a request answered. `check` takes it apart, `routine` answers what it finds; the error
    /// of either takes the place of the reply. A request that is refused releases what it carries.
    #[inline]
    #[must_use]
    pub fn write<'q, V>(
        self,
        request: Incoming<'q, D::Wire>,
        check: impl FnOnce(&Incoming<'q, D::Wire>) -> Result<V, IpcError>,
        routine: impl FnOnce(V, &mut Answer<'r, D::Wire>) -> Result<(), IpcError>,
    ) -> Option<Outgoing<'r, D::Wire>> {
        // SAFETY: answer() has seen to it.
        unsafe { core::hint::assert_unchecked(self.begun.room_bytes >= D::MAX_REPLY_BYTES) };
        match check(&request) {
            Ok(view) => {
                request.accept();
                self.begun.fill(|answer| routine(view, answer))
            }
            // In one call, which all is handed to in registers and none of it kept.
            Err(error) => reject(Refusal::new(error), request, self.begun),
        }
    }
}

/// A reply that has a header, followed by the code of success.
#[derive(Debug)]
pub(crate) struct Begun<'r, W: Wire> {
    start: NonNull<u8>,
    room_bytes: usize,
    room: PhantomData<&'r mut [MaybeUninit<u64>]>,
    wire: PhantomData<W>,
}

// SAFETY: the room is borrowed for writing, as by a reference, and rights are the task's.
unsafe impl<W: Wire> Send for Begun<'_, W> {}
// SAFETY: shared, it shows nothing.
unsafe impl<W: Wire> Sync for Begun<'_, W> {}

impl<'r, W: Wire> Begun<'r, W> {
    /// Begins the reply to a request, whose right for the reply it takes.
    ///
    /// # Errors
    ///
    /// There is not even room for an error; the request keeps the right.
    #[inline]
    pub(crate) fn new(request: &mut Incoming<'_, W>, room: Room<'r>) -> Result<Self, IpcError> {
        let (expected, room_bytes) = (size_of::<W::ErrorReply>(), room.len_bytes());
        if room_bytes < expected {
            return Err(IpcError::BufferTooSmall { expected, actual: room_bytes });
        }
        let start = NonNull::from(room.into_words()).cast::<u8>();
        let head = W::reply_to(request.header(), 0);
        // SAFETY: the room is large enough, and aligned for all parts of messages.
        unsafe { start.cast().write(W::error_reply(head, KernReturn::KERN_SUCCESS)) };
        request.leave_reply_right();
        Ok(Self { start, room_bytes, room: PhantomData, wire: PhantomData })
    }

    /// The parts, of which the right is the caller's now.
    #[inline]
    fn into_raw(self) -> (NonNull<u8>, usize) {
        let this = ManuallyDrop::new(self);
        (this.start, this.room_bytes)
    }

    /// What writes it.
    #[inline]
    pub(crate) fn into_answer(self) -> Answer<'r, W> {
        let (start, room_bytes) = self.into_raw();
        let begun_bytes = size_of::<W::ErrorReply>();
        // SAFETY: the room is borrowed for `'r`; new() has written that much.
        Answer { writer: unsafe { Writer::from_raw(start.as_ptr(), room_bytes, begun_bytes) } }
    }

    /// Has a routine write the reply. With `std`, a panic in it is an error of the server: it is
    /// caught here and not around the server's function, whose results would be moved once more.
    #[inline]
    fn fill(
        self,
        routine: impl FnOnce(&mut Answer<'r, W>) -> Result<(), IpcError>,
    ) -> Option<Outgoing<'r, W>> {
        #[cfg(feature = "std")]
        let (start, room_bytes) = (self.start, self.room_bytes);
        let mut answer = ManuallyDrop::new(self.into_answer());
        let run = || {
            let result = routine(&mut answer);
            // SAFETY: it is not used after this.
            unsafe { ManuallyDrop::take(&mut answer) }.finish(result)
        };
        #[cfg(feature = "std")]
        {
            match std::panic::catch_unwind(core::panic::AssertUnwindSafe(run)) {
                Ok(reply) => reply,
                // SAFETY: the routine has not come to its end, and nobody else owns the reply.
                Err(payload) => unsafe { after_panic(payload, start, room_bytes) },
            }
        }
        #[cfg(not(feature = "std"))]
        run()
    }

    /// The error in the place of the reply; `None`: nobody waits for one, or there shall be none.
    #[inline(never)]
    fn refuse(self, error: IpcError) -> Option<Outgoing<'r, W>> {
        self.put(Refusal::new(error))
    }

    #[inline]
    fn put(self, refusal: Refusal) -> Option<Outgoing<'r, W>> {
        // SAFETY: new() has written a header.
        let mut head = unsafe { self.start.cast::<W::Header>().read() };
        let code = refusal.code()?;
        if !W::remote_port(&head).is_valid() {
            return None;
        }
        let bits = W::bits(&head) & !COMPLEX_BIT;
        W::set_bits(&mut head, bits);
        // SAFETY: as in new().
        unsafe { self.start.cast().write(W::error_reply(head, code)) };
        let (start, room_bytes) = self.into_raw();
        // SAFETY: the room is borrowed for `'r`; the right is the reply's now.
        Some(unsafe { Outgoing::from_raw(start.as_ptr(), room_bytes) })
    }
}

/// What a routine that panics is answered with.
///
/// # Safety
///
/// Those are the parts of a [`Begun`], which nobody else has.
#[cfg(feature = "std")]
#[cold]
#[inline(never)]
unsafe fn after_panic<'r, W: Wire>(
    payload: std::boxed::Box<dyn core::any::Any + Send>,
    start: NonNull<u8>,
    room_bytes: usize,
) -> Option<Outgoing<'r, W>> {
    crate::shim::forget_panic(payload);
    let begun = Begun { start, room_bytes, room: PhantomData, wire: PhantomData };
    begun.refuse(IpcError::Mach(KernReturn::KERN_FAILURE))
}

/// How an error is answered, in one word: the code, or nothing.
#[derive(Clone, Copy)]
struct Refusal(i64);

impl Refusal {
    const NO_REPLY: i64 = i64::MIN;

    #[inline]
    const fn new(error: IpcError) -> Self {
        match error {
            IpcError::NoReply => Self(Self::NO_REPLY),
            error => Self(error.refusal().0 as i64),
        }
    }

    #[inline]
    const fn code(self) -> Option<KernReturn> {
        match self.0 {
            Self::NO_REPLY => None,
            code => Some(KernReturn(code as i32)),
        }
    }
}

/// Releases a request that is not what it should be, and answers it. The parameters are in the
/// order of those of a routine.
#[cold]
#[inline(never)]
fn reject<'r, W: Wire>(
    refusal: Refusal,
    request: Incoming<'_, W>,
    begun: Begun<'r, W>,
) -> Option<Outgoing<'r, W>> {
    drop(request);
    begun.put(refusal)
}

impl<W: Wire> Drop for Begun<'_, W> {
    /// Nobody will reply: whoever waits is told.
    #[inline]
    fn drop(&mut self) {
        // SAFETY: new() has written a header.
        drop(SendOnceRight::from_name(W::remote_port(unsafe { self.start.cast().as_ref() })));
    }
}

/// A reply in the making. It owns the right that the reply goes to.
#[derive(Debug)]
pub struct Answer<'r, W: Wire> {
    writer: Writer<'r, W>,
}

impl<'r, W: Wire> Answer<'r, W> {
    /// The header of the reply; `bits`: more bits of it.
    #[inline]
    #[must_use]
    pub fn head(&self, bits: u32) -> W::Header {
        let mut head = self.header();
        let bits = W::bits(&head) | bits;
        W::set_bits(&mut head, bits);
        head
    }

    #[inline]
    fn header(&self) -> W::Header {
        // There is one, unless somebody has put another writer in the place of this one.
        self.writer.begun_header().copied().unwrap_or_else(W::Header::new_zeroed)
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
        self.writer.keep_begun();
    }

    /// Takes the right for the reply: there will be none from here.
    #[inline]
    pub fn take_reply_port(&mut self) -> SendOnceRight {
        let name = W::remote_port(&self.header());
        self.set_reply_name(PortName::NULL);
        SendOnceRight::from_name(name)
    }

    /// Gives the right for the reply back.
    #[inline]
    pub fn set_reply_port(&mut self, right: SendOnceRight) {
        self.set_reply_name(right.into_name());
    }

    #[inline]
    fn set_reply_name(&mut self, name: PortName) {
        if let Some(header) = self.writer.begun_header_mut() {
            W::set_remote_port(header, name);
        }
    }

    /// The reply, or the error in its place; `None`: nobody waits for one, or there shall be none.
    #[inline]
    #[must_use]
    pub fn finish(self, result: Result<(), IpcError>) -> Option<Outgoing<'r, W>> {
        match result {
            Ok(()) => self.close(),
            Err(error) => self.into_begun()?.refuse(error),
        }
    }

    #[inline]
    fn into_begun(self) -> Option<Begun<'r, W>> {
        self.writer.begun_header()?;
        let this = ManuallyDrop::new(self);
        let (start, room_bytes) = this.writer.room();
        Some(Begun { start, room_bytes, room: PhantomData, wire: PhantomData })
    }

    /// The reply as it was written.
    #[inline]
    fn close(mut self) -> Option<Outgoing<'r, W>> {
        let is_waited_for = W::remote_port(&self.header()).is_valid();
        // SAFETY: the writer is not used any more.
        let reply = unsafe { self.writer.complete() }.ok()?;
        // The reply owns the right now.
        core::mem::forget(self);
        if is_waited_for { Some(reply) } else { destroy(reply) }
    }
}

impl<W: Wire> Drop for Answer<'_, W> {
    /// Nobody will reply: whoever waits is told.
    #[inline]
    fn drop(&mut self) {
        drop(self.take_reply_port());
    }
}

/// Answers one request: `routine` finds what to do by its id.
#[inline]
pub fn answer<'q, 'r, D: DispatchSync + ?Sized>(
    _dispatcher: &D,
    mut request: Incoming<'q, D::Wire>,
    room: Room<'r>,
    routine: impl FnOnce(i32, Incoming<'q, D::Wire>, Reply<'r, D>) -> Option<Outgoing<'r, D::Wire>>,
) -> Option<Outgoing<'r, D::Wire>> {
    if room.len_bytes() < D::MAX_REPLY_BYTES {
        return no_room(request, room, D::MAX_REPLY_BYTES);
    }
    let id = request.id();
    let begun = Begun::new(&mut request, room).ok()?;
    routine(id, request, Reply { begun, dispatcher: PhantomData })
}

/// Refuses a request to which some reply might be too large.
#[cold]
#[inline(never)]
fn no_room<'r, W: Wire>(
    mut request: Incoming<'_, W>,
    room: Room<'r>,
    expected: usize,
) -> Option<Outgoing<'r, W>> {
    let actual = room.len_bytes();
    let begun = Begun::new(&mut request, room).ok()?;
    reject(Refusal::new(IpcError::BufferTooSmall { expected, actual }), request, begun)
}

/// Refuses a request that no routine has the id of.
#[inline]
#[must_use]
pub fn unknown_id<'r, D: DispatchSync + ?Sized>(
    request: Incoming<'_, D::Wire>,
    reply: Reply<'r, D>,
) -> Option<Outgoing<'r, D::Wire>> {
    refuse_id(request, reply.begun)
}

#[cold]
#[inline(never)]
fn refuse_id<'r, W: Wire>(
    request: Incoming<'_, W>,
    begun: Begun<'r, W>,
) -> Option<Outgoing<'r, W>> {
    let error = IpcError::UnknownMessageId(request.id());
    reject(Refusal::new(error), request, begun)
}

/// Finds nothing in a request, and nothing wrong with it.
///
/// # Errors
///
/// None.
#[doc(hidden)]
#[inline]
pub const fn unread<W: Wire>(_request: &Incoming<'_, W>) -> Result<(), IpcError> {
    Ok(())
}

/// Releases a reply that nobody waits for.
#[cold]
#[inline(never)]
fn destroy<'r, W: Wire>(reply: Outgoing<'r, W>) -> Option<Outgoing<'r, W>> {
    drop(reply);
    None
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
