//! Asynchronous calls that are given up, replied to twice, or made where little goes on: nothing is
//! leaked, nobody waits for ever, and no reply is another call's.
#![cfg(feature = "tokio")]

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::asynch::{AsyncPort, AsyncServer, BlockingPort};
use mach_r::buffer::{Room, StackBuffer};
use mach_r::call_async::{AsyncCall, CallPlan};
use mach_r::ipc::{
    MessageSource, Notification, PortName, ReceiveRight, SendRight, disposition, each_name,
};
use mach_r::message::{Incoming, Options, Outgoing};
use mach_r::serve::Notifications;
use mach_r::wire::typed64::{MachMsgHeader, MachMsgType, PortSlot, Typed64};
use mach_r::wire::{Writer, complex_header_bits, header_bits};
use mach_r::{IpcError, KernReturn};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::pin::pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::task::{Context, Waker};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// Names are those of all tests of this process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The port that all rights in messages are for.
static WITNESS: LazyLock<ReceiveRight> = LazyLock::new(|| ReceiveRight::new().unwrap());

/// The names of this task, and the references of send rights for the witness.
fn held() -> (usize, u32) {
    let mut count = 0;
    each_name(|_, _| count += 1).unwrap();
    let borrowed = ManuallyDrop::new(SendRight::from_name(WITNESS.name()));
    (count, borrowed.references().unwrap_or(0))
}

/// A message with a send right that is moved.
fn with_right(room: Room<'_>, head: MachMsgHeader, right: SendRight) -> Outgoing<'_, Typed64> {
    let mut message = Writer::new(room);
    message.put(head);
    message.put(MachMsgType::in_line(disposition::MOVE_SEND, 64, 1));
    message.put(PortSlot::new(right.into_name()));
    message.finish().unwrap()
}

/// A request with a right, to which a reply right of that kind goes along.
fn request<'b>(room: Room<'b>, to: &SendRight, reply: u32) -> Outgoing<'b, Typed64> {
    let bits = complex_header_bits(disposition::COPY_SEND, reply);
    with_right(
        room,
        MachMsgHeader::new(bits, 7, to.name(), PortName::NULL),
        WITNESS.make_send().unwrap(),
    )
}

fn next(port: &ReceiveRight, room: Room<'_>) -> PortName {
    let options = Options::default().with_timeout_ms(10_000);
    let message: Incoming<'_, Typed64> = port.receive(room, options).unwrap();
    let reply = message.header().remote_port.name();
    release_body(message);
    reply
}

/// Releases the right in the body, but not the one for the reply.
fn release_body(message: Incoming<'_, Typed64>) {
    let bytes = message.bytes();
    let name = u32::from_ne_bytes(*bytes[40..].first_chunk().unwrap());
    message.accept();
    drop(SendRight::from_name(PortName(name)));
}

fn reply(to: PortName, kind: u32, elements: usize) {
    let mut words = vec![0_u64; elements + 8];
    let mut message = Writer::<Typed64>::new(Room::from(words.as_mut_slice()));
    message.put(MachMsgHeader::new(header_bits(kind, 0), 107, to, PortName::NULL));
    message.put_array(&vec![7_u64; elements]);
    message.finish().unwrap().send(Options::default()).unwrap();
}

fn reply_with_right(to: PortName, kind: u32) {
    let mut buffer = StackBuffer::<16>::new();
    let head = MachMsgHeader::new(complex_header_bits(kind, 0), 107, to, PortName::NULL);
    with_right(buffer.room(), head, WITNESS.make_send().unwrap()).send(Options::default()).unwrap();
}

const fn plan(limit: usize) -> CallPlan {
    CallPlan { reply_id: 107, limit, timeout: None }
}

/// Lets the tasks of the runtime go on until nothing is left to do.
async fn settle() {
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Makes a call, has `between` happen, and drops its future.
async fn give_up(port: &ReceiveRight, client: &AsyncPort, polls: usize, answers: usize) {
    let mut buffer = StackBuffer::<16>::new();
    let request = request(buffer.room(), client.right(), disposition::MAKE_SEND_ONCE);
    let mut call = Box::pin(client.call(request, plan(64)));
    for _ in 0..polls {
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        tokio::task::yield_now().await;
    }
    if answers > 0 {
        let mut buffer = StackBuffer::<16>::new();
        reply_with_right(next(port, buffer.room()), disposition::MOVE_SEND_ONCE);
        settle().await;
    }
}

#[test]
fn a_future_that_is_dropped_leaks_no_right() {
    let _alone = alone();
    runtime().block_on(async {
        let port = ReceiveRight::new().unwrap();
        let client = AsyncPort::new(port.make_send().unwrap());
        // What is made once stays.
        give_up(&port, &client, 1, 1).await;
        settle().await;
        let before = held();
        for _ in 0..8 {
            give_up(&port, &client, 0, 0).await;
            give_up(&port, &client, 1, 1).await;
            give_up(&port, &client, 3, 1).await;
        }
        settle().await;
        assert_eq!(held(), before);
        // With a full queue: before there is room, and before the reply.
        port.set_queue_limit(2).unwrap();
        for _ in 0..6 {
            give_up(&port, &client, 2, 0).await;
        }
        while port.status().unwrap().message_count > 0 {
            let mut buffer = StackBuffer::<16>::new();
            let options = Options::default().with_timeout_ms(0);
            drop(port.receive::<Typed64>(buffer.room(), options).unwrap());
        }
        settle().await;
        assert_eq!(held(), before);
    });
}

#[test]
fn a_second_reply_is_released() {
    let _alone = alone();
    runtime().block_on(async {
        let port = ReceiveRight::new().unwrap();
        let client = AsyncPort::new(port.make_send().unwrap());
        let mut counts = Vec::new();
        for _ in 0..4 {
            let mut buffer = StackBuffer::<16>::new();
            let request = request(buffer.room(), client.right(), disposition::MAKE_SEND);
            let call = client.call(request, plan(64));
            let server = async {
                tokio::task::yield_now().await;
                let mut buffer = StackBuffer::<16>::new();
                let to = next(&port, buffer.room());
                for _ in 0..3 {
                    reply_with_right(to, disposition::COPY_SEND);
                }
                drop(SendRight::from_name(to));
            };
            let (answer, ()) = tokio::join!(call, server);
            drop(answer.unwrap());
            settle().await;
            counts.push(held());
        }
        assert_eq!(counts[1..], [counts[0]; 3]);
    });
}

/// The reader has room for the largest reply to any call.
#[test]
fn a_reply_that_is_too_large_for_its_call_ends_it() {
    let _alone = alone();
    runtime().block_on(async {
        let port = ReceiveRight::new().unwrap();
        let client = AsyncPort::new(port.make_send().unwrap());
        let call = |limit| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut buffer = StackBuffer::<16>::new();
                let once = disposition::MAKE_SEND_ONCE;
                let request = request(buffer.room(), client.right(), once);
                let reply = client.call(request, plan(limit)).await;
                reply.map(|reply| reply.bytes().len()).map_err(|unsent| unsent.error)
            })
        };
        let answer = async || {
            let mut buffer = StackBuffer::<16>::new();
            settle().await;
            reply(next(&port, buffer.room()), disposition::MOVE_SEND_ONCE, 100);
        };
        let large = call(4096);
        answer().await;
        assert_eq!(large.await.unwrap(), Ok(32 + 800));
        let small = call(64);
        answer().await;
        let small = tokio::time::timeout(PATIENCE, small).await;
        assert_eq!(small.unwrap().unwrap(), Err(KernReturn::MACH_RCV_TOO_LARGE.into()));
    });
}

/// Destroys the next request without blocking.
async fn destroy_next(port: &ReceiveRight) {
    loop {
        tokio::time::sleep(Duration::from_millis(1)).await;
        let mut buffer = StackBuffer::<600>::new();
        let options = Options::default().with_timeout_ms(0);
        match port.receive::<Typed64>(buffer.room(), options) {
            Err(IpcError::Timeout) => {}
            result => return drop(result.unwrap()),
        }
    }
}

#[test]
fn waits_for_room_in_any_runtime() {
    let _alone = alone();
    let port = ReceiveRight::new().unwrap();
    port.set_queue_limit(1).unwrap();
    let client = AsyncPort::new(port.make_send().unwrap());
    let try_for = |milliseconds| SumArrayCall::new(&[1]).with_timeout(milliseconds);
    let idle = runtime();
    for ends in [false, true] {
        let other = runtime();
        let first = if ends { &other } else { &idle };
        first.block_on(async {
            // The first fills the queue, the second waits for room.
            for _ in 0..2 {
                let late = try_for(Duration::from_millis(5)).send(&client).await;
                assert_eq!(late, Err(IpcError::Timeout));
            }
        });
        drop(other);
        runtime().block_on(async {
            let drain = async {
                for _ in 0..2 {
                    destroy_next(&port).await;
                }
            };
            let (call, ()) = tokio::join!(try_for(PATIENCE).send(&client), drain);
            assert_eq!(call, Err(IpcError::ServerDied));
        });
    }
}

/// Polls a call as it is dropped.
struct CallsAtTheEnd(AsyncPort);

impl Drop for CallsAtTheEnd {
    fn drop(&mut self) {
        let mut call = pin!(self.0.sum_array(&[1]));
        let mut context = Context::from_waker(Waker::noop());
        let _ = call.as_mut().poll(&mut context);
    }
}

#[test]
fn a_call_while_the_runtime_ends_does_not_block() {
    let _alone = alone();
    let (done, is_done) = mpsc::channel();
    std::thread::spawn(move || {
        let port = ReceiveRight::new().unwrap();
        let runtime = runtime();
        let last = CallsAtTheEnd(AsyncPort::new(port.make_send().unwrap()));
        drop(runtime.spawn(async move {
            let _last = last;
            std::future::pending::<()>().await;
        }));
        runtime.block_on(tokio::task::yield_now());
        drop(runtime);
        done.send(()).unwrap();
    });
    is_done.recv_timeout(PATIENCE).unwrap();
}

#[test]
fn refused_outside_of_a_runtime() {
    let _alone = alone();
    let port = ReceiveRight::new().unwrap();
    let client = AsyncPort::new(port.make_send().unwrap());
    let timed = SumArrayCall::new(&[1]).with_timeout(PATIENCE);
    let mut call = pin!(timed.send(&client));
    let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(polled, std::task::Poll::Ready(Err(KernReturn::KERN_ABORTED.into())));
}

#[test]
fn waiting_for_a_blocking_thread_takes_its_time_too() {
    let _alone = alone();
    runtime().block_on(async {
        let port = ReceiveRight::new().unwrap();
        let client = BlockingPort::new(port.make_send().unwrap()).with_limit(1);
        let first = SumArrayCall::new(&[1]).with_timeout(Duration::from_millis(300));
        let second = SumArrayCall::new(&[1]).with_timeout(Duration::from_millis(10));
        let second = async {
            tokio::task::yield_now().await;
            let start = std::time::Instant::now();
            (second.send(&client).await, start.elapsed())
        };
        let (first, (second, took)) = tokio::join!(first.send(&client), second);
        assert_eq!((first, second), (Err(IpcError::Timeout), Err(IpcError::Timeout)));
        assert!(took < Duration::from_millis(200), "{took:?}");
    });
}

struct Adder;

impl ArrayTestServer for Adder {
    async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(data.iter().sum())
    }
}

#[test]
fn an_asynchronous_server_takes_notifications() {
    let _alone = alone();
    runtime().block_on(async {
        let port = ReceiveRight::new().unwrap();
        let client = AsyncPort::new(port.make_send().unwrap());
        drop(port.request_no_senders(1, &port).unwrap());
        let (tell, told) = tokio::sync::oneshot::channel();
        let tell = Arc::new(Mutex::new(Some(tell)));
        let notifications = Notifications::new(move |notification| {
            if let Some(tell) = tell.lock().unwrap().take() {
                tell.send(notification).unwrap();
            }
        });
        let dispatcher = (notifications, ArrayTestDispatcher::new(Adder));
        let server = AsyncServer::new(&port, dispatcher);
        let client = async move {
            assert_eq!(client.sum_array(&[1, 2]).await, Ok(3));
        };
        let (result, ()) = tokio::join!(
            server.run_until(async {
                assert_eq!(told.await.unwrap(), Notification::NoSenders { make_send_count: 1 });
            }),
            client
        );
        assert_eq!(result, Ok(()));
    });
}
