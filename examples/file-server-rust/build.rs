//! Compiles the interface of the file server in C. Its standard types are those of libmigrt's headers.

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn include_folder() -> PathBuf {
    println!("cargo::rerun-if-env-changed=MIGRT_INCLUDE_DIR");
    if let Some(folder) = env::var_os("MIGRT_INCLUDE_DIR") {
        return folder.into();
    }
    let found = Command::new("pkg-config")
        .args(["--variable=includedir", "migrt-typed"])
        .output();
    let folder = found.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    folder.map(PathBuf::from).unwrap_or_default()
}

fn main() -> Result<(), migc_build::Error> {
    migc_build::Builder::new()
        .include(include_folder().join("migrt/typed"))
        .compile("../file-server/file.defs")
}
