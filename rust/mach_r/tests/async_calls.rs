//! Asynchronous calls and servers of one process.
#![cfg(feature = "tokio")]

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::DispatchAsync;
use mach_r::asynch::{AsyncPort, AsyncServer, BoxedDispatcher};
use mach_r::ipc::{ReceiveRight, SendRight};
use mach_r::wire::typed64::Typed64;
use mach_r::{IpcError, KernReturn};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Adds; waits before it answers arrays that begin with a negative number, and panics at an empty
/// one.
struct Adder;

/// Whether there was a request that waits for 30 milliseconds.
static IS_ASKED_TO_WAIT_30: AtomicBool = AtomicBool::new(false);

impl ArrayTestServer for Adder {
    async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        assert!(!data.is_empty(), "panics for a test");
        if data[0] < 0 {
            IS_ASKED_TO_WAIT_30.fetch_or(data[0] == -30, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(data[0].unsigned_abs().into())).await;
        }
        if data[0] == 666 {
            return Err(KernReturn::KERN_NO_ACCESS.into());
        }
        Ok(data.iter().copied().fold(0, i32::wrapping_add))
    }
}

impl ArrayTestServerSync for Adder {
    fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(data.iter().copied().fold(0, i32::wrapping_add))
    }
}

fn start(limit: usize) -> (AsyncPort, tokio::task::JoinHandle<Result<(), IpcError>>, SendRight) {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    let server = tokio::spawn(async move {
        AsyncServer::new(&port, ArrayTestDispatcher::new(Adder)).with_limit(limit).run().await
    });
    (AsyncPort::new(right.clone()), server, right)
}

#[tokio::test]
async fn answers() {
    let (client, server, _) = start(8);
    assert_eq!(sum_array_async(&client, &[1, 2, 3]).await, Ok(6));
    assert_eq!(client.sum_array(&[5; 1024]).await, Ok(5120));
    let too_large = client.sum_array(&[5; 1025]).await;
    assert_eq!(too_large, Err(IpcError::ArrayTooLarge { max: 1024, actual: 1025 }));
    assert_eq!(client.sum_array(&[666]).await, Err(KernReturn::KERN_NO_ACCESS.into()));
    server.abort();
}

#[tokio::test]
async fn goes_on_after_a_panic() {
    let (client, server, _) = start(8);
    std::panic::set_hook(Box::new(|_| {}));
    assert_eq!(client.sum_array(&[]).await, Err(KernReturn::KERN_FAILURE.into()));
    assert_eq!(client.sum_array(&[1]).await, Ok(1));
    server.abort();
}

async fn many(limit: usize) {
    let (client, server, _) = start(limit);
    let calls: Vec<_> = (0..500)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.sum_array(&[-(number % 5), number]).await })
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let number = number as i32;
        assert_eq!(call.await.unwrap(), Ok(number - number % 5));
    }
    server.abort();
}

#[tokio::test]
async fn many_calls_with_little_room() {
    many(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_on_two_threads() {
    many(256).await;
}

/// A port that one call has done with is another thread's at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reply_ports_change_hands() {
    let (client, server, _) = start(64);
    let tasks: Vec<_> = (0..64)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                for number in 0..100 {
                    assert_eq!(client.sum_array(&[task, number]).await, Ok(task + number));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    server.abort();
}

#[tokio::test]
async fn a_late_reply_is_nobodys() {
    let (client, server, _) = start(64);
    for _ in 0..20 {
        let late = SumArrayCall::new(&[-20, 1]).with_timeout(Duration::from_millis(2));
        assert_eq!(late.send(&client).await, Err(IpcError::Timeout));
        assert_eq!(client.sum_array(&[7]).await, Ok(7));
    }
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert_eq!(client.sum_array(&[8]).await, Ok(8));
    server.abort();
}

#[tokio::test]
async fn a_dead_server_ends_calls() {
    let (client, server, right) = start(64);
    assert_eq!(client.sum_array(&[7]).await, Ok(7));
    let call = {
        let client = client.clone();
        tokio::spawn(async move { client.sum_array(&[-10_000]).await })
    };
    tokio::time::sleep(Duration::from_millis(10)).await;
    server.abort();
    assert_eq!(call.await.unwrap(), Err(IpcError::ServerDied));
    assert!(right.is_dead());
    assert_eq!(client.sum_array(&[7]).await, Err(IpcError::ServerDied));
}

#[tokio::test]
async fn shuts_down_gracefully() {
    let port = ReceiveRight::new().unwrap();
    let client = AsyncPort::new(port.make_send().unwrap());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let result = AsyncServer::new(&port, ArrayTestDispatcher::new(Adder))
            .run_until(async { drop(stopped.await) })
            .await;
        (port, result)
    });
    let call = {
        let client = client.clone();
        tokio::spawn(async move { client.sum_array(&[-30, 31]).await })
    };
    while !IS_ASKED_TO_WAIT_30.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stop.send(()).unwrap();
    let (port, result) = server.await.unwrap();
    assert_eq!(result, Ok(()));
    assert_eq!(call.await.unwrap(), Ok(1));
    // What comes now waits in the queue.
    let queued = SumArrayCall::new(&[1]).with_timeout(Duration::from_millis(5)).send(&client).await;
    assert_eq!(queued, Err(IpcError::Timeout));
    assert_eq!(port.status().unwrap().message_count, 1);
}

/// Another server of the same interface.
struct Counter;

impl ArrayTestServer for Counter {
    async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        tokio::task::yield_now().await;
        Ok(data.len() as i32)
    }
}

#[tokio::test]
async fn servers_chosen_at_run_time() {
    type Any = BoxedDispatcher<Typed64, { ArrayTestDispatcher::<Adder>::MAX_REQUEST_BYTES }>;
    let all: [fn() -> Any; 2] = [
        || Any::new(ArrayTestDispatcher::new(Adder)),
        || Any::new(ArrayTestDispatcher::new(Counter)),
    ];
    for (make, expected) in all.iter().zip([60, 3]) {
        let port = ReceiveRight::new().unwrap();
        let client = AsyncPort::new(port.make_send().unwrap());
        let dispatcher = make();
        let server = tokio::spawn(async move { AsyncServer::new(&port, dispatcher).run().await });
        assert_eq!(client.sum_array(&[10, 20, 30]).await, Ok(expected));
        assert!(make().clone().handles(SUM_ARRAY_ID));
        assert!(!make().handles(SUM_ARRAY_ID - 1));
        server.abort();
    }
}
