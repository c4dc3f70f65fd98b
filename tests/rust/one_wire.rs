//! A dispatcher for one wire, out of the module of that target or, with `--cfg several`, out of one for both; with
//! `--cfg ndr` it is the NDR wire's, with `--cfg both` there is one of each. Linked to see what is in the program.
#![no_std]

include!(env!("MODULE"));

use mach_r::IpcError;
use mach_r::buffer::Room;
use mach_r::ipc::SendRight;
use mach_r::message::Incoming;
use mach_r::server::{DispatchSync, Out, OutString};
#[cfg(any(several, ndr))]
use mach_r::wire::AuditToken;
use tokens_of_one_wire::*;

unsafe extern "C" {
    fn stop() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: the program is never run.
    unsafe { stop() }
}

#[cfg(several)]
type Sender = Option<AuditToken>;
#[cfg(all(ndr, not(several)))]
type Sender = AuditToken;

#[cfg(any(several, ndr))]
type Number = mach_r::wire::I64a4;
#[cfg(not(any(several, ndr)))]
type Number = i64;

struct Server;

impl TokensOfOneWireServerSync for Server {
    fn who(
        &self,
        #[cfg(any(several, ndr))] _sender: Sender,
        _number: u32,
        a: &[Number],
        b: &mut Out<'_, Number>,
        _right: SendRight,
    ) -> Result<(), IpcError> {
        b.extend_from_slice(a)
    }

    fn told(&self, name: &mut OutString<'_>) -> Result<(), IpcError> {
        name.set(c"somebody")
    }

    fn plain(&self, number: u32) -> Result<(), IpcError> {
        if number == 0 { Err(IpcError::NoReply) } else { Ok(()) }
    }
}

fn answer<D: DispatchSync>(dispatcher: &D, request: &mut [u64], reply: &mut [u64]) -> usize {
    // SAFETY: the program is never run.
    let Ok(request) = (unsafe { Incoming::<D::Wire>::from_bytes(request) }) else { return 0 };
    dispatcher.dispatch(request, Room::from(reply)).map_or(0, |reply| reply.into_bytes().len())
}

/// # Safety
///
/// As `Incoming::from_bytes()`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entry(request: &mut [u64; 64], reply: &mut [u64; 64]) -> usize {
    let dispatcher = TokensOfOneWireDispatcherSync::new(Server);
    #[cfg(both)]
    if request[63] == 0 {
        return answer(
            &TokensOfOneWireDispatcherSync::new(&Server).on::<X86_64Gnu>(),
            request,
            reply,
        );
    }
    #[cfg(all(several, ndr))]
    let dispatcher = dispatcher.on::<X86_64Darwin>();
    answer(&dispatcher, request, reply)
}
