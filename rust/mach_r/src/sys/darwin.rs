//! Darwin: XNU through libSystem.

use super::foreign::Foreign;
use super::ports::RawStatus;
use super::{PortStatus, System};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use core::ffi::{CStr, c_char, c_void};

mach_functions!("");
darwin_queue_limit!("");

mach_messages!(
    /// Messages of XNU.
    Ndr,
    "",
    1,
    0x4
);

/// NDR messages of 64-bit targets.
#[cfg(target_pointer_width = "64")]
pub type Ndr64System = Ndr;
/// NDR messages of 64-bit targets.
#[cfg(not(target_pointer_width = "64"))]
pub type Ndr64System = Foreign;
/// NDR messages of 32-bit targets.
#[cfg(target_pointer_width = "64")]
pub type Ndr32System = Foreign;
/// NDR messages of 32-bit targets.
#[cfg(not(target_pointer_width = "64"))]
pub type Ndr32System = Ndr;
/// Typed messages of 64-bit targets.
pub type Typed64System = Foreign;
/// Typed messages of 32-bit targets.
pub type Typed32System = Foreign;

unsafe extern "C" {
    // The initialisation of libSystem sets it, before any code of the program runs.
    static mach_task_self_: u32;
    static bootstrap_port: u32;
    fn mach_port_get_attributes(
        task: u32,
        name: u32,
        flavor: i32,
        info: *mut i32,
        count: *mut u32,
    ) -> i32;
    fn bootstrap_check_in(bootstrap: u32, service: *const c_char, port: *mut u32) -> i32;
    fn bootstrap_look_up(bootstrap: u32, service: *const c_char, port: *mut u32) -> i32;
}

const MACH_PORT_RECEIVE_STATUS: i32 = 2;

#[repr(C)]
#[derive(Default)]
struct DarwinStatus {
    status: RawStatus,
    flags: u32,
}

const STATUS_WORDS: u32 = 10;
const _: () = assert!(size_of::<DarwinStatus>() == STATUS_WORDS as usize * 4);

fn task_self() -> u32 {
    // SAFETY: set once, before the program starts.
    unsafe { mach_task_self_ }
}

pub(crate) fn status(name: PortName) -> Result<PortStatus, IpcError> {
    let mut status = DarwinStatus::default();
    let mut count = STATUS_WORDS;
    // SAFETY: status has that many words, and count can be written.
    check(unsafe {
        mach_port_get_attributes(
            task_self(),
            name.0,
            MACH_PORT_RECEIVE_STATUS,
            (&raw mut status).cast(),
            &raw mut count,
        )
    })?;
    Ok(status.status.into())
}

/// What launchd says to a name; `dialects` means nothing, there is one.
pub(crate) fn check_in(service: &CStr, _dialects: u32) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written; the static is set before the program starts.
    check(unsafe { bootstrap_check_in(bootstrap_port, service.as_ptr(), &raw mut name) })?;
    Ok(PortName(name))
}

pub(crate) fn look_up(service: &CStr) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written; the static is set before the program starts.
    check(unsafe { bootstrap_look_up(bootstrap_port, service.as_ptr(), &raw mut name) })?;
    Ok(PortName(name))
}
