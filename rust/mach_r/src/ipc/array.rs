//! Arrays of rights.

use super::name::PortName;
use super::rights::{ReceiveRight, SendOnceRight, SendRight};

mod sealed {
    pub trait Sealed {}
}

/// A right that can be an element of an array.
pub trait Right: sealed::Sealed + Sized + core::fmt::Debug {
    /// What moves such a right.
    const DISPOSITION: u32;
    /// The right that this name denotes, to be owned from now on.
    fn from_name(name: PortName) -> Self;
    /// The name, which goes on denoting the right.
    fn name(&self) -> PortName;
    /// The name, to be released by the caller.
    fn into_name(self) -> PortName;
}

macro_rules! element {
    ($($name:ident $disposition:ident;)*) => {$(
        impl sealed::Sealed for $name {}
        impl Right for $name {
            const DISPOSITION: u32 = super::disposition::$disposition;
            #[inline]
            fn from_name(name: PortName) -> Self {
                Self::from_name(name)
            }
            #[inline]
            fn name(&self) -> PortName {
                self.name()
            }
            #[inline]
            fn into_name(self) -> PortName {
                self.into_name()
            }
        }
    )*};
}

element! {
    SendRight MOVE_SEND;
    SendOnceRight MOVE_SEND_ONCE;
    ReceiveRight MOVE_RECEIVE;
}

/// The names of an array of rights, which goes on owning them.
///
/// ```
/// use mach_r::ipc::{self, PortName, SendRight};
///
/// let rights = [SendRight::NULL, SendRight::NULL];
/// assert_eq!(ipc::names(&rights), [PortName::NULL; 2]);
/// ```
#[inline]
#[must_use]
pub const fn names<R: Right>(rights: &[R]) -> &[PortName] {
    // SAFETY: the trait is sealed, and each type that has it is a transparent PortName.
    unsafe { core::slice::from_raw_parts(rights.as_ptr().cast(), rights.len()) }
}
