//! The server in Rust, exported to C in the place of the one in C.

use mach_r::server::OutString;
use mach_r::{IpcError, KernReturn};
use std::ffi::{CStr, CString};

mach_r::include_interface!("words");
mach_r::include_interface!("words_shim");

/// The server. C calls it `struct words_server`.
#[derive(Debug, Default)]
pub struct Words;

/// What the exported functions call.
pub type WordsServerObject = Words;

fn words_of(text: &CStr) -> impl Iterator<Item = &[u8]> {
    text.to_bytes()
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

impl words::WordsServerSync for Words {
    fn count_words(&self, text: &CStr) -> Result<i32, IpcError> {
        i32::try_from(words_of(text).count()).map_err(|_| KernReturn::KERN_FAILURE.into())
    }

    fn longest_word(&self, text: &CStr, word: &mut OutString<'_>) -> Result<(), IpcError> {
        // The first of several: max_by_key() would give the last.
        let longest = words_of(text).reduce(|a, b| if b.len() > a.len() { b } else { a });
        let longest = longest.ok_or(KernReturn::KERN_INVALID_ARGUMENT)?;
        word.set(&CString::new(longest).map_err(|_| KernReturn::KERN_FAILURE)?)
    }
}
