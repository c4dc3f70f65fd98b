//! Messages that are ready to be sent, and messages that came: both own the rights and the memory
//! they carry, and release them when they are dropped.

use crate::error::{CallError, IpcError, KernReturn, is_error};
use crate::ipc::{PortName, Right, SendOnceRight, SendRight, disposition};
use crate::sys::{System, option};
use crate::wire::{COMPLEX_BIT, Reader, Shape, Trailer, Wire};
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::NonNull;

/// How long to wait, and what else `mach_msg` is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Milliseconds that sending and receiving may each take; `None`: for ever.
    pub timeout_ms: Option<u32>,
    /// More option bits (`MACH_SEND_*`, `MACH_RCV_*`).
    pub bits: u32,
}

impl Options {
    /// A time to wait, if any, and more option bits.
    #[inline]
    #[must_use]
    pub const fn new(timeout_ms: Option<u32>, bits: u32) -> Self {
        Self { timeout_ms, bits }
    }

    /// Waits at most that many milliseconds.
    #[inline]
    #[must_use]
    pub const fn with_timeout_ms(self, timeout_ms: u32) -> Self {
        Self { timeout_ms: Some(timeout_ms), bits: self.bits }
    }

    /// More option bits.
    #[inline]
    #[must_use]
    pub const fn with_bits(self, bits: u32) -> Self {
        Self { timeout_ms: self.timeout_ms, bits: self.bits | bits }
    }

    #[inline]
    fn bits_for(self, send: bool, receive: bool) -> u32 {
        let mut bits = self.bits;
        if send {
            bits |= option::SEND_MSG;
        }
        if receive {
            bits |= option::RCV_MSG;
        }
        if self.timeout_ms.is_some() {
            bits |= if send { option::SEND_TIMEOUT } else { 0 };
            bits |= if receive { option::RCV_TIMEOUT } else { 0 };
        }
        bits
    }
}

/// In what a message moves.
const LOOKED_FOR: u16 = 1 << 15;
/// Where that is in `Outgoing::room_and_moves`: no memory is as large.
const MOVES_AT: u32 = 48;

/// A complete message. Dropping it releases what it carries.
#[derive(Debug)]
pub struct Outgoing<'b, W: Wire> {
    start: NonNull<u8>,
    /// The bytes of the room, and what the message moved when it was first sent, in case that it is
    /// taken back: see `moved_rights()`. One word, as two are passed around in registers.
    room_and_moves: u64,
    room: PhantomData<&'b mut [MaybeUninit<u64>]>,
    wire: PhantomData<W>,
}

/// A message that was not sent, or whose reply did not come.
#[derive(Debug)]
pub struct Unsent<'b, W: Wire> {
    /// What `mach_msg` says.
    pub error: IpcError,
    /// The message with what it carries under the names that the caller holds, if it is still
    /// there: it was not sent.
    pub message: Option<Outgoing<'b, W>>,
}

/// A right that a message moves, or a tuple of them.
pub trait Moved {
    /// Their names.
    type Names;
    /// The rights of these names, to be owned from now on.
    fn from_names(names: Self::Names) -> Self;
    /// Their names out of a list; `None`: there are not as many.
    #[doc(hidden)]
    fn names_of(list: &mut dyn Iterator<Item = PortName>) -> Option<Self::Names>;
}

impl<R: Right> Moved for R {
    type Names = PortName;
    #[inline]
    fn from_names(name: PortName) -> Self {
        R::from_name(name)
    }
    fn names_of(list: &mut dyn Iterator<Item = PortName>) -> Option<PortName> {
        list.next()
    }
}

macro_rules! moved {
    ($($right:ident)*; $($name:ident)*) => {
        impl<$($right: Right),*> Moved for ($($right,)*) {
            type Names = ($(moved!(@name $right),)*);
            #[inline]
            fn from_names(($($name,)*): Self::Names) -> Self {
                ($($right::from_name($name),)*)
            }
            fn names_of(list: &mut dyn Iterator<Item = PortName>) -> Option<Self::Names> {
                $(let $name = list.next()?;)*
                Some(($($name,)*))
            }
        }
    };
    (@name $right:ident) => { PortName };
}

moved!(A B; a b);
moved!(A B C; a b c);
moved!(A B C D; a b c d);
moved!(A B C D E; a b c d e);
moved!(A B C D E F; a b c d e f);
moved!(A B C D E F G; a b c d e f g);
moved!(A B C D E F G H; a b c d e f g h);
moved!(A B C D E F G H I; a b c d e f g h i);
moved!(A B C D E F G H I J; a b c d e f g h i j);
moved!(A B C D E F G H I J K; a b c d e f g h i j k);
moved!(A B C D E F G H I J K L; a b c d e f g h i j k l);

impl<W: Wire> Unsent<'_, W> {
    /// An error after the message was sent, or before there was one.
    #[inline]
    #[must_use]
    pub const fn without_message(error: IpcError) -> Self {
        Self { error, message: None }
    }

    /// The error, with the rights of these names that the message would have moved, if it was not
    /// sent. If it waited for room in vain, and was taken back, they may have other names now.
    #[cold]
    pub fn give_back<R: Moved>(self, names: R::Names) -> CallError<R> {
        match self.message {
            Some(message) if message.was_taken_back(self.error) => message.take_back(self.error),
            Some(message) => {
                core::mem::forget(message);
                CallError::unsent(self.error, R::from_names(names))
            }
            None => CallError::sent(self.error),
        }
    }

    /// The error; what the message carries is released.
    #[cold]
    pub fn release<R>(self) -> CallError<R> {
        CallError::sent(self.into_error())
    }

    #[cold]
    #[inline(never)]
    fn into_error(self) -> IpcError {
        self.error
    }
}

impl<W: Wire> From<Unsent<'_, W>> for IpcError {
    /// Releases what the message carries.
    #[inline]
    fn from(unsent: Unsent<'_, W>) -> Self {
        let error = unsent.into_error();
        is_error(&error);
        error
    }
}

// SAFETY: the room is borrowed for writing, as by a reference, and rights are the task's.
unsafe impl<W: Wire> Send for Outgoing<'_, W> {}
// SAFETY: shared, it can only be read.
unsafe impl<W: Wire> Sync for Outgoing<'_, W> {}

impl<'b, W: Wire> Outgoing<'b, W> {
    /// # Safety
    ///
    /// `start` is aligned to 8 bytes and begins `room_bytes` bytes that nobody else uses during
    /// `'b`. They begin with as many initialised ones, at least a header, as that header says.
    #[inline]
    pub(crate) const unsafe fn from_raw(start: *mut u8, room_bytes: usize) -> Self {
        // SAFETY: rooms are not at null.
        let start = unsafe { NonNull::new_unchecked(start) };
        let room_and_moves = room_bytes as u64;
        Self { start, room_and_moves, room: PhantomData, wire: PhantomData }
    }

    #[inline]
    const fn room_bytes(&self) -> usize {
        (self.room_and_moves & ((1 << MOVES_AT) - 1)) as usize
    }

    #[inline]
    const fn moves(&self) -> u16 {
        (self.room_and_moves >> MOVES_AT) as u16
    }

    /// The header alone says so: what is said twice could differ.
    #[inline]
    fn size(&self) -> usize {
        W::size_bytes(self.header()) as usize
    }

    /// The bytes of the message.
    #[inline]
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: from_raw()'s promise.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.size()) }
    }

    /// The bytes, which then own nothing: for who carries the message by other means.
    #[inline]
    #[must_use]
    pub fn into_bytes(self) -> &'b mut [u8] {
        let this = ManuallyDrop::new(self);
        // SAFETY: from_raw()'s promise; `this` is not used again.
        unsafe { core::slice::from_raw_parts_mut(this.start.as_ptr(), this.size()) }
    }

    /// The header.
    #[inline]
    #[must_use]
    pub fn header(&self) -> &W::Header {
        // SAFETY: from_raw()'s promise; headers are valid for all bit patterns.
        unsafe { self.start.cast::<W::Header>().as_ref() }
    }

    /// Whether the system had it, and gave it back: what it carries is then moved.
    fn was_taken_back(&self, error: IpcError) -> bool {
        let is_late =
            matches!(error, IpcError::Timeout | IpcError::Mach(KernReturn::MACH_SEND_INTERRUPTED));
        let kind = W::bits(self.header()) & 0x1f;
        is_late && (kind == disposition::MOVE_SEND || kind == disposition::MOVE_SEND_ONCE)
    }

    /// A bit for each right that it moves, the destination being the first, and one that says that
    /// they were looked for. Those beyond are released if the message is taken back.
    #[cold]
    #[inline(never)]
    unsafe fn moved_rights(start: *mut u8, size: usize, known: u16) -> u16 {
        if known != 0 {
            return known;
        }
        // SAFETY: the caller's promise.
        let bytes = unsafe { core::slice::from_raw_parts_mut(start, size) };
        let (mut moves, mut place) = (LOOKED_FOR, 1_u16);
        W::each_right(bytes, &mut |_, kind| {
            if matches!(kind, disposition::MOVE_RECEIVE..=disposition::MOVE_SEND_ONCE) {
                moves |= place;
            }
            place = (place << 1) & (LOOKED_FOR - 1);
        });
        moves
    }

    /// The rights that it moved, out of a message that came back; the rest of it is released.
    #[cold]
    #[inline(never)]
    fn take_back<R: Moved>(self, error: IpcError) -> CallError<R> {
        let mut names = [PortName::NULL; u16::BITS as usize];
        let (mut count, mut place) = (0, 1_u16);
        // SAFETY: from_raw()'s promise.
        let bytes = unsafe { core::slice::from_raw_parts_mut(self.start.as_ptr(), self.size()) };
        W::each_right(bytes, &mut |name, _| {
            if self.moves() & place != 0 {
                if let Some(place) = names.get_mut(count) {
                    *place = core::mem::replace(name, PortName::NULL);
                    count += 1;
                }
            }
            place = (place << 1) & (LOOKED_FOR - 1);
        });
        let mut list = names.into_iter().take(count);
        match R::names_of(&mut list) {
            Some(found) => {
                drop(self);
                // What the interface does not call moved is none of theirs.
                list.for_each(|name| drop(SendRight::from_name(name)));
                CallError::unsent(error, R::from_names(found))
            }
            None => CallError::sent(error),
        }
    }

    /// Changes the port that the reply comes to, of a request.
    #[inline]
    pub(crate) fn set_reply_port(&mut self, name: PortName) {
        // SAFETY: from_raw()'s promise.
        W::set_local_port(unsafe { self.start.cast::<W::Header>().as_mut() }, name);
    }

    /// Leaves it where it was written, with what it carries, for
    /// [`Exchange::finish`](crate::call_async::Exchange::finish).
    #[inline]
    #[must_use]
    pub fn leave(self) -> crate::call_async::Written {
        let this = ManuallyDrop::new(self);
        crate::call_async::Written::new(this.start.addr().get(), this.size())
    }

    /// Sends it.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`, with the message if it was not sent.
    #[inline]
    pub fn send(self, options: Options) -> Result<(), Unsent<'b, W>> {
        let bits = options.bits_for(true, false);
        let timeout = options.timeout_ms.unwrap_or(0);
        let mut message = ManuallyDrop::new(self);
        message.prepare(options);
        // SAFETY: the message is complete and owned.
        let code = unsafe {
            W::System::mach_msg(
                message.start.as_ptr(),
                bits,
                message.size() as u32,
                0,
                PortName::NULL,
                timeout,
            )
        };
        if code == KernReturn::KERN_SUCCESS {
            return Ok(());
        }
        let (start, room_bytes, moves) = message.parts();
        // SAFETY: from_raw()'s promise; `message` is not used again.
        Err(unsafe { Self::failed(start, room_bytes, code, moves) })
    }

    /// Marks a message that waits for a time with what it moves: it may be taken back. The caller
    /// keeps it in a `ManuallyDrop`; else it would leave the registers, for a drop that never comes.
    #[inline]
    fn prepare(&mut self, options: Options) {
        if options.timeout_ms.is_some() {
            let (start, size, known) = (self.start.as_ptr(), self.size(), self.moves());
            // SAFETY: from_raw()'s promise.
            let moves = unsafe { Self::moved_rights(start, size, known) };
            self.room_and_moves |= u64::from(moves) << MOVES_AT;
        }
    }

    /// Sends it and receives the reply into the same room, of which at most `limit` bytes are
    /// used, through the receive right `reply`.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`, with the message if it was not sent. The reply may still come then, if it was.
    #[inline]
    pub fn call(
        self,
        reply: PortName,
        limit: usize,
        options: Options,
    ) -> Result<Incoming<'b, W>, Unsent<'b, W>> {
        let (code, message) = self.exchange(reply, limit, options);
        if code == KernReturn::KERN_SUCCESS {
            // SAFETY: a message was received.
            return Ok(unsafe { Self::received(message) });
        }
        let (start, room_bytes, moves) = message.parts();
        // SAFETY: from_raw()'s promise; `message` is not used again.
        Err(unsafe { Self::failed(start, room_bytes, code, moves) })
    }

    /// The same; the code says what is in the room now, and who owns it.
    #[inline]
    pub(crate) fn exchange(
        self,
        reply: PortName,
        limit: usize,
        options: Options,
    ) -> (KernReturn, ManuallyDrop<Self>) {
        let limit = if limit < self.room_bytes() { limit } else { self.room_bytes() };
        let bits = options.bits_for(true, true);
        let timeout = options.timeout_ms.unwrap_or(0);
        let mut message = ManuallyDrop::new(self);
        message.prepare(options);
        // SAFETY: the message is complete and owned, and its room has `limit` bytes.
        let code = unsafe {
            W::System::mach_msg(
                message.start.as_ptr(),
                bits,
                message.size() as u32,
                limit as u32,
                reply,
                timeout,
            )
        };
        (code, message)
    }

    /// The message that was received into the room.
    ///
    /// # Safety
    ///
    /// The room holds one, which nobody else owns.
    #[inline]
    pub(crate) unsafe fn received(this: ManuallyDrop<Self>) -> Incoming<'b, W> {
        // SAFETY: the caller's promise.
        unsafe { Incoming::from_raw(this.start.as_ptr(), this.room_bytes()) }
    }

    /// Where it begins, the bytes of its room, and what it moves.
    #[inline]
    pub(crate) const fn parts(&self) -> (*mut u8, usize, u16) {
        (self.start.as_ptr(), self.room_bytes(), self.moves())
    }

    /// What is left after an error: see mach_msg(3). The message comes in parts, which then need
    /// no place in memory while all goes well.
    ///
    /// # Safety
    ///
    /// As [`from_raw`](Self::from_raw).
    #[cold]
    #[inline(never)]
    pub(crate) unsafe fn failed(
        start: *mut u8,
        room_bytes: usize,
        code: KernReturn,
        moves: u16,
    ) -> Unsent<'b, W> {
        // SAFETY: the caller's promise.
        let mut message = unsafe { Self::from_raw(start, room_bytes) };
        message.room_and_moves |= u64::from(moves) << MOVES_AT;
        let error = match code {
            _ if W::System::IS_FOREIGN => IpcError::ForeignWire,
            KernReturn::MACH_SEND_TIMED_OUT | KernReturn::MACH_RCV_TIMED_OUT => IpcError::Timeout,
            KernReturn::MACH_SEND_INVALID_DEST => IpcError::ServerDied,
            _ => IpcError::Mach(code),
        };
        let is_here = matches!(
            code,
            KernReturn::KERN_NOT_SUPPORTED
                | KernReturn::MACH_SEND_INVALID_HEADER
                | KernReturn::MACH_SEND_INVALID_DEST
                | KernReturn::MACH_SEND_INVALID_REPLY
                | KernReturn::MACH_SEND_NO_BUFFER
                | KernReturn::MACH_SEND_TIMED_OUT
                | KernReturn::MACH_SEND_INTERRUPTED
        );
        if is_here {
            return Unsent { error, message: Some(message) };
        }
        let this = ManuallyDrop::new(message);
        let kind = code.without_shortages();
        if kind == KernReturn::MACH_RCV_HEADER_ERROR || kind == KernReturn::MACH_RCV_BODY_ERROR {
            // SAFETY: something was received there, without some of its rights or memory.
            drop(unsafe { Incoming::<W>::from_raw(this.start.as_ptr(), this.room_bytes()) });
        }
        Unsent { error, message: None }
    }
}

impl<W: Wire> Drop for Outgoing<'_, W> {
    #[inline]
    fn drop(&mut self) {
        // mach_msg_destroy() leaves the right for the reply alone, which a message that was taken
        // back owns.
        let kind = W::bits(self.header()) >> 8 & 0x1f;
        if kind == disposition::MOVE_SEND || kind == disposition::MOVE_SEND_ONCE {
            drop(SendOnceRight::from_name(W::local_port(self.header())));
        }
        // SAFETY: the message is complete and owned.
        unsafe { W::System::destroy(self.start.as_ptr()) };
    }
}

/// A message that was received. Dropping it releases what it carries.
#[derive(Debug)]
pub struct Incoming<'b, W: Wire> {
    start: NonNull<u8>,
    room_bytes: usize,
    room: PhantomData<&'b mut [MaybeUninit<u64>]>,
    wire: PhantomData<W>,
}

// SAFETY: the room is borrowed for writing, as by a reference, and rights are the task's.
unsafe impl<W: Wire> Send for Incoming<'_, W> {}
// SAFETY: shared, it can only be read.
unsafe impl<W: Wire> Sync for Incoming<'_, W> {}

impl<'b, W: Wire> Incoming<'b, W> {
    /// # Safety
    ///
    /// `start` is aligned to 8 bytes and begins `room_bytes` bytes, at least a header, that nobody
    /// else uses during `'b`. They hold a message, as `mach_msg` receives one: its header says how
    /// many of the bytes it has, all initialised, and its trailer, if there is one, follows.
    #[inline]
    pub(crate) const unsafe fn from_raw(start: *mut u8, room_bytes: usize) -> Self {
        // SAFETY: rooms are not at null.
        let start = unsafe { NonNull::new_unchecked(start) };
        Self { start, room_bytes, room: PhantomData, wire: PhantomData }
    }

    /// A message in memory of the caller that came by other means.
    ///
    /// # Errors
    ///
    /// There is not even a header, or less than the header says.
    ///
    /// # Safety
    ///
    /// What the message carries by its header and its descriptors, memory above all, belongs to
    /// this program and to nothing else in it.
    pub unsafe fn from_bytes(words: &'b mut [u64]) -> Result<Self, IpcError> {
        let actual = size_of_val(words);
        let least = size_of::<W::Header>();
        if actual < least {
            return Err(IpcError::MessageTooSmall { expected: least, actual });
        }
        let start: *mut u8 = words.as_mut_ptr().cast();
        // SAFETY: aligned, initialised, with room for a header.
        let expected = W::size_bytes(unsafe { &*start.cast::<W::Header>() }) as usize;
        if expected > actual || expected < least {
            return Err(IpcError::MessageTooSmall { expected, actual });
        }
        // SAFETY: borrowed, and as large as the header says.
        Ok(unsafe { Self::from_raw(start, actual) })
    }

    /// The header.
    #[inline]
    #[must_use]
    pub fn header(&self) -> &W::Header {
        // SAFETY: from_raw()'s promise; headers are valid for all bit patterns.
        unsafe { self.start.cast::<W::Header>().as_ref() }
    }

    /// The header alone says so: two words are passed around in registers.
    #[inline]
    fn size(&self) -> usize {
        W::size_bytes(self.header()) as usize
    }

    /// The bytes of the message, without its trailer.
    ///
    /// They are the message's for as long as it is there: a dispatcher that takes it writes to its
    /// header.
    ///
    /// ```compile_fail,E0505
    /// use mach_r::message::Incoming;
    /// use mach_r::wire::typed64::Typed64;
    ///
    /// fn late(message: Incoming<'_, Typed64>) -> usize {
    ///     let bytes = message.bytes();
    ///     message.accept();
    ///     bytes.len()
    /// }
    /// ```
    #[inline]
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: from_raw()'s promise.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.size()) }
    }

    /// Where it begins: what a [`Place`](crate::buffer::Place) counts from.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        self.start.addr().get()
    }

    /// The bytes, to be read part by part. What is read stays there when the message is accepted;
    /// it relies on nobody's giving the message to a dispatcher meanwhile.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn reader(&self) -> Reader<'b, W> {
        // SAFETY: from_raw()'s promise. Nothing writes to the bytes during `'b` but
        // leave_reply_right(), before any of them is read. Messages are aligned to 8 bytes.
        unsafe { Reader::new(core::slice::from_raw_parts(self.start.as_ptr(), self.size())) }
    }

    /// Its id.
    #[inline]
    #[must_use]
    pub fn id(&self) -> i32 {
        W::id(self.header())
    }

    /// The port that it came to.
    #[inline]
    #[must_use]
    pub fn port(&self) -> PortName {
        W::local_port(self.header())
    }

    /// Whether it carries rights or memory.
    #[inline]
    #[must_use]
    pub fn is_complex(&self) -> bool {
        W::bits(self.header()) & COMPLEX_BIT != 0
    }

    /// Whether its size and its kind are those.
    #[inline]
    pub(crate) fn fits(&self, shape: &Shape) -> bool {
        let fits = match shape.complex {
            Some(complex) if shape.least == shape.most => {
                // SAFETY: from_raw()'s promise; kind and size begin all headers.
                let word = unsafe { self.start.cast::<u64>().read() };
                let word = if cfg!(target_endian = "big") { word.rotate_left(32) } else { word };
                // All of it in one: the topmost bit of the kind, and the size.
                word >> 31 == (shape.most as u64) << 1 | u64::from(complex)
            }
            Some(complex) if complex != self.is_complex() => false,
            _ => shape.admits(self.size()),
        };
        if fits {
            // SAFETY: the size in the header is that of the message.
            unsafe { core::hint::assert_unchecked(shape.admits(self.size())) };
        }
        fits
    }

    /// Refuses rights or memory in a message that the system took for plain data.
    #[doc(hidden)]
    #[inline]
    pub fn expect_complex_if(&self, carries: bool) -> Result<(), IpcError> {
        if carries && !self.is_complex() {
            return Err(IpcError::WrongComplexity { actual: false });
        }
        Ok(())
    }

    /// The trailer, of which at least `least` bytes must be there; only where the wire has one.
    ///
    /// # Errors
    ///
    /// [`IpcError::TrailerTooSmall`].
    pub fn trailer(&self, least: usize) -> Result<Trailer, IpcError> {
        if W::TRAILER_BYTES == 0 {
            return Err(IpcError::TrailerTooSmall);
        }
        let mut trailer = Trailer::default();
        let start = self.size().next_multiple_of(W::UNIT_BYTES);
        let room = self.room_bytes.saturating_sub(start);
        let Some(head) = (room >= 8).then(|| {
            // SAFETY: a message is followed by a trailer that says how long it is.
            unsafe { self.start.add(start).cast::<[u32; 2]>().read() }
        }) else {
            return Err(IpcError::TrailerTooSmall);
        };
        let bytes = (head[1] as usize).min(room).min(size_of::<Trailer>());
        if head[0] != 0 || bytes < least {
            return Err(IpcError::TrailerTooSmall);
        }
        // SAFETY: so many bytes are there, and have room in a trailer.
        unsafe {
            let from = self.start.as_ptr().add(start);
            from.copy_to_nonoverlapping((&raw mut trailer).cast(), bytes);
        }
        Ok(trailer)
    }

    /// Takes the right for the reply out of a request: it is the caller's from now on.
    #[inline]
    pub(crate) fn leave_reply_right(&mut self) {
        // SAFETY: from_raw()'s promise.
        W::set_remote_port(unsafe { self.start.cast::<W::Header>().as_mut() }, PortName::NULL);
    }

    /// Accepts it if it is what it should be: what the check returns owns what it carries. A
    /// message that is refused releases it.
    #[doc(hidden)]
    #[inline]
    pub fn accept_if<V>(
        self,
        check: impl FnOnce(&Self) -> Result<V, IpcError>,
    ) -> Result<V, IpcError> {
        match check(&self) {
            Ok(view) => {
                self.accept();
                Ok(view)
            }
            Err(error) => crate::error::refused(self.refuse(error)),
        }
    }

    /// Releases what it carries, in one call that needs nothing else kept.
    #[cold]
    #[inline(never)]
    fn refuse(self, error: IpcError) -> IpcError {
        drop(self);
        error
    }

    /// Says that somebody else owns now what it carries.
    #[inline]
    pub fn accept(self) {
        core::mem::forget(self);
    }
}

impl<W: Wire> Drop for Incoming<'_, W> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the message is complete and owned.
        unsafe { W::System::destroy(self.start.as_ptr()) };
    }
}

/// Refuses more than so many.
#[doc(hidden)]
#[inline]
pub const fn bound(actual: usize, max: usize) -> Result<(), IpcError> {
    if actual <= max {
        return Ok(());
    }
    Err(IpcError::ArrayTooLarge { max, actual })
}

/// Refuses another number of elements.
#[doc(hidden)]
#[inline]
pub const fn exactly(actual: usize, expected: usize) -> Result<(), IpcError> {
    if actual == expected {
        return Ok(());
    }
    Err(IpcError::CountMismatch { expected, actual })
}

/// Refuses two arrays that share a count and differ in it.
#[doc(hidden)]
#[inline]
pub const fn same_count(first: usize, second: usize) -> Result<(), IpcError> {
    exactly(second, first)
}
