//! NDR messages of 64-bit targets: Darwin on x86_64 and arm64.

use super::Wire;
#[doc(hidden)]
pub use super::reader::{at_most, c_str, some_string as string, whole};
pub use super::trailer::Trailer;
pub use super::{COMPLEX_BIT, complex_header_bits, header_bits};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use crate::message::Incoming;
use crate::ool::Region;
pub use crate::types::{AuditToken, SecurityToken};
use core::ops::Deref;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// This wire.
#[derive(Clone, Copy, Debug)]
pub struct Ndr64;

/// `mach_msg_ool_descriptor_t` and `mach_msg_ool_ports_descriptor_t`.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct OolDescriptor {
    address: super::U64a4,
    deallocate: u8,
    copy: u8,
    disposition: u8,
    kind: u8,
    size: u32,
}

/// `mach_msg_ool_ports_descriptor_t`: the same parts.
pub type OolPortsDescriptor = OolDescriptor;

impl OolDescriptor {
    #[inline]
    const fn new(
        address: usize,
        size: u32,
        deallocate: u8,
        copy: u8,
        disposition: u8,
        kind: u8,
    ) -> Self {
        let address = super::U64a4::new(address as u64);
        Self { address, deallocate, copy, disposition, kind, size }
    }

    /// Where the data are.
    #[inline]
    #[must_use]
    pub const fn address(&self) -> usize {
        self.address.get() as usize
    }

    /// Of data: their bytes; of rights: how many.
    #[inline]
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.size
    }
}

ndr_wire!(Ndr64, Ndr64System);
