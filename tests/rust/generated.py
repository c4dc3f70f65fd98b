"""Checks what migc --emit=rust writes: that it compiles without warnings, that clippy and rustfmt find nothing, and that
calls between C and Rust work, and that both refuse the same requests.

    generated.py CHECK --migc MIGC --source SOURCE --migrt FOLDER_OF_LIBMIGRT [--peers FOLDER]

CHECK: compile, style, gnumach, calls, same or panics. Exit status 77: there is no Rust 1.85, or its crates cannot be had.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TYPED_TARGETS = ("x86_64-gnu", "i386-gnu")
NDR_TARGETS = ("x86_64-darwin", "i386-darwin", "arm64-darwin", "arm-darwin")
EDITIONS = ("2021", "2024")
# Inputs that are not of the other wire's language.
TYPED_ONLY = ("args/names.defs", "types/ipc-numbers.defs")


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def run(words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=600, **options)


class Crate:
    """mach_r, compiled once for all checks."""

    def __init__(self, arguments):
        version = run(["rustc", "--version"]) if shutil.which("rustc") and shutil.which("cargo") else None
        minor = re.match(r"rustc 1\.(\d+)\.", version.stdout) if version else None
        if not minor or int(minor.group(1)) < 85:
            skip("there is no Rust 1.85 or newer")
        workspace = arguments.source / "rust"
        target = arguments.source / "build" / "rust"
        environment = dict(os.environ, MIGRT_LIB_DIR=str(arguments.migrt), CARGO_TARGET_DIR=str(target))
        if run(["cargo", "fetch", "--locked", "--quiet"], cwd=workspace).returncode != 0 and \
                run(["cargo", "fetch", "--locked", "--offline", "--quiet"], cwd=workspace).returncode != 0:
            skip("the crates that it depends on cannot be had")
        built = run(["cargo", "build", "--locked", "--quiet", "--package", "mach_r"], cwd=workspace, env=environment)
        if built.returncode != 0:
            sys.exit(built.stderr)
        folder = target / "debug"
        self.words = ["--extern", f"mach_r={folder / 'libmach_r.rlib'}", "-L", f"dependency={folder / 'deps'}",
                      "-L", f"native={arguments.migrt}"]


class Case:
    """One input for one target."""

    def __init__(self, path, target, options=()):
        self.path, self.target, self.options = path, target, list(options)

    def __str__(self):
        return f"{self.path.name} for {self.target}"

    def generate(self, migc, folder):
        """The module; None: the input has no subsystem."""
        made = run([migc, f"--target={self.target}", "--emit=rust", *self.options, "-o", folder, self.path])
        modules = list(Path(folder).glob("*.rs"))
        if made.returncode != 0:
            raise AssertionError(f"{self}: {made.stderr}")
        return modules[0]


def own_cases(source):
    typed = source / "runtime" / "include" / "migrt" / "typed"
    cases = []
    for path in sorted((source / "tests" / "defs").glob("*/*.defs")) + sorted((source / "tests" / "rust").glob("*.defs")):
        text = path.read_text()
        words = re.search(r"\A//[^\n]*\n// options: ([^\n]*)\n", text)
        if words and "--as=" in words.group(1):
            continue
        options = [word for word in (words.group(1).split() if words else []) if not word.startswith("--emit=")]
        name = f"{path.parent.name}/{path.name}"
        for target in TYPED_TARGETS:
            cases.append(Case(path, target, [*options, "-isystem", typed]))
        if name not in TYPED_ONLY and "mach/std_types.defs" not in text:
            cases.append(Case(path, "x86_64-darwin", [*options, "-isystem", typed]))
    for path in sorted((source / "tests" / "darwin").glob("*.defs")):
        cases += [Case(path, target) for target in NDR_TARGETS]
    return cases


def peer_cases(peers):
    """The interfaces of gnumach-dev that declare a subsystem."""
    cases = []
    for cpu, target in (("amd64", "x86_64-gnu"), ("i386", "i386-gnu")):
        for include in sorted(peers.glob(f"{cpu}/usr/include/*-linux-gnu")):
            for path in sorted(include.rglob("*.defs")):
                text = path.read_text()
                if re.search(r"^\s*(subsystem|#include.*(mach3|mach_i386|device_request)\.defs)", text, re.M) or \
                        re.search(r"^\s*subsystem\b|\bsubsystem\s*$", text, re.M):
                    cases.append(Case(path, target, ["-I", include]))
    return cases


def check_text(text):
    if re.search(r"\bunsafe\b", text.replace("unsafe_code", "")):
        raise AssertionError("'unsafe' in the module")


def compile_case(arguments, crate, case):
    with tempfile.TemporaryDirectory() as folder:
        module = case.generate(arguments.migc, folder)
        check_text(module.read_text())
        for edition in EDITIONS:
            made = run(["rustc", "--crate-type", "lib", "--crate-name", "module", "--edition", edition, "--emit=metadata",
                        "--out-dir", folder, "-D", "warnings", *crate.words, module])
            if made.returncode != 0:
                raise AssertionError(f"{case}, edition {edition}:\n{made.stderr[:2000]}")


def style_case(arguments, crate, case):
    with tempfile.TemporaryDirectory() as folder:
        module = case.generate(arguments.migc, folder)
        for edition in EDITIONS:
            made = run(["rustfmt", "--check", "--edition", edition, module])
            if made.returncode != 0:
                raise AssertionError(f"{case}, edition {edition}:\n{made.stdout[:2000]}")
        made = run(["clippy-driver", "--crate-type", "lib", "--crate-name", "module", "--edition", "2024",
                    "--emit=metadata", "--out-dir", folder, "-D", "warnings", *crate.words, module])
        if made.returncode != 0:
            raise AssertionError(f"{case}:\n{made.stderr[:2000]}")


def each(arguments, crate, cases, check):
    failures = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(check, arguments, crate, case) for case in cases]
        for job in jobs:
            try:
                job.result()
            except AssertionError as error:
                failures.append(str(error))
    for failure in failures:
        print(failure)
    print(f"{len(cases) - len(failures)} of {len(cases)} modules are right")
    return 1 if failures or not cases else 0


def check_compile(arguments, crate):
    return each(arguments, crate, own_cases(arguments.source), compile_case)


def check_style(arguments, crate):
    if not shutil.which("rustfmt") or not shutil.which("clippy-driver"):
        skip("there is no rustfmt, or no clippy")
    return each(arguments, crate, own_cases(arguments.source), style_case)


def check_gnumach(arguments, crate):
    cases = peer_cases(arguments.peers) if arguments.peers else []
    if not cases:
        skip("the interfaces of gnumach-dev are not unpacked (scripts/fetch-peers.sh)")
    return each(arguments, crate, cases, compile_case)


# ---- Calls ----


def build_programs(arguments, crate, folder):
    """Client and server of tests/rust/every.defs in both languages, as one program each."""
    here = arguments.source / "tests" / "rust"
    runtime = arguments.source / "runtime" / "include"
    commands = (
        [arguments.migc, "--target=x86_64-gnu", "--emit=rust,header,user,server,sheader", "-o", folder, here / "every.defs"],
        ["cc", "-std=gnu11", "-O1", "-g", "-Wall", "-Werror", "-isystem", runtime / "migrt" / "typed", "-isystem", runtime,
         "-I", here, "-I", folder, "-o", folder / "every_c", here / "every.c", folder / "everyUser.c",
         folder / "everyServer.c", arguments.migrt / "libmigrt.a", "-pthread"],
        ["rustc", "--edition", "2024", "-O", "-D", "warnings", "-o", folder / "every_rust", *crate.words, here / "every.rs"],
    )
    for words in commands:
        made = run(words, env=dict(os.environ, EVERY_RS=str(folder / "every.rs")))
        if made.returncode != 0:
            sys.exit(made.stderr)
    return {"C": folder / "every_c", "Rust": folder / "every_rust"}


def call(server, client):
    with tempfile.TemporaryDirectory() as names:
        environment = dict(os.environ, MIGRT_BOOTSTRAP_DIR=names, RUST_BACKTRACE="0")
        with subprocess.Popen([server, "server", "every"], stdout=subprocess.PIPE, text=True, env=environment) as process:
            try:
                if process.stdout.readline() != "ready\n":
                    return "the server does not start"
                made = run([client, "client", "every"], env=environment)
                return made.stderr.strip() if made.stdout != "ok\n" else None
            finally:
                process.kill()


def check_calls(arguments, crate):
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        programs = build_programs(arguments, crate, Path(folder))
        for server in programs:
            for client in programs:
                failure = call(programs[server], programs[client])
                print(f"{client} client, {server} server: {failure or 'ok'}")
                status |= failure is not None
    return int(status)


def check_same(arguments, crate):
    """Requests with one byte wrong: the dispatchers of C and Rust write the same replies."""
    here = arguments.source / "tests" / "rust"
    runtime = arguments.source / "runtime" / "include"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        flags = ["-std=gnu11", "-O1", "-isystem", runtime / "migrt" / "typed", "-isystem", runtime, "-I", here, "-I", folder]
        parts = {"every": here / "every.c", "user": folder / "everyUser.c", "server": folder / "everyServer.c"}
        commands = [[arguments.migc, "--target=x86_64-gnu", "--emit=rust,header,user,server,sheader", "-o", folder,
                     here / "every.defs"]]
        commands += [["cc", *flags, "-Dmain=c_main", "-c", source, "-o", folder / f"{part}.o"]
                     for part, source in parts.items()]
        commands += [
            ["ar", "rcs", folder / "libevery.a", *(folder / f"{part}.o" for part in parts)],
            ["rustc", "--edition", "2024", "-D", "warnings", "--cfg", "with_c", "-o", folder / "same", *crate.words,
             "-L", f"native={folder}", "-l", "static=every", here / "every.rs"],
            [folder / "same", "same", "-"],
        ]
        for words in commands:
            made = run(words, env=dict(os.environ, EVERY_RS=str(folder / "every.rs")))
            if made.returncode != 0:
                print(made.stderr[:4000])
                return 1
        print(made.stdout, end="")
    return 0


def links(arguments, folder, release, *flags):
    made = run(["rustc", "--edition", "2024", "--crate-type", "staticlib", "-C", "panic=abort", "-C", "opt-level=3",
                "-C", "codegen-units=1", "-o", folder / "libserver.a", *flags,
                "--extern", f"mach_r={release / 'libmach_r.rlib'}", "-L", f"dependency={release / 'deps'}",
                arguments.source / "tests" / "rust" / "no_panic.rs"],
               env=dict(os.environ, EVERY_RS=str(folder / "every.rs")))
    if made.returncode != 0:
        sys.exit(made.stderr)
    return run(["cc", "-nostdlib", "-static", "-Wl,--gc-sections", "-Wl,-e,entry", "-Wl,-u,entry",
                "-Wl,--allow-multiple-definition", "-o", folder / "server", folder / "c.o", folder / "libserver.a",
                folder / "c.o"]).returncode == 0


def check_panics(arguments, _):
    """A dispatcher with all kinds of arguments, in no_std at opt-level 3, holds no way to a panic."""
    target = arguments.source / "build" / "rust" / "no-panic"
    environment = dict(os.environ, CARGO_PROFILE_RELEASE_PANIC="abort", PKG_CONFIG_PATH="/nonexistent",
                       CARGO_TARGET_DIR=str(target))
    environment.pop("MIGRT_LIB_DIR", None)
    built = run(["cargo", "build", "--locked", "--quiet", "--release", "--package", "mach_r", "--no-default-features"],
                cwd=arguments.source / "rust", env=environment)
    if built.returncode != 0:
        sys.exit(built.stderr)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here = arguments.source / "tests" / "rust"
        run([arguments.migc, "--target=x86_64-gnu", "--emit=rust", "-o", folder, here / "every.defs"])
        run(["cc", "-O1", "-fno-builtin", "-c", here / "no_panic.c", "-o", folder / "c.o"])
        if links(arguments, folder, target / "release", "--cfg", "may_panic"):
            print("a server that can panic links: this test shows nothing")
            return 1
        if not links(arguments, folder, target / "release"):
            print("something in the dispatcher can panic")
            return 1
    print("no panic can be reached")
    return 0


CHECKS = {"panics": check_panics, "same": check_same, "compile": check_compile, "style": check_style, "gnumach": check_gnumach, "calls": check_calls}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--migc", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--migrt", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    arguments = parser.parse_args()
    sys.exit(CHECKS[arguments.check](arguments, Crate(arguments)))


main()
