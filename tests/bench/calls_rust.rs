//! Calls one routine of calls.defs again and again, through the message call of calls_rust.c. What is left of the
//! instructions when those of that file are subtracted is the whole call but its transport: the caller, the client's
//! side, the dispatcher, the server's side and the server's function, which become parts of each other when a Rust
//! program is compiled. calls.c with WHOLE does the same work, and is counted in the same way.

include!(env!("CALLS_RS"));

use calls::*;
use mach_r::buffer::{Room, StackBuffer};
use mach_r::ipc::{PortName, SendRight};
use mach_r::message::{Incoming, Outgoing};
use mach_r::ool::OolMemory;
use mach_r::server::{DispatchSync, Out};
use mach_r::wire::typed64::Typed64;
use mach_r::{IpcError, KernReturn};
use std::hint::black_box;
use std::mem::ManuallyDrop;

struct Server;

static BLOCK: [u8; 1024] = {
    let mut block = [0; 1024];
    block[1023] = 7;
    block
};
static WORDS: [i32; 256] = {
    let mut words = [0; 256];
    words[255] = 7;
    words
};

fn check(is_right: bool) -> Result<(), IpcError> {
    if is_right { Ok(()) } else { Err(KernReturn::KERN_FAILURE.into()) }
}

impl CallsServerSync for Server {
    fn nothing(&self) -> Result<(), IpcError> {
        Ok(())
    }

    fn scalars_in(&self, a: i32, b: i32, c: i32, d: i32) -> Result<(), IpcError> {
        check(a == 1 && b == 2 && c == 3 && d == 4)
    }

    fn scalars_out(&self) -> Result<ScalarsOutReply, IpcError> {
        Ok(ScalarsOutReply { a: 1, b: 2, c: 3, d: 4 })
    }

    fn array_in(&self, data: &[u8]) -> Result<(), IpcError> {
        check(data.len() == 1024 && data[1023] == 7)
    }

    fn array_out(&self, data: &mut Out<'_, u8>) -> Result<(), IpcError> {
        data.extend_from_slice(&BLOCK)
    }

    fn fixed_in(&self, data: &[i32; 256]) -> Result<(), IpcError> {
        check(data[255] == 7)
    }

    fn fixed_out(&self) -> Result<[i32; 256], IpcError> {
        Ok(WORDS)
    }

    fn port_in(&self, right: SendRight) -> Result<(), IpcError> {
        check(right.into_name() == PortName(3))
    }

    fn port_out(&self) -> Result<SendRight, IpcError> {
        Ok(SendRight::from_name(PortName(3)))
    }

    fn memory_in(&self, data: OolMemory<u8>) -> Result<(), IpcError> {
        let data = ManuallyDrop::new(data);
        check(data.len() == 1024)
    }

    fn memory_out(&self) -> Result<OolMemory<u8>, IpcError> {
        Ok(memory_at_hand())
    }
}

/// Not counted, as the server in C has its memory at hand, too.
#[unsafe(no_mangle)]
#[inline(never)]
fn memory_at_hand() -> OolMemory<u8> {
    OolMemory::zeroed(1024).unwrap_or_default()
}

#[inline(never)]
fn dispatch<'r>(
    dispatcher: &CallsDispatcherSync<Server>,
    request: Incoming<'_, Typed64>,
    reply: Room<'r>,
) -> Option<Outgoing<'r, Typed64>> {
    dispatcher.dispatch(request, reply)
}

/// What calls_rust.c calls in place of a server's loop; not counted.
///
/// # Safety
///
/// The request is complete, and both buffers are aligned and nobody else's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dispatch_in_rust(
    request: *mut u64,
    request_bytes: usize,
    reply: *mut u64,
    reply_bytes: usize,
) {
    // SAFETY: the caller's promise.
    let (request, reply) = unsafe {
        (
            std::slice::from_raw_parts_mut(request, request_bytes / 8),
            std::slice::from_raw_parts_mut(reply, reply_bytes / 8),
        )
    };
    // SAFETY: the caller's promise.
    let request = unsafe { Incoming::from_bytes(request) }.unwrap();
    if let Some(reply) = dispatch(&CallsDispatcherSync::new(Server), request, Room::from(reply)) {
        let _ = reply.into_bytes();
    }
}

unsafe extern "C" {
    safe fn measured(call: extern "C" fn() -> bool, count: i32) -> bool;
}

fn right(name: u32) -> ManuallyDrop<SendRight> {
    ManuallyDrop::new(SendRight::from_name(PortName(name)))
}

extern "C" fn try_nothing() -> bool {
    nothing(&right(1)).is_ok()
}

extern "C" fn try_scalars_in() -> bool {
    scalars_in(&right(1), 1, 2, 3, 4).is_ok()
}

extern "C" fn try_scalars_out() -> bool {
    scalars_out(&right(1)).is_ok_and(|got| (got.a, got.b, got.c, got.d) == (1, 2, 3, 4))
}

extern "C" fn try_array_in() -> bool {
    array_in(&right(1), &BLOCK).is_ok()
}

/// What comes is borrowed from the reply, where C has it copied into an array of the caller.
extern "C" fn try_array_out() -> bool {
    let mut buffer = StackBuffer::<144>::new();
    array_out_in(buffer.room(), &right(1))
        .is_ok_and(|reply| black_box(reply.data).get(1023) == Some(&7))
}

extern "C" fn try_fixed_in() -> bool {
    fixed_in(&right(1), &WORDS).is_ok()
}

extern "C" fn try_fixed_out() -> bool {
    fixed_out(&right(1)).is_ok_and(|got| got[255] == 7)
}

extern "C" fn try_port_in() -> bool {
    port_in(&right(1), &right(3)).is_ok()
}

extern "C" fn try_port_out() -> bool {
    port_out(&right(1)).is_ok_and(|got| got.into_name() == PortName(3))
}

extern "C" fn try_memory_in() -> bool {
    memory_in(&right(1), &BLOCK).is_ok()
}

extern "C" fn try_memory_out() -> bool {
    memory_out(&right(1)).is_ok_and(|got| ManuallyDrop::new(got).len() == 1024)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let call = match arguments[1].as_str() {
        "nothing" => try_nothing,
        "scalars_in" => try_scalars_in,
        "scalars_out" => try_scalars_out,
        "array_in" => try_array_in,
        "array_out" => try_array_out,
        "fixed_in" => try_fixed_in,
        "fixed_out" => try_fixed_out,
        "port_in" => try_port_in,
        "port_out" => try_port_out,
        "memory_in" => try_memory_in,
        _ => try_memory_out as extern "C" fn() -> bool,
    };
    call();
    assert!(measured(call, arguments[2].parse().unwrap()));
}
