//! Chooses how the crate reaches Mach (`cfg(mach_r_sys = ..)`), and finds libmigrt, which carries
//! messages on Linux.

use std::env;
use std::process::Command;

fn main() {
    println!(
        "cargo::rustc-check-cfg=cfg(mach_r_sys, values(\"migrt\", \"hurd\", \"darwin\", \"none\"))"
    );
    println!("cargo::rustc-check-cfg=cfg(mach_r_check_sys)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=MIGRT_LIB_DIR");
    println!("cargo::rerun-if-env-changed=PKG_CONFIG_PATH");
    println!("cargo::rerun-if-env-changed=MIGRT_LINK");
    let system = system();
    println!("cargo::rustc-cfg=mach_r_sys=\"{system}\"");
    if system == "migrt" {
        link_migrt();
    }
}

/// The back end of the target; none with `--cfg mach_r_no_sys`, for programs that carry messages by
/// other means.
fn system() -> &'static str {
    let is_without = env::var_os("CARGO_CFG_MACH_R_NO_SYS").is_some();
    let has = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    match () {
        () if is_without => "none",
        () if has("CARGO_CFG_TARGET_OS", "linux") => "migrt",
        () if has("CARGO_CFG_TARGET_OS", "hurd") => "hurd",
        () if has("CARGO_CFG_TARGET_VENDOR", "apple") => "darwin",
        () => "none",
    }
}

fn link_migrt() {
    // A static library in Rust, for a program whose own build links libmigrt.
    if env::var("MIGRT_LINK").is_ok_and(|how| how == "none") {
        return;
    }
    if let Ok(folder) = env::var("MIGRT_LIB_DIR") {
        println!("cargo::rustc-link-search=native={folder}");
        println!("cargo::rustc-link-lib=static=migrt");
        // It becomes a part of the crate.
        println!("cargo::rerun-if-changed={folder}/libmigrt.a");
        return;
    }
    let found = Command::new("pkg-config").args(["--libs-only-L", "migrt-typed"]).output();
    match found {
        Ok(output) if output.status.success() => {
            for word in String::from_utf8_lossy(&output.stdout).split_whitespace() {
                if let Some(folder) = word.strip_prefix("-L") {
                    println!("cargo::rustc-link-search=native={folder}");
                }
            }
            println!("cargo::rustc-link-lib=migrt");
        }
        _ => println!(
            "cargo::warning=libmigrt was not found: install it (`make install` of migc) so that \
             pkg-config knows migrt-typed, or set MIGRT_LIB_DIR to the folder of libmigrt.a; \
             programs do not link without it"
        ),
    }
}
