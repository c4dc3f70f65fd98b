//! Out-of-line data whose number the interface says: another number is refused by who sends it, in the
//! client and in the server, and what was to be sent is released.

include!(env!("MODULE"));

use counts::*;
use mach_r::ipc::{ReceiveRight, SendRight};
use mach_r::ool::{OolMemory, OolPorts};
#[cfg(not(ndr))]
use mach_r::server::Out;
use mach_r::{IpcError, KernReturn, serve};

struct Server {
    right: SendRight,
}

fn memory(count: i32) -> Result<OolMemory<i32>, IpcError> {
    OolMemory::copy_of(&(0..count).collect::<Vec<_>>())
}

fn ports(right: &SendRight, count: i32) -> Result<OolPorts<SendRight>, IpcError> {
    OolPorts::new((0..count).map(|_| right.clone()))
}

impl CountsServerSync for Server {
    fn numbers(&self, how_many: i32) -> Result<OolMemory<i32>, IpcError> {
        memory(how_many)
    }

    fn rights(&self, how_many: i32) -> Result<OolPorts<SendRight>, IpcError> {
        ports(&self.right, how_many)
    }

    fn take(
        &self,
        copied: OolPorts<SendRight>,
        moved: OolPorts<SendRight>,
    ) -> Result<(), IpcError> {
        assert_eq!((copied.len(), moved.len()), (3, 3));
        Ok(())
    }

    #[cfg(ndr)]
    fn bounded(&self, how_many: i32) -> Result<OolMemory<i32>, IpcError> {
        memory(how_many)
    }

    #[cfg(not(ndr))]
    fn bounded(&self, how_many: i32, result: &mut Out<'_, i32>) -> Result<(), IpcError> {
        result.extend_from_slice(&memory(how_many)?)
    }
}

fn main() {
    let port = ReceiveRight::new().unwrap();
    let server = port.make_send().unwrap();
    let witness = ReceiveRight::new().unwrap();
    let right = witness.make_send().unwrap();
    let dispatcher = CountsDispatcherSync::new(Server { right: right.clone() });
    std::thread::spawn(move || serve::serve(&port, &dispatcher));

    assert_eq!(numbers(&server, 5).unwrap()[..], [0, 1, 2, 3, 4]);
    assert_eq!(rights(&server, 3).unwrap().len(), 3);
    for count in [0, 4, 6, 70_000] {
        assert_eq!(numbers(&server, count).unwrap_err(), KernReturn::MIG_BAD_ARGUMENTS.into());
    }
    for count in [0, 2, 4] {
        assert_eq!(rights(&server, count).unwrap_err(), KernReturn::MIG_BAD_ARGUMENTS.into());
        let copied = vec![right.clone(); count as usize];
        let three = [right.clone(), right.clone(), right.clone()];
        let wrong = IpcError::CountMismatch { expected: 3, actual: count as usize };
        let taken = take(&server, &copied, ports(&right, 3).unwrap());
        assert_eq!(taken.map_err(IpcError::from), Err(wrong));
        let taken = take(&server, &three, ports(&right, count).unwrap());
        assert_eq!(taken.map_err(IpcError::from), Err(wrong));
        assert_eq!(
            take(&server, &three, ports(&right, 3).unwrap()).map_err(IpcError::from),
            Ok(())
        );
    }
    assert!(bounded(&server, 4).is_ok());
    for count in [5, 70_000] {
        let refused = bounded(&server, count).map(|_| ());
        assert_eq!(refused.unwrap_err(), KernReturn::MIG_ARRAY_TOO_LARGE.into());
    }
    // Ours, and the server's.
    assert_eq!(right.references(), Ok(2));
    println!("ok");
}
