//! Functions of C for Rust, and of Rust for C.

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

/// Exports a function to C under the name `"symbol"`, which returns a return code.
///
/// `code` makes one of an error. `arguments` names for each pointer the function of
/// [`shim`](crate::shim) that checks it; the body sees what that gives under the pointer's name, and
/// nothing of it runs if one of them fails. A panic is `KERN_FAILURE`.
#[macro_export]
macro_rules! export_function {
    (
        $(#[$attribute:meta])*
        $symbol:literal ($($parameter:ident: $type:ty),* $(,)?) or $code:path;
        arguments {
            $($name:ident = $check:ident $(::<$generic:tt>)? ($($part:tt),*);)*
        }
        $body:block
    ) => {
        const _: () = {
            #[allow(unused_imports)]
            use $crate::shim::names::*;

            $(#[$attribute])*
            #[unsafe(export_name = $symbol)]
            #[allow(clippy::too_many_arguments)]
            unsafe extern "C" fn exported($($parameter: $type),*) -> i32 {
                $crate::shim::enter($code, || {
                    $(
                        // SAFETY: C's promise.
                        let $name =
                            unsafe { $crate::shim::$check $(::<$generic>)? ($($part),*)? };
                    )*
                    $body
                })
            }
        };
    };
}

#[cfg(test)]
#[allow(clippy::undocumented_unsafe_blocks)]
// The parts in there are names and numbers.
#[allow(clippy::macro_metavars_in_unsafe)]
mod tests {
    use crate::error::KernReturn;

    crate::export_function! {
        "mach_r_test_divide" (
            numbers: *const i32,
            number_count: u32,
            divisor: *const i32,
            quotients: *mut i32,
            quotient_count: *mut u32,
            title: *const u8,
            length: *mut usize,
        ) or IpcError::code;
        arguments {
            numbers = slice(numbers, number_count, 4);
            divisor = value(divisor);
            quotients = array_place(quotients, quotient_count, 4);
            title = string::<5>(title);
            length = place(length);
        }
        {
            let mut results = [0; 4];
            for (to, from) in results.iter_mut().zip(numbers) {
                *to = from / divisor;
            }
            quotients.set(results.get(..numbers.len()).unwrap_or_default())?;
            length.set(title.to_bytes().len());
            Ok(())
        }
    }

    crate::c_functions! {
        fn divide = "mach_r_test_divide" (
            numbers: *const i32,
            number_count: u32,
            divisor: *const i32,
            quotients: *mut i32,
            quotient_count: *mut u32,
            title: *const u8,
            length: *mut usize,
        ) -> KernReturn;
    }

    struct Results {
        code: KernReturn,
        quotients: [i32; 4],
        count: u32,
        length: usize,
    }

    fn call(numbers: &[i32], divisor: i32, room: u32, title: &[u8]) -> Results {
        let mut results =
            Results { code: KernReturn(1), quotients: [7; 4], count: room, length: 77 };
        results.code = unsafe {
            divide(
                numbers.as_ptr(),
                numbers.len() as u32,
                &raw const divisor,
                results.quotients.as_mut_ptr(),
                &raw mut results.count,
                title.as_ptr(),
                &raw mut results.length,
            )
        };
        results
    }

    #[test]
    fn arguments_and_results_pass() {
        let results = call(&[8, 6, 4], 2, 4, b"ab\0");
        assert_eq!(results.code, KernReturn::KERN_SUCCESS);
        assert_eq!((results.quotients, results.count), ([4, 3, 2, 7], 3));
        assert_eq!(results.length, 2);
    }

    #[test]
    fn strings_are_cut_as_by_c() {
        assert_eq!(call(&[], 1, 4, b"abcd\0").length, 4);
        assert_eq!(call(&[], 1, 4, b"abcdef").length, 4);
    }

    #[test]
    fn bounds_are_checked_before_anything_else() {
        let results = call(&[1; 5], 1, 4, b"\0");
        assert_eq!(results.code, KernReturn::MIG_ARRAY_TOO_LARGE);
        assert_eq!((results.quotients, results.count, results.length), ([7; 4], 4, 77));
    }

    #[test]
    fn what_fits_is_there_with_the_true_count() {
        let results = call(&[8, 6, 4], 2, 2, b"\0");
        assert_eq!(results.code, KernReturn::MIG_ARRAY_TOO_LARGE);
        assert_eq!((results.quotients, results.count, results.length), ([4, 3, 7, 7], 3, 77));
    }

    #[test]
    fn a_panic_is_an_error() {
        let results = call(&[1], 0, 4, b"\0");
        assert_eq!(results.code, KernReturn::KERN_FAILURE);
        assert_eq!(results.length, 77);
    }

    #[test]
    fn bad_pointers_are_refused() {
        let one = 1;
        let mut quotients = [0; 4];
        let (mut count, mut length) = (4, 0);
        let mut attempt = |numbers: *const i32, divisor: *const i32, title: *const u8| unsafe {
            let quotients = quotients.as_mut_ptr();
            divide(numbers, 1, divisor, quotients, &raw mut count, title, &raw mut length)
        };
        let odd = core::ptr::without_provenance(0x1001);
        let null = core::ptr::null();
        let title = c"".as_ptr().cast();
        for (numbers, divisor, title) in [
            (null, &raw const one, title),
            (odd, &raw const one, title),
            (&raw const one, null, title),
            (&raw const one, odd, title),
            (&raw const one, &raw const one, core::ptr::null()),
        ] {
            assert_eq!(attempt(numbers, divisor, title), KernReturn::KERN_INVALID_ARGUMENT);
        }
        assert_eq!(attempt(&raw const one, &raw const one, title), KernReturn::KERN_SUCCESS);
    }
}
