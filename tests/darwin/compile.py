#!/usr/bin/env python3
"""Compiles what migc writes for Darwin, with clang for four targets: objects only, over the headers of include/ and sdk/.

No warnings are allowed. Headers are read as C11 and as C++17. The structures that describe messages in the headers must
have exactly the members, places and sizes of rows.txt, as the compiler sees them.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGETS = {"x86_64-darwin": "x86_64-apple-macos11", "arm64-darwin": "arm64-apple-macos11",
           "i386-darwin": "i386-apple-macos10.13", "arm-darwin": "armv7-apple-ios9"}
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Werror")
LINE = re.compile(r"(\w+) (request|reply) ([\d/]+)(?: min [\d/]+)? :(.*)")
MEMBER = re.compile(r"(\w+)@([\d/]+)(?:\+(\d+))?")

# Options of the command line that change the C text, each compiled on its own.
VARIANTS = {"plain": (), "split": ("-split",), "ndr": ("-n",), "counted": ("-b",), "no vouchers": ("-novouchers",),
            "heap": ("-maxonstack", "0"), "send and receive": ("-R",), "symbol table": ("-s",), "logging": ("-L",),
            "k&r": ("-K",), "limits": (), "assertions": ()}


@dataclass
class Report:
    """Prints failures and counts them."""
    failures: int = 0

    def fail(self, where, text):
        """One failure."""
        self.failures += 1
        print(f"FAIL {where}: {text}", flush=True)


def number(text, is_64):
    """`a/b` or a number, for a target."""
    return int(text.split("/")[0 if is_64 else -1])


def assertions(rows, target):
    """C text that states what rows.txt says of a target."""
    is_64 = "64" in target
    lines = ['#include "user.h"', '#include "server.h"', "#include <stddef.h>",
             "#define AT(type, member, bytes) _Static_assert(offsetof(type, member) == (bytes), #type \".\" #member)",
             "#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type)",
             "#define PAD(type, member, bytes) _Static_assert(sizeof(((type *)0)->member) == (bytes), #type \".\" #member)"]
    for routine, way, size, members in LINE.findall(rows):
        name = f"__{way.capitalize()}__{routine}_t"
        lines += [f"SIZE({name}, {number(size, is_64)});", f"AT({name}, Head, 0);"]
        for member, place, pad in MEMBER.findall(members):
            lines.append(f"AT({name}, {member}, {number(place, is_64)});")
            if pad:
                lines.append(f"PAD({name}, {member}Pad, {pad});")
    return "\n".join(lines) + "\n"


# What a build has to define for the text to be compiled at all.
DEFINES = {"logging": ("-DMIG_DEBUG=1",), "ndr": ("-D__NDR_convert__=1",), "limits": ("-DLimitCheck=1",), "assertions": ("-DMIGC_CHECK_LAYOUT=1",)}


def clang(target, source, output, words):
    """Compile a file; the first complaints, or an empty text."""
    command = ["clang", "-target", TARGETS[target], "-ffreestanding", "-fno-builtin", *words, "-isystem", str(HERE / "include"),
               "-isystem", str(HERE / "sdk"), "-I", str(source.parent), "-I", str(HERE), "-c", str(source), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stderr.splitlines() if "error" in line] or done.stderr.splitlines()
    return "\n  ".join(lines[:5])


class Job:
    """One interface, target and variant."""

    def __init__(self, defs, target, variant, folder):
        self.defs, self.target, self.variant, self.folder = defs, target, variant, folder
        self.where = f"{defs.name} {target} {variant}"

    def generate(self, migc):
        """Run migc; its complaints or an empty text."""
        self.folder.mkdir(parents=True)
        command = [migc, "--as=apple-mig", f"--target={self.target}", "-header", "user.h", "-user", "user.c", "-sheader",
                   "server.h", "-server", "server.c", *VARIANTS[self.variant], str(self.defs)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, errors="replace", check=False)
        return "" if done.returncode == 0 else done.stderr.strip()[:1500] or f"status {done.returncode}"

    def refuse_wrong_type(self, source, words, report):
        """With another type in C than in the interface, the assertions must not hold."""
        types = (HERE / "rows_types.h").read_text()
        (self.folder / "wrong").mkdir(exist_ok=True)
        (self.folder / "wrong" / "rows_types.h").write_text(types.replace("char v[3]", "char v[5]"))
        complaint = clang(self.target, self.folder / source, self.folder / "out.o", ("-I", str(self.folder / "wrong"), *words))
        if "small_t" not in complaint or "layout of" not in complaint:
            report.fail(self.where, f"{source} is taken with a wrong type: {complaint}")

    def run(self, migc, report):
        """Everything for this job."""
        complaint = self.generate(migc)
        if complaint:
            report.fail(self.where, f"rejected: {complaint}")
            return
        warnings = [*WARNINGS, *DEFINES.get(self.variant, ())]
        if self.variant == "k&r":   # old prototypes are what it is about
            warnings += ["-Wno-strict-prototypes", "-Wno-deprecated-non-prototype", "-Wno-unknown-warning-option"]
        parts = [("user.c", ("-std=c11", *warnings)), ("server.c", ("-std=c11", *warnings))]
        # A split header counts on its reader for the records of messages.
        before = ("-include", "mach/mig_errors.h") if self.variant == "split" else ()
        for header in ("user.h", "server.h"):
            parts += [(header, ("-x", "c", "-std=c11", *before, *warnings)), (header, ("-x", "c++", "-nostdinc++", "-std=c++17", *before, *warnings))]
        if self.defs.name == "rows.defs" and self.variant == "plain":
            (self.folder / "places.c").write_text(assertions((HERE / "rows.txt").read_text(), self.target))
            parts.append(("places.c", ("-std=c11", *warnings)))
        for source, words in parts:
            complaint = clang(self.target, self.folder / source, self.folder / "out.o", words)
            if self.variant == "assertions" and self.defs.name == "rows.defs" and source.endswith(".c"):
                self.refuse_wrong_type(source, words, report)
            if complaint:
                language = "as C++ " if "c++" in words else ""
                report.fail(self.where, f"{source} {language}does not compile:\n  {complaint}")


def main():
    """Compile everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True, metavar="PROGRAM", help="the migc to test")
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if not shutil.which("clang"):
        print("skipped: there is no clang")
        sys.exit(77)
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="migc-darwin-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    for target in TARGETS:
        complaint = clang(target, HERE / "layout.c", folder / "layout.o", ("-std=c11", *WARNINGS))
        if complaint:
            report.fail(f"headers of the tests for {target}", complaint)
    jobs = []
    for defs in (HERE / "rows.defs", HERE / "special.defs"):
        for target in TARGETS:
            for variant in VARIANTS if target in ("x86_64-darwin", "i386-darwin") else ("plain", "assertions"):
                if defs.name == "special.defs" and variant == "k&r":
                    continue    # it uses the special reply port, which old C may not
                jobs.append(Job(defs, target, variant, folder / f"{defs.stem}-{target}-{variant.replace(' ', '-')}"))
    migc = str(Path(arguments.migc).resolve())
    with ThreadPoolExecutor(max_workers=arguments.jobs) as pool:
        list(pool.map(lambda job: job.run(migc, report), jobs))
    print(f"{len(jobs)} sets of files, {report.failures} failures")
    if not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
