//! Serving with memory of its own, by several threads, until it is told to stop.

use super::{buffer_bytes, serve_in};
use crate::buffer::PoolBuffer;
use crate::error::IpcError;
use crate::ipc::{MessageSource, PortName, PortSet, ReceiveRight};
use crate::server::DispatchSync;
use std::sync::Arc;
use std::vec::Vec;

/// Serves a port or a port set until nothing can be received any more. Several threads may serve
/// the same one.
///
/// # Errors
///
/// The reason why it ended: the port has died (`MACH_RCV_PORT_DIED`, `MACH_RCV_INVALID_NAME`).
pub fn serve<S: MessageSource, D: DispatchSync>(
    source: &S,
    dispatcher: &D,
) -> Result<core::convert::Infallible, IpcError> {
    loop {
        serve_until(source, dispatcher, |_| false)?;
    }
}

fn serve_until<S: MessageSource, D: DispatchSync>(
    source: &S,
    dispatcher: &D,
    is_last: impl Fn(PortName) -> bool,
) -> Result<(), IpcError> {
    let mut first = PoolBuffer::with_bytes(buffer_bytes::<D>());
    let mut second = PoolBuffer::with_bytes(buffer_bytes::<D>());
    serve_in(source, dispatcher, first.room(), second.room(), is_last)
}

/// A server of one or more ports, which can be stopped.
///
/// ```no_run
/// use mach_r::ipc::ReceiveRight;
/// use mach_r::serve::Server;
/// # fn with(dispatcher: impl mach_r::server::DispatchSync + Sync) -> Result<(), mach_r::IpcError> {
///
/// let server = Server::new(ReceiveRight::new()?, dispatcher)?;
/// let handle = server.shutdown_handle();
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| server.run());
///     }
///     handle.shutdown();
/// });
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server<D> {
    set: PortSet,
    ports: Vec<ReceiveRight>,
    control: Arc<ReceiveRight>,
    dispatcher: D,
}

/// Stops a [`Server`].
#[derive(Clone, Debug)]
pub struct ShutdownHandle {
    control: Arc<ReceiveRight>,
}

impl ShutdownHandle {
    /// Has all threads return from [`Server::run`] after the requests that they are at, and those
    /// that begin it later at once.
    pub fn shutdown(&self) {
        // The send-once right that ends unused sends the message that says so.
        drop(self.control.make_send_once());
    }
}

impl<D: DispatchSync> Server<D> {
    /// A server of this port.
    ///
    /// # Errors
    ///
    /// Those of putting the port into a set.
    pub fn new(port: ReceiveRight, dispatcher: D) -> Result<Self, IpcError> {
        let set = PortSet::new()?;
        let control = Arc::new(ReceiveRight::new()?);
        set.add(&control)?;
        let server = Self { set, ports: Vec::new(), control, dispatcher };
        server.with_port(port)
    }

    /// Serves this port, too.
    ///
    /// # Errors
    ///
    /// Those of putting the port into a set.
    pub fn with_port(mut self, port: ReceiveRight) -> Result<Self, IpcError> {
        self.set.add(&port)?;
        self.ports.push(port);
        Ok(self)
    }

    /// What stops it.
    #[must_use]
    pub fn shutdown_handle(&self) -> ShutdownHandle {
        ShutdownHandle { control: Arc::clone(&self.control) }
    }

    /// Serves until it is told to stop. Several threads may do it at once.
    ///
    /// # Errors
    ///
    /// Those of receiving.
    pub fn run(&self) -> Result<(), IpcError> {
        let control = self.control.name();
        serve_until(&self.set, &self.dispatcher, |port| port == control)?;
        // For the next thread.
        self.shutdown_handle().shutdown();
        Ok(())
    }

    /// The ports, with the requests that nobody has answered.
    #[must_use]
    pub fn into_ports(self) -> Vec<ReceiveRight> {
        for port in &self.ports {
            let _ = self.set.remove(port);
        }
        self.ports
    }
}

impl<S: MessageSource> MessageSource for Arc<S> {
    fn source_name(&self) -> PortName {
        (**self).source_name()
    }
}
