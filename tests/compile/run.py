#!/usr/bin/env python3
"""Compiles what migc writes for every case of tests/defs, for both x86 targets.

C files pass gcc and clang with strict warnings, with and without optimisation and type checks; headers also pass as
C++17. The Mach headers are those of libmigrt and, where the peers' packages are unpacked, those of GNU Mach. The code
made in GNU MIG's place refers to no symbol that the peer's does not.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
import cases  # noqa: E402

WARNINGS = ("-Wall", "-Wextra", "-Werror")
STRICT = ("-std=c11", "-Wconversion", "-Wcast-align", *WARNINGS)
# Each compiler with each half of the switches, and both with optimisation, whose warnings see more.
BUILDS = (
    ("gcc", ("-O2",)),
    ("gcc", ("-O0", "-DTypeCheck=0")),
    ("clang", ("-O0",)),
    ("clang", ("-O2", "-DTypeCheck=0")),
)
CXX = ("g++", "clang++")
# What code made in GNU MIG's place may call (docs/gnu-compat.md), without -subrprefix.
SUPPORT = {"mach_msg", "mig_get_reply_port", "mig_put_reply_port", "mig_dealloc_reply_port", "mig_strncpy",
           "mig_allocate", "mig_deallocate", "mach_msg_send_from_kernel", "mach_msg_rpc_from_kernel",
           "ipc_port_release_send", "ipc_port_check_circularity"}
UNPREFIXED = {"memcpy", "strlen", "memset"}  # memset: what compilers make of loops and initialisers
GNU_TYPES = "#include <mach/std_types.h>\n#include <stdint.h>\n"


def run(words, folder):
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def is_usable(words):
    """Whether a compiler with these flags works here."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "try.c").write_text("#include <stdint.h>\n#include <string.h>\nint x;\n")
        try:
            return run([*words, "-c", "try.c"], folder).returncode == 0
        except OSError:
            return False


class Test:
    def __init__(self, arguments):
        self.migc = str(Path(arguments.migc).resolve())
        self.peers = Path(os.environ.get("MIGC_PEERS") or arguments.peers)
        self.failures = []
        self.compiled = 0
        self.usable = {}

    def fail(self, where, what, text=""):
        self.failures.append(f"{where}: {what}\n" + "\n".join(text.splitlines()[:6]))

    def compilers(self, target, programs):
        """The programs of a list that can compile for a target here."""
        bits = "-m32" if target == "i386-gnu" else "-m64"
        for program in programs:
            if (program, bits) not in self.usable:
                self.usable[program, bits] = is_usable([program, bits])
                if not self.usable[program, bits]:
                    print(f"skipped: {program} {bits} compiles nothing here")
        return [program for program in programs if self.usable[program, bits]]

    def header_sets(self, target):
        """Names and folders of Mach headers."""
        sets = [("libmigrt", (cases.TYPED_HEADERS,))]
        debian = "i386" if target == "i386-gnu" else "amd64"
        gnumach = list((self.peers / debian / "usr" / "include").glob("*-linux-gnu"))
        support = HERE.parent / "headers" / "gnu"
        if gnumach and (support / "mach" / "mig_support.h").exists():
            sets.append(("gnumach", (gnumach[0], support)))
        return sets

    def base(self, case, target, folders):
        bits = "-m32" if target == "i386-gnu" else "-m64"
        words = [bits, "-include", str(HERE / "types.h"), "-isystem", str(HERE / "include")]
        for folder in folders:
            words += ["-isystem", str(folder)]
        if case.name == "real-glibc":
            words.append("-DMIG_TEST_SUBR(name)=__##name")
        return words

    def compile_c(self, case, target, kind, folders, folder):
        where = f"{case.name} for {target} with {kind}"
        sources = ["case.user.c", "case.server.c"]
        for program, flags in BUILDS:
            if program not in self.compilers(target, [program]):
                continue
            for source in sources:
                words = [program, *STRICT, *flags, *self.base(case, target, folders), "-c", source]
                done = run(words, folder)
                self.compiled += 1
                if done.returncode:
                    self.fail(where, f"{program} {' '.join(flags)} {source}", done.stderr)
                elif case.is_gnu and kind != "libmigrt":
                    self.check_symbols(case, where, source, folder)

    def compile_headers(self, case, target, kind, folders, folder):
        where = f"{case.name} for {target} with {kind}"
        for header in ("case.h", "case.sheader.h"):
            text = f"#include \"{header}\"\n#include \"{header}\"\n"
            (folder / "header.cpp").write_text(text)
            (folder / "header.c").write_text(text)
            base = self.base(case, target, folders)
            for program in self.compilers(target, CXX):
                done = run([program, "-std=c++17", *WARNINGS, *base, "-fsyntax-only", "header.cpp"], folder)
                self.compiled += 1
                if done.returncode:
                    self.fail(where, f"{program} {header}", done.stderr)
            done = run(["gcc", *STRICT, *base, "-fsyntax-only", "header.c"], folder)
            if done.returncode:
                self.fail(where, f"gcc {header}", done.stderr)

    def check_symbols(self, case, where, source, folder):
        """Nothing but the routines, translations and what the peer's stubs call is left undefined."""
        done = run(["nm", "-u", source.replace(".c", ".o")], folder)
        names = {line.split()[-1] for line in done.stdout.splitlines() if line.strip()}
        prefix = "__" if "-subrprefix" in case.options else ""
        known = {prefix + name for name in SUPPORT} | UNPREFIXED
        routines = set(re.findall(r"routine\s+(\w+)", case.text))
        for name in sorted(names - known):
            is_own = any(name.endswith(routine) for routine in routines) or name.startswith("test_")
            if not is_own and name not in ("_GLOBAL_OFFSET_TABLE_", "__stack_chk_fail"):
                self.fail(where, f"{source} refers to '{name}'")

    def check(self, case, target):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            done = cases.generate(self.migc, case, target, folder)
            if done.returncode:
                self.fail(f"{case.name} for {target}", "migc", done.stderr)
                return
            if case.is_gnu:
                # The peer's driver has no option for C files' types: they come from the imports.
                (folder / "mach_types.h").write_text(GNU_TYPES)
            for extra in ("test_user.h", "test_server.h"):
                (folder / extra).write_text("/* imported */\n")
            for kind, folders in self.header_sets(target):
                if case.name.startswith("options-kernel") and target != "i386-gnu":
                    continue  # a user's header has 4 bytes for a port, where the kernel has a pointer
                self.compile_c(case, target, kind, folders, folder)
                self.compile_headers(case, target, kind, folders, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--peers", default=str(cases.SOURCE / "build" / "peers"))
    parser.add_argument("case", nargs="*", help="only cases whose name contains this")
    arguments = parser.parse_args()
    if not shutil.which("gcc"):
        print("skipped: there is no gcc")
        sys.exit(77)
    test = Test(arguments)
    chosen = [c for c in cases.all_cases() if not arguments.case or any(part in c.name for part in arguments.case)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda job: test.check(*job), [(c, t) for c in chosen for t in cases.TARGETS]))
    print("\n".join(test.failures + [f"{test.compiled} compilations, {len(test.failures)} failures"]))
    sys.exit(1 if test.failures else 0)


if __name__ == "__main__":
    main()
