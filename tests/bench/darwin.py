"""Figures of Darwin's messages, against Apple's MIG: whole command, and instructions of a call.

Apple's migcom is $MIGC_PEERS/apple-migcom, its driver $MIGC_PEERS/apple-mig; without one of them its figures are left out,
which is said.
"""

import os
import subprocess
from pathlib import Path

from figures import HERE, Failed, Figure, geometric_mean, run
from stubs import CASES, count_call

DARWIN = HERE.parent / "darwin"
TARGETS = {64: "x86_64-darwin", 32: "i386-darwin"}
OUTPUTS = ("-header", "user.h", "-user", "user.c", "-server", "server.c")


def peer(name):
    """A program of Apple's, or None with a line that says so."""
    place = Path(os.environ.get("MIGC_PEERS", "")) / name
    if os.environ.get("MIGC_PEERS") and os.access(place, os.X_OK):
        return place
    print(f"no {name} in $MIGC_PEERS: no figures against it")
    return None


def generate(migc, migcom, bits, folder):
    """Stubs of calls.defs by migc, or by Apple's migcom if one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    if not migcom:
        run([migc, "--as=apple-mig", f"--target={TARGETS[bits]}", "-DNDR", *OUTPUTS, HERE / "calls.defs"], cwd=folder)
        return
    text = run(["cpp", "-undef", f"-m{bits}", "-DNDR", HERE / "calls.defs"])
    subprocess.run([str(migcom), *OUTPUTS], cwd=folder, input=text, check=True, capture_output=True)


def build(migc, migcom, bits, folder):
    """The program of calls.c with these stubs, and the names of its own functions."""
    generate(migc, migcom, bits, folder)
    (folder / "calls.h").write_text('#include "user.h"\n')
    common = ["gcc", f"-m{bits}", "-O2", "-w", "-std=gnu11", "-fno-pie", f"-I{folder}", f"-I{HERE}",
              f"-isystem{DARWIN / 'include'}", "-c"]
    for stub in ("user", "server"):
        run([*common, folder / f"{stub}.c", "-o", folder / f"{stub}.o"])
    run([*common, "-fno-builtin", "-fno-tree-loop-distribute-patterns", HERE / "calls.c", "-o", folder / "calls.o"])
    program = folder / "calls"
    run(["gcc", f"-m{bits}", "-no-pie", "-Wl,-z,now", *(folder / f"{o}.o" for o in ("calls", "user", "server")), "-o", program])
    symbols = run(["nm", "--defined-only", folder / "calls.o"]).decode().split("\n")
    return program, {line.split()[2] for line in symbols if " t " in line.lower()}


def calls(migc, folder, details):
    """Instructions of user stub, demultiplexer and server stub together, for each kind of call."""
    migcom = peer("apple-migcom")
    if not migcom:
        return
    ratios = []
    for bits in TARGETS:
        programs = [build(migc, which, bits, folder / f"ndr-{name}-{bits}") for name, which in (("migc", None), ("peer", migcom))]
        for case, name in CASES.items():
            counts = [count_call(program, own, case, folder) for program, own in programs]
            ours, other = (sum(c.values()) for c in counts)
            ratios.append(ours / other)
            yield Figure(f"Darwin call of {bits} bits: {name}", f"{ours:.0f}", f"{other:.0f}", ours / other, 1.0)
            if details:
                for function in sorted(counts[0].keys() | counts[1].keys()):
                    mine, theirs = (c.get(function, 0) for c in counts)
                    yield Figure(f"    {function}", f"{mine:.0f}", f"{theirs:.0f}", mine / max(theirs, 1))
    yield Figure("Darwin calls, geometric mean", "", "", geometric_mean(ratios), 1.0)


def interfaces():
    """Files that both commands take: those of the tests in Apple's dialect."""
    files = [DARWIN / "rows.defs", DARWIN / "special.defs", DARWIN / "watch.defs"]
    files += [f for f in sorted((HERE.parent / "defs" / "darwin").glob("*.defs")) if "--as=apple-mig" in f.read_text()]
    return [f for f in files if "KernelUser" not in f.read_text()]


def whole_command(migc, watch, folder, rounds):
    """The command as a build runs it, over all files; rounds of both take turns."""
    driver, migcom = peer("apple-mig"), peer("apple-migcom")
    if not driver or not migcom:
        return
    words = ["-q", "-arch", "x86_64", *OUTPUTS]
    theirs = {"MIGCC": "clang", "MIGCOM": str(migcom)}
    totals = [[], []]
    for _ in range(rounds):
        for total, command, environment in zip(totals, ([migc, "--as=apple-mig"], [driver]), ({}, theirs)):
            total.append(sum(watch.cost([*command, *words, f], environment, cwd=folder).seconds for f in interfaces()))
    ours, other = (min(t) for t in totals)
    yield Figure(f"Darwin command, CPU of {len(interfaces())} runs", f"{ours * 1000:.0f} ms", f"{other * 1000:.0f} ms",
                 ours / other, 0.10)
