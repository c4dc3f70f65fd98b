//! The reply ports of a runtime, and the task that reads them.
//!
//! There is one lane for each runtime and dialect: a set of reply ports, one for each call that is
//! under way, its descriptor, and a table from names of ports to calls.

use super::watch;
use crate::buffer::PoolBuffer;
use crate::error::{IpcError, KernReturn};
use crate::ipc::{PortName, PortSet, ReceiveRight, disposition, receive_descriptor};
use crate::message::Options;
use crate::message::Outgoing;
use crate::owned::OwnedMessage;
use crate::serve::is_fatal;
use crate::sys::System;
use crate::wire::Wire;
use core::any::Any;
use core::future::{Future, poll_fn};
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll, Waker, ready};
use std::boxed::Box;
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::vec::Vec;
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};
use tokio::runtime::{Handle, Id};

/// How many reply ports a lane keeps for later calls.
const SPARE_PORTS: usize = 1024;
/// Messages that are read before other tasks have a turn.
const READ_AT_ONCE: usize = 64;
/// Replies up to this are copied out of a buffer that is much larger.
const SMALL_BYTES: usize = 4096;

const ENDED: IpcError = IpcError::Mach(KernReturn::KERN_ABORTED);

/// A lane, held by those who call through it. Its task ends after the last of them.
pub(super) struct Lane<W: Wire> {
    core: Arc<Core>,
    wire: PhantomData<fn() -> W>,
}

struct Core {
    set: PortSet,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    calls: HashMap<PortName, Call>,
    /// Ports of the set for which there is no right.
    spare: Vec<ReceiveRight>,
    /// Ports of calls that were given up while a message was being received: its name must not
    /// become that of another port before it was looked up.
    given_up: Vec<ReceiveRight>,
    is_receiving: bool,
    /// The most bytes of a reply to any call so far.
    limit: usize,
    has_ended: bool,
    reader: Option<Waker>,
}

struct Call {
    port: ReceiveRight,
    limit: usize,
    waker: Option<Waker>,
    outcome: Option<Outcome>,
}

/// A reply in its buffer, with its size.
type Outcome = Result<(PoolBuffer, usize), IpcError>;

impl Core {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Lanes = Mutex<HashMap<(Id, usize), Box<dyn Any + Send>>>;

/// The lanes of all runtimes, as `Weak<Lane<W>>`.
static LANES: std::sync::LazyLock<Lanes> = std::sync::LazyLock::new(Lanes::default);

impl<W: Wire> Lane<W> {
    /// That of the runtime that the caller is in.
    pub(super) fn current() -> Result<Arc<Self>, IpcError> {
        let runtime = Handle::try_current().map_err(|_| ENDED)?;
        let key = (runtime.id(), W::System::DIALECT);
        let mut lanes = LANES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lanes
            .get(&key)
            .and_then(|lane| lane.downcast_ref::<Weak<Self>>())
            .and_then(Weak::upgrade)
            .filter(|lane| !lane.has_ended());
        if let Some(lane) = known {
            return Ok(lane);
        }
        let set = PortSet::new()?;
        let descriptor = watch(receive_descriptor(&set)?)?;
        let core = Arc::new(Core { set, state: Mutex::default() });
        let reader = Reader::<W> { core: Arc::clone(&core), key, buffer: None, wire: PhantomData };
        let lane = Arc::new(Self { core, wire: PhantomData });
        lanes.insert(key, Box::new(Arc::downgrade(&lane)));
        // A runtime that ends drops the task at once, and that looks into the table, too.
        drop(lanes);
        drop(runtime.spawn(reader.read(descriptor)));
        Ok(lane)
    }

    /// Whether nobody reads any more.
    pub(super) fn has_ended(&self) -> bool {
        self.core.state().has_ended
    }

    /// Begins a call whose reply has at most `limit` bytes.
    pub(super) fn begin(self: &Arc<Self>, limit: usize) -> Result<Pending<W>, IpcError> {
        let mut state = self.core.state();
        if state.has_ended {
            return Err(ENDED);
        }
        let port = match state.spare.pop() {
            Some(port) => port,
            None => {
                let port = ReceiveRight::new()?;
                self.core.set.add(&port)?;
                port
            }
        };
        let name = port.name();
        state.limit = state.limit.max(limit);
        state.calls.insert(name, Call { port, limit, waker: None, outcome: None });
        drop(state);
        Ok(Pending { lane: Arc::clone(self), name, is_once: false, is_done: false })
    }
}

impl<W: Wire> Drop for Lane<W> {
    fn drop(&mut self) {
        let mut state = self.core.state();
        state.has_ended = true;
        let reader = state.reader.take();
        drop(state);
        if let Some(reader) = reader {
            reader.wake();
        }
    }
}

/// A call that is under way. Dropping it gives it up.
pub(super) struct Pending<W: Wire> {
    lane: Arc<Lane<W>>,
    name: PortName,
    /// The request carries a send-once right and no other, so that there is one reply at most.
    is_once: bool,
    /// Its port may be another call's by now.
    is_done: bool,
}

impl<W: Wire> Pending<W> {
    /// Has the reply to a request come here.
    pub(super) fn prepare(&mut self, request: &mut Outgoing<'_, W>) {
        let kind = W::bits(request.header()) >> 8 & 0x1f;
        self.is_once = kind == disposition::MAKE_SEND_ONCE;
        request.set_reply_port(self.name);
    }

    fn poll_reply(&mut self, context: &Context<'_>) -> Poll<Result<OwnedMessage<W>, IpcError>> {
        let mut state = self.lane.core.state();
        let Some(call) = state.calls.get_mut(&self.name) else { return Poll::Ready(Err(ENDED)) };
        let Some(outcome) = call.outcome.take() else {
            match &mut call.waker {
                Some(waker) => waker.clone_from(context.waker()),
                none => *none = Some(context.waker().clone()),
            }
            return Poll::Pending;
        };
        self.is_done = true;
        // A send-once right that has been used brings nothing more.
        let port = state.calls.remove(&self.name).map(|call| call.port);
        let unused = if self.is_once && outcome.is_ok() && state.spare.len() < SPARE_PORTS {
            state.spare.extend(port);
            None
        } else {
            port
        };
        drop(state);
        drop(unused);
        Poll::Ready(outcome.map(|(buffer, size)| OwnedMessage::received(buffer, size)))
    }
}

impl<W: Wire> Future for Pending<W> {
    type Output = Result<OwnedMessage<W>, IpcError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().poll_reply(context)
    }
}

impl<W: Wire> Drop for Pending<W> {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        let mut state = self.lane.core.state();
        let Some(call) = state.calls.remove(&self.name) else { return };
        let Call { port, outcome, .. } = call;
        if state.is_receiving {
            state.given_up.push(port);
            drop(state);
        } else {
            drop(state);
            drop(port);
        }
        // A reply that nobody has taken.
        if let Some(Ok((buffer, size))) = outcome {
            drop(OwnedMessage::<W>::received(buffer, size));
        }
    }
}

/// The task that reads the replies.
struct Reader<W: Wire> {
    core: Arc<Core>,
    key: (Id, usize),
    buffer: Option<PoolBuffer>,
    wire: PhantomData<fn() -> W>,
}

/// What an attempt to read has brought.
#[derive(PartialEq)]
enum Read {
    Message,
    Nothing,
    End,
}

impl<W: Wire> Reader<W> {
    async fn read(mut self, descriptor: AsyncFd<OwnedFd>) {
        while let Some(mut guard) = self.wait(&descriptor).await {
            match (0..READ_AT_ONCE).map(|_| self.read_one()).find(|read| *read != Read::Message) {
                // Unless it has become readable again since the guard was made.
                Some(Read::Nothing) => guard.clear_ready(),
                Some(_) => return,
                None => {
                    drop(guard);
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    /// Waits until there may be a message; none when nobody calls any more.
    async fn wait<'d>(
        &self,
        descriptor: &'d AsyncFd<OwnedFd>,
    ) -> Option<AsyncFdReadyGuard<'d, OwnedFd>> {
        poll_fn(|context| {
            let mut state = self.core.state();
            if state.has_ended {
                return Poll::Ready(None);
            }
            match &mut state.reader {
                Some(waker) => waker.clone_from(context.waker()),
                none => *none = Some(context.waker().clone()),
            }
            drop(state);
            Poll::Ready(ready!(descriptor.poll_read_ready(context)).ok())
        })
        .await
    }

    fn read_one(&mut self) -> Read {
        let mut state = self.core.state();
        let limit = state.limit.max(size_of::<W::Header>()) + W::TRAILER_BYTES;
        state.is_receiving = true;
        drop(state);
        let kept = self.buffer.take().filter(|buffer| buffer.len_bytes() >= limit);
        let mut buffer = kept.unwrap_or_else(|| PoolBuffer::with_bytes(limit));
        let options = Options { timeout_ms: Some(0), bits: W::System::RCV_LARGE };
        let received = OwnedMessage::<W>::receive_into(&mut buffer, self.core.set.name(), options);
        match received {
            Ok(size) => {
                self.hand_out(buffer, size);
                return Read::Message;
            }
            Err(IpcError::BufferTooSmall { expected, .. }) => self.refuse_if_too_large(expected),
            Err(_) => {}
        }
        self.buffer = Some(buffer);
        self.finish(|_| ());
        match received {
            Err(IpcError::Timeout) => Read::Nothing,
            Err(error) if is_fatal(error) => Read::End,
            _ => Read::Message,
        }
    }

    /// Ends a receive: does the rest with the state, and destroys ports of calls given up
    /// meanwhile.
    fn finish<R>(&self, rest: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.core.state();
        let result = rest(&mut state);
        state.is_receiving = false;
        let given_up = core::mem::take(&mut state.given_up);
        drop(state);
        drop(given_up);
        result
    }

    /// Gives a reply to its call; destroys that of a call that was given up.
    fn hand_out(&mut self, buffer: PoolBuffer, size: usize) {
        let buffer = self.fit(buffer, size);
        let message = OwnedMessage::<W>::received(buffer, size);
        let name = W::local_port(message.header());
        let rest = self.finish(|state| {
            // A server that has a send right may reply more than once: the first counts.
            let call = state.calls.get_mut(&name).filter(|call| call.outcome.is_none());
            let Some(call) = call else { return Err((None, message)) };
            let waker = call.waker.take();
            if size > call.limit {
                call.outcome = Some(Err(IpcError::Mach(KernReturn::MACH_RCV_TOO_LARGE)));
                return Err((waker, message));
            }
            call.outcome = Some(Ok((message.accept(), size)));
            Ok(waker)
        });
        let waker = rest.unwrap_or_else(|(waker, message)| {
            drop(message);
            waker
        });
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The buffer of a message of that size, if it is not much larger; else a copy, and the buffer
    /// is kept.
    fn fit(&mut self, mut buffer: PoolBuffer, size: usize) -> PoolBuffer {
        if size > SMALL_BYTES || buffer.len_bytes() <= 2 * SMALL_BYTES {
            return buffer;
        }
        let mut small = PoolBuffer::with_bytes(size);
        let from = buffer.room().into_words();
        for (to, word) in small.room().into_words().iter_mut().zip(from.iter()) {
            *to = *word;
        }
        self.buffer = Some(buffer);
        small
    }

    /// A message of that size waits. If it is larger than any call allows, it is destroyed.
    fn refuse_if_too_large(&mut self, size: usize) {
        let limit = self.core.state().limit;
        if size <= limit {
            return;
        }
        // Without MACH_RCV_LARGE it goes, and its header stays.
        let mut buffer = PoolBuffer::with_bytes(limit);
        let options = Options { timeout_ms: Some(0), bits: 0 };
        let received = OwnedMessage::<W>::receive_into(&mut buffer, self.core.set.name(), options);
        if let Err(IpcError::BufferTooSmall { .. }) = received {
            // SAFETY: mach_msg has written the header; a buffer has room for one.
            let header = unsafe { &*buffer.base().cast::<W::Header>() };
            self.fail(W::local_port(header), IpcError::Mach(KernReturn::MACH_RCV_TOO_LARGE));
        }
        if let Ok(size) = received {
            self.hand_out(buffer, size);
        }
    }
}

impl<W: Wire> Reader<W> {
    fn fail(&self, name: PortName, error: IpcError) {
        let mut state = self.core.state();
        let call = state.calls.get_mut(&name).filter(|call| call.outcome.is_none());
        let Some(call) = call else { return };
        call.outcome = Some(Err(error));
        let waker = call.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<W: Wire> Drop for Reader<W> {
    /// Nobody reads any more, for instance since the runtime has ended: calls fail.
    fn drop(&mut self) {
        let mut state = self.core.state();
        state.has_ended = true;
        let wakers: Vec<_> = state
            .calls
            .values_mut()
            .filter(|call| call.outcome.is_none())
            .filter_map(|call| {
                call.outcome = Some(Err(ENDED));
                call.waker.take()
            })
            .collect();
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        let mut lanes = LANES.lock().unwrap_or_else(PoisonError::into_inner);
        let successor = lanes
            .get(&self.key)
            .and_then(|lane| lane.downcast_ref::<Weak<Lane<W>>>())
            .and_then(Weak::upgrade)
            .filter(|lane| !Arc::ptr_eq(&lane.core, &self.core));
        if successor.is_none() {
            lanes.remove(&self.key);
        }
        drop(lanes);
    }
}
