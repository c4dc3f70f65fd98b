//! The tables of codes against the headers of libmigrt, and of GNU Mach where they are.

use mach_r::KernReturn;
use mach_r::error::{CODES, Kernels};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const HEADERS: [&str; 3] = ["mach/kern_return.h", "mach/message.h", "mach/mig_errors.h"];

fn number(text: &str) -> Option<i32> {
    let text = text.trim_matches(|character| character == '(' || character == ')');
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(|number| number as i32),
        None => text.parse().ok(),
    }
}

fn is_code(name: &str, value: i32) -> bool {
    let is_message_code =
        value >= 0x1000_0000 && (name.starts_with("MACH_SEND_") || name.starts_with("MACH_RCV_"));
    is_message_code
        || (name.starts_with("KERN_") && name != "KERN_RETURN_MAX")
        || (name.starts_with("MIG_") && value <= -300)
}

/// The codes that a set of headers defines.
fn defined(folder: &Path) -> BTreeMap<String, i32> {
    let mut codes = BTreeMap::new();
    for header in HEADERS {
        let Ok(text) = std::fs::read_to_string(folder.join(header)) else { continue };
        for line in text.lines() {
            let mut words = line.split_whitespace();
            if words.next() != Some("#define") {
                continue;
            }
            let (Some(name), Some(value)) = (words.next(), words.next().and_then(number)) else {
                continue;
            };
            if is_code(name, value) {
                codes.insert(name.to_string(), value);
            }
        }
    }
    codes
}

/// Checks that all of them are in the table, and those in the table that only `ours` have there.
fn check(folder: &Path, ours: Option<Kernels>, others: Kernels) -> usize {
    let codes = defined(folder);
    for (name, value) in &codes {
        let known = CODES
            .iter()
            .any(|code| code.name == name && code.value.0 == *value && code.kernels != others);
        assert!(known, "{name} = {value:#x} of {} is not in the table", folder.display());
    }
    for code in CODES.iter().filter(|code| Some(code.kernels) == ours) {
        assert_eq!(codes.get(code.name), Some(&code.value.0), "{}", code.name);
    }
    codes.len()
}

fn migrt() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/include/migrt")
}

#[test]
fn all_of_libmigrts_headers_are_known() {
    if !migrt().exists() {
        return println!("left out: this is not the source tree of migc");
    }
    assert!(check(&migrt().join("typed"), Some(Kernels::Gnu), Kernels::Darwin) > 60);
    assert!(check(&migrt().join("ndr"), Some(Kernels::Darwin), Kernels::Gnu) > 90);
}

#[test]
fn all_of_gnu_machs_headers_are_known() {
    let Some(peers) = std::env::var_os("MIGC_PEERS").map(PathBuf::from) else {
        return println!("left out: MIGC_PEERS is not set");
    };
    for folder in ["amd64/usr/include/x86_64-linux-gnu", "i386/usr/include/i386-linux-gnu"] {
        let folder = peers.join(folder);
        if folder.exists() {
            assert!(check(&folder, None, Kernels::Darwin) > 50);
        }
    }
}

#[test]
fn codes_are_described() {
    let died = KernReturn::MACH_RCV_PORT_DIED;
    assert_eq!(died.to_string(), "the port is gone (MACH_RCV_PORT_DIED)");
    assert_eq!(KernReturn(12345).to_string(), "error 0x3039");
    assert_eq!(KernReturn(0x4000_0002).errno(), Some(2));
    assert_eq!(
        KernReturn(26).codes().map(|code| code.name).collect::<Vec<_>>(),
        ["KERN_TERMINATED", "KERN_INVALID_PROCESSOR_SET"]
    );
}
