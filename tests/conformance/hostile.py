#!/usr/bin/env python3
"""Sends broken requests to a generated server and broken replies to a generated client, under sanitizers.

The messages and what each must lead to are in vectors/ndr-hostile.txt; the calls that are broken are those of
vectors/ndr.txt.
"""

import re
from dataclasses import dataclass

import conformance
import tools
from tools import HERE


@dataclass
class Case:
    """One broken message."""
    line: int
    call: int
    routine: str
    way: str
    changes: str
    outcome: str
    peer: str

    def script(self, bits):
        """The line that the test program reads."""
        size, trailer, changes = -1, -1, []
        text = re.sub(r"(\w+)/(\w+)", lambda m: m[1] if bits == 64 else m[2], self.changes)
        for word in text.split():
            if word in ("complex", "simple"):
                changes.append((3, 1, 0x80 if word == "complex" else 0))
                continue
            left, value = word.split("=")
            if left == "size":
                size = int(value)
            elif left == "trailer":
                trailer = int(value)
            elif left.startswith("fill@"):
                start, count = map(int, left[5:].split("+"))
                changes += [(start + i, 1, int(value, 0)) for i in range(count)]
            else:
                width, offset = left.split("@")
                width = int(width[1:]) // 8
                changes.append((int(offset), width, int(value, 0) % (1 << 8 * width)))
        words = [f"{offset}:{width}:{value:x}" for offset, width, value in changes]
        return " ".join([str(self.call), self.way, str(size), str(trailer), *words]) + "\n"


def read(path, suite):
    """The cases of a file."""
    cases, call, way = [], 0, ""
    for number, text in enumerate(path.read_text().splitlines(), 1):
        text = text.split(" # ")[0].strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("of "):
            words = text.split()
            occurrence = int(words[2]) if len(words) == 4 else 1
            calls = [i for i, v in enumerate(suite.vectors) if v.call.routine.name == words[1]]
            call, way = calls[occurrence - 1], words[-1]
            continue
        changes, outcome = text.split("->")
        outcome, _, peer = outcome.partition(" peer ")
        name = suite.vectors[call].call.routine.name
        cases.append(Case(number, call, name, way, changes.strip(), outcome.strip(), peer.strip()))
    return cases


def run_cases(program, cases, bits):
    """What became of each case: (code, calls of the server's function)."""
    lines = tools.execute(program, ["a5", "hostile"], "".join(case.script(bits) for case in cases))
    outcomes, code = [], None
    for line in lines:
        if line.startswith("call "):
            code = None
        elif line.startswith("server "):
            code = int(line.split()[2])
        elif line.startswith("result "):
            _, result, _, calls = line.split()
            outcomes.append((code, int(result), int(calls)))
    return outcomes


def judge(case, outcome, is_peer):
    """A complaint, or an empty text."""
    code, result, calls = outcome
    wanted = case.outcome
    if is_peer and case.peer:
        wanted = f"{case.peer} called" if "called" in wanted else case.peer
    may_run = "called" in wanted
    codes = wanted.replace("called", "").strip().split("|")
    got = code if case.way == "request" else result
    fits = got != 0 if codes == ["error"] else str(got) in codes
    if not fits:
        return f"{got} (expected {wanted})"
    if case.way == "request":
        ran = calls > 0
        if ran and not may_run:
            return f"the server's function ran (code {got})"
        if not ran and got == 0:
            return "no error, but the server's function did not run"
        if ran and got != 0 and "error" not in wanted and len(codes) == 1:
            return f"the server's function ran (code {got})"
    return ""


def run(folder, report):
    """All cases, for both word sizes."""
    tool = tools.Peer(ARGUMENTS.peer) if ARGUMENTS.peer else tools.Migc(ARGUMENTS.migc)
    is_peer = bool(ARGUMENTS.peer)
    suite = conformance.suites()[0]
    if is_peer:
        conformance.leave_out_ours(suite)
    cases = read(HERE / "vectors" / "ndr-hostile.txt", suite)
    if is_peer:
        cases = [case for case in cases if case.peer != "skip"]
    for bits in (64, 32):
        if not tools.can_run(bits):
            print(f"skipped: gcc -m{bits} builds no programs here")
            continue
        where = f"ndr -m{bits}"
        try:
            made = conformance.build(tool, suite, bits, folder / str(bits), not is_peer)
            outcomes = run_cases(made, cases, bits)
        except tools.Failed as failure:
            report.fail(where, str(failure))
            continue
        for case, outcome in zip(cases, outcomes):
            complaint = judge(case, outcome, is_peer)
            if complaint:
                report.fail(f"{where} line {case.line} ({case.routine} {case.way}): {case.changes or 'unchanged'}", complaint)
        print(f"{where}: {len(outcomes)} messages")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__)
    tools.main(run, ARGUMENTS)
