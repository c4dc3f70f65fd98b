//! Rights as owned values: dropping one releases it, exactly once.

use crate::error::IpcError;
use crate::sys;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The name of a right in this task. A name owns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct PortName(pub u32);

impl PortName {
    /// `MACH_PORT_NULL`: no right.
    pub const NULL: Self = Self(0);
    /// `MACH_PORT_DEAD`: a right of a port that is gone.
    pub const DEAD: Self = Self(!0);

    /// Whether it names a right.
    #[inline]
    #[must_use]
    pub const fn is_valid(self) -> bool {
        self.0 != Self::NULL.0 && self.0 != Self::DEAD.0
    }
}

macro_rules! right {
    ($name:ident, $words:literal, $release:path) => {
        #[doc = $words]
        #[doc = ""]
        #[doc = "May be null or dead, as rights in messages may be."]
        #[derive(Debug, PartialEq, Eq, Hash)]
        #[must_use = "dropping a right releases it"]
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

right!(SendRight, "A send right: one reference to it.", sys::release);
right!(SendOnceRight, "A send-once right: good for one message.", sys::release);
right!(ReceiveRight, "A receive right. Dropping it destroys the port.", sys::release_receive);

impl Clone for SendRight {
    /// Another reference to the same right; null if there is none to be had.
    fn clone(&self) -> Self {
        match sys::copy_send(self.0) {
            Ok(()) => Self(self.0),
            Err(_) => Self::NULL,
        }
    }
}

impl ReceiveRight {
    /// Makes a port.
    pub fn new() -> Result<Self, IpcError> {
        sys::new_port().map(Self)
    }

    /// Makes a send right for it.
    pub fn make_send(&self) -> Result<SendRight, IpcError> {
        sys::make_send(self.0)?;
        Ok(SendRight(self.0))
    }

    /// Makes the port that others find under that name (see `migrt_check_in`).
    #[cfg(target_os = "linux")]
    pub fn check_in(service: &core::ffi::CStr) -> Result<Self, IpcError> {
        sys::check_in(service).map(Self)
    }
}

impl SendRight {
    /// A send right for the port that somebody made under that name.
    #[cfg(target_os = "linux")]
    pub fn look_up(service: &core::ffi::CStr) -> Result<Self, IpcError> {
        sys::look_up(service).map(Self)
    }
}

