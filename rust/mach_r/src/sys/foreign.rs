//! No way to Mach: for wires that this program cannot send, and for machines without Mach.

use super::System;
use crate::error::KernReturn;
use crate::ipc::PortName;

/// A system that sends nothing.
#[derive(Debug)]
pub struct Foreign;

impl System for Foreign {
    const IS_FOREIGN: bool = true;
    const RCV_LARGE: u32 = 0;
    const DIALECT: usize = 0;

    #[inline]
    unsafe fn mach_msg(
        _message: *mut u8,
        _bits: u32,
        _send_size: u32,
        _receive_limit: u32,
        _receive: PortName,
        _timeout_ms: u32,
    ) -> KernReturn {
        KernReturn::KERN_NOT_SUPPORTED
    }

    /// Names in such messages denote nothing here.
    #[inline]
    unsafe fn destroy(_message: *mut u8) {}

    #[inline]
    fn reply_port() -> PortName {
        PortName::NULL
    }

    #[inline]
    fn discard_reply_port(_name: PortName) {}

    #[inline]
    fn put_reply_port(_name: PortName) {}
}

#[cfg(mach_r_sys = "none")]
mod none {
    use super::Foreign;
    use crate::error::IpcError;
    use crate::ipc::PortName;
    use crate::sys::PortStatus;

    /// Typed messages of 64-bit targets.
    pub type Typed64System = Foreign;
    /// Typed messages of 32-bit targets.
    pub type Typed32System = Foreign;
    /// NDR messages of 64-bit targets.
    pub type Ndr64System = Foreign;
    /// NDR messages of 32-bit targets.
    pub type Ndr32System = Foreign;

    const NONE: IpcError = IpcError::ForeignWire;

    pub(crate) fn allocate(_right: u32) -> Result<PortName, IpcError> {
        Err(NONE)
    }
    pub(crate) fn release(_name: PortName) {}
    pub(crate) fn change_references(
        _name: PortName,
        _right: u32,
        _delta: i32,
    ) -> Result<(), IpcError> {
        Err(NONE)
    }
    pub(crate) fn references(_name: PortName, _right: u32) -> Result<u32, IpcError> {
        Err(NONE)
    }
    pub(crate) fn insert(_name: PortName, _disposition: u32) -> Result<(), IpcError> {
        Err(NONE)
    }
    pub(crate) fn extract(_name: PortName, _disposition: u32) -> Result<PortName, IpcError> {
        Err(NONE)
    }
    pub(crate) fn port_type(_name: PortName) -> Result<u32, IpcError> {
        Err(NONE)
    }
    pub(crate) fn each_name(_take: impl FnMut(PortName, u32)) -> Result<(), IpcError> {
        Err(NONE)
    }
    pub(crate) fn move_member(_member: PortName, _set: PortName) -> Result<(), IpcError> {
        Err(NONE)
    }
    pub(crate) fn request_notification(
        _name: PortName,
        _id: i32,
        _sync: u32,
        _notify: PortName,
        _disposition: u32,
    ) -> Result<PortName, IpcError> {
        Err(NONE)
    }
    pub(crate) fn status(_name: PortName) -> Result<PortStatus, IpcError> {
        Err(NONE)
    }
    pub(crate) fn set_queue_limit(_name: PortName, _limit: u32) -> Result<(), IpcError> {
        Err(NONE)
    }
    #[allow(dead_code)]
    pub(crate) fn allocate_memory(_bytes: usize) -> Result<*mut u8, IpcError> {
        Err(NONE)
    }
    /// # Safety
    ///
    /// None is ever allocated.
    #[allow(dead_code)]
    pub(crate) unsafe fn release_memory(_start: *mut u8, _bytes: usize) {}
}

#[cfg(mach_r_sys = "none")]
pub use none::*;
