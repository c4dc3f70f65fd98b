#!/usr/bin/env python3
"""Every interface of tests/defs, and those of GNU Mach if they are there, exported to C from Rust in each way.

All that is not refused has to compile without a warning, and to hold no unsafe code of its own. Servers are made of
functions that do nothing.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from declarations import SOURCE, cases, toolchain, words_of_peers

EXPORTS = ("demux", "functions", "user")


def server_of(text):
    """A server type for the module in a generated file, whose functions do nothing."""
    trait = re.search(r"\n    pub trait (\w+)ServerSync \{(?:\}|\n(.*?)\n    \})\n", text, re.DOTALL)
    module = re.search(r"\npub mod ([\w#]+) \{", text).group(1)
    functions = re.sub(r"^ *///.*\n", "", trait.group(2) or "", flags=re.MULTILINE)
    functions = re.sub(r"^( *type \w+)[^;]*;$", r"\1 = u32;", functions, flags=re.MULTILINE)
    functions = re.sub(r"(?<!= u32);$", " { unimplemented!() }", functions, flags=re.MULTILINE)
    used = re.findall(r"^    (use .*?;)", text, re.DOTALL | re.MULTILINE)
    return (f"#[derive(Debug, Default)]\npub struct {trait.group(1)}ServerObject;\n"
            f"#[allow(unused_imports, unused_variables, clippy::all)]\nmod server {{\n"
            f"    use super::{module}::*;\n    use super::{trait.group(1)}ServerObject;\n"
            + "".join(f"    {line}\n" for line in used if "offset_of" not in line)
            + f"    impl {trait.group(1)}ServerSync for {trait.group(1)}ServerObject {{\n{functions}\n    }}\n}}\n")


def interfaces(migc, target, peers):
    for case in cases.all_cases():
        if not case.is_gnu:
            yield case.name, case.path, cases.command(migc, case, target)
    if target == "x86_64-gnu":
        for path, words in words_of_peers(peers):
            yield f"peer-{path.stem}", path, [migc, f"--target={target}", *words]


def generate(arguments, target, folder):
    """Writes the files; returns the modules, and what is refused, and what went wrong."""
    modules, refused, problems = [], [], []
    for name, path, words in interfaces(arguments.migc, target, arguments.peers):
        plain = folder / f"{name}.rs"
        done = cases.run([*words, "--emit=rust", f"--rust={plain}", str(path)], folder)
        if done.returncode:
            refused.append(f"{name}: {done.stderr.splitlines()[0]}")
            continue
        for export in EXPORTS:
            shim = folder / f"{name}_{export}.rs"
            done = cases.run([*words, "--emit=rust-shim", f"--shim={export}", f"--rust-shim={shim}", str(path)], folder)
            if done.returncode:
                if not re.search(r"\[M075[12]\]", done.stderr):
                    problems.append(f"{name} {export}: {done.stderr}")
                refused.append(f"{name} {export}")
                continue
            if "unsafe" in shim.read_text().replace("unsafe_code", ""):
                problems.append(f"{name} {export}: has unsafe code")
            server = server_of(plain.read_text()) if export != "user" else ""
            modules.append((f"{name} {export}", f'include!("{name}.rs");\n{server}include!("{shim.name}");\n'))
    return modules, refused, problems


def compile_all(folder, modules):
    """Compiles all as one crate; returns what the compiler says."""
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "exports"\nversion = "0.0.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\n'
        f'[dependencies]\nmach_r = {{ path = "{SOURCE}/rust/mach_r" }}\n[workspace]\n')
    shutil.copy(SOURCE / "rust" / "Cargo.lock", folder)
    # The same interface may be there several times.
    (folder / "lib.rs").write_text("#![deny(warnings)]\n" + "".join(
        f"// {what}\npub mod module{i} {{\n{text}}}\n" for i, (what, text) in enumerate(modules)))
    done = subprocess.run([shutil.which("cargo"), "clippy", "--offline", "--quiet"], cwd=folder, capture_output=True,
                          text=True, env={**os.environ, "CARGO_TARGET_DIR": str(folder.parent / "target")},
                          check=False)
    return done.stderr if done.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--peers", default="")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    toolchain.require(SOURCE)
    status = 0
    for target in ("x86_64-gnu", "i386-gnu"):
        folder = Path(arguments.folder) / target
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        modules, refused, problems = generate(arguments, target, folder)
        said = compile_all(folder, modules)
        if said:
            problems.append(said)
        if arguments.verbose:
            print("\n".join(refused))
        print("\n".join([*problems, f"{target}: {len(modules)} exports, {len(refused)} refused, "
                                    f"{len(problems)} failures"]))
        status = status or int(bool(problems) or not modules)
    return status


if __name__ == "__main__":
    sys.exit(main())
