#!/usr/bin/env python3
"""Random interfaces and calls on the NDR wire: generated clients talk to generated servers.

Both check every value. Each program runs twice, over stacks and replies filled with different bytes: what differs between
the runs was never written. With --peer, clients and servers of another migcom take part, every pair of them, and the bytes
of each message must be the same apart from those that the peer leaves unset. Ours are zero there.
"""

import itertools
import random
import re
from concurrent.futures import ThreadPoolExecutor

import generator
import program
import tools
import vectors

POISONS = ("a5", "5a")


class Pair:
    """The log of one client with one server: calls with their lines and messages."""

    def __init__(self, runs):
        self.lines = [[line for line in run if not line.startswith(("request ", "reply "))] for run in runs]
        self.messages = [list(self.split(run)) for run in runs]

    @staticmethod
    def split(lines):
        """For each call its messages: {"request": bytes, "reply": bytes}."""
        found = None
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "call":
                if found is not None:
                    yield found
                found = {}
            elif word in ("request", "reply"):
                found[word] = vectors.got_bytes(rest)
        yield found

    def known(self, call, what):
        """The bytes of a message, -1 where they were not written."""
        first, second = (run[call].get(what) for run in self.messages)
        if first is None or second is None or len(first) != len(second):
            return first
        return [a if a == b else -1 for a, b in zip(first, second)]


PORT, MEMORY, PORTS = 0, 1, 2       # types of descriptors


def without_meaning(message, pointer_bytes):
    """Places that the peer may leave unset without its showing, since its stack happens to hold the same each time: in
    descriptors those that are named here; among the data those that we send as 0, for values are checked by the receiver."""
    places, at = set(), 28 if message[3] & 0x80 else 24
    for _ in range(message[24] if message[3] & 0x80 else 0):
        kind = message[at + 11]
        if kind == PORT:
            places |= set(range(at + 4, at + 10))
            if message[at:at + 4] == [0, 0, 0, 0]:      # the disposition of no right
                places.add(at + 10)
        elif kind == MEMORY:
            places.add(at + 10)
        elif kind == PORTS:
            places.add(at + 9)
        at += 16 if kind != PORT and pointer_bytes == 8 else 12
    return places | {i for i in range(at, len(message)) if message[i] == 0}


def stubs(role, tool, name, bits, folder, text, options):
    """Generate one tool's files; the folder."""
    here = folder / role
    here.mkdir(parents=True)
    (here / f"{name}.defs").write_text(text)
    ran = tool.run(tools.NDR, bits, here / f"{name}.defs", here, options)
    if ran.status:
        raise tools.Failed(f"{role} rejects the interface: {ran.errors[:1000]}")
    return here


def run_pair(client, server, bits, folder, places, flags, sanitize):
    """Build and run one pair."""
    include = (folder,)
    parts = [(folder / "calls.c", tools.LENIENT, (*include, places[client])),
             (places[client] / "user.c", flags[client], include), (places[server] / "server.c", flags[server], include)]
    made = folder / f"{client}-{server}"
    tools.build(tools.NDR, bits, parts, made, sanitize)
    return Pair([tools.execute(made, [poison]) for poison in POISONS])


def check_own(where, what, call, pair, report):
    """Bytes that our stubs leave unset are a failure, whatever they are."""
    known = pair.known(call, what)
    if known and -1 in known:
        report.fail(where, f"migc leaves byte {known.index(-1)} of a {what} unset", "0", vectors.show(known))
        return False
    return True


def without_lost_rights(lines):
    """A log without the memory that a server frees after a call that failed. Apple's frees the names of an array of rights then,
    so that nobody can release them; ours leaves them to whoever destroys the request."""
    kept, failed = [], False
    for line in reversed(lines):
        if line.startswith("server knows "):
            failed = line != "server knows 0"
        elif not line.startswith("mig_deallocate "):
            failed = False
        if not (failed and line.startswith("mig_deallocate ")):
            kept.append(line)
    return kept[::-1]


def compare(where, bits, calls, pairs, report):
    """Every message of every pair with that of the first; one failure for each routine and pair."""
    seen = set()
    (first_roles, first), *others = pairs.items()
    for number, call in enumerate(calls):
        name = f"{where} {call.routine.name} (call {number})"
        for roles, pair in pairs.items():
            for what, role in (("request", roles[0]), ("reply", roles[1])):
                if role == "migc" and (call.routine.name, what) not in seen:
                    if not check_own(name, what, number, pair, report):
                        seen.add((call.routine.name, what))
        for roles, pair in others:
            for index, what in enumerate(("request", "reply")):
                if roles[index] == first_roles[index]:
                    continue    # of the same stub
                expected, got = first.known(number, what), pair.known(number, what)
                if expected is None or got is None:
                    if expected is not got:
                        report.fail(name, f"{what} of {roles} and {first_roles}", bool(expected), bool(got))
                    continue
                if what == "request":
                    expected = expected[:4] + [-1] * 4 + expected[8:]
                if len(expected) == len(got):
                    unset = without_meaning(got, bits // 8)
                    expected = [-1 if at in unset else byte for at, byte in enumerate(expected)]
                zeroes = roles[0 if what == "request" else 1] == "migc"
                complaint = vectors.compare(what, expected, got, zeroes)
                if complaint and (call.routine.name, what, roles) not in seen:
                    seen.add((call.routine.name, what, roles))
                    report.fail(name, f"{complaint} of client, server {roles} and {first_roles}", vectors.show(expected),
                                vectors.show(got))
    for roles, pair in others:
        for line, theirs in zip(without_lost_rights(first.lines[0]), without_lost_rights(pair.lines[0])):
            if line != theirs and not line.startswith("FAIL") and not theirs.startswith("FAIL"):
                report.fail(where, f"log of client, server {roles} and {first_roles}", line, theirs)
                break


def run_seed(seed, bits, folder, tools_by_role, report):
    """One interface on one word size; the number of calls."""
    where = f"seed {seed} -m{bits}"
    folder.mkdir(parents=True)
    description, text, header = generator.generate(seed, ARGUMENTS.routines, "peer" in tools_by_role)
    calls = generator.calls(description, seed, ARGUMENTS.iterations)
    name = description.name
    (folder / f"{name}_types.h").write_text(f"#ifndef {name}_types_h\n#define {name}_types_h\n{header}#endif\n")
    (folder / "calls.c").write_text(program.write(description, calls, "ndr", [f"{name}_types.h", "user.h"]))
    try:
        places = {role: stubs(role, tool, name, bits, folder, text, ()) for role, tool in tools_by_role.items()}
        pairs = {}
        flags = {role: (*tool.flags, "-Wno-unused-parameter") for role, tool in tools_by_role.items()}
        for roles in itertools.product(tools_by_role, repeat=2):
            pair = run_pair(*roles, bits, folder, places, flags, "peer" not in roles)
            kinds = {re.sub(r"[0-9]+", "#", line): line for line in reversed(pair.lines[0]) if line.startswith("FAIL ")}
            for line in kinds.values():
                report.fail(f"{where} client, server {roles}", line[5:])
            pairs[roles] = pair
        compare(where, bits, calls, pairs, report)
    except tools.Failed as failure:
        report.fail(where, str(failure))
    return len(calls) * len(tools_by_role) ** 2


def run(folder, report):
    """All seeds."""
    tools_by_role = {}
    if ARGUMENTS.peer:
        tools_by_role["peer"] = tools.Peer(ARGUMENTS.peer)
    if ARGUMENTS.migc:
        tools_by_role["migc"] = tools.Migc(ARGUMENTS.migc)
    seed = ARGUMENTS.seed if ARGUMENTS.seed is not None else random.SystemRandom().randrange(10 ** 6)
    print(f"first seed {seed}", flush=True)
    sizes = [bits for bits in (64, 32) if tools.can_run(bits)]
    jobs = [(number, bits) for number in range(seed, seed + ARGUMENTS.count) for bits in sizes]
    with ThreadPoolExecutor(max_workers=ARGUMENTS.jobs) as pool:
        calls = list(pool.map(lambda job: run_seed(*job, folder / f"{job[0]}-{job[1]}", tools_by_role, report), jobs))
    print(f"{len(jobs)} interfaces, {sum(calls)} calls")


def options(parser):
    """The options of this test."""
    parser.add_argument("--seed", type=int, help="the first seed (default: random)")
    parser.add_argument("--count", type=int, default=10, help="how many interfaces")
    parser.add_argument("--routines", type=int, default=10, help="routines in each")
    parser.add_argument("--iterations", type=int, default=12, help="calls of each routine")
    parser.add_argument("-j", "--jobs", type=int, default=2)


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__, options)
    tools.main(run, ARGUMENTS)
