//! Random arguments of every kind go to a server and come back, through the transport; those above
//! their bounds are refused with the error that says so.

include!(env!("MODULE"));

use mach_r::IpcError;
use mach_r::ipc::{ReceiveRight, SendRight, Several};
use mach_r::ool::OolMemory;
use mach_r::server::{Out, OutString};
use mach_r::wire::FixedCStr;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use round_trips::*;
use std::ffi::{CStr, CString};

struct Echo;

impl RoundTripsServerSync for Echo {
    fn numbers(
        &self,
        a: i8,
        b: u16,
        c: i32,
        d: u64,
        record: &Record,
        triple: &[i16; 3],
    ) -> Result<NumbersReply, IpcError> {
        Ok(NumbersReply {
            a_back: a,
            b_back: b,
            c_back: c,
            d_back: d,
            record_back: *record,
            triple_back: *triple,
        })
    }

    fn arrays(
        &self,
        words: &[i32],
        bytes: &[u8],
        text: &CStr,
        label: &FixedCStr<20>,
        bytes_back: &mut Out<'_, u8>,
        words_back: &mut Out<'_, i32>,
        text_back: &mut OutString<'_>,
    ) -> Result<FixedCStr<20>, IpcError> {
        bytes_back.extend_from_slice(bytes)?;
        words_back.extend_from_slice(words)?;
        text_back.set(text)?;
        Ok(*label)
    }

    fn memory(&self, data: OolMemory<i16>) -> Result<OolMemory<i16>, IpcError> {
        Ok(data)
    }

    fn ports(&self, mut list: Several<SendRight, 5>) -> Result<Several<SendRight, 5>, IpcError> {
        let mut all: Vec<_> = std::iter::from_fn(|| list.pop()).collect();
        all.reverse();
        Ok(all.into_iter().collect())
    }
}

/// A size up to the bound, often one of its ends, or above it.
fn size(bound: usize) -> impl Strategy<Value = usize> {
    prop_oneof![6 => 0..=bound, 1 => Just(0), 2 => Just(bound), 2 => bound + 1..bound + 9]
}

fn array<T: Strategy>(element: fn() -> T, bound: usize) -> impl Strategy<Value = Vec<T::Value>>
where
    T::Value: Clone,
{
    size(bound).prop_flat_map(move |size| prop::collection::vec(element(), size))
}

/// A string whose field has so many bytes, its end included.
fn text(bound: usize) -> impl Strategy<Value = CString> {
    array(|| 1..=255_u8, bound - 1).prop_map(|bytes| CString::new(bytes).unwrap())
}

/// The error of the first argument that is too long.
fn too_long(sizes: &[(usize, usize)]) -> Option<IpcError> {
    let (max, actual) = sizes.iter().find(|(max, actual)| actual > max)?;
    Some(IpcError::ArrayTooLarge { max: *max, actual: *actual })
}

fn check<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

fn main() {
    let port = ReceiveRight::new().unwrap();
    let server = port.make_send().unwrap();
    let dispatcher = RoundTripsDispatcherSync::new(Echo);
    std::thread::spawn(move || mach_r::serve::serve(&port, &dispatcher));

    check(
        any::<(i8, u16, i32, u64, (i32, i8, u16), [i16; 3])>(),
        |(a, b, c, d, record, triple)| {
            let (kind, tag, extra) = record;
            let record = Record { kind, tag, pad0: [0; 1], extra };
            let back = numbers(&server, a, b, c, d, &record, &triple).unwrap();
            prop_assert_eq!((back.a_back, back.b_back, back.c_back, back.d_back), (a, b, c, d));
            prop_assert_eq!((back.record_back, back.triple_back), (record, triple));
            Ok(())
        },
    );

    let all = (array(any::<i32>, 40), array(any::<u8>, 100), text(50), text(20));
    check(all, |(words, bytes, text, label)| {
        let lengths = [
            (40, words.len()),
            (100, bytes.len()),
            (50, text.to_bytes_with_nul().len()),
            (20, label.to_bytes_with_nul().len()),
        ];
        match arrays(&server, &words, &bytes, &text, &label) {
            Err(error) => prop_assert_eq!(Some(error), too_long(&lengths)),
            Ok(back) => {
                prop_assert_eq!(too_long(&lengths), None);
                prop_assert_eq!((back.words_back(), back.bytes_back()), (&words[..], &bytes[..]));
                prop_assert_eq!((back.text_back(), back.label_back.as_c_str()), (&*text, &*label));
            }
        }
        Ok(())
    });

    check(array(any::<i16>, 20_000), |data| {
        prop_assert_eq!(&memory(&server, &data).unwrap()[..], &data[..]);
        Ok(())
    });

    let homes: Vec<_> = (0..4).map(|_| ReceiveRight::new().unwrap()).collect();
    let rights: Vec<_> = homes.iter().map(|home| home.make_send().unwrap()).collect();
    check(array(|| 0..4_usize, 5), |places| {
        let list: Vec<_> = places.iter().map(|place| rights[*place].clone()).collect();
        match ports(&server, &list).map_err(IpcError::from) {
            Err(error) => prop_assert_eq!(Some(error), too_long(&[(5, list.len())])),
            Ok(back) => {
                let names: Vec<_> = back.iter().map(SendRight::name).collect();
                prop_assert_eq!(names, list.iter().map(SendRight::name).collect::<Vec<_>>());
            }
        }
        drop(list);
        for right in &rights {
            prop_assert_eq!(right.references(), Ok(1));
        }
        Ok(())
    });
    println!("ok");
}
