//! The way in from C.

use crate::error::{IpcError, KernReturn};

/// Runs what an exported function does; a panic in it gives `otherwise`.
#[inline]
pub fn enter_or<R>(otherwise: R, body: impl FnOnce() -> R) -> R {
    #[cfg(feature = "std")]
    {
        match std::panic::catch_unwind(core::panic::AssertUnwindSafe(body)) {
            Ok(result) => result,
            Err(payload) => {
                forget_panic(payload);
                otherwise
            }
        }
    }
    #[cfg(not(feature = "std"))]
    {
        let _ = otherwise;
        body()
    }
}

/// Runs what an exported function does, whose result C gets as a return code. A panic is
/// `KERN_FAILURE`, as in a server's function.
#[inline]
pub fn enter(code: fn(IpcError) -> KernReturn, body: impl FnOnce() -> Result<(), IpcError>) -> i32 {
    let result = enter_or(Err(IpcError::Mach(KernReturn::KERN_FAILURE)), body);
    match result {
        Ok(()) => KernReturn::KERN_SUCCESS.0,
        Err(error) => code(error).0,
    }
}

/// What a panic carries may panic in its turn as it is dropped.
#[cfg(feature = "std")]
#[cold]
#[inline(never)]
pub(crate) fn forget_panic(payload: std::boxed::Box<dyn core::any::Any + Send>) {
    let dropped = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| drop(payload)));
    if let Err(again) = dropped {
        core::mem::forget(again);
    }
}
