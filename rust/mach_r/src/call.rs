//! A call from the caller's side.

use crate::error::{IpcError, KernReturn, is_error};
use crate::ipc::PortName;
use crate::message::{Incoming, Options, Outgoing, Unsent};
use crate::sys::System;
use crate::wire::{NOTIFY_SEND_ONCE, Wire};

/// The reply port of the calling thread.
#[inline]
#[must_use]
pub fn reply_port<W: Wire>() -> PortName {
    W::System::reply_port()
}

/// Sends a request and waits for the reply, which comes to the reply port of the thread.
///
/// # Errors
///
/// As those of [`call()`].
#[inline]
pub fn rpc<'b, W: Wire>(
    mut request: Outgoing<'b, W>,
    reply_id: i32,
    limit: usize,
    options: Options,
) -> Result<Incoming<'b, W>, Unsent<'b, W>> {
    // Only now that the arguments are written, and need not be kept meanwhile.
    let reply = reply_port::<W>();
    request.set_reply_port(reply);
    call(request, reply, reply_id, limit, options)
}

/// Sends a request and waits for the reply with that id; `limit`: the most bytes of it.
///
/// # Errors
///
/// Those of `mach_msg`; [`IpcError::ServerDied`] if the request was dropped;
/// [`IpcError::WrongMessageId`].
#[inline]
pub fn call<'b, W: Wire>(
    request: Outgoing<'b, W>,
    reply: PortName,
    reply_id: i32,
    limit: usize,
    options: Options,
) -> Result<Incoming<'b, W>, Unsent<'b, W>> {
    let (code, message) = request.exchange(reply, limit, options);
    let (start, room_bytes, moves) = message.parts();
    // SAFETY: there is a header, of the reply if all went well.
    let header = unsafe { &*start.cast::<W::Header>() };
    // Both in one, so that what follows has one way in.
    if code.0 | (W::id(header) ^ reply_id) != 0 {
        // SAFETY: the parts of the message, and what became of it.
        let unsent = unsafe { failed(start, room_bytes, code, reply, reply_id, moves) };
        is_error(&unsent.error);
        return Err(unsent);
    }
    // It is the port that the reply came to, which needs no place until now.
    W::System::put_reply_port(W::local_port(header));
    // SAFETY: the reply was received.
    Ok(unsafe { Outgoing::received(message) })
}

/// The message comes in parts, which then need no place in memory while all goes well.
///
/// # Safety
///
/// As `Outgoing::failed()`, or, if the code is success, as `Incoming::from_raw()`.
#[cold]
#[inline(never)]
unsafe fn failed<'b, W: Wire>(
    start: *mut u8,
    room_bytes: usize,
    code: KernReturn,
    reply: PortName,
    expected: i32,
    moves: u16,
) -> Unsent<'b, W> {
    W::System::discard_reply_port(reply);
    if code != KernReturn::KERN_SUCCESS {
        // SAFETY: the caller's promise.
        return unsafe { Outgoing::failed(start, room_bytes, code, moves) };
    }
    // SAFETY: the caller's promise.
    let message = unsafe { Incoming::<W>::from_raw(start, room_bytes) };
    let actual = W::id(message.header());
    let error = if actual == NOTIFY_SEND_ONCE {
        IpcError::ServerDied
    } else {
        IpcError::WrongMessageId { expected, actual }
    };
    Unsent { error, message: None }
}
