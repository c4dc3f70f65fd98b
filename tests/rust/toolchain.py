#!/usr/bin/env python3
"""What tests of Rust need of the machine: Rust 1.85 or newer, cargo, and the crates that ours depend on.

    toolchain.py SOURCE

fetches the crates, if there is a registry or they are there already. Exit status 77: something is missing.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

LEAST = 85    # of Rust 1


def missing(source):
    """What is missing, in words; None: nothing is."""
    if not shutil.which("rustc") or not shutil.which("cargo"):
        return "there is no Rust"
    version = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=False).stdout
    minor = re.match(r"rustc 1\.(\d+)\.", version)
    if not minor or int(minor[1]) < LEAST:
        return f"there is no Rust 1.{LEAST} or newer"
    for option in ([], ["--offline"]):
        if subprocess.run(["cargo", "fetch", "--locked", "--quiet", *option], cwd=Path(source) / "rust",
                          capture_output=True, check=False).returncode == 0:
            return None
    return "the crates that it depends on cannot be had"


def require(source):
    """Ends the test as skipped if something is missing."""
    what = missing(source)
    if what:
        print("skipped:", what)
        sys.exit(77)


if __name__ == "__main__":
    require(sys.argv[1])
