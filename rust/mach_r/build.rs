//! Finds libmigrt, which carries messages on Linux.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=MIGRT_LIB_DIR");
    println!("cargo:rerun-if-env-changed=PKG_CONFIG_PATH");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    if let Ok(folder) = env::var("MIGRT_LIB_DIR") {
        println!("cargo:rustc-link-search=native={folder}");
        println!("cargo:rustc-link-lib=static=migrt");
        return;
    }
    let found = Command::new("pkg-config").args(["--libs-only-L", "migrt-typed"]).output();
    match found {
        Ok(output) if output.status.success() => {
            for word in String::from_utf8_lossy(&output.stdout).split_whitespace() {
                if let Some(folder) = word.strip_prefix("-L") {
                    println!("cargo:rustc-link-search=native={folder}");
                }
            }
            println!("cargo:rustc-link-lib=migrt");
        }
        _ => println!(
            "cargo:warning=libmigrt was not found: install it (`make install` of migc) so that pkg-config \
             knows migrt-typed, or set MIGRT_LIB_DIR to the folder of libmigrt.a; programs do not link without it"
        ),
    }
}
