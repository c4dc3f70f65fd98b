//! Errors that give rights back.

use super::IpcError;
use core::fmt;

/// Why a call that moves rights failed, and the rights, if nothing was sent.
///
/// `R` is the right, or a tuple of them in the order of the arguments. Converts into [`IpcError`]
/// with `?`, which releases the rights.
///
/// ```
/// use mach_r::{CallError, IpcError, ipc::SendRight};
///
/// fn give(right: SendRight) -> Result<(), CallError<SendRight>> {
///     Err(CallError::unsent(IpcError::Timeout, right))
/// }
///
/// let error = give(SendRight::NULL).unwrap_err();
/// assert_eq!(error.error, IpcError::Timeout);
/// assert_eq!(error.rights, Some(SendRight::NULL)); // to be given elsewhere
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallError<R> {
    /// What went wrong.
    pub error: IpcError,
    /// The rights, if they are still the caller's.
    pub rights: Option<R>,
}

impl<R> CallError<R> {
    /// The call failed before anything was sent.
    #[inline]
    #[must_use]
    pub const fn unsent(error: IpcError, rights: R) -> Self {
        Self { error, rights: Some(rights) }
    }

    /// The call failed after the request had gone, or in a way that destroyed it.
    #[inline]
    #[must_use]
    pub const fn sent(error: IpcError) -> Self {
        Self { error, rights: None }
    }

    /// The same with other rights.
    #[inline]
    pub fn map_rights<T>(self, map: impl FnOnce(R) -> T) -> CallError<T> {
        CallError { error: self.error, rights: self.rights.map(map) }
    }
}

impl<R> fmt::Debug for CallError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallError")
            .field("error", &self.error)
            .field("has_rights", &self.rights.is_some())
            .finish()
    }
}

impl<R> fmt::Display for CallError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<R> core::error::Error for CallError<R> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl<R> From<CallError<R>> for IpcError {
    #[inline]
    fn from(error: CallError<R>) -> Self {
        error.error
    }
}
