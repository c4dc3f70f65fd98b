//! The asynchronous server.

use super::watch;
use crate::call_async::DispatchAsync;
use crate::error::{IpcError, KernReturn};
use crate::ipc::{MessageSource, receive_descriptor};
use crate::message::Options;
use crate::owned::OwnedMessage;
use crate::serve::{is_fatal, reply_bits};
use crate::wire::Wire;
use core::future::{Future, pending, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::boxed::Box;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

/// How many requests are worked on at a time.
const DEFAULT_LIMIT: usize = 256;
/// Requests that are received before other tasks have a turn.
const RECEIVE_AT_ONCE: usize = 64;

/// Serves a port or a port set until nothing can be received any more, with the defaults of
/// [`AsyncServer`].
///
/// # Errors
///
/// The reason why it ended: the port has died (`MACH_RCV_PORT_DIED`, `MACH_RCV_INVALID_NAME`).
pub async fn serve<S, D>(source: S, dispatcher: D) -> Result<(), IpcError>
where
    S: MessageSource,
    D: DispatchAsync + Send + Sync + 'static,
{
    AsyncServer::new(source, dispatcher).run().await
}

/// A server whose functions are futures, of which a bounded number is worked on at a time. While
/// there are that many, further requests wait in the port's queue.
///
/// A function that is done without waiting for anything is run where its request is received; only
/// what has to wait becomes a task. Dropping the server's future drops those tasks.
///
/// ```no_run
/// use mach_r::asynch::AsyncServer;
/// use mach_r::ipc::ReceiveRight;
/// # async fn example<D>(dispatcher: D) -> Result<(), mach_r::IpcError>
/// # where D: mach_r::DispatchAsync + Send + Sync + 'static {
///
/// let port = ReceiveRight::new()?;
/// let server = AsyncServer::new(&port, dispatcher).with_limit(64);
/// server.run_until(async { tokio::task::yield_now().await }).await
/// # }
/// ```
#[derive(Debug)]
pub struct AsyncServer<S, D> {
    source: S,
    dispatcher: Arc<D>,
    limit: usize,
}

impl<S, D> AsyncServer<S, D>
where
    S: MessageSource,
    D: DispatchAsync + Send + Sync + 'static,
{
    /// A server of this port or port set.
    pub fn new(source: S, dispatcher: D) -> Self {
        Self { source, dispatcher: Arc::new(dispatcher), limit: DEFAULT_LIMIT }
    }

    /// Bounds the requests that are worked on at a time. The default is 256.
    #[must_use]
    pub fn with_limit(self, requests: usize) -> Self {
        Self { limit: requests.clamp(1, u32::MAX as usize >> 3), ..self }
    }

    /// Serves until nothing can be received any more.
    ///
    /// # Errors
    ///
    /// Those of receiving.
    pub async fn run(self) -> Result<(), IpcError> {
        self.run_until(pending()).await
    }

    /// Serves until that future is done; what has been received until then is answered.
    ///
    /// # Errors
    ///
    /// Those of receiving.
    pub async fn run_until(self, shutdown: impl Future<Output = ()>) -> Result<(), IpcError> {
        let mut shutdown = pin!(shutdown);
        let descriptor = watch(receive_descriptor(&self.source)?)?;
        let mut worker = Worker {
            places: Arc::new(Semaphore::new(self.limit)),
            tasks: JoinSet::new(),
            server: self,
        };
        let result = loop {
            match until(shutdown.as_mut(), worker.wait(&descriptor)).await {
                None => break Ok(()),
                Some(Err(error)) => break Err(error),
                Some(Ok((place, guard))) => match worker.receive(place, guard) {
                    Ok(true) => {}
                    Ok(false) => tokio::task::yield_now().await,
                    Err(error) => break Err(error),
                },
            }
        };
        while worker.tasks.join_next().await.is_some() {}
        result
    }
}

/// The result of a future, unless the first one is done before.
async fn until<T>(
    mut end: Pin<&mut impl Future<Output = ()>>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        if end.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        future.as_mut().poll(context).map(Some)
    })
    .await
}

struct Worker<S, D> {
    server: AsyncServer<S, D>,
    places: Arc<Semaphore>,
    tasks: JoinSet<()>,
}

impl<S, D> Worker<S, D>
where
    S: MessageSource,
    D: DispatchAsync + Send + Sync + 'static,
{
    /// Waits until there is a place for a request, and may be a request.
    async fn wait<'d>(
        &mut self,
        descriptor: &'d AsyncFd<OwnedFd>,
    ) -> Result<(OwnedSemaphorePermit, AsyncFdReadyGuard<'d, OwnedFd>), IpcError> {
        const ABORTED: IpcError = IpcError::Mach(KernReturn::KERN_ABORTED);
        while self.tasks.try_join_next().is_some() {}
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| ABORTED)?;
        let guard = descriptor.readable().await.map_err(|_| ABORTED)?;
        Ok((place, guard))
    }

    /// Receives requests, the first for a place that was kept, as long as there are both. False:
    /// there may be more.
    fn receive(
        &mut self,
        first: OwnedSemaphorePermit,
        mut guard: AsyncFdReadyGuard<'_, OwnedFd>,
    ) -> Result<bool, IpcError> {
        let mut place = Some(first);
        for _ in 0..RECEIVE_AT_ONCE {
            let Some(kept) =
                place.take().or_else(|| Arc::clone(&self.places).try_acquire_owned().ok())
            else {
                return Ok(true);
            };
            match self.receive_one() {
                Ok(request) => self.start(request, kept),
                Err(IpcError::Timeout) => {
                    // Unless it has become readable again since the guard was made.
                    guard.clear_ready();
                    return Ok(true);
                }
                Err(error) if is_fatal(error) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(false)
    }

    fn receive_one(&self) -> Result<OwnedMessage<D::Wire>, IpcError> {
        let least = size_of::<<D::Wire as Wire>::Header>();
        let limit = D::MAX_REQUEST_BYTES.max(least) + D::Wire::TRAILER_BYTES;
        let options = Options { timeout_ms: Some(0), bits: D::Wire::RECEIVE_BITS };
        OwnedMessage::receive(&self.server.source, limit, options)
    }

    /// Begins to answer a request.
    fn start(&mut self, request: OwnedMessage<D::Wire>, place: OwnedSemaphorePermit) {
        let dispatcher = Arc::clone(&self.server.dispatcher);
        let mut answer = Box::pin(async move {
            if let Some(reply) = dispatcher.dispatch(request).await {
                send_reply(reply);
            }
            drop(place);
        });
        // Most are done at once. A task begins by polling again, so that no wake-up is lost.
        let mut context = Context::from_waker(Waker::noop());
        if answer.as_mut().poll(&mut context).is_pending() {
            self.tasks.spawn(answer);
        }
    }
}

/// Sends a reply; one that cannot be sent is destroyed.
fn send_reply<W: Wire>(reply: OwnedMessage<W>) {
    let bits = reply_bits::<W>(reply.header());
    let _ = reply.send(Options { timeout_ms: None, bits });
}
