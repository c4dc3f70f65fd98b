//! What generated code needs for asynchronous calls and servers, without any runtime.

use crate::buffer::{PoolBuffer, larger};
use crate::error::IpcError;
use crate::ipc::SendRight;
use crate::message::{Incoming, Outgoing, Unsent};
use crate::owned::OwnedMessage;
use crate::server::{Answer, Begun};
use crate::wire::Wire;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

/// What is known of a call before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallPlan {
    /// The id of the reply.
    pub reply_id: i32,
    /// The most bytes of the reply.
    pub limit: usize,
    /// How long all of it may take; `None`: for ever.
    pub timeout: Option<Duration>,
}

/// What can carry calls asynchronously: `mach_r::asynch::AsyncPort`, or a double in tests.
pub trait AsyncCall {
    /// The right that requests are written for.
    fn right(&self) -> &SendRight;

    /// This port for messages of one wire: what has the calls of an interface whose module is for
    /// several targets.
    #[inline]
    fn on<D: crate::wire::Dialect>(&self) -> crate::wire::On<'_, Self, D> {
        crate::wire::On::new(self)
    }

    /// Sends a request, which was written with no name of a reply port, and waits for its reply.
    ///
    /// The future may be dropped at any time.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`, with the request if it was not sent; [`IpcError::ServerDied`],
    /// [`IpcError::Timeout`], [`IpcError::WrongMessageId`].
    fn call<'b, W: Wire>(
        &self,
        request: Outgoing<'b, W>,
        plan: CallPlan,
    ) -> impl Future<Output = Result<OwnedMessage<W>, Unsent<'b, W>>> + Send;

    /// Sends a message that has no reply.
    ///
    /// # Errors
    ///
    /// Those of `mach_msg`, with the message if it was not sent.
    fn send<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<(), Unsent<'b, W>>> + Send;
}

impl<T: AsyncCall + ?Sized> AsyncCall for &T {
    fn right(&self) -> &SendRight {
        (**self).right()
    }

    fn call<'b, W: Wire>(
        &self,
        request: Outgoing<'b, W>,
        plan: CallPlan,
    ) -> impl Future<Output = Result<OwnedMessage<W>, Unsent<'b, W>>> + Send {
        (**self).call(request, plan)
    }

    fn send<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<(), Unsent<'b, W>>> + Send {
        (**self).send(message, timeout)
    }
}

/// Checks that a message is the reply that was waited for.
#[cfg(feature = "tokio")]
pub(crate) fn expect_reply<W: Wire>(
    message: OwnedMessage<W>,
    expected: i32,
) -> Result<OwnedMessage<W>, IpcError> {
    match W::id(message.header()) {
        actual if actual == expected => Ok(message),
        crate::wire::NOTIFY_SEND_ONCE => Err(IpcError::ServerDied),
        actual => Err(IpcError::WrongMessageId { expected, actual }),
    }
}

/// What an asynchronous dispatcher of a subsystem can do: answer a request.
pub trait DispatchAsync {
    /// The wire of its messages.
    type Wire: Wire;
    /// The largest request, in bytes.
    const MAX_REQUEST_BYTES: usize;

    /// Whether a request of that id is this dispatcher's business. Asked where several share a
    /// port.
    #[inline]
    fn handles(&self, _id: i32) -> bool {
        true
    }

    /// Answers a request. `None`: there is no reply to send. Errors of any kind are answered, also
    /// panics of the functions that do the work.
    fn dispatch(
        &self,
        request: OwnedMessage<Self::Wire>,
    ) -> impl Future<Output = Option<OwnedMessage<Self::Wire>>> + Send;
}

impl<D: DispatchAsync + ?Sized> DispatchAsync for &D {
    type Wire = D::Wire;
    const MAX_REQUEST_BYTES: usize = D::MAX_REQUEST_BYTES;

    fn handles(&self, id: i32) -> bool {
        (**self).handles(id)
    }

    fn dispatch(
        &self,
        request: OwnedMessage<Self::Wire>,
    ) -> impl Future<Output = Option<OwnedMessage<Self::Wire>>> + Send {
        (**self).dispatch(request)
    }
}

#[cfg(feature = "alloc")]
impl<D: DispatchAsync + ?Sized> DispatchAsync for alloc::sync::Arc<D> {
    type Wire = D::Wire;
    const MAX_REQUEST_BYTES: usize = D::MAX_REQUEST_BYTES;

    fn handles(&self, id: i32) -> bool {
        (**self).handles(id)
    }

    fn dispatch(
        &self,
        request: OwnedMessage<Self::Wire>,
    ) -> impl Future<Output = Option<OwnedMessage<Self::Wire>>> + Send {
        (**self).dispatch(request)
    }
}

macro_rules! chain {
    ($first:ident $($other:ident)*, $last:ident) => {
        #[allow(non_snake_case)]
        impl<$first, $($other,)* $last> DispatchAsync for ($first, $($other,)* $last)
        where
            $first: DispatchAsync + Sync,
            $($other: DispatchAsync<Wire = $first::Wire> + Sync,)*
            $last: DispatchAsync<Wire = $first::Wire> + Sync,
        {
            type Wire = $first::Wire;
            const MAX_REQUEST_BYTES: usize = {
                use crate::buffer::larger;
                let most = larger($first::MAX_REQUEST_BYTES, $last::MAX_REQUEST_BYTES);
                $(let most = larger(most, $other::MAX_REQUEST_BYTES);)*
                most
            };

            fn handles(&self, id: i32) -> bool {
                let ($first, $($other,)* $last) = self;
                $first.handles(id) $(|| $other.handles(id))* || $last.handles(id)
            }

            /// The last one refuses what is nobody's.
            async fn dispatch(
                &self,
                request: OwnedMessage<Self::Wire>,
            ) -> Option<OwnedMessage<Self::Wire>> {
                let id = Self::Wire::id(request.header());
                let ($first, $($other,)* $last) = self;
                if $first.handles(id) {
                    return $first.dispatch(request).await;
                }
                $(if $other.handles(id) {
                    return $other.dispatch(request).await;
                })*
                $last.dispatch(request).await
            }
        }
    };
}

chain!(A, B);
chain!(A B, C);
chain!(A B C, D);
chain!(A B C D, E);
chain!(A B C D E, F);

/// Says that a message lies where it was written, and owns what it carries.
#[derive(Debug)]
pub struct Written {
    start: usize,
    bytes: usize,
}

impl Written {
    pub(crate) const fn new(start: usize, bytes: usize) -> Self {
        Self { start, bytes }
    }
}

/// A request in a buffer of its own, and another one for the reply to it.
///
/// An asynchronous dispatcher takes the request apart and writes the reply through what
/// [`begin`](Self::begin) returns. Dropped between the two, everything is released, and whoever
/// waits for the reply is told.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// use mach_r::IpcError;
/// use mach_r::call_async::Exchange;
/// use mach_r::owned::OwnedMessage;
/// use mach_r::wire::typed64::Typed64;
///
/// async fn refuse(request: OwnedMessage<Typed64>) -> Option<OwnedMessage<Typed64>> {
///     let mut exchange = Exchange::new(request, 64).ok()?;
///     let (request, answer) = exchange.begin();
///     let id = request.id();
///     drop(request);
///     let reply = answer.finish(Err(IpcError::UnknownMessageId(id)));
///     let reply = reply.map(|reply| reply.leave());
///     exchange.finish(reply)
/// }
/// # let _ = refuse;
/// # }
/// ```
#[derive(Debug)]
pub struct Exchange<W: Wire> {
    /// Until it is begun.
    request: Option<OwnedMessage<W>>,
    request_buffer: PoolBuffer,
    reply_buffer: PoolBuffer,
}

impl<W: Wire> Exchange<W> {
    /// Gets room for a reply of at most that many bytes.
    ///
    /// # Errors
    ///
    /// None with `std`.
    pub fn new(request: OwnedMessage<W>, max_reply_bytes: usize) -> Result<Self, IpcError> {
        let room_bytes = larger(max_reply_bytes, size_of::<W::ErrorReply>());
        let reply_buffer = PoolBuffer::lend(room_bytes)?;
        Ok(Self { request: Some(request), request_buffer: PoolBuffer::default(), reply_buffer })
    }

    /// The request, and what is to become the reply. To be called once.
    ///
    /// # Panics
    ///
    /// When it is called again.
    pub fn begin(&mut self) -> (Incoming<'_, W>, Answer<'_, W>) {
        let Some(request) = self.request.take() else {
            panic!("an exchange is begun once");
        };
        let mut request = request.open(&mut self.request_buffer);
        let Ok(begun) = Begun::new(&mut request, self.reply_buffer.room()) else {
            unreachable!("there is room for an error at least");
        };
        (request, begun.into_answer())
    }

    /// The reply, if one was written.
    #[must_use]
    pub fn finish(self, reply: Option<Written>) -> Option<OwnedMessage<W>> {
        let reply = reply.filter(|reply| reply.start == self.reply_buffer.base().addr())?;
        Some(OwnedMessage::received(self.reply_buffer, reply.bytes))
    }
}

/// Runs the function of a server that answers a request; with `std`, a panic in it is an error of
/// the server.
///
/// # Errors
///
/// Those of the function; a panic is `KERN_FAILURE`.
pub async fn guard<R>(handler: impl Future<Output = Result<R, IpcError>>) -> Result<R, IpcError> {
    Guard { handler }.await
}

struct Guard<F> {
    handler: F,
}

impl<R, F: Future<Output = Result<R, IpcError>>> Future for Guard<F> {
    type Output = Result<R, IpcError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the handler is pinned as long as its guard, which neither moves nor drops it.
        let handler = unsafe { self.map_unchecked_mut(|guard| &mut guard.handler) };
        #[cfg(feature = "std")]
        {
            std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| handler.poll(context)))
                .unwrap_or_else(|payload| {
                    crate::shim::forget_panic(payload);
                    Poll::Ready(Err(IpcError::Mach(crate::KernReturn::KERN_FAILURE)))
                })
        }
        #[cfg(not(feature = "std"))]
        handler.poll(context)
    }
}
