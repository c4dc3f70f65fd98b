//! A call from the caller's side.

use crate::error::IpcError;
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
    match request.call(reply, limit, options) {
        Ok(message) if W::id(message.header()) == reply_id => {
            W::System::put_reply_port(reply);
            Ok(message)
        }
        Ok(message) => {
            let (start, room_bytes) = message.into_raw();
            // SAFETY: they are those of the message.
            Err(unsafe { wrong_reply(start, room_bytes, reply, reply_id) })
        }
        Err(unsent) => {
            discard::<W>(reply);
            Err(unsent)
        }
    }
}

#[cold]
#[inline(never)]
fn discard<W: Wire>(reply: PortName) {
    W::System::discard_reply_port(reply);
}

/// The message comes in parts, which then need no place in memory while all goes well.
///
/// # Safety
///
/// As `Incoming::from_raw()`.
#[cold]
#[inline(never)]
unsafe fn wrong_reply<'b, W: Wire>(
    start: *mut u8,
    room_bytes: usize,
    reply: PortName,
    expected: i32,
) -> Unsent<'b, W> {
    // SAFETY: the caller's promise.
    let message = unsafe { Incoming::<W>::from_raw(start, room_bytes) };
    discard::<W>(reply);
    let actual = W::id(message.header());
    let error = if actual == NOTIFY_SEND_ONCE {
        IpcError::ServerDied
    } else {
        IpcError::WrongMessageId { expected, actual }
    };
    Unsent { error, message: None }
}
