//! What generated code needs for asynchronous calls and servers, without any runtime.

use crate::buffer::Room;
use crate::error::IpcError;
use crate::ipc::{PortName, SendRight};
use crate::message::Outgoing;
use crate::owned::{OwnedMessage, OwnedUnsent};
use crate::wire::{NOTIFY_SEND_ONCE, Wire};
use core::future::Future;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::panic::catch_unwind;

/// What is known of a call before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallPlan {
    /// The most bytes of the request.
    pub request_bytes: usize,
    /// The most bytes of the reply, its trailer included.
    pub reply_bytes: usize,
    /// The id of the reply.
    pub reply_id: i32,
    /// How long all of it may take; `None`: for ever.
    pub timeout: Option<Duration>,
}

/// What can carry calls asynchronously: `mach_r::asynch::AsyncPort`, or a double in tests.
///
/// A request is written by a function, which gets room, the right to be called, and the name of
/// the reply port.
pub trait AsyncCall {
    /// Sends a request and waits for its reply.
    ///
    /// The future may be dropped at any time.
    ///
    /// # Errors
    ///
    /// Those of writing and of `mach_msg`, with the request if it was not sent;
    /// [`IpcError::ServerDied`], [`IpcError::Timeout`], [`IpcError::WrongMessageId`].
    fn call<W, F>(
        &self,
        plan: CallPlan,
        write: F,
    ) -> impl Future<Output = Result<OwnedMessage<W>, OwnedUnsent<W>>> + Send
    where
        W: Wire,
        F: WriteRequest<W>;

    /// Sends a message that has no reply; `reply_bytes` and `reply_id` of the plan mean nothing.
    ///
    /// # Errors
    ///
    /// Those of writing and of `mach_msg`, with the message if it was not sent.
    fn send<W, F>(
        &self,
        plan: CallPlan,
        write: F,
    ) -> impl Future<Output = Result<(), OwnedUnsent<W>>> + Send
    where
        W: Wire,
        F: WriteRequest<W>;
}

/// A function that writes a request.
pub trait WriteRequest<W: Wire>:
    for<'b> FnOnce(Room<'b>, &SendRight, PortName) -> Result<Outgoing<'b, W>, IpcError> + Send
{
}

impl<W, F> WriteRequest<W> for F
where
    W: Wire,
    F: for<'b> FnOnce(Room<'b>, &SendRight, PortName) -> Result<Outgoing<'b, W>, IpcError> + Send,
{
}

impl<T: AsyncCall + ?Sized> AsyncCall for &T {
    fn call<W, F>(
        &self,
        plan: CallPlan,
        write: F,
    ) -> impl Future<Output = Result<OwnedMessage<W>, OwnedUnsent<W>>> + Send
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        (**self).call(plan, write)
    }

    fn send<W, F>(
        &self,
        plan: CallPlan,
        write: F,
    ) -> impl Future<Output = Result<(), OwnedUnsent<W>>> + Send
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        (**self).send(plan, write)
    }
}

/// Writes a request into a buffer of its own.
///
/// # Errors
///
/// Those of the function.
pub(crate) fn write_request<W: Wire>(
    plan: &CallPlan,
    write: impl WriteRequest<W>,
    server: &SendRight,
    reply: PortName,
) -> Result<OwnedMessage<W>, OwnedUnsent<W>> {
    OwnedMessage::write(plan.request_bytes, |room| write(room, server, reply))
        .map_err(OwnedUnsent::without_message)
}

/// Checks that a message is the reply that was waited for.
pub(crate) fn expect_reply<W: Wire>(
    message: OwnedMessage<W>,
    plan: &CallPlan,
) -> Result<OwnedMessage<W>, OwnedUnsent<W>> {
    let actual = W::id(message.header());
    if actual == plan.reply_id {
        return Ok(message);
    }
    let expected = plan.reply_id;
    Err(OwnedUnsent::without_message(match actual {
        NOTIFY_SEND_ONCE => IpcError::ServerDied,
        _ => IpcError::WrongMessageId { expected, actual },
    }))
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

impl<D: DispatchAsync + ?Sized> DispatchAsync for std::sync::Arc<D> {
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

/// Runs the function of a server that answers a request; a panic in it is an error of the server.
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
        catch_unwind(AssertUnwindSafe(|| handler.poll(context)))
            .unwrap_or(Poll::Ready(Err(IpcError::Mach(crate::KernReturn::KERN_FAILURE))))
    }
}
