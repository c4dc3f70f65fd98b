//! Demultiplexers, as the server loops of C call them.

use super::Installed;
use crate::buffer::{PoolBuffer, Room};
use crate::error::KernReturn;
use crate::ipc::PortName;
use crate::message::Incoming;
use crate::server::DispatchSync;
use crate::wire::{COMPLEX_BIT, Wire};
use core::mem::{MaybeUninit, align_of};
use zerocopy::IntoBytes;

/// A C function that answers one request: `mig_routine_t`. Null for ids without a routine.
pub type Routine = Option<unsafe extern "C" fn(request: *mut u8, reply: *mut u8)>;

const WORD_BYTES: usize = size_of::<u64>();

/// The routine of a request in a table of them, of which the first has the id `base`.
///
/// # Safety
///
/// `request` is null or points to the header of a message.
#[must_use]
pub unsafe fn routine_of<W: Wire>(request: *const u8, base: i32, routines: &[Routine]) -> Routine {
    if !is_header::<W>(request) {
        return None;
    }
    // SAFETY: the caller's promise, and it is aligned.
    let id = W::id(unsafe { &*request.cast::<W::Header>() });
    let number = usize::try_from(id.wrapping_sub(base) as u32).ok()?;
    *routines.get(number)?
}

fn is_header<W: Wire>(message: *const u8) -> bool {
    !message.is_null() && message.addr() % align_of::<W::Header>() == 0
}

/// Answers a request as the demultiplexer that migc writes in C: the reply is complete, or says
/// `MIG_NO_REPLY`; false, with the request as it was, if no routine has its id or no object is
/// installed.
///
/// What the request carried belongs to nobody afterwards, whether it was accepted or refused: the
/// server loops of C destroy a request that was answered with an error, and find nothing in it.
///
/// # Safety
///
/// `request` and `reply` are null or what a demultiplexer is given: a message as it was received,
/// and room for the largest reply. Nobody else uses them during the call.
pub unsafe fn demux<D>(
    installed: &Installed<D>,
    routine: Routine,
    request: *mut u8,
    reply: *mut u8,
) -> bool
where
    D: DispatchSync,
{
    if !is_header::<D::Wire>(request) || !is_header::<D::Wire>(reply) {
        return false;
    }
    // SAFETY: there is a header, and it is aligned.
    let head = unsafe { *request.cast::<Header<D>>() };
    let outcome = super::enter_or(Outcome::NoReply, || {
        let Some(object) = routine.and_then(|_| installed.get()) else {
            return Outcome::Refused(KernReturn::MIG_BAD_ID);
        };
        if (D::Wire::size_bytes(&head) as usize) < size_of::<Header<D>>() {
            return Outcome::Refused(KernReturn::MIG_BAD_ARGUMENTS);
        }
        // SAFETY: the caller's promises.
        unsafe { answer(&*object, &head, request, reply) }
    });
    match outcome {
        Outcome::Refused(code) => {
            // SAFETY: any reply has room for an error.
            unsafe { put_error::<D::Wire>(&head, code, reply) };
            return code != KernReturn::MIG_BAD_ID;
        }
        Outcome::NoReply => {
            let mut nobody = head;
            D::Wire::set_remote_port(&mut nobody, PortName::NULL);
            D::Wire::set_bits(&mut nobody, 0);
            // SAFETY: as before.
            unsafe { put_error::<D::Wire>(&nobody, KernReturn::MIG_NO_REPLY, reply) };
        }
        Outcome::Replied => {}
    }
    // SAFETY: the header is still the caller's.
    unsafe { empty::<D::Wire>(request) };
    true
}

/// What became of a request.
enum Outcome {
    /// It is as it was.
    Refused(KernReturn),
    /// It is gone, and its reply right with it.
    NoReply,
    /// The reply is written and owns the reply right.
    Replied,
}

type Header<D> = <<D as DispatchSync>::Wire as Wire>::Header;

/// Writes a reply that is nothing but a return code.
///
/// # Safety
///
/// `reply` has room for it.
unsafe fn put_error<W: Wire>(request: &W::Header, code: KernReturn, reply: *mut u8) {
    let error = W::error_reply(W::reply_to(request, 0), code);
    let bytes = error.as_bytes();
    // SAFETY: the caller's promise.
    unsafe { reply.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
}

/// Leaves nothing in a message that `mach_msg_destroy` would release.
///
/// # Safety
///
/// `message` points to a header.
unsafe fn empty<W: Wire>(message: *mut u8) {
    // SAFETY: the caller's promise.
    let header = unsafe { &mut *message.cast::<W::Header>() };
    W::set_bits(header, W::bits(header) & !COMPLEX_BIT);
    W::set_remote_port(header, PortName::NULL);
}

/// Has a request answered.
///
/// # Safety
///
/// As for [`demux`], and neither pointer is null.
unsafe fn answer<D>(dispatcher: &D, head: &Header<D>, request: *mut u8, reply: *mut u8) -> Outcome
where
    D: DispatchSync,
{
    // Behind the message stands its trailer, which says how long it is.
    let message_bytes = D::Wire::size_bytes(head) as usize;
    let request_bytes =
        message_bytes.next_multiple_of(D::Wire::UNIT_BYTES).saturating_add(D::Wire::TRAILER_BYTES);
    let is_request_aligned = request.addr() % WORD_BYTES == 0;
    let is_reply_aligned = reply.addr() % WORD_BYTES == 0 && D::MAX_REPLY_BYTES % WORD_BYTES == 0;
    if is_request_aligned && is_reply_aligned {
        // SAFETY: the caller's promise, and both are aligned.
        return unsafe {
            let room = core::slice::from_raw_parts_mut(
                reply.cast::<MaybeUninit<u64>>(),
                D::MAX_REPLY_BYTES / WORD_BYTES,
            );
            dispatch(dispatcher, request, request_bytes, Room::new(room), reply)
        };
    }
    // 32-bit programs may have messages on boundaries of 4 bytes, and replies that end there.
    let mut request_copy = PoolBuffer::with_bytes(request_bytes);
    let mut reply_copy = PoolBuffer::with_bytes(D::MAX_REPLY_BYTES);
    let copy = request_copy.room().into_words().as_mut_ptr().cast::<u8>();
    // SAFETY: as many bytes were received, and there is room for as many.
    unsafe {
        copy.copy_from_nonoverlapping(request, received_bytes::<D::Wire>(request, message_bytes));
        dispatch(dispatcher, copy, request_bytes, reply_copy.room(), reply)
    }
}

/// The bytes of a message that was received, with its trailer.
///
/// # Safety
///
/// `message` was received, and has that size by its header.
unsafe fn received_bytes<W: Wire>(message: *const u8, message_bytes: usize) -> usize {
    const TRAILER_SIZE_AT: usize = 4;
    const LEAST_TRAILER_BYTES: usize = 8;
    if W::TRAILER_BYTES == 0 {
        return message_bytes;
    }
    let start = message_bytes.next_multiple_of(W::UNIT_BYTES);
    // SAFETY: a trailer has these bytes at least.
    let bytes = unsafe { message.add(start + TRAILER_SIZE_AT).cast::<u32>().read_unaligned() };
    start + (bytes as usize).clamp(LEAST_TRAILER_BYTES, W::TRAILER_BYTES)
}

/// Has a request answered in `room`, and brings the reply to `reply` if that is another place.
///
/// # Safety
///
/// `request` is aligned to 8 bytes and has `request_bytes` bytes of a message, at least a header,
/// which nobody else uses; `reply` has room for the largest reply.
unsafe fn dispatch<D>(
    dispatcher: &D,
    request: *mut u8,
    request_bytes: usize,
    room: Room<'_>,
    reply: *mut u8,
) -> Outcome
where
    D: DispatchSync,
{
    // SAFETY: the caller's promise.
    let incoming = unsafe { Incoming::<D::Wire>::from_raw(request, request_bytes) };
    let Some(outgoing) = dispatcher.dispatch(incoming, room) else {
        return Outcome::NoReply;
    };
    let is_elsewhere = !core::ptr::eq(outgoing.bytes().as_ptr(), reply);
    if is_elsewhere && outgoing.bytes().len() > D::MAX_REPLY_BYTES {
        return Outcome::NoReply;
    }
    // From here on the loop owns what is in the reply.
    let bytes = outgoing.into_bytes();
    if is_elsewhere {
        // SAFETY: C has room for that many bytes.
        unsafe { reply.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }
    Outcome::Replied
}

/// The table of routines of a subsystem, all answered by one function; null for those skipped.
#[must_use]
pub const fn routines<const COUNT: usize>(
    answer: unsafe extern "C" fn(*mut u8, *mut u8),
    skipped: &[usize],
) -> [Routine; COUNT] {
    let mut table: [Routine; COUNT] = [Some(answer); COUNT];
    let mut i = 0;
    while i < skipped.len() {
        table[skipped[i]] = None;
        i += 1;
    }
    table
}

/// What Darwin's headers call `struct routine_descriptor`.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct RoutineDescriptor {
    function: usize,
    stub: Routine,
    argument_words: u32,
    descriptor_count: u32,
    descriptors: usize,
    max_reply_bytes: u32,
}

/// What Darwin's headers call `struct S_subsystem`.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct Subsystem<const COUNT: usize> {
    server: unsafe extern "C" fn(request: *const u8) -> Routine,
    start: i32,
    end: i32,
    max_reply_bytes: u32,
    reserved: usize,
    routines: [RoutineDescriptor; COUNT],
}

impl<const COUNT: usize> Subsystem<COUNT> {
    /// For each routine: the words of its arguments, and the bytes of its reply.
    #[must_use]
    pub const fn new(
        server: unsafe extern "C" fn(request: *const u8) -> Routine,
        answer: unsafe extern "C" fn(*mut u8, *mut u8),
        base: i32,
        sizes: [Option<(u32, u32)>; COUNT],
    ) -> Self {
        const NOTHING: RoutineDescriptor = RoutineDescriptor {
            function: 0,
            stub: None,
            argument_words: 0,
            descriptor_count: 0,
            descriptors: 0,
            max_reply_bytes: 0,
        };
        let mut routines = [NOTHING; COUNT];
        let mut max_reply_bytes = 0;
        let mut i = 0;
        while i < COUNT {
            if let Some((words, bytes)) = sizes[i] {
                routines[i].stub = Some(answer);
                routines[i].argument_words = words;
                routines[i].max_reply_bytes = bytes;
                max_reply_bytes = if bytes > max_reply_bytes { bytes } else { max_reply_bytes };
            }
            i += 1;
        }
        let end = base.wrapping_add(COUNT as i32);
        Self { server, start: base, end, max_reply_bytes, reserved: 0, routines }
    }
}

/// Exports a demultiplexer and what goes with it in C's server header: the function that finds the
/// routine of a request, and the table of routines (`routines`, of typed messages) or the description
/// of the subsystem (`subsystem`, Darwin). The object that is installed in a static of
/// [`export_server_object`](crate::export_server_object), a dispatcher, answers requests.
#[macro_export]
macro_rules! export_demux {
    (
        $installed:ident: $object:ty,
        demux = $demux:literal,
        routine = $routine:literal,
        base = $base:expr,
        count = $count:expr,
        skipped = [$($skipped:literal),* $(,)?],
        $($table:tt)*
    ) => {
        const _: () = {
            type Wire = <$object as $crate::server::DispatchSync>::Wire;

            const ROUTINES: &[$crate::shim::Routine; $count] =
                &$crate::shim::routines(answer, &[$($skipped),*]);

            unsafe extern "C" fn answer(request: *mut u8, reply: *mut u8) {
                // SAFETY: C's promise.
                unsafe { demux(request, reply) };
            }

            #[unsafe(export_name = $routine)]
            unsafe extern "C" fn routine(request: *const u8) -> $crate::shim::Routine {
                // SAFETY: C's promise.
                unsafe { $crate::shim::routine_of::<Wire>(request, $base, ROUTINES) }
            }

            #[unsafe(export_name = $demux)]
            unsafe extern "C" fn demux(request: *mut u8, reply: *mut u8) -> i32 {
                // SAFETY: C's promises.
                unsafe {
                    let routine = routine(request);
                    $crate::shim::demux(&$installed, routine, request, reply) as i32
                }
            }

            $crate::__export_table!($base, $count, routine, answer, ROUTINES, $($table)*);
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __export_table {
    (
        $base:expr, $count:expr, $routine:ident, $answer:ident, $all:ident,
        routines = $routines:literal $(,)?
    ) => {
        #[unsafe(export_name = $routines)]
        static TABLE: [$crate::shim::Routine; $count] = *$all;
    };
    (
        $base:expr, $count:expr, $routine:ident, $answer:ident, $all:ident,
        subsystem = $subsystem:literal, descriptors = [$($sizes:expr),* $(,)?] $(,)?
    ) => {
        #[unsafe(export_name = $subsystem)]
        static SUBSYSTEM: $crate::shim::Subsystem<{ $count }> =
            $crate::shim::Subsystem::new($routine, $answer, $base, [$($sizes),*]);
    };
}
