//! Asynchronous calls against blocking ones, to a server in another process.
//!
//! Prints nanoseconds per call: blocking, one asynchronous call at a time, and 64 in flight. With
//! `--check`, exits with 1 when a limit is missed. Unpinned, on a current-thread runtime.
//!
//! Tokio sleeps when there is nothing to do, and so do all that are compared (`MIGRT_LOOK_US=0`); a
//! line of its own says what a blocking call costs that looks for its reply first.

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::IpcError;
use mach_r::asynch::AsyncPort;
use mach_r::ipc::{ReceiveRight, SendRight};
use mach_r::serve::serve;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::time::Instant;

const ROUNDS: usize = 9;
const CALLS: usize = 20_000;
const IN_FLIGHT: usize = 64;
const MOST_LATENCY: f64 = 1.5;
const LEAST_THROUGHPUT: f64 = 3.0;

struct Adder;

impl ArrayTestServerSync for Adder {
    fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(data.iter().copied().fold(0, i32::wrapping_add))
    }
}

/// The other process.
fn run_server(descriptor: &str) {
    let descriptor = descriptor.parse().expect("a number");
    // SAFETY: the parent has left it to us.
    let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
    let port = ReceiveRight::take_over(descriptor).expect("a receive right");
    port.set_queue_limit(1024).expect("a queue limit");
    let _ = serve(&port, &ArrayTestDispatcherSync::new(Adder));
}

fn start_server() -> (Child, SendRight) {
    let port = ReceiveRight::new().expect("a port");
    let right = port.make_send().expect("a right");
    let descriptor = port.hand_over().expect("a descriptor");
    let program = std::env::current_exe().expect("this program");
    let child = Command::new(program)
        .arg("--server")
        .arg(descriptor.as_raw_fd().to_string())
        .spawn()
        .expect("a child");
    (child, right)
}

/// How long threads look before they sleep, in microseconds (`migrt(7)`).
const LOOK: &str = "MIGRT_LOOK_US";

/// This program again, so that libmigrt starts with other words of the environment.
fn again(arguments: &[String]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(arguments);
    command
}

/// What a blocking call costs that looks for its reply, as libmigrt does by itself.
fn print_looking() {
    let made = again(&["--only-blocking".into()]).env(LOOK, "60").output().expect("a run");
    print!("blocking, looking first     {}", String::from_utf8_lossy(&made.stdout));
}

fn nanoseconds_per_call(calls: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9 / calls as f64
}

fn blocking(right: &SendRight) -> f64 {
    nanoseconds_per_call(CALLS, || {
        for _ in 0..CALLS {
            assert_eq!(sum_array(right, &[1, 2, 3]), Ok(6));
        }
    })
}

fn one_at_a_time(runtime: &tokio::runtime::Runtime, port: &AsyncPort) -> f64 {
    nanoseconds_per_call(CALLS, || {
        runtime.block_on(async {
            for _ in 0..CALLS {
                assert_eq!(sum_array_async(port, &[1, 2, 3]).await, Ok(6));
            }
        });
    })
}

fn many_at_a_time(runtime: &tokio::runtime::Runtime, port: &AsyncPort) -> f64 {
    let each = CALLS / IN_FLIGHT;
    nanoseconds_per_call(each * IN_FLIGHT, || {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..IN_FLIGHT)
                .map(|_| {
                    let port = port.clone();
                    tokio::spawn(async move {
                        for _ in 0..each {
                            assert_eq!(sum_array_async(&port, &[1, 2, 3]).await, Ok(6));
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.expect("a task");
            }
        });
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, descriptor] = arguments.as_slice() {
        if flag == "--server" {
            return run_server(descriptor);
        }
    }
    if std::env::var_os(LOOK).is_none() {
        panic!("this program again: {}", again(&arguments).env(LOOK, "0").exec());
    }
    let (mut child, right) = start_server();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("Tokio");
    let port = AsyncPort::new(right.clone());
    let (mut sync, mut one, mut many) = (Vec::new(), Vec::new(), Vec::new());
    // One part only, to be looked at with other tools.
    let only = match arguments.first().map(String::as_str) {
        Some("--only-blocking") => Some(blocking(&right)),
        Some("--only-one") => Some(one_at_a_time(&runtime, &port)),
        Some("--only-many") => Some(many_at_a_time(&runtime, &port)),
        _ => None,
    };
    if let Some(only) = only {
        println!("{only:8.0} ns per call");
        let _ = child.kill();
        let _ = child.wait();
        return;
    }
    blocking(&right);
    for _ in 0..ROUNDS {
        sync.push(blocking(&right));
        one.push(one_at_a_time(&runtime, &port));
        many.push(many_at_a_time(&runtime, &port));
    }
    let (sync, one, many) = (median(sync), median(one), median(many));
    print_looking();
    println!("blocking                    {sync:8.0} ns per call");
    println!(
        "asynchronous, one at a time {one:8.0} ns per call, {:.2} of blocking (at most {MOST_LATENCY})",
        one / sync
    );
    println!(
        "asynchronous, {IN_FLIGHT} in flight {many:9.0} ns per call, {:.2} times its throughput (at least {LEAST_THROUGHPUT})",
        sync / many
    );
    drop(port);
    drop(right);
    let _ = child.kill();
    let _ = child.wait();
    let is_good = one / sync <= MOST_LATENCY && sync / many >= LEAST_THROUGHPUT;
    if arguments.iter().any(|argument| argument == "--check") && !is_good {
        std::process::exit(1);
    }
}
