//! All codes that Mach has names for.

use super::KernReturn;

/// Whose a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernels {
    /// All Machs have it.
    All,
    /// GNU Mach's.
    Gnu,
    /// Darwin's.
    Darwin,
}

/// A code and what C calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub value: KernReturn,
    /// Its name in C.
    pub name: &'static str,
    /// What it means.
    pub words: &'static str,
    /// Who has it.
    pub kernels: Kernels,
}

macro_rules! codes {
    ($($kernels:ident $name:ident $(as $constant:ident)? = $value:expr, $words:literal;)*) => {
        impl KernReturn {
            $(codes!(@constant $name $(as $constant)?, $value, $words);)*
        }

        /// All codes, in the order of their kinds.
        pub static CODES: &[Code] = &[$(Code {
            value: KernReturn($value),
            name: stringify!($name),
            words: $words,
            kernels: Kernels::$kernels,
        }),*];
    };
    (@constant $name:ident, $value:expr, $words:literal) => {
        #[doc = concat!("`", stringify!($name), "`: ", $words, ".")]
        pub const $name: Self = Self($value);
    };
    (@constant $name:ident as $constant:ident, $value:expr, $words:literal) => {
        #[doc = concat!("`", stringify!($name), "`: ", $words, ".")]
        pub const $constant: Self = Self($value);
    };
}

codes! {
    All KERN_SUCCESS = 0, "success";
    All KERN_INVALID_ADDRESS = 1, "an address is not valid";
    All KERN_PROTECTION_FAILURE = 2, "memory is protected from that access";
    All KERN_NO_SPACE = 3, "no room in the address space";
    All KERN_INVALID_ARGUMENT = 4, "invalid argument";
    All KERN_FAILURE = 5, "failure";
    All KERN_RESOURCE_SHORTAGE = 6, "shortage of resources";
    All KERN_NOT_RECEIVER = 7, "the task has no receive right for the port";
    All KERN_NO_ACCESS = 8, "no access";
    All KERN_MEMORY_FAILURE = 9, "the memory object behind a page is gone";
    All KERN_MEMORY_ERROR = 10, "the memory object could not give a page";
    Darwin KERN_ALREADY_IN_SET = 11, "the port is in that set already";
    All KERN_NOT_IN_SET = 12, "the port is in no set";
    All KERN_NAME_EXISTS = 13, "the name is in use";
    All KERN_ABORTED = 14, "the operation was broken off";
    All KERN_INVALID_NAME = 15, "the name denotes no right";
    All KERN_INVALID_TASK = 16, "not a task";
    All KERN_INVALID_RIGHT = 17, "the name denotes no such right";
    All KERN_INVALID_VALUE = 18, "a value is out of range";
    All KERN_UREFS_OVERFLOW = 19, "too many references";
    All KERN_INVALID_CAPABILITY = 20, "the right is not what it should be";
    All KERN_RIGHT_EXISTS = 21, "the task has the right under another name";
    All KERN_INVALID_HOST = 22, "not a host";
    All KERN_MEMORY_PRESENT = 23, "the page is there already";
    Gnu KERN_WRITE_PROTECTION_FAILURE = 24, "a page that is watched was written to";
    Darwin KERN_MEMORY_DATA_MOVED = 24, "the page was moved within its object";
    Darwin KERN_MEMORY_RESTART_COPY = 25, "a copy has to be begun again";
    Gnu KERN_TERMINATED as KERN_TERMINATED_GNU = 26, "the object has ended";
    Darwin KERN_INVALID_PROCESSOR_SET = 26, "not a processor set";
    Gnu KERN_TIMEDOUT = 27, "timed out";
    Darwin KERN_POLICY_LIMIT = 27, "above a limit of the scheduling policy";
    Gnu KERN_INTERRUPTED = 28, "interrupted";
    Darwin KERN_INVALID_POLICY = 28, "no such scheduling policy";
    Darwin KERN_INVALID_OBJECT = 29, "the object is being cleaned up";
    Darwin KERN_ALREADY_WAITING = 30, "somebody waits already";
    Darwin KERN_DEFAULT_SET = 31, "the default processor set stays";
    Darwin KERN_EXCEPTION_PROTECTED = 32, "the exception port is protected";
    Darwin KERN_INVALID_LEDGER = 33, "not a ledger";
    Darwin KERN_INVALID_MEMORY_CONTROL = 34, "not a memory object's control port";
    Darwin KERN_INVALID_SECURITY = 35, "not the host's security port";
    Darwin KERN_NOT_DEPRESSED = 36, "the thread is not depressed";
    Darwin KERN_TERMINATED as KERN_TERMINATED_DARWIN = 37, "the object has ended";
    Darwin KERN_LOCK_SET_DESTROYED = 38, "the lock set is gone";
    Darwin KERN_LOCK_UNSTABLE = 39, "the lock's holder ended with it";
    Darwin KERN_LOCK_OWNED = 40, "somebody holds the lock";
    Darwin KERN_LOCK_OWNED_SELF = 41, "the caller holds the lock";
    Darwin KERN_SEMAPHORE_DESTROYED = 42, "the semaphore is gone";
    Darwin KERN_RPC_SERVER_TERMINATED = 43, "the server ended before it replied";
    Darwin KERN_RPC_TERMINATE_ORPHAN = 44, "end a call that nobody waits for";
    Darwin KERN_RPC_CONTINUE_ORPHAN = 45, "let a call go on that nobody waits for";
    Darwin KERN_NOT_SUPPORTED = 46, "not supported";
    Darwin KERN_NODE_DOWN = 47, "the other machine is down";
    Darwin KERN_NOT_WAITING = 48, "nobody waits";
    Darwin KERN_OPERATION_TIMED_OUT = 49, "timed out";
    Darwin KERN_CODESIGN_ERROR = 50, "a page is not signed as it should be";
    Darwin KERN_POLICY_STATIC = 51, "the policy cannot be changed";
    Darwin KERN_INSUFFICIENT_BUFFER_SIZE = 52, "the buffer is too small";
    Darwin KERN_DENIED = 53, "denied";
    Darwin KERN_MISSING_KC = 54, "a kernel collection is missing";
    Darwin KERN_INVALID_KC = 55, "a kernel collection is not valid";
    Darwin KERN_NOT_FOUND = 56, "not found";
    All MIG_TYPE_ERROR = -300, "a message is not what was declared";
    All MIG_REPLY_MISMATCH = -301, "the reply is to another request";
    All MIG_REMOTE_ERROR = -302, "error in the server";
    All MIG_BAD_ID = -303, "no routine has that id";
    All MIG_BAD_ARGUMENTS = -304, "bad arguments in the request";
    All MIG_NO_REPLY = -305, "no reply is to be sent";
    All MIG_EXCEPTION = -306, "exception in the server";
    All MIG_ARRAY_TOO_LARGE = -307, "an array has too many elements";
    All MIG_SERVER_DIED = -308, "the server is gone";
    Gnu MIG_DESTROY_REQUEST = -309, "the request is to be released, without a reply";
    Darwin MIG_TRAILER_ERROR = -309, "the trailer lacks what was asked for";
    All MACH_SEND_IN_PROGRESS = 0x1000_0001, "sending";
    All MACH_SEND_INVALID_DATA = 0x1000_0002, "the message cannot be read";
    All MACH_SEND_INVALID_DEST = 0x1000_0003, "no send right, or the port is dead";
    All MACH_SEND_TIMED_OUT = 0x1000_0004, "the queue stayed full";
    Gnu MACH_SEND_WILL_NOTIFY = 0x1000_0005, "a notification will say when it was sent";
    Darwin MACH_SEND_INVALID_VOUCHER = 0x1000_0005, "not a voucher";
    Gnu MACH_SEND_NOTIFY_IN_PROGRESS = 0x1000_0006, "a notification is still to come";
    All MACH_SEND_INTERRUPTED = 0x1000_0007, "interrupted while sending";
    All MACH_SEND_MSG_TOO_SMALL = 0x1000_0008, "the message ends before its data";
    All MACH_SEND_INVALID_REPLY = 0x1000_0009, "no such reply right";
    All MACH_SEND_INVALID_RIGHT = 0x1000_000a, "no such right to send";
    All MACH_SEND_INVALID_NOTIFY = 0x1000_000b, "no such port to be notified";
    All MACH_SEND_INVALID_MEMORY = 0x1000_000c, "out-of-line memory cannot be read";
    All MACH_SEND_NO_BUFFER = 0x1000_000d, "no memory for the message";
    Gnu MACH_SEND_NO_NOTIFY = 0x1000_000e, "no memory to notify";
    Darwin MACH_SEND_TOO_LARGE = 0x1000_000e, "the message is too large";
    All MACH_SEND_INVALID_TYPE = 0x1000_000f, "a descriptor contradicts itself";
    All MACH_SEND_INVALID_HEADER = 0x1000_0010, "a disposition of the header makes no sense";
    Darwin MACH_SEND_INVALID_TRAILER = 0x1000_0011, "the trailer is not the sender's to give";
    Darwin MACH_SEND_INVALID_CONTEXT = 0x1000_0012, "the context of the reply port is not valid";
    Darwin MACH_SEND_INVALID_OPTIONS = 0x1000_0013, "options contradict each other";
    Darwin MACH_SEND_NO_GRANT_DEST = 0x1000_0016, "the receiver takes no grants";
    Darwin MACH_SEND_MSG_FILTERED = 0x1000_0017, "a filter refused the message";
    All MACH_RCV_IN_PROGRESS = 0x1000_4001, "receiving";
    All MACH_RCV_INVALID_NAME = 0x1000_4002, "neither a receive right nor a port set";
    All MACH_RCV_TIMED_OUT = 0x1000_4003, "no message came";
    All MACH_RCV_TOO_LARGE = 0x1000_4004, "the message does not fit";
    All MACH_RCV_INTERRUPTED = 0x1000_4005, "interrupted while receiving";
    All MACH_RCV_PORT_CHANGED = 0x1000_4006, "the port was put into a set";
    All MACH_RCV_INVALID_NOTIFY = 0x1000_4007, "no such port to be notified";
    All MACH_RCV_INVALID_DATA = 0x1000_4008, "the buffer cannot be written";
    All MACH_RCV_PORT_DIED = 0x1000_4009, "the port is gone";
    All MACH_RCV_IN_SET = 0x1000_400a, "the port is in a set";
    All MACH_RCV_HEADER_ERROR = 0x1000_400b, "no room for a right of the header";
    All MACH_RCV_BODY_ERROR = 0x1000_400c, "no room for something of the body";
    All MACH_RCV_INVALID_TYPE = 0x1000_400d, "the message is of the other dialect";
    Darwin MACH_RCV_SCATTER_SMALL = 0x1000_400e, "the scatter list is too small";
    Darwin MACH_RCV_INVALID_TRAILER = 0x1000_400f, "no such trailer";
    Darwin MACH_RCV_INVALID_REPLY = 0x1000_4012, "the reply port is not what was asked for";
    Darwin MACH_RCV_INVALID_ARGUMENTS = 0x1000_4013, "options contradict each other";
}
