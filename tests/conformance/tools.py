"""Compilers under test, how their output is built and run here, and the report."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
DARWIN = HERE.parent / "darwin"
SKIP = 77
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
STRICT = ("-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Wcast-align", "-Werror")
LENIENT = ("-std=gnu11", "-w")


@dataclass(frozen=True)
class Wire:
    """A message format: its headers, its stand-in for a kernel, and migc's target for each word size."""
    name: str
    mode: str
    targets: dict
    include: list
    kernel: str


NDR = Wire("ndr", "apple-mig", {64: "x86_64-darwin", 32: "i386-darwin"}, [DARWIN / "include"], "fake_ndr.c")
TYPED = Wire("typed", "gnu-mig", {64: "x86_64-gnu", 32: "i386-gnu"}, [SOURCE / "runtime" / "include" / "migrt" / "typed"],
             "fake_typed.c")
OUTPUTS = {"-header": "user.h", "-user": "user.c", "-server": "server.c", "-sheader": "server.h"}


@dataclass(frozen=True)
class Run:
    """How a run of a compiler ended."""
    status: int
    errors: str


class Migc:
    """migc in the place of the wire's MIG."""
    zeroes = True
    flags = STRICT

    def __init__(self, program):
        self.program = str(Path(program).resolve())

    def run(self, wire, bits, defs, folder, options=()):
        """Compile `defs` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        command = [self.program, f"--as={wire.mode}", f"--target={wire.targets[bits]}"]
        for option, name in OUTPUTS.items():
            command += [option, name]
        done = subprocess.run([*command, *options, str(defs)], cwd=folder, capture_output=True, text=True,
                              errors="replace", timeout=60, check=False)
        return Run(done.returncode, done.stderr.strip())


class Peer:
    """Another migcom with Apple's command line, which reads preprocessed text."""
    zeroes = False
    flags = LENIENT

    def __init__(self, program):
        self.program = str(Path(program).resolve())

    def run(self, wire, bits, defs, folder, options=()):
        """Compile `defs` into `folder`; `options` are for the preprocessor."""
        del wire
        folder.mkdir(parents=True, exist_ok=True)
        text = subprocess.run(["cpp", "-undef", f"-m{bits}", *options, str(defs)], cwd=folder,
                              capture_output=True, text=True, check=True).stdout
        command = [self.program]
        for option, name in OUTPUTS.items():
            command += [option, name]
        done = subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, errors="replace",
                              timeout=60, check=False)
        return Run(done.returncode, done.stderr.strip())


class Failed(Exception):
    """Something that had to work did not; the text says what."""


def compile_c(wire, bits, source, output, flags=(), include=()):
    """Compile one C file for this machine."""
    command = [os.environ.get("CC", "gcc"), f"-m{bits}", "-g", *flags]
    for folder in (*include, HERE):
        command += ["-I", str(folder)]
    for folder in wire.include:
        command += ["-isystem", str(folder)]
    done = subprocess.run([*command, "-c", str(source), "-o", str(output)], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line] or done.stderr.splitlines()
        raise Failed(f"{source.name} does not compile for {wire.name} -m{bits}:\n  " + "\n  ".join(lines[:6]))


def build(wire, bits, parts, output, sanitize=False):
    """Compile and link [(source, flags, include)] with the harness into a program."""
    objects, extra = [], SANITIZE if sanitize else ()
    harness = [(HERE / "harness.c", LENIENT, ()), (HERE / wire.kernel, LENIENT, ())]
    for number, (source, flags, include) in enumerate([*parts, *harness]):
        objects.append(output.parent / f"{output.name}-{number}-{source.stem}.o")
        compile_c(wire, bits, source, objects[-1], ("-O1", *flags, *extra), include)
    done = subprocess.run([os.environ.get("CC", "gcc"), f"-m{bits}", *extra, *map(str, objects), "-o", str(output)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{output.name} does not link: {done.stderr[-800:]}")


def execute(program, words=(), text="", timeout=120):
    """Run a test program; its lines of output."""
    environment = os.environ | {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"}
    done = subprocess.run([str(program), *words], input=text, capture_output=True, text=True, errors="replace",
                          env=environment, timeout=timeout, check=False)
    lines = done.stdout.splitlines()
    if not lines or not lines[-1].endswith(" failures"):
        what = next((line for line in done.stderr.splitlines() if "ERROR" in line or "runtime error" in line),
                    done.stderr[:300])
        calls = [line for line in lines if line.startswith("call ")]
        raise Failed(f"{program.name} stopped with status {done.returncode} in [{calls[-1] if calls else 'nothing'}], "
                     f"case {len(calls)}: {what}")
    return lines


def run_command(words, **environment):
    """Runs a program that has to succeed; what it prints."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace", timeout=300,
                          check=False, env=os.environ | environment)
    if done.returncode:
        raise Failed(f"{words[0]} ends with {done.returncode}: {done.stdout[-500:]}{done.stderr[:2000]}")
    return done.stdout


class Report:
    """Prints failures and counts them."""

    def __init__(self):
        self.failures = 0

    def fail(self, where, what, expected=None, got=None):
        """One difference."""
        self.failures += 1
        if self.failures > 80:
            return
        print(f"FAIL {where}: {what}")
        if expected is not None or got is not None:
            print(f"  expected: {expected}\n  got:      {got}")
        sys.stdout.flush()


def can_run(bits):
    """Whether programs of this word size can be built and run here."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "try.c"
        source.write_text("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n")
        built = subprocess.run(["gcc", f"-m{bits}", str(source), "-o", str(Path(folder) / "try")], capture_output=True,
                               check=False)
        return built.returncode == 0


def parse_arguments(description, extend=None):
    """The options that all tests here have in common."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", metavar="PROGRAM", help="the migc to test")
    parser.add_argument("--peer", metavar="PROGRAM", help="another migcom with Apple's command line")
    parser.add_argument("--headers", metavar="DIR", help="headers of the NDR wire, instead of the tests' own")
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it")
    parser.add_argument("--lenient", action="store_true", help="do not mind warnings in migc's output")
    if extend:
        extend(parser)
    arguments = parser.parse_args()
    if arguments.lenient:
        Migc.flags = LENIENT
    return arguments


def main(test, arguments):
    """Run `test(folder, report)` in a scratch folder and exit with its status."""
    if arguments.headers:
        NDR.include.insert(0, Path(arguments.headers).resolve())
    folder = Path(arguments.keep).resolve() if arguments.keep else Path(tempfile.mkdtemp(prefix="migc-conformance-"))
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    try:
        test(folder, report)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if report.failures:
        print(f"{report.failures} failures")
    sys.exit(1 if report.failures else 0)
