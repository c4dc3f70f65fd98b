//! Strings in fields of fixed size.

use core::ffi::CStr;
use core::fmt;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// A string in a field of `N` bytes: ends at its first NUL, at the latest with the last byte.
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(transparent)]
pub struct FixedCStr<const N: usize>([u8; N]);

impl<const N: usize> FixedCStr<N> {
    /// An empty string.
    pub const EMPTY: Self = Self([0; N]);

    /// A string; what does not fit is cut off, as C stubs do.
    #[inline]
    #[must_use]
    pub fn new(string: &CStr) -> Self {
        let mut bytes = [0; N];
        for (to, from) in bytes.iter_mut().take(N.saturating_sub(1)).zip(string.to_bytes()) {
            *to = *from;
        }
        Self(bytes)
    }

    /// The same with a NUL at its end whatever it was before.
    #[inline]
    #[must_use]
    pub const fn terminated(mut self) -> Self {
        if let Some(last) = self.0.last_mut() {
            *last = 0;
        }
        self
    }

    /// Whether there is a NUL in the field.
    #[inline]
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.0.contains(&0)
    }

    /// Refuses a field without a NUL.
    #[doc(hidden)]
    #[inline]
    pub fn expect_terminated(&self) -> Result<(), crate::IpcError> {
        if self.is_terminated() { Ok(()) } else { Err(crate::IpcError::UnterminatedString) }
    }

    /// All bytes of the field.
    #[inline]
    #[must_use]
    pub const fn field(&self) -> &[u8; N] {
        &self.0
    }

    /// The string. Empty if there is no NUL in the field.
    #[inline]
    #[must_use]
    pub fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

impl<const N: usize> Default for FixedCStr<N> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<const N: usize> From<&CStr> for FixedCStr<N> {
    fn from(string: &CStr) -> Self {
        Self::new(string)
    }
}

impl<const N: usize> AsRef<CStr> for FixedCStr<N> {
    fn as_ref(&self) -> &CStr {
        self.as_c_str()
    }
}

impl<const N: usize> PartialEq for FixedCStr<N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_c_str() == other.as_c_str()
    }
}

impl<const N: usize> Eq for FixedCStr<N> {}

impl<const N: usize> fmt::Debug for FixedCStr<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_c_str().fmt(f)
    }
}
