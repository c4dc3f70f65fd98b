//! What can go wrong: return codes of Mach, and the errors of a call.

use core::fmt;

/// A return code of the kernel, of `mach_msg`, of MIG, or of a server: 0 is success.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct KernReturn(pub i32);

macro_rules! codes {
    ($($name:ident = $value:expr, $words:literal;)*) => {
        impl KernReturn {
            $(#[doc = $words] pub const $name: Self = Self($value);)*

            /// The C name of the code and what it means, if it is one of Mach's own.
            #[must_use]
            pub const fn describe(self) -> Option<(&'static str, &'static str)> {
                $(if self.0 == Self::$name.0 { return Some((stringify!($name), $words)); })*
                None
            }
        }
    };
}

codes! {
    KERN_SUCCESS = 0, "success";
    KERN_INVALID_ADDRESS = 1, "an address is not valid";
    KERN_PROTECTION_FAILURE = 2, "memory is protected";
    KERN_NO_SPACE = 3, "no room in the address space";
    KERN_INVALID_ARGUMENT = 4, "invalid argument";
    KERN_FAILURE = 5, "failure";
    KERN_RESOURCE_SHORTAGE = 6, "shortage of resources";
    KERN_NO_ACCESS = 8, "no access";
    KERN_INVALID_NAME = 15, "the name denotes no right";
    KERN_INVALID_TASK = 16, "not a task";
    KERN_INVALID_RIGHT = 17, "the name denotes no such right";
    KERN_INVALID_VALUE = 18, "a value is out of range";
    KERN_UREFS_OVERFLOW = 19, "too many references";
    KERN_INVALID_CAPABILITY = 20, "the port is not what it should be";
    KERN_RIGHT_EXISTS = 21, "the right is there already";
    MIG_TYPE_ERROR = -300, "a message is not what was declared";
    MIG_REPLY_MISMATCH = -301, "the reply is to another request";
    MIG_REMOTE_ERROR = -302, "error in the server";
    MIG_BAD_ID = -303, "no routine has that id";
    MIG_BAD_ARGUMENTS = -304, "bad arguments in the request";
    MIG_NO_REPLY = -305, "no reply is to be sent";
    MIG_EXCEPTION = -306, "exception in the server";
    MIG_ARRAY_TOO_LARGE = -307, "an array has too many elements";
    MIG_SERVER_DIED = -308, "the server is gone";
    MIG_TRAILER_ERROR = -309, "the trailer is not as large as asked for";
    MACH_SEND_INVALID_DATA = 0x1000_0002, "the message cannot be read";
    MACH_SEND_INVALID_DEST = 0x1000_0003, "no send right, or the port is dead";
    MACH_SEND_TIMED_OUT = 0x1000_0004, "the queue stayed full";
    MACH_SEND_INTERRUPTED = 0x1000_0007, "interrupted while sending";
    MACH_SEND_MSG_TOO_SMALL = 0x1000_0008, "the message ends before its data";
    MACH_SEND_INVALID_REPLY = 0x1000_0009, "no such reply right";
    MACH_SEND_INVALID_RIGHT = 0x1000_000a, "no such right to send";
    MACH_SEND_INVALID_MEMORY = 0x1000_000c, "out-of-line memory cannot be read";
    MACH_SEND_NO_BUFFER = 0x1000_000d, "no memory for the message";
    MACH_SEND_INVALID_TYPE = 0x1000_000f, "a descriptor contradicts itself";
    MACH_SEND_INVALID_HEADER = 0x1000_0010, "a disposition of the header makes no sense";
    MACH_RCV_INVALID_NAME = 0x1000_4002, "neither a receive right nor a port set";
    MACH_RCV_TIMED_OUT = 0x1000_4003, "no message came";
    MACH_RCV_TOO_LARGE = 0x1000_4004, "the message does not fit";
    MACH_RCV_INTERRUPTED = 0x1000_4005, "interrupted while receiving";
    MACH_RCV_PORT_CHANGED = 0x1000_4006, "the port was put into a set";
    MACH_RCV_PORT_DIED = 0x1000_4009, "the port is gone";
    MACH_RCV_IN_SET = 0x1000_400a, "the port is in a set";
    MACH_RCV_HEADER_ERROR = 0x1000_400b, "no room for a right of the header";
    MACH_RCV_BODY_ERROR = 0x1000_400c, "no room for something of the body";
    MACH_RCV_INVALID_TYPE = 0x1000_400d, "the message is of the other dialect";
}

impl KernReturn {
    /// Success as `Ok`, anything else as [`IpcError::Mach`].
    #[inline]
    pub const fn into_result(self) -> Result<(), IpcError> {
        match self.0 {
            0 => Ok(()),
            _ => Err(IpcError::Mach(self)),
        }
    }
}

impl fmt::Debug for KernReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.describe() {
            Some((name, _)) => f.write_str(name),
            None => write!(f, "KernReturn({:#x})", self.0),
        }
    }
}

impl fmt::Display for KernReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.describe() {
            Some((name, words)) => write!(f, "{words} ({name})"),
            None => write!(f, "error {:#x}", self.0),
        }
    }
}

/// Why a call, a message or an operation on a port failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
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

impl IpcError {
    /// The code that a server answers when a request is refused with this error.
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
