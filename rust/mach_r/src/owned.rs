//! Messages that own the memory that they lie in.

use crate::buffer::PoolBuffer;
use crate::error::IpcError;
use crate::ipc::PortName;
use crate::message::{Incoming, Options, Outgoing};
use crate::sys::System;
use crate::wire::{COMPLEX_BIT, Wire};
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

/// A message in a buffer of its own: what it carries is released when it is dropped.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use mach_r::ipc::ReceiveRight;
/// use mach_r::message::Options;
/// use mach_r::owned::OwnedMessage;
/// use mach_r::wire::typed64::Typed64;
///
/// let port = ReceiveRight::new()?;
/// drop(port.make_send_once()?); // sends a notification
/// let message = OwnedMessage::<Typed64>::receive(&port, 64, Options::default())?;
/// assert_eq!(message.header().id, 71);
/// # }
/// # Ok::<(), mach_r::IpcError>(())
/// ```
pub struct OwnedMessage<W: Wire> {
    buffer: PoolBuffer,
    /// Bytes of the message, at least a header.
    size: usize,
    wire: PhantomData<W>,
}

/// Where a message in the buffer begins.
fn start(buffer: &mut PoolBuffer) -> *mut u8 {
    buffer.room().into_words().as_mut_ptr().cast()
}

impl<W: Wire> OwnedMessage<W> {
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
        let mut buffer = PoolBuffer::lend(limit)?;
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

    /// The message as one that was just received, in a buffer that now holds it.
    ///
    /// ```compile_fail,E0505
    /// use mach_r::buffer::PoolBuffer;
    /// use mach_r::owned::OwnedMessage;
    /// use mach_r::wire::typed64::Typed64;
    ///
    /// fn early(message: OwnedMessage<Typed64>) {
    ///     let mut buffer = PoolBuffer::default();
    ///     let incoming = message.open(&mut buffer);
    ///     drop(buffer); // holds the message
    ///     incoming.accept();
    /// }
    /// ```
    #[inline]
    pub fn open(self, buffer: &mut PoolBuffer) -> Incoming<'_, W> {
        *buffer = self.accept();
        // SAFETY: the buffer holds a message, which owns what it carries.
        unsafe { buffer.room().into_received() }
    }

    /// Sends it.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`; the message is destroyed then.
    pub fn send(self, options: Options) -> Result<(), IpcError> {
        let size = self.size;
        let mut buffer = self.accept();
        // SAFETY: the buffer holds a message of that size, which owns what it carries.
        let message: Outgoing<'_, W> = unsafe { Outgoing::from_raw(start(&mut buffer), size) };
        Ok(message.send(options)?)
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
