//! Calls by blocking threads, for systems without descriptors of ports.

use crate::call_async::{AsyncCall, CallPlan, WriteRequest, expect_reply, write_request};
use crate::error::{IpcError, KernReturn};
use crate::ipc::{PortName, ReceiveRight, SendRight};
use crate::message::Options;
use crate::owned::{OwnedMessage, OwnedUnsent};
use crate::wire::Wire;
use core::time::Duration;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many threads may wait for replies.
const DEFAULT_LIMIT: usize = 16;

/// A send right through which calls are made by the blocking threads of the runtime, a bounded
/// number at a time. Clones share it.
///
/// A call whose future was dropped keeps its thread until the reply comes, or its time is over.
///
/// ```no_run
/// use mach_r::asynch::BlockingPort;
/// use mach_r::ipc::SendRight;
///
/// # async fn example(right: SendRight) {
/// let server = BlockingPort::new(right).with_limit(4);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BlockingPort {
    right: Arc<SendRight>,
    places: Arc<Semaphore>,
}

impl BlockingPort {
    /// Calls through this right.
    #[must_use]
    pub fn new(right: SendRight) -> Self {
        Self { right: Arc::new(right), places: Arc::new(Semaphore::new(DEFAULT_LIMIT)) }
    }

    /// A clone with a bound of its own on the calls that may be under way. The default is 16.
    #[must_use]
    pub fn with_limit(self, calls: usize) -> Self {
        let calls = calls.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(calls)), ..self }
    }

    /// Does something on a blocking thread, when there is a place.
    async fn run<W: Wire, T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, OwnedUnsent<W>> + Send + 'static,
    ) -> Result<T, OwnedUnsent<W>> {
        let aborted = || OwnedUnsent::without_message(IpcError::Mach(KernReturn::KERN_ABORTED));
        let places = Arc::clone(&self.places);
        let Ok(place) = places.acquire_owned().await else { return Err(aborted()) };
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(place);
            result
        });
        done.await.unwrap_or_else(|_| Err(aborted()))
    }
}

fn options(timeout: Option<Duration>) -> Options {
    let timeout_ms = timeout.map(|timeout| u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX));
    Options { timeout_ms, bits: 0 }
}

impl AsyncCall for BlockingPort {
    async fn call<W, F>(&self, plan: CallPlan, write: F) -> Result<OwnedMessage<W>, OwnedUnsent<W>>
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        let reply = ReceiveRight::new().map_err(OwnedUnsent::without_message)?;
        let request = write_request(&plan, write, &self.right, reply.name())?;
        self.run(move || {
            let options = options(plan.timeout);
            request.send(options)?;
            let limit = plan.reply_bytes.max(size_of::<W::Header>()) + W::TRAILER_BYTES;
            let message = OwnedMessage::receive(&reply, limit, options);
            expect_reply(message.map_err(OwnedUnsent::without_message)?, &plan)
        })
        .await
    }

    async fn send<W, F>(&self, plan: CallPlan, write: F) -> Result<(), OwnedUnsent<W>>
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        let request = write_request(&plan, write, &self.right, PortName::NULL)?;
        self.run(move || request.send(options(plan.timeout))).await
    }
}
