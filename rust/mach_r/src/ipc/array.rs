//! Arrays of rights.

use super::name::PortName;
use super::rights::{ReceiveRight, SendOnceRight, SendRight};
use core::marker::PhantomData;

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

/// The rights of an array in a message that was received: an iterator that hands them out, and
/// releases when it is dropped those that nobody has taken.
///
/// ```
/// use mach_r::ipc::{PortName, ReceiveRight, RightsArray, SendRight};
///
/// let port = ReceiveRight::new()?;
/// let slots = [port.make_send()?.into_name(), port.make_send()?.into_name()];
/// let mut rights = RightsArray::<SendRight, PortName>::new(&slots);
/// assert_eq!(rights.len(), 2);
/// let first = rights.next();
/// drop(rights); // releases the second one
/// assert_eq!(first.as_ref().map(|right| right.references()), Some(Ok(1)));
/// # Ok::<(), mach_r::IpcError>(())
/// ```
#[derive(Debug)]
#[must_use = "dropping rights releases them"]
pub struct RightsArray<'m, R: Right, S: Copy + Into<PortName>> {
    slots: core::slice::Iter<'m, S>,
    rights: PhantomData<R>,
}

impl<'m, R: Right, S: Copy + Into<PortName>> RightsArray<'m, R, S> {
    /// The rights that these slots of a message name, to be owned from now on.
    #[inline]
    pub fn new(slots: &'m [S]) -> Self {
        Self { slots: slots.iter(), rights: PhantomData }
    }
}

impl<R: Right, S: Copy + Into<PortName>> Iterator for RightsArray<'_, R, S> {
    type Item = R;

    #[inline]
    fn next(&mut self) -> Option<R> {
        self.slots.next().map(|slot| R::from_name((*slot).into()))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.slots.size_hint()
    }
}

impl<R: Right, S: Copy + Into<PortName>> ExactSizeIterator for RightsArray<'_, R, S> {}

impl<R: Right, S: Copy + Into<PortName>> Drop for RightsArray<'_, R, S> {
    #[inline]
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
