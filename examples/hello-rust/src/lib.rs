//! The interface `array_test`, as `migc --emit=rust ../array-test/array_test.defs` writes it.

include!("array_test.rs");

use mach_r::IpcError;

/// The name under which the server is found.
pub const SERVICE: &std::ffi::CStr = c"array-test";

/// A server that adds.
#[derive(Debug)]
pub struct Adder;

impl Adder {
    fn sum(data: &[i32]) -> i32 {
        data.iter().copied().fold(0, i32::wrapping_add)
    }
}

impl array_test::ArrayTestServerSync for Adder {
    fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(Self::sum(data))
    }
}

impl array_test::ArrayTestServer for Adder {
    async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        // Others are answered meanwhile.
        tokio::task::yield_now().await;
        Ok(Self::sum(data))
    }
}
