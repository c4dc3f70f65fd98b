"""The inputs in tests/defs, and how migc is run on them.

A case is tests/defs/GROUP/NAME.defs. Its first line says what it is about; a second line `// options: ...` has options.
`--as=gnu-mig` or `--as=apple-mig` among them, as the first, chooses that command line, for which the options of outputs are
others. Cases of the group darwin are for Darwin's targets only, all others at least for GNU's.
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
NDR_HEADERS = SOURCE / "runtime" / "include" / "migrt" / "ndr"
TARGETS = ("i386-gnu", "x86_64-gnu")
# Suffix of an output here, and its option; msgids is not Apple's, ids.h is only written there.
OUTPUTS = {"h": "header", "user.c": "user", "server.c": "server", "sheader.h": "sheader", "msgids": "list"}
APPLE_OUTPUTS = {**{suffix: option for suffix, option in OUTPUTS.items() if suffix != "msgids"}, "ids.h": "dheader"}


@dataclass(frozen=True)
class Case:
    path: Path
    options: tuple

    @property
    def name(self):
        return f"{self.path.parent.name}-{self.path.stem}"

    @property
    def drop_in(self):
        """The option that chooses another command line, or nothing."""
        return [option for option in self.options if option.startswith("--as=")]

    @property
    def is_gnu(self):
        return "--as=gnu-mig" in self.options

    @property
    def is_darwin(self):
        return self.path.parent.name == "darwin"

    @property
    def text(self):
        return self.path.read_text()


def all_cases():
    """Those of GNU's targets."""
    return [case for case in every_case() if not case.is_darwin]


def every_case():
    cases = []
    for path in sorted((TESTS / "defs").glob("*/*.defs")):
        options = re.search(r"\A//[^\n]*\n// options: ([^\n]*)\n", path.read_text())
        cases.append(Case(path, tuple(shlex.split(options.group(1))) if options else ()))
    return cases


def command(migc, case, target, include=()):
    """The command up to the options of outputs; --as comes first."""
    options = [option for option in case.options if not option.startswith(("--as=", "--emit="))]
    words = [migc, *case.drop_in, f"--target={target}"]
    for folder in (*include, NDR_HEADERS if target.endswith("-darwin") else TYPED_HEADERS):
        words += ["-isystem", str(folder)]
    return words + options


def run(words, folder):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MIGC", "CPP", "CC"))}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def generate(migc, case, target, folder, include=(), more=()):
    """Writes all outputs as case.SUFFIX into a folder; returns the run."""
    words = command(migc, case, target, include)
    if not case.drop_in:
        words.append("--emit=" + ",".join(OUTPUTS.values()) + ",layout")
        words.append("--layout=case.yaml")
    for suffix, option in (OUTPUTS if "--as=apple-mig" not in case.options else APPLE_OUTPUTS).items():
        words += [f"-{option}", f"case.{suffix}"] if case.drop_in else [f"--{option}=case.{suffix}"]
    return run(words + [*more, str(case.path)], folder)


def dump(migc, case, target, what):
    """The text of a dump, with the case's name in it; MIG's command lines have that of the model alone."""
    words = command(migc, case, target)
    if case.is_gnu:
        words += ["-v", "-n"]
    elif case.drop_in:
        words += ["-v", "-header", "/dev/null", "-user", "/dev/null", "-server", "/dev/null"]
    else:
        words += [f"--dump={what}"]
    return run(words + [str(case.path.relative_to(TESTS / "defs"))], TESTS / "defs")
