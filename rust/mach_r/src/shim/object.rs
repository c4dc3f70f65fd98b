//! The server object: made by C, installed, and called until another one is.

use core::mem::align_of;
use std::sync::{Arc, PoisonError, RwLock};

/// The object that answers C's calls of a subsystem. At first there is none.
///
/// Calls hold on to the object that they began with, so that one may be removed, or freed by C, while
/// other threads still are in it.
#[derive(Debug)]
pub struct Installed<T> {
    slot: RwLock<Option<Arc<T>>>,
}

impl<T> Default for Installed<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Installed<T> {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { slot: RwLock::new(None) }
    }

    /// Installs an object in place of the one that is, or none.
    pub fn install(&self, object: Option<Arc<T>>) {
        let mut slot = self.slot.write().unwrap_or_else(PoisonError::into_inner);
        let before = core::mem::replace(&mut *slot, object);
        drop(slot);
        // May run code of the server, which may call this.
        drop(before);
    }

    /// The object that is installed.
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<Arc<T>> {
        self.slot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives an object to C, which owns it until [`free`](Self::free).
    #[doc(hidden)]
    #[must_use]
    pub fn give(object: T) -> *mut T {
        Arc::into_raw(Arc::new(object)).cast_mut()
    }

    /// Takes an object back from C.
    ///
    /// # Safety
    ///
    /// `object` is null or came from [`give`](Self::give), and C does not use it again.
    #[doc(hidden)]
    pub unsafe fn free(object: *mut T) {
        if is_object(object) {
            // SAFETY: the caller's promise.
            drop(unsafe { Arc::from_raw(object) });
        }
    }

    /// Installs an object of C's, which C goes on owning; null: none.
    ///
    /// # Safety
    ///
    /// `object` is null or came from [`give`](Self::give) and was not freed.
    #[doc(hidden)]
    pub unsafe fn install_from_c(&self, object: *mut T) {
        let shared = is_object(object).then(|| {
            // SAFETY: the caller's promise; the count goes up first, as C keeps its own share.
            unsafe {
                Arc::increment_strong_count(object);
                Arc::from_raw(object)
            }
        });
        self.install(shared);
    }
}

fn is_object<T>(object: *mut T) -> bool {
    !object.is_null() && object.addr() % align_of::<T>() == 0
}

/// Exports the three functions of a server object, and declares the static that holds the one that is
/// installed.
///
/// `make` is how C's `new` makes one; if that panics, C gets a null pointer.
#[macro_export]
macro_rules! export_server_object {
    (
        $(#[$attribute:meta])*
        $installed:ident: $object:ty,
        make = $make:expr,
        new = $new:literal,
        free = $free:literal,
        install = $install:literal $(,)?
    ) => {
        $(#[$attribute])*
        pub static $installed: $crate::shim::Installed<$object> = $crate::shim::Installed::new();

        const _: () = {
            #[unsafe(export_name = $new)]
            extern "C" fn new() -> *mut $object {
                $crate::shim::enter_or(::core::ptr::null_mut(), || {
                    $crate::shim::Installed::give($make)
                })
            }

            #[unsafe(export_name = $free)]
            unsafe extern "C" fn free(object: *mut $object) {
                $crate::shim::enter_or((), || {
                    // SAFETY: C's promise.
                    unsafe { $crate::shim::Installed::free(object) }
                });
            }

            #[unsafe(export_name = $install)]
            unsafe extern "C" fn install(object: *mut $object) {
                $crate::shim::enter_or((), || {
                    // SAFETY: C's promise.
                    unsafe { $installed.install_from_c(object) }
                });
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use super::Installed;
    use core::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::Arc;

    struct Counted<'a>(&'a AtomicUsize);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn objects_end_once_with_their_last_user() {
        let ended = AtomicUsize::new(0);
        let installed = Installed::new();
        assert!(installed.get().is_none());
        let object = Installed::give(Counted(&ended));
        // SAFETY: one that give() made.
        unsafe { installed.install_from_c(object) };
        let call = installed.get();
        assert!(call.is_some());
        // SAFETY: as before, and once.
        unsafe { Installed::free(object) };
        assert!(installed.get().is_some());
        // SAFETY: null.
        unsafe { installed.install_from_c(core::ptr::null_mut()) };
        assert_eq!(ended.load(Ordering::Relaxed), 0);
        drop(call);
        assert_eq!(ended.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn another_object_takes_the_place() {
        let ended = AtomicUsize::new(0);
        let installed = Installed::new();
        installed.install(Some(Arc::new(Counted(&ended))));
        installed.install(Some(Arc::new(Counted(&ended))));
        assert_eq!(ended.load(Ordering::Relaxed), 1);
        installed.install(None);
        assert_eq!(ended.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn pointers_that_are_no_objects_do_nothing() {
        // SAFETY: refused.
        unsafe {
            Installed::<u64>::free(core::ptr::null_mut());
            Installed::<u64>::free(core::ptr::without_provenance_mut(0x1001));
        }
    }
}
