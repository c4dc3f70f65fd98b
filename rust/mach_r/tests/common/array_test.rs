// What migc writes for examples/array-test/array_test.defs, x86_64-gnu.

/// Subsystem `array_test`: message ids from 2000.
#[forbid(unsafe_code)]
#[allow(dead_code)]
pub mod array_test {
    use ::core::future::Future;
    use ::core::time::Duration;
    use ::mach_r::buffer::{self, Room, StackBuffer};
    use ::mach_r::call_async::{self, AsyncCall, CallPlan, DispatchAsync, Exchange};
    use ::mach_r::ipc::{PortName, SendRight};
    use ::mach_r::message::{Incoming, Options, Outgoing};
    use ::mach_r::owned::OwnedMessage;
    use ::mach_r::server::{self, Answer, DispatchSync};
    use ::mach_r::wire::typed64 as wire;
    use ::mach_r::wire::typed64::Typed64 as Wire;
    use ::mach_r::wire::{Shape, Writer};
    use ::mach_r::zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};
    use ::mach_r::{CallError, IpcError};

    /// The id of the first routine.
    pub const BASE_ID: i32 = 2000;
    /// The id after the last routine.
    pub const END_ID: i32 = 2001;

    /// The id of requests of `sum_array`; its replies have this + 100.
    pub const SUM_ARRAY_ID: i32 = 2000;

    #[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
    #[repr(C)]
    #[zerocopy(crate = "::mach_r::zerocopy")]
    struct SumArrayRequestPart0 {
        head: wire::MachMsgHeader,
        data_type: wire::MachMsgType,
    }

    const _: () = {
        assert!(size_of::<SumArrayRequestPart0>() == 40);
        assert!(core::mem::offset_of!(SumArrayRequestPart0, data_type) == 32);
    };

    #[derive(Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
    #[repr(C)]
    #[zerocopy(crate = "::mach_r::zerocopy")]
    struct SumArrayReplyPart0 {
        head: wire::MachMsgHeader,
        ret_code_type: wire::MachMsgType,
        ret_code: i32,
        ret_code_pad: [u8; 4],
        total_type: wire::MachMsgType,
        total: i32,
        total_pad: [u8; 4],
    }

    const DATA_TYPE: wire::MachMsgType = wire::MachMsgType::in_line(2, 32, 0);
    const TOTAL_TYPE: wire::MachMsgType = wire::MachMsgType::in_line(2, 32, 1);

    const SUM_ARRAY_REQUEST: Shape =
        Shape { least: 40, most: 4136, complex: Some(false), descriptors: 0 };
    const SUM_ARRAY_REPLY: Shape =
        Shape { least: 64, most: 64, complex: Some(false), descriptors: 0 };

    /// A request of `sum_array`, to be sent.
    #[derive(Clone, Copy, Debug)]
    pub struct SumArrayRequest<'a> {
        data: &'a [i32],
    }

    impl<'a> SumArrayRequest<'a> {
        /// The most bytes that it can have.
        pub const MAX_BYTES: usize = 4136;

        /// Refuses arrays above their bounds.
        #[inline]
        pub fn new(data: &'a [i32]) -> Result<Self, IpcError> {
            if data.len() > 1024 {
                return Err(IpcError::ArrayTooLarge { max: 1024, actual: data.len() });
            }
            Ok(Self { data })
        }

        /// The bytes of a request with so many elements of `data`.
        #[inline]
        pub const fn size_for_count(data: usize) -> usize {
            40 + ((4 * data + 7) & !7)
        }

        /// Writes it.
        #[inline]
        pub fn write<'b>(
            self,
            room: Room<'b>,
            server_port: &SendRight,
            reply: PortName,
        ) -> Result<Outgoing<'b, Wire>, IpcError> {
            let mut message = Writer::<Wire>::new(room);
            message.put(SumArrayRequestPart0 {
                head: wire::MachMsgHeader::new(
                    19 | 21 << 8,
                    SUM_ARRAY_ID,
                    server_port.name(),
                    reply,
                ),
                data_type: wire::MachMsgType::in_line(2, 32, self.data.len() as u32),
            });
            message.put_array(self.data);
            message.finish()
        }
    }

    /// A request of `sum_array` that was received and checked.
    #[derive(Debug)]
    pub struct SumArrayRequestView<'m> {
        /// `data`
        pub data: &'m [i32],
    }

    impl<'m> SumArrayRequestView<'m> {
        /// Checks a request.
        #[inline]
        pub fn parse(message: &Incoming<'m, Wire>) -> Result<Self, IpcError> {
            wire::check_request(message, &SUM_ARRAY_REQUEST)?;
            let mut reader = message.reader();
            let part0: &SumArrayRequestPart0 = reader.part()?;
            let count = part0.data_type.expect_any_number(DATA_TYPE)?;
            let count = mach_r::wire::at_most(count, 1024)?;
            let data = reader.array::<i32>(count)?;
            reader.end()?;
            Ok(Self { data })
        }
    }

    /// A reply of `sum_array`.
    #[derive(Clone, Debug)]
    pub struct SumArrayReply {
        /// `total`
        pub total: i32,
    }

    impl SumArrayReply {
        /// The most bytes that it can have.
        pub const MAX_BYTES: usize = 64;

        /// Checks a reply.
        #[inline]
        pub fn parse(message: &Incoming<'_, Wire>) -> Result<Self, IpcError> {
            wire::check_reply(message, &SUM_ARRAY_REPLY)?;
            let part0: &SumArrayReplyPart0 = message.reader().part()?;
            part0.total_type.expect(TOTAL_TYPE)?;
            Ok(Self { total: part0.total })
        }

        #[inline]
        fn write(self, answer: &mut Answer<'_, Wire>) {
            answer.put(SumArrayReplyPart0 {
                head: answer.head(0),
                ret_code_type: wire::RET_CODE_TYPE,
                ret_code: 0,
                ret_code_pad: [0; 4],
                total_type: TOTAL_TYPE,
                total: self.total,
                total_pad: [0; 4],
            });
        }
    }

    /// Calls `sum_array` and waits for the reply.
    pub fn sum_array(server_port: &SendRight, data: &[i32]) -> Result<i32, IpcError> {
        let mut buffer = StackBuffer::<
            {
                buffer::words_for(buffer::larger(
                    SumArrayRequest::MAX_BYTES,
                    SumArrayReply::MAX_BYTES,
                ))
            },
        >::new();
        let reply = ::mach_r::call::reply_port::<Wire>();
        let request = SumArrayRequest::new(data)?.write(buffer.room(), server_port, reply)?;
        let message = ::mach_r::call::call(
            request,
            reply,
            SUM_ARRAY_ID + 100,
            SumArrayReply::MAX_BYTES,
            Options::default(),
        )?;
        let reply = SumArrayReply::parse(&message)?;
        message.accept();
        Ok(reply.total)
    }

    /// Calls `sum_array` without blocking the thread.
    #[inline]
    pub fn sum_array_async<P: AsyncCall + Sync>(
        server_port: &P,
        data: &[i32],
    ) -> impl Future<Output = Result<i32, IpcError>> + Send {
        SumArrayCall::new(data).send(server_port)
    }

    /// A call of `sum_array`, to be made asynchronously.
    #[derive(Clone, Copy, Debug)]
    pub struct SumArrayCall<'a> {
        data: &'a [i32],
        timeout: Option<Duration>,
    }

    impl<'a> SumArrayCall<'a> {
        /// A call with these arguments.
        #[inline]
        pub const fn new(data: &'a [i32]) -> Self {
            Self { data, timeout: None }
        }

        /// Bounds the time that sending and the wait for the reply may take.
        #[inline]
        pub const fn with_timeout(self, timeout: Duration) -> Self {
            Self { timeout: Some(timeout), ..self }
        }

        /// Makes the call.
        pub async fn send<P: AsyncCall + Sync>(self, server_port: &P) -> Result<i32, IpcError> {
            let request = SumArrayRequest::new(self.data)?;
            let plan = CallPlan {
                request_bytes: SumArrayRequest::size_for_count(self.data.len()),
                reply_bytes: SumArrayReply::MAX_BYTES,
                reply_id: SUM_ARRAY_ID + 100,
                timeout: self.timeout,
            };
            let message = server_port
                .call(plan, |room, server, reply| request.write(room, server, reply))
                .await?;
            message.with_incoming(|message| {
                let reply = SumArrayReply::parse(&message)?;
                message.accept();
                Ok(reply.total)
            })
        }
    }

    /// The blocking calls of `array_test`.
    pub trait ArrayTestClientSync {
        /// See [`sum_array`].
        fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError>;
    }

    impl ArrayTestClientSync for SendRight {
        fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
            sum_array(self, data)
        }
    }

    /// The asynchronous calls of `array_test`.
    pub trait ArrayTestClient {
        /// See [`sum_array_async`].
        fn sum_array(&self, data: &[i32]) -> impl Future<Output = Result<i32, IpcError>> + Send;
    }

    impl<P: AsyncCall + Sync> ArrayTestClient for P {
        fn sum_array(&self, data: &[i32]) -> impl Future<Output = Result<i32, IpcError>> + Send {
            sum_array_async(self, data)
        }
    }

    /// What a server does, blocking.
    pub trait ArrayTestServerSync {
        /// Answers `sum_array`.
        fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError>;
    }

    /// What a server does.
    pub trait ArrayTestServer {
        /// Answers `sum_array`.
        fn sum_array(&self, data: &[i32]) -> impl Future<Output = Result<i32, IpcError>> + Send;
    }

    /// Answers requests.
    #[derive(Debug)]
    pub struct ArrayTestDispatcherSync<S> {
        server: S,
    }

    impl<S: ArrayTestServerSync> ArrayTestDispatcherSync<S> {
        /// A dispatcher for this server.
        pub const fn new(server: S) -> Self {
            Self { server }
        }

        #[inline]
        fn sum_array(
            &self,
            request: Incoming<'_, Wire>,
            answer: &mut Answer<'_, Wire>,
        ) -> Result<(), IpcError> {
            let view = SumArrayRequestView::parse(&request)?;
            request.accept();
            let total = server::guard(|| self.server.sum_array(view.data))?;
            SumArrayReply { total }.write(answer);
            Ok(())
        }
    }

    impl<S: ArrayTestServerSync> DispatchSync for ArrayTestDispatcherSync<S> {
        type Wire = Wire;
        const MAX_REQUEST_BYTES: usize = 4136;
        const MAX_REPLY_BYTES: usize = 64;

        fn handles(&self, id: i32) -> bool {
            (BASE_ID..END_ID).contains(&id)
        }

        fn dispatch<'r>(
            &self,
            request: Incoming<'_, Wire>,
            reply: Room<'r>,
        ) -> Option<Outgoing<'r, Wire>> {
            server::answer(request, reply, Self::MAX_REPLY_BYTES, |id, request, answer| match id {
                SUM_ARRAY_ID => self.sum_array(request, answer),
                _ => Err(IpcError::UnknownMessageId(id)),
            })
        }
    }

    /// Answers requests by futures.
    #[derive(Debug)]
    pub struct ArrayTestDispatcher<S> {
        server: S,
    }

    impl<S: ArrayTestServer + Sync> ArrayTestDispatcher<S> {
        /// A dispatcher for this server.
        pub const fn new(server: S) -> Self {
            Self { server }
        }

        #[inline]
        async fn sum_array(
            &self,
            request: Incoming<'_, Wire>,
            answer: &mut Answer<'_, Wire>,
        ) -> Result<(), IpcError> {
            let view = SumArrayRequestView::parse(&request)?;
            request.accept();
            let total = call_async::guard(self.server.sum_array(view.data)).await?;
            SumArrayReply { total }.write(answer);
            Ok(())
        }
    }

    impl<S: ArrayTestServer + Sync> DispatchAsync for ArrayTestDispatcher<S> {
        type Wire = Wire;
        const MAX_REQUEST_BYTES: usize = 4136;

        fn handles(&self, id: i32) -> bool {
            (BASE_ID..END_ID).contains(&id)
        }

        async fn dispatch(&self, request: OwnedMessage<Wire>) -> Option<OwnedMessage<Wire>> {
            let mut exchange = Exchange::new(request, 64);
            let reply = {
                let (request, mut answer) = exchange.begin();
                let result = match answer.id() {
                    SUM_ARRAY_ID => self.sum_array(request, &mut answer).await,
                    id => Err(IpcError::UnknownMessageId(id)),
                };
                answer.finish(result).map(Outgoing::leave)
            };
            exchange.finish(reply)
        }
    }

    #[allow(unused)]
    type Unused = CallError<()>;
}
