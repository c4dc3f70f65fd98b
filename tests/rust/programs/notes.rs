//! A server of objects: its functions see notes, colors and points, never ports and numbers.

include!(env!("MODULE"));

use mach_r::ipc::{PortName, PortSet, ReceiveRight, SendRight};
use mach_r::types::Mapped;
use mach_r::{IpcError, KernReturn, serve};
use notes::{NotesDispatcherSync, NotesServerSync, PlaceStruct};
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Color {
    Red = 1,
    Blue = 2,
}

impl Mapped for Color {
    type Wire = i32;

    fn from_wire(wire: i32) -> Result<Self, IpcError> {
        match wire {
            1 => Ok(Self::Red),
            2 => Ok(Self::Blue),
            _ => Err(IpcError::Mach(KernReturn::KERN_INVALID_VALUE)),
        }
    }

    fn into_wire(self) -> i32 {
        self as i32
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point(pub f64, pub f64);

impl Mapped for Point {
    type Wire = PlaceStruct;

    fn from_wire(wire: PlaceStruct) -> Result<Self, IpcError> {
        Ok(Self(wire.x.into(), wire.y.into()))
    }

    fn into_wire(self) -> PlaceStruct {
        PlaceStruct { x: self.0 as i32, y: self.1 as i32 }
    }
}

/// How many notes are held by functions that run.
static HELD: AtomicUsize = AtomicUsize::new(0);

struct Note {
    port: ReceiveRight,
    color: Mutex<Color>,
}

/// What functions get: the destructor is its `drop`.
struct Held(Arc<Note>);

impl Held {
    fn new(note: &Arc<Note>) -> Self {
        HELD.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(note))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Server {
    notes: Vec<Arc<Note>>,
    calls: AtomicI32,
}

impl NotesServerSync for &Server {
    type NoteRef = Held;
    type MarkRef = usize;

    fn note_find_port(&self, port: PortName) -> Result<Held, IpcError> {
        let note = self.notes.iter().find(|note| note.port.name() == port);
        note.map(Held::new).ok_or(KernReturn::KERN_INVALID_CAPABILITY.into())
    }

    fn note_find(&self, right: SendRight) -> Result<Held, IpcError> {
        self.note_find_port(right.name())
    }

    fn note_give(&self, note: Held) -> Result<SendRight, IpcError> {
        note.0.port.make_send()
    }

    fn mark_in(&self, mark: i32) -> Result<usize, IpcError> {
        usize::try_from(mark).map_err(|_| KernReturn::KERN_INVALID_ARGUMENT.into())
    }

    fn mark_out(&self, mark: usize) -> Result<i32, IpcError> {
        i32::try_from(mark).map_err(|_| KernReturn::KERN_FAILURE.into())
    }

    fn paint(&self, note: Held, color: Color, place: Point) -> Result<notes::PaintReply, IpcError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let was = std::mem::replace(&mut *note.0.color.lock().unwrap(), color);
        Ok(notes::PaintReply { place: Point(place.0 * 2.0, place.1 * 3.0), was })
    }

    fn same(&self, note: Held, other: Held, mark: usize) -> Result<i32, IpcError> {
        assert_eq!(HELD.load(Ordering::Relaxed), 2);
        Ok(i32::from(Arc::ptr_eq(&note.0, &other.0)) * mark as i32)
    }

    fn find(&self, _note: Held, mark: usize) -> Result<(Held, usize), IpcError> {
        let found = self.notes.get(mark).ok_or(KernReturn::KERN_INVALID_ARGUMENT)?;
        Ok((Held::new(found), mark + 1))
    }
}

fn main() {
    let notes = (0..3).map(|_| {
        let port = ReceiveRight::new().unwrap();
        Arc::new(Note { port, color: Mutex::new(Color::Red) })
    });
    let server: &'static Server =
        Box::leak(Box::new(Server { notes: notes.collect(), calls: AtomicI32::new(0) }));
    let first = server.notes[0].port.make_send().unwrap();
    let second = server.notes[1].port.make_send().unwrap();
    let set = PortSet::new().unwrap();
    for note in &server.notes {
        set.add(&note.port).unwrap();
    }
    std::thread::spawn(move || serve::serve(&set, &NotesDispatcherSync::new(server)));

    let reply = notes::paint(&first, Color::Blue, Point(1.0, 2.0)).unwrap();
    assert_eq!((reply.place, reply.was), (Point(2.0, 6.0), Color::Red));
    assert_eq!(notes::paint(&first, Color::Red, Point(0.0, 0.0)).unwrap().was, Color::Blue);
    assert_eq!(notes::same(&first, &first, 7), Ok(7));
    assert_eq!(notes::same(&first, &second, 7), Ok(0));
    // What the program's own conversions refuse is an error of the call.
    assert_eq!(
        notes::same(&first, &second, -1),
        Err(IpcError::Mach(KernReturn::KERN_INVALID_ARGUMENT))
    );
    let stranger = ReceiveRight::new().unwrap();
    let other = stranger.make_send().unwrap();
    assert_eq!(
        notes::same(&first, &other, 1),
        Err(IpcError::Mach(KernReturn::KERN_INVALID_CAPABILITY))
    );
    let found = notes::find(&first, 1).unwrap();
    assert_eq!((found.found.name(), found.next), (second.name(), 2));
    assert!(notes::find(&first, 9).is_err());
    assert_eq!(HELD.load(Ordering::Relaxed), 0);
    assert_eq!(server.calls.load(Ordering::Relaxed), 2);
    println!("ok");
}
