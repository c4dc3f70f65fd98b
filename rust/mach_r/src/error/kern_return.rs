//! The number that calls of Mach return.

use super::IpcError;
use super::codes::{CODES, Code};
use core::fmt;

/// A return code of the kernel, of `mach_msg`, of MIG, or of a server: 0 is success.
///
/// All known codes are associated constants, with the names that C has for them. Systems have given
/// some numbers to different errors: [`codes`](Self::codes) then finds several.
///
/// ```
/// use mach_r::KernReturn;
///
/// let code = KernReturn(0x1000_0003);
/// assert_eq!(code, KernReturn::MACH_SEND_INVALID_DEST);
/// assert_eq!(format!("{code:?}"), "MACH_SEND_INVALID_DEST");
///
/// let names: Vec<_> = KernReturn(-309).codes().map(|code| code.name).collect();
/// assert_eq!(names, ["MIG_DESTROY_REQUEST", "MIG_TRAILER_ERROR"]);
///
/// let code = KernReturn(0x1000_600b);
/// assert_eq!(format!("{code:?}"), "MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_SPACE");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct KernReturn(pub i32);

/// What an error code with a subsystem belongs to: its highest 6 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorSystem {
    /// `err_kern`: the kernel; also MIG's codes, which are negative, seem to be of another one.
    Kernel,
    /// `err_us`: libraries of the user.
    User,
    /// `err_server`: servers of the user.
    Server,
    /// `err_ipc`: old IPC.
    OldIpc,
    /// `err_mach_ipc`: `mach_msg`.
    MachIpc,
    /// `err_hurd`, and the C library's errors: the code is an `errno` of GNU/Hurd.
    Errno,
    /// `err_local`: what a program defines for itself.
    Local,
    /// `err_ipc_compat`: compatibility with older IPC. MIG's own codes, being negative, are here.
    IpcCompat,
    /// Another one.
    Other(u8),
}

/// Bits that `mach_msg` adds to some errors: what there was too little of.
const SHORTAGES: [(i32, &str); 4] = [
    (KernReturn::MACH_MSG_IPC_SPACE, "MACH_MSG_IPC_SPACE"),
    (KernReturn::MACH_MSG_VM_SPACE, "MACH_MSG_VM_SPACE"),
    (KernReturn::MACH_MSG_IPC_KERNEL, "MACH_MSG_IPC_KERNEL"),
    (KernReturn::MACH_MSG_VM_KERNEL, "MACH_MSG_VM_KERNEL"),
];

const SHORTAGE_MASK: i32 = 0x3c00;

impl KernReturn {
    /// A bit of `mach_msg`'s errors: no more names.
    pub const MACH_MSG_IPC_SPACE: i32 = 0x2000;
    /// A bit of `mach_msg`'s errors: no more address space.
    pub const MACH_MSG_VM_SPACE: i32 = 0x1000;
    /// A bit of `mach_msg`'s errors: no more memory for a right.
    pub const MACH_MSG_IPC_KERNEL: i32 = 0x800;
    /// A bit of `mach_msg`'s errors: no more memory for out-of-line data.
    pub const MACH_MSG_VM_KERNEL: i32 = 0x400;

    /// What the number is in C, in each of Mach's families; none if it is nobody's.
    pub fn codes(self) -> impl Iterator<Item = &'static Code> {
        let base = self.without_shortages();
        CODES.iter().filter(move |code| code.value == base)
    }

    /// The code without the bits that say what there was too little of.
    #[must_use]
    pub const fn without_shortages(self) -> Self {
        // Only those of mach_msg, and only receive errors proper have them besides the class.
        match self.system() {
            ErrorSystem::MachIpc => Self(self.0 & !SHORTAGE_MASK),
            _ => self,
        }
    }

    /// `err_get_system`: what the code belongs to.
    #[must_use]
    pub const fn system(self) -> ErrorSystem {
        match (self.0 as u32 >> 26) as u8 {
            0 => ErrorSystem::Kernel,
            1 => ErrorSystem::User,
            2 => ErrorSystem::Server,
            3 => ErrorSystem::OldIpc,
            4 => ErrorSystem::MachIpc,
            0x10 => ErrorSystem::Errno,
            0x3e => ErrorSystem::Local,
            0x3f => ErrorSystem::IpcCompat,
            other => ErrorSystem::Other(other),
        }
    }

    /// `err_get_sub`: the part of that system.
    #[must_use]
    pub const fn subsystem(self) -> u16 {
        (self.0 as u32 >> 14 & 0xfff) as u16
    }

    /// `err_get_code`: the error in that part.
    #[must_use]
    pub const fn code(self) -> u16 {
        (self.0 as u32 & 0x3fff) as u16
    }

    /// A code of a system of the program's own (`err_system`, `err_sub`); parts that are too large
    /// lose their highest bits.
    ///
    /// ```
    /// use mach_r::error::{ErrorSystem, KernReturn};
    ///
    /// let code = KernReturn::encoded(0x3e, 2, 7);
    /// assert_eq!((code.system(), code.subsystem(), code.code()), (ErrorSystem::Local, 2, 7));
    /// ```
    #[must_use]
    pub const fn encoded(system: u8, subsystem: u16, code: u16) -> Self {
        let system = (system as u32 & 0x3f) << 26;
        let subsystem = (subsystem as u32 & 0xfff) << 14;
        Self((system | subsystem | (code as u32 & 0x3fff)) as i32)
    }

    /// The `errno` of GNU/Hurd that it stands for.
    #[must_use]
    pub const fn errno(self) -> Option<u16> {
        match self.system() {
            ErrorSystem::Errno => Some(self.code()),
            _ => None,
        }
    }

    /// Success as `Ok`, anything else as [`IpcError::Mach`].
    ///
    /// # Errors
    ///
    /// The code itself, if it is not success.
    #[inline]
    pub const fn into_result(self) -> Result<(), IpcError> {
        match self.0 {
            0 => Ok(()),
            _ => Err(IpcError::Mach(self)),
        }
    }

    fn write_shortages(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self == self.without_shortages() {
            return Ok(());
        }
        for (bit, name) in SHORTAGES {
            if self.0 & bit != 0 {
                write!(f, " | {name}")?;
            }
        }
        Ok(())
    }

    fn write_names(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, code) in self.codes().enumerate() {
            f.write_str(if number == 0 { "" } else { " or " })?;
            f.write_str(code.name)?;
        }
        self.write_shortages(f)
    }
}

impl fmt::Debug for KernReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.codes().next().is_none() {
            return write!(f, "KernReturn({:#x})", self.0);
        }
        self.write_names(f)
    }
}

impl fmt::Display for KernReturn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(errno) = self.errno() {
            return write!(f, "errno {errno}");
        }
        if self.codes().next().is_none() {
            return write!(f, "error {:#x}", self.0);
        }
        for (number, code) in self.codes().enumerate() {
            f.write_str(if number == 0 { "" } else { ", or " })?;
            f.write_str(code.words)?;
        }
        f.write_str(" (")?;
        self.write_names(f)?;
        f.write_str(")")
    }
}
