//! file-server FOLDER
//!
//! Gives clients the files of a folder, as `../file-server/server.c` does, and to the same clients.
//! Each open file is a port in one port set with the service's own; when its last send right has gone,
//! a no-senders notification closes it.

use mach_r::buffer::Room;
use mach_r::ipc::{Dialects, Notification, PortName, PortSet, ReceiveRight, SendRight};
use mach_r::message::{Incoming, Outgoing};
use mach_r::ool::OolMemory;
use mach_r::server::DispatchSync;
use mach_r::wire::Wire;
use mach_r::{IpcError, KernReturn};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{CStr, OsStr};
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use file::{FileDispatcherSync, FileServerSync};

mach_r::include_interface!("file");

const NO_SENDERS: i32 = 70;

struct OpenFile {
    file: File,
    // Goes last: with it, the port.
    _port: ReceiveRight,
}

struct Folder {
    path: PathBuf,
    ports: PortSet,
    service: ReceiveRight,
    files: RefCell<HashMap<PortName, OpenFile>>,
}

/// What a request is about: the port that it came to says which file.
struct Target<'a> {
    folder: &'a Folder,
    port: PortName,
}

fn failed(_error: std::io::Error) -> IpcError {
    KernReturn::KERN_FAILURE.into()
}

impl Folder {
    fn new(path: &str) -> Result<Self, IpcError> {
        let service = ReceiveRight::check_in(c"file-server", Dialects::Typed)?;
        let ports = PortSet::new()?;
        ports.add(&service)?;
        Ok(Self {
            path: path.into(),
            ports,
            service,
            files: RefCell::default(),
        })
    }

    /// Only files in the folder itself.
    fn find(&self, name: &CStr) -> Result<PathBuf, IpcError> {
        let name = Path::new(OsStr::from_bytes(name.to_bytes()));
        let mut parts = name.components();
        if !matches!(
            (parts.next(), parts.next()),
            (Some(Component::Normal(_)), None)
        ) {
            return Err(KernReturn::KERN_NO_ACCESS.into());
        }
        let path = self.path.join(name);
        if !fs::symlink_metadata(&path).map_err(failed)?.is_file() {
            return Err(KernReturn::KERN_NO_ACCESS.into());
        }
        Ok(path)
    }
}

impl Target<'_> {
    /// Does something with the file.
    fn with_file<R>(&self, act: impl FnOnce(&File) -> std::io::Result<R>) -> Result<R, IpcError> {
        let files = self.folder.files.borrow();
        let open = files
            .get(&self.port)
            .ok_or(KernReturn::KERN_INVALID_ARGUMENT)?;
        act(&open.file).map_err(failed)
    }
}

impl FileServerSync for Target<'_> {
    fn file_open(&self, path: &CStr) -> Result<SendRight, IpcError> {
        if self.port != self.folder.service.name() {
            return Err(KernReturn::KERN_INVALID_ARGUMENT.into());
        }
        let file = File::open(self.folder.find(path)?).map_err(failed)?;
        let port = ReceiveRight::new()?;
        self.folder.ports.add(&port)?;
        let right = port.make_send()?;
        let _before = port.request_no_senders(1, &port)?;
        self.folder
            .files
            .borrow_mut()
            .insert(port.name(), OpenFile { file, _port: port });
        Ok(right)
    }

    fn file_read(&self, offset: i32, count: i32) -> Result<OolMemory<u8>, IpcError> {
        let invalid = |_| KernReturn::KERN_INVALID_ARGUMENT;
        let offset = u64::try_from(offset).map_err(invalid)?;
        let count = u64::try_from(count).map_err(invalid)?;
        // No more memory than there will be data in it.
        let size = self.with_file(File::metadata)?.len();
        let count = count.min(size.saturating_sub(offset));
        let mut content = OolMemory::zeroed(count as usize)?;
        self.with_file(|file| file.read_exact_at(&mut content, offset))?;
        Ok(content)
    }

    fn file_size(&self) -> Result<i32, IpcError> {
        let size = self.with_file(File::metadata)?.len();
        i32::try_from(size).map_err(|_| KernReturn::KERN_FAILURE.into())
    }
}

/// The dispatcher of one request, which knows its port.
type FileDispatcher<'a> = FileDispatcherSync<Target<'a>>;

impl DispatchSync for Folder {
    type Wire = <FileDispatcher<'static> as DispatchSync>::Wire;
    const MAX_REQUEST_BYTES: usize = FileDispatcher::MAX_REQUEST_BYTES;
    const MAX_REPLY_BYTES: usize = FileDispatcher::MAX_REPLY_BYTES;

    fn dispatch<'r>(
        &self,
        request: Incoming<'_, Self::Wire>,
        reply: Room<'r>,
    ) -> Option<Outgoing<'r, Self::Wire>> {
        let header = request.header();
        let port = Self::Wire::local_port(header);
        if Self::Wire::id(header) == NO_SENDERS {
            if let Ok(Notification::NoSenders { .. }) = Notification::from_message(request) {
                self.files.borrow_mut().remove(&port);
            }
            return None;
        }
        FileDispatcher::new(Target { folder: self, port }).dispatch(request, reply)
    }
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let (Some(path), None) = (words.next(), words.next()) else {
        eprintln!("usage: file-server FOLDER");
        return ExitCode::from(2);
    };
    let Err(error) =
        Folder::new(&path).and_then(|folder| mach_r::serve::serve(&folder.ports, &folder));
    eprintln!("file-server: {error}");
    ExitCode::FAILURE
}
