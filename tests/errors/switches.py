#!/usr/bin/env python3
"""What switches do to diagnostics: -W, -Werror, -w, -q, -ferror-limit, --diagnostics=json; exit status of each mode."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WARNING = "subsystem s 100;\nrcsid \"a\";\nrcsid \"b\";\n"
BOTH = "subsystem s 100;\nrcsid \"a\";\nrcsid \"b\";\ntype t = nothing;\nskip;\nrcsid \"c\";\n"
UNUSED = "subsystem s 100;\n#include \"unused.h\"\ntype here = int;\n"
ERRORS = "subsystem s 100;\n" + "".join(f"type t{i} = unknown_type_{i}_{i};\n" for i in range(40))
FIELDS = "subsystem s 100;\ntype t = struct { int a; int a; };\n"
NATIVE = ["--target=x86_64-gnu"]
MIG = ["--as=gnu-mig", "--target=x86_64-gnu"]
MIGCOM = ["--as=gnu-migcom", "--target=x86_64-gnu"]

# name, options, text, status, words that must appear with how often
CASES = [
    ("warning", NATIVE, WARNING, 0, {"warning: ": 1}),
    ("-Wno-x", NATIVE + ["-Wno-second-rcsid"], WARNING, 0, {"second-rcsid": 0}),
    ("-Werror", NATIVE + ["-Werror"], WARNING, 1, {"error: ": 1, "warning: ": 0}),
    ("-Werror=x", NATIVE + ["-Werror=second-rcsid"], WARNING, 1, {"error: ": 1}),
    ("-Werror=y", NATIVE + ["-Werror=undef"], WARNING, 0, {"warning: ": 1}),
    ("-Werror -Wno-x", NATIVE + ["-Werror", "-Wno-second-rcsid"], WARNING, 0, {"rcsid": 0}),
    ("-Werror -Wno-error", NATIVE + ["-Werror", "-Wno-error"], WARNING, 0, {"warning: ": 1}),
    ("-Werror -Wno-error=x", NATIVE + ["-Werror", "-Wno-error=second-rcsid"], WARNING, 0, {"warning: ": 1}),
    ("-Wno-error=x -Werror", NATIVE + ["-Wno-error=second-rcsid", "-Werror"], WARNING, 0, {"warning: ": 1}),
    ("-Werror=x -Wno-error=x", NATIVE + ["-Werror=second-rcsid", "-Wno-error=second-rcsid"], WARNING, 0, {"warning: ": 1}),
    ("-Werror -Wno-error=y", NATIVE + ["-Werror", "-Wno-error=undef"], WARNING, 1, {"error: ": 1}),
    ("-Wno-error=unused", NATIVE + ["-Wno-error=unused-type"], UNUSED, 0, {"unused": 0}),
    ("-Wno-error= of none", NATIVE + ["-Wno-error=such-thing"], WARNING, 2, {"such-thing": 1}),
    ("-w", NATIVE + ["-w"], WARNING, 0, {"warning": 0}),
    ("-q", NATIVE + ["-q"], WARNING, 0, {"warning": 0}),
    ("-q -Werror", NATIVE + ["-q", "-Werror"], WARNING, 0, {"error": 0}),
    ("unknown -W", NATIVE + ["-Wno-such-thing"], WARNING, 2, {"no-such-thing": 1}),
    ("warnings beside errors", NATIVE, BOTH, 1, {"warning: ": 2, "error: ": 1}),
    ("unused is off", NATIVE, UNUSED, 0, {"unused": 0}),
    ("unused here only", NATIVE + ["-Wunused-type"], UNUSED, 0, {"warning: ": 1, "'here'": 1}),
    ("-Weverything", NATIVE + ["-Weverything"], UNUSED, 0, {"'here'": 1}),
    ("-Wall", NATIVE + ["-Wall"], UNUSED, 0, {"'here'": 0}),
    ("limit", NATIVE, ERRORS, 1, {"error: ": 20}),
    ("-ferror-limit", NATIVE + ["-ferror-limit=3"], ERRORS, 1, {"error: ": 3}),
    ("no limit", NATIVE + ["-ferror-limit=0"], ERRORS, 1, {"error: ": 40}),
    ("mig warning", MIG, WARNING, 0, {"warning: ": 1}),
    ("mig -q", MIG + ["-q"], WARNING, 0, {"warning": 0}),
    ("mig -q -Q", MIG + ["-q", "-Q"], WARNING, 0, {"warning: ": 1}),
    ("mig -Werror is the C compiler's", MIG + ["-Werror"], WARNING, 0, {"warning: ": 1}),
    ("mig error", MIG, BOTH, 1, {"warning: ": 2, "error: ": 1}),
    ("migcom error", MIGCOM, BOTH, 1, {"warning: ": 2, "error: ": 1}),
    ("migcom -q", MIGCOM + ["-q"], BOTH, 1, {"warning: ": 0, "error: ": 1}),
    ("an error of ours", NATIVE, FIELDS, 1, {"error: ": 1}),
    ("that the peer accepts", MIG, FIELDS, 0, {"error: ": 0, "warning: ": 1}),
]


def run(migc, options, text):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MIGC", "CPP", "CC"))}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "case.defs").write_text(text)
        Path(folder, "unused.h").write_text("type included = int;\n")
        is_migcom = "--as=gnu-migcom" in options
        done = subprocess.run([migc, *options] + ([] if is_migcom else ["case.defs"]), cwd=folder, env=environment,
                              input=text, capture_output=True, text=True, check=False, timeout=60)
        left = [path.name for path in Path(folder).iterdir() if path.suffix in (".c", ".h")
                and path.name != "unused.h"]
    return done, left


def check_json(migc, fail):
    """One object for each line."""
    done, _ = run(migc, NATIVE + ["--diagnostics=json"], BOTH + "type t = \"\xe9\";\n")
    for line in done.stderr.splitlines():
        report = json.loads(line)
        missing = {"severity", "code", "name", "message", "file", "line", "column", "length", "notes"} - set(report)
        if missing or report["file"] != "case.defs":
            fail(f"json: {line} lacks {missing}")
    if len(done.stderr.splitlines()) < 4:
        fail(f"json: {done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migc", required=True)
    migc = str(Path(parser.parse_args().migc).resolve())
    failures = []
    for name, options, text, status, words in CASES:
        done, left = run(migc, options, text)
        if done.returncode != status:
            failures.append(f"{name}: status {done.returncode}, not {status}\n{done.stderr}")
        for word, count in words.items():
            if done.stderr.count(word) != count if count else word in done.stderr:
                failures.append(f"{name}: {word!r} {done.stderr.count(word)} times, not {count}\n{done.stderr}")
        if done.returncode and left:
            failures.append(f"{name}: left {left} behind an error")
        if not done.returncode and not left:
            failures.append(f"{name}: wrote nothing")
    check_json(migc, failures.append)
    print("\n".join(failures + [f"{len(CASES)} cases, {len(failures)} failures"]))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
