//! What a program may write itself where others use what migc has written: dispatchers, messages,
//! lists of rights.

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::buffer::{Room, StackBuffer};
use mach_r::ipc::{MessageSource, PortName, ReceiveRight, SendRight, Several, disposition};
use mach_r::message::{Incoming, Options, Outgoing};
use mach_r::ool::{OolMemory, OolPorts};
use mach_r::serve::Server;
use mach_r::server::DispatchSync;
use mach_r::wire::typed64::{MachMsgHeader, MachMsgType, RET_CODE_TYPE, Typed64};
use mach_r::wire::{I64a4, U64a4, Writer, header_bits};
use mach_r::{IpcError, KernReturn};
use std::sync::Arc;

/// Answers with what it keeps elsewhere than in the room that it is given.
struct Keeper;

impl DispatchSync for Keeper {
    type Wire = Typed64;
    const MAX_REQUEST_BYTES: usize = 4136;
    const MAX_REPLY_BYTES: usize = 64;

    fn dispatch<'r>(
        &self,
        request: Incoming<'_, Typed64>,
        _: Room<'r>,
    ) -> Option<Outgoing<'r, Typed64>> {
        let room = Room::from(Box::leak(Box::new([0_u64; 16])).as_mut_slice());
        let to = request.header().remote_port.name();
        let bits = header_bits(disposition::MOVE_SEND_ONCE, 0);
        let mut message = Writer::<Typed64>::new(room);
        message.put(MachMsgHeader::new(bits, SUM_ARRAY_REPLY_ID, to, PortName::NULL));
        message.put(RET_CODE_TYPE);
        message.put(0_u64);
        message.put(MachMsgType::in_line(2, 32, 1));
        message.put([request.bytes().len() as i32, 0]);
        // The reply owns the right for it now.
        request.accept();
        message.finish().ok()
    }
}

#[test]
fn a_reply_may_lie_anywhere() {
    let port = ReceiveRight::new().unwrap();
    let client = port.make_send().unwrap();
    let server = Server::new(port, Arc::new(Keeper)).unwrap();
    let handle = server.shutdown_handle();
    std::thread::scope(|scope| {
        let server = scope.spawn(|| server.run());
        for count in [0, 2, 1024, 4, 0] {
            let bytes = 40 + 4 * count as i32;
            assert_eq!(client.sum_array(&vec![0; count]), Ok(bytes));
        }
        handle.shutdown();
        assert_eq!(server.join().unwrap(), Ok(()));
    });
}

#[test]
fn typed_messages_have_no_trailer() {
    let port = ReceiveRight::new().unwrap();
    drop(port.make_send_once().unwrap());
    let mut buffer = StackBuffer::<64>::new();
    let message = port.receive::<Typed64>(buffer.room(), Options::default()).unwrap();
    assert_eq!(message.trailer(8).unwrap_err(), IpcError::TrailerTooSmall);
}

#[test]
fn what_is_left_of_a_list_is_shown() {
    let memory = |bytes: &[u8]| OolMemory::copy_of(bytes).unwrap();
    let list: Several<_, 4> = [memory(&[1]), memory(&[2]), memory(&[3])].into_iter().collect();
    assert_eq!((&list).into_iter().map(|memory| memory[0]).collect::<Vec<_>>(), [1, 2, 3]);
    let mut rest = list.into_iter();
    drop(rest.next());
    assert_eq!(format!("{rest:?}"), "SeveralIter([[2], [3]])");
    assert_eq!(rest.by_ref().count(), 2);
    assert_eq!(format!("{rest:?}"), "SeveralIter([])");
}

#[test]
fn lists_are_gone_through_by_reference() {
    let mut memory = OolMemory::copy_of(&[1, 2, 3]).unwrap();
    for number in &mut memory {
        *number *= 2;
    }
    assert_eq!((&memory).into_iter().sum::<i32>(), 12);
    let mut several = Several::<_, 2>::from_iter([1]);
    for number in &mut several {
        *number += 1;
    }
    assert_eq!(several[..], [2]);
    let ports = OolPorts::<SendRight>::default();
    assert_eq!((&ports).into_iter().count(), 0);
}

/// An iterator that breaks off.
struct Breaks(Option<SendRight>);

impl Iterator for Breaks {
    type Item = SendRight;
    fn next(&mut self) -> Option<SendRight> {
        Some(self.0.take().expect("breaks off for a test"))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (2, Some(2))
    }
}

impl ExactSizeIterator for Breaks {}

#[test]
fn rights_are_released_if_their_list_breaks_off() {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    let rights = Breaks(Some(right.clone()));
    let made = std::panic::catch_unwind(|| OolPorts::new(rights));
    assert!(made.is_err());
    assert_eq!(right.references(), Ok(1));
}

#[test]
fn memory_is_no_larger_than_messages_can_say() {
    let too_many = u32::MAX as usize / 8 + 1;
    assert_eq!(OolMemory::<u64>::zeroed(too_many).unwrap_err(), KernReturn::KERN_NO_SPACE.into());
}

#[test]
fn wide_numbers_are_ordered_as_numbers() {
    let mut numbers = [1 << 40, 2, -1, 1 << 33].map(I64a4::new);
    numbers.sort_unstable();
    assert!(I64a4::values(&numbers).eq([-1, 2, 1 << 33, 1 << 40]));
    assert!(U64a4::new(1 << 32) > U64a4::new(0xffff_ffff));
}
