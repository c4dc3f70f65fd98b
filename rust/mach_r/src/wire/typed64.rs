//! Typed messages of 64-bit targets: GNU Mach on x86_64 and aarch64, the layout of 2023 and later.

use super::Wire;
#[doc(hidden)]
pub use super::reader::{at_most, c_str, string, whole};
#[doc(hidden)]
pub use super::typed::{
    either, expect, expect_any_name, expect_any_name_and_number, expect_any_number, expect_parts,
    is_right,
};
pub use super::{COMPLEX_BIT, complex_header_bits, header_bits};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use crate::message::Incoming;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// This wire.
#[derive(Clone, Copy, Debug)]
pub struct Typed64;

typed_wire!(Typed64, Typed64System, u64, 32, 8);

/// `mach_msg_type_t`: the word before each item. The long form is the same but for its flag.
#[derive(Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct MachMsgType(u64);

/// The long form; 64-bit targets have one form only.
pub type MachMsgTypeLong = MachMsgType;

const NAME: u64 = 0xff;
const IN_LINE: u64 = 1 << 29;
const LONG: u64 = 1 << 30;
const DEALLOCATE: u64 = 1 << 31;
const SHAPE: u64 = 0x00ff_ff00 | IN_LINE | LONG;

impl MachMsgType {
    /// The word of in-line data: IPC type name, bits of an element, number of elements.
    #[inline]
    #[must_use]
    pub const fn in_line(name: u32, size_bits: u32, number: u32) -> Self {
        Self(name as u64 | (size_bits as u64) << 8 | IN_LINE | (number as u64) << 32)
    }

    /// The word of out-of-line data; `deallocate`: the sender gives the memory away. What is
    /// received says so.
    #[inline]
    #[must_use]
    pub const fn out_of_line(name: u32, size_bits: u32, number: u32, deallocate: bool) -> Self {
        let flag = if deallocate { DEALLOCATE } else { 0 };
        Self(name as u64 | (size_bits as u64) << 8 | flag | (number as u64) << 32)
    }

    /// The word of in-line data in the long form.
    #[inline]
    #[must_use]
    pub const fn long_in_line(name: u32, size_bits: u32, number: u32) -> Self {
        Self(Self::in_line(name, size_bits, number).0 | LONG)
    }

    /// The word of out-of-line data in the long form.
    #[inline]
    #[must_use]
    pub const fn long_out_of_line(
        name: u32,
        size_bits: u32,
        number: u32,
        deallocate: bool,
    ) -> Self {
        Self(Self::out_of_line(name, size_bits, number, deallocate).0 | LONG)
    }

    /// The IPC type name.
    #[inline]
    #[must_use]
    pub const fn name(self) -> u32 {
        (self.0 & NAME) as u32
    }

    /// The bits of an element.
    #[inline]
    #[must_use]
    pub const fn size_bits(self) -> u32 {
        (self.0 >> 8 & 0xffff) as u32
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

    #[inline]
    const fn raw(self) -> u64 {
        self.0
    }

    #[inline]
    const fn is_same(self, word: Self) -> bool {
        self.0 == word.0
    }

    #[inline]
    const fn is_same_but_number_and_name(self, word: Self) -> bool {
        (self.0 ^ word.0) & SHAPE == 0
    }
}

/// The item at the beginning of the rest of a message.
fn item_of(bytes: &[u8]) -> Option<Item> {
    let (word, _) = MachMsgType::read_from_prefix(bytes).ok()?;
    Some(Item {
        head_bytes: size_of::<MachMsgType>(),
        name: word.name(),
        size_bits: word.size_bits(),
        number: word.number(),
        is_in_line: word.is_in_line(),
    })
}

type_word_checks!(MachMsgType);

impl core::fmt::Debug for MachMsgType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MachMsgType")
            .field("name", &self.name())
            .field("size_bits", &self.size_bits())
            .field("number", &self.number())
            .field("is_in_line", &self.is_in_line())
            .field("is_long", &(self.0 & LONG != 0))
            .field("deallocate", &(self.0 & DEALLOCATE != 0))
            .finish()
    }
}
