//! Serves `array_test` until it is killed: C clients and Rust clients alike.

use hello_rust::array_test::ArrayTestDispatcherSync;
use hello_rust::{Adder, SERVICE};
use mach_r::IpcError;
use mach_r::ipc::{Dialects, ReceiveRight};
use mach_r::serve::serve;

fn main() -> Result<(), IpcError> {
    let port = ReceiveRight::check_in(SERVICE, Dialects::Typed)?;
    match serve(&port, &ArrayTestDispatcherSync::new(Adder))? {}
}
