//! Builds with a migc that stands in for the real one: a script that writes what the test wants.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use migc_build::{Builder, Error};

/// A folder of its own for a test, with an interface in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("x.defs"), "subsystem x 1;\n").unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A migc that writes `text`.
    fn migc(&self, script: &str) -> PathBuf {
        let path = self.path("migc");
        let script = format!(
            "#!/bin/sh\nfor word; do case $word in --rust=*) out=${{word#--rust=}};; esac; done\n\
             echo \"$@\" >\"${{out%.rs}}.args\"\necho \"$out: x.defs y.defs\" >\"${{out%.rs}}.d\"\n{script}\n"
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn builder(&self, script: &str) -> Builder {
        Builder::new().migc(self.migc(script)).target("x86_64-gnu").out_dir(&self.0)
    }
}

#[test]
fn output_and_options_are_passed_on() {
    let folder = Folder::new("output");
    let builder = folder.builder("echo text >\"$out\"").include("some dir").define("A=1");
    builder.compile(folder.path("x.defs")).unwrap();
    assert_eq!(fs::read_to_string(folder.path("x.rs")).unwrap(), "text\n");
    let args = fs::read_to_string(folder.path("x.args")).unwrap();
    for word in ["--emit=rust", "--target=x86_64-gnu", "-I some dir", "-D A=1", "-MD", "x.defs"] {
        assert!(args.contains(word), "{word} in {args}");
    }
}

#[test]
fn exports_stand_beside_the_interface() {
    let folder = Folder::new("exports");
    let kept = folder.path("kept");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("x.rs"), "text\n").unwrap();
    fs::write(kept.join("x_shim.rs"), "old\n").unwrap();
    let script = "echo text >\"$out\"; echo shim >\"${out%.rs}_shim.rs\"";
    let builder = folder.builder(script).export("demux,user");
    builder.compile(folder.path("x.defs")).unwrap();
    assert_eq!(fs::read_to_string(folder.path("x_shim.rs")).unwrap(), "shim\n");
    let args = fs::read_to_string(folder.path("x.args")).unwrap();
    let option = format!("--rust-shim={}", folder.path("x_shim.rs").display());
    assert!(args.contains("--shim=demux,user") && args.contains(&option), "{args}");

    let error = builder.committed(&kept).compile(folder.path("x.defs")).unwrap_err();
    assert!(error.to_string().contains("x_shim.rs"), "{error}");
}

#[test]
fn diagnostics_are_in_the_error() {
    let folder = Folder::new("refused");
    let builder = folder.builder("echo 'x.defs:1:1: error: no' >&2; exit 1");
    let error = builder.compile(folder.path("x.defs")).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }));
    assert!(error.to_string().contains("x.defs:1:1: error: no"));
}

#[test]
fn no_migc_says_what_to_do() {
    let folder = Folder::new("missing");
    let builder = Builder::new().migc(folder.path("nothing")).target("i386-gnu").out_dir(&folder.0);
    let error = builder.compile(folder.path("x.defs")).unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }));
    assert!(format!("{error:?}").contains("set MIGC"));
}

#[test]
fn drift_fails_the_build() {
    let folder = Folder::new("drift");
    let kept = folder.path("kept");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("x.rs"), "old\n").unwrap();
    let builder = folder.builder("echo new >\"$out\"").committed(&kept);
    let error = builder.compile(folder.path("x.defs")).unwrap_err();
    assert!(matches!(error, Error::Drift { .. }));
    assert_eq!(fs::read_to_string(kept.join("x.rs")).unwrap(), "old\n");

    fs::write(kept.join("x.rs"), "new\n").unwrap();
    builder.compile(folder.path("x.defs")).unwrap();
}

#[test]
fn committed_output_does_without_migc() {
    let folder = Folder::new("committed");
    let kept = folder.path("kept");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("x.rs"), "kept\n").unwrap();
    let builder = Builder::new().migc(folder.path("nothing")).out_dir(&folder.0);
    builder.target("x86_64-gnu").committed(&kept).compile(folder.path("x.defs")).unwrap();
    assert_eq!(fs::read_to_string(folder.path("x.rs")).unwrap(), "kept\n");
}

#[test]
fn an_unknown_target_is_an_error() {
    let folder = Folder::new("target");
    let builder = Builder::new().migc(folder.migc("")).out_dir(&folder.0);
    // Outside of a build script there is no TARGET.
    let error = builder.compile(folder.path("x.defs")).unwrap_err();
    assert!(matches!(error, Error::UnknownTarget(_)));
}
