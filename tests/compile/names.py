#!/usr/bin/env python3
"""Calls arguments as the names that stubs use: every identifier in the stubs of an interface is an argument's name.

For both wires, what migc accepts has to compile; what it refuses has to be one of the few names that cannot work.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))
import cases  # noqa: E402

DARWIN = HERE.parent / "darwin"
# Members of messages, and the types of parameters that stand behind. Nothing else is refused.
REFUSED = {"Head", "RetCode", "RetCodeType", "RetCodePad", "msgh_body", "trailer", "NDR", "mach_msg_type_number_t"}
WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only")
TYPES = """
type number_t = int;
type long_t = int64_t;
type numbers_t = array[*:10] of number_t;
type bytes_t = array[*:40] of char;
type fixed_t = array[3] of number_t;
type name_t = c_string[16];
type data_t = array[] of char;
type memory_t = ^array[] of char;
type right_t = MACH_MSG_TYPE_MOVE_SEND ctype: mach_port_t;
"""
C_TYPES = """
#include <stdint.h>
#include <mach/port.h>
typedef int number_t, numbers_t[10], fixed_t[3];
typedef int64_t long_t;
typedef char bytes_t[40], name_t[16], *data_t, *memory_t;
typedef const char *const_bytes_t, *const_name_t, *const_data_t;
typedef const int *const_numbers_t;
typedef mach_port_t right_t;
"""
# Every kind of data, for finding the names; then those that are told apart by where stubs keep them.
ALL_SHAPES = tuple(f"{direction} {{0}} : {kind}" for direction in ("in", "out")
                   for kind in ("number_t", "numbers_t", "bytes_t", "fixed_t", "name_t", "data_t", "memory_t", "right_t"))
SHAPES = ("waittime {0} : int", "replyport {0} : reply_port_t", "in {0} : numbers_t", "out {0} : data_t",
          "inout {0} : number_t; out b : right_t")
WORD = re.compile(r"[A-Za-z]\w*")


class Wire:
    """How one target's files are made and compiled."""

    def __init__(self, migc, target, compiler):
        self.migc, self.target, self.compiler = migc, target, compiler

    def generate(self, text, folder):
        """Compile an interface; the diagnostics, empty if there are none."""
        folder.mkdir(exist_ok=True)
        (folder / "types.h").write_text(C_TYPES)
        (folder / "names.defs").write_text(text)
        done = subprocess.run([self.migc, f"--target={self.target}", "-q", "names.defs"], cwd=folder,
                              capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    def compile(self, folder):
        """What the C compiler says of both halves."""
        said = ""
        for source in ("namesUser.c", "namesServer.c"):
            done = subprocess.run([*self.compiler, *WARNINGS, "-I.", source], cwd=folder, capture_output=True,
                                  text=True, check=False)
            said += done.stderr if done.returncode else ""
        return said


def interface(names, shapes):
    """Every name in every shape, a routine each; those before and behind are in the way."""
    text = ["subsystem names 1000;", "import \"types.h\";", TYPES,
            "type reply_port_t = MACH_MSG_TYPE_MAKE_SEND_ONCE ctype: mach_port_t;"]
    for name in names:
        for i, shape in enumerate(shapes):
            text.append(f"routine r_{name}_{i}(server : mach_port_t; a : numbers_t; {shape.format(name)}; out z : bytes_t);")
    return "\n".join(text) + "\n"


def words_of(folder):
    """The identifiers of the stubs, without those that a macro or the preprocessor takes."""
    found = set()
    for source in ("namesUser.c", "namesServer.c"):
        text = re.sub(r'/\*.*?\*/|"[^"\n]*"|<[^>\n]*>', " ", (folder / source).read_text(), flags=re.S)
        macros = set(re.findall(r"#\s*(?:define|ifndef|undef)\s+(\w+)", text))
        text = re.sub(r"^\s*#.*(?:\\\n.*)*$", " ", text, flags=re.M)
        found |= {word for word in WORD.findall(text) if not word.isupper() and word not in macros}
    return found


def is_no_name(word):
    """Words of C or C++, what the interface itself declares, and constants."""
    keywords = ("break case char const continue default do double else enum extern float for goto if int long return short "
                "signed sizeof static struct switch typedef union unsigned void while inline asm attribute typeof "
                "in out inout routine array of waittime type polymorphic volatile").split()
    derived = re.fullmatch(r"[abz](Cnt|Type|P|Pad|Check)", word)
    return (word.lower() in keywords or derived or word.startswith(("r_", "_", "MACH_", "MIG_", "KERN_", "names_server")) or len(word) < 3 or
            word in {"server", "number_t", "numbers_t", "bytes_t", "fixed_t", "name_t", "data_t", "memory_t", "right_t",
                     "reply_port_t", "mach_port_t"})


def check(wire, folder):
    """The failures of one wire."""
    said = wire.generate(interface(["data"], ALL_SHAPES + SHAPES), folder) or wire.compile(folder)
    if said:
        return [f"{wire.target}: {said[:2000]}"], 0
    words = sorted(word for word in words_of(folder) if not is_no_name(word))
    accepted, failures = [], []
    for word in words:
        said = wire.generate(interface([word], SHAPES), folder)
        if not said:
            accepted.append(word)
        elif word not in REFUSED:
            failures.append(f"{wire.target}: '{word}' is refused: {said.splitlines()[0]}")
    wire.generate(interface(accepted, SHAPES), folder)
    prototypes = (folder / "names.h").read_text()
    failures += [f"{wire.target}: '{word}' has another name in the header" for word in accepted
                 if re.search(rf"\b{word}_(Cnt)?\s*[,)]", prototypes)]
    said = wire.compile(folder)
    if said:
        failures.append(f"{wire.target}: " + "\n".join(line for line in said.splitlines() if "error:" in line)[:4000])
    return failures, len(accepted)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    arguments = parser.parse_args()
    migc = str(Path(arguments.migc).resolve())
    wires = [Wire(migc, "x86_64-gnu", ["gcc", f"-isystem{cases.TYPED_HEADERS}"])]
    if shutil.which("clang"):
        wires.append(Wire(migc, "x86_64-darwin", ["clang", "-ferror-limit=0", "-target", "x86_64-apple-macos11", "-ffreestanding", "-isystem",
                                                  str(DARWIN / "include"), "-isystem", str(DARWIN / "sdk")]))
    failures = []
    with tempfile.TemporaryDirectory(prefix="migc-names-") as folder:
        for wire in wires:
            found, count = check(wire, Path(folder) / wire.target)
            print(f"{wire.target}: {count} names in {len(SHAPES)} places, {len(found)} failures")
            failures += found
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
