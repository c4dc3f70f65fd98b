//! Ports and rights.

mod rights;

pub use rights::{PortName, ReceiveRight, SendOnceRight, SendRight};
