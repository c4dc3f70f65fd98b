//! Calls by blocking threads, for systems without descriptors of ports.

use super::before;
use crate::call_async::{AsyncCall, CallPlan, expect_reply};
use crate::error::{IpcError, KernReturn};
use crate::ipc::{ReceiveRight, SendRight};
use crate::message::{Options, Outgoing, Unsent};
use crate::owned::OwnedMessage;
use crate::wire::Wire;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const ABORTED: IpcError = IpcError::Mach(KernReturn::KERN_ABORTED);

/// How often a full queue is looked at.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

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

    /// Sends a message, and looks again and again whether there is room for it.
    async fn send_when_room<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        deadline: Option<Instant>,
    ) -> Result<(), Unsent<'b, W>> {
        let mut message = message;
        let mut pause = SHORTEST_PAUSE;
        loop {
            message = match message.send(Options { timeout_ms: Some(0), bits: 0 }) {
                Err(Unsent { error: IpcError::Timeout, message: Some(message) }) => message,
                result => return result,
            };
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Err(Unsent { error: IpcError::Timeout, message: Some(message) });
            }
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }
}

fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.and_then(|timeout| Instant::now().checked_add(timeout))
}

/// Waits on a blocking thread.
async fn receive<W: Wire>(
    reply: ReceiveRight,
    limit: usize,
    deadline: Option<Instant>,
    place: OwnedSemaphorePermit,
) -> Result<OwnedMessage<W>, IpcError> {
    let waits = tokio::task::spawn_blocking(move || {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let timeout_ms = left.map(|left| u32::try_from(left.as_millis()).unwrap_or(u32::MAX));
        let limit = limit.max(size_of::<W::Header>()) + W::TRAILER_BYTES;
        let message = OwnedMessage::receive(&reply, limit, Options { timeout_ms, bits: 0 });
        drop(place);
        message
    });
    waits.await.unwrap_or(Err(ABORTED))
}

impl AsyncCall for BlockingPort {
    fn right(&self) -> &SendRight {
        &self.right
    }

    async fn call<'b, W: Wire>(
        &self,
        mut request: Outgoing<'b, W>,
        plan: CallPlan,
    ) -> Result<OwnedMessage<W>, Unsent<'b, W>> {
        let deadline = deadline(plan.timeout);
        let place = Arc::clone(&self.places).acquire_owned();
        let place = match before(deadline.map(Into::into), place).await {
            Some(Ok(place)) => place,
            Some(Err(_)) => return Err(Unsent { error: ABORTED, message: Some(request) }),
            None => return Err(Unsent { error: IpcError::Timeout, message: Some(request) }),
        };
        let reply = match ReceiveRight::new() {
            Ok(reply) => reply,
            Err(error) => return Err(Unsent { error, message: Some(request) }),
        };
        request.set_reply_port(reply.name());
        self.send_when_room(request, deadline).await?;
        receive(reply, plan.limit, deadline, place)
            .await
            .and_then(|reply| expect_reply(reply, plan.reply_id))
            .map_err(Unsent::without_message)
    }

    async fn send<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        timeout: Option<Duration>,
    ) -> Result<(), Unsent<'b, W>> {
        self.send_when_room(message, deadline(timeout)).await
    }
}
