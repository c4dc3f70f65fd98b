"""Checks what migc --emit=rust writes: that it compiles without warnings, that clippy and rustfmt find nothing, and that
calls between C and Rust work, and that both refuse the same requests.

    generated.py CHECK --migc MIGC --source SOURCE --migrt FOLDER_OF_LIBMIGRT [--peers FOLDER] [--seed N --rounds N]

CHECK: compile, style, gnumach, calls, halves, shims, sizes, same, sanitized, panics, programs or round_trips. Exit status 77:
there is no Rust 1.85, or its crates cannot be had.
"""

import argparse
import concurrent.futures
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import toolchain

TYPED_TARGETS = ("x86_64-gnu", "i386-gnu")
NDR_TARGETS = ("x86_64-darwin", "i386-darwin", "arm64-darwin", "arm-darwin")
# Inputs whose arguments are not of one type on both wires, or that have routines for one of them alone (M0753).
DIFFERENT = ("ool/servercopy.defs", "ports/groups.defs", "ports/indefinite-array.defs", "ports/structures.defs",
             "types/array-of-struct.defs", "types/big-elements.defs", "types/indefinite-array.defs", "rust/every.defs")
# Several targets in one module: by 64 and by 32 bits.
HALVES = {"typed": "x86_64-gnu", "ndr": "x86_64-darwin"}
SEVERAL = ("x86_64-gnu,x86_64-darwin", "i386-gnu,i386-darwin")
EDITIONS = ("2021", "2024")
# Inputs that are not of the other wire's language.
TYPED_ONLY = ("args/names.defs", "types/ipc-numbers.defs", "types/own-typedefs.defs")


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


def run(words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=900, **options)


class Crate:
    """mach_r, compiled once for all checks; with Tokio in a folder of its own."""

    def __init__(self, arguments, *features):
        toolchain.require(arguments.source)
        target = (arguments.source / "build" / "rust").joinpath(*features)
        environment = dict(os.environ, MIGRT_LIB_DIR=str(arguments.migrt), CARGO_TARGET_DIR=str(target))
        built = run(["cargo", "build", "--locked", "--package", "mach_r", "--features", ",".join(features),
                     "--message-format=json"], cwd=arguments.source / "rust", env=environment)
        if built.returncode != 0:
            sys.exit(built.stderr)
        libraries = libraries_of(built.stdout)
        self.words = ["-L", f"dependency={target / 'debug' / 'deps'}", "-L", f"native={arguments.migrt}"]
        for name in ("mach_r", *features):
            self.words += ["--extern", f"{name}={libraries[name]}"]


def libraries_of(messages):
    """What cargo has built, by name."""
    artifacts = [json.loads(line) for line in messages.splitlines() if '"compiler-artifact"' in line]
    return {artifact["target"]["name"]: file for artifact in artifacts for file in artifact["filenames"]
            if file.endswith(".rlib")}


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
        if path.parent.name == "darwin":
            cases += [Case(path, target, options) for target in NDR_TARGETS]
            continue
        for target in TYPED_TARGETS:
            cases.append(Case(path, target, [*options, "-isystem", typed]))
        if name not in TYPED_ONLY and "mach/std_types.defs" not in text:
            cases.append(Case(path, "x86_64-darwin", [*options, "-isystem", typed]))
        if name not in TYPED_ONLY + DIFFERENT:
            several = SEVERAL if path.parent.name == "types" else SEVERAL[:1]
            cases += [Case(path, targets, [*options, "-isystem", typed]) for targets in several]
    for path in sorted((source / "tests" / "darwin").glob("*.defs")):
        if re.search(r"^subsystem\b", path.read_text(), re.M):
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


class Wire:
    """One of the two kinds of messages that libmigrt carries here: how every.c and every.rs are built for it."""

    def __init__(self, name, target, c_flags=(), rust_flags=()):
        self.name, self.target, self.c_flags, self.rust_flags = name, target, list(c_flags), list(rust_flags)

    def generate(self, arguments, folder):
        here = arguments.source / "tests" / "rust"
        expect(run([arguments.migc, f"--target={self.target}", "--emit=rust,header,user,server,sheader", "-o", folder,
                    here / "every.defs"]))

    def compile_c(self, arguments, folder, *words):
        runtime = arguments.source / "runtime" / "include"
        expect(run(["cc", "-std=gnu11", "-O1", "-g", *self.c_flags, "-isystem", runtime / "migrt" / self.name,
                    "-isystem", runtime, "-I", arguments.source / "tests" / "rust", "-I", folder, *words]))

    def compile_rust(self, arguments, crate, folder, program, *flags):
        expect(run(["rustc", "--edition", "2024", "-D", "warnings", *self.rust_flags, *flags, "-o", program, *crate.words,
                    arguments.source / "tests" / "rust" / "every.rs"],
                   env=dict(os.environ, EVERY_RS=str(folder / "every.rs"))))


WIRES = (Wire("typed", "x86_64-gnu"), Wire("ndr", "x86_64-darwin", ["-DEVERY_NDR"], ["--cfg", "ndr"]))


def expect(made):
    if made.returncode != 0:
        sys.exit(made.stdout + made.stderr[:4000])
    return made


def build_programs(arguments, crate, wire, folder):
    """Client and server of tests/rust/every.defs in both languages, as one program each."""
    here = arguments.source / "tests" / "rust"
    programs = {"C": folder / "every_c", "Rust": folder / "every_rust"}
    wire.generate(arguments, folder)
    wire.compile_c(arguments, folder, "-Wall", "-Werror", "-o", programs["C"], here / "every.c", folder / "everyUser.c",
                   folder / "everyServer.c", arguments.migrt / "libmigrt.a", "-pthread", "-ldl")
    wire.compile_rust(arguments, crate, folder, programs["Rust"], "-O")
    return programs


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
    for wire in WIRES:
        with tempfile.TemporaryDirectory() as folder:
            programs = build_programs(arguments, crate, wire, Path(folder))
            for server in programs:
                for client in programs:
                    failure = call(programs[server], programs[client])
                    print(f"{wire.name}: {client} client, {server} server: {failure or 'ok'}")
                    status |= failure is not None
    return int(status)


def write_both(arguments, folder, *kinds):
    """One run of migc for both wires of dual.defs."""
    return [arguments.migc, f"--target={','.join(HALVES.values())}", f"--emit={','.join(kinds)}", "-o", folder,
            arguments.source / "tests" / "dual" / "dual.defs"]


def compile_half(arguments, folder, part, source, wire):
    """A file in C with the headers of one wire."""
    here = arguments.source / "tests" / "dual"
    runtime = arguments.source / "runtime" / "include"
    return ["cc", "-std=gnu11", "-O1", "-Wall", "-Werror", "-isystem", runtime / "migrt" / wire, "-isystem", runtime,
            "-I", here, "-I", folder, f"-DWIRE={wire}", f'-DDUAL_HEADER="dual.{HALVES[wire]}.h"',
            f'-DSERVER_HEADER="dual_server.{HALVES[wire]}.h"', "-c", source, "-o", folder / f"{part}.o"]


def run_all(commands, **environment):
    """Runs them until one fails; 0: the last one said "ok"."""
    for words in commands:
        made = run(words, env=dict(os.environ, **environment))
        if made.returncode != 0:
            print(f"{words[0]} ends with {made.returncode}\n{made.stdout[:1000]}{made.stderr[:4000]}")
            return 1
    print(made.stdout, end="")
    return 0 if made.stdout == "ok\n" else 1


def check_halves(arguments, _):
    """One module for both wires: its server and its clients with those of C, which are two halves (see tests/dual)."""
    crate = Crate(arguments, "tokio")
    here = arguments.source / "tests" / "dual"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [("server_functions", here / "server.c", "typed")]
        for wire, target in HALVES.items():
            parts += [(f"{wire}_user", folder / f"dualUser.{target}.c", wire),
                      (f"{wire}_server", folder / f"dualServer.{target}.c", wire), (f"{wire}_half", here / "wire.c", wire)]
        return run_all([
            write_both(arguments, folder, "rust", "header", "sheader", "user", "server"),
            *(compile_half(arguments, folder, *part) for part in parts),
            ["ar", "rcs", folder / "libhalves.a", *(folder / f"{part}.o" for part, _, _ in parts)],
            ["rustc", "--edition", "2024", "-D", "warnings", "-o", folder / "dual", *crate.words, "-L", f"native={folder}",
             "-l", "static=halves", here / "dual.rs"],
            [folder / "dual"],
        ], MODULE=str(folder / "dual.rs"))


def shims(arguments, crate, is_shared):
    """The C of tests/dual with a demultiplexer in Rust for each wire in the place of those in C. Shared: beside one module for
    both wires, with the user stubs in Rust as well."""
    here = arguments.source / "tests" / "dual"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        modules = {} if is_shared else {"gnu": HALVES["typed"], "darwin": HALVES["ndr"]}
        parts = [("main", here / "main.c", "typed"), ("shims", here / "shims.c", "typed")]
        for wire, target in HALVES.items():
            parts += [] if is_shared else [(f"{wire}_user", folder / f"dualUser.{target}.c", wire)]
            parts += [(f"{wire}_half", here / "wire.c", wire)]
        for module in modules:
            (folder / module).mkdir()
        emitted = ["rust-shim", "shim-header", "header", *(["rust"] if is_shared else ["user"])]
        return run_all([
            *([arguments.migc, f"--target={target}", "--emit=rust", "-o", folder / module, here / "dual.defs"]
              for module, target in modules.items()),
            [*write_both(arguments, folder, *emitted), *(["--shim=demux,user"] if is_shared else [])],
            *(compile_half(arguments, folder, *part) for part in parts),
            ["rustc", "--edition", "2024", "-D", "warnings", "--crate-type", "staticlib", "-o", folder / "libshims.a",
             *(["--cfg", "shared"] if is_shared else []), *crate.words, here / "shims.rs"],
            ["cc", "-o", folder / "program", *(folder / f"{part}.o" for part, _, _ in parts), folder / "libshims.a",
             arguments.migrt / "libmigrt.a", "-pthread", "-ldl", "-lm"],
            [folder / "program"],
            ["echo", "ok"],
        ], FOLDER=str(folder))


def check_shims(arguments, crate):
    return shims(arguments, crate, False) or shims(arguments, crate, True)

def check_same(arguments, crate):
    """Wrong requests: the dispatchers of C and Rust write the same replies, and what was carried is released."""
    here = arguments.source / "tests" / "rust"
    for wire in WIRES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            wire.generate(arguments, folder)
            objects = []
            for source in (here / "every.c", folder / "everyUser.c", folder / "everyServer.c"):
                objects.append(folder / f"{source.stem}.o")
                wire.compile_c(arguments, folder, "-Dmain=c_main", "-c", source, "-o", objects[-1])
            expect(run(["ar", "rcs", folder / "libevery.a", *objects]))
            wire.compile_rust(arguments, crate, folder, folder / "same", "--cfg", "with_c", "-C", "opt-level=1",
                              "-L", f"native={folder}", "-l", "static=every")
            made = run([folder / "same", "same", "-", arguments.seed, arguments.rounds])
            print(f"{wire.name}, seed {arguments.seed}:\n{made.stdout}{made.stderr[:4000]}", end="")
            if made.returncode != 0:
                return 1
    return 0


def build_sanitized(arguments, folder):
    """libmigrt with AddressSanitizer, and mach_r that leaves it to be linked; the words for rustc."""
    build = arguments.migrt.parent
    objects = []
    for each in json.loads((build / "compile_commands.json").read_text()):
        words = [word for word in shlex.split(each["command"]) if word != "-flto"]
        place = words.index("-o") + 1
        # The library's own objects: tests compile its files too, with sanitizers of theirs.
        if not (build / words[place]).is_relative_to(arguments.migrt):
            continue
        words[place] = str(folder / f"{len(objects)}.o")
        objects.append(words[place])
        expect(run([*words, "-g", "-fsanitize=address", "-fno-omit-frame-pointer"], cwd=each["directory"]))
    expect(run(["ar", "rcs", folder / "libmigrt.a", *objects]))
    target = arguments.source / "build" / "rust" / "sanitized"
    expect(run(["cargo", "build", "--locked", "--quiet", "--package", "mach_r"], cwd=arguments.source / "rust",
               env=dict(os.environ, MIGRT_LINK="none", CARGO_TARGET_DIR=str(target))))
    return ["--extern", f"mach_r={target / 'debug' / 'libmach_r.rlib'}", "-L", f"dependency={target / 'debug' / 'deps'}",
            "-L", f"native={folder}", "-C", "link-arg=-lasan"]


def check_sanitized(arguments, _):
    """What check_same() does, with AddressSanitizer in all that is C: libmigrt and the stubs."""
    here = arguments.source / "tests" / "rust"
    if run(["cc", "-fsanitize=address", "-x", "c", "-", "-o", os.devnull], input="int main(void) { return 0; }").returncode:
        skip("the C compiler has no AddressSanitizer")
    # rustc's way of linking leaves the sanitizer's own library out, and it has to come first.
    library = run(["cc", "-print-file-name=libasan.so"]).stdout.strip()
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LD_PRELOAD=library)
    for wire in WIRES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            words = build_sanitized(arguments, folder)
            wire.generate(arguments, folder)
            objects = []
            for source in (here / "every.c", folder / "everyUser.c", folder / "everyServer.c"):
                objects.append(folder / f"{source.stem}.o")
                wire.compile_c(arguments, folder, "-fsanitize=address", "-Dmain=c_main", "-c", source, "-o", objects[-1])
            expect(run(["ar", "rcs", folder / "libevery.a", *objects]))
            expect(run(["rustc", "--edition", "2024", "-D", "warnings", *wire.rust_flags, "--cfg", "with_c", "-o",
                        folder / "same", *words, "-l", "static=every", "-l", "static=migrt", here / "every.rs"],
                       env=dict(os.environ, EVERY_RS=str(folder / "every.rs"))))
            made = run([folder / "same", "same", "-", arguments.seed, arguments.rounds], env=environment)
            print(f"{wire.name}, with AddressSanitizer:\n{made.stdout}{made.stderr[:4000]}", end="")
            if made.returncode != 0:
                return 1
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


def bare_crate(arguments):
    """The folder of mach_r without std, which cannot unwind."""
    target = arguments.source / "build" / "rust" / "no-panic"
    environment = dict(os.environ, CARGO_PROFILE_RELEASE_PANIC="abort", PKG_CONFIG_PATH="/nonexistent",
                       CARGO_TARGET_DIR=str(target))
    environment.pop("MIGRT_LIB_DIR", None)
    built = run(["cargo", "build", "--locked", "--quiet", "--release", "--package", "mach_r", "--no-default-features"],
                cwd=arguments.source / "rust", env=environment)
    if built.returncode != 0:
        sys.exit(built.stderr)
    return target / "release"


def check_panics(arguments, _):
    """A dispatcher with all kinds of arguments, in no_std at opt-level 3, holds no way to a panic."""
    release = bare_crate(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here = arguments.source / "tests" / "rust"
        run([arguments.migc, "--target=x86_64-gnu", "--emit=rust", "-o", folder, here / "every.defs"])
        run(["cc", "-O1", "-fno-builtin", "-c", here / "no_panic.c", "-o", folder / "c.o"])
        if links(arguments, folder, release, "--cfg", "may_panic"):
            print("a server that can panic links: this test shows nothing")
            return 1
        if not links(arguments, folder, release):
            print("something in the dispatcher can panic")
            return 1
    print("no panic can be reached")
    return 0


# ---- Several targets ----


def one_wire(arguments, release, folder, target, *cfgs):
    """What a program with a dispatcher for one wire is made of: its bytes of text, and all of its bytes."""
    here = arguments.source / "tests"
    module, program = folder / "tokens_of_one_wire.rs", folder / "program"
    commands = (
        [arguments.migc, f"--target={target}", "--emit=rust", "-o", folder, here / "defs/args/tokens-of-one-wire.defs"],
        ["rustc", "--edition", "2024", "--crate-type", "staticlib", "-C", "panic=abort", "-C", "opt-level=3",
         "-C", "codegen-units=1", "-C", "symbol-mangling-version=v0", "-D", "warnings", "-o", folder / "libserver.a",
         *(word for cfg in cfgs for word in ("--cfg", cfg)), "--extern", f"mach_r={release / 'libmach_r.rlib'}",
         "-L", f"dependency={release / 'deps'}", here / "rust" / "one_wire.rs"],
        ["cc", "-nostdlib", "-static", "-Wl,--gc-sections", "-Wl,-e,entry", "-Wl,-u,entry",
         "-Wl,--unresolved-symbols=ignore-all", "-o", program, folder / "libserver.a"],
    )
    for words in commands:
        made = run(words, env=dict(os.environ, MODULE=str(module)))
        if made.returncode != 0:
            sys.exit(made.stderr)
    text = re.search(r"^\.text +(\d+)", run(["size", "-A", program]).stdout, re.M)
    return int(text.group(1)), program.read_bytes()


def check_sizes(arguments, _):
    """A dispatcher for one wire out of a module for both holds nothing of the other, and is as small as that of its own."""
    release = bare_crate(arguments)
    status = 0
    with tempfile.TemporaryDirectory() as name:
        folder, both = Path(name), ",".join(HALVES.values())
        for wire, other in (("typed", "ndr"), ("ndr", "typed")):
            own, _ = one_wire(arguments, release, folder, HALVES[wire], *([wire] if wire == "ndr" else []))
            shared, program = one_wire(arguments, release, folder, both, "several", *([wire] if wire == "ndr" else []))
            has_other = re.search(rb"(?i)%s(32|64)" % other.encode(), program) is not None
            print(f"{wire}: {own} bytes alone, {shared} of a module for both{', with something of ' + other if has_other else ''}")
            status |= has_other or abs(shared - own) > 0.03 * own
        large, program = one_wire(arguments, release, folder, both, "several", "ndr", "both")
        if b"typed64" not in program or large < 1.5 * shared:
            print("a program with both wires looks like one with one: this test shows nothing")
            status = 1
    return int(status)


# ---- Programs ----


def check_programs(arguments, crate):
    """Each programs/NAME.rs with the module of NAME.defs, for both wires: its output is "ok"."""
    status = 0
    programs = sorted((arguments.source / "tests" / "rust" / "programs").glob("*.rs"))
    for program, wire in itertools.product(programs, WIRES):
        with tempfile.TemporaryDirectory() as folder:
            module = Case(program.with_suffix(".defs"), wire.target).generate(arguments.migc, folder)
            check_text(module.read_text())
            made = run(["rustc", "--edition", "2024", "-D", "warnings", *wire.rust_flags, "-o", Path(folder) / "program",
                        *crate.words, program], env=dict(os.environ, MODULE=str(module)))
            if made.returncode == 0:
                made = run([Path(folder) / "program"])
            is_good = made.returncode == 0 and made.stdout == "ok\n"
            print(f"{program.name}, {wire.name}: {'ok' if is_good else made.stdout + made.stderr}")
            status |= not is_good
    return int(status)


def check_round_trips(arguments, crate):
    """Random arguments there and back, drawn by the crate proptest."""
    made = expect(run(["cargo", "test", "--locked", "--no-run", "--quiet", "--package", "mach_r", "--test", "messages",
                       "--message-format=json"], cwd=arguments.source / "rust",
                      env=dict(os.environ, MIGRT_LIB_DIR=str(arguments.migrt),
                               CARGO_TARGET_DIR=str(arguments.source / "build" / "rust"))))
    library = libraries_of(made.stdout)["proptest"]
    here = arguments.source / "tests" / "rust"
    for wire in WIRES:
        with tempfile.TemporaryDirectory() as folder:
            module = Case(here / "round_trips.defs", wire.target).generate(arguments.migc, folder)
            expect(run(["rustc", "--edition", "2024", "-D", "warnings", *wire.rust_flags, "-o", Path(folder) / "program",
                        *crate.words, "--extern", f"proptest={library}", here / "round_trips.rs"],
                       env=dict(os.environ, MODULE=str(module))))
            made = run([Path(folder) / "program"])
            print(f"{wire.name}: {made.stdout}{made.stderr[:4000]}", end="")
            if made.returncode != 0 or made.stdout != "ok\n":
                return 1
    return 0


CHECKS = {"compile": check_compile, "style": check_style, "gnumach": check_gnumach, "calls": check_calls,
          "halves": check_halves, "shims": check_shims, "sizes": check_sizes, "same": check_same, "sanitized": check_sanitized,
          "panics": check_panics, "programs": check_programs, "round_trips": check_round_trips}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--migc", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--migrt", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--seed", default="1", help="of random requests")
    parser.add_argument("--rounds", default="20000", help="how many of them")
    arguments = parser.parse_args()
    sys.exit(CHECKS[arguments.check](arguments, Crate(arguments)))


main()
