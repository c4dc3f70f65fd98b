#!/usr/bin/env python3
"""Makes the servers under test: for each interface file its stubs, functions for them to call, and valid requests.

    generate.py --migc PROGRAM --target TARGET --out FOLDER --interfaces LIST

LIST has lines NAME=FILE.defs; a NAME that ends in `.n` stands for stubs that convert numbers (-n). Writes NAME.c for each, demuxes.c with the list of all, seeds/ with inputs of fuzz_demux.c, and `left-out`, which names the
files whose servers this target has not, with the reason. Files that would not change are left alone.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent.parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(SOURCE / "tests" / "golden"))
import cases  # noqa: E402
import functions  # noqa: E402
import layout as layouts  # noqa: E402
import messages  # noqa: E402

# Headers that interfaces of the tests count on, beside those that they import.
TYPES = {SOURCE / "tests" / "defs": SOURCE / "tests" / "compile" / "types.h"}
C_TYPES = {"char", "short", "int", "unsigned", "long", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t",
           "int64_t", "uint64_t", "intptr_t", "uintptr_t", "size_t", "float", "double", "boolean_t"}
ANSWERS = (0, 3, 9, 25, 210, 211)
COMPLEX = 1


class LeftOut(Exception):
    """Why a file has no server here."""


def write(path, data):
    """Writes a file if it would change."""
    data = data if isinstance(data, bytes) else data.encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def options_of(path):
    """The options of a case of tests/defs that migc's own command line knows too."""
    case = next((case for case in cases.every_case() if case.path == path), None)
    return [option for option in case.options if option.startswith(("-W", "-D", "--no-", "--prefix", "--counted", "--symbol"))] \
        if case else []


def compile_interface(migc, target, path, folder, variant):
    """Runs migc; returns the layout."""
    headers = cases.NDR_HEADERS if target.endswith("-darwin") else cases.TYPED_HEADERS
    words = [migc, f"--target={target}", "-w", "-isystem", str(headers), "-I", str(path.parent), *options_of(path), *variant,
             "--emit=server,sheader,layout", "--sheader=case_server.h", "--server=caseServer.c", "--layout=case.yaml", str(path)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        first = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
        raise LeftOut("migc says: " + re.sub(r"^\S*?([^/\s]+:\d+:\d+): ", r"\1: ", first))
    layout = layouts.parse((folder / "case.yaml").read_text())
    if layout["subsystem"]["kernel_server"]:
        raise LeftOut("its server is a part of a kernel")
    if not any(routine["kind"] != "skip" for routine in layout["routines"]):
        raise LeftOut("it has no routine")
    return layout


def rename(text, layout, prefix):
    """Gives names of its own to what the stubs define and call, since other interfaces have the same. Members keep theirs."""
    called = {routine["server_function"] for routine in layout["routines"] if routine["kind"] != "skip"}
    called |= {layout["subsystem"]["demux"], f"{layout['subsystem']['demux']}_routine", *functions.translations(layout)}
    text = re.sub(r"(?<![\w.\"])(?<!->)(" + "|".join(sorted(called)) + r")(?=\s*\()", rf"{prefix}__\1", text)
    whole = {f"{layout['subsystem']['demux']}_routines", *re.findall(r"\b(\w+_subsystem) = \{", text),
             *re.findall(r"\b(_\w+SymTab\w*)\b", text)}
    demux = rf"\b{layout['subsystem']['demux']}_routine(?=,)"     # in the object of the subsystem
    text = re.sub(demux, rf"{prefix}__{layout['subsystem']['demux']}_routine", text)
    return re.sub(r"\b(" + "|".join(sorted(whole)) + r")\b", rf"{prefix}__\1", text)


def known_types(headers):
    """Names that Mach's headers give to types."""
    text = "\n".join(path.read_text() for path in sorted(headers.rglob("*.h")))
    return set(re.findall(r"typedef\b[^;{}]*?\b(\w+)(?:\[[^\]]*\])?;", text)) | set(re.findall(r"^} (\w+);", text, re.M))


def type_text(path, layout, header):
    """What the header needs of C types: not those that Mach's headers declare, and those that nobody does."""
    target = layout["target"]["wire"]
    mach = known_types(cases.NDR_HEADERS if target == "ndr" else cases.TYPED_HEADERS)
    names = [kind["name"] for kind in layout["types"]]
    text = "".join(f"#define MIGC_HAVE_{name}\ntypedef const {name} const_{name};\n" for name in dict.fromkeys(names)
                   if name in mach)
    imported = "\n".join(found.read_text() for name in re.findall(r'#include "([^"]+)"', header)
                         for found in [path.parent / name] if found.exists())
    imported += "\n".join(types.read_text() for folder, types in TYPES.items() if folder in path.parents)
    used = {kind[key] for kind in layout["types"] for key in ("translated_type", "server_type", "user_type") if key in kind}
    for name in sorted(used):
        if re.fullmatch(r"\w+", name) and name not in mach and name not in C_TYPES and \
                not re.search(rf"\b{name}\b", imported) and f"MIGC_HAVE_{name}\n" not in header:
            text += f"typedef uint64_t {name};\n"
    return text


def source_text(name, path, layout, folder):
    """The C file of one server."""
    server = (folder / "caseServer.c").read_text().replace('#include "case_server.h"\n', "")
    header = (folder / "case_server.h").read_text()
    prefix = "".join(f"{letter if letter.isalnum() else '_'}" for letter in name)
    types = "".join(f'#include "{types}"\n' for folder, types in TYPES.items() if folder in path.parents)
    for imported in re.findall(r'#include "([^"]+)"', header + server):
        if not (path.parent / imported).exists():
            header, server = (text.replace(f'#include "{imported}"\n', "") for text in (header, server))
    base = layout["subsystem"]["base"]
    routines = "".join(
        f"\t{{0, 0}},\n" if routine["kind"] == "skip" else
        f"\t{{{routine.get('reply', {}).get('max_bytes', layout['target']['error_reply_bytes'])}, "
        f"{int(routine['kind'] == 'simpleroutine')}}}, /* {routine['name']} */\n" for routine in layout["routines"])
    stubs = "\n".join((header, "/* ---- The functions ---- */\n", functions.text(layout), "/* ---- The stubs ---- */\n", server))
    demux = f"{prefix}__{layout['subsystem']['demux']}"
    return f"""/* {path.relative_to(SOURCE)}: made by generate.py */
#include "demux/demux.h"
#include "demux/kernel.h"
#include <mach/mach.h>
{types}
#undef MIG_EOPNOTSUPP
#define check(condition) require(condition)
#ifndef __counted_by
#define __counted_by(count)
#endif
{type_text(path, layout, header)}
{rename(stubs, layout, prefix)}
/* ---- What is tested ---- */

static const struct demux_routine demux_routines_of_this[] = {{
{routines}}};

extern const struct demux demux_{prefix};
const struct demux demux_{prefix} = {{"{path.relative_to(SOURCE)}", {key_of(name)}, {demux}, (int){base}u,
	{len(layout["routines"])}, demux_routines_of_this}};
"""


def key_of(name):
    """By what inputs name a server, whatever others there are."""
    return zlib.crc32(name.encode()) & 0xffff


def seeds_of(name, layout, text):
    """(file name, input) of valid requests. The sizes of native types are the C compiler's."""
    native = set(re.findall(r"(?:PointerTo|PointerToIfNot|ValueOf)\s*\(\s*([\w ]+?)\s*[,)]", text))
    for number, routine in enumerate(layout["routines"]):
        if routine["kind"] == "skip" or number > 250 or native & {each["type"] for each in routine["arguments"]}:
            continue
        for form, body, is_complex in messages.requests(layout, routine):
            for answer in ANSWERS:
                start = key_of(name).to_bytes(2, "big") + bytes((number, answer, COMPLEX if is_complex else 0))
                yield f"{name}-{number}-{form}-{answer}", start + body


def make(migc, target, name, path):
    """One server: (its C text, its seeds), or why it is left out."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            layout = compile_interface(migc, target, path, Path(folder), ["--ndr-conversion"] if name.endswith(".n") else [])
        except LeftOut as reason:
            return f"/* {path.relative_to(SOURCE)}: {reason} */\ntypedef int nothing;\n", [], str(reason)
        return source_text(name, path, layout, Path(folder)), list(seeds_of(name, layout, path.read_text())), None


def list_text(names):
    """The C file with the list of servers."""
    symbols = [f"demux_{''.join(letter if letter.isalnum() else '_' for letter in name)}" for name in names]
    return ('#include "demux/demux.h"\n\n' + "".join(f"extern const struct demux {each};\n" for each in symbols) +
            "\nconst struct demux *const demuxes[] = {\n" + "".join(f"\t&{each},\n" for each in symbols) +
            "};\n\nconst size_t demux_count = sizeof(demuxes) / sizeof(*demuxes);\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--interfaces", required=True, type=Path)
    arguments = parser.parse_args()
    interfaces = dict(each.split("=", 1) for each in arguments.interfaces.read_text().split())
    keys = {key_of(name) for name in interfaces}
    assert len(keys) == len(interfaces), "two names have the same key"
    (arguments.out / "seeds").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        made = dict(zip(interfaces, pool.map(
            lambda item: make(arguments.migc, arguments.target, item[0], Path(item[1]).resolve()),
            interfaces.items())))
    seeds = dict(seed for _, each, _ in made.values() for seed in each)
    for old in (arguments.out / "seeds").iterdir():
        if old.name not in seeds:
            old.unlink()
    for name, data in seeds.items():
        write(arguments.out / "seeds" / name, data)
    for name, (text, _, _) in made.items():
        write(arguments.out / f"{name}.c", text)
    write(arguments.out / "demuxes.c", list_text([name for name, (_, _, reason) in made.items() if not reason]))
    write(arguments.out / "left-out", "".join(f"{name}: {reason}\n" for name, (_, _, reason) in made.items() if reason))


if __name__ == "__main__":
    main()
