//! How often data are copied, as docs/rust.md says: what a server's function sees lies in the request, what
//! it writes lies in the reply, what a client gets lies in the buffer of the reply, and memory out of line
//! is where it was.

include!(env!("MODULE"));

use copies::*;
use mach_r::buffer::{Room, StackBuffer};
use mach_r::ipc::{PortName, ReceiveRight, SendRight};
use mach_r::message::Incoming;
use mach_r::ool::{OolArgument, OolMemory};
use mach_r::server::{DispatchSync, Out, OutString};
use mach_r::{IpcError, serve};
use std::ffi::CStr;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(ndr)]
use mach_r::wire::ndr64::Ndr64 as Wire;
#[cfg(not(ndr))]
use mach_r::wire::typed64::Typed64 as Wire;

type Dispatcher<'a> = CopiesDispatcherSync<&'a Server>;

const WORDS: usize = 128;

#[derive(Default)]
struct Server {
    /// Where the request is, if the function is to look.
    request: Mutex<Option<Range<usize>>>,
    memory: Mutex<[usize; 2]>,
    /// A panic of the function would be an error of the call, and no more.
    has_looked: AtomicBool,
    /// Where results were written.
    written: Mutex<Vec<usize>>,
}

fn place<T: ?Sized>(value: &T) -> usize {
    std::ptr::from_ref(value).addr()
}

fn range(words: &[u64]) -> Range<usize> {
    place(words)..place(words) + size_of_val(words)
}

impl CopiesServerSync for &Server {
    fn take(
        &self,
        pair: &Pair,
        block: &[i32; 6],
        words: &[i32],
        text: &CStr,
        memory: OolMemory<u8>,
        kept: OolMemory<u8>,
    ) -> Result<(), IpcError> {
        let request = self.request.lock().unwrap().clone().unwrap();
        // Nothing of it was copied out of the message.
        for place in [place(pair), place(block), place(words), place(text)] {
            assert!(request.contains(&place), "{place:#x} in {request:x?}");
        }
        assert_eq!((pair.a, pair.b, block[5], words, text), (1, 2, 6, &[7, 8, 9][..], c"text"));
        // The pages are those of the sender, there being one task here.
        assert_eq!([place(&*memory), place(&*kept)], *self.memory.lock().unwrap());
        // The sender has not given them away.
        std::mem::forget(kept);
        self.has_looked.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn give(
        &self,
        first: &mut Out<'_, i32>,
        second: &mut Out<'_, i32>,
        text: &mut OutString<'_>,
    ) -> Result<GiveResults, IpcError> {
        first.extend_from_slice(&[1, 2, 3])?;
        second.extend_from_slice(&[4, 5])?;
        text.set(c"text")?;
        let memory = OolMemory::copy_of(b"memory")?;
        *self.written.lock().unwrap() =
            vec![place(first.as_slice()), place(second.as_slice()), place(&*memory)];
        Ok(GiveResults { memory, pair: Pair { a: 1, b: 2 }, block: [6; 6] })
    }
}

/// Where numbers of a message begin.
fn find(bytes: &[u8], numbers: &[i32]) -> usize {
    let wanted: Vec<u8> = numbers.iter().flat_map(|number| number.to_ne_bytes()).collect();
    let at = bytes.windows(wanted.len()).position(|window| window == wanted);
    place(bytes) + at.expect("the numbers are there")
}

fn holds(bytes: &[u8], address: usize) -> bool {
    bytes.windows(8).any(|window| window == address.to_ne_bytes())
}

fn requests_are_read_where_they_lie() {
    let server = Server::default();
    let (mut request, mut reply) = ([0_u64; WORDS], [0_u64; WORDS]);
    let memory = OolMemory::copy_of(b"moved").unwrap();
    let kept = OolMemory::copy_of(b"kept").unwrap();
    *server.request.lock().unwrap() = Some(range(&request));
    *server.memory.lock().unwrap() = [place(&*memory), place(&*kept)];
    let pair = Pair { a: 1, b: 2 };
    let block = [1, 2, 3, 4, 5, 6];
    let arguments =
        TakeRequest::new(&pair, &block, &[7, 8, 9], c"text", OolArgument::from(memory), &kept);
    let room = Room::from(request.as_mut_slice());
    let message = arguments.unwrap().write(room, &SendRight::NULL, PortName::NULL).unwrap();
    // The sender gives the places of memory, and copies none of it.
    for memory in *server.memory.lock().unwrap() {
        assert!(holds(message.bytes(), memory));
    }
    let _ = message.into_bytes();
    // SAFETY: what the message carries is ours.
    let message = unsafe { Incoming::<Wire>::from_bytes(&mut request) }.unwrap();
    let dispatcher = Dispatcher::new(&server);
    assert!(dispatcher.dispatch(message, Room::from(reply.as_mut_slice())).is_none());
    assert!(server.has_looked.load(Ordering::Relaxed));
}

fn results_are_written_where_they_stay() {
    let server = Server::default();
    let (mut request, mut reply) = ([0_u64; WORDS], [0_u64; WORDS]);
    let room = Room::from(request.as_mut_slice());
    let message = GiveRequest::new().write(room, &SendRight::NULL, PortName(0x7003));
    let message = message.unwrap().into_bytes();
    // What a receiver sees: where the reply goes.
    message[..4].copy_from_slice(&18_u32.to_ne_bytes());
    let reply_at = 8;
    message[reply_at..reply_at + 4].copy_from_slice(&0x7003_u32.to_ne_bytes());
    // SAFETY: there is no memory in it.
    let message = unsafe { Incoming::<Wire>::from_bytes(&mut request) }.unwrap();
    let dispatcher = Dispatcher::new(&server);
    let answer = dispatcher.dispatch(message, Room::from(reply.as_mut_slice())).unwrap();
    let bytes = answer.into_bytes();
    let written = server.written.lock().unwrap();
    // The first array is in its place at once, the second is brought there.
    assert_eq!(find(bytes, &[1, 2, 3]), written[0]);
    assert!(written[1] > find(bytes, &[4, 5]));
    assert!(holds(bytes, written[2]));
}

fn replies_are_read_where_they_lie() {
    let port = ReceiveRight::new().unwrap();
    let client = port.make_send().unwrap();
    std::thread::spawn(move || {
        let server = Box::leak(Box::new(Server::default()));
        let _ = serve::serve(&port, &Dispatcher::new(server));
    });
    let mut buffer = StackBuffer::<WORDS>::new();
    let room = place(&buffer)..place(&buffer) + size_of_val(&buffer);
    let reply = give_in(buffer.room(), &client).unwrap();
    for place in [place(reply.first), place(reply.second), place(reply.text)] {
        assert!(room.contains(&place), "{place:#x} in {room:x?}");
    }
    assert_eq!((reply.first, reply.second), (&[1, 2, 3][..], &[4, 5][..]));
    assert_eq!(reply.memory[..], *b"memory");
}

fn main() {
    requests_are_read_where_they_lie();
    results_are_written_where_they_stay();
    replies_are_read_where_they_lie();
    println!("ok");
}
