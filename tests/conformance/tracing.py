#!/usr/bin/env python3
"""Stubs made with -L tell of every message that they send and receive what the message itself says.

The calls are those of vectors/ndr.txt and the broken requests of vectors/ndr-hostile.txt; what a trace has to say is read
out of the bytes on the wire.
"""

import conformance
import hostile
import tools
from tools import HERE

USER, SERVER = 0, 1
SENT, RECEIVED, ANSWERED, RETURNED = 0, 1, 2, 3
OPTIONS, FLAGS = ("-L",), ("-DMIG_DEBUG=1",)


def described(message, bits):
    """(descriptors, rights, rights out of line, bytes out of line) of a message."""
    if not int.from_bytes(message[:4], "little") >> 31:
        return 0, 0, 0, 0
    count, at, sums = int.from_bytes(message[24:28], "little"), 28, [0, 0, 0]
    for _ in range(count):
        kind = message[at + 11]
        if kind == 0:
            sums[0] += 1
            at += 12
        else:
            place = at + (12 if bits == 64 else 4)
            sums[1 if kind == 2 else 2] += int.from_bytes(message[place:place + 4], "little")
            at += 16 if bits == 64 else 12
    return count, *sums


def event(who, what, message, bits, code=0):
    """The line for a message as it was sent."""
    count, rights, away_rights, away_bytes = described(message, bits)
    number = int.from_bytes(message[20:24], "little")
    return f"trace {who} {what} {number} {len(message)} {count} {code} {rights} {away_rights} {away_bytes}"


def expected(log, bits):
    """The lines of a call."""
    request = log["request"]
    is_form = len(request) == 36 and int.from_bytes(request[20:24], "little") == 2025
    lines = [event(USER, SENT, request, bits)]
    if not is_form:
        lines.append(event(SERVER, RECEIVED, request, bits))
    if "reply" in log:
        reply = log["reply"]
        is_complex = int.from_bytes(reply[:4], "little") >> 31
        code = 0 if is_complex else int.from_bytes(reply[32:36], "little", signed=True)
        if code == 0 or len(reply) == 36 and not log["has_results"]:
            lines.append(event(SERVER, ANSWERED, reply, bits, code))
        lines.append(event(USER, RETURNED, reply, bits, code))
    return lines


def split(lines):
    """The lines of each call."""
    calls = []
    for line in lines:
        if line.startswith("call "):
            calls.append([])
        elif calls:
            calls[-1].append(line)
    return calls


def check_calls(where, suite, bits, lines, report):
    """Every call of the vectors."""
    logs = conformance.logs(lines)
    for vector, log, text in zip(suite.vectors, logs, split(lines)):
        got = [line for line in text if line.startswith("trace ") or line.startswith("mistake ")]
        routine = vector.call.routine
        log["has_results"] = any(argument.returned for argument in routine.arguments)
        if vector.call.any_error or vector.call.result == -305 or routine.simple:
            got, wanted = got[:2], expected({"request": log["request"]}, bits)
        else:
            wanted = expected(log, bits)
        if got != wanted:
            report.fail(f"{where} line {vector.line} ({routine.name})", "trace", wanted, got)


def check_mistakes(where, suite, bits, made, report):
    """A broken request is told of once, as the server's."""
    cases = [case for case in hostile.read(HERE / "vectors" / "ndr-hostile.txt", suite)
             if case.way == "request" and case.outcome in ("-300", "-304")]
    lines = tools.execute(made, ["a5", "hostile"], "".join(case.script(bits) for case in cases))
    for case, text in zip(cases, split(lines)):
        got = [line for line in text if line.startswith("mistake ")]
        if got != ["mistake 1 0"]:
            report.fail(f"{where} hostile line {case.line}", "mistakes", ["mistake 1 0"], got)
    return len(cases)


def run(folder, report):
    """For both word sizes."""
    for bits in (64, 32):
        if not tools.can_run(bits):
            continue
        suite = conformance.suites()[0]
        where = f"-m{bits}"
        try:
            made = conformance.build(tools.Migc(ARGUMENTS.migc), suite, bits, folder / str(bits), False, OPTIONS, FLAGS,
                                     (HERE / "trace.c",))
            check_calls(where, suite, bits, tools.execute(made, ["a5"]), report)
            count = check_mistakes(where, suite, bits, made, report)
            print(f"{where}: {len(suite.vectors)} calls, {count} broken requests")
        except tools.Failed as failure:
            report.fail(where, str(failure))


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__)
    tools.main(run, ARGUMENTS)
