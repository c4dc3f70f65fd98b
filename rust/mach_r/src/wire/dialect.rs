//! The two dialects, and what only one of them has.

use super::{Trailer, Wire};
use crate::error::{IpcError, KernReturn};
use crate::ipc::PortName;
use crate::message::Incoming;
use core::convert::Infallible;
use core::marker::PhantomData;

pub(super) mod sealed {
    /// What nobody else implements.
    pub trait Sealed {}
}

/// Which of the dialects messages are of, with what only that one can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context<T, N> {
    /// Typed messages.
    Typed(T),
    /// NDR messages.
    Ndr(N),
}

/// A wire, as code sees it that is written once for several: [`Typed64`](super::typed64::Typed64),
/// [`Typed32`](super::typed32::Typed32), [`Ndr64`](super::ndr64::Ndr64) and
/// [`Ndr32`](super::ndr32::Ndr32).
///
/// What only one dialect has is a method of that dialect's context, so that such code has to say
/// what the other one does instead:
///
/// ```
/// use mach_r::message::Incoming;
/// use mach_r::wire::{Context, Dialect, NdrContext, SecurityToken};
///
/// fn sender<D: Dialect>(message: &Incoming<'_, D>) -> Result<Option<SecurityToken>, mach_r::IpcError> {
///     Ok(match D::context() {
///         Context::Typed(_) => None,
///         Context::Ndr(ndr) => Some(ndr.trailer(message, 8)?.sender),
///     })
/// }
/// # let _ = sender::<mach_r::wire::typed64::Typed64>;
/// ```
///
/// A dialect that is forgotten does not compile:
///
/// ```compile_fail,E0004
/// use mach_r::message::Incoming;
/// use mach_r::wire::{Context, Dialect, NdrContext, SecurityToken};
///
/// fn sender<D: Dialect>(message: &Incoming<'_, D>) -> Result<Option<SecurityToken>, mach_r::IpcError> {
///     Ok(match D::context() {
///         Context::Ndr(ndr) => Some(ndr.trailer(message, 8)?.sender),
///     })
/// }
/// ```
///
/// For each wire one of the two contexts is [`Infallible`], of which there is no value: the branch
/// that is not its own is not in the program.
pub trait Dialect: Wire {
    /// What only typed messages have.
    type TypedCx: TypedContext<Self>;
    /// What only NDR messages have.
    type NdrCx: NdrContext<Self>;

    /// The dialect.
    fn context() -> Context<Self::TypedCx, Self::NdrCx>;
}

/// What only typed messages have.
pub trait TypedContext<D: Dialect>: Copy {
    /// `msgh_seqno`, in the header.
    fn seqno(self, message: &Incoming<'_, D>) -> u32;

    /// What stands for the port that the message came to, if its receiver said that a number
    /// shall (`MACH_MSG_TYPE_PROTECTED_PAYLOAD`).
    fn protected_payload(self, message: &Incoming<'_, D>) -> Option<u64>;

    /// The bytes of a type word, of the long form or the short one.
    fn word_bytes(self, is_long: bool) -> usize;
}

/// What only NDR messages have.
pub trait NdrContext<D: Dialect>: Copy {
    /// The trailer, of which at least `least` bytes must be there.
    ///
    /// # Errors
    ///
    /// [`IpcError::TrailerTooSmall`].
    fn trailer(self, message: &Incoming<'_, D>, least: usize) -> Result<Trailer, IpcError>;

    /// `msgh_voucher_port`.
    fn voucher(self, message: &Incoming<'_, D>) -> PortName;

    /// The code of a request in its error form, which has nothing else; `None`: it is none.
    fn request_error(self, request: &Incoming<'_, D>) -> Option<KernReturn>;
}

/// The context of typed messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed(());

/// The context of NDR messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ndr(());

impl Typed {
    pub(super) const NEW: Self = Self(());
}

impl Ndr {
    pub(super) const NEW: Self = Self(());
}

impl<D: Dialect> TypedContext<D> for Infallible {
    #[inline]
    fn seqno(self, _: &Incoming<'_, D>) -> u32 {
        match self {}
    }
    #[inline]
    fn protected_payload(self, _: &Incoming<'_, D>) -> Option<u64> {
        match self {}
    }
    #[inline]
    fn word_bytes(self, _: bool) -> usize {
        match self {}
    }
}

impl<D: Dialect> NdrContext<D> for Infallible {
    #[inline]
    fn trailer(self, _: &Incoming<'_, D>, _: usize) -> Result<Trailer, IpcError> {
        match self {}
    }
    #[inline]
    fn voucher(self, _: &Incoming<'_, D>) -> PortName {
        match self {}
    }
    #[inline]
    fn request_error(self, _: &Incoming<'_, D>) -> Option<KernReturn> {
        match self {}
    }
}

/// A port, and the wire of the messages that are sent to it: what has the calls of an interface
/// whose module is for several targets. See [`SendRight::on`](crate::ipc::SendRight::on) and
/// [`AsyncCall::on`](crate::AsyncCall::on).
#[derive(Debug)]
pub struct On<'p, P: ?Sized, D> {
    port: &'p P,
    dialect: PhantomData<fn() -> D>,
}

impl<'p, P: ?Sized, D: Dialect> On<'p, P, D> {
    #[inline]
    pub(crate) const fn new(port: &'p P) -> Self {
        Self { port, dialect: PhantomData }
    }

    /// The port.
    #[inline]
    #[must_use]
    pub const fn port(&self) -> &'p P {
        self.port
    }
}

impl<P: ?Sized, D> Clone for On<'_, P, D> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: ?Sized, D> Copy for On<'_, P, D> {}
