//! The blocking server loop.
//!
//! [`serve`] answers requests until its port dies; [`Server`] can also be stopped, and run by
//! several threads. Either makes one call of `mach_msg` per round trip, which sends a reply and
//! receives the next request. Several subsystems share a port as a tuple of their dispatchers:
//! `(first, second, ..)`, asked in that order whose business a request is.
//!
//! A request that is larger than any that the dispatcher knows is destroyed, and its client told
//! [`IpcError::ServerDied`]; so is one of another wire.

use crate::buffer::{PoolBuffer, Room, larger};
use crate::call_async::DispatchAsync;
use crate::error::{IpcError, KernReturn};
use crate::ipc::{MessageSource, Notification, PortName, disposition};
use crate::message::{Incoming, Options, Outgoing};
use crate::owned::OwnedMessage;
use crate::server::DispatchSync;
use crate::sys::option;
use crate::wire::{Dialect, Wire};

#[cfg(feature = "std")]
mod threads;

#[cfg(feature = "std")]
pub use threads::{Server, ShutdownHandle, serve};

/// The bytes that each of the two buffers of a server needs.
#[must_use]
pub const fn buffer_bytes<D: DispatchSync>() -> usize {
    larger(D::MAX_REQUEST_BYTES + <D::Wire as Wire>::TRAILER_BYTES, D::MAX_REPLY_BYTES)
}

/// Serves in memory of the caller, two buffers of [`buffer_bytes`], without `alloc`.
///
/// Returns when `is_last` says so of the port that a message came through (the message is then
/// destroyed), or with an error of receiving, such as `MACH_RCV_PORT_DIED`.
///
/// # Errors
///
/// [`IpcError::BufferTooSmall`], and those of receiving.
pub fn serve_in<'b, S: MessageSource, D: DispatchSync>(
    source: &S,
    dispatcher: &D,
    mut first: Room<'b>,
    mut second: Room<'b>,
    is_last: impl Fn(PortName) -> bool,
) -> Result<(), IpcError> {
    let limit = buffer_bytes::<D>();
    let actual = first.len_bytes().min(second.len_bytes());
    if actual < limit {
        return Err(IpcError::BufferTooSmall { expected: limit, actual });
    }
    // Whether a request has come with the sending of the last reply, and lies in `first`.
    let mut at_hand = false;
    loop {
        if !at_hand && !receive::<S, D::Wire>(source, first.reborrow())? {
            continue;
        }
        at_hand = false;
        // SAFETY: it was received there, and left to us.
        let request = unsafe { first.received::<D::Wire>() };
        if is_last(<D::Wire as Wire>::local_port(request.header())) {
            return Ok(());
        }
        let place = second.start();
        let Some(reply) = dispatcher.dispatch(request, second.reborrow()) else { continue };
        if !core::ptr::eq(reply.bytes().as_ptr(), place) {
            // A dispatcher may have it elsewhere: no request is to be looked for there.
            let _ = send(reply);
            continue;
        }
        at_hand = answer(source, reply, limit)?;
        if at_hand {
            core::mem::swap(&mut first, &mut second);
        }
    }
}

/// Receives a request, and leaves it where it is; false if there was something else.
fn receive<S: MessageSource, W: Wire>(source: &S, room: Room<'_>) -> Result<bool, IpcError> {
    let options = Options { timeout_ms: None, bits: W::RECEIVE_BITS };
    match source.receive::<W>(room, options) {
        Ok(request) => {
            request.accept();
            Ok(true)
        }
        Err(error) if is_fatal(error) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Sends a reply, and receives the next request into the same room, if all is well.
fn answer<S: MessageSource, W: Wire>(
    source: &S,
    reply: Outgoing<'_, W>,
    limit: usize,
) -> Result<bool, IpcError> {
    let bits = W::RECEIVE_BITS | reply_bits::<W>(reply.header());
    match reply.call(source.source_name(), limit, Options { timeout_ms: None, bits }) {
        Ok(request) => {
            request.accept();
            Ok(true)
        }
        // Not sent: the client is gone, or does not take it. Dropping the message destroys it.
        Err(unsent) if unsent.message.is_some() => Ok(false),
        Err(unsent) if is_fatal(unsent.error) => Err(unsent.error),
        Err(_) => Ok(false),
    }
}

/// Sends a reply; one that cannot be sent is destroyed.
pub(crate) fn send<W: Wire>(reply: Outgoing<'_, W>) -> Result<(), IpcError> {
    let bits = reply_bits::<W>(reply.header());
    Ok(reply.send(Options { timeout_ms: None, bits })?)
}

/// A reply through a send right must not wait for room: the queue is the client's.
pub(crate) fn reply_bits<W: Wire>(reply: &W::Header) -> u32 {
    if W::bits(reply) & 0x1f == disposition::MOVE_SEND_ONCE { 0 } else { option::SEND_TIMEOUT }
}

/// Whether nothing more will come after an error of receiving.
pub(crate) fn is_fatal(error: IpcError) -> bool {
    match error {
        IpcError::Mach(code) => matches!(
            code,
            KernReturn::MACH_RCV_INVALID_NAME
                | KernReturn::MACH_RCV_IN_SET
                | KernReturn::MACH_RCV_PORT_CHANGED
                | KernReturn::MACH_RCV_PORT_DIED
                | KernReturn::MACH_RCV_INVALID_DATA
                | KernReturn::MACH_RCV_INVALID_ARGUMENTS
        ),
        IpcError::ForeignWire => true,
        _ => false,
    }
}

macro_rules! shared {
    ($($pointer:ty),*) => {$(
        impl<D: DispatchSync + ?Sized> DispatchSync for $pointer {
            type Wire = D::Wire;
            const MAX_REQUEST_BYTES: usize = D::MAX_REQUEST_BYTES;
            const MAX_REPLY_BYTES: usize = D::MAX_REPLY_BYTES;

            fn handles(&self, id: i32) -> bool {
                (**self).handles(id)
            }

            fn dispatch<'r>(
                &self,
                request: Incoming<'_, Self::Wire>,
                reply: Room<'r>,
            ) -> Option<Outgoing<'r, Self::Wire>> {
                (**self).dispatch(request, reply)
            }
        }
    )*};
}

shared!(&D);
#[cfg(feature = "alloc")]
shared!(alloc::sync::Arc<D>, alloc::boxed::Box<D>);

macro_rules! chain {
    ($first:ident $($other:ident)*, $last:ident) => {
        #[allow(non_snake_case)]
        impl<$first, $($other,)* $last> DispatchSync for ($first, $($other,)* $last)
        where
            $first: DispatchSync,
            $($other: DispatchSync<Wire = $first::Wire>,)*
            $last: DispatchSync<Wire = $first::Wire>,
        {
            type Wire = $first::Wire;
            const MAX_REQUEST_BYTES: usize = {
                let most = larger($first::MAX_REQUEST_BYTES, $last::MAX_REQUEST_BYTES);
                $(let most = larger(most, $other::MAX_REQUEST_BYTES);)*
                most
            };
            const MAX_REPLY_BYTES: usize = {
                let most = larger($first::MAX_REPLY_BYTES, $last::MAX_REPLY_BYTES);
                $(let most = larger(most, $other::MAX_REPLY_BYTES);)*
                most
            };

            fn handles(&self, id: i32) -> bool {
                let ($first, $($other,)* $last) = self;
                $first.handles(id) $(|| $other.handles(id))* || $last.handles(id)
            }

            /// The last one refuses what is nobody's.
            fn dispatch<'r>(
                &self,
                request: Incoming<'_, Self::Wire>,
                reply: Room<'r>,
            ) -> Option<Outgoing<'r, Self::Wire>> {
                let id = Self::Wire::id(request.header());
                let ($first, $($other,)* $last) = self;
                if $first.handles(id) {
                    return $first.dispatch(request, reply);
                }
                $(if $other.handles(id) {
                    return $other.dispatch(request, reply);
                })*
                $last.dispatch(request, reply)
            }
        }
    };
}

chain!(A, B);
chain!(A B, C);
chain!(A B C, D);
chain!(A B C D, E);
chain!(A B C D E, F);
chain!(A B C D E F, G);
chain!(A B C D E F G, H);

/// A dispatcher that gives notifications to a function, to be put before others on the same port:
/// `(notifications, dispatcher)` is served by blocking and by asynchronous servers.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use mach_r::ipc::Notification;
/// use mach_r::serve::Notifications;
/// use mach_r::server::DispatchSync;
/// use mach_r::wire::typed64::Typed64;
///
/// let notifications = Notifications::<Typed64, _>::new(|notification| {
///     if let Notification::NoSenders { .. } = notification {
///         println!("nobody is left");
///     }
/// });
/// assert!(notifications.handles(70) && !notifications.handles(2000));
/// # }
/// ```
#[derive(Debug)]
pub struct Notifications<W, F> {
    take: F,
    wire: core::marker::PhantomData<W>,
}

impl<W: Dialect, F: Fn(Notification)> Notifications<W, F> {
    /// Gives each to this function.
    pub const fn new(take: F) -> Self {
        Self { take, wire: core::marker::PhantomData }
    }

    fn take(&self, message: Incoming<'_, W>) {
        if let Ok(notification) = Notification::from_message(message) {
            // A panic here has nobody to be told.
            let _ = crate::server::guard(|| {
                (self.take)(notification);
                Ok(())
            });
        }
    }
}

/// The most bytes of a notification, and more.
const MAX_NOTIFICATION_BYTES: usize = 128;

impl<W: Dialect, F: Fn(Notification)> DispatchSync for Notifications<W, F> {
    type Wire = W;
    const MAX_REQUEST_BYTES: usize = MAX_NOTIFICATION_BYTES;
    const MAX_REPLY_BYTES: usize = 0;

    fn handles(&self, id: i32) -> bool {
        Notification::IDS.contains(&id)
    }

    fn dispatch<'r>(&self, request: Incoming<'_, W>, _reply: Room<'r>) -> Option<Outgoing<'r, W>> {
        self.take(request);
        None
    }
}

impl<W: Dialect, F: Fn(Notification) + Sync> DispatchAsync for Notifications<W, F> {
    type Wire = W;
    const MAX_REQUEST_BYTES: usize = MAX_NOTIFICATION_BYTES;

    fn handles(&self, id: i32) -> bool {
        Notification::IDS.contains(&id)
    }

    async fn dispatch(&self, request: OwnedMessage<W>) -> Option<OwnedMessage<W>> {
        self.take(request.open(&mut PoolBuffer::default()));
        None
    }
}
