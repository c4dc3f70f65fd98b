//! Results that C takes: places to write to, checked before the call and written after it.

use super::arguments::check;
use crate::error::{IpcError, KernReturn};
use crate::ipc::{PortArgument, PortName, ReceivedRight, Right};
use crate::ool::{Data, OolMemory, OolPorts, OutData};
use crate::server::{Out, OutString};
use core::ffi::CStr;
use core::marker::PhantomData;
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Where a result goes.
#[derive(Debug)]
pub struct Place<'a, T> {
    pointer: *mut T,
    place: PhantomData<&'a mut T>,
}

/// Where a result goes.
///
/// # Safety
///
/// C's promise: a pointer that is not null leads to room for a value, which nobody else uses during
/// the call.
#[inline]
pub unsafe fn place<'a, T>(pointer: *mut T) -> Result<Place<'a, T>, IpcError> {
    check(pointer)?;
    Ok(Place { pointer, place: PhantomData })
}

impl<T> Place<'_, T> {
    /// Writes the result.
    #[inline]
    pub fn set(self, value: T) {
        // SAFETY: place()'s promise.
        unsafe { self.pointer.write(value) }
    }
}

/// Where a string goes: a field of `N` bytes.
#[derive(Debug)]
pub struct StringPlace<'a, const N: usize>(Place<'a, [u8; N]>);

/// Where a string goes.
///
/// # Safety
///
/// As for [`place`], of `N` bytes.
#[inline]
pub unsafe fn string_place<'a, const N: usize>(
    pointer: *mut u8,
) -> Result<StringPlace<'a, N>, IpcError> {
    // SAFETY: the caller's promise.
    unsafe { place(pointer.cast()) }.map(StringPlace)
}

impl<const N: usize> StringPlace<'_, N> {
    /// Writes the string, and zeros behind it.
    #[inline]
    pub fn set(self, string: &CStr) {
        let start = self.0.pointer.cast::<u8>();
        let bytes = string.to_bytes();
        let length = bytes.len().min(N.saturating_sub(1));
        // SAFETY: there is room for N bytes.
        unsafe {
            start.copy_from_nonoverlapping(bytes.as_ptr(), length);
            start.add(length).write_bytes(0, N - length);
        }
    }
}

/// Where elements go that the caller has room for, and their count.
#[derive(Debug)]
pub struct ArrayPlace<'a, T> {
    elements: *mut T,
    room: usize,
    count: Place<'a, u32>,
}

/// Where elements go: room for as many as the count says before the call, at most `max`.
///
/// # Safety
///
/// As for [`place`], of both pointers.
#[inline]
pub unsafe fn array_place<'a, T>(
    elements: *mut T,
    count: *mut u32,
    max: usize,
) -> Result<ArrayPlace<'a, T>, IpcError> {
    // SAFETY: the caller's promise.
    let (room, count) = unsafe { (super::value(count)?, place(count)?) };
    let room = max.min(room as usize);
    if room > 0 {
        check(elements)?;
    }
    Ok(ArrayPlace { elements, room, count })
}

/// The same where C's room is what the interface declares, whatever the count is.
///
/// # Safety
///
/// As for [`place`], of both pointers.
#[inline]
pub unsafe fn whole_array_place<'a, T>(
    elements: *mut T,
    count: *mut u32,
    max: usize,
) -> Result<ArrayPlace<'a, T>, IpcError> {
    check(elements)?;
    // SAFETY: the caller's promise.
    Ok(ArrayPlace { elements, room: max, count: unsafe { place(count)? } })
}

impl<T: Copy> ArrayPlace<'_, T> {
    /// Writes the elements, as many as there is room for, and how many there are.
    ///
    /// # Errors
    ///
    /// [`IpcError::ArrayTooLarge`]: there was not room for all.
    #[inline]
    pub fn set(self, elements: &[T]) -> Result<(), IpcError> {
        let fits = elements.len().min(self.room);
        // SAFETY: there is room for so many elements, which is other memory.
        unsafe { self.elements.copy_from_nonoverlapping(elements.as_ptr(), fits) };
        self.count.set(elements.len() as u32);
        if fits < elements.len() {
            return Err(IpcError::ArrayTooLarge { max: self.room, actual: elements.len() });
        }
        Ok(())
    }
}

impl<'a, T: IntoBytes + Immutable + Copy> ArrayPlace<'a, T> {
    /// What a server's function writes to.
    #[inline]
    #[must_use]
    pub const fn out(&self) -> Out<'a, T> {
        // SAFETY: checked, and array_place()'s promise.
        unsafe { Out::new(self.elements, self.room) }
    }

    /// Writes how many elements a server's function has written.
    #[inline]
    pub fn finish(self, out: Out<'_, T>) {
        self.count.set(out.len() as u32);
    }
}

impl ArrayPlace<'_, PortName> {
    /// Gives rights to C, as many as there is room for; others are released.
    ///
    /// # Errors
    ///
    /// [`IpcError::ArrayTooLarge`]: there was not room for all.
    #[inline]
    pub fn set_rights<R: Right>(self, rights: impl IntoIterator<Item = R>) -> Result<(), IpcError> {
        let mut count = 0;
        for right in rights {
            if count < self.room {
                // SAFETY: there is room for as many.
                unsafe { self.elements.add(count).write(right.into_name()) };
            }
            count += 1;
        }
        self.count.set(count as u32);
        if count > self.room {
            return Err(IpcError::ArrayTooLarge { max: self.room, actual: count });
        }
        Ok(())
    }
}

/// Room for the string of a server's function, in a field of `N` bytes.
///
/// # Safety
///
/// As for [`place`], of `N` bytes.
#[inline]
pub unsafe fn out_string<'a, const N: usize>(pointer: *mut u8) -> Result<OutString<'a>, IpcError> {
    check(pointer)?;
    // SAFETY: the caller's promise.
    Ok(OutString::new(unsafe { Out::new(pointer, N) }))
}

/// Where memory of its own goes, and the count of its elements.
#[derive(Debug)]
pub struct MemoryPlace<'a, T> {
    pointer: Place<'a, *mut T>,
    count: Place<'a, u32>,
}

/// Where memory goes.
///
/// # Safety
///
/// As for [`place`], of both pointers.
#[inline]
pub unsafe fn memory_place<'a, T>(
    pointer: *mut *mut T,
    count: *mut u32,
) -> Result<MemoryPlace<'a, T>, IpcError> {
    // SAFETY: the caller's promise.
    unsafe { Ok(MemoryPlace { pointer: place(pointer)?, count: place(count)? }) }
}

impl<T> MemoryPlace<'_, T> {
    /// Gives memory to C.
    #[inline]
    pub fn set(self, memory: OolMemory<T>) {
        let count = memory.len() as u32;
        self.pointer.set(core::ptr::with_exposed_provenance_mut(memory.address()));
        core::mem::forget(memory);
        self.count.set(count);
    }
}

impl MemoryPlace<'_, PortName> {
    /// Gives rights to C, in memory of their own.
    #[inline]
    pub fn set_rights<R: Right>(self, rights: OolPorts<R>) {
        let count = rights.len() as u32;
        self.pointer.set(core::ptr::with_exposed_provenance_mut(rights.address()));
        core::mem::forget(rights);
        self.count.set(count);
    }
}

/// Where an indefinite array goes: into the caller's room, or C gets memory of its own.
#[derive(Debug)]
pub struct DataPlace<'a, T> {
    room: *mut T,
    room_count: usize,
    memory: MemoryPlace<'a, T>,
}

/// Where an indefinite array goes. What the pointer leads to before the call, with room for as many
/// elements as the count says, is used if that is enough.
///
/// # Safety
///
/// As for [`place`], of both pointers and the room.
#[inline]
pub unsafe fn data_place<'a, T>(
    pointer: *mut *mut T,
    count: *mut u32,
) -> Result<DataPlace<'a, T>, IpcError> {
    // SAFETY: the caller's promise.
    let (room, room_count) = unsafe { (super::value(pointer)?, super::value(count)?) };
    let room_count = if check(room).is_ok() { room_count as usize } else { 0 };
    // SAFETY: the caller's promise.
    Ok(DataPlace { room, room_count, memory: unsafe { memory_place(pointer, count)? } })
}

impl<'a, T: FromBytes + IntoBytes + Immutable + Copy> DataPlace<'a, T> {
    /// Copies the elements, or gives their memory to C.
    ///
    /// # Errors
    ///
    /// There is no memory.
    #[inline]
    pub fn set(self, data: Data<'_, T>) -> Result<(), IpcError> {
        let mut out = self.out();
        match data {
            Data::InLine(elements) => out.set(elements)?,
            Data::OutOfLine(memory) => out.set_memory(memory),
        }
        self.finish(out);
        Ok(())
    }

    /// What a server's function writes to.
    #[inline]
    #[must_use]
    pub const fn out(&self) -> OutData<'a, T> {
        // SAFETY: checked, and data_place()'s promise.
        OutData::new(unsafe { Out::new(self.room, self.room_count) })
    }

    /// Says where the elements are, and how many.
    #[inline]
    pub fn finish(self, out: OutData<'_, T>) {
        match out.finish() {
            Ok(in_line) => self.memory.count.set(in_line.len() as u32),
            Err(memory) => self.memory.set(memory),
        }
    }
}

/// Where a right and its kind go.
#[derive(Debug)]
pub struct RightPlace<'a> {
    name: Place<'a, PortName>,
    kind: Place<'a, u32>,
}

/// Where a right and its kind go.
///
/// # Safety
///
/// As for [`place`], of both pointers.
#[inline]
pub unsafe fn right_place<'a>(
    name: *mut PortName,
    kind: *mut u32,
) -> Result<RightPlace<'a>, IpcError> {
    // SAFETY: the caller's promise.
    unsafe { Ok(RightPlace { name: place(name)?, kind: place(kind)? }) }
}

impl RightPlace<'_> {
    /// Gives a right to C.
    #[inline]
    pub fn set(self, right: ReceivedRight) {
        let (name, kind) = PortArgument::from(right).into_parts();
        self.name.set(name);
        self.kind.set(kind);
    }
}

/// Where `N` rights go.
#[derive(Debug)]
pub struct RightsPlace<'a, const N: usize>(Place<'a, [PortName; N]>);

/// Where `N` rights go.
///
/// # Safety
///
/// As for [`place`], of `N` names.
#[inline]
pub unsafe fn rights_place<'a, const N: usize>(
    pointer: *mut PortName,
) -> Result<RightsPlace<'a, N>, IpcError> {
    check(pointer)?;
    // SAFETY: the caller's promise.
    Ok(RightsPlace(Place { pointer: pointer.cast(), place: PhantomData }))
}

impl<const N: usize> RightsPlace<'_, N> {
    /// Gives rights to C.
    #[inline]
    pub fn set<R: Right>(self, rights: [R; N]) {
        self.0.set(rights.map(Right::into_name));
    }
}

/// What C gets for a call that failed before it had an effect.
pub const NOT_INSTALLED: IpcError = IpcError::Mach(KernReturn::MIG_BAD_ID);
