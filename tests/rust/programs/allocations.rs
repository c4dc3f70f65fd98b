//! Counts what the calling thread allocates while it makes calls with bounded arguments: nothing,
//! once the thread's pool of buffers is filled.

include!(env!("MODULE"));

use bounded::{BoundedDispatcherSync, BoundedServerSync};
use mach_r::IpcError;
use mach_r::ipc::{ReceiveRight, SendRight};
use mach_r::serve::serve;
use mach_r::server::{Out, OutString};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::CStr;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: the system's allocator does all the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Server;

impl BoundedServerSync for Server {
    fn sum(&self, data: &[i32]) -> Result<i32, IpcError> {
        Ok(data.iter().sum())
    }

    fn count(&self, up_to: i32, numbers: &mut Out<'_, i32>) -> Result<(), IpcError> {
        (0..up_to).try_for_each(|number| numbers.push(number))
    }

    fn large(&self, data: &[i32], back: &mut Out<'_, i32>) -> Result<(), IpcError> {
        back.extend_from_slice(data)
    }

    fn hello(&self, who: &CStr, greeting: &mut OutString<'_>) -> Result<(), IpcError> {
        greeting.set(who)
    }
}

fn call_each(server: &SendRight, numbers: &[i32]) {
    let head = &numbers[..256];
    assert_eq!(bounded::sum(server, head), Ok(256 * 255 / 2));
    assert_eq!(bounded::count(server, 256).unwrap().numbers(), head);
    assert_eq!(bounded::large(server, numbers).unwrap().back(), numbers);
    assert_eq!(bounded::hello(server, c"hello").unwrap().greeting(), c"hello");
}

fn main() {
    let port = ReceiveRight::new().unwrap();
    let right = port.make_send().unwrap();
    std::thread::spawn(move || serve(&port, &BoundedDispatcherSync::new(Server)));
    let numbers: Vec<i32> = (0..4096).collect();

    call_each(&right, &numbers);
    let before = COUNT.get();
    assert!(before > 0);
    for _ in 0..100 {
        call_each(&right, &numbers);
    }
    assert_eq!(COUNT.get() - before, 0);
    println!("ok");
}
