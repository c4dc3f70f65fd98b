//! libmigrt, on Linux: messages of both dialects in one process.

use super::foreign::Foreign;
use super::ports::RawStatus;
use super::{PortStatus, System};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use core::ffi::{CStr, c_char, c_int, c_void};

mach_functions!("migrt_typed_");
gnu_port_status!("migrt_typed_");
darwin_queue_limit!("migrt_ndr_");

mach_messages!(
    /// Typed messages through libmigrt.
    Typed,
    "migrt_typed_",
    0,
    0x800
);
mach_messages!(
    /// NDR messages through libmigrt.
    Ndr,
    "migrt_ndr_",
    1,
    0x4
);

#[cfg(target_pointer_width = "64")]
mod by_width {
    use super::{Foreign, Ndr, Typed};
    /// Typed messages of 64-bit targets.
    pub type Typed64System = Typed;
    /// Typed messages of 32-bit targets.
    pub type Typed32System = Foreign;
    /// NDR messages of 64-bit targets.
    pub type Ndr64System = Ndr;
    /// NDR messages of 32-bit targets.
    pub type Ndr32System = Foreign;
}

#[cfg(not(target_pointer_width = "64"))]
mod by_width {
    use super::{Foreign, Ndr, Typed};
    /// Typed messages of 64-bit targets.
    pub type Typed64System = Foreign;
    /// Typed messages of 32-bit targets.
    pub type Typed32System = Typed;
    /// NDR messages of 64-bit targets.
    pub type Ndr64System = Foreign;
    /// NDR messages of 32-bit targets.
    pub type Ndr32System = Ndr;
}

pub use by_width::*;

unsafe extern "C" {
    fn migrt_typed_mach_task_self() -> u32;
    fn migrt_check_in(service: *const c_char, dialects: u32, port: *mut u32) -> c_int;
    fn migrt_look_up(service: *const c_char, port: *mut u32) -> c_int;
    fn migrt_hand_over(name: u32, disposition: u32, fd: *mut c_int) -> c_int;
    fn migrt_take_over(fd: c_int, name: *mut u32) -> c_int;
    fn migrt_receive_descriptor(name: u32, fd: *mut c_int) -> c_int;
    fn migrt_send_descriptor(name: u32, fd: *mut c_int) -> c_int;
}

fn task_self() -> u32 {
    // SAFETY: has no conditions.
    unsafe { migrt_typed_mach_task_self() }
}

/// Makes the port that others find under a name; `dialects`: a mask of what it takes, 0 for all.
pub(crate) fn check_in(service: &CStr, dialects: u32) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written.
    check(unsafe { migrt_check_in(service.as_ptr(), dialects, &raw mut name) })?;
    Ok(PortName(name))
}

pub(crate) fn look_up(service: &CStr) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written.
    check(unsafe { migrt_look_up(service.as_ptr(), &raw mut name) })?;
    Ok(PortName(name))
}

/// A descriptor that stands for a right, which another program can take over.
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub(crate) fn hand_over(name: PortName, disposition: u32) -> Result<c_int, IpcError> {
    let mut fd = -1;
    // SAFETY: fd can be written.
    check(unsafe { migrt_hand_over(name.0, disposition, &raw mut fd) })?;
    Ok(fd)
}

/// The right that a descriptor stands for; the descriptor is closed if it stands for one.
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub(crate) fn take_over(fd: c_int) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: name can be written.
    check(unsafe { migrt_take_over(fd, &raw mut name) })?;
    Ok(PortName(name))
}

/// A descriptor that polls readable when there may be a message.
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub(crate) fn receive_descriptor(name: PortName) -> Result<c_int, IpcError> {
    let mut fd = -1;
    // SAFETY: fd can be written.
    check(unsafe { migrt_receive_descriptor(name.0, &raw mut fd) })?;
    Ok(fd)
}

/// A descriptor that polls readable when there may be room for a message.
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub(crate) fn send_descriptor(name: PortName) -> Result<c_int, IpcError> {
    let mut fd = -1;
    // SAFETY: fd can be written.
    check(unsafe { migrt_send_descriptor(name.0, &raw mut fd) })?;
    Ok(fd)
}
