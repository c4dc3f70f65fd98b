//! Receiving: from a port, or from a set of ports.

use super::name::{PortName, PortType, right};
use super::rights::ReceiveRight;
use crate::buffer::Room;
use crate::error::{IpcError, KernReturn};
use crate::message::{Incoming, Options};
use crate::sys::{self, System, option};
use crate::wire::Wire;

/// What messages are received from: a [`ReceiveRight`] or a [`PortSet`].
///
/// ```
/// use mach_r::IpcError;
/// use mach_r::buffer::StackBuffer;
/// use mach_r::ipc::{MessageSource, ReceiveRight};
/// use mach_r::message::Options;
/// use mach_r::wire::typed64::Typed64;
///
/// let port = ReceiveRight::new()?;
/// let mut buffer = StackBuffer::<64>::new();
/// let options = Options { timeout_ms: Some(0), ..Options::default() };
/// let nothing = port.receive::<Typed64>(buffer.room(), options);
/// assert_eq!(nothing.unwrap_err(), IpcError::Timeout);
/// # Ok::<(), IpcError>(())
/// ```
///
/// What is read of a message does not outlive it:
///
/// ```compile_fail,E0597
/// use mach_r::buffer::StackBuffer;
/// use mach_r::ipc::{MessageSource, ReceiveRight};
/// use mach_r::message::Options;
/// use mach_r::wire::typed64::Typed64;
///
/// fn keep(port: &ReceiveRight) -> usize {
///     let bytes;
///     {
///         let mut buffer = StackBuffer::<64>::new();
///         let message = port.receive::<Typed64>(buffer.room(), Options::default()).unwrap();
///         bytes = message.bytes();
///     }
///     bytes.len()
/// }
/// ```
pub trait MessageSource {
    /// The name of the right or set.
    fn source_name(&self) -> PortName;

    /// Receives any message.
    ///
    /// # Errors
    ///
    /// [`IpcError::Timeout`]; [`IpcError::BufferTooSmall`]: the message does not fit, and is gone
    /// unless `MACH_RCV_LARGE` is among the options; other errors of `mach_msg`.
    fn receive<'b, W: Wire>(
        &self,
        room: Room<'b>,
        options: Options,
    ) -> Result<Incoming<'b, W>, IpcError> {
        receive(self.source_name(), room, options)
    }
}

/// Receives any message through a name.
pub(crate) fn receive<W: Wire>(
    name: PortName,
    room: Room<'_>,
    options: Options,
) -> Result<Incoming<'_, W>, IpcError> {
    let bytes = room.len_bytes();
    if bytes < size_of::<W::Header>() {
        return Err(IpcError::BufferTooSmall { expected: size_of::<W::Header>(), actual: bytes });
    }
    let mut bits = options.bits | option::RCV_MSG;
    if options.timeout_ms.is_some() {
        bits |= option::RCV_TIMEOUT;
    }
    let limit = u32::try_from(bytes).unwrap_or(u32::MAX);
    let start: *mut u8 = room.into_words().as_mut_ptr().cast();
    // SAFETY: nothing is sent, and there is room for `limit` bytes, at least a header.
    let code = unsafe {
        W::System::mach_msg(start, bits, 0, limit, name, options.timeout_ms.unwrap_or(0))
    };
    match code {
        KernReturn::KERN_SUCCESS => {
            // SAFETY: a message was received there, at least a header, at most `limit` bytes.
            Ok(unsafe { Incoming::from_raw(start, bytes) })
        }
        KernReturn::MACH_RCV_TIMED_OUT => Err(IpcError::Timeout),
        KernReturn::MACH_RCV_TOO_LARGE => {
            // SAFETY: mach_msg has written the header.
            let header = unsafe { &*start.cast::<W::Header>() };
            let expected = W::size_bytes(header) as usize;
            Err(IpcError::BufferTooSmall { expected, actual: bytes })
        }
        _ if W::System::IS_FOREIGN => Err(IpcError::ForeignWire),
        // The message has come, without some of its rights or memory.
        _ if code.without_shortages() == KernReturn::MACH_RCV_HEADER_ERROR
            || code.without_shortages() == KernReturn::MACH_RCV_BODY_ERROR =>
        {
            // SAFETY: as for success.
            drop(unsafe { Incoming::<W>::from_raw(start, bytes) });
            Err(IpcError::Mach(code))
        }
        _ => Err(IpcError::Mach(code)),
    }
}

impl MessageSource for ReceiveRight {
    #[inline]
    fn source_name(&self) -> PortName {
        self.name()
    }
}

impl MessageSource for PortSet {
    #[inline]
    fn source_name(&self) -> PortName {
        self.0
    }
}

impl<T: MessageSource + ?Sized> MessageSource for &T {
    #[inline]
    fn source_name(&self) -> PortName {
        (**self).source_name()
    }
}

/// A port set: messages of all its members are received through it.
///
/// Its members stay their owners'; dropping the set, or a member, takes them out of it.
///
/// ```
/// use mach_r::ipc::{PortSet, ReceiveRight};
///
/// let set = PortSet::new()?;
/// let port = ReceiveRight::new()?;
/// set.add(&port)?;
/// set.remove(&port)?;
/// # Ok::<(), mach_r::IpcError>(())
/// ```
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct PortSet(PortName);

impl PortSet {
    /// Makes a set without members.
    ///
    /// # Errors
    ///
    /// `KERN_RESOURCE_SHORTAGE`; [`IpcError::ForeignWire`] where there is no Mach.
    pub fn new() -> Result<Self, IpcError> {
        sys::allocate(right::PORT_SET).map(Self)
    }

    /// The name of the set.
    #[inline]
    #[must_use]
    pub const fn name(&self) -> PortName {
        self.0
    }

    /// What the name denotes.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_NAME`.
    pub fn port_type(&self) -> Result<PortType, IpcError> {
        sys::port_type(self.0).map(PortType)
    }

    /// Puts a port into this set, out of the one that it is in (`mach_port_move_member`).
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`: the port is no receive right.
    pub fn add(&self, member: &ReceiveRight) -> Result<(), IpcError> {
        sys::move_member(member.name(), self.0)
    }

    /// Takes a port out of the set that it is in.
    ///
    /// # Errors
    ///
    /// `KERN_NOT_IN_SET`.
    pub fn remove(&self, member: &ReceiveRight) -> Result<(), IpcError> {
        sys::move_member(member.name(), PortName::NULL)
    }
}

impl Drop for PortSet {
    fn drop(&mut self) {
        let _ = sys::change_references(self.0, right::PORT_SET, -1);
    }
}
