//! Runs migc from a build script, so that a crate has the Rust of its Mach interfaces.
//!
//! In `build.rs`:
//!
//! ```no_run
//! fn main() -> Result<(), migc_build::Error> {
//!     migc_build::compile("interfaces/array_test.defs")
//! }
//! ```
//!
//! In the crate, which depends on `mach_r`:
//!
//! ```ignore
//! mach_r::include_interface!("array_test");
//!
//! let total = array_test::sum_array(&server, &[1, 2, 3])?;
//! ```
//!
//! migc is the program that the environment variable `MIGC` names, else the first `migc` in `PATH`.
//! Cargo runs the build script again when one of the files that migc has read changes, included ones
//! too, or another migc is to be used.
//!
//! Who builds the crate without migc needs the generated file in the repository:
//! [`Builder::committed`] keeps one there and fails the build when it is not what migc writes.

mod depfile;
mod error;

pub use error::Error;

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles one interface with the defaults of [`Builder`].
///
/// # Errors
///
/// See [`Builder::compile`].
pub fn compile(defs: impl AsRef<Path>) -> Result<(), Error> {
    Builder::new().compile(defs)
}

/// How to compile interfaces. The defaults suit a build script: the target is the one that cargo
/// builds for, the output goes to `OUT_DIR`.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    migc: Option<PathBuf>,
    target: Option<String>,
    arguments: Vec<OsString>,
    out_dir: Option<PathBuf>,
    committed: Option<PathBuf>,
    exports: Option<String>,
}

impl Builder {
    /// A builder with the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The program to run, in place of `MIGC` and `PATH`.
    #[must_use]
    pub fn migc(mut self, program: impl Into<PathBuf>) -> Self {
        self.migc = Some(program.into());
        self
    }

    /// The target whose messages are meant (`migc --target`), such as `x86_64-gnu` or
    /// `arm64-darwin`, or several with commas.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// A folder to search for included files (`-I`).
    #[must_use]
    pub fn include(self, folder: impl AsRef<OsStr>) -> Self {
        self.argument("-I").argument(folder)
    }

    /// A macro (`-D`): `NAME` or `NAME=VALUE`.
    #[must_use]
    pub fn define(self, definition: impl AsRef<OsStr>) -> Self {
        self.argument("-D").argument(definition)
    }

    /// Also writes what the crate exports to C, `x_shim.rs` beside `x.rs`: `demux`, `functions`,
    /// `user`, or several with commas (`migc --shim`). The crate then is a `staticlib` or `cdylib`,
    /// and includes both files. With several targets there is one for each, `x_shim.TARGET.rs`.
    #[must_use]
    pub fn export(mut self, exports: impl Into<String>) -> Self {
        self.exports = Some(exports.into());
        self
    }

    /// Any other word for migc's command line.
    #[must_use]
    pub fn argument(mut self, word: impl AsRef<OsStr>) -> Self {
        self.arguments.push(word.as_ref().to_owned());
        self
    }

    /// The folder of the generated file, in place of `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Keeps a copy of the generated file in this folder, to be committed. The build fails if it is
    /// not what migc writes, and brings it up to date if the environment variable `MIGC_UPDATE` is
    /// `1`. Without migc the committed file is used as it is.
    #[must_use]
    pub fn committed(mut self, folder: impl Into<PathBuf>) -> Self {
        self.committed = Some(folder.into());
        self
    }

    /// Compiles one interface: `dir/x.defs` gives `x.rs`, whatever its subsystem is called.
    ///
    /// # Errors
    ///
    /// migc cannot be run, refuses the interface (its diagnostics are in the error), a file cannot
    /// be read or written, or the committed file is out of date.
    pub fn compile(&self, defs: impl AsRef<Path>) -> Result<(), Error> {
        let defs = defs.as_ref();
        let Some(stem) = defs.file_stem() else {
            return Err(Error::NotAFile(defs.to_owned()));
        };
        let output = self.find_out_dir()?.join(stem).with_extension("rs");
        for variable in ["MIGC", "MIGC_UPDATE"] {
            println!("cargo:rerun-if-env-changed={variable}");
        }
        rerun_if_changed(defs);
        let kept = self.kept_files(&output);
        for (_, committed) in &kept {
            rerun_if_changed(committed);
        }
        match self.run(defs, &output) {
            Err(Error::NotFound { .. }) if Self::are_all_there(&kept) => use_unchecked(&kept),
            Err(error) => Err(error),
            Ok(()) => {
                kept.iter().try_for_each(|(output, committed)| check_drift(output, committed))
            }
        }
    }

    /// The files that migc writes, each with the committed one.
    fn kept_files(&self, output: &Path) -> Vec<(PathBuf, PathBuf)> {
        std::iter::once(output.to_owned())
            .chain(self.shims(output))
            .filter_map(|output| {
                let committed = self.committed.as_ref()?.join(output.file_name()?);
                Some((output, committed))
            })
            .collect()
    }

    /// What is exported to C, in a file for each target.
    fn shims(&self, output: &Path) -> Vec<PathBuf> {
        let targets = self.find_target().unwrap_or_default();
        match &self.exports {
            None => Vec::new(),
            Some(_) if !targets.contains(',') => vec![shim_of(output)],
            Some(_) => targets
                .split(',')
                .map(|target| shim_of(output).with_extension(format!("{target}.rs")))
                .collect(),
        }
    }

    fn are_all_there(kept: &[(PathBuf, PathBuf)]) -> bool {
        !kept.is_empty() && kept.iter().all(|(_, committed)| committed.exists())
    }

    fn find_out_dir(&self) -> Result<PathBuf, Error> {
        let folder = self.out_dir.clone().or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        folder.ok_or(Error::NoOutDir)
    }

    fn find_target(&self) -> Result<String, Error> {
        if let Some(target) = &self.target {
            return Ok(target.clone());
        }
        let triple = env::var("TARGET").unwrap_or_default();
        target_of(&triple).map(str::to_owned).ok_or(Error::UnknownTarget(triple))
    }

    fn run(&self, defs: &Path, output: &Path) -> Result<(), Error> {
        let program = self
            .migc
            .clone()
            .or_else(|| env::var_os("MIGC").filter(|path| !path.is_empty()).map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("migc"));
        let depfile = output.with_extension("d");
        let mut command = Command::new(&program);
        command.arg("--emit=rust").arg(format!("--target={}", self.find_target()?));
        if let Some(exports) = &self.exports {
            command.arg(format!("--shim={exports}")).arg(joined("--rust-shim=", &shim_of(output)));
        }
        command.arg(joined("--rust=", output)).arg("-MD").arg("-MF").arg(&depfile);
        command.args(&self.arguments).arg(defs);

        if program.components().count() > 1 {
            rerun_if_changed(&program);
        }
        let ran = command.output().map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { program: program.clone() },
            _ => Error::Io { path: program.clone(), source },
        })?;
        let diagnostics = String::from_utf8_lossy(&ran.stderr).into_owned();
        if !ran.status.success() {
            return Err(Error::Refused { defs: defs.to_owned(), diagnostics });
        }
        for line in diagnostics.lines().filter(|line| line.contains("warning:")) {
            println!("cargo:warning={line}");
        }
        let rule = fs::read_to_string(&depfile)
            .map_err(|source| Error::Io { path: depfile.clone(), source })?;
        for input in depfile::inputs(&rule) {
            println!("cargo:rerun-if-changed={input}");
        }
        Ok(())
    }
}

/// The migc target for what cargo builds for. On Linux, messages are libmigrt's, whose typed
/// layouts are those of GNU Mach on the same processor.
fn target_of(triple: &str) -> Option<&'static str> {
    let mut parts = triple.split('-');
    let cpu = parts.next()?;
    let is_darwin = parts.any(|part| part == "apple");
    match (cpu, is_darwin) {
        ("x86_64", false) => Some("x86_64-gnu"),
        ("i386" | "i486" | "i586" | "i686", false) => Some("i386-gnu"),
        ("aarch64", false) => Some("aarch64-gnu"),
        ("x86_64", true) => Some("x86_64-darwin"),
        ("aarch64" | "arm64" | "arm64e", true) => Some("arm64-darwin"),
        ("i386" | "i686", true) => Some("i386-darwin"),
        ("armv7" | "armv7s" | "armv7k", true) => Some("arm-darwin"),
        _ => None,
    }
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut word = OsString::from(option);
    word.push(path);
    word
}

fn rerun_if_changed(path: &Path) {
    println!("cargo:rerun-if-changed={}", path.display());
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    fs::copy(from, to).map_err(|source| Error::Io { path: to.to_owned(), source })?;
    Ok(())
}

/// `x_shim.rs` for `x.rs`.
fn shim_of(output: &Path) -> PathBuf {
    let mut name = output.file_stem().unwrap_or_default().to_owned();
    name.push("_shim.rs");
    output.with_file_name(name)
}

fn use_unchecked(kept: &[(PathBuf, PathBuf)]) -> Result<(), Error> {
    for (output, committed) in kept {
        println!("cargo:warning=migc was not found; {} is used unchecked", committed.display());
        copy(committed, output)?;
    }
    Ok(())
}

fn check_drift(output: &Path, committed: &Path) -> Result<(), Error> {
    let written =
        fs::read(output).map_err(|source| Error::Io { path: output.to_owned(), source })?;
    if fs::read(committed).is_ok_and(|kept| kept == written) {
        return Ok(());
    }
    if env::var_os("MIGC_UPDATE").is_some_and(|value| value == "1") {
        return copy(output, committed);
    }
    Err(Error::Drift { committed: committed.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::target_of;

    #[test]
    fn each_target_of_cargo_has_its_messages() {
        assert_eq!(target_of("x86_64-unknown-linux-gnu"), Some("x86_64-gnu"));
        assert_eq!(target_of("i686-unknown-hurd-gnu"), Some("i386-gnu"));
        assert_eq!(target_of("x86_64-unknown-hurd-gnu"), Some("x86_64-gnu"));
        assert_eq!(target_of("aarch64-apple-darwin"), Some("arm64-darwin"));
        assert_eq!(target_of("x86_64-apple-darwin"), Some("x86_64-darwin"));
        assert_eq!(target_of("armv7s-apple-ios"), Some("arm-darwin"));
        assert_eq!(target_of("riscv64gc-unknown-linux-gnu"), None);
        assert_eq!(target_of(""), None);
    }
}
