//! Calls through one send right.

use super::lane::Lane;
use super::watch;
use crate::call_async::{AsyncCall, CallPlan, WriteRequest, expect_reply, write_request};
use crate::error::{IpcError, KernReturn};
use crate::ipc::{PortName, SendRight};
use crate::message::Options;
use crate::owned::{OwnedMessage, OwnedUnsent};
use crate::wire::Wire;
use core::future::Future;
use core::time::Duration;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use tokio::io::unix::AsyncFd;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;

/// How many calls through a port may be under way.
const DEFAULT_LIMIT: usize = 1024;

/// A send right through which calls are made asynchronously. Clones share it.
///
/// It may be used in several runtimes; a call belongs to the one that it is made in.
///
/// ```no_run
/// use mach_r::asynch::AsyncPort;
/// use mach_r::ipc::SendRight;
///
/// # async fn example() -> Result<(), mach_r::IpcError> {
/// let server = AsyncPort::new(SendRight::look_up(c"adder")?).with_limit(64);
/// // let sum = sum_array_async(&server, &[1, 2, 3]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AsyncPort {
    shared: Arc<Shared>,
    places: Arc<Semaphore>,
}

#[derive(Debug)]
struct Shared {
    right: SendRight,
    /// Whoever waits for room in the queue of the port: one at a time.
    turn: Semaphore,
    room: OnceCell<AsyncFd<OwnedFd>>,
}

impl AsyncPort {
    /// Calls through this right.
    #[must_use]
    pub fn new(right: SendRight) -> Self {
        let shared = Shared { right, turn: Semaphore::new(1), room: OnceCell::new() };
        Self { shared: Arc::new(shared), places: Arc::new(Semaphore::new(DEFAULT_LIMIT)) }
    }

    /// A clone with a bound of its own on the calls that may be under way; more of them wait for
    /// their turn. The default is 1,024.
    #[must_use]
    pub fn with_limit(self, calls: usize) -> Self {
        let calls = calls.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(calls)), ..self }
    }

    /// The right.
    pub fn right(&self) -> &SendRight {
        &self.shared.right
    }

    /// Sends a message as soon as there is room for it.
    async fn send_when_room<W: Wire>(
        &self,
        message: OwnedMessage<W>,
        deadline: Option<Instant>,
    ) -> Result<(), OwnedUnsent<W>> {
        let at_once = Options { timeout_ms: Some(0), bits: 0 };
        let mut message = match message.send(at_once) {
            Err(OwnedUnsent { error: IpcError::Timeout, message: Some(message) }) => message,
            result => return result,
        };
        let unsent = |error, message| Err(OwnedUnsent { error, message: Some(message) });
        let Some(Ok(_turn)) = before(deadline, self.shared.turn.acquire()).await else {
            return unsent(IpcError::Timeout, message);
        };
        let room = match self.shared.room.get_or_try_init(|| async { self.watch_room() }).await {
            Ok(room) => room,
            Err(error) => return unsent(error, message),
        };
        loop {
            // Made before the attempt, so that room that there is after it is not overlooked.
            let Some(guard) = before(deadline, room.readable()).await else {
                return unsent(IpcError::Timeout, message);
            };
            message = match message.send(at_once) {
                Err(OwnedUnsent { error: IpcError::Timeout, message: Some(message) }) => message,
                result => return result,
            };
            match guard {
                Ok(mut guard) => guard.clear_ready(),
                Err(_) => return unsent(IpcError::Mach(KernReturn::KERN_ABORTED), message),
            }
        }
    }

    fn watch_room(&self) -> Result<AsyncFd<OwnedFd>, IpcError> {
        watch(self.shared.right.send_descriptor()?)
    }

    /// The error of a call that found no place in time: with the request, so that its rights come
    /// back.
    fn without_place<W: Wire>(
        &self,
        plan: &CallPlan,
        write: impl WriteRequest<W>,
    ) -> OwnedUnsent<W> {
        match write_request(plan, write, &self.shared.right, PortName::NULL) {
            Ok(message) => OwnedUnsent { error: IpcError::Timeout, message: Some(message) },
            Err(unsent) => unsent,
        }
    }
}

impl From<SendRight> for AsyncPort {
    fn from(right: SendRight) -> Self {
        Self::new(right)
    }
}

/// The result of a future, if it comes in time.
async fn before<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}

fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.and_then(|timeout| Instant::now().checked_add(timeout))
}

impl AsyncCall for AsyncPort {
    async fn call<W, F>(&self, plan: CallPlan, write: F) -> Result<OwnedMessage<W>, OwnedUnsent<W>>
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        let deadline = deadline(plan.timeout);
        let Some(_place) = before(deadline, self.places.acquire()).await else {
            return Err(self.without_place(&plan, write));
        };
        let lane = Lane::<W>::current().map_err(OwnedUnsent::without_message)?;
        let mut call = lane.begin(plan.reply_bytes).map_err(OwnedUnsent::without_message)?;
        let request = write_request(&plan, write, &self.shared.right, call.reply_port())?;
        call.inspect(&request);
        self.send_when_room(request, deadline).await?;
        match before(deadline, call).await {
            Some(reply) => expect_reply(reply?, &plan),
            None => Err(OwnedUnsent::without_message(IpcError::Timeout)),
        }
    }

    async fn send<W, F>(&self, plan: CallPlan, write: F) -> Result<(), OwnedUnsent<W>>
    where
        W: Wire,
        F: WriteRequest<W>,
    {
        let request = write_request(&plan, write, &self.shared.right, PortName::NULL)?;
        self.send_when_room(request, deadline(plan.timeout)).await
    }
}
