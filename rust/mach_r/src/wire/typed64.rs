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

short_type_word!(u64, 29, 0xffff, 32, 0xffff_ffff);

/// The long form; 64-bit targets have one form only, with a flag.
pub type MachMsgTypeLong = MachMsgType;

impl MachMsgType {
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
}

/// The item at the beginning of the rest of a message.
fn item_of(bytes: &[u8]) -> Option<Item> {
    let (word, _) = MachMsgType::read_from_prefix(bytes).ok()?;
    Some(word.into())
}
