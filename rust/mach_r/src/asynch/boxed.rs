//! Dispatchers behind a pointer, for servers that are chosen at run time.

use crate::call_async::DispatchAsync;
use crate::owned::OwnedMessage;
use crate::wire::Wire;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use std::boxed::Box;
use std::sync::Arc;

type Answering<'a, W> = Pin<Box<dyn Future<Output = Option<OwnedMessage<W>>> + Send + 'a>>;

/// What of [`DispatchAsync`] can be called through a pointer.
trait Boxed<W: Wire>: Send + Sync {
    fn handles(&self, id: i32) -> bool;
    fn dispatch(&self, request: OwnedMessage<W>) -> Answering<'_, W>;
}

impl<D: DispatchAsync + Send + Sync> Boxed<D::Wire> for D {
    fn handles(&self, id: i32) -> bool {
        DispatchAsync::handles(self, id)
    }

    fn dispatch(&self, request: OwnedMessage<D::Wire>) -> Answering<'_, D::Wire> {
        Box::pin(DispatchAsync::dispatch(self, request))
    }
}

/// A dispatcher of any server, and of any subsystem whose requests have at most `BYTES` bytes.
///
/// Traits of asynchronous servers cannot be made into objects (`dyn`), as each of their functions
/// returns a future of its own type. This is the way around it where servers are chosen at run time
/// or kept in one list. It costs an allocation for each request. Clones share the dispatcher.
///
/// ```
/// # mod interface {
/// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hello-rust/src/array_test.rs"));
/// # }
/// use interface::array_test::{ArrayTestDispatcher, ArrayTestServer};
/// use mach_r::asynch::{AsyncServer, BoxedDispatcher};
/// use mach_r::ipc::ReceiveRight;
/// use mach_r::wire::typed64::Typed64;
/// use mach_r::{IpcError, KernReturn};
///
/// /// One type for servers of all types.
/// type AnyAdder = BoxedDispatcher<Typed64, 8192>;
///
/// struct Adder;
/// struct Limited {
///     most: usize,
/// }
///
/// impl ArrayTestServer for Adder {
///     async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
///         Ok(data.iter().sum())
///     }
/// }
///
/// impl ArrayTestServer for Limited {
///     async fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
///         if data.len() > self.most {
///             return Err(KernReturn::KERN_NO_ACCESS.into());
///         }
///         Ok(data.iter().sum())
///     }
/// }
///
/// fn choose(most: Option<usize>) -> AnyAdder {
///     match most {
///         Some(most) => AnyAdder::new(ArrayTestDispatcher::new(Limited { most })),
///         None => AnyAdder::new(ArrayTestDispatcher::new(Adder)),
///     }
/// }
///
/// # async fn serve() -> Result<(), IpcError> {
/// let port = ReceiveRight::new()?;
/// AsyncServer::new(&port, choose(Some(16))).run().await
/// # }
/// # assert!(mach_r::DispatchAsync::handles(&choose(None), interface::array_test::SUM_ARRAY_ID));
/// ```
///
/// A dispatcher with larger requests does not compile:
///
/// ```compile_fail,E0080
/// # use mach_r::DispatchAsync;
/// # use mach_r::asynch::BoxedDispatcher;
/// # use mach_r::owned::OwnedMessage;
/// # use mach_r::wire::typed64::Typed64;
/// # struct Silent;
/// # impl DispatchAsync for Silent {
/// #     type Wire = Typed64;
/// #     const MAX_REQUEST_BYTES: usize = 64;
/// #     async fn dispatch(&self, _: OwnedMessage<Typed64>) -> Option<OwnedMessage<Typed64>> {
/// #         None
/// #     }
/// # }
/// let server: BoxedDispatcher<Typed64, 32> = BoxedDispatcher::new(Silent);
/// ```
pub struct BoxedDispatcher<W: Wire, const BYTES: usize> {
    dispatcher: Arc<dyn Boxed<W>>,
}

impl<W: Wire, const BYTES: usize> BoxedDispatcher<W, BYTES> {
    /// That dispatcher.
    pub fn new<D>(dispatcher: D) -> Self
    where
        D: DispatchAsync<Wire = W> + Send + Sync + 'static,
    {
        const { assert!(D::MAX_REQUEST_BYTES <= BYTES, "its requests are larger") };
        Self { dispatcher: Arc::new(dispatcher) }
    }
}

impl<W: Wire, const BYTES: usize> DispatchAsync for BoxedDispatcher<W, BYTES> {
    type Wire = W;
    const MAX_REQUEST_BYTES: usize = BYTES;

    fn handles(&self, id: i32) -> bool {
        self.dispatcher.handles(id)
    }

    fn dispatch(
        &self,
        request: OwnedMessage<W>,
    ) -> impl Future<Output = Option<OwnedMessage<W>>> + Send {
        self.dispatcher.dispatch(request)
    }
}

impl<W: Wire, const BYTES: usize> Clone for BoxedDispatcher<W, BYTES> {
    fn clone(&self) -> Self {
        Self { dispatcher: Arc::clone(&self.dispatcher) }
    }
}

impl<W: Wire, const BYTES: usize> fmt::Debug for BoxedDispatcher<W, BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxedDispatcher").finish_non_exhaustive()
    }
}
