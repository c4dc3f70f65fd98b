//! Compiles the interface, with the exports that the features ask for.

use std::env;

fn main() -> Result<(), migc_build::Error> {
    let asked =
        |name: &&str| env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some();
    let exports: Vec<_> = ["demux", "functions", "user"]
        .into_iter()
        .filter(asked)
        .collect();
    let mut builder = migc_build::Builder::new().export(exports.join(","));
    if asked(&"common") {
        builder = builder.define("COMMON");
    }
    if let Ok(target) = env::var("PAIRS_TARGET") {
        builder = builder.target(target);
    }
    println!("cargo:rerun-if-env-changed=PAIRS_TARGET");
    builder.compile("../pairs.defs")
}
