#!/usr/bin/env python3
"""Every interface of tests/defs, and those of GNU Mach if they are there, as declarations for Rust.

They have to compile without a warning, in the editions 2021 and 2024, inside any module, and to hold no unsafe code of
their own. What cannot be declared is refused with M0751.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "golden"))
sys.path.insert(0, str(HERE.parent / "rust"))
import cases  # noqa: E402
import toolchain  # noqa: E402

EDITIONS = ("2021", "2024")
REFUSED = {"types-long-form"}   # a value of 256 bits, of which C alone knows how it is passed


def words_of_peers(peers):
    """The interfaces of GNU Mach that are more than lists of types, each with its folder."""
    for folder in sorted(Path(peers).glob("amd64/usr/include/*-linux-gnu")):
        for path in sorted(folder.rglob("*.defs")):
            if re.search(r"^\s*(simple)?routine\b", path.read_text(errors="replace"), re.MULTILINE):
                yield path, ["-I", str(folder)]


def generate(migc, folder, peers):
    """Writes a file for each interface; returns their names and what went wrong."""
    made, problems = [], []
    jobs = [(case.name, case.path, cases.command(migc, case, "x86_64-gnu")) for case in cases.all_cases()
            if not case.is_gnu]
    jobs += [(f"peer-{path.stem}", path, [migc, "--target=x86_64-gnu", *words]) for path, words in words_of_peers(peers)]
    for name, path, words in jobs:
        out = folder / f"{name}.rs"
        done = cases.run([*words, "--emit=rust-sys", f"--rust-sys={out}", str(path)], folder)
        if name in REFUSED:
            if "[M0751]" not in done.stderr or out.exists():
                problems.append(f"{name}: not refused\n{done.stderr}")
        elif done.returncode:
            problems.append(f"{name}: {done.stderr}")
        else:
            made.append(name)
            if "unsafe" in out.read_text().replace("unsafe_code", ""):
                problems.append(f"{name}: has unsafe code")
    return made, problems


def compile_all(folder, names, edition, cargo):
    """Compiles all files as one crate; returns what the compiler says."""
    package = folder / f"edition{edition}"
    package.mkdir(exist_ok=True)
    (package / "Cargo.toml").write_text(
        f'[package]\nname = "declarations"\nversion = "0.0.0"\nedition = "{edition}"\n'
        f'[lib]\npath = "lib.rs"\n[dependencies]\nmach_r = {{ path = "{SOURCE}/rust/mach_r" }}\n[workspace]\n')
    shutil.copy(SOURCE / "rust" / "Cargo.lock", package)
    (package / "lib.rs").write_text("#![deny(warnings)]\n" + "".join(
        f'pub mod file{i} {{ pub mod inner {{ include!("../{name}.rs"); }} }}\n' for i, name in enumerate(names)))
    done = subprocess.run([cargo, "clippy", "--offline", "--quiet"], cwd=package, capture_output=True, text=True,
                          env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target")}, check=False)
    return done.stderr if done.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--peers", default="")
    parser.add_argument("--folder", required=True)
    arguments = parser.parse_args()
    toolchain.require(SOURCE)
    cargo = shutil.which("cargo")
    folder = Path(arguments.folder)
    shutil.rmtree(folder / "files", ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    names, problems = generate(arguments.migc, folder / "files", arguments.peers)
    for edition in EDITIONS:
        said = compile_all(folder / "files", names, edition, cargo)
        if said:
            problems.append(f"edition {edition}:\n{said}")
    print("\n".join(problems + [f"{len(names)} interfaces, {len(problems)} failures"]))
    return 1 if problems or not names else 0


if __name__ == "__main__":
    sys.exit(main())
