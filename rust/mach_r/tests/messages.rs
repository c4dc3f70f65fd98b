//! Requests and replies that are built, taken apart, and damaged.

mod common {
    include!("../../../examples/hello-rust/src/array_test.rs");
}

use common::array_test::*;
use mach_r::IpcError;
use mach_r::buffer::Room;
use mach_r::ipc::{PortName, SendRight};
use mach_r::message::Incoming;
use mach_r::server::DispatchSync;
use mach_r::wire::typed64::Typed64;
use proptest::prelude::*;

struct Adder;

impl ArrayTestServerSync for Adder {
    fn sum_array(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(data.iter().copied().fold(0, i32::wrapping_add))
    }
}

/// A request as it arrives, in words: `bytes` of them count.
fn request(data: &[i32]) -> (Vec<u64>, usize) {
    let mut words = vec![0_u64; 520];
    let request = SumArrayRequest::new(data).unwrap();
    let room = Room::from(words.as_mut_slice());
    let message = request.write(room, &SendRight::NULL, PortName::NULL).unwrap();
    let bytes = message.into_bytes().len();
    words.truncate(bytes.div_ceil(8));
    (words, bytes)
}

fn parse(words: &mut [u64]) -> Result<Vec<i32>, IpcError> {
    // SAFETY: a message without rights and memory.
    let message = unsafe { Incoming::<Typed64>::from_bytes(words) }?;
    SumArrayRequestView::parse(message).map(|view| view.data.to_vec())
}

proptest! {
    #[test]
    fn arrays_survive(data in proptest::collection::vec(any::<i32>(), 0..=1024)) {
        let (mut words, bytes) = request(&data);
        prop_assert_eq!(bytes, SumArrayRequest::size_for_count(data.len()));
        prop_assert_eq!(parse(&mut words), Ok(data));
    }

    #[test]
    fn other_sizes_are_refused(count in 0_usize..=1024, cut in 1_usize..=1024) {
        let (mut words, _) = request(&vec![7; count]);
        let kept = words.len().saturating_sub(cut).max(4);
        prop_assume!(kept < words.len());
        words.truncate(kept);
        words[0] = words[0] & 0xffff_ffff | (kept as u64 * 8) << 32;
        prop_assert!(parse(&mut words).is_err());
    }

    #[test]
    fn damaged_requests_are_answered(count in 0_usize..=16, at in 4_usize..20, word in any::<u64>()) {
        let (mut words, _) = request(&vec![7; count]);
        let at = at % words.len();
        prop_assume!(at >= 4);
        words[at] = word;
        let mut reply = vec![0_u64; 16];
        // SAFETY: a message without rights and memory; its header is not damaged.
        let message = unsafe { Incoming::<Typed64>::from_bytes(&mut words) }.unwrap();
        let dispatcher = ArrayTestDispatcherSync::new(Adder);
        // Nobody waits for the reply.
        prop_assert!(dispatcher.dispatch(message, Room::from(reply.as_mut_slice())).is_none());
    }
}
