//! The Rust side of every.defs: `every server SERVICE` answers until it is killed, `every client
//! SERVICE` makes every call and checks what comes back. With the C server linked in (`--cfg
//! with_c`), `every same -` gives wrong requests to both and compares the replies; more of them with
//! a seed and a number. `--cfg ndr`: the module is that of Darwin's messages.

include!(env!("EVERY_RS"));

use every::{
    ArraysResults, EveryDispatcherSync, EveryServerSync, NumbersReply, PortsReply, Record,
};
use mach_r::buffer::PoolBuffer;
use mach_r::ipc::{
    Dialects, MessageSource, PortArgument, ReceiveRight, ReceivedRight, SendRight, Several,
};
use mach_r::message::{Incoming, Options};
use mach_r::ool::OolMemory;
use mach_r::server::{DispatchSync, Out, OutString};
use mach_r::wire::FixedCStr;
use mach_r::{CallError, IpcError, KernReturn};
use std::ffi::{CStr, CString};
use std::sync::atomic::{AtomicI32, Ordering};

/// What is not the same on both wires.
#[cfg(not(ndr))]
mod wire {
    pub use mach_r::ool::{Data, OutData};
    pub use mach_r::wire::typed64::Typed64 as Wire;

    pub type Long = i64;

    pub const fn long(number: i64) -> Long {
        number
    }

    pub const fn number(long: Long) -> i64 {
        long
    }
}

#[cfg(ndr)]
mod wire {
    pub use mach_r::wire::ndr64::Ndr64 as Wire;

    pub type Long = mach_r::wire::I64a4;

    pub const fn long(number: i64) -> Long {
        Long::new(number)
    }

    pub const fn number(long: Long) -> i64 {
        long.get()
    }
}

use wire::{Long, Wire, long, number};

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
        let record = Record { serial: long(number(record.serial).wrapping_mul(2)), ..*record };
        let [x, y, z] = *triple;
        let sum = c.wrapping_add(i64::from(a) + i64::from(b));
        Ok(NumbersReply { record, sum, swapped: [z, y, x] })
    }

    fn arrays(
        &self,
        first: &[i32],
        text: &CStr,
        second: &[Long],
        label: &FixedCStr<16>,
        back: &mut Out<'_, i32>,
        echo: &mut OutString<'_>,
        longs: &mut Out<'_, Long>,
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

    #[cfg(ndr)]
    fn either(&self, data: OolMemory<i32>, how_many: i32) -> Result<OolMemory<i32>, IpcError> {
        let first = data.len() as i32;
        let mut numbers = OolMemory::zeroed(how_many as usize)?;
        numbers.iter_mut().zip(first..).for_each(|(place, number)| *place = number);
        Ok(numbers)
    }

    #[cfg(not(ndr))]
    fn either(
        &self,
        data: wire::Data<'_, i32>,
        how_many: i32,
        numbers: &mut wire::OutData<'_, i32>,
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
        let request: Incoming<'_, Wire> = port.receive(room.room(), Options::default())?;
        if let Some(reply) = dispatcher.dispatch(request, reply.room()) {
            // A client that is gone by now is no concern of the server's.
            let _ = reply.send(Options::default());
        }
    }
}

fn call_plain(server: &SendRight) -> Result<(), IpcError> {
    let record = Record { kind: 7, tag: b'r', pad0: [0; 3], serial: long(21) };
    let reply = every::numbers(server, -1, 65535, 1 << 40, &record, &[1, -2, 3])?;
    assert_eq!(reply.sum, 65534 + (1 << 40));
    assert_eq!(
        (number(reply.record.serial), reply.record.tag, reply.swapped),
        (42, b'r', [3, -2, 1])
    );

    let second = [long(1 << 40), long(-1)];
    let reply = every::arrays(server, &[1, 2, 3, 4, 5], c"text", &second, c"label")?;
    assert_eq!((reply.back(), reply.count), ([5, 4, 3, 2, 1].as_slice(), 4));
    assert_eq!((reply.echo(), reply.longs()), (c"xxxxx", second.as_slice()));
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

    assert_eq!(either(server, &[0; 3], 5)?, [3, 4, 5, 6, 7]);
    let numbers = either(server, &[0; 3000], 4000)?;
    assert_eq!((numbers.len(), numbers.last()), (4000, Some(&6999)));
    Ok(())
}

fn either(server: &SendRight, data: &[i32], how_many: i32) -> Result<Vec<i32>, IpcError> {
    let reply = every::either(server, data, how_many)?;
    #[cfg(not(ndr))]
    let reply = reply.numbers();
    Ok(reply.to_vec())
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

/// Wrong requests, to the dispatchers of both languages.
#[cfg(with_c)]
mod same {
    use super::*;
    use mach_r::buffer::Room;
    use mach_r::ipc::{self, PortName};
    use mach_r::message::Outgoing;
    use mach_r::sys::System;
    use mach_r::wire::Wire as _;

    unsafe extern "C" {
        fn every_server(request: *mut u64, reply: *mut u64) -> i32;
    }

    type Kernel = <Wire as mach_r::wire::Wire>::System;

    const WORDS: usize = 1024;
    const NO_RIGHT: PortName = PortName(0x7777);
    const LEAST_BYTES: usize = size_of::<<Wire as mach_r::wire::Wire>::Header>();
    const ERROR_BYTES: usize = size_of::<<Wire as mach_r::wire::Wire>::ErrorReply>();
    const IS_NDR: bool = Wire::TRAILER_BYTES > 0;
    /// Where the return code of a reply is, and where the id of a message.
    const CODE_AT: usize = if IS_NDR { 32 } else { 40 };
    const ID_AT: usize = if IS_NDR { 20 } else { 28 };
    /// The rights of the header, whose place is the transport's.
    const RIGHTS: std::ops::Range<usize> = if IS_NDR { 8..20 } else { 8..24 };

    type Message = [u64; WORDS];

    /// How many requests were compared, and how many of them refused.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Count {
        pub compared: usize,
        pub refused: usize,
    }

    /// A request as its server receives it.
    fn received(
        write: impl for<'b> FnOnce(Room<'b>, &SendRight) -> Result<Outgoing<'b, Wire>, IpcError>,
    ) -> (Message, usize) {
        let mut message = [0; WORDS];
        let size =
            write(Room::from(message.as_mut_slice()), &SendRight::NULL).unwrap().into_bytes().len();
        // A send-once right for the reply, and the size as it was.
        message[0] = message[0] & !0xffff | 18 | 17 << 8;
        set(&mut message, 4, size as u32);
        message[1] = u64::from(NO_RIGHT.0);
        (message, size)
    }

    fn get(message: &Message, at: usize) -> u32 {
        (message[at / 8] >> (at % 8 * 8)) as u32
    }

    fn set(message: &mut Message, at: usize, value: u32) {
        let shift = at % 8 * 8;
        message[at / 8] = message[at / 8] & !(0xffff_ffff << shift) | u64::from(value) << shift;
    }

    fn requests() -> Vec<(Message, usize)> {
        let record = Record { kind: 7, tag: b'r', pad0: [0; 3], serial: long(21) };
        let reply = NO_RIGHT;
        vec![
            received(|room, to| {
                every::NumbersRequest::new(1, 2, 3, &record, &[1, 2, 3]).write(room, to, reply)
            }),
            received(|room, to| {
                let (first, second) = ([1, 2, 3, 4, 5], [long(6), long(7)]);
                every::ArraysRequest::new(&first, c"some text", &second, c"label")?
                    .write(room, to, reply)
            }),
            received(|room, to| every::RoomRequest::new(5).write(room, to, reply)),
            received(|room, to| every::NotedRequest::new().write(room, to, reply)),
        ]
    }

    fn in_rust(dispatcher: &EveryDispatcherSync<Server>, request: &Message) -> Option<Message> {
        let (mut request, mut reply) = (*request, [0; WORDS]);
        // SAFETY: it carries nothing but names that denote nothing.
        let request = unsafe { Incoming::<Wire>::from_bytes(&mut request) }.ok()?;
        let size =
            dispatcher.dispatch(request, Room::from(reply.as_mut_slice()))?.into_bytes().len();
        Some(finished(reply, size))
    }

    fn in_c(request: &Message) -> Message {
        let (mut request, mut reply) = (*request, [0; WORDS]);
        // SAFETY: both are as large as any message of the interface.
        unsafe { every_server(request.as_mut_ptr(), reply.as_mut_ptr()) };
        let size = get(&reply, 4) as usize;
        finished(reply, size)
    }

    /// A reply of that size, with nothing behind it. What only the transport looks at, it sets.
    fn finished(mut reply: Message, size: usize) -> Message {
        if size % 8 != 0 {
            set(&mut reply, size & !3, 0);
        }
        reply[size.div_ceil(8)..].fill(0);
        set(&mut reply, 4, size as u32);
        reply
    }

    fn is_refused(reply: &Message) -> bool {
        get(reply, 4) as usize == ERROR_BYTES && get(reply, CODE_AT) != 0
    }

    fn compare(server: &EveryDispatcherSync<Server>, request: &Message, what: &str) -> Count {
        let Some(ours) = in_rust(server, request) else { return Count::default() };
        let theirs = in_c(request);
        assert_eq!(ours[..8], theirs[..8], "{what}: {:x?}", &request[..24]);
        assert!(ours == theirs, "{what}: {:x?}", &request[..24]);
        Count { compared: 1, refused: usize::from(is_refused(&ours)) }
    }

    impl std::ops::AddAssign for Count {
        fn add_assign(&mut self, other: Self) {
            self.compared += other.compared;
            self.refused += other.refused;
        }
    }

    /// Each byte wrong in several ways.
    pub fn bytes() -> Count {
        let server = EveryDispatcherSync::new(Server::default());
        let mut count = Count::default();
        for (request, size) in requests() {
            for at in (0..size).filter(|at| !RIGHTS.contains(at)) {
                for flip in [0, 1, 2, 4, 8, 16, 32, 64, 128, 255] {
                    let mut wrong = request;
                    wrong[at / 8] ^= flip << (at % 8 * 8);
                    // Only the complex bit of the header's bits, and sizes that there are.
                    let has_size = (LEAST_BYTES..=WORDS * 8).contains(&(get(&wrong, 4) as usize));
                    if at < 3 || (at == 3 && flip & 0x7f != 0) || !has_size {
                        continue;
                    }
                    count += compare(&server, &wrong, &format!("byte {at} flipped by {flip:#x}"));
                }
            }
        }
        count
    }

    /// xorshift64*
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u32 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
        }

        fn below(&mut self, bound: usize) -> usize {
            self.next() as usize % bound
        }

        fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
            list[self.below(list.len())]
        }

        /// A word at its boundary, more often of what counts and sizes could be.
        fn word(&mut self, message: &Message, size: usize) -> u32 {
            match self.below(6) {
                0 => self.next(),
                1 => self.below(80) as u32,
                2 => self.one_of(&[0, 1, 8, 31, 32, 33, 63, 64, 65, 0x7fff_ffff, !0, !3]),
                3 => get(message, self.below(size / 4) * 4).wrapping_add(self.one_of(&[1, !0])),
                4 => get(message, self.below(size / 4) * 4),
                _ => get(message, self.below(size / 4) * 4) ^ 1 << self.below(32),
            }
        }
    }

    /// Several words and the size wrong at a time, by chance.
    pub fn random(seed: u64, rounds: usize) -> Count {
        let server = EveryDispatcherSync::new(Server::default());
        let mut random = Random(seed | 1);
        let mut count = Count::default();
        let requests = requests();
        for round in 0..rounds {
            let (mut wrong, size) = random.one_of(&requests);
            for _ in 0..=random.below(4) {
                let at = random.below(size / 4) * 4;
                // Bits of the header are looked at one by one; with others they could claim memory.
                if at != 0 && !RIGHTS.contains(&at) {
                    let word = random.word(&wrong, size);
                    set(&mut wrong, at, word);
                }
            }
            if random.below(3) > 0
                || !(LEAST_BYTES..=WORDS * 8).contains(&(get(&wrong, 4) as usize))
            {
                let size = (LEAST_BYTES + random.below(size + 64 - LEAST_BYTES)) & !3;
                set(&mut wrong, 4, size as u32);
            }
            count += compare(&server, &wrong, &format!("seed {seed}, round {round}"));
        }
        count
    }

    // ---- Requests that carry something ----

    /// So many requests of one kind are answered in a row: what each of them leaves adds up, even if
    /// the first ones take pages that libmigrt has kept; what allocators get at a time does not.
    const REPEATS: usize = 64;
    const SPARE_PAGES: usize = 40;

    /// How many names and pages the process has.
    fn state() -> (usize, usize) {
        let mut names = 0;
        ipc::each_name(|_, _| names += 1).unwrap();
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
        (names, pages.split(' ').next().unwrap().parse().unwrap())
    }

    /// A request that came through the transport, with what it carries.
    fn arrived(port: &ReceiveRight, answers: &ReceiveRight, kind: usize) -> Message {
        let to = port.make_send().unwrap();
        let right = || port.make_send().unwrap();
        let mut room = [0; WORDS];
        let room = Room::from(room.as_mut_slice());
        let reply = answers.name();
        let request = match kind {
            0 => every::MemoryRequest::new(&[b'a'; 20_000]).unwrap().write(room, &to, reply),
            1 => {
                every::FailRequest::new(5, right()).write(room, &to, reply).map_err(IpcError::from)
            }
            2 => {
                let rights = [right(), right(), right()];
                let request = every::SeveralRequest::new(&rights).unwrap();
                let request = request.write(room, &to, reply).unwrap();
                return sent(request, port);
            }
            3 => every::EitherRequest::new(&[1; 3000], 4).unwrap().write(room, &to, reply),
            _ => every::PortsRequest::new(&to, right(), PortArgument::MakeSendOnce(answers))
                .write(room, &to, reply)
                .map_err(IpcError::from),
        };
        sent(request.unwrap(), port)
    }

    fn sent(request: Outgoing<'_, Wire>, port: &ReceiveRight) -> Message {
        request.send(Options::default()).map_err(IpcError::from).unwrap();
        let mut message = [0; WORDS];
        // SAFETY: there is room for any message of the interface; a received one is the caller's.
        let code = unsafe {
            let start = message.as_mut_ptr().cast();
            Kernel::mach_msg(start, 2, 0, (WORDS * 8) as u32, port.name(), 0)
        };
        assert_eq!(code, KernReturn::KERN_SUCCESS);
        message
    }

    fn code_of(reply: &Message) -> i32 {
        let is_complex = reply[0] & 0x8000_0000 != 0;
        if IS_NDR && is_complex { 0 } else { get(reply, CODE_AT) as i32 }
    }

    fn answer_in_rust(server: &EveryDispatcherSync<Server>, mut request: Message) -> Option<i32> {
        let mut reply = [0; WORDS];
        // SAFETY: it was received, and nobody else has what it carries.
        let request = unsafe { Incoming::<Wire>::from_bytes(&mut request) }.unwrap();
        let reply = server.dispatch(request, Room::from(reply.as_mut_slice()))?;
        let mut copy = [0; WORDS];
        for (word, bytes) in copy.iter_mut().zip(reply.bytes().chunks(8)) {
            let mut whole = [0; 8];
            whole[..bytes.len()].copy_from_slice(bytes);
            *word = u64::from_le_bytes(whole);
        }
        Some(code_of(&copy))
    }

    /// As `mach_msg_server` does, but for the sending.
    fn answer_in_c(mut request: Message) -> i32 {
        let mut reply = [0; WORDS];
        // SAFETY: both are as large as any message of the interface, and the request's are ours.
        unsafe {
            every_server(request.as_mut_ptr(), reply.as_mut_ptr());
            let code = code_of(&reply);
            if code != 0 {
                set(&mut request, RIGHTS.start, 0);
                Kernel::destroy(request.as_mut_ptr().cast());
            }
            Kernel::destroy(reply.as_mut_ptr().cast());
            code
        }
    }

    /// The number and the words of a request that carries something, each with what is added to it:
    /// sizes of memory and counts that do not agree, and fewer rights counted than there are.
    const DISAGREEING: &[(usize, usize, u32)] = if IS_NDR {
        &[(0, 40, 1), (0, 52, !0), (2, 84, !0), (2, 84, 1), (3, 40, 1), (3, 40, !2), (3, 52, !0)]
    } else {
        &[]
    };

    /// Both servers answer a request alike, and ours leaves nothing of what it carries.
    fn compare_carrying(
        server: &EveryDispatcherSync<Server>,
        port: &ReceiveRight,
        kind: usize,
        wrong: impl Fn(&mut Message),
        what: &str,
    ) -> Count {
        let make = |answers: &ReceiveRight| {
            let mut message = arrived(port, answers, kind);
            wrong(&mut message);
            message
        };
        let answer = || {
            // What happens to the right for the reply is a message there.
            let answers = ReceiveRight::new().unwrap();
            answer_in_rust(server, make(&answers))
        };
        let ours = answer();
        let before = state();
        for _ in 0..REPEATS {
            assert_eq!(ours, answer(), "request {kind} with {what}");
        }
        let after = state();
        assert_eq!(before.0, after.0, "request {kind} with {what} leaves names");
        // AddressSanitizer keeps what is freed.
        let is_sanitized = std::env::var_os("ASAN_OPTIONS").is_some();
        assert!(
            is_sanitized || after.1 < before.1 + SPARE_PAGES,
            "request {kind} with {what} leaves memory"
        );
        // The example server in C keeps what it is given.
        let answers = ReceiveRight::new().unwrap();
        let theirs = answer_in_c(make(&answers));
        drop(answers);
        // There is no reply to a routine that has none.
        let Some(ours) = ours else { return Count::default() };
        assert_eq!(ours, theirs, "request {kind} with {what}");
        Count { compared: 1, refused: usize::from(ours != 0) }
    }

    /// Requests with rights and memory, under each id, of wrong sizes, and with counts that
    /// disagree: the same errors, and nothing is left of what they carried.
    pub fn carrying() -> Count {
        let server = EveryDispatcherSync::new(Server::default());
        let port = ReceiveRight::new().unwrap();
        let mut count = Count::default();
        for _ in 0..2 {
            for (kind, step) in (0..5).flat_map(|kind| (0..14 * 3).map(move |step| (kind, step))) {
                let (id, longer) = (every::BASE_ID - 1 + step / 3, [0, 4, 64][step as usize % 3]);
                let wrong = |message: &mut Message| {
                    let size = get(message, 4);
                    set(message, ID_AT, id as u32);
                    set(message, 4, size + longer);
                };
                let what = format!("id {id}, {longer} bytes longer");
                count += compare_carrying(&server, &port, kind, wrong, &what);
            }
            for (kind, at, more) in DISAGREEING {
                let wrong = |message: &mut Message| {
                    let word = get(message, *at);
                    set(message, *at, word.wrapping_add(*more));
                };
                let what = format!("{more:#x} more at {at}");
                count += compare_carrying(&server, &port, *kind, wrong, &what);
            }
        }
        count
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
        let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
        let (seed, rounds) = (number(3).unwrap_or(1), number(4).unwrap_or(20_000));
        let counts = [same::bytes(), same::carrying(), same::random(seed, rounds as usize)];
        for (count, what) in counts.iter().zip(["bytes", "carrying", "random"]) {
            let (compared, refused) = (count.compared, count.refused);
            assert!(
                refused > compared / 8 && refused < compared,
                "{refused} of {compared} refused"
            );
            println!("{what}: {compared} requests, {refused} refused");
        }
        return;
    }
    let server = SendRight::look_up(&service).unwrap();
    call_plain(&server).unwrap();
    call_memory(&server).unwrap();
    call_rights(&server).unwrap();
    println!("ok");
}
