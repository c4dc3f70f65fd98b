//! Out-of-line data: memory of its own that travels beside a message.

mod data;
mod memory;
mod ports;

pub use data::{Data, DataPlace, Either, OutData};
pub use memory::{OolArgument, OolMemory, Region, address_of};
pub use ports::{OolPorts, OolPortsArgument, PortsData, ReceivedPorts, RightKind};

use crate::ipc::{PortName, Right, Several};
use core::ops::Deref;

/// The counts of several arrays, then zeros.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn counts<A: Deref<Target = [T]>, T, const N: usize>(arrays: &[A]) -> [u32; N] {
    let mut counts = [0; N];
    for (count, array) in counts.iter_mut().zip(arrays) {
        *count = array.len() as u32;
    }
    counts
}

/// The counts of several arrays.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn used_counts<const N: usize, A: Deref<Target = [T]>, T>(arrays: &[A]) -> Several<u32, N> {
    arrays.iter().map(|array| array.len() as u32).collect()
}

/// The memory of a message that was accepted.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn all_memory<T, const N: usize>(regions: Several<Region<T>, N>) -> Several<OolMemory<T>, N> {
    regions.into_iter().map(OolMemory::from_region).collect()
}

/// The rights of a message that was accepted.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn all_ports<R: Right, const N: usize>(
    regions: Several<Region<PortName>, N>,
) -> Several<OolPorts<R>, N> {
    regions.into_iter().map(OolPorts::from_region).collect()
}

/// A message owns them now.
#[doc(hidden)]
#[inline]
pub fn all_into_message<M, const N: usize>(memories: Several<M, N>) {
    for memory in memories {
        core::mem::forget(memory);
    }
}
