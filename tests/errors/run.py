#!/usr/bin/env python3
"""Every diagnostic, rendered in full.

A case is MNNNN-NAME.defs with what migc says about it in MNNNN-NAME.err. A first line `// options: ...` has options
for the command; `<` among them means that the case is standard input. The page docs/errors/MNNNN.md shows the case and
the text. Each number of the catalogue has a page and, unless untested.txt says why not, a case; no page and no case is
without a number.

--update writes the .err files and the two blocks of the pages.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
PAGES = SOURCE / "docs" / "errors"
CATALOGUE = SOURCE / "src" / "diag" / "catalogue.def"
SHOWN_LINES = 24  # of a message, in a page


def catalogue():
    """Numbers with severity and name."""
    entries = re.findall(r"^DIAG\((\d+), (\w+), (\w+),", CATALOGUE.read_text(), re.MULTILINE)
    return {int(number): (severity, name) for number, severity, name in entries}


def untested():
    lines = (HERE / "untested.txt").read_text().splitlines()
    return {int(line[1:5]) for line in lines if line.startswith("M")}


def number_of(path):
    return int(path.name[1:5])


def run(migc, case):
    """What migc says about a case, its status, and the files it left."""
    text = case.read_text()
    options = re.match(r"// options: (.*)\n", text)
    words = options.group(1).split() if options else []
    if not any(word.startswith("--target") for word in words):
        words.append("--target=x86_64-gnu")
    is_input = "<" in words
    command = [migc] + [word for word in words if word != "<"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MIGC", "CPP", "CC"))}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(case, folder)
        shutil.copytree(HERE / "include", Path(folder) / "include")
        before = set(Path(folder).rglob("*"))
        done = subprocess.run(command if is_input else command + [case.name], cwd=folder, env=environment,
                              input=text if is_input else "", capture_output=True, text=True, check=False,
                              errors="backslashreplace", timeout=60)
        left = set(Path(folder).rglob("*")) - before
        is_unchanged = (Path(folder) / case.name).read_text() == text
    return done, left, is_unchanged


def shown(message):
    """The message as a page has it: long ones are cut."""
    lines = message.splitlines()
    if len(lines) > SHOWN_LINES:
        half = SHOWN_LINES // 2
        lines = lines[:half] + [f"... ({len(lines) - 2 * half} more lines)"] + lines[-half:]
    return "\n".join(line if len(line) <= 200 else line[:200] + "..." for line in lines) + "\n"


def page_with(page, example, message):
    """The page with these texts in its two blocks."""
    blocks = iter((shown(example), shown(message)))
    return re.sub(r"(?ms)^```\n.*?^```$", lambda _: "```\n" + next(blocks) + "```", page, count=2)


def difference(expected, got, name):
    return "\n".join(difflib.unified_diff(expected.splitlines(), got.splitlines(), f"{name} (expected)",
                                          f"{name} (got)", lineterm="", n=2))


def check_case(migc, case, update):
    """The failures of one case, as texts."""
    done, left, is_unchanged = run(migc, case)
    expected = case.with_suffix(".err")
    page = PAGES / f"M{number_of(case):04}.md"
    failures = []
    numbers = {int(number) for number in re.findall(r"\[M(\d{4})[,\]]", done.stderr)}
    is_error = ": error: " in done.stderr
    if numbers != {number_of(case)}:
        failures.append(f"{case.name}: reports {sorted(numbers)}\n{done.stderr[:2000]}")
    if done.stdout or (done.returncode != 0) != is_error or done.returncode not in (0, 1, 2):
        failures.append(f"{case.name}: status {done.returncode}, output {done.stdout[:200]!r}\n{done.stderr[-2000:]}")
    if is_error and left or not is_unchanged:
        failures.append(f"{case.name}: left {sorted(path.name for path in left)} behind an error")
    if update:
        expected.write_text(done.stderr)
        if page.exists():
            page.write_text(page_with(page.read_text(), case.read_text(), done.stderr))
        return failures
    was = expected.read_text() if expected.exists() else ""
    if was != done.stderr:
        failures.append(difference(was, done.stderr, expected.name))
    elif page.exists() and page.read_text() != page_with(page.read_text(), case.read_text(), was):
        failures.append(f"{page.name} does not show {case.name} and its message; update it")
    return failures


def check_lists(cases):
    """Whether catalogue, cases and pages have the same numbers, and pages the right titles."""
    entries = catalogue()
    have_case = {number_of(case) for case in cases}
    have_page = {number_of(page) for page in PAGES.glob("M*.md")}
    failures = []
    for what, numbers in (
            ("no case in tests/errors", set(entries) - have_case - untested()),
            ("a case, and is in untested.txt too", have_case & untested()),
            ("no page in docs/errors", set(entries) - have_page),
            ("a case, but is not in the catalogue", have_case - set(entries)),
            ("a page, but is not in the catalogue", have_page - set(entries))):
        failures += [f"M{number:04} has {what}" for number in sorted(numbers)]
    for number in sorted(have_page & set(entries)):
        severity, name = entries[number]
        option = name.replace("_", "-")
        text = (PAGES / f"M{number:04}.md").read_text()
        if not text.startswith(f"# M{number:04}: {option}\n"):
            failures.append(f"docs/errors/M{number:04}.md is not headed 'M{number:04}: {option}'")
        if (f"-Wno-{option}`" in text.split("\n")[2]) != (severity == "WARNING") or \
           (f"`-W{option}`" in text.split("\n")[2]) != (severity == "WARNING_OFF"):
            failures.append(f"docs/errors/M{number:04}.md does not say how to switch the warning")
    sources = "\n".join(path.read_text() for path in (SOURCE / "src").rglob("*.[chly]"))
    failures += [f"M{number:04} ({name}) is never reported" for number, (_, name) in sorted(entries.items())
                 if not re.search(rf"\bDIAG_{name}\b", sources)]
    return failures


def index():
    """The list of all numbers, docs/errors/README.md."""
    lines = ["# Diagnostics", "", "`migc` numbers what it has to say. `-W...` in the brackets of a message names a"
             " warning's switch.", "", "| number | name | |", "|---|---|---|"]
    words = {"ERROR": "error", "WARNING": "warning", "WARNING_OFF": "warning, off by default"}
    lines += [f"| [M{number:04}](M{number:04}.md) | {name.replace('_', '-')} | {words[severity]} |"
              for number, (severity, name) in sorted(catalogue().items())]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("case", nargs="*", help="only cases whose name contains this")
    arguments = parser.parse_args()
    migc = str(Path(arguments.migc).resolve())
    cases = sorted(HERE.glob("M*.defs"))
    failures = check_lists(cases)
    readme = PAGES / "README.md"
    if arguments.update:
        readme.write_text(index())
    elif not readme.exists() or readme.read_text() != index():
        failures.append("docs/errors/README.md does not list the catalogue; update it")
    for case in cases:
        if not arguments.case or any(part in case.name for part in arguments.case):
            failures += check_case(migc, case, arguments.update)
    print("\n".join(failures + [f"{len(cases)} cases, {len(failures)} failures"]))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
