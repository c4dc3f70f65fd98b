#!/usr/bin/env python3
"""Lets clients and servers of GNU MIG and of migc talk to each other, over a fake kernel in one process.

For each random interface (seeds are printed) and each target, programs are built of every pair of client and server.
Each calls every routine with the same random arguments; the server's functions check what they get, the clients what
comes back, and all messages and calls of support functions are logged. The logs of all pairs must be equal. What the
peer leaves open (padding, the upper half of ports, what follows a string) is left out of the log, but must be zero in
messages that migc's code makes.

Interfaces of the second kind also use what the peer's output gets wrong; there migc's client talks to migc's server.
"""

import itertools
import random
import re
import subprocess
from dataclasses import dataclass

import driver
import generator
import tools


@dataclass
class Job:
    """One interface on one target."""
    interface: object
    target: tools.Target
    folder: object
    with_peer: bool

    @property
    def where(self):
        return f"seed {self.interface.name[1:]} {self.target.name}{'' if self.with_peer else ' (anything)'}"


def subr_flag(interface):
    """How the support functions are named."""
    return f"-DMIG_TEST_SUBR(name)={interface.subrprefix}##name" if interface.subrprefix else "-DMIG_TEST_SUBR(name)=name"


def build_stubs(job, tool, role, peers, report):
    """Generate and compile one tool's client and server: {"user": object, "server": ..., "probe": ...} or None."""
    here = job.folder / role
    ran = tool.run(job.target, job.folder / f"{job.interface.name}.defs", here, job.interface.options())
    if not ran.accepted:
        report.fail(job.where, f"{role} rejects the interface", "status 0", f"status {ran.status}: {ran.errors[:600]}")
        return None
    prototypes = job.folder / f"{job.interface.name}_proto.h"
    objects = {}
    for part in ("user", "server", "probe"):
        source = job.folder / "probe.c" if part == "probe" else here / f"{part}.c"
        strict = not tool.is_peer and part != "probe"
        flags = [*(tools.STRICT if strict else tools.LENIENT), "-g", "-O1", "-include", str(prototypes),
                 subr_flag(job.interface), "-I", str(here), "-I", str(tools.HERE)]
        objects[part] = here / f"{part}.o"
        complaint = tools.compile_c(job.target, peers, source, objects[part], flags, (job.folder,))
        if complaint:
            report.fail(f"{job.where} {role}'s {part} file", "does not compile", "no complaint", complaint)
            return None
    return objects


def build_common(job, peers, report):
    """Compile the driver and the fake kernel."""
    objects = []
    for source in (job.folder / "driver.c", tools.HERE / "fake_kernel.c", tools.HERE / "values.c"):
        objects.append(job.folder / f"{source.stem}.o")
        complaint = tools.compile_c(job.target, peers, source, objects[-1],
                                    ("-std=gnu11", "-w", "-g", subr_flag(job.interface), "-I", str(tools.HERE)),
                                    (job.folder,))
        if complaint:
            report.fail(f"{job.where} {source.name}", "does not compile", "no complaint", complaint)
            return None
    return objects


def distinct(complaints):
    """The first of those complaints that differ in their numbers only."""
    first = {}
    for complaint in complaints:
        routine, _, text = complaint.partition(" ")
        first.setdefault((routine, re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "#", text)), complaint)
    return list(first.values())


def run_pair(job, client, server, stubs, common, words, report):
    """Link and run a client with a server; returns the lines of the log."""
    program = job.folder / f"{client}-{server}"
    objects = [stubs[client]["user"], stubs[server]["server"], stubs[server]["probe"], *common]
    linked = subprocess.run(["gcc", job.target.machine_flag, *map(str, objects), "-o", str(program)],
                            capture_output=True, text=True, check=False)
    where = f"{job.where} {client}'s client, {server}'s server"
    if linked.returncode:
        report.fail(where, "does not link", "no complaint", linked.stderr[-600:])
        return None
    try:
        done = subprocess.run([str(program), *words], capture_output=True, text=True, errors="replace", timeout=120,
                              check=False)
    except subprocess.TimeoutExpired:
        report.fail(where, "run", "an end", "none after 120 seconds")
        return None
    lines = done.stdout.splitlines()
    for line in distinct([line[5:] for line in lines if line.startswith("FAIL ")])[:8]:
        report.fail(where, line)
    if not lines or not lines[-1].endswith(" failures"):
        report.fail(where, "run", "an end", f"status {done.returncode} after: {lines[-1] if lines else 'nothing'}; "
                    f"{done.stderr[-300:]}")
    return [line for line in lines[:-1] if not line.startswith("FAIL ")]


def compare_logs(job, expected_pair, expected, pair, got, report):
    """Report the first line that differs."""
    for theirs, ours in itertools.zip_longest(expected, got, fillvalue="(end of the log)"):
        if theirs != ours:
            report.fail(f"{job.where}", "client and server differ from another pair",
                        f"{theirs}   [client {expected_pair[0]}, server {expected_pair[1]}]",
                        f"{ours}   [client {pair[0]}, server {pair[1]}]")
            return


def run_job(job, peers, ours, iterations, report):
    """Everything for one interface and target; returns the number of calls made."""
    driver.write(job.interface, job.folder)
    tools_by_role = {"migc": ours}
    if job.with_peer:
        tools_by_role["peer"] = tools.Peer("peer", peers)
    stubs = {role: build_stubs(job, tool, role, peers, report) for role, tool in tools_by_role.items()}
    common = build_common(job, peers, report)
    if common is None or not all(stubs.values()):
        return 0
    logs = {}
    for pair in itertools.product(("peer", "migc") if job.with_peer else ("migc",), repeat=2):
        words = [str(iterations)]
        if not ours.is_peer:
            words += [word for word, role in (("client-zeroes", pair[0]), ("server-zeroes", pair[1])) if role == "migc"]
        log = run_pair(job, *pair, stubs, common, words, report)
        if log is None:
            return 0
        logs[pair] = log
    (first, expected), *others = logs.items()
    for pair, log in others:
        compare_logs(job, first, expected, pair, log, report)
    return len(logs) * len(job.interface.routines) * iterations


def run(peers, ours, targets, folder, report):
    """Generate, build, run and compare."""
    seed = ARGUMENTS.seed if ARGUMENTS.seed is not None else random.SystemRandom().randrange(10 ** 6)
    print(f"first seed {seed} (again: --seed {seed} --count {ARGUMENTS.count} --anything {ARGUMENTS.anything})", flush=True)
    jobs = []
    for kind, count in ((generator.AVOID, ARGUMENTS.count), (generator.ANYTHING, ARGUMENTS.anything)):
        clean = kind is generator.AVOID
        if ours.is_peer and not clean:
            continue
        for number in range(seed, seed + count):
            for target in targets:
                # An interface of its own for each target: descriptions are changed by nobody, but threads share nothing.
                interface = generator.generate(number, kind, ARGUMENTS.routines)
                place = folder / f"{'clean' if clean else 'anything'}-{number}-{target.name}"
                jobs.append(Job(interface, target, place, clean))
    calls = tools.in_parallel(lambda job: run_job(job, peers, ours, ARGUMENTS.iterations, report), jobs, ARGUMENTS.jobs)
    report.say(f"{len(jobs)} programs' worth of interfaces, {sum(len(job.interface.routines) for job in jobs)} routines, "
               f"{sum(calls)} calls")


def _options(parser):
    parser.add_argument("--seed", type=int, help="the first seed (default: random)")
    parser.add_argument("--count", type=int, default=10, help="how many interfaces that both compile")
    parser.add_argument("--anything", type=int, default=4, metavar="COUNT",
                        help="how many interfaces with what the peer gets wrong, migc with itself")
    parser.add_argument("--routines", type=int, default=10, help="routines in each")
    parser.add_argument("--iterations", type=int, default=30, help="calls of each routine")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__, _options)
    tools.main(run, ARGUMENTS)
