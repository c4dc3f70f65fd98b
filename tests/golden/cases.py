"""The inputs in tests/defs, and how migc is run on them.

A case is tests/defs/GROUP/NAME.defs. Its first line says what it is about; a second line `// options: ...` has options.
`--as=gnu-mig` among them chooses GNU MIG's command line, for which the options of outputs are others.
"""

import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
SOURCE = TESTS.parent
TYPED_HEADERS = SOURCE / "runtime" / "include" / "migrt" / "typed"
TARGETS = ("i386-gnu", "x86_64-gnu")
# Suffix of an output here, and its option.
OUTPUTS = {"h": "header", "user.c": "user", "server.c": "server", "sheader.h": "sheader", "msgids": "list"}


@dataclass(frozen=True)
class Case:
    path: Path
    options: tuple

    @property
    def name(self):
        return f"{self.path.parent.name}-{self.path.stem}"

    @property
    def is_gnu(self):
        return "--as=gnu-mig" in self.options

    @property
    def text(self):
        return self.path.read_text()


def all_cases():
    cases = []
    for path in sorted((TESTS / "defs").glob("*/*.defs")):
        options = re.search(r"\A//[^\n]*\n// options: ([^\n]*)\n", path.read_text())
        cases.append(Case(path, tuple(shlex.split(options.group(1))) if options else ()))
    return cases


def command(migc, case, target, include=()):
    """The command up to the options of outputs; --as comes first."""
    options = [option for option in case.options if option != "--as=gnu-mig" and not option.startswith("--emit=")]
    words = [migc] + (["--as=gnu-mig"] if case.is_gnu else []) + [f"--target={target}"]
    for folder in (*include, TYPED_HEADERS):
        words += ["-isystem", str(folder)]
    return words + options


def run(words, folder):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MIGC", "CPP", "CC"))}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def generate(migc, case, target, folder, include=(), more=()):
    """Writes all outputs as case.SUFFIX into a folder; returns the run."""
    words = command(migc, case, target, include)
    if not case.is_gnu:
        words.append("--emit=" + ",".join(OUTPUTS.values()) + ",layout")
        words.append("--layout=case.yaml")
    for suffix, option in OUTPUTS.items():
        words += [f"-{option}", f"case.{suffix}"] if case.is_gnu else [f"--{option}=case.{suffix}"]
    return run(words + [*more, str(case.path)], folder)


def dump(migc, case, target, what):
    """The text of a dump, with the case's name in it; GNU MIG's command line has that of the model alone."""
    words = command(migc, case, target) + ["-v", "-n"] if case.is_gnu else \
        command(migc, case, target) + [f"--dump={what}"]
    return run(words + [str(case.path.relative_to(TESTS / "defs"))], TESTS / "defs")
