//! What can go wrong in a build script.

use std::fmt;
use std::path::PathBuf;

/// Why an interface was not compiled. `Debug` prints the same as `Display`, since that is what
/// cargo shows of a build script's `main`.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such program.
    #[error("cannot find migc ({}): install it, or set MIGC to its path", program.display())]
    NotFound {
        /// What was to be run.
        program: PathBuf,
    },
    /// migc refused the interface.
    #[error("migc refuses {}:\n{diagnostics}", defs.display())]
    Refused {
        /// The interface.
        defs: PathBuf,
        /// What migc printed.
        diagnostics: String,
    },
    /// The committed file is not what migc writes.
    #[error("{} is out of date: build with MIGC_UPDATE=1 and commit it", committed.display())]
    Drift {
        /// The committed file.
        committed: PathBuf,
    },
    /// Cargo builds for something that migc has no messages for; see `Builder::target`.
    #[error("no migc target is known for {0:?}: name one with Builder::target()")]
    UnknownTarget(String),
    /// Neither `OUT_DIR` nor a folder was given: not a build script?
    #[error("OUT_DIR is not set: name a folder with Builder::out_dir()")]
    NoOutDir,
    /// The path ends in no file's name.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// A file cannot be read, written or run.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
