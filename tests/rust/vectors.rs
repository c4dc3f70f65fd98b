//! What the programs that vectors.py writes have in common: values out of bytes and back, memory
//! where messages of 32 bits can point to, and the comparison of messages.

use mach_r::buffer::Room;
use mach_r::ipc::{PortName, ReceivedRight, Right, Several};
use mach_r::message::Incoming;
use mach_r::ool::{OolMemory, OolPorts, Region};
use mach_r::server::{Out, OutString};
use mach_r::wire::{FixedCStr, Wire};
use mach_r::zerocopy::{FromBytes, Immutable, IntoBytes};
use mach_r::{IpcError, KernReturn};
use std::ffi::{CStr, CString};

pub const WORDS: usize = 1024;
/// In patterns of bytes: no meaning; anything; the size of the message or 0.
const NOTHING: i16 = -1;
const ANYTHING: i16 = -2;
const ADDRESS: i16 = -3;

unsafe extern "C" {
    fn mmap(at: *mut u8, bytes: usize, protection: i32, flags: i32, fd: i32, from: i64) -> *mut u8;
}

/// Memory that a message of any word size can name.
pub fn lend(bytes: &[u8]) -> usize {
    const READ_WRITE: i32 = 3;
    const PRIVATE_ANONYMOUS_LOW: i32 = 0x62;
    if bytes.is_empty() {
        return 0;
    }
    // SAFETY: new pages, which are large enough.
    unsafe {
        let null = std::ptr::null_mut();
        let start = mmap(null, bytes.len(), READ_WRITE, PRIVATE_ANONYMOUS_LOW, -1, 0);
        assert!(start.addr() < 1 << 32);
        start.copy_from(bytes.as_ptr(), bytes.len());
        start.expose_provenance()
    }
}

// ---- Values ----

pub fn value<T: FromBytes>(bytes: &[u8]) -> T {
    T::read_from_bytes(bytes).unwrap()
}

pub fn values<T: FromBytes>(bytes: &[u8]) -> Vec<T> {
    bytes.chunks(size_of::<T>()).map(value).collect()
}

/// For as long as the program runs.
pub fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub fn text(bytes: &[u8]) -> CString {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap();
    CString::new(bytes).unwrap()
}

pub fn right<R: Right>(bytes: &[u8]) -> R {
    R::from_name(PortName(value(bytes)))
}

pub fn rights<R: Right>(bytes: &[u8]) -> Vec<R> {
    bytes.chunks(4).map(right).collect()
}

pub fn memory<T>(bytes: &[u8]) -> OolMemory<T> {
    let count = bytes.len() / size_of::<T>();
    OolMemory::from_region(Region::check(lend(bytes), count as u32).unwrap())
}

pub fn give<T: FromBytes + Copy>(out: &mut Out<'_, T>, bytes: &[u8]) -> Result<(), IpcError>
where
    T: IntoBytes + Immutable,
{
    out.extend_from_slice(&values::<T>(bytes))
}

pub fn give_text(out: &mut OutString<'_>, bytes: &[u8]) -> Result<(), IpcError> {
    out.set(&text(bytes))
}

/// Arguments as rows of bytes.
pub trait Carried {
    fn carried(&self) -> Vec<u8>;
}

macro_rules! carried {
    ($(($($kind:tt)*) $one:ident => $bytes:expr;)*) => {
        $($($kind)* {
            fn carried(&self) -> Vec<u8> {
                let $one = self;
                $bytes
            }
        })*
    };
}

carried! {
    (impl Carried for u8) it => vec![*it];
    (impl Carried for i16) it => it.to_ne_bytes().to_vec();
    (impl Carried for i32) it => it.to_ne_bytes().to_vec();
    (impl Carried for i64) it => it.to_ne_bytes().to_vec();
    (impl Carried for mach_r::wire::I64a4) it => it.get().to_ne_bytes().to_vec();
    (impl<T: Carried> Carried for [T]) it => it.iter().flat_map(T::carried).collect();
    (impl<T: Carried, const N: usize> Carried for [T; N]) it => it[..].carried();
    (impl<T: Carried + FromBytes> Carried for OolMemory<T>) it => it[..].carried();
    (impl Carried for CStr) it => it.to_bytes_with_nul().to_vec();
    (impl<const N: usize> Carried for FixedCStr<N>) it => it.as_c_str().carried();
    (impl Carried for mach_r::ipc::SendRight) it => it.name().0.to_ne_bytes().to_vec();
    (impl Carried for mach_r::ipc::SendOnceRight) it => it.name().0.to_ne_bytes().to_vec();
    (impl Carried for ReceivedRight) it => match it {
        ReceivedRight::Send(right) => right.carried(),
        ReceivedRight::SendOnce(right) => right.carried(),
        ReceivedRight::Receive(right) => right.name().0.to_ne_bytes().to_vec(),
    };
    (impl<T: Carried, const N: usize> Carried for Several<T, N>) it =>
        it.iter().flat_map(T::carried).collect();
    (impl<T: Carried + Right> Carried for OolPorts<T>) it =>
        it.iter().flat_map(T::carried).collect();
}

// ---- Messages ----

/// Says where something is not as it has to be.
pub struct Case {
    pub line: u32,
    pub routine: &'static str,
}

impl Case {
    pub fn expect<T: Carried + ?Sized>(&self, what: &str, got: &T, wanted: &[u8]) {
        let got = got.carried();
        assert!(got == wanted, "line {} ({}): {what} is {got:02x?}", self.line, self.routine);
    }

    pub fn expect_error<T>(&self, result: Result<T, IpcError>, code: i32) {
        let got = result.err().unwrap_or(IpcError::Mach(KernReturn(0)));
        assert_eq!(got, IpcError::Mach(KernReturn(code)), "line {} ({})", self.line, self.routine);
    }

    /// Compares a message; `out_of_line`: what its addresses lead to, one after the other.
    pub fn expect_bytes(&self, what: &str, got: &[u8], wanted: &[i16], out_of_line: &[&[u8]]) {
        let name = || format!("line {} ({}): the {what}", self.line, self.routine);
        assert_eq!(got.len(), wanted.len(), "{} has {got:02x?}", name());
        let mut memory = out_of_line.iter();
        let mut at = 0;
        while at < got.len() {
            let bytes = wanted[at..].iter().take_while(|byte| **byte == ADDRESS).count().min(8);
            if bytes > 0 {
                let end = at + wanted[at..].iter().take_while(|byte| **byte == ADDRESS).count();
                if end - at == 8 {
                    let address: u64 = value(&got[at..end]);
                    let data: &[u8] = match address {
                        0 => &[],
                        _ => memory.next().copied().unwrap_or_default(),
                    };
                    if !data.is_empty() {
                        // SAFETY: a request that is not sent yet lends its arguments.
                        let found = unsafe {
                            let start = std::ptr::with_exposed_provenance(address as usize);
                            std::slice::from_raw_parts::<u8>(start, data.len())
                        };
                        assert!(found == data, "{} leads to {found:02x?}", name());
                    }
                }
                at = end;
                continue;
            }
            let is_right = match wanted[at] {
                NOTHING if (4..8).contains(&at) => true,
                NOTHING => got[at] == 0,
                ANYTHING => true,
                byte => i16::from(got[at]) == byte,
            };
            assert!(is_right, "{} at {at}: {:02x?}", name(), got);
            at += 1;
        }
    }
}

/// A message as it arrives; `places`: where addresses stand, of how many bytes, and what is there.
pub fn arrive<'m, W: Wire>(
    room: &'m mut [u64; WORDS],
    bytes: &[u8],
    places: &[(usize, usize, &[u8])],
) -> Incoming<'m, W> {
    let mut message = bytes.to_vec();
    for (at, width, data) in places {
        message[*at..at + width].copy_from_slice(&lend(data).to_le_bytes()[..*width]);
    }
    room.as_mut_bytes()[..message.len()].copy_from_slice(&message);
    // SAFETY: what it carries was made for it.
    unsafe { Incoming::from_bytes(room) }.unwrap()
}

pub fn room(words: &mut [u64; WORDS]) -> Room<'_> {
    Room::from(words.as_mut_slice())
}
