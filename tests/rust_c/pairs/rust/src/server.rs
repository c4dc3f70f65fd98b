//! The same as `server.c`.

use std::ffi::CStr;
use std::sync::atomic::{AtomicI32, Ordering};

use crate::pairs::{PairsServerSync, Point};
use mach_r::ipc::SendRight;
#[cfg(not(feature = "common"))]
use mach_r::ipc::{PortArgument, ReceivedRight};
use mach_r::ool::{Data, OolMemory, OutData};
use mach_r::server::{Out, OutString};
use mach_r::wire::FixedCStr;
use mach_r::{IpcError, KernReturn};

#[derive(Debug, Default)]
pub struct Server {
    noted: AtomicI32,
}

fn c_string(bytes: &[u8]) -> &CStr {
    CStr::from_bytes_until_nul(bytes).unwrap_or_default()
}

impl PairsServerSync for Server {
    fn add(&self, a: i32, b: i64) -> Result<i64, IpcError> {
        // How a test makes it panic.
        assert_ne!(a, i32::MIN);
        Ok(i64::from(a) + b)
    }

    fn merge(
        &self,
        first: &[i32],
        letters: &[u8],
        second: &[i32],
        all: &mut Out<'_, i32>,
        capital: &mut Out<'_, u8>,
    ) -> Result<i32, IpcError> {
        all.extend_from_slice(first)?;
        all.extend_from_slice(second)?;
        capital.extend_from_slice(&letters.to_ascii_uppercase())?;
        Ok((first.len() + letters.len() + second.len()) as i32)
    }

    fn greet(&self, name: &CStr, greeting: &mut OutString<'_>) -> Result<(), IpcError> {
        let text = [b"Hello, ", name.to_bytes_with_nul()].concat();
        greeting.set(c_string(&text))
    }

    fn call_anew(&self, old: &FixedCStr<16>) -> Result<FixedCStr<16>, IpcError> {
        let text = [b"new ", old.as_c_str().to_bytes_with_nul()].concat();
        Ok(FixedCStr::new(c_string(&text)))
    }

    fn turn(&self, point: &Point) -> Result<Point, IpcError> {
        Ok(Point {
            x: -point.y,
            y: point.x,
        })
    }

    fn reverse(&self, four: &[i32; 4]) -> Result<[i32; 4], IpcError> {
        let mut reversed = *four;
        reversed.reverse();
        Ok(reversed)
    }

    fn twice(&self, value: i32) -> Result<i32, IpcError> {
        Ok(value * 2)
    }

    #[cfg(not(feature = "common"))]
    fn first_numbers(&self, numbers: &mut Out<'_, i32>) -> Result<(), IpcError> {
        (1..=numbers.capacity() as i32).try_for_each(|number| numbers.push(number))
    }

    fn capitals(&self, mut small: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        if small.is_empty() {
            return Err(KernReturn::KERN_INVALID_ARGUMENT.into());
        }
        small.make_ascii_uppercase();
        Ok(small)
    }

    fn echo(&self, data: Data<'_, u8>, back: &mut OutData<'_, u8>) -> Result<(), IpcError> {
        back.set(&data)
    }

    fn pass(&self, right: SendRight) -> Result<SendRight, IpcError> {
        Ok(right)
    }

    fn lend(&self, right: SendRight) -> Result<SendRight, IpcError> {
        Ok(right)
    }

    #[cfg(not(feature = "common"))]
    fn kind(&self, right: ReceivedRight) -> Result<i32, IpcError> {
        Ok(PortArgument::from(right).disposition() as i32)
    }

    fn fail(&self, code: i32, _right: SendRight) -> Result<(), IpcError> {
        KernReturn(code).into_result()
    }

    fn note(&self, value: i32) -> Result<(), IpcError> {
        self.noted.fetch_add(value, Ordering::Relaxed);
        Ok(())
    }

    fn noted(&self) -> Result<i32, IpcError> {
        Ok(self.noted.swap(0, Ordering::Relaxed))
    }

    fn last(&self) -> Result<(), IpcError> {
        Ok(())
    }
}
