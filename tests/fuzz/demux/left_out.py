#!/usr/bin/env python3
"""Checks what generate.py left out: no interface may be without a server on every wire, but for the reasons below.

    left_out.py FILE...

Each FILE is the `left-out` of one wire.
"""

import sys
from pathlib import Path

REASONS = ("its server is a part of a kernel", "it has no routine")


def main():
    left_out = [dict(line.split(": ", 1) for line in Path(file).read_text().splitlines()) for file in sys.argv[1:]]
    failures = 0
    for name in sorted(set.intersection(*map(set, left_out))):
        if not any(each[name] in REASONS for each in left_out):
            print(f"FAIL {name}: " + "; ".join(each[name] for each in left_out))
            failures += 1
    print(f"{sum(map(len, left_out))} left out of a wire, {failures} of all without a reason")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
