//! The Rust side of every.defs: `every server SERVICE` answers until it is killed, `every client
//! SERVICE` makes every call and checks what comes back. With the C server linked in (`--cfg
//! with_c`), `every same -` gives wrong requests to both and compares the replies.

include!(env!("EVERY_RS"));

use every::{
    ArraysResults, EveryDispatcherSync, EveryServerSync, NumbersReply, PortsReply, Record,
};
use mach_r::buffer::PoolBuffer;
use mach_r::ipc::{
    Dialects, MessageSource, PortArgument, ReceiveRight, ReceivedRight, SendRight, Several,
};
use mach_r::message::{Incoming, Options};
use mach_r::ool::{Data, OolMemory, OutData};
use mach_r::server::{DispatchSync, Out, OutString};
use mach_r::wire::FixedCStr;
use mach_r::wire::typed64::Typed64;
use mach_r::{CallError, IpcError, KernReturn};
use std::ffi::{CStr, CString};
use std::sync::atomic::{AtomicI32, Ordering};

#[derive(Default)]
struct Server {
    noted: AtomicI32,
}

impl EveryServerSync for Server {
    fn numbers(
        &self,
        a: i8,
        b: u16,
        c: i64,
        record: &Record,
        triple: &[i16; 3],
    ) -> Result<NumbersReply, IpcError> {
        let record = Record { serial: record.serial.wrapping_mul(2), ..*record };
        let [x, y, z] = *triple;
        let sum = c.wrapping_add(i64::from(a) + i64::from(b));
        Ok(NumbersReply { record, sum, swapped: [z, y, x] })
    }

    fn arrays(
        &self,
        first: &[i32],
        text: &CStr,
        second: &[i64],
        label: &FixedCStr<16>,
        back: &mut Out<'_, i32>,
        echo: &mut OutString<'_>,
        longs: &mut Out<'_, i64>,
    ) -> Result<ArraysResults, IpcError> {
        for number in first.iter().rev() {
            back.push(*number)?;
        }
        echo.set(&CString::new("x".repeat(first.len())).unwrap())?;
        longs.extend_from_slice(second)?;
        let mut mark = label.as_c_str().to_bytes().to_vec();
        mark.push(b'!');
        Ok(ArraysResults {
            count: text.to_bytes().len() as i32,
            mark: FixedCStr::new(&CString::new(mark).unwrap()),
        })
    }

    fn room(&self, how_many: i32, squares: &mut Out<'_, i32>) -> Result<(), IpcError> {
        let count = usize::try_from(how_many).unwrap_or(usize::MAX).min(squares.capacity());
        (0..count as i32).try_for_each(|number| squares.push(number * number))
    }

    fn memory(&self, mut data: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        data.iter_mut().for_each(|byte| *byte += 1);
        Ok(data)
    }

    fn either(
        &self,
        data: Data<'_, i32>,
        how_many: i32,
        numbers: &mut OutData<'_, i32>,
    ) -> Result<(), IpcError> {
        let first = data.len() as i32;
        numbers.set(&(first..first + how_many).collect::<Vec<_>>())
    }

    fn ports(
        &self,
        copied: SendRight,
        moved: SendRight,
        any: ReceivedRight,
    ) -> Result<PortsReply, IpcError> {
        Ok(PortsReply { first: copied, second: moved, third: any })
    }

    fn several(&self, mut list: Several<SendRight, 4>) -> Result<Several<SendRight, 4>, IpcError> {
        Ok(std::iter::from_fn(|| list.pop()).collect())
    }

    fn fail(&self, code: i32, _right: SendRight) -> Result<(), IpcError> {
        Err(KernReturn(code).into())
    }

    fn note(&self, value: i32) -> Result<(), IpcError> {
        self.noted.fetch_add(value, Ordering::Relaxed);
        Ok(())
    }

    fn noted(&self) -> Result<i32, IpcError> {
        Ok(self.noted.load(Ordering::Relaxed))
    }
}

fn serve(service: &CStr) -> Result<(), IpcError> {
    type Dispatcher = EveryDispatcherSync<Server>;
    let dispatcher = Dispatcher::new(Server::default());
    let port = ReceiveRight::check_in(service, Dialects::Any)?;
    println!("ready");
    loop {
        let mut room = PoolBuffer::with_bytes(Dispatcher::MAX_REQUEST_BYTES);
        let mut reply = PoolBuffer::with_bytes(Dispatcher::MAX_REPLY_BYTES);
        let request: Incoming<'_, Typed64> = port.receive(room.room(), Options::default())?;
        if let Some(reply) = dispatcher.dispatch(request, reply.room()) {
            // A client that is gone by now is no concern of the server's.
            let _ = reply.send(Options::default());
        }
    }
}

fn call_plain(server: &SendRight) -> Result<(), IpcError> {
    let record = Record { kind: 7, tag: b'r', pad0: [0; 3], serial: 21 };
    let reply = every::numbers(server, -1, 65535, 1 << 40, &record, &[1, -2, 3])?;
    assert_eq!(reply.sum, 65534 + (1 << 40));
    assert_eq!((reply.record.serial, reply.record.tag, reply.swapped), (42, b'r', [3, -2, 1]));

    let reply = every::arrays(server, &[1, 2, 3, 4, 5], c"text", &[1 << 40, -1], c"label")?;
    assert_eq!((reply.back(), reply.count), ([5, 4, 3, 2, 1].as_slice(), 4));
    assert_eq!((reply.echo(), reply.longs()), (c"xxxxx", [1 << 40, -1].as_slice()));
    assert_eq!(reply.mark.as_c_str(), c"label!");
    let reply = every::arrays(server, &[], c"", &[], c"")?;
    assert_eq!((reply.back().len(), reply.echo(), reply.longs().len()), (0, c"", 0));

    let error = every::arrays(server, &[0; 33], c"", &[], c"").unwrap_err();
    assert_eq!(error, IpcError::ArrayTooLarge { max: 32, actual: 33 });

    assert_eq!(every::room(server, 99)?.squares().len(), 32);
    every::note(server, 5)?;
    every::note(server, 6)?;
    assert!(every::noted(server)? >= 11);
    Ok(())
}

fn call_memory(server: &SendRight) -> Result<(), IpcError> {
    let more = every::memory(server, &[b'a'; 100_000])?;
    assert!(more.len() == 100_000 && more.iter().all(|byte| *byte == b'b'));
    assert!(every::memory(server, &[])?.is_empty());

    assert_eq!(every::either(server, &[0; 3], 5)?.numbers(), [3, 4, 5, 6, 7]);
    let reply = every::either(server, &[0; 3000], 4000)?;
    assert_eq!((reply.numbers().len(), reply.numbers().last()), (4000, Some(&6999)));
    Ok(())
}

fn call_rights(server: &SendRight) -> Result<(), CallError<SendRight>> {
    let port = || ReceiveRight::new().unwrap();
    let (a, b, c) = (port(), port(), port());
    let (right_a, right_b) = (a.make_send().unwrap(), b.make_send().unwrap());
    let reply = every::ports(server, &right_a, right_b, PortArgument::MakeSendOnce(&c))?;
    assert_eq!((reply.first.name(), reply.second.name()), (a.name(), b.name()));
    assert_eq!(right_a.references().unwrap(), 2);
    assert!(matches!(reply.third, ReceivedRight::SendOnce(_)));
    drop(reply);
    assert_eq!(right_a.references().unwrap(), 1);

    let rights = [right_a, b.make_send().unwrap(), c.make_send().unwrap()];
    let back = every::several(server, &rights).map_err(CallError::sent)?;
    let names: Vec<_> = back.iter().map(SendRight::name).collect();
    assert_eq!(names, [c.name(), b.name(), a.name()]);
    assert_eq!(rights[0].references().unwrap(), 2);
    drop(back);
    assert_eq!(rights[0].references().unwrap(), 1);

    let error = every::fail(server, KernReturn::KERN_NO_ACCESS.0, rights[0].clone()).unwrap_err();
    assert_eq!(error.error, IpcError::Mach(KernReturn::KERN_NO_ACCESS));
    assert!(error.rights.is_none());
    assert_eq!(rights[0].references().unwrap(), 1);

    // What is not sent comes back.
    let error = every::fail(&SendRight::NULL, 0, rights[0].clone()).unwrap_err();
    assert_eq!(error.rights.map(|right| right.name()), Some(a.name()));
    assert_eq!(rights[0].references().unwrap(), 1);
    Ok(())
}

/// Requests with one byte wrong, to the dispatchers of both languages.
#[cfg(with_c)]
mod same {
    use super::*;
    use mach_r::buffer::Room;
    use mach_r::ipc::PortName;
    use mach_r::message::Outgoing;

    unsafe extern "C" {
        fn every_server(request: *mut u64, reply: *mut u64) -> i32;
    }

    const WORDS: usize = 1024;
    const NO_RIGHT: PortName = PortName(0x7777);

    type Message = [u64; WORDS];

    /// A request as its server receives it.
    fn received(
        write: impl for<'b> FnOnce(Room<'b>, &SendRight) -> Result<Outgoing<'b, Typed64>, IpcError>,
    ) -> (Message, usize) {
        let mut message = [0; WORDS];
        let size =
            write(Room::from(message.as_mut_slice()), &SendRight::NULL).unwrap().into_bytes().len();
        // A send-once right for the reply, and the size as it was.
        message[0] = message[0] & !0xffff | 18 | 17 << 8;
        message[1] = u64::from(NO_RIGHT.0);
        (message, size)
    }

    fn requests() -> Vec<(Message, usize)> {
        let record = Record { kind: 7, tag: b'r', pad0: [0; 3], serial: 21 };
        let reply = NO_RIGHT;
        vec![
            received(|room, to| {
                every::NumbersRequest::new(1, 2, 3, &record, &[1, 2, 3]).write(room, to, reply)
            }),
            received(|room, to| {
                let first = [1, 2, 3, 4, 5];
                every::ArraysRequest::new(&first, c"some text", &[6, 7], c"label")?
                    .write(room, to, reply)
            }),
            received(|room, to| every::RoomRequest::new(5).write(room, to, reply)),
            received(|room, to| every::NotedRequest::new().write(room, to, reply)),
        ]
    }

    fn in_rust(dispatcher: &EveryDispatcherSync<Server>, request: &Message) -> Option<Message> {
        let (mut request, mut reply) = (*request, [0; WORDS]);
        // SAFETY: it carries nothing but names that denote nothing.
        let request = unsafe { Incoming::<Typed64>::from_bytes(&mut request) }.ok()?;
        let size =
            dispatcher.dispatch(request, Room::from(reply.as_mut_slice()))?.into_bytes().len();
        reply[size.div_ceil(8)..].fill(0);
        Some(reply)
    }

    fn in_c(request: &Message) -> Message {
        let (mut request, mut reply) = (*request, [0; WORDS]);
        // SAFETY: both are as large as any message of the interface.
        unsafe { every_server(request.as_mut_ptr(), reply.as_mut_ptr()) };
        let size = (reply[0] >> 32) as usize;
        reply[size.div_ceil(8)..].fill(0);
        reply
    }

    /// How many requests were compared, and how many of them refused.
    pub fn run() -> (usize, usize) {
        let dispatcher = EveryDispatcherSync::new(Server::default());
        let (mut compared, mut refused) = (0, 0);
        for (request, size) in requests() {
            // Not the rights of the header, whose place is the transport's.
            for at in (0..size).filter(|at| !(8..24).contains(at)) {
                for flip in [0, 1, 2, 4, 8, 16, 32, 64, 128, 255] {
                    let mut wrong = request;
                    wrong[at / 8] ^= flip << (at % 8 * 8);
                    // Only the complex bit of the header's bits, and sizes that there are.
                    let has_size = (32..=WORDS as u64 * 8).contains(&(wrong[0] >> 32));
                    if at < 3 || (at == 3 && flip & 0x7f != 0) || !has_size {
                        continue;
                    }
                    let Some(ours) = in_rust(&dispatcher, &wrong) else { continue };
                    let theirs = in_c(&wrong);
                    assert_eq!(ours[..8], theirs[..8], "byte {at} flipped by {flip:#x}");
                    assert!(ours == theirs, "byte {at} flipped by {flip:#x}");
                    compared += 1;
                    refused += usize::from(ours[0] >> 32 == 48 && ours[5] as i32 != 0);
                }
            }
        }
        (compared, refused)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let service = CString::new(arguments[2].as_str()).unwrap();
    if arguments[1] == "server" {
        serve(&service).unwrap();
        return;
    }
    #[cfg(with_c)]
    if arguments[1] == "same" {
        let (compared, refused) = same::run();
        assert!(refused > compared / 4 && refused < compared, "{refused} of {compared} refused");
        println!("{compared} requests, {refused} refused");
        return;
    }
    let server = SendRight::look_up(&service).unwrap();
    call_plain(&server).unwrap();
    call_memory(&server).unwrap();
    call_rights(&server).unwrap();
    println!("ok");
}
