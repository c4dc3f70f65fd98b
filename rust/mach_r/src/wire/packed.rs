//! Numbers of 64 bits that stand on boundaries of 4 bytes.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

macro_rules! number {
    ($name:ident, $number:ty, $words:literal) => {
        #[doc = $words]
        #[doc = ""]
        #[doc = "Two words in the order of the machine; aligned to 4 bytes, so that slices of it can be borrowed from messages of Darwin and of 32-bit systems."]
        #[derive(Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct $name([u32; 2]);

        impl $name {
            /// The number as it lies in a message.
            #[inline]
            #[must_use]
            pub const fn new(value: $number) -> Self {
                let [a, b, c, d, e, f, g, h] = value.to_ne_bytes();
                Self([u32::from_ne_bytes([a, b, c, d]), u32::from_ne_bytes([e, f, g, h])])
            }

            /// The number.
            #[inline]
            #[must_use]
            pub const fn get(self) -> $number {
                let [a, b, c, d] = self.0[0].to_ne_bytes();
                let [e, f, g, h] = self.0[1].to_ne_bytes();
                <$number>::from_ne_bytes([a, b, c, d, e, f, g, h])
            }

            /// The numbers of an array in a message, to be gone through or copied out.
            ///
            /// ```
            #[doc = concat!("use mach_r::wire::", stringify!($name), ";")]
            ///
            #[doc = concat!("let received = [", stringify!($name), "::default(); 3];")]
            #[doc = concat!("let mut numbers = [1 as ", stringify!($number), "; 3];")]
            #[doc = concat!("for (to, from) in numbers.iter_mut().zip(", stringify!($name), "::values(&received)) {")]
            ///     *to = from;
            /// }
            #[doc = concat!("assert_eq!(numbers, [0 as ", stringify!($number), "; 3]);")]
            /// ```
            #[inline]
            pub fn values(numbers: &[Self]) -> impl ExactSizeIterator<Item = $number> + Clone {
                numbers.iter().map(|number| number.get())
            }
        }

        impl From<$number> for $name {
            #[inline]
            fn from(value: $number) -> Self {
                Self::new(value)
            }
        }

        impl From<$name> for $number {
            #[inline]
            fn from(value: $name) -> Self {
                value.get()
            }
        }

        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.get() == other.get()
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.get().fmt(f)
            }
        }
    };
}

/// What numbers have that are ordered.
macro_rules! ordered {
    ($($name:ident)*) => {$(
        impl Eq for $name {}

        impl core::hash::Hash for $name {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.get().hash(state);
            }
        }

        impl PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                self.get().cmp(&other.get())
            }
        }
    )*};
}

ordered!(U64a4 I64a4);

number!(U64a4, u64, "A `u64` on a boundary of 4 bytes.");
number!(I64a4, i64, "An `i64` on a boundary of 4 bytes.");
number!(F64a4, f64, "An `f64` on a boundary of 4 bytes.");
