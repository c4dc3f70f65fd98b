//! Builds with migc itself, if the environment variable `MIGC` names it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use migc_build::{Builder, Error};

const INTERFACE: &str = "
subsystem sums 7000;
serverprefix do_;
#include \"types.defs\"
routine sum(server : mach_port_t; numbers : numbers_t; out total : int);
";

/// A folder with an interface, and a builder for it; none without migc.
fn setup(name: &str) -> Option<(PathBuf, Builder)> {
    let migc = env::var_os("MIGC")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("include")).unwrap();
    fs::write(folder.join("sums.defs"), INTERFACE).unwrap();
    let types = "type numbers_t = array[*:COUNT] of int;\n";
    fs::write(folder.join("include/types.defs"), types).unwrap();
    let builder = Builder::new()
        .migc(migc)
        .target("x86_64-gnu")
        .out_dir(&folder)
        .include(folder.join("include"))
        .define("COUNT=5");
    Some((folder, builder))
}

#[test]
fn modules_and_exports_are_written() {
    let Some((folder, builder)) = setup("real") else { return };
    builder.export("demux,user").compile(folder.join("sums.defs")).unwrap();
    let module = fs::read_to_string(folder.join("sums.rs")).unwrap();
    assert!(module.contains("\npub mod sums {\n") && module.contains("pub trait SumsServerSync"));
    let exports = fs::read_to_string(folder.join("sums_shim.rs")).unwrap();
    assert!(exports.contains("\npub mod sums_shim {\n"));
    assert!(exports.contains("slice(numbers, numbers_cnt, 5)"), "{exports}");
    // What cargo is told to watch.
    let rule = fs::read_to_string(folder.join("sums.d")).unwrap();
    assert!(rule.contains("sums.defs") && rule.contains("types.defs"), "{rule}");
}

#[test]
fn several_targets_have_a_module_and_exports_for_each() {
    let Some((folder, builder)) = setup("real-several") else { return };
    let kept = folder.join("kept");
    fs::create_dir(&kept).unwrap();
    let builder = builder.target("x86_64-gnu,x86_64-darwin").export("demux");
    builder.compile(folder.join("sums.defs")).unwrap();
    for name in ["sums.rs", "sums_shim.x86_64-gnu.rs", "sums_shim.x86_64-darwin.rs"] {
        fs::copy(folder.join(name), kept.join(name)).unwrap();
    }
    let builder = builder.committed(&kept);
    builder.compile(folder.join("sums.defs")).unwrap();
    fs::write(kept.join("sums_shim.x86_64-darwin.rs"), "old\n").unwrap();
    let error = builder.compile(folder.join("sums.defs")).unwrap_err();
    assert!(error.to_string().contains("sums_shim.x86_64-darwin.rs"), "{error}");
}

#[test]
fn diagnostics_have_places() {
    let Some((folder, builder)) = setup("real-refused") else { return };
    fs::write(folder.join("sums.defs"), "subsystem sums 7000;\nroutine (;\n").unwrap();
    let error = builder.compile(folder.join("sums.defs")).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }));
    assert!(error.to_string().contains("sums.defs:2:9: error:"), "{error}");
    assert!(!folder.join("sums.rs").exists());
}

#[test]
fn committed_files_are_compared() {
    let Some((folder, builder)) = setup("real-committed") else { return };
    let kept = folder.join("kept");
    fs::create_dir(&kept).unwrap();
    let builder = builder.committed(&kept);
    let error = builder.compile(folder.join("sums.defs")).unwrap_err();
    assert!(matches!(error, Error::Drift { .. }));
    fs::copy(folder.join("sums.rs"), kept.join("sums.rs")).unwrap();
    builder.compile(folder.join("sums.defs")).unwrap();
}
