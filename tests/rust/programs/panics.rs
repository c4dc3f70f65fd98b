//! Panics of what the program brings: they are errors of the call, nothing is leaked, and the server
//! goes on, whether it blocks or not.

include!(env!("MODULE"));

use mach_r::ipc::{self, ReceiveRight, SendOnceRight, SendRight};
use mach_r::message::Options;
use mach_r::ool::OolMemory;
use mach_r::owned::OwnedMessage;
use mach_r::types::Mapped;
use mach_r::{DispatchAsync, IpcError, KernReturn, serve};
use panics::*;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

const NOWHERE: i32 = 0;
const FROM_WIRE: i32 = 1;
const INTO_WIRE: i32 = 2;
const MARK_IN: i32 = 3;
const MARK_OUT: i32 = 4;
const FUNCTION: i32 = 5;
const FUTURE: i32 = 6;
/// With something that panics in its turn as it is dropped.
const AGAIN: i32 = 7;

/// How often each is tried: more than the mappings that the system may add for itself.
const ROUNDS: usize = 40;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place(pub i32);

impl Mapped for Place {
    type Wire = i32;

    fn from_wire(wire: i32) -> Result<Self, IpcError> {
        assert!(wire != FROM_WIRE);
        Ok(Self(wire))
    }

    fn into_wire(self) -> i32 {
        assert!(!IS_SERVER.get() || self.0 != INTO_WIRE);
        self.0
    }
}

std::thread_local! {
    static IS_SERVER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

struct PanicsAgain;

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        panic!("again");
    }
}

fn panic_at(place: i32, here: i32) {
    assert!(place != here);
    if place == AGAIN {
        std::panic::panic_any(PanicsAgain);
    }
}

struct Server;

type Visit = (SendRight, OolMemory<u8>, Place, i32);

impl PanicsServerSync for Server {
    type MarkRef = i32;

    fn mark_in(&self, mark: i32) -> Result<i32, IpcError> {
        assert!(mark != MARK_IN);
        Ok(mark)
    }

    fn mark_out(&self, mark: i32) -> Result<i32, IpcError> {
        assert!(mark != MARK_OUT);
        Ok(mark)
    }

    fn visit(
        &self,
        place: Place,
        mark: i32,
        right: SendRight,
        memory: OolMemory<u8>,
    ) -> Result<Visit, IpcError> {
        panic_at(place.0, FUNCTION);
        panic_at(place.0, FUTURE);
        Ok((right, memory, place, mark))
    }

    fn reply(&self, _: &mut SendOnceRight, place: Place) -> Result<(), IpcError> {
        panic_at(place.0, FUNCTION);
        panic_at(place.0, FUTURE);
        Ok(())
    }
}

impl PanicsServer for Server {
    type MarkRef = i32;

    fn mark_in(&self, mark: i32) -> Result<i32, IpcError> {
        PanicsServerSync::mark_in(self, mark)
    }

    fn mark_out(&self, mark: i32) -> Result<i32, IpcError> {
        PanicsServerSync::mark_out(self, mark)
    }

    fn visit(
        &self,
        place: Place,
        mark: i32,
        right: SendRight,
        memory: OolMemory<u8>,
    ) -> impl Future<Output = Result<Visit, IpcError>> + Send {
        panic_at(place.0, FUNCTION);
        async move {
            panic_at(place.0, FUTURE);
            Ok((right, memory, place, mark))
        }
    }

    fn reply(
        &self,
        _: &mut SendOnceRight,
        place: Place,
    ) -> impl Future<Output = Result<(), IpcError>> + Send {
        panic_at(place.0, FUNCTION);
        async move {
            panic_at(place.0, FUTURE);
            Ok(())
        }
    }
}

/// Serves futures that never wait.
fn serve_futures(port: &ReceiveRight, dispatcher: &PanicsDispatcher<Server>) {
    const LIMIT: usize = PanicsDispatcher::<Server>::MAX_REQUEST_BYTES + 128;
    while let Ok(request) = OwnedMessage::receive(port, LIMIT, Options::default()) {
        let answering = pin!(dispatcher.dispatch(request));
        match answering.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(reply)) => reply.send(Options::default()).unwrap(),
            Poll::Ready(None) => {}
            Poll::Pending => unreachable!("nothing waits"),
        }
    }
}

fn state(witness: &SendRight) -> (usize, u32, usize) {
    let mut names = 0;
    ipc::each_name(|_, _| names += 1).unwrap();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap().lines().count();
    (names, witness.references().unwrap(), maps)
}

fn visit_it(server: &SendRight, place: i32, right: &SendRight) -> Result<(), IpcError> {
    let mark = if place == MARK_IN || place == MARK_OUT { place } else { 9 };
    let (place, memory) = (Place(place), [7; 40_000]);
    let reply = visit(server, place, mark, right.clone(), &memory).map_err(IpcError::from)?;
    assert_eq!((reply.left, reply.next), (place, mark));
    assert_eq!((reply.back.name(), &reply.again[..]), (right.name(), &memory[..]));
    Ok(())
}

fn check(server: &SendRight, kind: &str) {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    // What is made once stays.
    for place in NOWHERE..=AGAIN {
        let _ = visit_it(server, place, &right);
    }
    let (names, references, maps) = state(&right);
    for place in FROM_WIRE..=AGAIN {
        for _ in 0..ROUNDS {
            let failed = visit_it(server, place, &right);
            assert_eq!(failed, Err(KernReturn::KERN_FAILURE.into()), "{kind}, {place}");
            assert_eq!(visit_it(server, NOWHERE, &right), Ok(()), "{kind}, {place}");
        }
        let after = state(&right);
        assert_eq!((after.0, after.1), (names, references), "{kind}, {place}");
        assert!(after.2 < maps + ROUNDS, "{kind}, {place}: {maps} mappings, then {}", after.2);
    }
    for place in [FROM_WIRE, FUTURE] {
        assert_eq!(reply(server, Place(place)), Err(KernReturn::KERN_FAILURE.into()));
    }
    assert_eq!(reply(server, Place(NOWHERE)), Ok(()));
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let start = |serve: fn(ReceiveRight)| {
        let port = ReceiveRight::new().unwrap();
        let right = port.make_send().unwrap();
        std::thread::spawn(move || {
            IS_SERVER.set(true);
            serve(port);
        });
        right
    };
    let blocking = start(|port| {
        let _ = serve::serve(&port, &PanicsDispatcherSync::new(Server));
    });
    let futures = start(|port| serve_futures(&port, &PanicsDispatcher::new(Server)));
    let result = std::panic::catch_unwind(|| {
        check(&blocking, "blocking");
        check(&futures, "futures");
    });
    if let Err(payload) = result {
        println!("{}", payload.downcast_ref::<String>().map_or("?", String::as_str));
        return;
    }
    println!("ok");
}
