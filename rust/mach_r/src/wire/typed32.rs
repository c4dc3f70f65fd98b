//! Typed messages of 32-bit targets: GNU Mach on i386.

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
pub struct Typed32;

typed_wire!(Typed32, Typed32System, u32, 24, 4);

short_type_word!(u32, 28, 0xff, 16, 0xfff);

/// The item at the beginning of the rest of a message.
fn item_of(bytes: &[u8]) -> Option<Item> {
    let (word, _) = MachMsgType::read_from_prefix(bytes).ok()?;
    if word.0 & LONG == 0 {
        return Some(word.into());
    }
    let (word, _) = MachMsgTypeLong::read_from_prefix(bytes).ok()?;
    Some(word.into())
}

/// `mach_msg_type_long_t`: the word before an item whose size or number the short one cannot hold.
#[derive(Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct MachMsgTypeLong {
    flags: u32,
    name: u16,
    size_bits: u16,
    number: u32,
}

impl MachMsgTypeLong {
    /// The word of in-line data: IPC type name, bits of an element, number of elements.
    #[inline]
    #[must_use]
    pub const fn long_in_line(name: u32, size_bits: u32, number: u32) -> Self {
        Self { flags: IN_LINE | LONG, name: name as u16, size_bits: size_bits as u16, number }
    }

    /// The word of out-of-line data; `deallocate`: the sender gives the memory away. What is
    /// received says so.
    #[inline]
    #[must_use]
    pub const fn long_out_of_line(
        name: u32,
        size_bits: u32,
        number: u32,
        deallocate: bool,
    ) -> Self {
        let flag = if deallocate { DEALLOCATE } else { 0 };
        Self { flags: LONG | flag, name: name as u16, size_bits: size_bits as u16, number }
    }

    /// The IPC type name.
    #[inline]
    #[must_use]
    pub const fn name(self) -> u32 {
        self.name as u32
    }

    /// The bits of an element.
    #[inline]
    #[must_use]
    pub const fn size_bits(self) -> u32 {
        self.size_bits as u32
    }

    /// The number of elements.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Whether the data are in the message.
    #[inline]
    #[must_use]
    pub const fn is_in_line(self) -> bool {
        self.flags & IN_LINE != 0
    }

    #[inline]
    const fn raw(self) -> u64 {
        (self.flags as u64) << 32 | (self.name as u64) << 16 | self.size_bits as u64
    }

    #[inline]
    const fn is_same(self, word: Self) -> bool {
        self.flags == word.flags
            && self.name == word.name
            && self.size_bits == word.size_bits
            && self.number == word.number
    }

    #[inline]
    const fn is_same_but_number_and_name(self, word: Self) -> bool {
        (self.flags ^ word.flags) & (IN_LINE | LONG) == 0 && self.size_bits == word.size_bits
    }
}

type_word_checks!(MachMsgTypeLong);

impl core::fmt::Debug for MachMsgTypeLong {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MachMsgTypeLong")
            .field("name", &self.name)
            .field("size_bits", &self.size_bits)
            .field("number", &self.number)
            .field("is_in_line", &self.is_in_line())
            .field("deallocate", &(self.flags & DEALLOCATE != 0))
            .finish()
    }
}
