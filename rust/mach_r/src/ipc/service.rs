//! Meeting by name, and handing rights to other programs.

use super::rights::{ReceiveRight, SendRight};
use crate::error::IpcError;
use crate::sys;
use core::ffi::CStr;

/// Which messages a port takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialects {
    /// All.
    #[default]
    Any,
    /// Typed messages, GNU Mach's.
    Typed,
    /// NDR messages, Darwin's.
    Ndr,
}

impl ReceiveRight {
    /// Makes the port that other programs find under that name: on Linux `migrt_check_in`, on
    /// Darwin `bootstrap_check_in`.
    ///
    /// # Errors
    ///
    /// `KERN_NAME_EXISTS`: a living server has it. `KERN_INVALID_ARGUMENT`: not a good name.
    /// `KERN_FAILURE`: there is no place for names.
    pub fn check_in(service: &CStr, dialects: Dialects) -> Result<Self, IpcError> {
        let mask = match dialects {
            Dialects::Any => 0,
            Dialects::Typed => 1,
            Dialects::Ndr => 2,
        };
        sys::check_in(service, mask).map(Self::from_name)
    }
}

impl SendRight {
    /// A send right for the port that somebody made under that name: on Linux `migrt_look_up`, on
    /// Darwin `bootstrap_look_up`.
    ///
    /// # Errors
    ///
    /// `KERN_INVALID_NAME` (on Darwin 1102): there is none.
    pub fn look_up(service: &CStr) -> Result<Self, IpcError> {
        sys::look_up(service).map(Self::from_name)
    }
}

#[cfg(all(mach_r_sys = "migrt", feature = "std"))]
mod descriptors {
    use super::super::name::{PortName, PortType, disposition, right};
    use super::super::rights::{ReceiveRight, SendOnceRight, SendRight};
    use super::super::set::MessageSource;
    use crate::error::{CallError, IpcError, KernReturn};
    use crate::sys;
    use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd};

    fn owned(fd: i32) -> OwnedFd {
        // SAFETY: libmigrt has just made the descriptor for the caller.
        unsafe { OwnedFd::from_raw_fd(fd) }
    }

    /// The right of a descriptor; libmigrt closes it if there is one.
    fn take_over(fd: OwnedFd, is_wanted: fn(PortType) -> bool) -> Result<PortName, IpcError> {
        let name = sys::take_over(fd.as_raw_fd())?;
        let _ = fd.into_raw_fd();
        let kinds = sys::port_type(name).map(PortType)?;
        if is_wanted(kinds) {
            return Ok(name);
        }
        if kinds.has_receive() && !kinds.has_send() && !kinds.has_send_once() {
            let _ = sys::change_references(name, right::RECEIVE, -1);
        } else {
            sys::release(name);
        }
        Err(IpcError::Mach(KernReturn::KERN_INVALID_RIGHT))
    }

    macro_rules! handed_over {
        ($right:ident, $disposition:ident, $is_wanted:expr) => {
            impl $right {
                /// Turns the right into a descriptor that stays open across `exec`: a child, or
                /// whoever gets it by a socket, turns it back with
                /// [`take_over`](Self::take_over). Closing it releases the right.
                ///
                /// # Errors
                ///
                /// `KERN_INVALID_NAME`, `KERN_INVALID_RIGHT`, `KERN_RESOURCE_SHORTAGE`, with the
                /// right.
                pub fn hand_over(self) -> Result<OwnedFd, CallError<Self>> {
                    match sys::hand_over(self.name(), disposition::$disposition) {
                        Ok(fd) => {
                            let _ = self.into_name();
                            Ok(owned(fd))
                        }
                        Err(error) => Err(CallError::unsent(error, self)),
                    }
                }

                /// The right that a descriptor stands for.
                ///
                /// # Errors
                ///
                /// `KERN_INVALID_ARGUMENT`: it stands for none. `KERN_INVALID_RIGHT`: it was one
                /// of another kind, and is released.
                pub fn take_over(fd: OwnedFd) -> Result<Self, IpcError> {
                    take_over(fd, $is_wanted).map(Self::from_name)
                }
            }
        };
    }

    handed_over!(SendRight, MOVE_SEND, |kinds| kinds.has_send() || kinds.is_dead_name());
    handed_over!(SendOnceRight, MOVE_SEND_ONCE, |kinds| kinds.has_send_once()
        || kinds.is_dead_name());
    handed_over!(ReceiveRight, MOVE_RECEIVE, PortType::has_receive);

    /// A descriptor for event loops: readable when there may be a message.
    ///
    /// # Errors
    ///
    /// `KERN_RESOURCE_SHORTAGE`: no descriptors are left.
    pub fn receive_descriptor<S: MessageSource + ?Sized>(source: &S) -> Result<OwnedFd, IpcError> {
        sys::receive_descriptor(source.source_name()).map(owned)
    }

    impl SendRight {
        /// A descriptor for event loops: readable when there may be room for a message, after a
        /// send that found none.
        ///
        /// # Errors
        ///
        /// `KERN_RESOURCE_SHORTAGE`: no descriptors are left.
        pub fn send_descriptor(&self) -> Result<OwnedFd, IpcError> {
            sys::send_descriptor(self.name()).map(owned)
        }
    }
}

#[cfg(all(mach_r_sys = "migrt", feature = "std"))]
pub use descriptors::receive_descriptor;
