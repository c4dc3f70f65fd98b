//! Clients and servers in two processes: all pairs, soak, deaths, and leaks.
#![cfg(feature = "tokio")]

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::IpcError;
use mach_r::asynch::{AsyncPort, AsyncServer, BlockingPort};
use mach_r::ipc::{self, ReceiveRight, SendRight};
use mach_r::serve::{Server, serve};
use std::future::Future;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::process::{Child, Command};
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What is counted below belongs to the whole process.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Adder;

impl Adder {
    fn sum(data: &[i32]) -> i32 {
        data.iter().copied().fold(0, i32::wrapping_add)
    }
}

impl ArrayTestServerSync for Adder {
    fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        match data {
            [-1] => std::process::abort(),
            _ => Ok(Self::sum(data)),
        }
    }
}

impl ArrayTestServer for Adder {
    async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        match data {
            [-1] => std::process::abort(),
            [milliseconds, -2] => {
                tokio::time::sleep(Duration::from_millis(milliseconds.unsigned_abs().into())).await;
            }
            _ => {}
        }
        Ok(Self::sum(data))
    }
}

/// Does nothing, unless it is the other process.
#[test]
fn server_process() {
    let Ok(kind) = std::env::var("MACH_R_TEST_SERVER") else { return };
    let descriptor = std::env::var("MACH_R_TEST_PORT").unwrap().parse().unwrap();
    // SAFETY: the parent has left it to us.
    let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
    let port = ReceiveRight::take_over(descriptor).unwrap();
    if kind == "blocking" {
        let _ = serve(&port, &ArrayTestDispatcherSync::new(Adder));
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ = runtime.block_on(AsyncServer::new(&port, ArrayTestDispatcher::new(Adder)).run());
}

struct OtherProcess(Child);

impl OtherProcess {
    fn start(kind: &str) -> (Self, SendRight) {
        let port = ReceiveRight::new().unwrap();
        let right = port.make_send().unwrap();
        let descriptor = port.hand_over().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "server_process", "--nocapture", "--quiet"])
            .env("MACH_R_TEST_SERVER", kind)
            .env("MACH_R_TEST_PORT", descriptor.as_raw_fd().to_string())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        (Self(child), right)
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn name_count() -> usize {
    let mut count = 0;
    ipc::each_name(|_, _| count += 1).unwrap();
    count
}

fn descriptor_count() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn all_pairs() {
    let _alone = ONE_AT_A_TIME.lock();
    for kind in ["blocking", "asynchronous"] {
        let (_process, right) = OtherProcess::start(kind);
        for number in 0..100 {
            assert_eq!(sum_array(&right, &[number; 1024]), Ok(number * 1024));
        }
        runtime().block_on(async {
            let port = AsyncPort::new(right.clone());
            let blocking = BlockingPort::new(right.clone());
            for number in 0..100 {
                assert_eq!(port.sum_array(&[number; 1024]).await, Ok(number * 1024));
                assert_eq!(blocking.sum_array(&[number, 1]).await, Ok(number + 1));
            }
        });
    }
}

#[test]
fn soak() {
    let _alone = ONE_AT_A_TIME.lock();
    for kind in ["blocking", "asynchronous"] {
        let (_process, right) = OtherProcess::start(kind);
        assert_eq!(sum_array(&right, &[1]), Ok(1));
        let before = (name_count(), descriptor_count());
        let port = AsyncPort::new(right.clone()).with_limit(200);
        runtime().block_on(async {
            let tasks: Vec<_> = (0..500)
                .map(|task| {
                    let port = port.clone();
                    tokio::spawn(async move {
                        for number in 0..20 {
                            // Some are given up; the replies to them must be nobody's.
                            let timeout = Duration::from_micros(if number % 5 == 4 {
                                50
                            } else {
                                60_000_000
                            });
                            let data = vec![task * 1000 + number; 1 + number as usize];
                            let call = SumArrayCall::new(&data).with_timeout(timeout);
                            match call.send(&port).await {
                                Ok(sum) => assert_eq!(sum, Adder::sum(&data)),
                                Err(error) => {
                                    assert_eq!((error, number % 5), (IpcError::Timeout, 4))
                                }
                            }
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        drop(port);
        assert_eq!(sum_array(&right, &[1]), Ok(1));
        assert_eq!(name_count(), before.0);
        // libmigrt keeps what watches a queue as long as there is the port.
        assert!(descriptor_count() <= before.1 + 2);
    }
}

#[test]
fn futures_can_be_dropped_at_every_await() {
    let _alone = ONE_AT_A_TIME.lock();
    let (_process, right) = OtherProcess::start("asynchronous");
    let runtime = runtime();
    let _inside = runtime.enter();
    let port = AsyncPort::new(right.clone());
    assert_eq!(runtime.block_on(port.sum_array(&[1])), Ok(1));
    let before = (name_count(), descriptor_count());
    // The queue fills up, so that the last ones wait for room.
    for polls in 0..40 {
        let mut calls: Vec<_> = (0..16).map(|_| Box::pin(port.sum_array(&[5, -2]))).collect();
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls % 4 {
            for call in &mut calls {
                let _: Poll<_> = call.as_mut().poll(&mut context);
            }
            runtime.block_on(tokio::task::yield_now());
        }
        drop(calls);
        assert_eq!(runtime.block_on(port.sum_array(&[polls])), Ok(polls));
    }
    runtime.block_on(tokio::time::sleep(Duration::from_millis(100)));
    assert_eq!(runtime.block_on(port.sum_array(&[1])), Ok(1));
    let (names, descriptors) = (name_count(), descriptor_count());
    // Ports for replies and the descriptor of the queue are kept for the next calls.
    assert!(names <= before.0 + 16, "{names} names, before {}", before.0);
    assert!(descriptors <= before.1 + 3, "{descriptors} descriptors, before {}", before.1);
}

#[test]
fn a_killed_server_ends_all_calls() {
    let _alone = ONE_AT_A_TIME.lock();
    let (mut process, right) = OtherProcess::start("asynchronous");
    runtime().block_on(async {
        let port = AsyncPort::new(right.clone());
        assert_eq!(port.sum_array(&[1]).await, Ok(1));
        let calls: Vec<_> = (0..3)
            .map(|_| {
                let port = port.clone();
                tokio::spawn(async move { port.sum_array(&[10_000, -2]).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(20)).await;
        process.0.kill().unwrap();
        for call in calls {
            assert_eq!(call.await.unwrap(), Err(IpcError::ServerDied));
        }
        assert_eq!(port.sum_array(&[1]).await, Err(IpcError::ServerDied));
    });
    assert!(right.is_dead());
}

#[test]
fn threads_serve_until_told_to_stop() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = name_count();
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    let server = Server::new(port, ArrayTestDispatcherSync::new(Adder)).unwrap();
    let handle = server.shutdown_handle();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| server.run())).collect();
        let clients: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    (0..300).all(|number| sum_array(&right, &[number, 1]) == Ok(number + 1))
                })
            })
            .collect();
        for client in clients {
            assert!(client.join().unwrap());
        }
        handle.shutdown();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Ok(()));
        }
    });
    drop(handle);
    drop(server.into_ports());
    drop(right);
    // Threads keep their reply ports until they end.
    assert!(name_count() <= before + 1, "{} names, before {before}", name_count());
}

#[test]
fn a_future_that_is_never_polled_costs_nothing() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = name_count();
    let port = ReceiveRight::new().unwrap();
    let client = AsyncPort::new(port.make_send().unwrap());
    drop(Box::pin(client.sum_array(&[1])));
    drop(client);
    drop(port);
    assert_eq!(name_count(), before);
}
