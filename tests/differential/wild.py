#!/usr/bin/env python3
"""Compares migc with GNU MIG on random files of the whole grammar (`language`), of which many are wrong.

For each file and target: accepted or rejected alike, warned of where the peer warns; the same ids, prototypes, includes;
where the peer's output compiles, ours does; without warnings and with the same members at the same places in message
structures if the file is a regular one (`language.Maker.odd`).
"""

import random
import re

import corpus
import language
import tools

# Errors for what the peer accepts, although the C that it writes from that does not compile or does not work.
OURS_ALONE = {
    "M0314",    # sizes that are no whole number of bytes
    "M0319",    # rights of another size than the target's (B9)
    "M0325",    # a string without room for its end: every call writes behind its field
}

# A special argument that another one replaces is passed on as if it had the other's type: an array or structure cannot be.
OF_REPLACED = {"M0402", "M0403", "M0404"}


def check_acceptance(pair, runs, report):
    """Whether both take the file; what only we refuse must be known."""
    if runs["peer"].accepted == runs["migc"].accepted:
        return
    numbers = re.findall(r" error: .*\[(M\d+)", runs["migc"].errors)
    known = OURS_ALONE | (OF_REPLACED if "M0410" in runs["migc"].errors else set())
    if not runs["migc"].accepted and numbers and all(number in known for number in numbers):
        return
    report.fail(pair.where, "accepted", f"{runs['peer'].accepted} ({runs['peer'].errors[:300]})",
                f"{runs['migc'].accepted} (status {runs['migc'].status}: {runs['migc'].errors[:600]})")


def may_not_compile(runs, output, complaint):
    """Whether that is the file's fault: one type stands for another without a translation (M0411), or C has another size for a
    type than messages have, which the peer's server file does not look at."""
    if output != "server":
        return False
    lines = complaint.splitlines()
    return "M0411" in runs["migc"].errors or bool(lines) and all("static assertion failed" in line for line in lines)


def compare_compiled(pair, runs, is_regular, peers, ours, report):
    """Everything that a C compiler is needed for; the number of structures compared."""
    theirs = corpus.compile_outputs(pair, "peer", peers, tools.LENIENT)
    # In odd files one C type stands for another, which compilers warn of.
    mine = corpus.compile_outputs(pair, "migc", peers, tools.STRICT if is_regular and not ours.is_peer else tools.LENIENT)
    structures = 0
    for output, complaint in mine.items():
        if complaint and not theirs[output] and not may_not_compile(runs, output, "" if is_regular else complaint):
            report.fail(f"{pair.where} {output}", "does not compile", "no complaint", complaint)
        if is_regular and "header" not in output and not complaint and not theirs[output]:
            structures += corpus.compare_layouts(pair, output, report)
    return structures


def compare(pair, is_regular, peers, ours, report):
    """One file on one target: (accepted by both, routines, structures compared)."""
    runs = {role: tool.run(pair.target, pair.defs, pair.folders[role])
            for role, tool in (("peer", tools.Peer("peer", peers)), ("migc", ours))}
    check_acceptance(pair, runs, report)
    if "warning" in runs["peer"].errors and "warning" not in runs["migc"].errors and runs["migc"].accepted:
        report.fail(pair.where, "warnings", runs["peer"].errors[:400], runs["migc"].errors[:400])
    if not all(run.accepted for run in runs.values()):
        return False, 0, 0
    if pair.text("peer", "list") != pair.text("migc", "list"):
        report.fail(pair.where, "list of ids", pair.text("peer", "list"), pair.text("migc", "list"))
    corpus.compare_headers(pair, ours.is_peer, report)
    return True, len(pair.text("peer", "list").splitlines()), compare_compiled(pair, runs, is_regular, peers, ours, report)


def run(peers, ours, targets, folder, report):
    """All seeds."""
    seed = ARGUMENTS.seed if ARGUMENTS.seed is not None else random.SystemRandom().randrange(10 ** 6)
    print(f"first seed {seed} (again: --seed {seed} --count {ARGUMENTS.count})", flush=True)
    jobs = []
    for number in range(seed, seed + ARGUMENTS.count):
        maker = language.Maker(number)
        text, header = maker.make()
        here = folder / str(number)
        here.mkdir(parents=True)
        (here / f"y{number}.defs").write_text(text)
        (here / f"y{number}_types.h").write_text(header)
        for target in targets:
            folders = {role: here / target.name / role for role in ("peer", "migc")}
            jobs.append((corpus.Pair(here / f"y{number}.defs", target, "", folders, (here,)), not maker.odd))
    results = tools.in_parallel(lambda job: compare(*job, peers, ours, report), jobs, ARGUMENTS.jobs)
    report.say(f"{len(jobs)} runs, {sum(r[0] for r in results)} accepted by both, {sum(r[1] for r in results)} routines, "
               f"{sum(r[2] for r in results)} message structures compared")


def _options(parser):
    parser.add_argument("--seed", type=int, help="the first seed (default: random)")
    parser.add_argument("--count", type=int, default=40, help="how many files")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__, _options)
    tools.main(run, ARGUMENTS)
