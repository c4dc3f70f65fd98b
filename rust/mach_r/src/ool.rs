//! Out-of-line data: memory of its own that travels beside a message.

use crate::error::IpcError;
use crate::ipc::{
    AnyRight, PortName, ReceiveRight, ReceivedRight, Right, SendOnceRight, SendRight, Several,
    disposition,
};
use crate::sys;
use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Where out-of-line data of a message are, checked to be elements of that type.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Region<T> {
    address: usize,
    count: usize,
    element: PhantomData<fn() -> T>,
}

impl<T> Region<T> {
    /// Checks a description of out-of-line data.
    ///
    /// # Errors
    ///
    /// They do not begin where such elements can be.
    #[inline]
    pub fn check(address: usize, count: u32) -> Result<Self, IpcError> {
        let count = if address == 0 { 0 } else { count as usize };
        let fits = count.checked_mul(size_of::<T>()).is_some_and(|n| n <= isize::MAX as usize);
        if !fits || address % align_of::<T>() != 0 {
            return Err(IpcError::Mach(crate::KernReturn::KERN_INVALID_ADDRESS));
        }
        Ok(Self { address, count, element: PhantomData })
    }

    /// The same for so many bytes.
    ///
    /// # Errors
    ///
    /// They are no whole elements, or do not begin where such elements can be.
    #[inline]
    pub fn of_bytes(address: usize, bytes: u32) -> Result<Self, IpcError> {
        let size = const { if size_of::<T>() == 0 { 1 } else { size_of::<T>() as u32 } };
        if bytes % size != 0 {
            return Err(IpcError::CountMismatch {
                expected: size as usize,
                actual: bytes as usize,
            });
        }
        Self::check(address, bytes / size)
    }
}

/// Where an indefinite array is.
#[doc(hidden)]
#[derive(Debug)]
pub enum Either<'m, T, F = T> {
    /// In the message.
    InLine(&'m [T]),
    /// In memory of its own.
    OutOfLine(Region<F>),
}

/// Elements in pages of their own. Dropping it releases the pages.
pub struct OolMemory<T> {
    start: *mut T,
    count: usize,
}

// SAFETY: owns its elements.
unsafe impl<T: Send> Send for OolMemory<T> {}
// SAFETY: owns its elements.
unsafe impl<T: Sync> Sync for OolMemory<T> {}

impl<T> OolMemory<T> {
    /// No elements.
    pub const EMPTY: Self = Self { start: core::ptr::null_mut(), count: 0 };

    /// The memory of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<T>) -> Self {
        Self { start: core::ptr::with_exposed_provenance_mut(region.address), count: region.count }
    }

    /// A message owns it now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// Where it is.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        self.start.expose_provenance()
    }

    /// How many bytes the elements have.
    #[inline]
    #[must_use]
    pub const fn len_bytes(&self) -> usize {
        self.count * size_of::<T>()
    }
}

impl<T: FromBytes> OolMemory<T> {
    /// That many elements, all zero.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn zeroed(count: usize) -> Result<Self, IpcError> {
        const { assert!(align_of::<T>() <= 4096) }
        let bytes = count.checked_mul(size_of::<T>());
        let Some(bytes) = bytes.filter(|n| *n <= isize::MAX as usize) else {
            return Err(IpcError::Mach(crate::KernReturn::KERN_NO_SPACE));
        };
        if bytes == 0 {
            return Ok(Self { start: core::ptr::null_mut(), count });
        }
        Ok(Self { start: sys::allocate_memory(bytes)?.cast(), count })
    }
}

impl<T: FromBytes + Copy> OolMemory<T> {
    /// A copy of these elements.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn copy_of(elements: &[T]) -> Result<Self, IpcError> {
        let mut memory = Self::zeroed(elements.len())?;
        for (to, from) in memory.iter_mut().zip(elements) {
            *to = *from;
        }
        Ok(memory)
    }
}

impl<T> Deref for OolMemory<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        if self.start.is_null() {
            return &[];
        }
        // SAFETY: the elements are there, and owned.
        unsafe { core::slice::from_raw_parts(self.start, self.count) }
    }
}

impl<T> DerefMut for OolMemory<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.start.is_null() {
            return &mut [];
        }
        // SAFETY: the elements are there, and owned.
        unsafe { core::slice::from_raw_parts_mut(self.start, self.count) }
    }
}

impl<T> Default for OolMemory<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T: fmt::Debug> fmt::Debug for OolMemory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl<T> Drop for OolMemory<T> {
    #[inline]
    fn drop(&mut self) {
        let bytes = self.len_bytes();
        if bytes > 0 && !self.start.is_null() {
            // SAFETY: the pages are owned.
            unsafe { sys::release_memory(self.start.cast(), bytes) };
        }
    }
}

/// An array of rights in pages of its own. Dropping it releases the rights and the pages.
#[derive(Debug, Default)]
pub struct OolPorts<R: Right>(OolMemory<PortName>, PhantomData<R>);

impl<R: Right> OolPorts<R> {
    /// No rights.
    pub const EMPTY: Self = Self(OolMemory::EMPTY, PhantomData);

    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<PortName>) -> Self {
        Self(OolMemory::from_region(region), PhantomData)
    }

    /// Rights in memory of their own.
    ///
    /// # Errors
    ///
    /// There is no memory; the rights are released.
    pub fn new(rights: impl ExactSizeIterator<Item = R>) -> Result<Self, IpcError> {
        let mut memory = OolMemory::zeroed(rights.len())?;
        for (name, right) in memory.iter_mut().zip(rights) {
            *name = right.into_name();
        }
        Ok(Self(memory, PhantomData))
    }

    /// Takes a right out of the array, which then has a null one in its place.
    pub fn take(&mut self, index: usize) -> Option<R> {
        self.0.get_mut(index).map(|name| R::from_name(core::mem::replace(name, PortName::NULL)))
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// A message owns them now; if they are at most so many, without the memory.
    #[doc(hidden)]
    pub fn into_message_up_to(self, in_line: usize) {
        let mut this = ManuallyDrop::new(self);
        if this.0.len() <= in_line {
            drop(core::mem::take(&mut this.0));
        }
    }

    /// What moves them.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        R::DISPOSITION
    }

    /// Where the names are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        self.0.address()
    }
}

impl<R: Right> Deref for OolPorts<R> {
    type Target = [R];
    #[inline]
    fn deref(&self) -> &[R] {
        let names: &[PortName] = &self.0;
        // SAFETY: rights are names in memory (see Right), which no one else uses as rights.
        unsafe { core::slice::from_raw_parts(names.as_ptr().cast(), names.len()) }
    }
}

impl<R: Right> Drop for OolPorts<R> {
    fn drop(&mut self) {
        for name in self.0.iter() {
            drop(R::from_name(*name));
        }
    }
}

/// Out-of-line data to be sent, of which the caller says whether they are given away.
#[derive(Debug)]
pub enum OolArgument<'a, T> {
    /// The receiver gets a copy.
    Copied(&'a [T]),
    /// The receiver gets the memory.
    Moved(OolMemory<T>),
}

impl<T> OolArgument<'_, T> {
    /// Where they are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.as_slice())
    }

    /// How many bytes they have.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        size_of_val(self.as_slice())
    }

    /// The elements.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::Copied(elements) => elements,
            Self::Moved(memory) => memory,
        }
    }

    /// Whether they are given away.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn is_moved(&self) -> bool {
        matches!(self, Self::Moved(_))
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        if let Self::Moved(memory) = self {
            memory.into_message();
        }
    }
}

impl<'a, T> From<&'a [T]> for OolArgument<'a, T> {
    fn from(elements: &'a [T]) -> Self {
        Self::Copied(elements)
    }
}

impl<T> From<OolMemory<T>> for OolArgument<'_, T> {
    fn from(memory: OolMemory<T>) -> Self {
        Self::Moved(memory)
    }
}

/// Where elements that the caller goes on owning are.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn address_of<T: ?Sized>(elements: &T) -> usize {
    core::ptr::from_ref(elements).cast::<u8>().expose_provenance()
}

/// An indefinite array that was received: in the message, or in memory of its own.
#[derive(Debug)]
pub enum Data<'m, T> {
    /// In the message.
    InLine(&'m [T]),
    /// In memory of its own.
    OutOfLine(OolMemory<T>),
}

impl<'m, T> Data<'m, T> {
    /// The data of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either(either: Either<'m, T>) -> Self {
        match either {
            Either::InLine(elements) => Self::InLine(elements),
            Either::OutOfLine(region) => Self::OutOfLine(OolMemory::from_region(region)),
        }
    }
}

impl<T> Deref for Data<'_, T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::InLine(elements) => elements,
            Self::OutOfLine(memory) => memory,
        }
    }
}

/// Where an indefinite array lies whose message was received into a pool's buffer.
#[doc(hidden)]
#[derive(Debug)]
pub enum DataPlace<T> {
    /// In the message.
    InLine(crate::buffer::Place<T>),
    /// In memory of its own.
    OutOfLine(OolMemory<T>),
}

impl<T: FromBytes + Immutable> DataPlace<T> {
    /// The place of data in a buffer that begins at `base`.
    #[inline]
    #[must_use]
    pub fn new(base: usize, data: Data<'_, T>) -> Self {
        match data {
            Data::InLine(elements) => Self::InLine(crate::buffer::Place::new(base, elements)),
            Data::OutOfLine(memory) => Self::OutOfLine(memory),
        }
    }

    /// The elements.
    #[inline]
    #[must_use]
    pub fn get<'b>(&'b self, buffer: &'b crate::buffer::PoolBuffer) -> &'b [T] {
        match self {
            Self::InLine(place) => buffer.get(place),
            Self::OutOfLine(memory) => memory,
        }
    }
}

/// What a server returns as an indefinite array: in the reply if there is room, else out of line.
#[derive(Debug)]
pub struct OutData<'r, T> {
    in_line: crate::server::Out<'r, T>,
    memory: Option<OolMemory<T>>,
}

impl<'r, T: FromBytes + IntoBytes + Immutable + Copy> OutData<'r, T> {
    /// Room in a reply.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn new(in_line: crate::server::Out<'r, T>) -> Self {
        Self { in_line, memory: None }
    }

    /// Sets the elements.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn set(&mut self, elements: &[T]) -> Result<(), IpcError> {
        self.in_line.clear();
        self.memory = None;
        if elements.len() > self.in_line.capacity() {
            self.memory = Some(OolMemory::copy_of(elements)?);
            return Ok(());
        }
        self.in_line.extend_from_slice(elements)
    }

    /// Gives memory away as the elements.
    pub fn set_memory(&mut self, memory: OolMemory<T>) {
        self.in_line.clear();
        self.memory = Some(memory);
    }

    /// Whether they are in the reply.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn is_in_line(&self) -> bool {
        self.memory.is_none()
    }

    /// How many there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.memory.as_ref().map_or(self.in_line.len(), |memory| memory.len())
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parts.
    #[doc(hidden)]
    #[inline]
    pub fn finish(self) -> Result<crate::server::Out<'r, T>, OolMemory<T>> {
        match self.memory {
            Some(memory) => Err(memory),
            None => Ok(self.in_line),
        }
    }
}

/// Out-of-line rights of a kind that the sender chose.
#[derive(Debug)]
pub enum ReceivedPorts {
    /// Send rights.
    Send(OolPorts<SendRight>),
    /// Send-once rights.
    SendOnce(OolPorts<SendOnceRight>),
    /// Receive rights.
    Receive(OolPorts<ReceiveRight>),
    /// Names of something, and what was said of them: no rights.
    Names(OolMemory<PortName>, u32),
}

impl ReceivedPorts {
    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_region(region: Region<PortName>, kind: u32) -> Self {
        match kind {
            disposition::MOVE_SEND => Self::Send(OolPorts::from_region(region)),
            disposition::MOVE_SEND_ONCE => Self::SendOnce(OolPorts::from_region(region)),
            disposition::MOVE_RECEIVE => Self::Receive(OolPorts::from_region(region)),
            _ => Self::Names(OolMemory::from_region(region), kind),
        }
    }

    /// Their names.
    #[inline]
    #[must_use]
    pub fn names(&self) -> &[PortName] {
        match self {
            Self::Send(rights) => crate::ipc::names(rights),
            Self::SendOnce(rights) => crate::ipc::names(rights),
            Self::Receive(rights) => crate::ipc::names(rights),
            Self::Names(names, _) => names,
        }
    }

    /// How many there are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.names().len()
    }

    /// Whether there are none.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }

    /// What moves them.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        match self {
            Self::Send(_) => disposition::MOVE_SEND,
            Self::SendOnce(_) => disposition::MOVE_SEND_ONCE,
            Self::Receive(_) => disposition::MOVE_RECEIVE,
            Self::Names(_, kind) => *kind,
        }
    }

    /// Where the names are.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.names())
    }

    /// A message owns them now.
    #[doc(hidden)]
    #[inline]
    pub fn into_message(self) {
        core::mem::forget(self);
    }
}

/// Rights to be sent out of line whose disposition is the caller's choice.
#[derive(Debug)]
pub enum OolPortsArgument<'a> {
    /// The receiver gets send rights of its own.
    CopySend(&'a [SendRight]),
    /// The receiver gets new send rights.
    MakeSend(&'a [ReceiveRight]),
    /// The receiver gets new send-once rights.
    MakeSendOnce(&'a [ReceiveRight]),
    /// The receiver gets these rights.
    Move(ReceivedPorts),
}

impl OolPortsArgument<'_> {
    /// Their names.
    #[must_use]
    pub fn names(&self) -> &[PortName] {
        match self {
            Self::CopySend(rights) => crate::ipc::names(rights),
            Self::MakeSend(rights) | Self::MakeSendOnce(rights) => crate::ipc::names(rights),
            Self::Move(rights) => rights.names(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }

    /// What happens to them.
    #[must_use]
    pub const fn disposition(&self) -> u32 {
        match self {
            Self::CopySend(_) => disposition::COPY_SEND,
            Self::MakeSend(_) => disposition::MAKE_SEND,
            Self::MakeSendOnce(_) => disposition::MAKE_SEND_ONCE,
            Self::Move(rights) => rights.disposition(),
        }
    }

    /// Where the names are.
    #[doc(hidden)]
    #[must_use]
    pub fn address(&self) -> usize {
        address_of(self.names())
    }

    /// Whether the memory is given away too.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_moved(&self) -> bool {
        matches!(self, Self::Move(_))
    }

    /// A message owns now what was to be moved.
    #[doc(hidden)]
    pub fn into_message(self) {
        core::mem::forget(self);
    }

    /// The same; if they are at most so many, without the memory.
    #[doc(hidden)]
    pub fn into_message_up_to(self, in_line: usize) {
        match self {
            Self::Move(ReceivedPorts::Send(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::SendOnce(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::Receive(rights)) => rights.into_message_up_to(in_line),
            Self::Move(ReceivedPorts::Names(..)) | Self::CopySend(_) => {}
            Self::MakeSend(_) | Self::MakeSendOnce(_) => {}
        }
    }
}

/// An indefinite array of rights: up to `N` from the message, or in memory of its own.
#[derive(Debug)]
pub enum PortsData<R: RightKind, const N: usize> {
    /// From the message.
    InLine(Several<R, N>),
    /// In memory of its own.
    OutOfLine(R::OutOfLine),
}

/// The kinds of rights that an array can have, one by one and out of line.
pub trait RightKind: AnyRight + Sized {
    /// Several of them out of line.
    type OutOfLine: fmt::Debug;
    #[doc(hidden)]
    fn far_names(far: &Self::OutOfLine) -> &[PortName];
    #[doc(hidden)]
    fn far_kind(far: &Self::OutOfLine) -> u32;
}

impl<R: Right + AnyRight> RightKind for R {
    type OutOfLine = OolPorts<R>;
    fn far_names(far: &OolPorts<R>) -> &[PortName] {
        crate::ipc::names(far)
    }
    fn far_kind(_far: &OolPorts<R>) -> u32 {
        R::DISPOSITION
    }
}

impl RightKind for ReceivedRight {
    type OutOfLine = ReceivedPorts;
    fn far_names(far: &ReceivedPorts) -> &[PortName] {
        far.names()
    }
    fn far_kind(far: &ReceivedPorts) -> u32 {
        far.disposition()
    }
}

impl<R: Right + AnyRight, const N: usize> PortsData<R, N> {
    /// The rights of a message that was accepted.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either<S: Copy + Into<PortName>>(either: Either<'_, S, PortName>) -> Self {
        match either {
            Either::InLine(slots) => Self::InLine(crate::ipc::take_all(slots)),
            Either::OutOfLine(region) => Self::OutOfLine(OolPorts::from_region(region)),
        }
    }
}

impl<const N: usize> PortsData<ReceivedRight, N> {
    /// The same of a kind known at run time.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn from_either_any<S: Copy + Into<PortName>>(
        either: Either<'_, S, PortName>,
        kind: u32,
    ) -> Self {
        match either {
            Either::InLine(slots) => Self::InLine(crate::ipc::take_all_any(slots, kind)),
            Either::OutOfLine(region) => Self::OutOfLine(ReceivedPorts::from_region(region, kind)),
        }
    }
}

impl<R: RightKind, const N: usize> PortsData<R, N> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::InLine(rights) => rights.len(),
            Self::OutOfLine(far) => R::far_names(far).len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether they are in the message.
    #[doc(hidden)]
    #[must_use]
    pub const fn is_in_line(&self) -> bool {
        matches!(self, Self::InLine(_))
    }

    /// What moves them.
    #[doc(hidden)]
    #[must_use]
    pub fn disposition(&self) -> u32 {
        match self {
            Self::InLine(rights) => crate::ipc::disposition_of(rights),
            Self::OutOfLine(far) => R::far_kind(far),
        }
    }

    /// Writes them.
    #[doc(hidden)]
    pub fn put<W: crate::wire::Wire, S, A>(self, message: &mut crate::wire::Writer<'_, W>)
    where
        S: From<PortName> + IntoBytes + Immutable,
        A: From<usize> + IntoBytes + Immutable,
    {
        match self {
            Self::InLine(rights) => {
                let names: Several<PortName, N> = crate::ipc::into_names(rights);
                message.put_names::<S>(&names);
            }
            Self::OutOfLine(far) => {
                message.put(A::from(address_of(R::far_names(&far))));
                core::mem::forget(far);
            }
        }
    }
}

/// The counts of several arrays, then zeros.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn counts<A: Deref<Target = [T]>, T, const N: usize>(arrays: &[A]) -> [u32; N] {
    let mut counts = [0; N];
    for (count, array) in counts.iter_mut().zip(arrays) {
        *count = array.len() as u32;
    }
    counts
}

/// The counts of several arrays.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn used_counts<const N: usize, A: Deref<Target = [T]>, T>(arrays: &[A]) -> Several<u32, N> {
    arrays.iter().map(|array| array.len() as u32).collect()
}

/// The memory of a message that was accepted.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn all_memory<T, const N: usize>(regions: Several<Region<T>, N>) -> Several<OolMemory<T>, N> {
    regions.into_iter().map(OolMemory::from_region).collect()
}

/// The rights of a message that was accepted.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn all_ports<R: Right, const N: usize>(
    regions: Several<Region<PortName>, N>,
) -> Several<OolPorts<R>, N> {
    regions.into_iter().map(OolPorts::from_region).collect()
}

/// A message owns them now.
#[doc(hidden)]
#[inline]
pub fn all_into_message<M, const N: usize>(memories: Several<M, N>) {
    for memory in memories {
        core::mem::forget(memory);
    }
}
