//! What the typed wires of 32 and of 64 bits share.

use crate::error::IpcError;

/// Refuses names of rights in a message that the system took for plain data: they are forged.
#[doc(hidden)]
#[inline]
#[must_use]
pub const fn is_right(name: u32) -> bool {
    crate::ipc::disposition::MOVE_RECEIVE <= name && name <= crate::ipc::disposition::MAKE_SEND_ONCE
}

/// An indefinite array in a message: `count` elements `T` in line, at most `max`, or the address of
/// that many `F`.
#[doc(hidden)]
#[inline]
pub fn either<'m, T, F>(
    reader: &mut crate::wire::Reader<'m, impl crate::wire::Wire>,
    is_in_line: bool,
    count: u32,
    max: usize,
) -> Result<crate::ool::Either<'m, T, F>, crate::IpcError>
where
    T: zerocopy::FromBytes + zerocopy::Immutable,
{
    if is_in_line {
        let count = crate::wire::at_most(count, max)?;
        return Ok(crate::ool::Either::InLine(reader.array(count)?));
    }
    let address = reader.address()?;
    Ok(crate::ool::Either::OutOfLine(crate::ool::Region::check(address, count)?))
}

macro_rules! typed_wire {
    ($wire:ident, $system:ident, $word:ty, $header_bytes:literal, $unit:literal) => {
        /// A right in a message: its name.
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout,
        )]
        #[repr(transparent)]
        pub struct PortSlot($word);

        impl PortSlot {
            /// A slot that holds this name.
            #[inline]
            #[must_use]
            pub const fn new(name: PortName) -> Self {
                Self(name.0 as $word)
            }

            /// The name.
            #[inline]
            #[must_use]
            pub const fn name(self) -> PortName {
                PortName(self.0 as u32)
            }
        }

        impl From<PortSlot> for PortName {
            #[inline]
            fn from(slot: PortSlot) -> Self {
                slot.name()
            }
        }

        impl From<usize> for Address {
            #[inline]
            fn from(address: usize) -> Self {
                Self::new(address)
            }
        }

        impl From<PortName> for PortSlot {
            #[inline]
            fn from(name: PortName) -> Self {
                Self::new(name)
            }
        }

        /// Where out-of-line data are.
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout,
        )]
        #[repr(transparent)]
        pub struct Address($word);

        impl Address {
            /// An address of this task.
            #[inline]
            #[must_use]
            pub const fn new(address: usize) -> Self {
                Self(address as $word)
            }

            /// The address.
            #[inline]
            #[must_use]
            pub const fn get(self) -> usize {
                self.0 as usize
            }
        }

        /// `mach_msg_header_t`.
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct MachMsgHeader {
            /// `msgh_bits`: dispositions of the two rights, and [`COMPLEX_BIT`](super::COMPLEX_BIT).
            pub bits: u32,
            /// `msgh_size`: bytes of the message.
            pub size: u32,
            /// `msgh_remote_port`.
            pub remote_port: PortSlot,
            /// `msgh_local_port`.
            pub local_port: PortSlot,
            /// `msgh_seqno`: set in messages that are received.
            pub seqno: u32,
            /// `msgh_id`.
            pub id: i32,
        }

        const _: () = assert!(
            size_of::<MachMsgHeader>() == $header_bytes && align_of::<MachMsgHeader>() <= $unit
        );

        impl MachMsgHeader {
            /// The header of a message to be sent.
            #[inline]
            #[must_use]
            pub const fn new(bits: u32, id: i32, remote: PortName, local: PortName) -> Self {
                Self {
                    bits,
                    size: 0,
                    remote_port: PortSlot::new(remote),
                    local_port: PortSlot::new(local),
                    seqno: 0,
                    id,
                }
            }
        }

        /// The reply that carries nothing but a return code.
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct ReplyHead {
            /// The header.
            pub head: MachMsgHeader,
            /// The word before the return code.
            pub ret_code_type: MachMsgType,
            /// The return code.
            pub ret_code: i32,
            /// Zero.
            pub ret_code_pad: [u8; $unit - 4],
        }

        /// The word before a return code.
        pub const RET_CODE_TYPE: MachMsgType = MachMsgType::in_line(2, 32, 1);

        /// Refuses a request of another size or kind.
        #[inline]
        pub fn check_request(
            request: &Incoming<'_, $wire>,
            shape: &super::Shape,
        ) -> Result<(), IpcError> {
            if request.fits(shape) {
                return Ok(());
            }
            crate::error::refused(shape.refuse::<$wire>(request.header()))
        }

        /// Checks what all replies have: whether it is the declared one, or the error that takes
        /// its place.
        #[inline]
        pub fn check_reply(
            reply: &Incoming<'_, $wire>,
            shape: &super::Shape,
        ) -> Result<(), IpcError> {
            if !reply.fits(shape) {
                return crate::error::refused(wrong_reply::<$wire>(reply.reader(), shape));
            }
            let head: &ReplyHead = reply.reader().part()?;
            expect(head.ret_code_type, RET_CODE_TYPE)?;
            KernReturn(head.ret_code).into_result()
        }

        /// Generic, so that a program that is compiled with it sees that it does not unwind.
        #[cold]
        #[inline(never)]
        fn wrong_reply<W: Wire<Header = MachMsgHeader>>(
            mut reply: super::Reader<'_, W>,
            shape: &super::Shape,
        ) -> IpcError {
            let actual = reply.len_bytes();
            let head: &ReplyHead = match reply.part() {
                Ok(head) => head,
                Err(error) => return error,
            };
            let is_complex = head.head.bits & super::COMPLEX_BIT != 0;
            if is_complex || actual != size_of::<ReplyHead>() || head.ret_code == 0 {
                return shape.refuse::<W>(&head.head);
            }
            match expect(head.ret_code_type, RET_CODE_TYPE) {
                Ok(()) => IpcError::Mach(KernReturn(head.ret_code)),
                Err(error) => error,
            }
        }

        /// An item of a message, as its type word describes it.
        struct Item {
            head_bytes: usize,
            name: u32,
            size_bits: u32,
            number: u32,
            is_in_line: bool,
        }

        impl Item {
            /// With what fills it up to the unit.
            fn data_bytes(&self) -> usize {
                let bits = u64::from(self.size_bits) * u64::from(self.number);
                let bytes = if self.is_in_line { bits.div_ceil(8) } else { $unit };
                usize::try_from(bytes.next_multiple_of($unit)).unwrap_or(usize::MAX)
            }
        }

        impl super::dialect::sealed::Sealed for $wire {}

        impl super::Dialect for $wire {
            type TypedCx = super::Typed;
            type NdrCx = core::convert::Infallible;

            #[inline]
            fn context() -> super::Context<super::Typed, core::convert::Infallible> {
                super::Context::Typed(super::Typed::NEW)
            }
        }

        impl super::TypedContext<$wire> for super::Typed {
            #[inline]
            fn seqno(self, message: &Incoming<'_, $wire>) -> u32 {
                message.header().seqno
            }
            #[inline]
            fn protected_payload(self, message: &Incoming<'_, $wire>) -> Option<u64> {
                let header = message.header();
                let is_payload = header.bits >> 8 & 0xff == super::PROTECTED_PAYLOAD;
                is_payload.then_some(header.local_port.0.into())
            }
            #[inline]
            fn word_bytes(self, is_long: bool) -> usize {
                if is_long { size_of::<MachMsgTypeLong>() } else { size_of::<MachMsgType>() }
            }
        }

        impl Wire for $wire {
            type Header = MachMsgHeader;
            type ErrorReply = ReplyHead;
            type System = crate::sys::$system;
            const UNIT_BYTES: usize = $unit;

            #[inline]
            fn bits(header: &MachMsgHeader) -> u32 {
                header.bits
            }
            #[inline]
            fn size_bytes(header: &MachMsgHeader) -> u32 {
                header.size
            }
            #[inline]
            fn id(header: &MachMsgHeader) -> i32 {
                header.id
            }
            #[inline]
            fn remote_port(header: &MachMsgHeader) -> PortName {
                header.remote_port.name()
            }
            #[inline]
            fn local_port(header: &MachMsgHeader) -> PortName {
                header.local_port.name()
            }
            #[inline]
            fn set_local_port(header: &mut MachMsgHeader, name: PortName) {
                header.local_port = PortSlot::new(name);
            }
            #[inline]
            fn set_remote_port(header: &mut MachMsgHeader, name: PortName) {
                header.remote_port = PortSlot::new(name);
            }
            #[inline]
            fn set_size_bytes(header: &mut MachMsgHeader, bytes: u32) {
                header.size = bytes;
            }
            #[inline]
            fn set_bits(header: &mut MachMsgHeader, bits: u32) {
                header.bits = bits;
            }
            #[inline]
            fn reply_to(request: &MachMsgHeader, bits: u32) -> MachMsgHeader {
                MachMsgHeader {
                    bits: (request.bits & 0xff) | bits,
                    size: 0,
                    remote_port: request.remote_port,
                    local_port: PortSlot::new(PortName::NULL),
                    seqno: 0,
                    id: request.id.wrapping_add(100),
                }
            }
            fn each_right(message: &mut [u8], show: &mut dyn FnMut(&mut PortName, u32)) {
                let Ok((header, mut body)) = MachMsgHeader::mut_from_prefix(message) else {
                    return;
                };
                let (kind, is_complex) = (header.bits & 0xff, header.bits & COMPLEX_BIT != 0);
                super::show_name(header.remote_port.as_mut_bytes(), kind, show);
                while is_complex {
                    let Some(item) = item_of(body) else { return };
                    let Some((_, data)) = body.split_at_mut_checked(item.head_bytes) else {
                        return;
                    };
                    let Some((data, rest)) = data.split_at_mut_checked(item.data_bytes()) else {
                        return;
                    };
                    if item.is_in_line && is_right(item.name) {
                        for slot in data.chunks_exact_mut($unit) {
                            super::show_name(slot, item.name, show);
                        }
                    }
                    body = rest;
                }
            }
            #[inline]
            fn error_reply(mut head: MachMsgHeader, code: KernReturn) -> ReplyHead {
                head.size = size_of::<ReplyHead>() as u32;
                ReplyHead {
                    head,
                    ret_code_type: RET_CODE_TYPE,
                    ret_code: code.0,
                    ret_code_pad: [0; $unit - 4],
                }
            }
        }
    };
}

/// `mach_msg_type_t`: its number type, the bit that its flags begin at, what its size can be, and where
/// its number stands and what it can be.
macro_rules! short_type_word {
    ($bits:ty, $flags_at:literal, $sizes:literal, $number_at:literal, $numbers:literal) => {
        /// `mach_msg_type_t`: the word before each item.
        #[derive(Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(transparent)]
        pub struct MachMsgType($bits);

        const IN_LINE: $bits = 1 << $flags_at;
        const LONG: $bits = 2 << $flags_at;
        const DEALLOCATE: $bits = 4 << $flags_at;
        const SHAPE: $bits = $sizes << 8 | IN_LINE | LONG;

        impl MachMsgType {
            /// The word of in-line data: IPC type name, bits of an element, number of elements, as
            /// far as it fits.
            #[inline]
            #[must_use]
            pub const fn in_line(name: u32, size_bits: u32, number: u32) -> Self {
                let number = (number as $bits & $numbers) << $number_at;
                Self(name as $bits | (size_bits as $bits) << 8 | number | IN_LINE)
            }

            /// The word of out-of-line data; `deallocate`: the sender gives the memory away. What is
            /// received says so.
            #[inline]
            #[must_use]
            pub const fn out_of_line(
                name: u32,
                size_bits: u32,
                number: u32,
                deallocate: bool,
            ) -> Self {
                let number = (number as $bits & $numbers) << $number_at;
                let flag = if deallocate { DEALLOCATE } else { 0 };
                Self(name as $bits | (size_bits as $bits) << 8 | number | flag)
            }

            /// The IPC type name.
            #[inline]
            #[must_use]
            pub const fn name(self) -> u32 {
                (self.0 & 0xff) as u32
            }

            /// The bits of an element.
            #[inline]
            #[must_use]
            pub const fn size_bits(self) -> u32 {
                (self.0 >> 8 & $sizes) as u32
            }

            /// The number of elements.
            #[inline]
            #[must_use]
            pub const fn number(self) -> u32 {
                (self.0 >> $number_at & $numbers) as u32
            }

            /// Whether the data are in the message.
            #[inline]
            #[must_use]
            pub const fn is_in_line(self) -> bool {
                self.0 & IN_LINE != 0
            }

            #[inline]
            const fn raw(self) -> u64 {
                self.0 as u64
            }

            #[inline]
            const fn is_same(self, word: Self) -> bool {
                self.0 == word.0
            }

            #[inline]
            const fn is_same_but_number_and_name(self, word: Self) -> bool {
                (self.0 ^ word.0) & SHAPE == 0
            }
        }

        type_word_checks!(MachMsgType);

        impl core::fmt::Debug for MachMsgType {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct("MachMsgType")
                    .field("name", &self.name())
                    .field("size_bits", &self.size_bits())
                    .field("number", &self.number())
                    .field("is_in_line", &self.is_in_line())
                    .field("is_long", &(self.0 & LONG != 0))
                    .field("deallocate", &(self.0 & DEALLOCATE != 0))
                    .finish()
            }
        }
    };
}

/// Type words of both forms.
pub trait TypeWord: Copy {
    /// The IPC type name.
    fn name(self) -> u32;
    /// The number of elements.
    fn number(self) -> u32;
    /// Whether nothing differs.
    fn is_same(self, word: Self) -> bool;
    /// Whether nothing differs but name, number and deallocation.
    fn is_same_shape(self, word: Self) -> bool;
    /// Its bits.
    fn raw(self) -> u64;
}

#[cold]
#[inline]
fn refuse<T: TypeWord>(actual: T, expected: T) -> IpcError {
    IpcError::TypeMismatch { expected: expected.raw(), actual: actual.raw() }
}

#[inline]
fn check<T: TypeWord>(actual: T, expected: T, is_right: bool) -> Result<(), IpcError> {
    if is_right { Ok(()) } else { crate::error::refused(refuse(actual, expected)) }
}

/// Refuses any other word.
#[doc(hidden)]
#[inline]
pub fn expect<T: TypeWord>(actual: T, expected: T) -> Result<(), IpcError> {
    check(actual, expected, actual.is_same(expected))
}

/// Refuses a word that differs in more than deallocation.
#[doc(hidden)]
#[inline]
pub fn expect_parts<T: TypeWord>(actual: T, expected: T) -> Result<(), IpcError> {
    let is_same = actual.is_same_shape(expected)
        && actual.number() == expected.number()
        && actual.name() == expected.name();
    check(actual, expected, is_same)
}

/// Refuses a word that differs in more than number and deallocation, and returns the number.
#[doc(hidden)]
#[inline]
pub fn expect_any_number<T: TypeWord>(actual: T, expected: T) -> Result<u32, IpcError> {
    let is_same = actual.is_same_shape(expected) && actual.name() == expected.name();
    check(actual, expected, is_same)?;
    Ok(actual.number())
}

/// Refuses a word that differs in more than name and deallocation.
#[doc(hidden)]
#[inline]
pub fn expect_any_name<T: TypeWord>(actual: T, expected: T) -> Result<(), IpcError> {
    let is_same = actual.is_same_shape(expected) && actual.number() == expected.number();
    check(actual, expected, is_same)
}

/// Refuses a word that differs in more than name, number and deallocation, and returns the number.
#[doc(hidden)]
#[inline]
pub fn expect_any_name_and_number<T: TypeWord>(actual: T, expected: T) -> Result<u32, IpcError> {
    check(actual, expected, actual.is_same_shape(expected))?;
    Ok(actual.number())
}

/// The methods of type words that are the same for all of their forms.
macro_rules! type_word_checks {
    ($word:ident) => {
        impl $word {
            /// One of two words.
            #[inline]
            #[must_use]
            pub const fn either(is_first: bool, first: Self, second: Self) -> Self {
                if is_first { first } else { second }
            }
        }

        impl From<$word> for Item {
            fn from(word: $word) -> Self {
                Self {
                    head_bytes: size_of::<$word>(),
                    name: word.name(),
                    size_bits: word.size_bits(),
                    number: word.number(),
                    is_in_line: word.is_in_line(),
                }
            }
        }

        impl super::typed::TypeWord for $word {
            #[inline]
            fn name(self) -> u32 {
                self.name()
            }
            #[inline]
            fn number(self) -> u32 {
                self.number()
            }
            #[inline]
            fn is_same(self, word: Self) -> bool {
                self.is_same(word)
            }
            #[inline]
            fn is_same_shape(self, word: Self) -> bool {
                self.is_same_but_number_and_name(word)
            }
            #[inline]
            fn raw(self) -> u64 {
                self.raw()
            }
        }
    };
}
