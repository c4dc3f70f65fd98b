#!/usr/bin/env python3
"""Stubs made with -n take messages of senders with the other byte order: foreign.c, under sanitizers."""

import subprocess

import tools
from tools import HERE, NDR, SANITIZE, SOURCE, STRICT, Failed, Migc


def test(migc, folder, report):
    """Build and run the program for each word size."""
    NDR.include.insert(0, SOURCE / "runtime" / "include" / "migrt" / "ndr")
    for bits in (64, 32):
        if bits == 32 and not tools.can_run(32):
            continue
        place = folder / str(bits)
        run = migc.run(NDR, bits, HERE / "foreign.defs", place, ("-n",))
        if run.status or run.errors:
            report.fail(f"{bits} bits", f"foreign.defs is rejected: {run.errors}")
            continue
        objects = []
        try:
            for source in (HERE / "foreign.c", place / "user.c", place / "server.c"):
                objects.append(place / f"{source.stem}.o")
                tools.compile_c(NDR, bits, source, objects[-1], (*STRICT, *SANITIZE), (place,))
        except Failed as failure:
            report.fail(f"{bits} bits", failure)
            continue
        subprocess.run(["gcc", f"-m{bits}", *SANITIZE, *map(str, objects), "-o", str(place / "foreign")], check=True)
        done = subprocess.run([str(place / "foreign")], capture_output=True, text=True, check=False)
        if done.returncode:
            report.fail(f"{bits} bits", done.stdout + done.stderr[:2000])
        print(f"{bits} bits: {done.stdout.splitlines()[-1] if done.stdout else 'nothing'}")


def main():
    """With the common options."""
    arguments = tools.parse_arguments(__doc__)
    tools.main(lambda folder, report: test(Migc(arguments.migc), folder, report), arguments)


if __name__ == "__main__":
    main()
