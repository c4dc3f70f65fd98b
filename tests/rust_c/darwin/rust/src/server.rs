//! The same as `server.c`.

use std::ffi::CStr;

use crate::darwin::DarwinServerSync;
use mach_r::ipc::SendRight;
use mach_r::server::{Out, OutString};
use mach_r::{IpcError, KernReturn};

#[derive(Debug, Default)]
pub struct Server;

impl DarwinServerSync for Server {
    fn sum(&self, numbers: &[i32], b: i64) -> Result<i64, IpcError> {
        Ok(b + numbers.iter().copied().map(i64::from).sum::<i64>())
    }

    fn twice(&self, numbers: &[i32], doubled: &mut Out<'_, i32>) -> Result<(), IpcError> {
        numbers.iter().try_for_each(|number| doubled.push(2 * number))
    }

    fn greet(&self, name: &CStr, greeting: &mut OutString<'_>) -> Result<(), IpcError> {
        let text = [b"Hello, ", name.to_bytes_with_nul()].concat();
        greeting.set(CStr::from_bytes_until_nul(&text).unwrap_or_default())
    }

    fn pass(&self, right: SendRight) -> Result<SendRight, IpcError> {
        Ok(right)
    }

    fn fail(&self, code: i32, _right: SendRight) -> Result<(), IpcError> {
        KernReturn(code).into_result()
    }
}
