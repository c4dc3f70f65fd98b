#!/usr/bin/env python3
"""Makes the calls of vectors/*.txt with generated clients and servers and compares the bytes of every message.

The vectors are measurements of the original compilers' output. Each program is run twice, over stacks and replies that are
filled with different bytes, so that what a stub leaves unset shows.
"""

import tools
import interface
import program
import vectors
from tools import HERE, DARWIN


class Suite:
    """A vector file with its interface."""

    def __init__(self, wire, defs, types, file, predeclared=()):
        self.wire, self.defs, self.types = wire, defs, types
        self.description = interface.parse(defs.read_text(), predeclared)
        self.vectors = vectors.read(HERE / "vectors" / file, self.description)


def suites():
    """All of them."""
    return [Suite(tools.NDR, DARWIN / "rows.defs", DARWIN / "rows_types.h", "ndr.txt")]


def leave_out_ours(suite):
    """Without the calls that Apple's stubs get wrong."""
    suite.vectors = [vector for vector in suite.vectors if not vector.is_ours]


def build(tool, suite, bits, folder, sanitize=False, options=(), flags=(), more=()):
    """Generate, compile and link a program that makes all calls of a suite; more: further C files."""
    ran = tool.run(suite.wire, bits, suite.defs, folder, options)
    if ran.status:
        raise tools.Failed(f"{suite.defs.name} is rejected: {ran.errors[:1500]}")
    text = program.write(suite.description, [v.call for v in suite.vectors], suite.wire.name, ["user.h", "server.h"])
    (folder / "calls.c").write_text(text)
    include = (folder, suite.types.parent)
    parts = [(folder / "calls.c", tools.LENIENT, include), (folder / "user.c", (*tool.flags, *flags), include),
             (folder / "server.c", (*tool.flags, *flags), include), *((source, tools.LENIENT, include) for source in more)]
    tools.build(suite.wire, bits, parts, folder / "calls", sanitize)
    return folder / "calls"


def logs(lines):
    """The printed messages of each call: [{"request": bytes, "reply": bytes}]."""
    result = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "call":
            result.append({})
        elif word in ("request", "reply"):
            result[-1][word] = vectors.got_bytes(rest)
    return result


def check(where, tool, suite, bits, lines, report):
    """Compare one run with the vectors."""
    for line in lines:
        if line.startswith("FAIL "):
            report.fail(where, line[5:])
    for vector, log in zip(suite.vectors, logs(lines)):
        name = f"{where} line {vector.line} ({vector.call.routine.name})"
        if set(log) != set(vector.messages):
            report.fail(name, "messages", sorted(vector.messages), sorted(log))
        for what in vector.messages.keys() & log.keys():
            expected = vectors.expected_bytes(vector.messages[what], bits // 8)
            complaint = vectors.compare(what, expected, log[what], tool.zeroes)
            if complaint:
                report.fail(name, complaint, vectors.show(expected), vectors.show(log[what]))


def run(folder, report):
    """Every suite, for both word sizes."""
    tool = tools.Peer(ARGUMENTS.peer) if ARGUMENTS.peer else tools.Migc(ARGUMENTS.migc)
    for suite in suites():
        if ARGUMENTS.wire not in (None, suite.wire.name):
            continue
        if ARGUMENTS.peer:
            leave_out_ours(suite)
        for bits in (64, 32):
            where = f"{suite.wire.name} -m{bits}"
            if not tools.can_run(bits):
                print(f"skipped: gcc -m{bits} builds no programs here")
                continue
            try:
                made = build(tool, suite, bits, folder / f"{suite.wire.name}-{bits}")
                for poison in ("a5", "5a"):
                    check(where, tool, suite, bits, tools.execute(made, [poison]), report)
            except tools.Failed as failure:
                report.fail(where, str(failure))
            print(f"{where}: {len(suite.vectors)} calls")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(
        __doc__, lambda parser: parser.add_argument("--wire", choices=["ndr"], help="only this wire"))
    tools.main(run, ARGUMENTS)
