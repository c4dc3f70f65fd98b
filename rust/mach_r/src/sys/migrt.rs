//! libmigrt, on Linux.

use super::System;
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use core::ffi::{CStr, c_char, c_int, c_uint, c_void};

unsafe extern "C" {
    fn migrt_typed_mach_msg(
        message: *mut c_void,
        option: c_int,
        send_size: c_uint,
        rcv_size: c_uint,
        rcv_name: c_uint,
        timeout: c_uint,
        notify: c_uint,
    ) -> c_int;
    fn migrt_typed_mach_msg_destroy(message: *mut c_void);
    fn migrt_typed_mig_get_reply_port() -> c_uint;
    fn migrt_typed_mig_put_reply_port(port: c_uint);
    fn migrt_typed_mig_dealloc_reply_port(port: c_uint);
    fn migrt_typed_mach_task_self() -> c_uint;
    fn migrt_typed_mach_port_allocate(task: c_uint, right: c_uint, name: *mut c_uint) -> c_int;
    fn migrt_typed_mach_port_deallocate(task: c_uint, name: c_uint) -> c_int;
    fn migrt_typed_mach_port_mod_refs(task: c_uint, name: c_uint, right: c_uint, delta: c_int) -> c_int;
    fn migrt_typed_mach_port_insert_right(task: c_uint, name: c_uint, poly: c_uint, kind: c_uint) -> c_int;
    fn migrt_check_in(service: *const c_char, dialects: c_uint, port: *mut c_uint) -> c_int;
    fn migrt_look_up(service: *const c_char, port: *mut c_uint) -> c_int;
}

const MACH_PORT_RIGHT_SEND: c_uint = 0;
const MACH_PORT_RIGHT_RECEIVE: c_uint = 1;
const MACH_MSG_TYPE_MAKE_SEND: c_uint = 20;

/// Typed messages through libmigrt.
#[derive(Debug)]
pub struct Typed64System;

impl System for Typed64System {
    #[inline]
    unsafe fn mach_msg(
        message: *mut u8,
        bits: u32,
        send_size: u32,
        receive_limit: u32,
        receive: PortName,
        timeout_ms: u32,
    ) -> KernReturn {
        // SAFETY: the caller's promise.
        KernReturn(unsafe {
            migrt_typed_mach_msg(
                message.cast(),
                bits as c_int,
                send_size,
                receive_limit,
                receive.0,
                timeout_ms,
                0,
            )
        })
    }

    #[inline]
    unsafe fn destroy(message: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { migrt_typed_mach_msg_destroy(message.cast()) }
    }

    #[inline]
    fn reply_port() -> PortName {
        // SAFETY: has no conditions.
        PortName(unsafe { migrt_typed_mig_get_reply_port() })
    }

    #[inline]
    fn discard_reply_port(name: PortName) {
        // SAFETY: has no conditions.
        unsafe { migrt_typed_mig_dealloc_reply_port(name.0) }
    }

    #[inline]
    fn put_reply_port(name: PortName) {
        // SAFETY: has no conditions.
        unsafe { migrt_typed_mig_put_reply_port(name.0) }
    }
}

fn check(code: c_int) -> Result<(), IpcError> {
    KernReturn(code).into_result()
}

fn task_self() -> c_uint {
    // SAFETY: has no conditions.
    unsafe { migrt_typed_mach_task_self() }
}

pub(crate) fn release(name: PortName) {
    // SAFETY: names that denote nothing are refused.
    let _ = unsafe { migrt_typed_mach_port_deallocate(task_self(), name.0) };
}

pub(crate) fn release_receive(name: PortName) {
    // SAFETY: names that denote nothing are refused.
    let _ = unsafe {
        migrt_typed_mach_port_mod_refs(task_self(), name.0, MACH_PORT_RIGHT_RECEIVE, -1)
    };
}

pub(crate) fn copy_send(name: PortName) -> Result<(), IpcError> {
    // SAFETY: names that denote nothing are refused.
    check(unsafe { migrt_typed_mach_port_mod_refs(task_self(), name.0, MACH_PORT_RIGHT_SEND, 1) })
}

pub(crate) fn new_port() -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: name can be written.
    check(unsafe {
        migrt_typed_mach_port_allocate(task_self(), MACH_PORT_RIGHT_RECEIVE, &raw mut name)
    })?;
    Ok(PortName(name))
}

pub(crate) fn make_send(name: PortName) -> Result<(), IpcError> {
    // SAFETY: names that denote nothing are refused.
    check(unsafe {
        migrt_typed_mach_port_insert_right(task_self(), name.0, name.0, MACH_MSG_TYPE_MAKE_SEND)
    })
}

pub(crate) fn check_in(service: &CStr) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written.
    check(unsafe { migrt_check_in(service.as_ptr(), 0, &raw mut name) })?;
    Ok(PortName(name))
}

pub(crate) fn look_up(service: &CStr) -> Result<PortName, IpcError> {
    let mut name = 0;
    // SAFETY: a string, and a name that can be written.
    check(unsafe { migrt_look_up(service.as_ptr(), &raw mut name) })?;
    Ok(PortName(name))
}
