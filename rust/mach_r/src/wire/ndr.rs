//! What the NDR wires of 32 and of 64 bits share.

macro_rules! ndr_wire {
    ($wire:ident, $system:ident) => {
        /// `mach_msg_header_t`: 24 bytes.
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct MachMsgHeader {
            /// `msgh_bits`: dispositions of the two rights, and [`COMPLEX_BIT`](super::COMPLEX_BIT).
            pub bits: u32,
            /// `msgh_size`: bytes of the message.
            pub size: u32,
            /// `msgh_remote_port`.
            pub remote_port: PortName,
            /// `msgh_local_port`.
            pub local_port: PortName,
            /// `msgh_voucher_port`.
            pub voucher_port: PortName,
            /// `msgh_id`.
            pub id: i32,
        }

        impl MachMsgHeader {
            /// The header of a message to be sent.
            #[inline]
            #[must_use]
            pub const fn new(bits: u32, id: i32, remote: PortName, local: PortName) -> Self {
                Self {
                    bits,
                    size: 0,
                    remote_port: remote,
                    local_port: local,
                    voucher_port: PortName::NULL,
                    id,
                }
            }
        }

        /// `mach_msg_body_t`: how many descriptors follow.
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(transparent)]
        pub struct MachMsgBody(pub u32);

        /// `NDR_record_t`: how numbers are represented.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout,
        )]
        #[repr(transparent)]
        pub struct NdrRecord([u8; 8]);

        impl NdrRecord {
            /// Little-endian numbers, ASCII, IEEE.
            pub const NATIVE: Self = Self([0, 0, 0, 0, 1, 0, 0, 0]);
        }

        /// `mach_msg_port_descriptor_t`: a right.
        #[derive(Clone, Copy, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct PortDescriptor {
            name: PortName,
            pad1: u32,
            pad2: u16,
            disposition: u8,
            kind: u8,
        }

        impl PortDescriptor {
            /// A right that is sent.
            #[inline]
            #[must_use]
            pub const fn new(name: PortName, disposition: u32) -> Self {
                Self { name, pad1: 0, pad2: 0, disposition: disposition as u8, kind: 0 }
            }

            /// Several of them; those that are too few are null.
            #[inline]
            #[must_use]
            pub fn array<const N: usize>(names: &[PortName], disposition: u32) -> [Self; N] {
                let mut all = [Self::default(); N];
                for (descriptor, name) in all.iter_mut().zip(names) {
                    *descriptor = Self::new(*name, disposition);
                }
                all
            }

            /// The name.
            #[inline]
            #[must_use]
            pub const fn name(&self) -> PortName {
                self.name
            }

            /// What right it is.
            #[inline]
            #[must_use]
            pub const fn disposition(&self) -> u32 {
                self.disposition as u32
            }

            /// Refuses another disposition of a right that is not null.
            #[inline]
            pub const fn expect_disposition_if_used(
                &self,
                disposition: u32,
            ) -> Result<(), IpcError> {
                if self.name.0 == 0 { Ok(()) } else { self.expect_disposition(disposition) }
            }

            /// Refuses a right behind those that are counted.
            #[inline]
            pub const fn expect_unused(&self) -> Result<(), IpcError> {
                expect_nothing(self.name.0)
            }

            /// Refuses another kind of descriptor.
            #[inline]
            pub const fn expect_kind(&self) -> Result<(), IpcError> {
                if self.kind == 0 { Ok(()) } else { Err(wrong_descriptor(0, self.kind as u32)) }
            }

            /// Refuses another disposition.
            #[inline]
            pub const fn expect_disposition(&self, disposition: u32) -> Result<(), IpcError> {
                if self.disposition as u32 == disposition {
                    return Ok(());
                }
                Err(wrong_descriptor(disposition, self.disposition as u32))
            }
        }

        impl From<PortDescriptor> for PortName {
            #[inline]
            fn from(descriptor: PortDescriptor) -> Self {
                descriptor.name
            }
        }

        /// What rights an array has: that of the first.
        #[doc(hidden)]
        #[inline]
        #[must_use]
        pub fn disposition_of(descriptors: &[PortDescriptor]) -> u32 {
            descriptors.first().map_or(0, PortDescriptor::disposition)
        }

        /// Refuses counts that are not what the descriptors say, or above their bound.
        #[doc(hidden)]
        #[inline]
        pub fn expect_counts(
            descriptors: &[OolDescriptor],
            counts: &[u32],
            unit: u32,
            max: u32,
        ) -> Result<(), IpcError> {
            for (descriptor, count) in descriptors.iter().zip(counts) {
                descriptor.expect_count(*count, unit, max)?;
            }
            Ok(())
        }

        /// Where the data of several descriptors are.
        #[doc(hidden)]
        #[inline]
        pub fn regions<T, C: TryInto<usize>, const N: usize>(
            descriptors: &[OolDescriptor; N],
            used: C,
        ) -> Result<crate::ipc::Several<Region<T>, N>, IpcError> {
            let used = used.try_into().unwrap_or(0);
            let mut regions = crate::ipc::Several::new();
            for descriptor in descriptors.iter().take(used) {
                let region = match descriptor.kind {
                    OUT_OF_LINE_PORTS => Region::check(descriptor.address(), descriptor.size()),
                    _ => Region::of_bytes(descriptor.address(), descriptor.size()),
                };
                let _ = regions.push(region?);
            }
            Ok(regions)
        }

        impl OolDescriptor {
            /// Several arrays, those that are too few being empty.
            #[doc(hidden)]
            #[inline]
            #[must_use]
            pub fn of_memory<A: Deref<Target = [T]>, T, const N: usize>(
                arrays: &[A],
                deallocate: bool,
            ) -> [Self; N] {
                let mut all = [Self::NO_DATA; N];
                for (descriptor, array) in all.iter_mut().zip(arrays) {
                    let address = crate::ool::address_of(&**array);
                    *descriptor = Self::data(address, size_of_val(&**array), deallocate);
                }
                all
            }

            /// Several arrays of rights, those that are too few being empty.
            #[doc(hidden)]
            #[inline]
            #[must_use]
            pub fn of_ports<A: Deref<Target = [R]>, R, const N: usize>(
                arrays: &[A],
                disposition: u32,
                deallocate: bool,
            ) -> [Self; N] {
                let mut all = [Self::no_ports(disposition); N];
                for (descriptor, array) in all.iter_mut().zip(arrays) {
                    let address = crate::ool::address_of(&**array);
                    *descriptor = Self::ports(address, array.len(), disposition, deallocate);
                }
                all
            }
        }

        #[cold]
        #[inline]
        const fn wrong_descriptor(expected: u32, actual: u32) -> IpcError {
            IpcError::DescriptorMismatch { expected, actual }
        }

        /// Refuses what a descriptor carries behind those that are counted: nobody would release it.
        #[inline]
        const fn expect_nothing(carried: u32) -> Result<(), IpcError> {
            if carried == 0 {
                return Ok(());
            }
            Err(IpcError::CountMismatch { expected: 0, actual: carried as usize })
        }

        /// The kind byte of descriptors of out-of-line data.
        const OUT_OF_LINE: u8 = 1;
        /// The kind byte of descriptors of out-of-line rights.
        const OUT_OF_LINE_PORTS: u8 = 2;
        /// `MACH_MSG_PHYSICAL_COPY` and `MACH_MSG_VIRTUAL_COPY`.
        const COPIES: [u8; 2] = [0, 1];

        impl OolDescriptor {
            /// Data that are sent: where they are and their size in bytes.
            #[inline]
            #[must_use]
            pub const fn data(address: usize, bytes: usize, deallocate: bool) -> Self {
                Self::new(address, bytes as u32, deallocate as u8, COPIES[1], 0, OUT_OF_LINE)
            }

            /// The same, copied as it is sent.
            #[inline]
            #[must_use]
            pub const fn physical(address: usize, bytes: usize, deallocate: bool) -> Self {
                Self::new(address, bytes as u32, deallocate as u8, COPIES[0], 0, OUT_OF_LINE)
            }

            /// Rights that are sent: where their names are and how many.
            #[inline]
            #[must_use]
            pub const fn ports(
                address: usize,
                count: usize,
                disposition: u32,
                deallocate: bool,
            ) -> Self {
                Self::new(
                    address,
                    count as u32,
                    deallocate as u8,
                    COPIES[1],
                    disposition as u8,
                    OUT_OF_LINE_PORTS,
                )
            }

            /// An entry of an array that is not used.
            pub const NO_DATA: Self = Self::data(0, 0, false);
            /// An entry of an array of arrays of rights that is not used.
            #[inline]
            #[must_use]
            pub const fn no_ports(disposition: u32) -> Self {
                Self::ports(0, 0, disposition, false)
            }

            /// What rights they are.
            #[inline]
            #[must_use]
            pub const fn disposition(&self) -> u32 {
                self.disposition as u32
            }

            /// Refuses descriptors of anything but data.
            #[inline]
            pub const fn expect_data(&self) -> Result<(), IpcError> {
                if self.kind == OUT_OF_LINE {
                    return Ok(());
                }
                Err(wrong_descriptor(OUT_OF_LINE as u32, self.kind as u32))
            }

            /// Refuses descriptors of anything but rights.
            #[inline]
            pub const fn expect_ports(&self) -> Result<(), IpcError> {
                if self.kind == OUT_OF_LINE_PORTS {
                    return Ok(());
                }
                Err(wrong_descriptor(OUT_OF_LINE_PORTS as u32, self.kind as u32))
            }

            /// Refuses another disposition.
            #[inline]
            pub const fn expect_disposition(&self, disposition: u32) -> Result<(), IpcError> {
                if self.disposition as u32 == disposition {
                    return Ok(());
                }
                Err(wrong_descriptor(disposition, self.disposition as u32))
            }

            /// Refuses another size (of data: bytes; of rights: how many).
            #[inline]
            pub const fn expect_size(&self, size: u32) -> Result<(), IpcError> {
                if self.size() == size { Ok(()) } else { Err(wrong_descriptor(size, self.size())) }
            }

            /// Refuses memory behind what is counted.
            #[inline]
            pub const fn expect_unused(&self) -> Result<(), IpcError> {
                expect_nothing(self.size())
            }

            /// Refuses a count of elements of `unit` bytes that is not what the size says, to the
            /// byte, or is above its bound; 0: there is none.
            #[inline]
            pub const fn expect_count(
                &self,
                count: u32,
                unit: u32,
                max: u32,
            ) -> Result<(), IpcError> {
                let is_whole = self.size() as u64 == count as u64 * unit as u64;
                if is_whole && (max == 0 || count <= max) {
                    return Ok(());
                }
                Err(wrong_descriptor(count, self.size()))
            }
        }

        /// `mig_reply_error_t`: the reply that carries nothing but a return code.
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
        #[repr(C)]
        pub struct ReplyHead {
            /// The header.
            pub head: MachMsgHeader,
            /// How numbers are represented.
            pub ndr: NdrRecord,
            /// The return code.
            pub ret_code: i32,
        }

        #[derive(FromBytes, Immutable, KnownLayout)]
        #[repr(C)]
        struct ComplexHead {
            head: MachMsgHeader,
            body: MachMsgBody,
        }

        #[inline]
        fn check_shape(
            message: &Incoming<'_, $wire>,
            shape: &super::Shape,
        ) -> Result<(), IpcError> {
            if !message.fits(shape) {
                return crate::error::refused(shape.refuse::<$wire>(message.header()));
            }
            if shape.complex == Some(true) {
                let complex: &ComplexHead = message.reader().part()?;
                if complex.body.0 != shape.descriptors {
                    return Err(IpcError::CountMismatch {
                        expected: shape.descriptors as usize,
                        actual: complex.body.0 as usize,
                    });
                }
            }
            Ok(())
        }

        /// Refuses a request of another size or kind.
        #[inline]
        pub fn check_request(
            request: &Incoming<'_, $wire>,
            shape: &super::Shape,
        ) -> Result<(), IpcError> {
            check_shape(request, shape)
        }

        /// The code of a request in its error form, which has nothing else; `None`: it is none.
        #[inline]
        #[must_use]
        pub fn request_error(request: &Incoming<'_, $wire>) -> Option<KernReturn> {
            if request.is_complex() || request.bytes().len() != size_of::<ReplyHead>() {
                return None;
            }
            let head: &ReplyHead = request.reader().part().ok()?;
            Some(KernReturn(head.ret_code))
        }

        /// A request in its error form.
        #[inline]
        #[must_use]
        pub const fn error_request(head: MachMsgHeader, code: KernReturn) -> ReplyHead {
            ReplyHead { head, ndr: NdrRecord::NATIVE, ret_code: code.0 }
        }

        /// Checks what all replies have: whether it is the declared one, or the error that takes
        /// its place.
        #[inline]
        pub fn check_reply(
            reply: &Incoming<'_, $wire>,
            shape: &super::Shape,
        ) -> Result<(), IpcError> {
            let is_declared = check_shape(reply, shape);
            if shape.complex == Some(true) && is_declared.is_ok() {
                return expect_no_remote(reply);
            }
            let is_error = !reply.is_complex() && reply.bytes().len() == size_of::<ReplyHead>();
            if shape.complex == Some(true) && !is_error {
                return is_declared;
            }
            let head: &ReplyHead = reply.reader().part()?;
            if !is_error || head.ret_code == 0 {
                is_declared?;
            }
            expect_no_remote(reply)?;
            KernReturn(head.ret_code).into_result()
        }

        #[inline]
        fn expect_no_remote(reply: &Incoming<'_, $wire>) -> Result<(), IpcError> {
            match reply.header().remote_port {
                PortName::NULL => Ok(()),
                name => Err(wrong_descriptor(0, name.0)),
            }
        }

        impl super::dialect::sealed::Sealed for $wire {}

        impl super::Dialect for $wire {
            type TypedCx = core::convert::Infallible;
            type NdrCx = super::Ndr;

            #[inline]
            fn context() -> super::Context<core::convert::Infallible, super::Ndr> {
                super::Context::Ndr(super::Ndr::NEW)
            }
        }

        impl super::NdrContext<$wire> for super::Ndr {
            #[inline]
            fn trailer(
                self,
                message: &Incoming<'_, $wire>,
                least: usize,
            ) -> Result<super::Trailer, IpcError> {
                message.trailer(least)
            }
            #[inline]
            fn voucher(self, message: &Incoming<'_, $wire>) -> PortName {
                message.header().voucher_port
            }
            #[inline]
            fn request_error(self, request: &Incoming<'_, $wire>) -> Option<KernReturn> {
                request_error(request)
            }
        }

        impl Wire for $wire {
            type Header = MachMsgHeader;
            type ErrorReply = ReplyHead;
            type System = crate::sys::$system;
            const UNIT_BYTES: usize = 4;
            const TRAILER_BYTES: usize = 68;
            /// The trailer that says who the sender is.
            const RECEIVE_BITS: u32 = 3 << 24;

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
                header.remote_port
            }
            #[inline]
            fn local_port(header: &MachMsgHeader) -> PortName {
                header.local_port
            }
            #[inline]
            fn set_local_port(header: &mut MachMsgHeader, name: PortName) {
                header.local_port = name;
            }
            #[inline]
            fn set_remote_port(header: &mut MachMsgHeader, name: PortName) {
                header.remote_port = name;
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
                    bits: (request.bits & 0x1f) | bits,
                    size: 0,
                    remote_port: request.remote_port,
                    local_port: PortName::NULL,
                    voucher_port: PortName::NULL,
                    id: request.id.wrapping_add(100),
                }
            }
            fn each_right(message: &mut [u8], show: &mut dyn FnMut(&mut PortName, u32)) {
                /// Of a descriptor of any kind.
                const KIND_AT: usize = 11;
                let Ok((header, body)) = MachMsgHeader::mut_from_prefix(message) else { return };
                let (kind, is_complex) = (header.bits & 0x1f, header.bits & COMPLEX_BIT != 0);
                super::show_name(header.remote_port.as_mut_bytes(), kind, show);
                let Ok((count, mut rest)) = MachMsgBody::mut_from_prefix(body) else { return };
                let count = if is_complex { count.0 } else { 0 };
                for _ in 0..count {
                    let Some(kind) = rest.get(KIND_AT).copied() else { return };
                    let bytes = if kind == 0 { 12 } else { size_of::<OolDescriptor>() };
                    let Some((descriptor, behind)) = rest.split_at_mut_checked(bytes) else {
                        return;
                    };
                    if kind == 0 {
                        let what = descriptor.get(KIND_AT - 1).map_or(0, |what| u32::from(*what));
                        super::show_name(descriptor, what, show);
                    }
                    rest = behind;
                }
            }
            #[inline]
            fn error_reply(mut head: MachMsgHeader, code: KernReturn) -> ReplyHead {
                head.size = size_of::<ReplyHead>() as u32;
                ReplyHead { head, ndr: NdrRecord::NATIVE, ret_code: code.0 }
            }
        }
    };
}
