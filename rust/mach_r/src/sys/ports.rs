//! The calls on rights and memory that all systems have, over names.

/// The functions of libmach, under symbols that begin with a prefix.
macro_rules! mach_functions {
    ($prefix:literal) => {
        unsafe extern "C" {
            #[link_name = concat!($prefix, "mach_port_allocate")]
            fn mach_port_allocate(task: u32, right: u32, name: *mut u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_deallocate")]
            fn mach_port_deallocate(task: u32, name: u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_mod_refs")]
            fn mach_port_mod_refs(task: u32, name: u32, right: u32, delta: i32) -> i32;
            #[link_name = concat!($prefix, "mach_port_get_refs")]
            fn mach_port_get_refs(task: u32, name: u32, right: u32, references: *mut u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_insert_right")]
            fn mach_port_insert_right(task: u32, name: u32, poly: u32, disposition: u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_extract_right")]
            fn mach_port_extract_right(
                task: u32,
                name: u32,
                disposition: u32,
                poly: *mut u32,
                kind: *mut u32,
            ) -> i32;
            #[link_name = concat!($prefix, "mach_port_type")]
            fn mach_port_type(task: u32, name: u32, kinds: *mut u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_move_member")]
            fn mach_port_move_member(task: u32, member: u32, set: u32) -> i32;
            #[link_name = concat!($prefix, "mach_port_request_notification")]
            fn mach_port_request_notification(
                task: u32,
                name: u32,
                id: i32,
                sync: u32,
                notify: u32,
                disposition: u32,
                previous: *mut u32,
            ) -> i32;
            #[link_name = concat!($prefix, "mach_port_names")]
            fn mach_port_names(
                task: u32,
                names: *mut *mut u32,
                names_count: *mut u32,
                types: *mut *mut u32,
                types_count: *mut u32,
            ) -> i32;
            #[link_name = concat!($prefix, "vm_allocate")]
            fn vm_allocate(task: u32, address: *mut usize, bytes: usize, anywhere: i32) -> i32;
            #[link_name = concat!($prefix, "vm_deallocate")]
            fn vm_deallocate(task: u32, address: usize, bytes: usize) -> i32;
        }

        fn check(code: i32) -> Result<(), IpcError> {
            KernReturn(code).into_result()
        }

        /// Makes a port, a port set or a dead name.
        pub(crate) fn allocate(right: u32) -> Result<PortName, IpcError> {
            let mut name = 0;
            // SAFETY: name can be written.
            check(unsafe { mach_port_allocate(task_self(), right, &raw mut name) })?;
            Ok(PortName(name))
        }

        /// Releases a send right, a send-once right or a dead name.
        pub(crate) fn release(name: PortName) {
            // SAFETY: names that denote nothing are refused.
            let _ = unsafe { mach_port_deallocate(task_self(), name.0) };
        }

        pub(crate) fn change_references(
            name: PortName,
            right: u32,
            delta: i32,
        ) -> Result<(), IpcError> {
            // SAFETY: names that denote nothing are refused.
            check(unsafe { mach_port_mod_refs(task_self(), name.0, right, delta) })
        }

        pub(crate) fn references(name: PortName, right: u32) -> Result<u32, IpcError> {
            let mut count = 0;
            // SAFETY: count can be written.
            check(unsafe { mach_port_get_refs(task_self(), name.0, right, &raw mut count) })?;
            Ok(count)
        }

        /// Gives a name a right of its own port: makes a send right.
        pub(crate) fn insert(name: PortName, disposition: u32) -> Result<(), IpcError> {
            // SAFETY: names that denote nothing are refused.
            check(unsafe { mach_port_insert_right(task_self(), name.0, name.0, disposition) })
        }

        /// A right taken from a name as a message would take it.
        pub(crate) fn extract(name: PortName, disposition: u32) -> Result<PortName, IpcError> {
            let (mut poly, mut kind) = (0, 0);
            // SAFETY: both can be written.
            check(unsafe {
                mach_port_extract_right(
                    task_self(),
                    name.0,
                    disposition,
                    &raw mut poly,
                    &raw mut kind,
                )
            })?;
            Ok(PortName(poly))
        }

        pub(crate) fn port_type(name: PortName) -> Result<u32, IpcError> {
            let mut kinds = 0;
            // SAFETY: kinds can be written.
            check(unsafe { mach_port_type(task_self(), name.0, &raw mut kinds) })?;
            Ok(kinds)
        }

        pub(crate) fn move_member(member: PortName, set: PortName) -> Result<(), IpcError> {
            // SAFETY: names that denote nothing are refused.
            check(unsafe { mach_port_move_member(task_self(), member.0, set.0) })
        }

        pub(crate) fn request_notification(
            name: PortName,
            id: i32,
            sync: u32,
            notify: PortName,
            disposition: u32,
        ) -> Result<PortName, IpcError> {
            let mut previous = 0;
            // SAFETY: previous can be written.
            check(unsafe {
                mach_port_request_notification(
                    task_self(),
                    name.0,
                    id,
                    sync,
                    notify.0,
                    disposition,
                    &raw mut previous,
                )
            })?;
            Ok(PortName(previous))
        }

        /// Gives each name of the task and what it denotes to a function.
        pub(crate) fn each_name(mut take: impl FnMut(PortName, u32)) -> Result<(), IpcError> {
            let (mut names, mut types) = (core::ptr::null_mut(), core::ptr::null_mut());
            let (mut count, mut types_count) = (0, 0);
            // SAFETY: all four can be written.
            check(unsafe {
                mach_port_names(
                    task_self(),
                    &raw mut names,
                    &raw mut count,
                    &raw mut types,
                    &raw mut types_count,
                )
            })?;
            for at in 0..count.min(types_count) as usize {
                // SAFETY: both arrays have so many elements.
                let (name, kinds) = unsafe { (names.add(at).read(), types.add(at).read()) };
                take(PortName(name), kinds);
            }
            // SAFETY: they were allocated for the caller, and are not used any more.
            unsafe {
                release_memory(names.cast(), count as usize * 4);
                release_memory(types.cast(), types_count as usize * 4);
            }
            Ok(())
        }

        /// Whole pages of zeros.
        #[allow(dead_code)]
        pub(crate) fn allocate_memory(bytes: usize) -> Result<*mut u8, IpcError> {
            let mut address = 0;
            // SAFETY: address can be written.
            check(unsafe { vm_allocate(task_self(), &raw mut address, bytes, 1) })?;
            Ok(core::ptr::with_exposed_provenance_mut(address))
        }

        /// Releases such pages, or those of out-of-line data that were received.
        ///
        /// # Safety
        ///
        /// They are the caller's, and nobody uses them any more.
        #[allow(dead_code)]
        pub(crate) unsafe fn release_memory(start: *mut u8, bytes: usize) {
            // SAFETY: the caller's promise.
            let _ = unsafe { vm_deallocate(task_self(), start.expose_provenance(), bytes) };
        }
    };
}

/// How messages of one wire are sent, by functions under symbols that begin with a prefix.
macro_rules! mach_messages {
    ($(#[$doc:meta])* $system:ident, $prefix:literal, $dialect:literal, $rcv_large:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $system;

        const _: () = {
            unsafe extern "C" {
                #[link_name = concat!($prefix, "mach_msg")]
                fn mach_msg(
                    message: *mut c_void,
                    option: i32,
                    send_size: u32,
                    rcv_size: u32,
                    rcv_name: u32,
                    timeout: u32,
                    notify: u32,
                ) -> i32;
                #[link_name = concat!($prefix, "mach_msg_destroy")]
                fn mach_msg_destroy(message: *mut c_void);
                #[link_name = concat!($prefix, "mig_get_reply_port")]
                fn mig_get_reply_port() -> u32;
                #[link_name = concat!($prefix, "mig_put_reply_port")]
                fn mig_put_reply_port(port: u32);
                #[link_name = concat!($prefix, "mig_dealloc_reply_port")]
                fn mig_dealloc_reply_port(port: u32);
            }

            impl System for $system {
                const RCV_LARGE: u32 = $rcv_large;
                const DIALECT: usize = $dialect;

                #[inline]
                unsafe fn mach_msg(
                    message: *mut u8,
                    bits: u32,
                    send_size: u32,
                    receive_limit: u32,
                    receive: PortName,
                    timeout_ms: u32,
                ) -> KernReturn {
                    let bits = bits as i32;
                    // SAFETY: the caller's promise.
                    KernReturn(unsafe {
                        mach_msg(
                            message.cast(),
                            bits,
                            send_size,
                            receive_limit,
                            receive.0,
                            timeout_ms,
                            0,
                        )
                    })
                }

                #[inline]
                unsafe fn destroy(message: *mut u8) {
                    // SAFETY: the caller's promise.
                    unsafe { mach_msg_destroy(message.cast()) }
                }

                #[inline]
                fn reply_port() -> PortName {
                    // SAFETY: has no conditions.
                    PortName(unsafe { mig_get_reply_port() })
                }

                #[inline]
                fn discard_reply_port(name: PortName) {
                    // SAFETY: has no conditions.
                    unsafe { mig_dealloc_reply_port(name.0) }
                }

                #[inline]
                fn put_reply_port(name: PortName) {
                    // SAFETY: has no conditions.
                    unsafe { mig_put_reply_port(name.0) }
                }
            }
        };
    };
}

/// What GNU Mach says of a port, and Darwin's kernel with a word more.
#[repr(C)]
#[derive(Default)]
pub(crate) struct RawStatus {
    set: u32,
    seqno: u32,
    make_send_count: u32,
    queue_limit: u32,
    message_count: u32,
    send_once_rights: u32,
    has_send_rights: i32,
    notifies_destroyed: i32,
    notifies_no_senders: i32,
}

impl From<RawStatus> for super::PortStatus {
    fn from(raw: RawStatus) -> Self {
        Self {
            seqno: raw.seqno,
            make_send_count: raw.make_send_count,
            queue_limit: raw.queue_limit,
            message_count: raw.message_count,
            send_once_rights: raw.send_once_rights,
            has_send_rights: raw.has_send_rights != 0,
            notifies_destroyed: raw.notifies_destroyed != 0,
            notifies_no_senders: raw.notifies_no_senders != 0,
        }
    }
}

/// `mach_port_get_receive_status`, and how many messages may wait, as GNU Mach has it.
macro_rules! gnu_port_status {
    ($prefix:literal) => {
        unsafe extern "C" {
            #[link_name = concat!($prefix, "mach_port_get_receive_status")]
            fn mach_port_get_receive_status(task: u32, name: u32, status: *mut RawStatus) -> i32;
        }

        pub(crate) fn status(name: PortName) -> Result<PortStatus, IpcError> {
            let mut status = RawStatus::default();
            // SAFETY: status can be written.
            check(unsafe { mach_port_get_receive_status(task_self(), name.0, &raw mut status) })?;
            Ok(status.into())
        }
    };
}

/// How many messages may wait, as Darwin has it.
macro_rules! darwin_queue_limit {
    ($prefix:literal) => {
        unsafe extern "C" {
            #[link_name = concat!($prefix, "mach_port_set_attributes")]
            fn mach_port_set_attributes(
                task: u32,
                name: u32,
                flavor: i32,
                info: *mut i32,
                count: u32,
            ) -> i32;
        }

        const MACH_PORT_LIMITS_INFO: i32 = 1;

        pub(crate) fn set_queue_limit(name: PortName, limit: u32) -> Result<(), IpcError> {
            let mut info = limit as i32;
            // SAFETY: the structure is one word.
            check(unsafe {
                mach_port_set_attributes(
                    task_self(),
                    name.0,
                    MACH_PORT_LIMITS_INFO,
                    &raw mut info,
                    1,
                )
            })
        }
    };
}
