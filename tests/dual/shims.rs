//! The server of dual.defs in Rust, behind a demultiplexer for each wire: what docs/rust-and-c.md says of several targets. The
//! C of tests/dual calls it as it calls the server in C. `--cfg shared`: there is one module for both wires, and the user stubs
//! are in Rust, too.

#[cfg(shared)]
mod both {
    include!(concat!(env!("FOLDER"), "/dual.rs"));
    include!(concat!(env!("FOLDER"), "/dual_shim.x86_64-gnu.rs"));
    include!(concat!(env!("FOLDER"), "/dual_shim.x86_64-darwin.rs"));
    type DualServerObject = super::Both;
}

#[cfg(not(shared))]
mod gnu {
    include!(concat!(env!("FOLDER"), "/gnu/dual.rs"));
    include!(concat!(env!("FOLDER"), "/dual_shim.x86_64-gnu.rs"));
    type DualServerObject = super::Both;
}

#[cfg(not(shared))]
mod darwin {
    include!(concat!(env!("FOLDER"), "/darwin/dual.rs"));
    include!(concat!(env!("FOLDER"), "/dual_shim.x86_64-darwin.rs"));
    type DualServerObject = super::Both;
}

use mach_r::ipc::{SendRight, Several};
use mach_r::ool::OolMemory;
use mach_r::server::Out;
use mach_r::wire::FixedCStr;
use mach_r::{IpcError, KernReturn};
use std::ffi::CString;
use std::sync::atomic::{AtomicI32, Ordering};

/// What main.c looks at.
#[unsafe(no_mangle)]
static told: AtomicI32 = AtomicI32::new(0);

#[derive(Default)]
struct Both;

macro_rules! server {
    ($module:ident) => {
        impl $module::dual::DualServerSync for Both {
            fn add(&self, a: i32, b: i64) -> Result<i64, IpcError> {
                Ok(i64::from(a) + b)
            }
            fn turn(
                &self,
                words: &[i32],
                block: &[i32; 3],
                turned: &mut Out<'_, i32>,
            ) -> Result<(), IpcError> {
                words.iter().zip(block).rev().try_for_each(|(word, more)| turned.push(word + more))
            }
            fn greet(&self, name: &FixedCStr<16>) -> Result<FixedCStr<16>, IpcError> {
                let greeting = [b"hello, ", name.as_c_str().to_bytes()].concat();
                Ok(FixedCStr::new(&CString::new(greeting).unwrap()))
            }
            fn copy_memory(&self, mut data: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
                data.make_ascii_uppercase();
                Ok(data)
            }
            fn count_rights(&self, rights: Several<SendRight, 3>) -> Result<i32, IpcError> {
                Ok(rights.iter().filter(|right| right.is_valid()).count() as i32)
            }
            fn tell(&self, a: i32) -> Result<(), IpcError> {
                told.fetch_add(a, Ordering::Relaxed);
                Ok(())
            }
            fn fail(&self, code: i32) -> Result<(), IpcError> {
                KernReturn(code).into_result()
            }
            fn add_large(&self, numbers: &[i32; 2000]) -> Result<i32, IpcError> {
                Ok(numbers.iter().sum())
            }
        }
    };
}

#[cfg(shared)]
server!(both);
#[cfg(not(shared))]
server!(gnu);
#[cfg(not(shared))]
server!(darwin);
