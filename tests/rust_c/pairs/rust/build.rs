//! Compiles the interface, with the exports that the features ask for.

use std::env;

fn main() -> Result<(), migc_build::Error> {
    let asked = |name: &&str| env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some();
    let exports: Vec<_> = ["demux", "functions", "user"].into_iter().filter(asked).collect();
    let mut builder = migc_build::Builder::new().export(exports.join(","));
    for (feature, definition) in [("user", "WITHOUT_ROOM"), ("functions", "WITHOUT_ANY_RIGHT")] {
        if asked(&feature) {
            builder = builder.define(definition);
        }
    }
    builder.compile("../pairs.defs")
}
