#!/usr/bin/env python3
"""The figures that migc is held to, each a ratio whose two halves are measured in the same run.

The peer is GNU MIG, found or fetched as for the differential tests, and for Darwin's messages Apple's, where it is there.
Prints a table; with --check, exits with 1 when a limit is missed. Needs gcc (also for 32 bits), binutils and valgrind.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import compiling
import darwin
import stubs
from figures import Failed, Watch, table, tools

PARTS = ("command", "backend", "growth", "calls", "rust", "sizes", "darwin-command", "darwin-calls")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True, metavar="PROGRAM", help="the migc to measure: a release build")
    parser.add_argument("--peers", default=str(tools.SOURCE / "build" / "peers"), metavar="DIR",
                        help="where the peers are, or are to be fetched to (MIGC_PEERS in the environment wins)")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a limit is missed")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,...", help="of: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of what is timed (default: %(default)s)")
    parser.add_argument("--details", action="store_true", help="also each function of a call, each file of the sizes")
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it")
    arguments = parser.parse_args()
    unknown = set(arguments.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


def measure(arguments, folder):
    """All figures, one after the other."""
    chosen = arguments.only.split(",")
    peers = tools.find_peers(arguments.peers) if any(not part.startswith("darwin") for part in chosen) else None
    for program in ("gcc", "valgrind", "size"):
        if not shutil.which(program):
            raise tools.Skip(f"there is no {program}")
    migc = Path(arguments.migc).resolve()
    watch = Watch(folder)
    if "command" in chosen:
        yield from compiling.whole_command(peers, migc, watch, folder, arguments.rounds)
    if "backend" in chosen:
        yield from compiling.bare_back_end(peers, migc, folder)
    if "growth" in chosen:
        yield from compiling.growth(peers, migc, watch, folder, arguments.rounds)
    if "calls" in chosen:
        yield from stubs.calls(peers, migc, folder, arguments.details)
    if "rust" in chosen:
        yield from stubs.rust_calls(peers, migc, folder)
        yield from stubs.rust_compile_time(peers, migc, watch, folder)
    if "sizes" in chosen:
        yield from stubs.sizes(peers, migc, folder, arguments.details)
    if "darwin-command" in chosen:
        yield from darwin.whole_command(migc, watch, folder, arguments.rounds)
    if "darwin-calls" in chosen:
        yield from darwin.calls(migc, folder, arguments.details)


def main():
    arguments = parse_arguments()
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="migc-bench-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    figures = []
    try:
        for figure in measure(arguments, folder):
            figures.append(figure)
            print(".", end="", file=sys.stderr, flush=True)
    except tools.Skip as reason:
        print(f"skipped: {reason}")
        return tools.SKIP
    except Failed as failure:
        print(f"\nfailed: {failure}", file=sys.stderr)
        return 2
    finally:
        print(file=sys.stderr)
        print(table(figures))
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    missed = [f for f in figures if f.verdict == "MISSED"]
    print(f"{len(figures)} figures, {len(missed)} over their limit")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
