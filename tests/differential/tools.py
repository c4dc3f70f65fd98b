"""What the differential tests work with: targets, the peer, migc, the C compiler, and the list of failures.

The peer is Debian's build of GNU MIG, one binary for each target. It is looked up in $MIGC_PEERS, else in
the folder given on the command line, and fetched there once with scripts/fetch-peers.sh when it is missing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
SUPPORT_HEADERS = HERE.parent / "headers" / "gnu"
SKIP = 77


class Skip(Exception):
    """The test cannot run on this machine; the text says why."""


@dataclass(frozen=True)
class Target:
    """A target of the compilers, and how its programs are built and run here."""
    name: str
    debian: str     # Debian's name of the architecture
    peer: str       # prefix of the peer's program
    bits: int

    @property
    def word(self):
        """Unit of alignment of messages, and size of pointers, in bytes."""
        return self.bits // 8

    @property
    def machine_flag(self):
        return f"-m{self.bits}"


TARGETS = (
    Target("x86_64-gnu", "amd64", "x86_64-gnu", 64),
    Target("i386-gnu", "i386", "i686-gnu", 32),
)


@dataclass(frozen=True)
class Peers:
    """The folder with the unpacked packages."""
    root: Path

    def usr(self, target):
        return self.root / target.debian / "usr"

    def include(self, target):
        """The folder with mach/message.h for a target."""
        return next((self.usr(target) / "include").glob("*-linux-gnu"))

    def complete(self):
        return all((self.usr(t) / "bin" / f"{t.peer}-mig").exists() and (self.usr(t) / "include").is_dir()
                   for t in TARGETS)


def find_peers(folder):
    """The peers of $MIGC_PEERS or of `folder`, fetched into `folder` if need be; raises Skip without them."""
    if os.environ.get("MIGC_PEERS"):
        peers = Peers(Path(os.environ["MIGC_PEERS"]))
        if peers.complete():
            return peers
        raise Skip(f"MIGC_PEERS is {peers.root}, which holds no complete set of peers")
    peers = Peers(Path(folder).resolve())
    if not peers.complete():
        try:
            fetched = subprocess.run([str(SOURCE / "scripts" / "fetch-peers.sh"), str(peers.root)], check=False,
                                     capture_output=True, text=True, timeout=300)
            reason = (fetched.stderr.strip().splitlines() or ["no reason given"])[-1]
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = str(error)
        if not peers.complete():
            raise Skip(f"GNU MIG could not be fetched ({reason})")
    return peers


@dataclass(frozen=True)
class Run:
    """How a run of an interface compiler ended."""
    status: int
    errors: str

    @property
    def accepted(self):
        return self.status == 0


OUTPUTS = {"header": "user.h", "user": "user.c", "server": "server.c", "sheader": "server.h", "list": "msgids"}


class Generator:
    """An interface compiler. Subclasses know its command line; outputs have the names of OUTPUTS."""

    def __init__(self, name, peers):
        self.name = name
        self.peers = peers

    def command(self, target):
        raise NotImplementedError

    def run(self, target, defs, folder, options=(), include=()):
        """Compile `defs` with every output into `folder`; more `options` come before the file."""
        folder.mkdir(parents=True, exist_ok=True)
        command, environment = self.command(target)
        for each in (*include, self.peers.include(target)):
            command += ["-isystem", str(each)]
        for option, name in OUTPUTS.items():
            command += [f"-{option}", name]
        command += [*options, str(defs)]
        try:
            done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True,
                                  text=True, errors="replace", timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return Run(124, "no end after 60 seconds")
        return Run(done.returncode, done.stderr.strip())


class Peer(Generator):
    """GNU MIG, through its driver, with the target's preprocessor."""
    is_peer = True

    def command(self, target):
        usr = self.peers.usr(target)
        return ([str(usr / "bin" / f"{target.peer}-mig")],
                {"CC": f"gcc {target.machine_flag}", "MIGDIR": str(usr / "lib" / "mig")})


class Migc(Generator):
    """migc in the peer's place."""
    is_peer = False

    def __init__(self, name, peers, program):
        super().__init__(name, peers)
        self.program = str(Path(program).resolve())

    def command(self, target):
        return [self.program, "--as=gnu-mig", f"--target={target.name}"], {}


# Generated code of ours is held to these; the peer's is only asked to compile.
STRICT = ("-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Wcast-align", "-Werror")
LENIENT = ("-std=gnu11", "-w")


def compile_c(target, peers, source, output, flags=(), include=()):
    """Compile one C file to an object; returns an empty text or the first complaints."""
    command = ["gcc", target.machine_flag, *flags]
    for each in (*include, peers.include(target), SUPPORT_HEADERS):
        command += ["-isystem", str(each)]
    command += ["-c", str(source), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stderr.splitlines() if "error:" in line] or done.stderr.splitlines()
    return "\n".join(lines[:4])


class Report:
    """Collects failures from all threads and prints each at once."""

    def __init__(self):
        self.failures = 0
        self.lock = threading.Lock()

    def fail(self, where, what, expected=None, got=None):
        """One difference: where it is, what differs, and both values."""
        text = f"FAIL {where}: {what}"
        if expected is not None or got is not None:
            text += f"\n  expected: {expected}\n  got:      {got}"
        with self.lock:
            self.failures += 1
            if self.failures <= 60:
                print(text, flush=True)
            elif self.failures == 61:
                print("(more failures are only counted)", flush=True)

    def say(self, text):
        with self.lock:
            print(text, flush=True)


def in_parallel(function, items, jobs):
    """Call `function(item)` for each item, several at a time; an exception in one of them is raised here."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(function, items))


def parse_arguments(description, extend=None):
    """The options that all parts have in common; `extend(parser)` adds others."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True, metavar="PROGRAM",
                        help="the migc to test; 'peer' puts GNU MIG itself in its place")
    parser.add_argument("--peers", default=str(SOURCE / "build" / "peers"), metavar="DIR",
                        help="where the peers are, or are to be fetched to (MIGC_PEERS in the environment wins)")
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it")
    parser.add_argument("--target", choices=[t.name for t in TARGETS], help="only this target")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    if extend:
        extend(parser)
    return parser.parse_args()


def under_test(arguments, peers):
    """The program in the place of migc."""
    if arguments.migc == "peer":
        return Peer("migc", peers)
    return Migc("migc", peers, arguments.migc)


def chosen_targets(arguments):
    """The targets of the command line that programs can be built for here."""
    chosen = [t for t in TARGETS if arguments.target in (None, t.name)]
    usable = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "try.c"
        source.write_text("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n")
        for target in chosen:
            done = subprocess.run(["gcc", target.machine_flag, str(source), "-o", str(Path(folder) / "try")],
                                  capture_output=True, check=False)
            if done.returncode == 0:
                usable.append(target)
            else:
                print(f"skipped: gcc {target.machine_flag} builds no programs here, so {target.name} is left out")
    if not usable:
        raise Skip("gcc builds programs for none of the targets")
    return usable


def main(test, arguments):
    """Run `test(peers, tool, targets, folder, report)` in a scratch folder and exit with its status."""
    folder = Path(arguments.keep) if arguments.keep else Path(tempfile.mkdtemp(prefix="migc-differential-"))
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    try:
        peers = find_peers(arguments.peers)
        test(peers, under_test(arguments, peers), chosen_targets(arguments), folder.resolve(), report)
    except Skip as reason:
        print(f"skipped: {reason}")
        sys.exit(SKIP)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if report.failures:
        print(f"{report.failures} differences")
    sys.exit(1 if report.failures else 0)
