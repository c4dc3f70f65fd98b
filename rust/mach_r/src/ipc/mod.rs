//! Ports and rights.
//!
//! A right is an owned value: [`SendRight`], [`SendOnceRight`], [`ReceiveRight`], a [`PortSet`], or
//! a [`DeadName`]. Dropping it releases it, exactly once; sending it in a message consumes it.
//! [`PortName`] is only the number, and owns nothing.
//!
//! # Threads
//!
//! Rights belong to the task, not to a thread, and every call on them is atomic. So all of them are
//! [`Send`] and [`Sync`]: several threads may send through one right and receive from one port.
//!
//! ```
//! fn can_be_shared<T: Send + Sync>() {}
//! can_be_shared::<mach_r::ipc::SendRight>();
//! can_be_shared::<mach_r::ipc::SendOnceRight>();
//! can_be_shared::<mach_r::ipc::ReceiveRight>();
//! can_be_shared::<mach_r::ipc::PortSet>();
//! can_be_shared::<mach_r::ipc::DeadName>();
//! ```
//!
//! # A right that has gone is gone
//!
//! ```compile_fail,E0382
//! use mach_r::ipc::{PortArgument, SendRight};
//!
//! fn twice(right: SendRight) {
//!     let argument = PortArgument::from(right); // moves it
//!     drop(argument);
//!     let _ = right.name(); // no longer here
//! }
//! ```
//!
//! ```compile_fail,E0505
//! use mach_r::ipc::{PortArgument, ReceiveRight};
//!
//! fn early(port: ReceiveRight) {
//!     let argument = PortArgument::MakeSend(&port);
//!     drop(port); // still borrowed
//!     drop(argument);
//! }
//! ```

mod any;
mod array;
mod name;
mod notify;
mod rights;
#[cfg(any(mach_r_sys = "migrt", mach_r_sys = "darwin"))]
mod service;
mod set;
mod several;

pub use crate::sys::PortStatus;
pub use any::{PortArgument, ReceivedRight};
pub use array::{Right, names};
pub use name::{PortName, PortType, disposition, each_name};
pub use notify::Notification;
pub use rights::{DeadName, ReceiveRight, SendOnceRight, SendRight};
#[cfg(any(mach_r_sys = "migrt", mach_r_sys = "darwin"))]
pub use service::Dialects;
#[cfg(all(mach_r_sys = "migrt", feature = "std"))]
pub use service::receive_descriptor;
pub(crate) use set::receive;
pub use set::{MessageSource, PortSet};
pub use several::{AnyRight, PortsArgument, Several, SeveralIter};
#[doc(hidden)]
pub use several::{
    disposition_of, give_to_message, into_names, received_right, slots, take_all, take_all_any,
    take_any_array, take_array, take_first, take_first_any,
};
