//! GNU/Hurd: GNU Mach through the C library's libmachuser.

use super::foreign::Foreign;
use super::ports::RawStatus;
use super::{PortStatus, System};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use core::ffi::c_void;

mach_functions!("");
gnu_port_status!("");

mach_messages!(
    /// Messages of GNU Mach.
    Typed,
    "",
    0,
    0x800
);

/// Typed messages of 64-bit targets.
#[cfg(target_pointer_width = "64")]
pub type Typed64System = Typed;
/// Typed messages of 64-bit targets.
#[cfg(not(target_pointer_width = "64"))]
pub type Typed64System = Foreign;
/// Typed messages of 32-bit targets.
#[cfg(target_pointer_width = "64")]
pub type Typed32System = Foreign;
/// Typed messages of 32-bit targets.
#[cfg(not(target_pointer_width = "64"))]
pub type Typed32System = Typed;
/// NDR messages of 64-bit targets.
pub type Ndr64System = Foreign;
/// NDR messages of 32-bit targets.
pub type Ndr32System = Foreign;

unsafe extern "C" {
    fn mach_task_self() -> u32;
    fn mach_port_set_qlimit(task: u32, name: u32, limit: u32) -> i32;
}

fn task_self() -> u32 {
    // SAFETY: has no conditions.
    unsafe { mach_task_self() }
}

pub(crate) fn set_queue_limit(name: PortName, limit: u32) -> Result<(), IpcError> {
    // SAFETY: names that denote nothing are refused.
    check(unsafe { mach_port_set_qlimit(task_self(), name.0, limit) })
}
