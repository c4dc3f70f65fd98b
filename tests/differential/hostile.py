#!/usr/bin/env python3
"""Sends broken requests to a generated server and broken replies to a generated client, under sanitizers.

The messages and what each must lead to are in hostile/*.c: requests that are wrong in any part get MIG_BAD_ARGUMENTS and
the server's function is never called; replies give MIG_TYPE_ERROR, MIG_REPLY_MISMATCH, MIG_SERVER_DIED or
MIG_ARRAY_TOO_LARGE. With GNU MIG in migc's place, what it is known not to check (S1, S2, S5, S6) is left out.
"""

import os
import subprocess

import tools

SOURCES = tools.HERE / "hostile"
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def can_sanitize(target, folder):
    """Whether programs with sanitizers can be built and run for a target."""
    source, program = folder / "try.c", folder / "try"
    source.write_text("int main(void) { return 0; }\n")
    built = subprocess.run(["gcc", target.machine_flag, *SANITIZE, str(source), "-o", str(program)],
                           capture_output=True, check=False)
    return built.returncode == 0 and subprocess.run([str(program)], capture_output=True, check=False).returncode == 0


def build(target, peers, part, stub, folder, report):
    """Compile one program: its C file, the messages, and the stubs under test."""
    objects = []
    flags = ["-std=gnu11", "-g", "-O1", "-w", "-fno-builtin", *SANITIZE, "-I", str(folder), "-I", str(SOURCES)]
    for source in (SOURCES / f"{part}.c", SOURCES / "messages.c", SOURCES / "breakages.c", folder / stub):
        objects.append(folder / f"{part}-{source.stem}.o")
        complaint = tools.compile_c(target, peers, source, objects[-1], flags)
        if complaint:
            report.fail(f"{target.name} {source.name}", "does not compile", "no complaint", complaint)
            return None
    program = folder / part
    linked = subprocess.run(["gcc", target.machine_flag, *SANITIZE, *map(str, objects), "-o", str(program)],
                            capture_output=True, text=True, check=False)
    if linked.returncode:
        report.fail(f"{target.name} {part}", "does not link", "no complaint", linked.stderr[-800:])
        return None
    return program


def run_program(target, program, words, report):
    """Run one program; its complaints, and a sanitizer's, are differences."""
    environment = os.environ | {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"}
    done = subprocess.run([str(program), *words], capture_output=True, text=True, errors="replace", env=environment,
                          timeout=120, check=False)
    lines = done.stdout.splitlines()
    for line in lines:
        if line.startswith("FAIL "):
            report.fail(f"{target.name} {program.name}", line[5:])
    if not lines or not lines[-1].endswith(" failures"):
        what = next((line for line in done.stderr.splitlines() if "ERROR" in line or "runtime error" in line),
                    done.stderr[:300])
        report.fail(f"{target.name} {program.name}", "stopped", "an end",
                    f"status {done.returncode} in [{lines[-1] if lines else 'nothing'}]: {what}")
    else:
        report.say(f"{target.name} {program.name}: {lines[-1]}")


def run(peers, ours, targets, folder, report):
    """Both programs on each target."""
    def one(target):
        place = folder / target.name
        ran = ours.run(target, SOURCES / "hostile.defs", place)
        if not ran.accepted:
            report.fail(target.name, "hostile.defs", "accepted", f"status {ran.status}: {ran.errors}")
            return
        if not can_sanitize(target, place):
            report.say(f"skipped: no sanitizers for {target.name} on this machine")
            return
        for part, stub in (("requests", "server.c"), ("replies", "user.c")):
            program = build(target, peers, part, stub, place, report)
            if program:
                run_program(target, program, ["forgive"] if ours.is_peer else [], report)

    tools.in_parallel(one, targets, ARGUMENTS.jobs)


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__)
    tools.main(run, ARGUMENTS)
