//! A dispatcher without std: it links only if nothing in it can panic. With `--cfg may_panic` something can.
#![no_std]

include!(env!("EVERY_RS"));

use core::ffi::CStr;
use every::*;
use mach_r::IpcError;
use mach_r::buffer::Room;
use mach_r::ipc::{ReceivedRight, SendRight, Several};
use mach_r::message::Incoming;
use mach_r::ool::{Data, OolMemory, OutData};
use mach_r::server::{DispatchSync, Out, OutString};
use mach_r::wire::FixedCStr;
use mach_r::wire::typed64::Typed64;

unsafe extern "C" {
    /// Is not defined anywhere.
    fn a_panic_is_reachable() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: never called, since no program with it links.
    unsafe { a_panic_is_reachable() }
}

struct Server;
impl EveryServerSync for Server {
    fn numbers(
        &self,
        a: i8,
        _b: u16,
        c: i64,
        record: &Record,
        triple: &[i16; 3],
    ) -> Result<NumbersReply, IpcError> {
        Ok(NumbersReply { record: *record, sum: c.wrapping_add(i64::from(a)), swapped: *triple })
    }
    fn arrays(
        &self,
        first: &[i32],
        text: &CStr,
        second: &[i64],
        label: &FixedCStr<16>,
        back: &mut Out<'_, i32>,
        echo: &mut OutString<'_>,
        longs: &mut Out<'_, i64>,
    ) -> Result<ArraysResults, IpcError> {
        back.extend_from_slice(first)?;
        echo.set(text)?;
        longs.extend_from_slice(second)?;
        Ok(ArraysResults { count: 1, mark: *label })
    }
    fn room(&self, how_many: i32, squares: &mut Out<'_, i32>) -> Result<(), IpcError> {
        #[cfg(may_panic)]
        let how_many = [1, 2, 3][how_many as usize];
        squares.push(how_many)
    }
    fn memory(&self, data: OolMemory<u8>) -> Result<OolMemory<u8>, IpcError> {
        Ok(data)
    }
    fn either(
        &self,
        data: Data<'_, i32>,
        _n: i32,
        numbers: &mut OutData<'_, i32>,
    ) -> Result<(), IpcError> {
        numbers.set(&data)
    }
    fn ports(
        &self,
        copied: SendRight,
        moved: SendRight,
        any: ReceivedRight,
    ) -> Result<PortsReply, IpcError> {
        Ok(PortsReply { first: copied, second: moved, third: any })
    }
    fn several(&self, list: Several<SendRight, 4>) -> Result<Several<SendRight, 4>, IpcError> {
        Ok(list)
    }
    fn fail(&self, _code: i32, _right: SendRight) -> Result<(), IpcError> {
        Err(IpcError::NoReply)
    }
    fn note(&self, _value: i32) -> Result<(), IpcError> {
        Ok(())
    }
    fn noted(&self) -> Result<i32, IpcError> {
        Ok(1)
    }
}

/// Where the program begins: answers one request.
///
/// # Safety
///
/// Both buffers have so many words, which are nobody else's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entry(
    request: *mut u64,
    request_words: usize,
    reply: *mut u64,
    reply_words: usize,
) -> usize {
    // SAFETY: the caller's promise.
    let (request, reply) = unsafe {
        (
            core::slice::from_raw_parts_mut(request, request_words),
            core::slice::from_raw_parts_mut(reply, reply_words),
        )
    };
    // SAFETY: the caller's promise.
    let Ok(request) = (unsafe { Incoming::<Typed64>::from_bytes(request) }) else { return 0 };
    let reply = EveryDispatcherSync::new(Server).dispatch(request, Room::from(reply));
    reply.map_or(0, |reply| reply.into_bytes().len())
}
