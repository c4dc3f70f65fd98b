#!/usr/bin/env python3
"""Makes the calls of vectors/typed.txt with generated clients and servers, in C and in Rust, and compares the bytes of every
message. Both word sizes are tried on this machine: in Rust the crate is built without a system for that.

    typed.py --migc PROGRAM [--rust]
"""

import os
import re
import sys
from dataclasses import dataclass, field

import tools
from tools import HERE, SOURCE

HEADER_BYTES = {32: 24, 64: 32}
WIRES = {32: "typed32::Typed32", 64: "typed64::Typed64"}
SERVER, ANSWERS = 0x103, 0x903
ADDRESS = None


# ---- What the messages are ----

def number(value, size):
    return list(value.to_bytes(size, "little"))


def type_word(kind, name, size, count, is_dealloc, bits):
    """A type word; `kind`: T, L or O, as in the vectors."""
    flags = (kind != "O") | (kind != "T") << 1 | is_dealloc << 2
    if bits == 64:
        return number(name | size << 8 | flags << 29, 4) + number(count, 4)
    if kind == "T":
        return number(name | size << 8 | count << 16 | flags << 28, 4)
    return number(flags << 28, 4) + number(name, 2) + number(size, 2) + number(count, 4)


def item_bytes(text, bits):
    """One item; an address is so many ADDRESSes."""
    unit = bits // 8
    found = re.fullmatch(r"([TLO])\((\d+) (\d+|P) (\d+)( dealloc)?\)", text)
    if found:
        size = bits if found[3] == "P" else int(found[3])
        return type_word(found[1], int(found[2]), size, int(found[4]), bool(found[5]), bits)
    if text == "A":
        return [ADDRESS] * unit
    found = re.fullmatch(r"R\((\w+)\)", text)
    if found:
        return number(int(found[1], 16), unit)
    text = re.sub(r"(\w\w)\*(\d+)", lambda m: m[1] * int(m[2]), text).replace(" ", "")
    return list(bytes.fromhex(text))


def body_bytes(text, bits):
    unit, result = bits // 8, []
    text = re.sub(r"\{([^|]*)\|([^}]*)\}", lambda m: m[1 if bits == 32 else 2], text)
    for item in filter(None, (part.strip() for part in text.split(";"))):
        result += item_bytes(item, bits)
        result += [0] * (-len(result) % unit)
    return result


def message_bytes(bits, header_bits, id_, remote, local, body):
    unit, length = bits // 8, HEADER_BYTES[bits] + len(body)
    return (number(header_bits, 4) + number(length, 4) + number(remote, unit) + number(local, unit) + number(0, 4)
            + number(id_, 4) + body)


@dataclass
class Call:
    """A call of the vectors."""
    line: int
    routine: str
    texts: dict = field(default_factory=dict)

    def messages(self, bits):
        """Its messages, by their direction."""
        id_, sent, body = self.texts["request"].split(" ", 2)
        local = ANSWERS if int(sent, 16) & 0xff00 else 0
        result = {"request": message_bytes(bits, int(sent, 16), int(id_), SERVER, local, body_bytes(body, bits))}
        if "reply" in self.texts:
            returned, body = self.texts["reply"].split(" ", 1)
            result["reply"] = message_bytes(bits, int(returned, 16), int(id_) + 100, ANSWERS, 0, body_bytes(body, bits))
        return result


def read(path):
    calls, last = [], ""
    for line, text in enumerate(path.read_text().splitlines(), 1):
        word, _, rest = text.partition(" ")
        if word == "call":
            calls.append(Call(line, rest))
        elif word in ("request", "reply"):
            last = word
            calls[-1].texts[word] = rest
        elif text.startswith(" "):
            calls[-1].texts[last] += text
    return calls


# ---- What the programs print ----

def compare(where, calls, lines, bits, report):
    """Each message of a program beside what it has to be."""
    expected = [(call, way, data) for call in calls for way, data in call.messages(bits).items()]
    got = [line.split(" ") for line in lines if line.startswith(("request ", "reply "))]
    if len(got) != len(expected):
        report.fail(where, f"{len(got)} messages in the place of {len(expected)}", None, lines[-1:])
    for (call, way, data), (its_way, text) in zip(expected, got):
        its = list(bytes.fromhex(text))
        same = way == its_way and len(its) == len(data) and all(b is ADDRESS or b == a for a, b in zip(its, data))
        if not same:
            shown = "".join("--" if byte is ADDRESS else f"{byte:02x}" for byte in data)
            report.fail(where, f"{way} of {call.routine}, line {call.line}", shown, f"{its_way} {text}")


def run_c(migc, bits, folder):
    """The program with stubs in C; its lines."""
    here = HERE / "typed"
    target = tools.TYPED.targets[bits]
    tools.run_command([migc, f"--target={target}", "--emit=header,user,server,sheader", "-o", folder, here / "typed.defs"])
    headers = ["-isystem", tools.TYPED.include[0], "-I", here, "-I", folder]
    tools.run_command(["gcc", f"-m{bits}", "-std=gnu11", "-O1", "-g", "-Wall", "-Werror", *headers, "-o", folder / "calls",
                       here / "calls.c", folder / "typedUser.c", folder / "typedServer.c"])
    return tools.run_command([folder / "calls"]).splitlines()


def run_rust(migc, bits, folder, words):
    """The same in Rust."""
    here = HERE / "typed"
    tools.run_command([migc, f"--target={tools.TYPED.targets[bits]}", "--emit=rust", "-o", folder, here / "typed.defs"])
    cfg = ["--cfg", "narrow"] if bits == 32 else []
    tools.run_command(["rustc", "--edition", "2024", "-D", "warnings", *cfg, "-o", folder / "calls", *words,
                       here / "calls.rs"], TYPED_RS=str(folder / "typed.rs"))
    return tools.run_command([folder / "calls"]).splitlines()


def run(folder, report):
    """All calls, for both word sizes."""
    calls = read(HERE / "vectors" / "typed.txt")
    words = None
    if ARGUMENTS.rust:
        sys.path.insert(0, str(HERE.parent / "rust"))
        import bare_crate
        words = bare_crate.build(SOURCE)
    for bits in (64, 32):
        where = f"typed {bits}, {'Rust' if ARGUMENTS.rust else 'C'}"
        if not ARGUMENTS.rust and not tools.can_run(bits):
            print(f"skipped: gcc -m{bits} builds no programs here")
            continue
        place = folder / str(bits)
        place.mkdir(parents=True, exist_ok=True)
        try:
            migc = os.path.abspath(ARGUMENTS.migc)
            lines = run_rust(migc, bits, place, words) if ARGUMENTS.rust else run_c(migc, bits, place)
        except tools.Failed as failure:
            report.fail(where, str(failure))
            continue
        compare(where, calls, lines, bits, report)
        print(f"{where}: {len(calls)} calls")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(
        __doc__, lambda parser: parser.add_argument("--rust", action="store_true", help="stubs in Rust, not in C"))
    tools.main(run, ARGUMENTS)
