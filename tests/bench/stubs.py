"""Figures of the generated code: instructions of a call, text size and stack."""

import os
import re
import shutil
import subprocess

from compiling import interfaces
from figures import HERE, Failed, Figure, geometric_mean, run, tools

CALLS = 100
CASES = {
    "nothing": "nothing", "scalars_in": "four scalars in", "scalars_out": "four scalars out",
    "array_in": "bounded array of 1 KiB in", "array_out": "bounded array of 1 KiB out",
    "fixed_in": "fixed array of 1 KiB in", "fixed_out": "fixed array of 1 KiB out",
    "port_in": "port in", "port_out": "port out",
    "memory_in": "out-of-line memory in", "memory_out": "out-of-line memory out",
}


def generate(tool, target, defs, folder, include):
    """Run one interface compiler; says whether it accepted the file."""
    return tool.run(target, defs, folder, include=include).accepted


def compile_object(peers, target, source, output, *flags):
    """gcc -O2 of one file, generated or of the harness."""
    include = [f"-isystem{d}" for d in (peers.include(target), tools.SUPPORT_HEADERS)]
    run(["gcc", target.machine_flag, "-O2", "-w", "-std=gnu11", f"-I{source.parent}", f"-I{HERE}", *flags, *include,
         "-c", source, "-o", output])


def build_calls(peers, tool, target, folder, *flags):
    """The program of calls.c with the stubs of one tool, and the names of its own functions.

    Not position independent: on i386 the harness and the stubs would share functions of the linker."""
    if not generate(tool, target, HERE / "calls.defs", folder, [HERE]):
        raise Failed(f"{tool.name} does not accept calls.defs")
    for stub in ("user", "server"):
        compile_object(peers, target, folder / f"{stub}.c", folder / f"{stub}.o", "-fno-pie")
    (folder / "calls.h").write_text('#include "user.h"\n')
    compile_object(peers, target, HERE / "calls.c", folder / "calls.o", f"-I{folder}", "-fno-pie", "-fno-builtin",
                   "-fno-tree-loop-distribute-patterns", *flags)
    program = folder / "calls"
    run(["gcc", target.machine_flag, "-no-pie", "-Wl,-z,now", *(folder / f"{o}.o" for o in ("calls", "user", "server")),
         "-o", program])
    symbols = run(["nm", "--defined-only", folder / "calls.o"]).decode().split("\n")
    return program, {line.split()[2] for line in symbols if " t " in line.lower()}


def own_costs(profile):
    """Instructions of each function itself, from a callgrind profile without compressed names."""
    costs = {}
    function = None
    inclusive = False
    for line in profile.splitlines():
        if line.startswith("fn="):
            function = line[3:].split("'")[0]
        elif line.startswith("calls="):
            inclusive = True    # the next line is the cost of what was called
        elif re.match(r"[0-9+*-]", line):
            if not inclusive:
                costs[function] = costs.get(function, 0) + int(line.split()[1])
            inclusive = False
    return costs


def count_call(program, own, case, folder):
    """Instructions of the stubs, and of what they call, for one call: {function: instructions}."""
    profile = folder / "callgrind.out"
    run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--compress-strings=no",
         "--compress-pos=no", "--toggle-collect=measured", program, case, CALLS], cwd=folder)
    return {f: n / CALLS for f, n in own_costs(profile.read_text()).items() if f not in own and n}


def calls(peers, migc, folder, details):
    """(f) Instructions of user stub, demultiplexer and server stub together, for each kind of call."""
    tools_ = (tools.Migc("migc", peers, migc), tools.Peer("peer", peers))
    ratios = []
    for target in tools.TARGETS:
        programs = [build_calls(peers, t, target, folder / f"{t.name}-{target.bits}") for t in tools_]
        for case, name in CASES.items():
            counts = [count_call(program, own, case, folder) for program, own in programs]
            ours, other = (sum(c.values()) for c in counts)
            ratios.append(ours / other)
            yield Figure(f"call of {target.bits} bits: {name}", f"{ours:.0f}", f"{other:.0f}", ours / other, 1.05)
            if details:
                for function in sorted(counts[0].keys() | counts[1].keys()):
                    yield Figure(f"    {function}", f"{counts[0].get(function, 0):.0f}",
                                 f"{counts[1].get(function, 0):.0f}",
                                 counts[0].get(function, 0) / max(counts[1].get(function, 0), 1))
    yield Figure("calls, geometric mean", "", "", geometric_mean(ratios), 1.0, 0.9)


def build_rust_calls(migc, folder):
    """The program of calls_rust.rs, over mach_r with calls_rust.c in place of libmigrt."""
    folder.mkdir(parents=True, exist_ok=True)
    headers = [f"-isystem{tools.SOURCE / 'runtime' / 'include' / 'migrt' / 'typed'}",
               f"-isystem{tools.SOURCE / 'runtime' / 'include'}"]
    run([migc, "--target=x86_64-gnu", "--emit=rust", f"--rust={folder / 'calls.rs'}", HERE / "calls.defs"])
    run(["gcc", "-O2", "-std=gnu11", "-fno-builtin", "-fno-tree-loop-distribute-patterns", *headers, "-c",
         HERE / "calls_rust.c", "-o", folder / "transport.o"])
    run(["ar", "rcs", folder / "libmigrt.a", folder / "transport.o"])
    run(["cargo", "build", "--locked", "--quiet", "--release", "--package", "mach_r"], cwd=tools.SOURCE / "rust",
        env=dict(os.environ, MIGRT_LIB_DIR=str(folder), CARGO_TARGET_DIR=str(folder / "target")))
    release = folder / "target" / "release"
    run(["rustc", "--edition", "2024", "-C", "opt-level=3", "-o", folder / "calls",
         HERE / "calls_rust.rs", "--extern", f"mach_r={release / 'libmach_r.rlib'}", "-L", f"dependency={release / 'deps'}",
         "-L", f"native={folder}"], env=dict(os.environ, CALLS_RS=str(folder / "calls.rs")))
    symbols = run(["nm", "--defined-only", folder / "transport.o"]).decode().split("\n")
    own = {line.split()[2] for line in symbols if " t " in line.lower()}
    return folder / "calls", own | {"dispatch_in_rust", "memory_at_hand", "mach_r::sys::migrt::allocate_memory"}


def rust_calls(peers, migc, folder):
    """Instructions of a whole call in Rust but its transport, against those of a program in C that does the same work
    through our stubs. Both are compiled as a release build is by default: gcc -O2; opt-level 3, no link-time
    optimisation."""
    if not shutil.which("cargo"):
        return
    target = next(t for t in tools.TARGETS if t.bits == 64)
    in_c, own_c = build_calls(peers, tools.Migc("migc", peers, migc), target, folder / "rust-c", "-DWHOLE")
    own_c -= {*CASES, *(f"try_{case}" for case in CASES)}
    in_rust, own_rust = build_rust_calls(migc, folder / "rust")
    ratios = []
    for case, name in CASES.items():
        ours = sum(count_call(in_rust, own_rust, case, folder / "rust").values())
        other = sum(count_call(in_c, own_c, case, folder / "rust-c").values())
        ratios.append(ours / other)
        yield Figure(f"call in Rust, against C: {name}", f"{ours:.0f}", f"{other:.0f}", ours / other, 1.1)
    yield Figure("calls in Rust, geometric mean", "", "", geometric_mean(ratios), 1.1)


def rust_compile_time(peers, migc, watch, folder):
    """CPU time of rustc for the largest of gnumach's interfaces as a crate of its own, against gcc's for its stubs in C."""
    release = folder / "rust" / "target" / "release"
    if not release.exists():
        return
    target = next(t for t in tools.TARGETS if t.bits == 64)
    place = folder / "rust-compile"
    place.mkdir(exist_ok=True)
    for defs in interfaces(peers, target):
        run([migc, f"--target={target.name}", "-I", peers.include(target), "--emit=rust", "-o", place, defs])
    module = max(place.glob("*.rs"), key=lambda file: file.stat().st_size)
    defs = next(d for d in interfaces(peers, target) if d.stem == module.stem)
    if not generate(tools.Migc("migc", peers, migc), target, defs, place, []):
        raise Failed(f"{defs.name} is not accepted")
    seconds = {}
    for level in ("0", "3"):
        seconds[level] = watch.cost(["rustc", "--edition", "2024", "--crate-type", "rlib", "-C", f"opt-level={level}",
                                     "-o", place / "module.rlib", "--extern", f"mach_r={release / 'libmach_r.rlib'}",
                                     "-L", f"dependency={release / 'deps'}", module]).seconds
    include = [word for each in (peers.include(target), tools.SUPPORT_HEADERS) for word in ("-isystem", each)]
    in_c = sum(watch.cost(["gcc", "-O2", "-w", "-std=gnu11", *include, "-c", place / f"{half}.c", "-o", place / "c.o"]).seconds
               for half in ("user", "server"))
    lines = len(module.read_text().splitlines())
    for level, time in seconds.items():
        yield Figure(f"compiling {module.name}, {lines} lines, opt-level {level}, against gcc -O2: s", f"{time:.2f}",
                     f"{in_c:.2f}", time / in_c)


def text_and_stack(peers, target, source):
    """Text size of the object of one generated file, and the stack of its functions {name: bytes}; None if the
    file does not compile."""
    output = source.with_suffix(".o")
    try:
        compile_object(peers, target, source, output, "-fstack-usage")
    except Failed:
        return None
    text = int(run(["size", output]).decode().splitlines()[1].split()[0])
    stack = {}
    for line in source.with_suffix(".su").read_text().splitlines():
        place, bytes_, _ = line.split("\t")
        stack[place.rsplit(":", 1)[1]] = int(bytes_)
    return text, stack


def measure_files(peers, migc, target, kind, folder):
    """Text and stack of the user or server file of each interface with both tools: (name, ours, the peer's) by what.

    Files that the peer does not give, or that do not compile, are left out."""
    both = (tools.Migc("migc", peers, migc), tools.Peer("peer", peers))
    files = {"text": [], "stack": []}
    for defs in [HERE / "calls.defs", *interfaces(peers, target)]:
        measured = []
        for tool in both:
            place = folder / "sizes" / target.name / tool.name / defs.stem
            if generate(tool, target, defs, place, [HERE]):
                measured.append(text_and_stack(peers, target, place / f"{kind}.c"))
        if len(measured) < 2 or measured[1] is None:
            continue
        if measured[0] is None:
            raise Failed(f"{defs.name}: the {kind} file of ours does not compile")
        (text, stack), (peer_text, peer_stack) = measured
        files["text"].append((defs.stem, text, peer_text))
        if stack:
            files["stack"].append((defs.stem, sum(stack.values()), sum(peer_stack.values())))
    return files


def sizes(peers, migc, folder, details):
    """(g) Text and stack of whole user and server files: of the calls that are measured, and of all interfaces together.
    Single files of those are told where they take more than the peer's."""
    for target in tools.TARGETS:
        for kind in ("user", "server"):
            for what, ((_, ours, other), *files) in measure_files(peers, migc, target, kind, folder).items():
                name = f"{what} of {kind} files, {target.bits} bits"
                yield Figure(f"{name}: the calls", str(ours), str(other), ours / other, 1.0)
                ours, other = (sum(f[i] for f in files) for i in (1, 2))
                yield Figure(f"{name}: all {len(files)}", str(ours), str(other), ours / other, 1.0)
                for stem, ours, other in sorted(files, key=lambda f: f[1] / f[2], reverse=True):
                    if details or ours > other:
                        yield Figure(f"    {stem}", str(ours), str(other), ours / other)
