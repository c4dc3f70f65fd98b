//! Makes the calls of ../vectors/typed.txt through what migc writes for Rust and prints their messages: requests as they are
//! built, and replies as the dispatcher writes them to what a kernel makes of these requests. `--cfg narrow`: the module is
//! that of messages with 4-byte units.

include!(env!("TYPED_RS"));

use mach_r::buffer::Room;
use mach_r::ipc::{
    PortArgument, PortName, ReceiveRight, ReceivedRight, Right, SendOnceRight, SendRight, Several,
};
use mach_r::message::{Incoming, Outgoing};
use mach_r::ool::{Data, OolMemory, OutData, Region};
use mach_r::server::{DispatchSync, Out, OutString};
use mach_r::wire::FixedCStr;
#[cfg(narrow)]
use mach_r::wire::typed32::Typed32 as Wire;
#[cfg(not(narrow))]
use mach_r::wire::typed64::Typed64 as Wire;
use mach_r::zerocopy::{FromBytes, IntoBytes};
use mach_r::{IpcError, KernReturn};
use std::ffi::CStr;
use typed::*;

const IS_NARROW: bool = cfg!(narrow);
const UNIT: usize = if IS_NARROW { 4 } else { 8 };
const HEADER: usize = if IS_NARROW { 24 } else { 32 };
const SERVER: u32 = 0x103;
const ANSWERS: PortName = PortName(0x903);

type Message = [u64; 1024];

unsafe extern "C" {
    fn mmap(at: *mut u8, bytes: usize, protection: i32, flags: i32, fd: i32, from: i64) -> *mut u8;
}

/// Memory that a message of any word size can name.
fn lend(bytes: &[u8]) -> usize {
    // SAFETY: new pages below 4 GiB, for reading and writing, which are large enough.
    unsafe {
        let start = mmap(std::ptr::null_mut(), bytes.len(), 3, 0x62, -1, 0);
        start.copy_from(bytes.as_ptr(), bytes.len());
        start.expose_provenance()
    }
}

fn memory(bytes: &[u8]) -> OolMemory<u8> {
    OolMemory::from_region(Region::check(lend(bytes), bytes.len() as u32).unwrap())
}

fn right<R: Right>(name: u32) -> R {
    R::from_name(PortName(name))
}

// ---- The transport ----

fn print(what: &str, bytes: &[u8]) {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("{what} {digits}");
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn set_word(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// What a right is for its receiver.
fn received(name: u32) -> u32 {
    match name {
        19 | 20 => 17,
        21 => 18,
        name => name,
    }
}

/// A message as it arrives: the ports of its header are swapped, rights are what their receiver
/// has, and memory, which holds `far`, is his.
fn arrived(mut bytes: Vec<u8>, far: &[u8]) -> Message {
    let first = if IS_NARROW { 28 } else { 29 };
    let bits = word(&bytes, 0);
    let bits = bits & 1 << 31 | received(bits >> 8 & 0xff) | received(bits & 0xff) << 8;
    set_word(&mut bytes, 0, bits);
    bytes[8..8 + 2 * UNIT].rotate_left(UNIT);
    let size = bytes.len() as u32;
    set_word(&mut bytes, 4, size);
    let mut at = HEADER;
    while at < bytes.len() {
        let kind = word(&bytes, at);
        let is_long = IS_NARROW && kind >> (first + 1) & 1 == 1;
        let (names_at, size, number) = match (IS_NARROW, is_long) {
            (false, _) => (at, kind >> 8 & 0xffff, word(&bytes, at + 4)),
            (_, true) => (at + 4, word(&bytes, at + 4) >> 16, word(&bytes, at + 8)),
            _ => (at, kind >> 8 & 0xff, kind >> 16 & 0xfff),
        };
        bytes[names_at] = received(u32::from(bytes[names_at])) as u8;
        at += if is_long { 12 } else { UNIT };
        if kind >> first & 1 == 1 {
            at += ((size * number / 8) as usize).next_multiple_of(UNIT);
            continue;
        }
        let word_at = at - if is_long { 12 } else { UNIT };
        bytes[word_at + 3] |= 1 << (first + 2 - 24);
        bytes[at..at + UNIT].copy_from_slice(&lend(far).to_le_bytes()[..UNIT]);
        at += UNIT;
    }
    let mut message = [0; 1024];
    message.as_mut_bytes()[..bytes.len()].copy_from_slice(&bytes);
    message
}

fn incoming(message: &mut Message) -> Incoming<'_, Wire> {
    // SAFETY: what it carries was made for it.
    unsafe { Incoming::from_bytes(message) }.unwrap()
}

/// Sends a request; `far` is what its memory holds, and that of the reply. The reply, or nothing.
fn exchange(
    write: impl for<'b> FnOnce(Room<'b>, &SendRight) -> Outgoing<'b, Wire>,
    far: [&[u8]; 2],
) -> Message {
    let (mut room, mut answer) = ([0; 1024], [0; 1024]);
    let server = right::<SendRight>(SERVER);
    let mut request = write(Room::from(room.as_mut_slice()), &server).into_bytes().to_vec();
    let size = request.len() as u32;
    set_word(&mut request, 4, size);
    print("request", &request);
    let mut request = arrived(request, far[0]);
    let dispatcher = TypedDispatcherSync::new(Server);
    let reply = dispatcher.dispatch(incoming(&mut request), Room::from(answer.as_mut_slice()));
    let Some(reply) = reply else { return [0; 1024] };
    let mut reply = reply.into_bytes().to_vec();
    let size = reply.len() as u32;
    set_word(&mut reply, 4, size);
    print("reply", &reply);
    arrived(reply, far[1])
}

macro_rules! call {
    ($request:expr) => {
        call!($request, [&[], &[]])
    };
    ($request:expr, $far:expr) => {
        exchange(|room, server| $request.write(room, server, ANSWERS).unwrap(), $far)
    };
}

// ---- The server ----

struct Server;

fn mix(number: u8) -> Mix {
    let mut bytes = [0; size_of::<Mix>()];
    bytes[0] = 0x6b + number;
    bytes[4..16].copy_from_slice(&[0x44, 0x33, 0x22, 0x11, 8, 7, 6, 5, 4, 3, 2, 1]);
    bytes[4] += number;
    bytes[8] += number;
    bytes[16..18].copy_from_slice(&[0x66 + number, 0x55]);
    Mix::read_from_bytes(&bytes).unwrap()
}

impl TypedServerSync for Server {
    fn scalars(&self, a: i32, b: i64, c: u8, d: i16) -> Result<ScalarsReply, IpcError> {
        assert_eq!((a, b, c, d), (-7, 0x0102_0304_0506_0708, b'x', -300));
        Ok(ScalarsReply { e: 1234, f: -2 })
    }
    fn record(&self, r: &Mix) -> Result<Mix, IpcError> {
        assert_eq!(r.as_bytes(), mix(0).as_bytes());
        Ok(mix(1))
    }
    fn fixed(&self, a: &[u8; 5], b: &[i16; 3]) -> Result<[u8; 5], IpcError> {
        assert_eq!((a, b), (b"abcde", &[1, -2, 3]));
        Ok(*b"vwxyz")
    }
    fn words(&self, a: &[i32], b: i32, c: &mut Out<'_, i32>) -> Result<i32, IpcError> {
        assert_eq!((a, b), (&[1, 2, 3][..], 9));
        c.extend_from_slice(&[-1, 7])?;
        Ok(5)
    }
    fn label(&self, a: &FixedCStr<20>, b: i32) -> Result<FixedCStr<20>, IpcError> {
        assert_eq!((a.as_c_str(), b), (c"label", 1));
        Ok(FixedCStr::new(c"other"))
    }
    fn text(&self, a: &CStr, b: i32, c: &mut OutString<'_>) -> Result<i32, IpcError> {
        assert_eq!((a, b), (c"hello", 4));
        c.set(c"good bye")?;
        Ok(2)
    }
    fn memory(&self, a: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        assert_eq!(&*a, b"memory");
        Ok(memory(b"new"))
    }
    fn either(&self, a: Data<'_, u8>, c: &mut OutData<'_, u8>) -> Result<(), IpcError> {
        assert!(*a == *b"abcde" || *a == [b'a'; 3000]);
        c.set(&[b'q'; 20])
    }
    fn big(&self, a: &[u8; 4096], b: i32) -> Result<(), IpcError> {
        assert_eq!((a, b), (&[b'a'; 4096], 3));
        Ok(())
    }
    fn rights(
        &self,
        a: SendRight,
        b: SendRight,
        c: SendRight,
        d: SendOnceRight,
        e: SendOnceRight,
        f: ReceiveRight,
    ) -> Result<RightsReply, IpcError> {
        let names = [a.name().0, b.name().0, c.name().0, d.name().0, e.name().0, f.name().0];
        assert_eq!(names, [0x201, 0x202, 0x203, 0x204, 0x205, 0x206]);
        Ok(RightsReply { g: right(0x301), h: right(0x302) })
    }
    fn several(&self, a: Several<SendRight, 4>, b: i32) -> Result<(), IpcError> {
        let names: Vec<u32> = a.iter().map(|right| right.name().0).collect();
        assert_eq!((&names[..], b), (&[0x201, 0x202, 0x203][..], 6));
        Ok(())
    }
    fn any(&self, a: ReceivedRight) -> Result<ReceivedRight, IpcError> {
        assert!(matches!(a, ReceivedRight::Send(right) if right.name() == PortName(0x203)));
        Ok(ReceivedRight::Send(right(0x301)))
    }
    fn room(&self, a: i32, b: &mut Out<'_, i32>, c: i32) -> Result<i32, IpcError> {
        assert_eq!((a, b.capacity(), c), (3, 10, 5));
        b.extend_from_slice(&[8, 9])?;
        Ok(4)
    }
    fn fail(&self, code: i32) -> Result<i32, IpcError> {
        Err(KernReturn(code).into())
    }
    fn note(&self, value: i32) -> Result<(), IpcError> {
        assert_eq!(value, 42);
        Ok(())
    }
}

// ---- The client ----

fn call_plain() {
    let mut reply = call!(ScalarsRequest::new(-7, 0x0102_0304_0506_0708, b'x', -300));
    let results = ScalarsReply::parse(incoming(&mut reply)).unwrap();
    assert_eq!((results.e, results.f), (1234, -2));
    let mut reply = call!(RecordRequest::new(&mix(0)));
    let results = RecordReply::parse(incoming(&mut reply)).unwrap();
    assert_eq!(results.r.as_bytes(), mix(1).as_bytes());
    let mut reply = call!(FixedRequest::new(b"abcde", &[1, -2, 3]));
    assert_eq!(FixedReply::parse(incoming(&mut reply)).unwrap().c, *b"vwxyz");
    let mut reply = call!(WordsRequest::new(&[1, 2, 3], 9).unwrap());
    let results = WordsReplyView::parse(incoming(&mut reply)).unwrap();
    assert_eq!((results.c, results.d), (&[-1, 7][..], 5));
    let mut reply = call!(LabelRequest::new(c"label", 1).unwrap());
    assert_eq!(LabelReply::parse(incoming(&mut reply)).unwrap().c.as_c_str(), c"other");
    let mut reply = call!(TextRequest::new(c"hello", 4).unwrap());
    let results = TextReplyView::parse(incoming(&mut reply)).unwrap();
    assert_eq!((results.c, results.d), (c"good bye", 2));
}

fn call_memory() {
    let mut reply = call!(MemoryRequest::new(b"memory").unwrap(), [b"memory", b"new"]);
    assert_eq!(&*MemoryReply::parse(incoming(&mut reply)).unwrap().c, b"new");
    for data in [b"abcde".as_slice(), &[b'a'; 3000]] {
        let mut reply = call!(EitherRequest::new(data).unwrap(), [data, &[]]);
        assert_eq!(&*EitherReplyView::parse(incoming(&mut reply)).unwrap().c, [b'q'; 20]);
    }
    let mut reply = call!(BigRequest::new(&[b'a'; 4096], 3));
    BigReply::parse(incoming(&mut reply)).unwrap();
}

fn call_rights() {
    let [a, b] = [0x201, 0x202].map(right::<SendRight>);
    let [c, d] = [0x203, 0x204].map(right::<ReceiveRight>);
    let mut reply = call!(RightsRequest::new(&a, b, &c, &d, right(0x205), right(0x206)));
    let results = RightsReply::parse(incoming(&mut reply)).unwrap();
    assert_eq!((results.g.name(), results.h.name()), (PortName(0x301), PortName(0x302)));
    let list = [0x201, 0x202, 0x203].map(right::<SendRight>);
    let mut reply = call!(SeveralRequest::new(&list, 6).unwrap());
    SeveralReply::parse(incoming(&mut reply)).unwrap();
    let mut reply = call!(AnyRequest::new(PortArgument::MakeSend(&c)));
    let results = AnyReply::parse(incoming(&mut reply)).unwrap();
    assert!(matches!(results.b, ReceivedRight::Send(right) if right.name() == PortName(0x301)));
}

fn main() {
    call_plain();
    call_memory();
    call_rights();
    let mut reply = call!(RoomRequest::new(3, 5));
    let results = RoomReplyView::parse(incoming(&mut reply)).unwrap();
    assert_eq!((results.a, results.b), (4, &[8, 9][..]));
    let mut reply = call!(FailRequest::new(5));
    let result = FailReply::parse(incoming(&mut reply));
    assert_eq!(result.err(), Some(IpcError::Mach(KernReturn(5))));
    exchange(|room, server| NoteRequest::new(42).write(room, server).unwrap(), [&[], &[]]);
}
