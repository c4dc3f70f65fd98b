//! What C sees of Rust servers and clients: exported functions, and the macros that make them.
//!
//! Files that `migc --emit=rust-shim` writes consist of calls of these macros, and are as free of
//! unsafe code as all generated files: what is unsafe about an exported function stands here. Each
//! such function
//!
//! - catches panics, which become errors of the call;
//! - refuses null and misaligned pointers, and counts above their bounds, before it reads or writes
//!   through anything;
//! - otherwise relies on what C's prototype promises, as the function of the same name that migc
//!   writes in C does.

mod arguments;
#[cfg(feature = "std")]
mod demux;
mod entry;
mod functions;
#[cfg(feature = "std")]
mod object;
mod results;

pub use arguments::ByValue;
#[doc(hidden)]
pub use arguments::{
    AnyRight, Borrowed, BoundedString, LentMemory, LentRight, all_rights, any_right, borrow,
    elements, fixed_string, lend, lend_memory, reference, region, right_array, rights, slice,
    string, take, unmoved, value,
};
#[cfg(feature = "std")]
pub use demux::Routine;
#[cfg(feature = "std")]
#[doc(hidden)]
pub use demux::{RoutineDescriptor, Subsystem, demux, routine_of, routines};
#[cfg(feature = "std")]
pub(crate) use entry::forget_panic;
#[doc(hidden)]
pub use entry::{enter, enter_or};
#[cfg(feature = "std")]
pub use object::Installed;
#[doc(hidden)]
pub use results::{
    ArrayPlace, DataPlace, MemoryPlace, NOT_INSTALLED, Place, RightPlace, RightsPlace, StringPlace,
    array_place, data_place, memory_place, out_string, place, right_place, rights_place,
    string_place, whole_array_place,
};

/// What stands in exported functions.
#[doc(hidden)]
pub mod names {
    pub use crate::buffer::{PoolBuffer, StackBuffer, words_for};
    pub use crate::ipc::{PortName, ReceiveRight, SendOnceRight, SendRight};
    pub use crate::ool::Data;
    pub use crate::shim::{self, ByValue};
    pub use crate::wire::{F64a4, FixedCStr, I64a4, U64a4};
    pub use crate::{IpcError, KernReturn};
}
