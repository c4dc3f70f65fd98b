//! Being told what happens to ports.

use super::name::{PortName, disposition};
use super::rights::{DeadName, ReceiveRight, SendOnceRight, SendRight};
use crate::error::IpcError;
use crate::message::Incoming;
use crate::sys;
use crate::wire::{Context, Dialect, TypedContext};

const PORT_DELETED: i32 = 65;
const PORT_DESTROYED: i32 = 69;
const NO_SENDERS: i32 = 70;
const SEND_ONCE: i32 = crate::wire::NOTIFY_SEND_ONCE;
const DEAD_NAME: i32 = 72;

/// A notification: a message of the kernel, or of libmigrt.
///
/// ```
/// use mach_r::buffer::StackBuffer;
/// use mach_r::ipc::{MessageSource, Notification, ReceiveRight};
/// use mach_r::message::Options;
/// use mach_r::wire::typed64::Typed64;
///
/// let port = ReceiveRight::new()?;
/// let watcher = ReceiveRight::new()?;
/// let right = port.make_send()?;
/// drop(right.request_dead_name(&watcher)?); // nobody was to be told before
/// drop(port);
///
/// let mut buffer = StackBuffer::<64>::new();
/// let message = watcher.receive::<Typed64>(buffer.room(), Options::default())?;
/// let notification = Notification::from_message(message);
/// assert!(matches!(notification, Ok(Notification::DeadName(name)) if name.name() == right.name()));
/// # Ok::<(), mach_r::IpcError>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notification {
    /// The watched name ended, its port did not.
    PortDeleted(PortName),
    /// Instead of being destroyed, the receive right is here.
    PortDestroyed(ReceiveRight),
    /// No send right is left.
    NoSenders {
        /// Send rights made from the receive right until then.
        make_send_count: u32,
    },
    /// A send-once right ended unused.
    SendOnce,
    /// The watched name is now a dead name, of which this is one more reference.
    DeadName(DeadName),
}

impl Notification {
    /// The ids of notifications (`MACH_NOTIFY_FIRST` to `MACH_NOTIFY_LAST`).
    pub const IDS: core::ops::RangeInclusive<i32> = 64..=77;

    /// Reads a notification.
    ///
    /// A receiver cannot tell a notification from a message that somebody sent as one. Nothing but
    /// [`PortDestroyed`](Self::PortDestroyed) brings a right along, and
    /// [`DeadName`](Self::DeadName) is checked to be one.
    ///
    /// # Errors
    ///
    /// Gives the message back, if it is none.
    pub fn from_message<W: Dialect>(message: Incoming<'_, W>) -> Result<Self, Incoming<'_, W>> {
        let word = |offset: usize| {
            let bytes = message.bytes().get(offset..)?;
            Some(u32::from_ne_bytes(*bytes.first_chunk()?))
        };
        let is_complex = message.is_complex();
        let header_bytes = size_of::<W::Header>();
        let simple = word(
            header_bytes
                + match W::context() {
                    Context::Typed(typed) => typed.word_bytes(false),
                    Context::Ndr(_) => size_of::<[u8; 8]>(), // NDR_record_t
                },
        );
        let complex = word(header_bytes + W::UNIT_BYTES);
        let notification = match (W::id(message.header()), is_complex) {
            (PORT_DELETED, false) => simple.map(|name| Self::PortDeleted(PortName(name))),
            (PORT_DESTROYED, true) if holds_one_receive_right(&message) => {
                complex.map(|name| Self::PortDestroyed(ReceiveRight::from_name(PortName(name))))
            }
            (NO_SENDERS, false) => simple.map(|count| Self::NoSenders { make_send_count: count }),
            (SEND_ONCE, false) => Some(Self::SendOnce),
            (DEAD_NAME, false) => simple.and_then(|name| {
                let kinds = sys::port_type(PortName(name)).ok()?;
                super::PortType(kinds)
                    .is_dead_name()
                    .then(|| Self::DeadName(DeadName::from_name(PortName(name))))
            }),
            _ => None,
        };
        match notification {
            Some(notification) => {
                message.accept();
                Ok(notification)
            }
            None => Err(message),
        }
    }
}

/// Whether the body is one receive right and nothing else.
fn holds_one_receive_right<W: Dialect>(message: &Incoming<'_, W>) -> bool {
    let bytes = message.bytes();
    let Some(body) = bytes.get(size_of::<W::Header>()..) else {
        return false;
    };
    let word = |offset: usize| Some(u32::from_ne_bytes(*body.get(offset..)?.first_chunk()?));
    const KIND: u32 = disposition::MOVE_RECEIVE;
    match W::context() {
        // A count of descriptors; name, padding, and disposition and type in one word.
        Context::Ndr(_) => word(0) == Some(1) && word(12).is_some_and(|word| word >> 16 == KIND),
        Context::Typed(typed) if typed.word_bytes(false) == 8 => {
            let is_right = word(0).is_some_and(|word| word & 0xff == KIND && word >> 29 & 1 == 1);
            is_right && word(4) == Some(1) && body.len() == 16
        }
        Context::Typed(_) => {
            let is_right = word(0).is_some_and(|word| word & 0xff == KIND && word >> 28 & 1 == 1);
            is_right && word(0).is_some_and(|word| word >> 16 & 0xfff == 1) && body.len() == 8
        }
    }
}

fn request(
    name: PortName,
    id: i32,
    sync: u32,
    notify: PortName,
) -> Result<SendOnceRight, IpcError> {
    let kind = disposition::MAKE_SEND_ONCE;
    sys::request_notification(name, id, sync, notify, kind).map(SendOnceRight::from_name)
}

impl SendRight {
    /// Asks that `notify` is told when this right turns into a dead name; at once if it is one.
    /// Returns what was to be told before, or null.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_NAME`, `KERN_INVALID_RIGHT`: this is no right.
    pub fn request_dead_name(&self, notify: &ReceiveRight) -> Result<SendOnceRight, IpcError> {
        request(self.name(), DEAD_NAME, 1, notify.name())
    }

    /// Takes the wish back. Returns what was to be told, or null.
    ///
    /// # Errors
    ///
    /// As [`request_dead_name`](Self::request_dead_name).
    pub fn cancel_dead_name(&self) -> Result<SendOnceRight, IpcError> {
        request(self.name(), DEAD_NAME, 0, PortName::NULL)
    }
}

impl ReceiveRight {
    /// Asks that `notify`, which may be this port, is told when no send right is left; at once if
    /// there is none and at least `make_send_count` have been made. Returns what was to be told
    /// before, or null.
    ///
    /// ```
    /// use mach_r::ipc::ReceiveRight;
    ///
    /// let port = ReceiveRight::new()?;
    /// let right = port.make_send()?;
    /// drop(port.request_no_senders(1, &port)?); // nobody was to be told before
    /// assert_eq!(port.status()?.message_count, 0);
    /// drop(right);
    /// assert_eq!(port.status()?.message_count, 1);
    /// # Ok::<(), mach_r::IpcError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`.
    pub fn request_no_senders(
        &self,
        make_send_count: u32,
        notify: &Self,
    ) -> Result<SendOnceRight, IpcError> {
        request(self.name(), NO_SENDERS, make_send_count, notify.name())
    }

    /// Takes the wish back. Returns what was to be told, or null.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`.
    pub fn cancel_no_senders(&self) -> Result<SendOnceRight, IpcError> {
        request(self.name(), NO_SENDERS, 0, PortName::NULL)
    }

    /// Asks that this right is sent to `notify` instead of being destroyed. Returns what was to
    /// get it before, or null.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`.
    pub fn request_port_destroyed(&self, notify: &Self) -> Result<SendOnceRight, IpcError> {
        request(self.name(), PORT_DESTROYED, 0, notify.name())
    }

    /// Takes the wish back. Returns what was to get the right, or null.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`.
    pub fn cancel_port_destroyed(&self) -> Result<SendOnceRight, IpcError> {
        request(self.name(), PORT_DESTROYED, 0, PortName::NULL)
    }
}
