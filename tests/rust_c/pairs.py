#!/usr/bin/env python3
"""Programs whose client and server are in C or in Rust, in each combination, over libmigrt.

The C of all programs is the same, that of pairs/main.c; what differs is which stubs are linked: those that migc
writes in C, or an archive that cargo builds. The results of every program have to be those of the one that is C alone,
which is kept in expected.txt; and so have the bytes of the messages, between two processes.
"""

import argparse
import difflib
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "rust"))
import toolchain  # noqa: E402

PAIRS = HERE / "pairs"
SECONDS = 60
# Which exports a program's archive has, for its client and its server.
CLIENTS = {"c": None, "rust": "user"}
SERVERS = {"c": None, "demux": "demux", "functions": "functions"}
# Routines that only some programs can have, by the first words of their lines.
NOT_COMMON = ("first_numbers", "kind")


class Failure(Exception):
    pass


class Builder:
    """Builds programs in a folder."""

    def __init__(self, arguments):
        self.migc = arguments.migc
        self.cc = shlex.split(arguments.cc)
        self.libraries = shlex.split(arguments.libraries)
        self.folder = Path(arguments.folder)
        self.cargo = shutil.which("cargo")
        self.archives = {}
        self.profile = "release" if arguments.cost else "debug"

    def run(self, words, **more):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False,
                              timeout=600, **more)
        if done.returncode:
            raise Failure(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")

    def archive(self, features, project="pairs"):
        """The static library that exports these things."""
        name = "-".join([project, *features])
        if name not in self.archives:
            target = self.folder / "cargo"
            patches = itertools.chain.from_iterable(
                ("--config", f"patch.crates-io.{crate}.path='{SOURCE}/rust/{crate}'")
                for crate in ("mach_r", "migc-build"))
            package = self.folder / "crate"
            shutil.rmtree(package, ignore_errors=True)
            shutil.copytree(HERE / project / "rust", package)
            shutil.copy(HERE / project / f"{project}.defs", self.folder)
            options = ["--release"] if self.profile == "release" else []
            self.run([self.cargo, "build", *options, "--quiet", "--offline", "--features", ",".join(features), *patches],
                     cwd=package, env={**os.environ, "CARGO_TARGET_DIR": str(target), "MIGC": self.migc,
                                       "MIGRT_LINK": "none"})
            self.archives[name] = shutil.copy(target / self.profile / f"lib{project}.a", self.folder / f"lib{name}.a")
        return self.archives[name]

    def darwin(self, client, server):
        """Builds a program whose messages are Darwin's; returns its path."""
        name = f"darwin-{client}-{server}"
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        here = HERE / "darwin"
        self.run([self.migc, "--target=x86_64-darwin", "--emit=header,user,server,sheader,shim-header",
                  here / "darwin.defs"], cwd=folder)
        sources = ["darwinUser.c"] if client == "c" else []
        sources += ["darwinServer.c", here / "server.c"] if server == "c" else [here / "server_rust.c"]
        features = [word for word in (CLIENTS[client], SERVERS[server]) if word]
        archive = [self.archive(features, "darwin")] if features else []
        self.run([*self.cc, "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I.", f"-I{here}",
                  f"-I{SOURCE}/runtime/include/migrt/ndr", f"-I{SOURCE}/runtime/include", here / "main.c", *sources,
                  *archive, *self.libraries, "-lpthread", "-ldl", "-lm", "-o", name], cwd=folder)
        return folder / name

    def program(self, client, server, is_common, main="main.c"):
        """Builds a program; returns its path."""
        name = f"{Path(main).stem}-{client}-{server}{'-common' if is_common else ''}"
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        self.run([self.migc, "--target=x86_64-gnu", "--emit=header,user,server,sheader,shim-header",
                  *(["-DCOMMON"] if is_common else []), PAIRS / "pairs.defs"], cwd=folder)
        sources = [PAIRS / main]
        sources += ["pairsUser.c"] if client == "c" else []
        sources += ["pairsServer.c"] if server != "demux" else []
        sources += [PAIRS / "server.c"] if server == "c" else [PAIRS / "server_rust.c"]
        features = [word for word in (CLIENTS[client], SERVERS[server], "common" if is_common else None) if word]
        archive = [self.archive(features)] if set(features) - {"common"} else []
        self.run([*self.cc, "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-stringop-overread",
                  "-I.", f"-I{PAIRS}", f"-I{SOURCE}/runtime/include/migrt/typed", f"-I{SOURCE}/runtime/include",
                  *sources, *archive, *self.libraries, "-lpthread", "-ldl", "-lm", "-o", name], cwd=folder)
        return folder / name


def expected(is_common):
    lines = (PAIRS / "expected.txt").read_text().splitlines()
    return [line for line in lines if not (is_common and line.startswith(NOT_COMMON))]


def compare(what, wanted, got):
    if wanted != got:
        raise Failure(f"{what}:\n" + "\n".join(difflib.unified_diff(wanted, got, lineterm="", n=2)))


def run_alone(program, wanted):
    done = subprocess.run([program], capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise Failure(f"{program.name}: status {done.returncode}\n{done.stdout}{done.stderr}")
    compare(program.name, wanted, done.stdout.splitlines())


def run_apart(folder, client, server):
    """Runs two programs as client and server; returns the trace of the client's messages."""
    boot = folder / "services"
    boot.mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "MIGRT_BOOTSTRAP_DIR": str(boot)}
    with subprocess.Popen([server, "server", "pairs"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=environment) as serving:
        try:
            serving.stdout.readline()
            done = subprocess.run([client, "client", "pairs"], capture_output=True, text=True, timeout=SECONDS,
                                  check=False, env={**environment, "MIGRT_TRACE": "full"})
        finally:
            serving.terminate()
        said = serving.communicate(timeout=SECONDS)[1]
    if done.returncode:
        raise Failure(f"{client.name} with {server.name}: status {done.returncode}\n{done.stdout}\n{said}")
    compare(f"{client.name} with {server.name}", expected(True), done.stdout.splitlines())
    # Where memory of its own lies is not the same in all programs.
    return [re.sub(r"(?:[0-9a-f]{2} )+ +(\d+ bytes at) 0x[0-9a-f]+", r"\1", line) for line in done.stderr.splitlines()]


def check_all(builder):
    count = 0
    for client, server, is_common in [("c", "c", False), ("c", "demux", False)]:
        run_alone(builder.program(client, server, is_common), expected(is_common))
        count += 1
    programs = {pair: builder.program(*pair, True) for pair in itertools.product(CLIENTS, SERVERS)}
    for program in programs.values():
        run_alone(program, expected(True))
        count += 1
    reference = None
    for client, server in programs:
        # Any program of the language will do as the other side.
        trace = run_apart(builder.folder, programs[client, "c"], programs["c", server])
        reference = reference or trace
        compare(f"bytes of {client} with {server}", reference, trace)
        count += 1
    wanted = (HERE / "darwin" / "expected.txt").read_text().splitlines()
    for client, server in itertools.product(CLIENTS, ("c", "demux")):
        run_alone(builder.darwin(client, server), wanted)
        count += 1
    edges = builder.program("rust", "demux", True, "edges.c")
    done = subprocess.run([edges], capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise Failure(f"edges: status {done.returncode}\n{done.stdout}{done.stderr}")
    return count + 1


def instructions(program, name, count):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, name, str(count)],
                          capture_output=True, text=True, check=False, timeout=600)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise Failure(f"{program.name}: {done.stderr}")
    return int(found.group(1))


def print_costs(builder):
    """Instructions of one call, in the client's stub, the server's and what they call."""
    builder.cc += ["-Wl,--wrap=migrt_typed_mach_msg"]
    calls = ("add", "merge", "greet")
    print(f"{'client':8}{'server':12}" + "".join(f"{call:>8}" for call in calls))
    for client, server in itertools.product(CLIENTS, SERVERS):
        program = builder.program(client, server, True, "cost.c")
        costs = [(instructions(program, call, 3000) - instructions(program, call, 1000)) / 2000 for call in calls]
        print(f"{client:8}{server:12}" + "".join(f"{cost:8.0f}" for cost in costs))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--cc", required=True, help="the C compiler, with options")
    parser.add_argument("--libraries", required=True, help="libmigrt, with options")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--cost", action="store_true", help="print instructions of a call instead (valgrind)")
    arguments = parser.parse_args()
    toolchain.require(SOURCE)
    shutil.rmtree(Path(arguments.folder) / "services", ignore_errors=True)
    Path(arguments.folder).mkdir(parents=True, exist_ok=True)
    try:
        if arguments.cost:
            print_costs(Builder(arguments))
            return 0
        print(f"{check_all(Builder(arguments))} programs and pairs of them")
    except Failure as failure:
        print(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
