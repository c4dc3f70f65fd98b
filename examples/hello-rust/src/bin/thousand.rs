//! An asynchronous server with 1,000 clients at a time, each with 10 calls.

use hello_rust::Adder;
use hello_rust::array_test::{ArrayTestClient, ArrayTestDispatcher};
use mach_r::IpcError;
use mach_r::asynch::{AsyncPort, AsyncServer};
use mach_r::ipc::ReceiveRight;
use std::error::Error;
use std::time::Instant;
use tokio::sync::oneshot;

const CLIENTS: i32 = 1000;
const CALLS: i32 = 10;

async fn client(port: AsyncPort, number: i32) -> Result<(), IpcError> {
    for call in 0..CALLS {
        let sum = port.sum_array(&[number, call]).await?;
        assert_eq!(sum, number + call);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = ReceiveRight::new()?;
    let clients_port = AsyncPort::new(port.make_send()?);
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let server = AsyncServer::new(&port, ArrayTestDispatcher::new(Adder)).with_limit(100);
        server.run_until(async { drop(stopped.await) }).await
    });

    let start = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(client(clients_port.clone(), number)))
        .collect();
    for client in clients {
        client.await??;
    }
    println!(
        "{} calls of {CLIENTS} clients in {:?}",
        CLIENTS * CALLS,
        start.elapsed()
    );

    drop(stop);
    server.await??;
    Ok(())
}
