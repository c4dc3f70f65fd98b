//! Requests that are taken back as the server's queue stays full: moved rights are the caller's again,
//! under whatever name, and nothing else is left of the message.

include!(env!("MODULE"));

use mach_r::ipc::{self, ReceiveRight, SendOnceRight, SendRight};
use mach_r::ool::OolMemory;
use mach_r::{CallError, IpcError};
use timeouts::*;

/// A server that takes nothing any more.
fn full() -> (ReceiveRight, SendRight) {
    let port = ReceiveRight::new().unwrap();
    port.set_queue_limit(1).unwrap();
    let server = port.make_send().unwrap();
    assert_eq!(fill(&server), Ok(()));
    assert_eq!(fill(&server), Err(IpcError::Timeout));
    (port, server)
}

fn state() -> (usize, usize) {
    let mut names = 0;
    ipc::each_name(|_, _| names += 1).unwrap();
    (names, std::fs::read_to_string("/proc/self/maps").unwrap().lines().count())
}

fn expect_rights<R>(result: Result<(), CallError<R>>) -> R {
    let error = result.unwrap_err();
    assert_eq!(error.error, IpcError::Timeout);
    error.rights.expect("the rights come back")
}

/// A right to a port that nobody here has: its name is free while the right is under way.
fn foreign(keeper: &SendRight) -> SendRight {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    keep(keeper, port).map_err(IpcError::from).unwrap();
    right
}

fn one_right(server: &SendRight, keeper: &SendRight) {
    let mut right = foreign(keeper);
    for _ in 0..100 {
        right = expect_rights(one(server, 1, right));
        assert_eq!(right.references(), Ok(1));
        assert!(right.port_type().unwrap().has_send());
    }
    // One of several references.
    let other = right.clone();
    let right = expect_rights(one(server, 1, right));
    assert_eq!((right.name(), right.references()), (other.name(), Ok(2)));
}

fn several_rights(server: &SendRight, keeper: &SendRight) {
    let (home, once) = (ReceiveRight::new().unwrap(), ReceiveRight::new().unwrap());
    let copied = home.make_send().unwrap();
    let mut first = foreign(keeper);
    let mut second: SendOnceRight = once.make_send_once().unwrap();
    let mut before = state();
    for (round, count) in [0, 1, 3].into_iter().cycle().take(60).enumerate() {
        let copies: Vec<_> = (0..count).map(|_| copied.clone()).collect();
        let data = vec![b'x'; 10_000 * count];
        let result = two(server, &copied, first, &copies, &home, second, &data);
        (first, second) = expect_rights(result);
        drop(copies);
        assert_eq!((first.references(), copied.references()), (Ok(1), Ok(1)));
        assert!(first.name() != copied.name());
        assert!(second.port_type().unwrap().has_send_once());
        // What is kept to be used again is there by now.
        if round == 5 {
            before.1 = state().1;
        }
    }
    assert_eq!(state().0, before.0, "names are left");
    assert!(state().1 <= before.1 + 2, "memory is left");
}

/// With memory that moves, all of it is released.
fn memory(server: &SendRight, keeper: &SendRight) {
    let mut mapped = usize::MAX - 2;
    for round in 0..12 {
        let right = foreign(keeper);
        let before = state();
        let data = OolMemory::copy_of(&[b'x'; 100_000]).unwrap();
        let error = both(server, right, data).unwrap_err();
        assert_eq!((error.error, error.rights.is_none()), (IpcError::Timeout, true));
        assert_eq!(state().0, before.0 - 1, "the right is left");
        if round == 5 {
            mapped = state().1;
        }
        assert!(state().1 <= mapped + 2, "memory is left");
    }
}

fn main() {
    let (_port, server) = full();
    let keeping = ReceiveRight::new().unwrap();
    keeping.set_queue_limit(16).unwrap();
    let keeper = keeping.make_send().unwrap();
    one_right(&server, &keeper);
    several_rights(&server, &keeper);
    memory(&server, &keeper);
    println!("ok");
}
