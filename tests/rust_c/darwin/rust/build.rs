//! Compiles the interface, with the exports that the features ask for.

use std::env;

fn main() -> Result<(), migc_build::Error> {
    let asked =
        |name: &&str| env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some();
    let exports: Vec<_> = ["demux", "user"].into_iter().filter(asked).collect();
    migc_build::Builder::new()
        .target("x86_64-darwin")
        .export(exports.join(","))
        .compile("../darwin.defs")
}
