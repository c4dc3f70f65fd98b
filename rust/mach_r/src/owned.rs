//! Messages that own the memory that they lie in.

use crate::buffer::{PoolBuffer, Room};
use crate::error::IpcError;
use crate::ipc::PortName;
use crate::message::{Incoming, Options, Outgoing, Unsent};
use crate::sys::System;
use crate::wire::{COMPLEX_BIT, Wire};
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

/// A message in a buffer of its own, to be sent or received: what it carries is released when it is
/// dropped. Unlike [`Incoming`] and [`Outgoing`] it can go to another thread.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use mach_r::ipc::{PortName, ReceiveRight};
/// use mach_r::message::Options;
/// use mach_r::owned::OwnedMessage;
/// use mach_r::wire::{Writer, typed64::{MachMsgHeader, Typed64}};
///
/// let port = ReceiveRight::new()?;
/// let right = port.make_send()?;
/// let message = OwnedMessage::<Typed64>::write(32, |room| {
///     let mut writer = Writer::new(room, 32)?;
///     writer.put(&MachMsgHeader::new(19, 4711, 32, right.name(), PortName::NULL));
///     writer.finish()
/// })?;
/// message.send(Options::default()).map_err(|unsent| unsent.error)?;
///
/// let message = OwnedMessage::<Typed64>::receive(&port, 64, Options::default())?;
/// assert_eq!(message.header().id, 4711);
/// # }
/// # Ok::<(), mach_r::IpcError>(())
/// ```
pub struct OwnedMessage<W: Wire> {
    buffer: PoolBuffer,
    /// Bytes of the message, at least a header.
    size: usize,
    wire: PhantomData<W>,
}

/// An owned message that was not sent, or whose reply did not come.
#[derive(Debug)]
pub struct OwnedUnsent<W: Wire> {
    /// What went wrong.
    pub error: IpcError,
    /// The message with what it carries, if it was not sent.
    pub message: Option<OwnedMessage<W>>,
}

/// Where a message in the buffer begins.
fn start(buffer: &mut PoolBuffer) -> *mut u8 {
    buffer.room().into_words().as_mut_ptr().cast()
}

impl<W: Wire> OwnedUnsent<W> {
    /// An error after the message was sent, or before there was one.
    #[must_use]
    pub const fn without_message(error: IpcError) -> Self {
        Self { error, message: None }
    }
}

impl<W: Wire> From<OwnedUnsent<W>> for IpcError {
    fn from(unsent: OwnedUnsent<W>) -> Self {
        unsent.error
    }
}

impl<W: Wire> OwnedMessage<W> {
    /// A message of at most `bytes` bytes that a function writes.
    ///
    /// # Errors
    ///
    /// Those of the function.
    #[inline]
    pub fn write<E>(
        bytes: usize,
        write: impl FnOnce(Room<'_>) -> Result<Outgoing<'_, W>, E>,
    ) -> Result<Self, E> {
        let mut buffer = PoolBuffer::with_bytes(bytes);
        let size = write(buffer.room())?.into_bytes().len();
        Ok(Self { buffer, size, wire: PhantomData })
    }

    /// The message that a function may write, or none.
    #[inline]
    pub fn write_if_any(
        bytes: usize,
        write: impl FnOnce(Room<'_>) -> Option<Outgoing<'_, W>>,
    ) -> Option<Self> {
        Self::write(bytes, |room| write(room).ok_or(())).ok()
    }

    /// Receives any message of up to `limit` bytes, its trailer included.
    ///
    /// # Errors
    ///
    /// Those of [`MessageSource::receive`](crate::ipc::MessageSource::receive).
    pub fn receive<S: crate::ipc::MessageSource>(
        source: &S,
        limit: usize,
        options: Options,
    ) -> Result<Self, IpcError> {
        let mut buffer = PoolBuffer::with_bytes(limit);
        Self::receive_into(&mut buffer, source.source_name(), options).map(|size| Self {
            buffer,
            size,
            wire: PhantomData,
        })
    }

    /// Receives a message into a buffer, to which it then belongs; its size.
    pub(crate) fn receive_into(
        buffer: &mut PoolBuffer,
        name: PortName,
        options: Options,
    ) -> Result<usize, IpcError> {
        let message: Incoming<'_, W> = crate::ipc::receive(name, buffer.room(), options)?;
        let size = message.bytes().len();
        message.accept();
        Ok(size)
    }

    /// The message that was received into a buffer.
    pub(crate) fn received(buffer: PoolBuffer, size: usize) -> Self {
        Self { buffer, size, wire: PhantomData }
    }

    /// The header.
    #[inline]
    #[must_use]
    pub fn header(&self) -> &W::Header {
        // SAFETY: there is a header at least, and headers are valid for all bit patterns.
        unsafe { &*self.buffer.base().cast::<W::Header>() }
    }

    /// The bytes of the message, without its trailer.
    #[inline]
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: that many bytes were written or received.
        unsafe { core::slice::from_raw_parts(self.buffer.base(), self.size) }
    }

    /// Whether it carries rights or memory.
    #[inline]
    #[must_use]
    pub fn is_complex(&self) -> bool {
        W::bits(self.header()) & COMPLEX_BIT != 0
    }

    /// Says that somebody else owns now what it carries; the buffer is left.
    #[inline]
    pub fn accept(self) -> PoolBuffer {
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is neither used nor dropped after this.
        unsafe { core::ptr::read(&raw const this.buffer) }
    }

    /// The message as one that was just received, which owns what it carries. The buffer is left
    /// when that has gone.
    ///
    /// ```compile_fail,E0505
    /// use mach_r::owned::OwnedMessage;
    /// use mach_r::wire::typed64::Typed64;
    ///
    /// fn early(message: OwnedMessage<Typed64>) {
    ///     message.with_incoming(|incoming| {
    ///         drop(message); // lies in what is borrowed
    ///         incoming.accept();
    ///     });
    /// }
    /// ```
    #[inline]
    pub fn with_incoming<R>(self, read: impl FnOnce(Incoming<'_, W>) -> R) -> R {
        let mut buffer = self.accept();
        let mut room = buffer.room();
        // SAFETY: the buffer holds a message, which owns what it carries.
        read(unsafe { room.received() })
    }

    /// Sends it.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`, with the message if it was not sent.
    pub fn send(self, options: Options) -> Result<(), OwnedUnsent<W>> {
        let size = self.size;
        let mut buffer = self.accept();
        // SAFETY: the buffer holds a message of that size, which owns what it carries.
        let message: Outgoing<'_, W> =
            unsafe { Outgoing::from_raw(start(&mut buffer), size, size) };
        match message.send(options) {
            Ok(()) => Ok(()),
            Err(Unsent { error, message: Some(message) }) => {
                core::mem::forget(message);
                let message = Self { buffer, size, wire: PhantomData };
                Err(OwnedUnsent { error, message: Some(message) })
            }
            Err(Unsent { error, message: None }) => Err(OwnedUnsent::without_message(error)),
        }
    }
}

impl<W: Wire> Drop for OwnedMessage<W> {
    fn drop(&mut self) {
        // SAFETY: the message is complete and owned.
        unsafe { W::System::destroy(start(&mut self.buffer)) };
    }
}

impl<W: Wire> fmt::Debug for OwnedMessage<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedMessage")
            .field("id", &W::id(self.header()))
            .field("size", &self.size)
            .field("is_complex", &self.is_complex())
            .finish()
    }
}
