//! Calls through one send right.

use super::lane::Lane;
use super::{before, watch};
use crate::call_async::{AsyncCall, CallPlan, expect_reply};
use crate::error::{IpcError, KernReturn};
use crate::ipc::SendRight;
use crate::message::{Options, Outgoing, Unsent};
use crate::owned::OwnedMessage;
use crate::sys::System;
use crate::wire::Wire;
use core::any::Any;
use core::time::Duration;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::Vec;
use tokio::io::unix::AsyncFd;
use tokio::runtime::{Handle, Id};
use tokio::sync::Semaphore;
use tokio::time::Instant;

const ENDED: IpcError = IpcError::Mach(KernReturn::KERN_ABORTED);

const AT_ONCE: Options = Options { timeout_ms: Some(0), bits: 0 };

/// How many calls through a port may be under way.
const DEFAULT_LIMIT: usize = 1024;

/// A send right through which calls are made asynchronously. Clones share it.
///
/// It may be used in several runtimes of Tokio; a call belongs to the one that it is made in. That
/// needs its I/O driver, and its timer if the call has a time (`enable_all`). Outside of any, calls
/// are refused with `KERN_ABORTED`.
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
    /// What the calls of each runtime wait by for room in the queue of the port.
    rooms: Mutex<Vec<(Id, Arc<QueueRoom>)>>,
    /// The lane of the last call of each dialect, as an `Arc<Lane<W>>`: it stays as long as the
    /// port does.
    lanes: [Mutex<Option<KeptLane>>; 2],
}

/// How the calls of a runtime wait for room: one of them at a time.
#[derive(Debug)]
struct QueueRoom {
    turn: Semaphore,
    descriptor: AsyncFd<OwnedFd>,
}

type KeptLane = (Id, Arc<dyn Any + Send + Sync>);

impl AsyncPort {
    /// Calls through this right.
    #[must_use]
    pub fn new(right: SendRight) -> Self {
        let shared = Shared { right, rooms: Mutex::default(), lanes: Default::default() };
        Self { shared: Arc::new(shared), places: Arc::new(Semaphore::new(DEFAULT_LIMIT)) }
    }

    /// A clone with a bound of its own on the calls that may be under way; more of them wait for
    /// their turn. The default is 1,024.
    #[must_use]
    pub fn with_limit(self, calls: usize) -> Self {
        let calls = calls.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(calls)), ..self }
    }

    /// The lane for replies in this runtime.
    fn lane<W: Wire>(&self) -> Result<Arc<Lane<W>>, IpcError> {
        let runtime = Handle::try_current().map_err(|_| ENDED)?.id();
        let Some(place) = self.shared.lanes.get(W::System::DIALECT) else { return Err(ENDED) };
        let mut kept = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((id, lane)) = &*kept {
            let lane = Arc::clone(lane).downcast::<Lane<W>>().ok();
            if let Some(lane) = lane.filter(|lane| *id == runtime && !lane.has_ended()) {
                return Ok(lane);
            }
        }
        let lane = Lane::<W>::current()?;
        *kept = Some((runtime, Arc::clone(&lane) as Arc<dyn Any + Send + Sync>));
        Ok(lane)
    }

    /// Sends a message as soon as there is room for it.
    async fn send_when_room<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        deadline: Option<Instant>,
    ) -> Result<(), Unsent<'b, W>> {
        let mut message = match message.send(AT_ONCE) {
            Err(Unsent { error: IpcError::Timeout, message: Some(message) }) => message,
            result => return result,
        };
        let unsent = |error, message| Err(Unsent { error, message: Some(message) });
        let room = match self.room() {
            Ok(room) => room,
            Err(error) => return unsent(error, message),
        };
        let Some(Ok(_turn)) = before(deadline, room.turn.acquire()).await else {
            return unsent(IpcError::Timeout, message);
        };
        loop {
            // Made before the attempt, so that room that there is after it is not overlooked.
            let Some(guard) = before(deadline, room.descriptor.readable()).await else {
                return unsent(IpcError::Timeout, message);
            };
            message = match message.send(AT_ONCE) {
                Err(Unsent { error: IpcError::Timeout, message: Some(message) }) => message,
                result => return result,
            };
            match guard {
                Ok(mut guard) => guard.clear_ready(),
                Err(_) => return unsent(ENDED, message),
            }
        }
    }

    /// What the calls of this runtime wait by. A descriptor is watched by the runtime that it was
    /// made in, which others cannot rely on to go on.
    fn room(&self) -> Result<Arc<QueueRoom>, IpcError> {
        let runtime = Handle::try_current().map_err(|_| ENDED)?.id();
        let mut rooms = self.shared.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, room)) = rooms.iter().find(|(id, _)| *id == runtime) {
            return Ok(Arc::clone(room));
        }
        let descriptor = watch(self.shared.right.send_descriptor()?)?;
        let room = Arc::new(QueueRoom { turn: Semaphore::new(1), descriptor });
        // Those that nobody waits by may be of runtimes that have ended.
        rooms.retain(|(_, room)| Arc::strong_count(room) > 1);
        rooms.push((runtime, Arc::clone(&room)));
        Ok(room)
    }
}

impl From<SendRight> for AsyncPort {
    fn from(right: SendRight) -> Self {
        Self::new(right)
    }
}

fn deadline(timeout: Option<Duration>) -> Option<Instant> {
    timeout.and_then(|timeout| Instant::now().checked_add(timeout))
}

impl AsyncCall for AsyncPort {
    fn right(&self) -> &SendRight {
        &self.shared.right
    }

    async fn call<'b, W: Wire>(
        &self,
        mut request: Outgoing<'b, W>,
        plan: CallPlan,
    ) -> Result<OwnedMessage<W>, Unsent<'b, W>> {
        let deadline = deadline(plan.timeout);
        let lane = match self.lane::<W>() {
            Ok(lane) => lane,
            Err(error) => return Err(Unsent { error, message: Some(request) }),
        };
        let Some(_place) = before(deadline, self.places.acquire()).await else {
            return Err(Unsent { error: IpcError::Timeout, message: Some(request) });
        };
        let mut call = match lane.begin(plan.limit) {
            Ok(call) => call,
            Err(error) => return Err(Unsent { error, message: Some(request) }),
        };
        call.prepare(&mut request);
        self.send_when_room(request, deadline).await?;
        let reply = before(deadline, call).await.unwrap_or(Err(IpcError::Timeout));
        reply.and_then(|reply| expect_reply(reply, plan.reply_id)).map_err(Unsent::without_message)
    }

    async fn send<'b, W: Wire>(
        &self,
        message: Outgoing<'b, W>,
        timeout: Option<Duration>,
    ) -> Result<(), Unsent<'b, W>> {
        self.send_when_room(message, deadline(timeout)).await
    }
}
