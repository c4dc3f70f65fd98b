//! What can go wrong: return codes of Mach, and the errors of a call.

mod call_error;
mod codes;
mod kern_return;

pub use call_error::CallError;
pub use codes::{CODES, Code, Kernels};
pub use kern_return::{ErrorSystem, KernReturn};

/// Why a call, a message or an operation on a port failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[repr(u8)]
pub enum IpcError {
    /// A return code: of the server, of `mach_msg`, or of an operation on ports or memory.
    #[error("{0}")]
    Mach(KernReturn),
    /// More elements than the interface allows; nothing was sent.
    #[error("array too large: {actual} elements, at most {max}")]
    ArrayTooLarge {
        /// The bound.
        max: usize,
        /// How many there are.
        actual: usize,
    },
    /// The buffer has no room for the message.
    #[error("a message of {expected} bytes does not fit into {actual}")]
    BufferTooSmall {
        /// Bytes of the message.
        expected: usize,
        /// Bytes of the buffer.
        actual: usize,
    },
    /// The message has another size than its layout allows.
    #[error("message too small: {actual} bytes, expected at least {expected}")]
    MessageTooSmall {
        /// The least number of bytes.
        expected: usize,
        /// Bytes of the message.
        actual: usize,
    },
    /// The message has another size than its counts say.
    #[error("wrong size of a message: {actual} bytes, expected {expected}")]
    WrongSize {
        /// Bytes that the layout asks for.
        expected: usize,
        /// Bytes of the message.
        actual: usize,
    },
    /// A reply to something else.
    #[error("wrong message id: {actual}, expected {expected}")]
    WrongMessageId {
        /// The id that was waited for.
        expected: i32,
        /// The id of the message.
        actual: i32,
    },
    /// The dispatcher has no routine of that id.
    #[error("unknown message id: {0}")]
    UnknownMessageId(i32),
    /// Rights or memory in a message that must have none, or the reverse.
    #[error("the message is {}", if *.actual { "complex" } else { "simple" })]
    WrongComplexity {
        /// Whether the message carries rights or memory.
        actual: bool,
    },
    /// A type word is not the declared one.
    #[error("type mismatch: word {actual:#x}, expected {expected:#x}")]
    TypeMismatch {
        /// The word of the declaration.
        expected: u64,
        /// The word in the message.
        actual: u64,
    },
    /// A descriptor is not the declared one (NDR).
    #[error("descriptor mismatch: kind {actual}, expected {expected}")]
    DescriptorMismatch {
        /// Type and disposition of the declaration.
        expected: u32,
        /// Type and disposition in the message.
        actual: u32,
    },
    /// A count is above its bound, or two counts disagree.
    #[error("count mismatch: {actual}, expected at most {expected}")]
    CountMismatch {
        /// The bound, or the other count.
        expected: usize,
        /// The count in the message.
        actual: usize,
    },
    /// A string without its NUL.
    #[error("a string does not end")]
    UnterminatedString,
    /// The trailer is shorter than what was asked for.
    #[error("the trailer is too small")]
    TrailerTooSmall,
    /// The server is gone, or has dropped the request.
    #[error("the server died")]
    ServerDied,
    /// No reply came in time.
    #[error("timed out")]
    Timeout,
    /// Messages of this target's wire cannot be sent from this program.
    #[error("this program cannot send messages of that target")]
    ForeignWire,
    /// A server function's way to say that no reply is to be sent (now).
    #[error("no reply is to be sent")]
    NoReply,
}

/// Says that an error is one, where a function out of line has returned it: the compiler does not
/// see that, and would have the way of success begin there, too.
#[inline(always)]
pub(crate) fn is_error(error: &IpcError) {
    // SAFETY: an enumeration `repr(u8)` begins with its tag.
    let tag = unsafe { core::ptr::from_ref(error).cast::<u8>().read() };
    // SAFETY: there are so many variants.
    unsafe { core::hint::assert_unchecked(tag < VARIANTS) };
}

/// The same as a result.
#[inline(always)]
pub(crate) fn refused<T>(error: IpcError) -> Result<T, IpcError> {
    is_error(&error);
    Err(error)
}

/// How many variants an error has.
const VARIANTS: u8 = 17;

impl IpcError {
    /// The code that a server answers when a request is refused with this error.
    #[inline]
    #[must_use]
    pub const fn refusal(self) -> KernReturn {
        match self {
            Self::Mach(code) => code,
            Self::UnknownMessageId(_) => KernReturn::MIG_BAD_ID,
            Self::DescriptorMismatch { .. } => KernReturn::MIG_TYPE_ERROR,
            Self::TrailerTooSmall => KernReturn::MIG_TRAILER_ERROR,
            Self::ArrayTooLarge { .. } => KernReturn::MIG_ARRAY_TOO_LARGE,
            Self::NoReply => KernReturn::MIG_NO_REPLY,
            Self::ServerDied => KernReturn::MIG_SERVER_DIED,
            Self::Timeout | Self::ForeignWire => KernReturn::KERN_FAILURE,
            Self::BufferTooSmall { .. } => KernReturn::KERN_RESOURCE_SHORTAGE,
            _ => KernReturn::MIG_BAD_ARGUMENTS,
        }
    }

    /// The code that a C client stub returns for this error.
    #[must_use]
    pub const fn code(self) -> KernReturn {
        match self {
            Self::Mach(code) => code,
            Self::ArrayTooLarge { .. } => KernReturn::MIG_ARRAY_TOO_LARGE,
            Self::WrongMessageId { .. } => KernReturn::MIG_REPLY_MISMATCH,
            Self::ServerDied => KernReturn::MIG_SERVER_DIED,
            Self::Timeout => KernReturn::MACH_RCV_TIMED_OUT,
            Self::BufferTooSmall { .. } => KernReturn::MACH_RCV_TOO_LARGE,
            Self::ForeignWire => KernReturn::KERN_FAILURE,
            _ => KernReturn::MIG_TYPE_ERROR,
        }
    }
}

impl From<KernReturn> for IpcError {
    fn from(code: KernReturn) -> Self {
        Self::Mach(code)
    }
}
