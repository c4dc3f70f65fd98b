#!/usr/bin/env python3
"""C programs that look at one thing each, built with stubs of their own interfaces and run under sanitizers.

    foreign     stubs made with -n take messages of senders with the other byte order
    overwrite   results that go where the caller says (Overwrite)
    trailer     arguments that stand in the trailer, and trailers that are too short for them
"""

import subprocess

import tools
from tools import HERE, NDR, SANITIZE, SOURCE, STRICT, Failed, Migc

PROGRAMS = {"foreign": ("-n",), "overwrite": (), "trailer": ()}


def build(migc, name, bits, place):
    """Generate, compile and link; the program."""
    run = migc.run(NDR, bits, HERE / f"{name}.defs", place, PROGRAMS[name])
    if run.status or run.errors:
        raise Failed(f"{name}.defs is rejected: {run.errors}")
    objects = []
    # Not all are clients.
    halves = ["server"] if "user.h" not in (HERE / f"{name}.c").read_text() else ["user", "server"]
    for source in (HERE / f"{name}.c", *(place / f"{half}.c" for half in halves)):
        objects.append(place / f"{source.stem}.o")
        tools.compile_c(NDR, bits, source, objects[-1], (*STRICT, *SANITIZE), (place,))
    subprocess.run(["gcc", f"-m{bits}", *SANITIZE, *map(str, objects), "-o", str(place / name)], check=True)
    return place / name


def test(migc, folder, report):
    """Build and run each program for each word size."""
    NDR.include.insert(0, SOURCE / "runtime" / "include" / "migrt" / "ndr")
    for name in PROGRAMS:
        for bits in (64, 32):
            where = f"{name} -m{bits}"
            if not tools.can_run(bits):
                print(f"{where}: skipped")
                continue
            try:
                made = build(migc, name, bits, folder / f"{name}-{bits}")
                done = subprocess.run([str(made)], capture_output=True, text=True, check=False)
                if done.returncode:
                    report.fail(where, done.stdout + done.stderr[:2000])
                print(f"{where}: {(done.stdout.splitlines() or ['nothing'])[-1]}")
            except Failed as failure:
                report.fail(where, failure)


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__)
    tools.main(lambda folder, report: test(Migc(ARGUMENTS.migc), folder, report), ARGUMENTS)
