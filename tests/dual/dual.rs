//! The interface of dual.defs in Rust, in one module for both wires: one server answers the clients in C of each, clients
//! written once call the server in C, blocking and not, and the dispatchers of both languages write the same bytes.

include!(env!("MODULE"));

use dual::{
    AddCall, AddRequest, DualClient, DualClientSync, DualDispatcher, DualDispatcherSync, DualServer, DualServerSync,
    DualTarget, FailRequest, GreetRequest, TurnRequest, X86_64Darwin, X86_64Gnu,
};
use mach_r::asynch::{AsyncPort, AsyncServer};
use mach_r::buffer::Room;
use mach_r::ipc::{PortName, ReceiveRight, SendRight, Several};
use mach_r::message::{Incoming, Options, Outgoing};
use mach_r::ool::OolMemory;
use mach_r::owned::OwnedMessage;
use mach_r::serve::Server;
use mach_r::server::{DispatchSync, Out};
use mach_r::wire::FixedCStr;
use mach_r::{AsyncCall, DispatchAsync, IpcError, KernReturn};
use std::ffi::{CString, c_int, c_uint};
use std::pin::pin;
use std::sync::atomic::{AtomicI32, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

/// `struct wire` of dual.h.
#[repr(C)]
struct Half {
    call: extern "C" fn(port: c_uint) -> c_int,
    send_large: extern "C" fn(port: c_uint) -> c_int,
    tell: extern "C" fn(port: c_uint) -> c_int,
    serve: extern "C" fn(port: c_uint, requests: c_uint) -> c_int,
}

type Demux = unsafe extern "C" fn(request: *mut u64, reply: *mut u64) -> c_int;

unsafe extern "C" {
    static typed_wire: Half;
    static ndr_wire: Half;
    fn dual_server_typed(request: *mut u64, reply: *mut u64) -> c_int;
    fn dual_server_ndr(request: *mut u64, reply: *mut u64) -> c_int;
}

/// `DUAL_REQUESTS` of dual.h.
const REQUESTS: c_uint = 7;

// ---- The server ----

#[derive(Default)]
struct Both {
    told: AtomicI32,
}

impl Both {
    fn turn(words: &[i32], block: &[i32; 3], turned: &mut Out<'_, i32>) -> Result<(), IpcError> {
        words.iter().zip(block).rev().try_for_each(|(word, more)| turned.push(word + more))
    }

    fn greet(name: &FixedCStr<16>) -> FixedCStr<16> {
        let mut greeting = b"hello, ".to_vec();
        greeting.extend_from_slice(name.as_c_str().to_bytes());
        greeting.truncate(15); // as snprintf() does
        FixedCStr::new(&CString::new(greeting).unwrap())
    }

    fn raise(mut data: OolMemory<u8>) -> OolMemory<u8> {
        data.make_ascii_uppercase();
        data
    }

    fn fail(code: i32) -> Result<(), IpcError> {
        KernReturn(code).into_result()
    }
}

impl DualServerSync for Both {
    fn add(&self, a: i32, b: i64) -> Result<i64, IpcError> {
        Ok(i64::from(a) + b)
    }
    fn turn(
        &self,
        words: &[i32],
        block: &[i32; 3],
        turned: &mut Out<'_, i32>,
    ) -> Result<(), IpcError> {
        Self::turn(words, block, turned)
    }
    fn greet(&self, name: &FixedCStr<16>) -> Result<FixedCStr<16>, IpcError> {
        Ok(Self::greet(name))
    }
    fn copy_memory(&self, data: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        Ok(Self::raise(data))
    }
    fn count_rights(&self, rights: Several<SendRight, 3>) -> Result<i32, IpcError> {
        Ok(rights.iter().filter(|right| right.is_valid()).count() as i32)
    }
    fn tell(&self, a: i32) -> Result<(), IpcError> {
        self.told.fetch_add(a, Ordering::Relaxed);
        Ok(())
    }
    fn fail(&self, code: i32) -> Result<(), IpcError> {
        Self::fail(code)
    }
    fn add_large(&self, numbers: &[i32; 2000]) -> Result<i32, IpcError> {
        Ok(numbers.iter().sum())
    }
}

impl DualServer for Both {
    async fn add(&self, a: i32, b: i64) -> Result<i64, IpcError> {
        Ok(i64::from(a) + b)
    }
    async fn turn(
        &self,
        words: &[i32],
        block: &[i32; 3],
        turned: &mut Out<'_, i32>,
    ) -> Result<(), IpcError> {
        Self::turn(words, block, turned)
    }
    async fn greet(&self, name: &FixedCStr<16>) -> Result<FixedCStr<16>, IpcError> {
        Ok(Self::greet(name))
    }
    async fn copy_memory(&self, data: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        Ok(Self::raise(data))
    }
    async fn count_rights(&self, rights: Several<SendRight, 3>) -> Result<i32, IpcError> {
        Ok(rights.iter().filter(|right| right.is_valid()).count() as i32)
    }
    async fn tell(&self, a: i32) -> Result<(), IpcError> {
        self.told.fetch_add(a, Ordering::Relaxed);
        Ok(())
    }
    async fn fail(&self, code: i32) -> Result<(), IpcError> {
        Self::fail(code)
    }
    async fn add_large(&self, numbers: &[i32; 2000]) -> Result<i32, IpcError> {
        Ok(numbers.iter().sum())
    }
}

/// Clients of C call the server in Rust.
fn serve_c(half: &Half, dispatcher: impl DispatchSync + Sync) {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    let server = Server::new(port, &dispatcher).unwrap();
    let shutdown = server.shutdown_handle();
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.run());
        let mistakes = (half.call)(right.name().0);
        assert_eq!((half.send_large)(right.name().0), 0);
        assert_eq!((half.tell)(right.name().0), 0);
        shutdown.shutdown();
        serving.join().unwrap().unwrap();
        assert_eq!(mistakes, 0);
    });
}

/// The same by the server whose functions are futures, which need not wait for anything here.
fn serve_c_async(half: &Half, dispatcher: impl DispatchAsync) {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    std::thread::scope(|scope| {
        let calling = scope.spawn(|| (half.call)(right.name().0));
        for _ in 0..REQUESTS {
            let request = OwnedMessage::receive(&port, 4096, Options::default()).unwrap();
            let mut context = Context::from_waker(Waker::noop());
            let Poll::Ready(reply) = pin!(dispatcher.dispatch(request)).poll(&mut context) else {
                panic!("a function waits");
            };
            reply.into_iter().for_each(|reply| reply.send(Options::default()).unwrap());
        }
        assert_eq!(calling.join().unwrap(), 0);
    });
}

// ---- Clients ----

fn call_c<Wire: DualTarget>(half: &'static Half) {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    let name = port.name().0;
    std::thread::scope(|scope| {
        let serving = scope.spawn(move || (half.serve)(name, REQUESTS));
        let server = right.on::<Wire>();
        assert_eq!(server.add(40, 2).unwrap(), 42);
        assert_eq!(
            dual::turn::<Wire>(&right, &[1, 2, 3], &[100, 200, 300]).unwrap().turned(),
            [303, 202, 101]
        );
        assert_eq!(server.greet(c"you").unwrap().as_c_str(), c"hello, you");
        assert_eq!(&*server.copy_memory(b"memory").unwrap(), b"MEMORY");
        let rights = [ReceiveRight::new().unwrap(), ReceiveRight::new().unwrap()];
        assert_eq!(server.count_rights(&rights).unwrap(), 2);
        server.tell(5).unwrap();
        assert_eq!(server.fail(6), Err(IpcError::Mach(KernReturn(6))));
        assert_eq!(serving.join().unwrap(), 0);
    });
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The same without blocking.
fn call_c_async<Wire: DualTarget>(half: &'static Half) {
    let port = ReceiveRight::new().unwrap();
    let server = AsyncPort::new(port.make_send().unwrap());
    let name = port.name().0;
    std::thread::scope(|scope| {
        let serving = scope.spawn(move || (half.serve)(name, REQUESTS));
        runtime().block_on(async {
            let add = AddCall::new(40, 2).with_timeout(Duration::from_secs(60));
            assert_eq!(add.send::<Wire, _>(&server).await, Ok(42));
            let turned = dual::turn_async::<Wire, _>(&server, &[1, 2, 3], &[100, 200, 300]).await;
            assert_eq!(turned.unwrap().turned(), [303, 202, 101]);
            let server = server.on::<Wire>();
            assert_eq!(server.greet(c"you").await.unwrap().as_c_str(), c"hello, you");
            assert_eq!(&*server.copy_memory(b"memory").await.unwrap(), b"MEMORY");
            let rights = [ReceiveRight::new().unwrap(), ReceiveRight::new().unwrap()];
            assert_eq!(server.count_rights(&rights).await, Ok(2));
            server.tell(5).await.unwrap();
            assert_eq!(server.fail(6).await, Err(IpcError::Mach(KernReturn(6))));
        });
        assert_eq!(serving.join().unwrap(), 0);
    });
}

/// Many calls at a time of a server in Rust.
async fn call_rust<Wire: DualTarget>(dispatcher: DualDispatcher<Both, Wire>)
where
    DualDispatcher<Both, Wire>: DispatchAsync + Send + Sync + 'static,
{
    let port = ReceiveRight::new().unwrap();
    let client = AsyncPort::new(port.make_send().unwrap()).with_limit(16);
    let server = tokio::spawn(async move { AsyncServer::new(&port, dispatcher).run().await });
    let mut calls = JoinSet::new();
    for number in 0..200 {
        let client = client.clone();
        calls.spawn(async move {
            let client = client.on::<Wire>();
            assert_eq!(client.add(number, 1).await, Ok(i64::from(number) + 1));
            assert_eq!(client.fail(number).await.is_ok(), number == 0);
        });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }
    server.abort();
}

// ---- Bytes ----

const WORDS: usize = 64;
const NO_RIGHT: PortName = PortName(0x7777);

type Message = [u64; WORDS];

/// A request as its server receives it, and its size.
fn received<Wire: DualTarget>(
    write: impl for<'b> FnOnce(Room<'b>, &SendRight) -> Result<Outgoing<'b, Wire>, IpcError>,
) -> (Message, usize) {
    let mut message = [0; WORDS];
    let size =
        write(Room::from(message.as_mut_slice()), &SendRight::NULL).unwrap().into_bytes().len();
    // A send-once right for the reply, which stands as a number of the header's width.
    message[0] = message[0] & !0xffff | 18 | 17 << 8;
    message[1] = message[1] & !0xffff_ffff | u64::from(NO_RIGHT.0);
    (message, size)
}

fn requests<Wire: DualTarget>() -> Vec<(Message, usize)> {
    vec![
        received::<Wire>(|room, to| AddRequest::new(40, 2).write(room, to, NO_RIGHT)),
        received::<Wire>(|room, to| {
            TurnRequest::new(&[1, 2, 3], &[4, 5, 6])?.write(room, to, NO_RIGHT)
        }),
        received::<Wire>(|room, to| GreetRequest::new(c"you")?.write(room, to, NO_RIGHT)),
        received::<Wire>(|room, to| FailRequest::new(7).write(room, to, NO_RIGHT)),
    ]
}

fn in_rust<D: DispatchSync>(dispatcher: &D, request: &Message) -> Option<Message> {
    let (mut request, mut reply) = (*request, [0; WORDS]);
    // SAFETY: it carries nothing but names that denote nothing.
    let request = unsafe { Incoming::<D::Wire>::from_bytes(&mut request) }.ok()?;
    let size = dispatcher.dispatch(request, Room::from(reply.as_mut_slice()))?.into_bytes().len();
    Some(cleared(reply, size))
}

fn in_c(demux: Demux, request: &Message) -> Message {
    let (mut request, mut reply) = (*request, [0; WORDS]);
    // SAFETY: both are as large as any message of the interface.
    unsafe { demux(request.as_mut_ptr(), reply.as_mut_ptr()) };
    let size = (reply[0] >> 32) as usize;
    cleared(reply, size)
}

/// Without what stands behind the message.
fn cleared(mut message: Message, size: usize) -> Message {
    for at in size..WORDS * 8 {
        message[at / 8] &= !(0xff << (at % 8 * 8));
    }
    message
}

/// Requests, and what they become when a byte of them is another.
fn compare<Wire: DualTarget>(dispatcher: &impl DispatchSync<Wire = Wire>, demux: Demux) -> usize {
    let mut compared = 0;
    for (request, size) in requests::<Wire>() {
        // Behind the rights of the header, whose place is the transport's.
        for at in size_of::<Wire::Header>() - 4..size {
            for flip in [0, 1, 2, 16, 128, 255] {
                let mut wrong = request;
                wrong[at / 8] ^= flip << (at % 8 * 8);
                let reply = in_rust(dispatcher, &wrong);
                assert_eq!(
                    reply,
                    Some(in_c(demux, &wrong)),
                    "byte {at} xor {flip} of {request:x?}"
                );
                compared += 1;
            }
        }
    }
    compared
}

fn main() {
    // SAFETY: they are never written.
    let (typed, ndr) = unsafe { (&typed_wire, &ndr_wire) };
    let both = Both::default();
    let (typed_dispatcher, ndr_dispatcher) =
        (DualDispatcherSync::new(&both), DualDispatcherSync::new(&both).on::<X86_64Darwin>());
    serve_c(typed, &typed_dispatcher);
    serve_c(ndr, &ndr_dispatcher);
    assert_eq!(both.told.load(Ordering::Relaxed), 12);
    serve_c_async(typed, DualDispatcher::new(&both));
    serve_c_async(ndr, DualDispatcher::new(&both).on::<X86_64Darwin>());
    assert_eq!(both.told.load(Ordering::Relaxed), 22);
    call_c::<X86_64Gnu>(typed);
    call_c::<X86_64Darwin>(ndr);
    call_c_async::<X86_64Gnu>(typed);
    call_c_async::<X86_64Darwin>(ndr);
    runtime().block_on(async {
        call_rust(DualDispatcher::new(Both::default())).await;
        call_rust(DualDispatcher::new(Both::default()).on::<X86_64Darwin>()).await;
    });
    let compared =
        compare(&typed_dispatcher, dual_server_typed) + compare(&ndr_dispatcher, dual_server_ndr);
    assert!(compared > 1000, "{compared}");
    println!("ok");
}
