//! Rights as owned values: dropping one releases it, exactly once.

use super::name::{PortName, PortType, disposition, right};
use crate::error::IpcError;
use crate::sys::{self, PortStatus};

macro_rules! right {
    ($(#[$words:meta])* $name:ident, $release:path) => {
        $(#[$words])*
        #[derive(Debug, PartialEq, Eq, Hash)]
        #[must_use = "dropping a right releases it"]
        #[repr(transparent)]
        pub struct $name(PortName);

        impl $name {
            /// No right (`MACH_PORT_NULL`).
            pub const NULL: Self = Self(PortName::NULL);

            /// The right that this name denotes, to be owned from now on.
            ///
            /// The caller must own one such right; generated code takes it from a message that was
            /// received. A name that denotes no such right makes no memory unsafe: releasing it
            /// then fails, or hits a right of somebody else.
            #[inline]
            pub const fn from_name(name: PortName) -> Self {
                Self(name)
            }

            /// The name, which goes on denoting the right.
            #[inline]
            #[must_use]
            pub const fn name(&self) -> PortName {
                self.0
            }

            /// The name, to be released by the caller.
            #[inline]
            #[must_use]
            pub const fn into_name(self) -> PortName {
                let name = self.0;
                core::mem::forget(self);
                name
            }

            /// Whether there is a right: neither null nor dead.
            #[inline]
            #[must_use]
            pub const fn is_valid(&self) -> bool {
                self.0.is_valid()
            }

            /// What the name denotes by now. A right whose port has died is a dead name.
            ///
            /// # Errors
            ///
            /// `KERN_INVALID_NAME`: null, or nothing of this task.
            pub fn port_type(&self) -> Result<PortType, IpcError> {
                sys::port_type(self.0).map(PortType)
            }
        }

        impl Drop for $name {
            #[inline]
            fn drop(&mut self) {
                if self.0.is_valid() {
                    $release(self.0);
                }
            }
        }
    };
}

fn release_receive(name: PortName) {
    let _ = sys::change_references(name, right::RECEIVE, -1);
}

right!(
    /// A send right: one reference to it.
    ///
    /// May be null or dead, as rights in messages may be. When its port dies it turns into a dead
    /// name, which is released in the same way.
    ///
    /// ```
    /// use mach_r::ipc::ReceiveRight;
    ///
    /// let port = ReceiveRight::new()?;
    /// let right = port.make_send()?;
    /// let second = right.clone();
    /// assert_eq!(right.references()?, 2);
    /// drop(second);
    /// assert_eq!(right.references()?, 1);
    /// drop(port);
    /// assert!(right.is_dead());
    /// # Ok::<(), mach_r::IpcError>(())
    /// ```
    SendRight,
    sys::release
);
right!(
    /// A send-once right: good for one message.
    ///
    /// Dropping it unused tells its port so, by the send-once notification; a client that waits for
    /// a reply through it gets [`IpcError::ServerDied`].
    ///
    /// ```
    /// use mach_r::ipc::ReceiveRight;
    ///
    /// let port = ReceiveRight::new()?;
    /// let right = port.make_send_once()?;
    /// assert!(right.port_type()?.has_send_once());
    /// drop(right);
    /// assert_eq!(port.status()?.message_count, 1);
    /// # Ok::<(), mach_r::IpcError>(())
    /// ```
    SendOnceRight,
    sys::release
);
right!(
    /// A receive right. Dropping it destroys the port.
    ///
    /// ```
    /// use mach_r::ipc::ReceiveRight;
    ///
    /// let port = ReceiveRight::new()?;
    /// port.set_queue_limit(16)?;
    /// assert_eq!(port.status()?.queue_limit, 16);
    /// # Ok::<(), mach_r::IpcError>(())
    /// ```
    ReceiveRight,
    release_receive
);
right!(
    /// A dead name: what is left of a send or send-once right whose port has died, one reference.
    ///
    /// ```
    /// use mach_r::ipc::DeadName;
    ///
    /// let name = DeadName::new()?;
    /// assert!(name.port_type()?.is_dead_name());
    /// # Ok::<(), mach_r::IpcError>(())
    /// ```
    DeadName,
    sys::release
);

impl Clone for SendRight {
    /// Another reference to the same right, or dead name; null if there is none to be had.
    fn clone(&self) -> Self {
        self.try_clone().unwrap_or(Self::NULL)
    }
}

impl SendRight {
    /// This port for messages of one wire: what has the calls of an interface whose module is for
    /// several targets.
    #[inline]
    #[must_use]
    pub const fn on<D: crate::wire::Dialect>(&self) -> crate::wire::On<'_, Self, D> {
        crate::wire::On::new(self)
    }

    /// Another reference to the same right, or to what is left of it.
    ///
    /// # Errors
    ///
    /// `KERN_UREFS_OVERFLOW`: there are 65,535 already. `KERN_INVALID_NAME`: not a right.
    pub fn try_clone(&self) -> Result<Self, IpcError> {
        if !self.is_valid() {
            return Ok(Self(self.0));
        }
        sys::change_references(self.0, right::SEND, 1).or_else(|error| {
            sys::change_references(self.0, right::DEAD_NAME, 1).map_err(|_| error)
        })?;
        Ok(Self(self.0))
    }

    /// How many references of the send right this task holds under its name.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_NAME`: null, or nothing of this task.
    pub fn references(&self) -> Result<u32, IpcError> {
        sys::references(self.0, right::SEND)
    }

    /// Whether its port has died.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.0 == PortName::DEAD || self.port_type().is_ok_and(PortType::is_dead_name)
    }
}

impl SendOnceRight {
    /// Whether its port has died.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.0 == PortName::DEAD || self.port_type().is_ok_and(PortType::is_dead_name)
    }
}

impl DeadName {
    /// Makes a dead name.
    ///
    /// # Errors
    ///
    /// `KERN_RESOURCE_SHORTAGE`.
    pub fn new() -> Result<Self, IpcError> {
        sys::allocate(right::DEAD_NAME).map(Self)
    }
}

impl ReceiveRight {
    /// Makes a port.
    ///
    /// # Errors
    ///
    /// `KERN_RESOURCE_SHORTAGE`; [`IpcError::ForeignWire`] where there is no Mach.
    pub fn new() -> Result<Self, IpcError> {
        sys::allocate(right::RECEIVE).map(Self)
    }

    /// Makes a send right for it.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`: not a receive right. `KERN_UREFS_OVERFLOW`.
    pub fn make_send(&self) -> Result<SendRight, IpcError> {
        sys::insert(self.0, disposition::MAKE_SEND)?;
        Ok(SendRight(self.0))
    }

    /// Makes a send-once right for it.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`: not a receive right.
    pub fn make_send_once(&self) -> Result<SendOnceRight, IpcError> {
        sys::extract(self.0, disposition::MAKE_SEND_ONCE).map(SendOnceRight)
    }

    /// The state of the port.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_RIGHT`: not a receive right.
    pub fn status(&self) -> Result<PortStatus, IpcError> {
        sys::status(self.0)
    }

    /// Sets how many messages may wait before senders have to.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_VALUE`: more than the system allows (GNU Mach 16, Darwin and Linux 1,024).
    pub fn set_queue_limit(&self, messages: u32) -> Result<(), IpcError> {
        sys::set_queue_limit(self.0, messages)
    }
}
