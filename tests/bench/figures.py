"""What the parts of the benchmark have in common: a figure, and how programs are run and measured."""

import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "differential"))

import tools  # noqa: E402  (targets, peers and compilers of the differential tests)


class Failed(Exception):
    """A program that is measured did not do its work."""


@dataclass(frozen=True)
class Figure:
    """One line of the table: a ratio that is to be at most `limit`, and better at most `aim`."""
    name: str
    ours: str
    other: str      # the peer's value, or ours at the smaller size
    ratio: float
    limit: float = math.inf
    aim: float = math.inf

    @property
    def verdict(self):
        if not math.isfinite(self.limit):
            return ""
        if self.ratio > self.limit + 1e-9:
            return "MISSED"
        return "aim met" if math.isfinite(self.aim) and self.ratio <= self.aim + 1e-9 else "ok"


def table(figures):
    """The figures as lines of text."""
    rows = [("figure", "ours", "against", "ratio", "limit", "aim", "")]
    for f in figures:
        rows.append((f.name, f.ours, f.other, f"{f.ratio:.3f}",
                     f"{f.limit:.2f}" if math.isfinite(f.limit) else "",
                     f"{f.aim:.2f}" if math.isfinite(f.aim) else "", f.verdict))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) if i in (0, 6) else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)


def geometric_mean(ratios):
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios))


def run(command, **keywords):
    """Run a command that has to succeed; returns its standard output."""
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          **keywords)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


@dataclass(frozen=True)
class Cost:
    """What a command used."""
    seconds: float  # of CPU time
    kib: int        # at its peak


class Watch:
    """Measures commands with the small program watch.c, built in `folder`."""

    def __init__(self, folder):
        self.program = folder / "watch"
        self.report = folder / "watch.report"
        run(["gcc", "-O1", HERE / "watch.c", "-o", self.program])

    def cost(self, command, environment=None, stdin=None, **keywords):
        with open(stdin or os.devnull, "rb") as source:
            run([self.program, self.report, *command], stdin=source,
                env=os.environ | (environment or {}), **keywords)
        microseconds, kib = self.report.read_text().split()
        return Cost(int(microseconds) / 1e6, int(kib))


def instructions(command, folder, stdin=None):
    """Instructions that one command executes, counted by callgrind."""
    log = folder / "callgrind.log"
    with open(stdin or os.devnull, "rb") as source:
        run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}", *command],
            stdin=source, cwd=folder)
    return int(re.search(r"Collected : (\d+)", log.read_text()).group(1))
