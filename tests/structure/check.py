#!/usr/bin/env python3
"""check.py SOURCE CHECK: one rule about the source; prints what breaks it.

includes   folders of src/ include only what they may depend on
calls      functions that only some files may call
texts      nothing of one machine, no package hosts, nothing left for later
lengths    no file is too long
"""

import re
import subprocess
import sys
from pathlib import Path

C_SUFFIXES = (".c", ".h", ".l", ".y")

# What each folder of src/ depends on directly; what those depend on is allowed too.
DEPENDS = {
    "support": (),
    "diag": ("support",),
    "preprocess": ("diag",),
    "lexer": ("diag",),
    "parser": ("lexer",),
    "model": ("diag",),
    "sema": ("parser", "model"),
    "codegen_c": ("model",),
    "codegen_rust": ("model",),
    "layout_yaml": ("model",),
    "driver": ("codegen_c", "codegen_rust", "layout_yaml", "sema", "parser", "preprocess"),
}

# Functions, and the files of src/ that may call them. All of a folder: "folder/".
CALLS = {
    r"(_?exit|_Exit|abort)": ("driver/", "support/bug.c"),
    r"(secure_)?getenv": ("driver/",),
    r"(free|realloc|calloc|malloc)": ("support/",),
}
HEADERS = {"yaml.h": ("layout_yaml/",)}

# Split, so that this file does not break the rule itself.
TEXTS = {
    "path of one machine": r"(?<![\w$}\"'*./-])/(home|root|work|tmp)(?![\w-])",
    "package host": r"(deb\.debian|snapshot\.debian|security\.debian|archive\.ubuntu|pypi|crates\.io|npmjs|proxy\.golang)"
                    r"(?=[./ \"'])",
    "left for later": r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b",
}
# Tests may invent paths.
TEXTS_ALLOWED = {"path of one machine": ("tests/",)}

LINES_MAX = 800
LONG_FILES = ()     # exceptions, each with a reason beside it


def tracked(source):
    """The files of the project, relative; without git all that are there."""
    try:
        listed = subprocess.run(["git", "-C", str(source), "ls-files", "-z"], check=True, capture_output=True, text=True)
        names = [name for name in listed.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(source)) for path in source.rglob("*") if path.is_file()]
        names = [name for name in names if not re.match(r"(build|\.git)[^/]*/", name)]
    return sorted(name for name in names if (source / name).is_file())


def texts_of(source, prefix="", suffixes=None):
    """Name and text of each text file below `prefix`."""
    for name in tracked(source):
        if not name.startswith(prefix) or (suffixes and not name.endswith(suffixes)):
            continue
        data = (source / name).read_bytes()
        if b"\0" not in data:
            yield name, data.decode("utf-8", "replace")


def without_comments(text):
    """C without comments and strings; lines stay lines."""
    pattern = r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\""
    return re.sub(pattern, lambda match: "\n" * match[0].count("\n"), text, flags=re.S)


def all_dependencies(folder):
    found = {folder}
    for other in DEPENDS[folder]:
        found |= all_dependencies(other)
    return found


def check_includes(source):
    for name, text in texts_of(source, "src/", C_SUFFIXES + (".def",)):
        folder = name.split("/")[1]
        if folder not in DEPENDS:
            yield f"{name}: folder {folder} is not in the table of this check"
            continue
        allowed = all_dependencies(folder)
        for number, line in enumerate(text.splitlines(), 1):
            included = re.match(r'\s*#\s*include\s+"(\w+)/', line)
            if included and included[1] not in allowed:
                yield f"{name}:{number}: {folder} may not include from {included[1]}"
    for name, text in texts_of(source, "runtime/", C_SUFFIXES):
        for number, line in enumerate(text.splitlines(), 1):
            included = re.match(r'\s*#\s*include\s+"(\w+)/', line)
            if included and included[1] in DEPENDS:
                yield f"{name}:{number}: the runtime includes nothing of src/"


def check_calls(source):
    for name, text in texts_of(source, "src/", C_SUFFIXES):
        path = name[len("src/"):]
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            for function, allowed in CALLS.items():
                call = re.search(rf"(?<![\w.>]){function}\s*\(", line)
                if call and not path.startswith(allowed):
                    yield f"{name}:{number}: calls {call[0].rstrip('( ')}, which is for {', '.join(allowed)}"
        for number, line in enumerate(text.splitlines(), 1):
            for header, allowed in HEADERS.items():
                if re.match(rf'\s*#\s*include\s+[<"]{re.escape(header)}[>"]', line) and not path.startswith(allowed):
                    yield f"{name}:{number}: includes {header}, which is for {', '.join(allowed)}"


def check_texts(source):
    for name, text in texts_of(source):
        if name.startswith("tests/structure/"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in TEXTS.items():
                found = re.search(pattern, line)
                if found and not name.startswith(TEXTS_ALLOWED.get(what, "\0")):
                    yield f"{name}:{number}: {what}: {found[0]}"


def check_lengths(source):
    for name, text in texts_of(source, suffixes=C_SUFFIXES + (".py", ".sh", ".cmake", "CMakeLists.txt")):
        lines = text.count("\n")
        if lines > LINES_MAX and name not in LONG_FILES:
            yield f"{name}: {lines} lines, more than {LINES_MAX}"


def main():
    source, check = Path(sys.argv[1]), sys.argv[2]
    found = list(globals()[f"check_{check}"](source))
    for line in found:
        print(line)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
