#!/usr/bin/env python3
"""glibc's build reads the text of headers and stubs. The same readings, with patterns of our own:

guard     lines 1 and 2 of the user header are its guard, the last line is the #endif; two headers, pasted together by
          dropping one's last line and the other's first two, make one that compiles
routines  a line of exactly four words whose second is Routine or SimpleRoutine names a routine, and all are found so
cut       cut at blank lines, each routine is one paragraph that begins with its line; no '@' and no '%' anywhere
rewrite   in a file of -i, '{' and '}' stand alone at column 0 once each, around the body; the definition's first line
          ends in the function's name; '(' and ')' stand alone; each parameter's name is the last word of its line
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
import cases  # noqa: E402

ROUTINE_WORDS = ("Routine", "SimpleRoutine")


class Reader:
    def __init__(self, where):
        self.where = where
        self.failures = []

    def expect(self, condition, text):
        if not condition:
            self.failures.append(f"{self.where}: {text}")


def declared(text):
    """Routines of the source as (kind, name)."""
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    return [("SimpleRoutine" if kind else "Routine", name)
            for kind, name in re.findall(r"\b(simple)?routine\s+(\w+)", bare, re.IGNORECASE)]


def read_guard(reader, lines, subsystem):
    guard = f"_{subsystem}_user_"
    reader.expect(lines[0].split() == ["#ifndef", guard], f"line 1 is {lines[0]!r}")
    reader.expect(lines[1].split() == ["#define", guard], f"line 2 is {lines[1]!r}")
    reader.expect(lines[-1].startswith("#endif"), f"the last line is {lines[-1]!r}")


def read_routines(reader, lines, routines):
    found = [(words[1], words[2]) for words in map(str.split, lines)
             if len(words) == 4 and words[1] in ROUTINE_WORDS]
    reader.expect(found == routines, f"four-word lines say {found}, the source {routines}")


def read_paragraphs(reader, text, routines):
    reader.expect("@" not in text and "%" not in text, "has '@' or '%'")
    paragraphs = [part.strip("\n") for part in text.split("\n\n")]
    for kind, name in routines:
        first = f"/* {kind} {name} */"
        own = [part for part in paragraphs if part.split("\n")[0] == first]
        reader.expect(len(own) == 1, f"{len(own)} paragraphs begin with {first!r}")
        reader.expect(f"\n\n\n{first}" not in text, f"two blank lines stand before {first!r}")
        for part in own:
            reader.expect(re.search(rf"^kern_return_t \w*{name}$", part, re.MULTILINE),
                          f"the paragraph of {name} has no line 'kern_return_t {name}'")
            reader.expect(part.rstrip().endswith(";"), f"the paragraph of {name} ends inside its prototype")
    for part in paragraphs:
        if re.match(r"(#ifdef __cplusplus|extern \"C\"|\})", part):
            reader.expect("#include" not in part and "kern_return_t" not in part, "extern \"C\" is no paragraph")


def read_stub(reader, text, name):
    """What a program sees that rewrites a stub line by line."""
    lines = text.split("\n")
    opened = [i for i, line in enumerate(lines) if line == "{"]
    closed = [i for i, line in enumerate(lines) if line == "}"]
    reader.expect(len(opened) == 1 and len(closed) == 1,
                  f"'{{' and '}}' stand alone {len(opened)} and {len(closed)} times")
    named = [i for i, line in enumerate(lines) if line.split()[-1:] == [name]]
    reader.expect(len(named) == 1, f"{len(named)} lines end in {name}")
    if (len(opened), len(closed), len(named)) != (1, 1, 1):
        return
    start = named[0]
    reader.expect(lines[start + 1] == "(", f"'(' does not follow {name} on a line of its own")
    reader.expect(lines[opened[0] - 1] == ")", "')' does not stand before '{'")
    parameters = [line.rstrip(",") for line in lines[start + 2:opened[0] - 1]]
    for line in parameters:
        # A comment may follow: char *a /* max of 8 elements */
        last = re.sub(r"/\*.*?\*/", "", line).split()[-1].lstrip("*")
        reader.expect(re.fullmatch(r"\w+", last), f"{line!r} does not end in a name")
        reader.expect("/*" not in line or line.rstrip().endswith("*/"), f"{line!r} has an open comment")
    after = "\n".join(lines[closed[0] + 1:]).strip()
    reader.expect(not after, f"text follows the stub: {after[:60]!r}")


def paste(first, second):
    return "\n".join(first.rstrip("\n").split("\n")[:-1] + second.split("\n")[2:])


def check_case(migc, case, target):
    subsystem = re.search(r"^subsystem\s+(?:kernel(?:user|server)\s+)*(\w+)", case.text, re.MULTILINE).group(1)
    routines = declared(case.text)
    reader = Reader(f"{case.name} for {target}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = cases.command(migc, case, target) + ["-i", "tmp_"]
        words += ["-header", "case.h", "-server", "/dev/null"] if case.is_gnu else \
            ["--emit=header,user", "--header=case.h"]
        done = cases.run(words + [str(case.path)], folder)
        reader.expect(done.returncode == 0, done.stderr)
        if done.returncode:
            return reader.failures, ""
        text = (folder / "case.h").read_text()
        read_guard(reader, text.rstrip("\n").split("\n"), subsystem)
        read_routines(reader, text.split("\n"), routines)
        read_paragraphs(reader, text, routines)
        for _, routine in routines:
            stub = folder / f"tmp_{routine}.c"
            reader.expect(stub.exists(), f"there is no {stub.name}")
            if stub.exists():
                code = stub.read_text()
                function = re.search(rf"^.*\b(\w*{routine})$", code, re.MULTILINE)
                stub_reader = Reader(f"{case.name} for {target}, {stub.name}")
                stub_reader.expect(function, f"no line ends in {routine}")
                if function:
                    read_stub(stub_reader, code, function.group(1))
                reader.failures += stub_reader.failures
    return reader.failures, text


def check_paste(headers):
    """All headers of the drop-in mode pasted into one compile."""
    whole = ""
    for text in headers:
        whole = paste(whole, text) if whole else text
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "all.c").write_text(whole)
        done = subprocess.run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-isystem",
                               str(cases.TYPED_HEADERS), "-include", str(HERE / "types.h"), "all.c"], cwd=folder,
                              capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"pasted headers: {done.stderr[:1500]}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--peers")
    migc = str(Path(parser.parse_args().migc).resolve())
    failures, headers = [], []
    every = cases.all_cases()
    for case in every:
        for target in cases.TARGETS:
            found, text = check_case(migc, case, target)
            failures += found
            if case.is_gnu and target == "x86_64-gnu" and text:
                headers.append(text)
    failures += check_paste(headers)
    # A header pasted to itself: nothing may stand in it that cannot stand twice.
    failures += check_paste([headers[0], headers[0]])
    print("\n".join(failures + [f"{len(every)} cases, {len(failures)} failures"]))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
