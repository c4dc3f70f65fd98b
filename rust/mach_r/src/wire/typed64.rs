//! Typed messages of 64-bit targets: GNU Mach on x86_64 and aarch64, the layout of 2023 and later.

use super::Wire;
use crate::error::IpcError;
use crate::ipc::PortName;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// This wire.
#[derive(Clone, Copy, Debug)]
pub struct Typed64;

/// `mach_msg_header_t`: 32 bytes, a right in 8.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct MachMsgHeader {
    /// `msgh_bits`: dispositions of the two rights, and [`COMPLEX_BIT`](super::COMPLEX_BIT).
    pub bits: u32,
    /// `msgh_size`: bytes of the message.
    pub size: u32,
    /// `msgh_remote_port`.
    pub remote_port: PortSlot,
    /// `msgh_local_port`.
    pub local_port: PortSlot,
    /// `msgh_seqno`: set in messages that are received.
    pub seqno: u32,
    /// `msgh_id`.
    pub id: i32,
}

const _: () = assert!(size_of::<MachMsgHeader>() == 32 && align_of::<MachMsgHeader>() == 8);

impl MachMsgHeader {
    /// The header of a message to be sent.
    #[inline]
    #[must_use]
    pub const fn new(bits: u32, id: i32, size: usize, remote: PortName, local: PortName) -> Self {
        Self {
            bits,
            size: size as u32,
            remote_port: PortSlot::new(remote),
            local_port: PortSlot::new(local),
            seqno: 0,
            id,
        }
    }

    /// The header of the reply to a request: goes where the request says.
    #[inline]
    #[must_use]
    pub const fn reply_to(request: &Self, complex: u32, size: usize) -> Self {
        Self {
            bits: (request.bits & 0xff) | complex,
            size: size as u32,
            remote_port: request.remote_port,
            local_port: PortSlot::new(PortName::NULL),
            seqno: 0,
            id: request.id.wrapping_add(100),
        }
    }
}

/// A right in a message: its name in 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct PortSlot(u64);

impl PortSlot {
    /// A slot that holds this name.
    #[inline]
    #[must_use]
    pub const fn new(name: PortName) -> Self {
        Self(name.0 as u64)
    }

    /// The name.
    #[inline]
    #[must_use]
    pub const fn name(self) -> PortName {
        PortName(self.0 as u32)
    }
}

/// `mach_msg_type_t`: the word before each item. The long form is the same but for its flag.
#[derive(Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct MachMsgType(u64);

/// The long form; 64-bit targets have one form only.
pub type MachMsgTypeLong = MachMsgType;

const IN_LINE: u64 = 1 << 29;
const LONG: u64 = 1 << 30;
const DEALLOCATE: u64 = 1 << 31;

impl MachMsgType {
    /// The word of in-line data: IPC type name, bits of an element, number of elements.
    #[inline]
    #[must_use]
    pub const fn in_line(name: u32, size_bits: u32, number: u32) -> Self {
        Self(name as u64 | (size_bits as u64) << 8 | IN_LINE | (number as u64) << 32)
    }

    /// The word of out-of-line data; `deallocate`: the sender gives the memory away.
    #[inline]
    #[must_use]
    pub const fn out_of_line(name: u32, size_bits: u32, number: u32, deallocate: bool) -> Self {
        let flag = if deallocate { DEALLOCATE } else { 0 };
        Self(name as u64 | (size_bits as u64) << 8 | flag | (number as u64) << 32)
    }

    /// The same in the long form.
    #[inline]
    #[must_use]
    pub const fn long(self) -> Self {
        Self(self.0 | LONG)
    }

    /// The IPC type name.
    #[inline]
    #[must_use]
    pub const fn name(self) -> u32 {
        self.0 as u32 & 0xff
    }

    /// The number of elements.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Whether the data are in the message.
    #[inline]
    #[must_use]
    pub const fn is_in_line(self) -> bool {
        self.0 & IN_LINE != 0
    }

    /// Refuses any other word.
    #[inline]
    pub const fn expect(self, word: Self) -> Result<(), IpcError> {
        if self.0 == word.0 {
            return Ok(());
        }
        Err(IpcError::TypeMismatch { expected: word.0, actual: self.0 })
    }

    /// Refuses a word that differs in more than number and deallocation, and returns the number.
    #[inline]
    pub const fn expect_any_number(self, word: Self) -> Result<u32, IpcError> {
        const PARTS: u64 = 0x00ff_ffff | IN_LINE | LONG;
        if (self.0 ^ word.0) & PARTS == 0 {
            return Ok(self.number());
        }
        Err(IpcError::TypeMismatch { expected: word.0, actual: self.0 })
    }
}

impl core::fmt::Debug for MachMsgType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MachMsgType")
            .field("name", &self.name())
            .field("size_bits", &(self.0 >> 8 & 0xffff))
            .field("number", &self.number())
            .field("is_in_line", &self.is_in_line())
            .field("is_long", &(self.0 & LONG != 0))
            .field("deallocate", &(self.0 & DEALLOCATE != 0))
            .finish()
    }
}

/// The reply that carries nothing but a return code.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct ReplyHead {
    /// The header.
    pub head: MachMsgHeader,
    /// The word before the return code.
    pub ret_code_type: MachMsgType,
    /// The return code.
    pub ret_code: i32,
    /// Zero.
    pub ret_code_pad: u32,
}

/// The word before a return code.
pub const RET_CODE_TYPE: MachMsgType = MachMsgType::in_line(2, 32, 1);

impl ReplyHead {
    /// The reply to a request, with a return code.
    #[inline]
    #[must_use]
    pub const fn new(request: &MachMsgHeader, ret_code: i32) -> Self {
        Self {
            head: MachMsgHeader::reply_to(request, 0, size_of::<Self>()),
            ret_code_type: RET_CODE_TYPE,
            ret_code,
            ret_code_pad: 0,
        }
    }
}

/// Checks what all replies have: whether it is the declared one, of `least` to `most` bytes with
/// that complex bit, or the error that takes its place.
#[inline]
pub fn check_reply(
    message: &[u8],
    least: usize,
    most: usize,
    complex: bool,
) -> Result<(), IpcError> {
    let Some((reply, _)) = crate::message::part::<ReplyHead>(message) else {
        return Err(IpcError::MessageTooSmall { expected: least, actual: message.len() });
    };
    if reply.head.bits >> 31 == complex as u32 && least <= message.len() && message.len() <= most {
        reply.ret_code_type.expect(RET_CODE_TYPE)?;
        return crate::KernReturn(reply.ret_code).into_result();
    }
    Err(wrong_reply(reply, message.len(), least))
}

#[cold]
#[inline(never)]
fn wrong_reply(reply: &ReplyHead, actual: usize, least: usize) -> IpcError {
    let is_error =
        reply.head.bits >> 31 == 0 && actual == size_of::<ReplyHead>() && reply.ret_code != 0;
    if !is_error {
        return IpcError::MessageTooSmall { expected: least, actual };
    }
    match reply.ret_code_type.expect(RET_CODE_TYPE) {
        Ok(()) => IpcError::Mach(crate::KernReturn(reply.ret_code)),
        Err(error) => error,
    }
}

impl Wire for Typed64 {
    type Header = MachMsgHeader;
    type System = crate::sys::Typed64System;
    const UNIT_BYTES: usize = 8;

    #[inline]
    fn bits(header: &MachMsgHeader) -> u32 {
        header.bits
    }
    #[inline]
    fn size_bytes(header: &MachMsgHeader) -> u32 {
        header.size
    }
    #[inline]
    fn id(header: &MachMsgHeader) -> i32 {
        header.id
    }
    #[inline]
    fn remote_port(header: &MachMsgHeader) -> PortName {
        header.remote_port.name()
    }
    #[inline]
    fn local_port(header: &MachMsgHeader) -> PortName {
        header.local_port.name()
    }
    #[inline]
    fn set_remote_port(header: &mut MachMsgHeader, name: PortName) {
        header.remote_port = PortSlot::new(name);
    }
    #[inline]
    fn set_size_bytes(header: &mut MachMsgHeader, bytes: u32) {
        header.size = bytes;
    }
}
