"""Builds mach_r without a system, so that messages of both word sizes can be tried on one machine."""

import os
import subprocess
import sys

import toolchain


def build(source):
    """mach_r without a system; the words that rustc is to be given."""
    target = source / "build" / "rust" / "no-system"
    environment = dict(os.environ, CARGO_TARGET_DIR=str(target), RUSTFLAGS="--cfg mach_r_no_sys")
    toolchain.require(source)
    built = subprocess.run(["cargo", "build", "--locked", "--quiet", "--package", "mach_r"], cwd=source / "rust",
                           env=environment, capture_output=True, text=True, check=False, timeout=600)
    if built.returncode != 0:
        sys.exit(built.stderr)
    folder = target / "debug"
    return ["--extern", f"mach_r={folder / 'libmach_r.rlib'}", "-L", f"dependency={folder / 'deps'}"]
