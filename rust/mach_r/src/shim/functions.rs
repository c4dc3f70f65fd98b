//! C's functions, declared for Rust.

/// Declares functions of C: `fn name = "symbol" (parameter: type, ..) -> type;`.
#[macro_export]
macro_rules! c_functions {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident = $symbol:literal ($($parameter:ident: $type:ty),* $(,)?) -> $result:ty;
    )*) => {
        unsafe extern "C" {
            $(
                $(#[$attribute])*
                ///
                /// # Safety
                ///
                /// What C's prototype asks for: pointers lead to as many elements as the counts
                /// beside them say, or as the interface declares.
                #[link_name = $symbol]
                pub unsafe fn $name($($parameter: $type),*) -> $result;
            )*
        }
    };
}
