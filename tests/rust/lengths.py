#!/usr/bin/env python3
"""Checks that rustfmt leaves what migc writes for Rust as it is, whatever names and arguments an interface has.

    lengths.py --migc MIGC [--seed N] [--rounds N] [--routines N]
    lengths.py --print WIRE [--part PART] [--seed N] [--routines N]

The interfaces are random: names of all lengths, so that lines end in each column around the last one that rustfmt allows;
up to 14 arguments of all kinds, up to as many rights that move. Each is written in all forms: for one target and several,
modules, shims with each set of exports, declarations. --print shows one. WIRE: typed, ndr, or both, which is what both
wires' languages have; PART: only what C and Rust can share in this part of a shim, functions or user. Exit status 77:
there is no rustfmt.
"""

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import random
import sys
import tempfile
from pathlib import Path

LONGEST_NAME = 60
MOST_ARGUMENTS = 14
# Types by what they are: (definition, where it may stand, the wires that have it).
BOTH, TYPED, NDR = ("typed", "ndr", "both"), ("typed",), ("ndr",)
ANY, ONE_WAY, IN = ("", "out", "inout"), ("", "out"), ("",)
TYPES = {
    "byte": ("MACH_MSG_TYPE_INTEGER_8", ANY, BOTH),
    "short": ("MACH_MSG_TYPE_INTEGER_16", ANY, BOTH),
    "int": ("MACH_MSG_TYPE_INTEGER_32", ANY, BOTH),
    "long": ("MACH_MSG_TYPE_INTEGER_64", ANY, BOTH),
    "flag": ("MACH_MSG_TYPE_BOOLEAN", ANY, BOTH),
    "real": ("(MACH_MSG_TYPE_REAL, 64)", ANY, TYPED),
    "triple": ("array[3] of {int}", ANY, BOTH),
    "words": ("array[*:32] of {int}", ONE_WAY, BOTH),
    "longs": ("array[*:8] of {long}", ONE_WAY, TYPED),
    "text": ("c_string[*:64]", ONE_WAY, BOTH),
    "label": ("c_string[16]", ONE_WAY, BOTH),
    "record": ("struct {{ {int} kind; {byte} tag; {long} serial; }}", ANY, BOTH),
    "block": ("struct[4] of {int}", ANY, BOTH),
    "memory": ("^array[] of {byte}", ONE_WAY, BOTH),
    "far": ("^array[] of {int}", ONE_WAY, BOTH),
    "either": ("array[] of {int}", ONE_WAY, TYPED),
    "copied": ("MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t", IN, BOTH),
    "moved": ("MACH_MSG_TYPE_MOVE_SEND ctype: mach_port_t", ANY, BOTH),
    "made": ("MACH_MSG_TYPE_MAKE_SEND ctype: mach_port_t", ONE_WAY, BOTH),
    "once": ("MACH_MSG_TYPE_MAKE_SEND_ONCE ctype: mach_port_t", ONE_WAY, BOTH),
    "moved_once": ("MACH_MSG_TYPE_MOVE_SEND_ONCE ctype: mach_port_t", ANY, BOTH),
    "received": ("MACH_MSG_TYPE_MOVE_RECEIVE ctype: mach_port_t", ONE_WAY, BOTH),
    "any": ("polymorphic ctype: mach_port_t", ONE_WAY, BOTH),
    "ports": ("array[*:4] of {copied}", IN, TYPED),
    "given": ("array[*:4] of {moved}", ONE_WAY, TYPED),
    "three": ("array[3] of {moved}", ONE_WAY, BOTH),
    "far_ports": ("^array[] of {moved}", ONE_WAY, BOTH),
}
# What they cannot share: a kind, or one way of it.
NOT_SHARED = {
    "functions": {"out memory", "out far", "out made", "once", "moved_once", "received", "any", "ports", "given", "three",
                  "far_ports"},
    "user": {" given", " three", " far_ports"},
}
RIGHTS = ("moved", "moved_once", "received")
COMMENTS = ("", "", "/** Says what it does. */", "/** Says it\n *\n * with an `example`: `a < b`,\n * and more. */")
SYLLABLES = "ab ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu ze".split()

KEYWORDS = set("""as async await break const continue crate dyn else enum extern false fn for gen if impl import in inout
    let loop match mod move mut out pub ref return self skip static struct super trait true try type union unsafe use where
    while yield int char long short polymorphic routine array of""".split())


class Maker:
    """One interface."""

    def __init__(self, seed, routines, wire, part=None):
        self.random, self.wire, self.routines = random.Random(seed), wire, routines
        self.used, self.names, self.lines = set(), {}, []
        refused = NOT_SHARED.get(part, ())
        self.ways = {kind: [way for way in ways if kind not in refused and f"{way} {kind}" not in refused]
                     for kind, (_, ways, wires) in TYPES.items() if wire in wires}
        self.kinds = [kind for kind, ways in self.ways.items() if ways]
        self.in_kinds = [kind for kind in self.kinds if "" in self.ways[kind]]
        self.rights = [kind for kind in RIGHTS if kind in self.kinds]
        self.ports = ["mach_port_t"] * 5 if part else ["mach_port_t"] * 5 + [self.type_name("moved"), self.type_name("any")]

    def name(self, columns):
        """Words with '_' between them, of this length together; at times without."""
        while True:
            separator = self.random.choice(["_", "_", ""])
            text = self.random.choice("abcdefghijklmnopqrstuvwxyz")
            while len(text) < columns:
                text += self.random.choice(SYLLABLES) + self.random.choice([separator, ""])
            text = text[:columns]
            text = text.rstrip("_").ljust(columns, "x")
            if text not in self.used and text not in KEYWORDS:
                self.used.add(text)
                return text
            columns += 1

    def type_name(self, kind):
        if kind not in self.names:
            definition = TYPES[kind][0]
            inner = {each: self.type_name(each) for each in ("int", "byte", "long", "copied", "moved")
                     if "{" + each + "}" in definition}
            self.names[kind] = self.name(self.random.randint(3, 30))
            self.lines.append(f"type {self.names[kind]} = {definition.format(**inner)};")
        return self.names[kind]

    def pick_kinds(self, is_simple):
        """Rights alone, one kind alone, or whatever there is."""
        count, kinds = self.random.randint(0, MOST_ARGUMENTS), self.in_kinds if is_simple else self.kinds
        if self.random.random() < 0.2:
            return [self.random.choice(self.rights) for _ in range(count)]
        if self.random.random() < 0.2:
            return [self.random.choice(kinds)] * count
        return [self.random.choice(kinds) for _ in range(self.random.choice([count, count // 2]))]

    def routine(self):
        random_ = self.random
        is_simple = random_.random() < 0.15
        longest = random_.choice([4, 8, 12, 20, 40, LONGEST_NAME])
        before = set(self.used)
        port = random_.choice(self.ports)
        arguments = [f"{self.name(random_.randint(1, longest))} : {port}"]
        for kind in self.pick_kinds(is_simple):
            word = "" if is_simple else random_.choice(self.ways[kind])
            arguments.append(f"{word} {self.name(random_.randint(1, longest))} : {self.type_name(kind)}".strip())
        if random_.random() < 0.05:
            arguments.append(f"waittime {self.name(random_.randint(1, longest))} : uint32_t")
        self.used = before | set(self.names.values())
        name = self.name(random_.randint(1, LONGEST_NAME))
        word = "simpleroutine" if is_simple else "routine"
        return f"{random_.choice(COMMENTS)}\n{word} {name}({'; '.join(arguments)});"

    def interface(self):
        name = self.name(self.random.choice([1, 5, 10, 20, 30, 40, 50, LONGEST_NAME]))
        routines = [self.routine() for _ in range(self.routines)]
        return "\n".join([f"subsystem {name} 5000;", "serverprefix serve_;", *self.lines, *routines, ""])


# ---- The check ----

EDITIONS = ("2021", "2024")
MODULE, SHIM = "--emit=rust,rust-sys", "--emit=rust-shim"
# Wire, part of a shim, and the options of migc.
FORMS = (
    ("typed", None, ["--target=x86_64-gnu", MODULE]),
    ("typed", None, ["--target=i386-gnu", MODULE]),
    ("typed", None, ["--target=x86_64-gnu,i386-gnu", "--emit=rust"]),
    ("ndr", None, ["--target=x86_64-darwin", MODULE]),
    ("ndr", None, ["--target=arm-darwin", MODULE]),
    ("both", None, ["--target=x86_64-gnu,x86_64-darwin", "--emit=rust"]),
    ("both", None, ["--target=i386-gnu,i386-darwin", "--emit=rust"]),
    ("typed", None, ["--target=x86_64-gnu", SHIM, "--shim=demux"]),
    ("typed", "functions", ["--target=x86_64-gnu", SHIM, "--shim=functions"]),
    ("typed", "functions", ["--target=i386-gnu", SHIM, "--shim=demux,functions,user"]),
    ("typed", "user", ["--target=x86_64-gnu", SHIM, "--shim=user"]),
    ("ndr", None, ["--target=x86_64-darwin", SHIM, "--shim=demux"]),
    ("ndr", "functions", ["--target=arm64-darwin", SHIM, "--shim=functions,user"]),
    ("ndr", "user", ["--target=x86_64-darwin", SHIM, "--shim=user"]),
)


def run(words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=300)


def check(migc, seed, routines, form):
    """What is wrong with one interface in one form, and how many lines it has."""
    wire, part, words = form
    place = f"--print={wire}{f' --part={part}' if part else ''} --seed={seed} --routines={routines}, {' '.join(words)}"
    with tempfile.TemporaryDirectory() as name:
        folder, lines = Path(name), 0
        (folder / "input.defs").write_text(Maker(f"{seed}", routines, wire, part).interface())
        (folder / "written").mkdir()
        made = run([migc, "-w", *words, "-o", folder / "written", folder / "input.defs"])
        if made.returncode != 0:
            return f"{place}:\n{made.stderr[:1000]}", 0
        for module in folder.glob("written/*.rs"):
            lines += module.read_text().count("\n")
            for edition in EDITIONS:
                made = run(["rustfmt", "--check", "--color=never", "--edition", edition, module])
                if made.returncode != 0:
                    return f"{place}, edition {edition}:\n{made.stdout[:2000]}{made.stderr[:2000]}", lines
    return None, lines


def check_all(arguments):
    if not shutil.which("rustfmt"):
        print("skipped: there is no rustfmt")
        return 77
    jobs = [(arguments.migc, seed, arguments.routines, form)
            for seed in range(arguments.seed, arguments.seed + arguments.rounds) for form in FORMS]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda job: check(*job), jobs))
    failures = [failure for failure, _ in results if failure]
    print("\n".join(failures))
    print(f"seed {arguments.seed}: {len(jobs) - len(failures)} of {len(jobs)} runs are right, "
          f"{sum(lines for _, lines in results)} lines")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--migc", type=Path)
    parser.add_argument("--print", choices=BOTH)
    parser.add_argument("--part", choices=NOT_SHARED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="interfaces for each form")
    parser.add_argument("--routines", type=int, default=25, help="in each interface")
    arguments = parser.parse_args()
    if arguments.print:
        print(Maker(f"{arguments.seed}", arguments.routines, arguments.print, arguments.part).interface(), end="")
        return 0
    return check_all(arguments)


if __name__ == "__main__":
    sys.exit(main())
