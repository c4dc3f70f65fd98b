#!/usr/bin/env python3
"""The vectors of ../conformance through the generated Rust: values and the bytes that carry them.

    vectors.py --migc MIGC --source SOURCE

For each call of the vectors a request is built from the values, and has their bytes; the bytes of the request go through
the dispatcher, whose server gets the values, and the reply has its bytes; the bytes of the reply give the results. The
crate is built without a system, so that both word sizes can be tried on one machine. Exit status 77: there is no Rust 1.85,
or its crates cannot be had.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import bare_crate  # noqa: E402
import conformance as vectors_of  # noqa: E402
import interface  # noqa: E402
import vectors  # noqa: E402

TARGETS = {64: ("x86_64-darwin", "ndr64", "Ndr64"), 32: ("i386-darwin", "ndr32", "Ndr32")}
NOT_EXPRESSIBLE = "a value that its type in Rust cannot have"
ARRIVING = {16: 16, 17: 17, 19: 17, 20: 17, 18: 18, 21: 18}
REMOTE, LOCAL = 0x103, 0x903


def run(words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=600, **options)


# ---- What the module says ----


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def parameters(text):
    """Names and types of "a: T, b: U<V, W>", but for self."""
    depth, parts, part = 0, [], ""
    for letter in flat(text) + ",":
        depth += letter in "<(["
        depth -= letter in ">)]"
        if letter == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return [tuple(part.split(": ", 1)) for part in parts if ": " in part]


class Module:
    """What is read of a module: the builders of requests, the server's trait, structures."""

    def __init__(self, text):
        self.new = {m[1]: (parameters(m[2]), "Result" in m[3]) for m in re.finditer(
            r"impl(?:<'a>)? (\w+)Request(?:<'a>)? \{.*?pub fn new\((.*?)\) -> ([^{]*?) \{", text, re.S)}
        trait = text[text.index("pub trait RowsServerSync"):]
        trait = trait[:trait.index("\n    }\n")]
        self.functions = {m[1]: (flat(m[2]).rstrip(","), parameters(m[2]), m[3]) for m in re.finditer(
            r"fn (\w+)\((.*?)\) -> Result<(.*?), IpcError>;", trait, re.S)}
        self.structures = {m[1]: parameters("".join(re.findall(r"pub (\w+: .*,)(?:\n|$)", m[2]))) for m in re.finditer(
            r"pub struct (\w+)(?:<'m>)? \{\n(.*?)\n    \}", text, re.S)}


# ---- Values in Rust ----


def row(data):
    return "&[" + ", ".join(f"{byte:#04x}u8" for byte in data) + "][..]" if data else "&[0u8; 0][..]"


def argument(kind, value, disposition):
    """An argument of a call, of this type."""
    kind, data = kind.replace("'a ", ""), row(value.data)
    is_array = re.search(r"; \d+\]$", kind)
    if kind == "&CStr":
        return f"kept(text({data}))"
    if kind == "PortArgument<'a>":
        name = {19: "CopySend", 17: "MoveSend", 20: "MakeSend", 21: "MakeSendOnce", 18: "MoveSendOnce"}[disposition]
        return f"PortArgument::{name}({'' if 'Move' in name else 'kept'}(right({data})))"
    if kind == "&[&[u8]]":
        return f"kept([{', '.join(row(part) for part in value.parts)}])"
    what = "right" if "Right" in kind else "value"
    if kind.startswith("&[["):
        is_array = False
    if kind.startswith("&[") and not is_array:
        return f"kept({what}s({data}))"
    if what == "right" and is_array:
        return f"kept(rights({data}).try_into().unwrap())"
    return f"kept({what}({data}))" if kind.startswith("&") else f"{what}({data})"


def cut(kind, data):
    """What of a string has a place in a field of fixed size. C's stubs cut it off, in Rust its caller does."""
    bound = re.search(r"FixedCStr<(\d+)>", kind)
    return data.split(b"\0")[0][:int(bound[1]) - 1] + b"\0" if bound else data


def result(kind, value):
    """What a server returns."""
    data = row(value.data)
    if kind.startswith("OolMemory"):
        return f"memory({data})"
    if kind.startswith("Several"):
        return f"rights({data}).into_iter().collect()"
    return f"right({data})" if "Right" in kind else f"value({data})"


def is_bound_kept(kind, value):
    bound = re.match(r"Several<\w+, (\d+)>", kind)
    return not bound or len(value.data) // 4 <= int(bound[1])


# ---- Bytes ----


def pattern(expected):
    return "&[" + ", ".join(str(-3 if byte is None else byte) for byte in expected) + "]"


def memory_of(call, table):
    """What the addresses of a message lead to, in their order; those of unused descriptors are null."""
    found = []
    for each in call.routine.arguments:
        if each.name in table and each.type.shape in ("ool", "ools", "open"):
            value = table[each.name]
            found += value.parts if each.type.shape == "ools" else [value.data]
    return [data for data in found if data]


def arriving(expected, is_request, memory, pointer):
    """The bytes of a message as its receiver gets them, and where addresses stand in them."""
    data = bytearray(0 if byte is None or byte < 0 else byte for byte in expected)
    data[4:8] = len(data).to_bytes(4, "little")
    local, remote = data[1], data[0]
    data[0], data[1] = (ARRIVING.get(local, 0), 17) if is_request else (0, ARRIVING.get(remote, 0))
    data[8:12], data[12:16] = (data[12:16], data[8:12]) if is_request else (bytes(4), data[8:12])
    places, memory, at = [], list(memory), 28
    for _ in range(int.from_bytes(data[24:28], "little") if data[3] & 0x80 else 0):
        kind = data[at + 11]
        if kind != 1:
            data[at + 10] = ARRIVING.get(data[at + 10], 0)
        if kind != 0:
            data[at + 8] = 1
            size = at + (4 if pointer == 4 else 12)
            contents = memory.pop(0) if any(data[size:size + 4]) else b""
            places.append((at, pointer, contents))
        at += 12 if kind == 0 or pointer == 4 else 16
    return bytes(data), places


def without_copies(expected, pointer):
    """How memory is copied is the kernel's affair, and has no meaning for rights and for no memory."""
    data, at = list(expected), 28
    for _ in range(data[24] if data[3] == 0x80 else 0):
        kind = data[at + 11]
        if kind != 0 and data[at + 9] == -1:
            data[at + 9] = -2
        at += 12 if kind == 0 or pointer == 4 else 16
    return data


def given_away(expected, pointer):
    """The reply of a server in Rust, which moves what it returns; its receiver cannot tell."""
    data, at = without_copies(expected, pointer), 28
    for _ in range(data[24] if data[3] == 0x80 else 0):
        kind = data[at + 11]
        if kind == 0 and data[at + 10] is not None:
            data[at + 10] = ARRIVING.get(data[at + 10], data[at + 10])
        elif kind != 0:
            data[at + 8] = 1
        at += 12 if kind == 0 or pointer == 4 else 16
    return data


def places_text(places):
    return "&[" + ", ".join(f"({at}, {width}, {row(data)})" for at, width, data in places) + "]"


# ---- The program ----


class Program:
    def __init__(self, module, suite, bits):
        self.module, self.suite, self.pointer = module, suite, bits // 8
        self.left_out = 0

    def request(self, call, expected):
        """Builds it and compares its bytes."""
        camel = call.routine.name.capitalize()
        kinds, may_fail = self.module.new[camel]
        words = []
        for name, kind in kinds:
            if name in call.special:
                words.append(f"KernReturn({call.special[name]})")
            else:
                value = call.sent[name]
                received = dict(self.module.functions[call.routine.name][1]).get(name, "")
                value = replace(value, data=cut(received, value.data))
                words.append(argument(kind, value, value.disposition))
        reply = "" if call.routine.simple else f", PortName({LOCAL})"
        memory = "&[" + ", ".join(f"{row(data)}" for data in memory_of(call, call.sent)) + "]"
        return (f"let mut words = [0; WORDS];\n"
                f"let request = rows::{camel}Request::new({', '.join(words)}){'.unwrap()' if may_fail else ''};\n"
                f"let message = request.write(room(&mut words), &server{reply}).unwrap();\n"
                f'case.expect_bytes("request", message.into_bytes(), {pattern(without_copies(expected, self.pointer))}, {memory});\n')

    def dispatch(self, call, sent, replied, number):
        data, places = arriving(sent, True, memory_of(call, call.sent), self.pointer)
        text = (f"NOW.set({number});\n"
                "let (mut words, mut answer) = ([0; WORDS], [0; WORDS]);\n"
                f"let request = arrive::<Wire>(&mut words, {row(data)}, {places_text(places)});\n"
                "let reply = dispatcher.dispatch(request, room(&mut answer));\n"
                "assert_eq!(CALLED.replace(0), 1);\n")
        if replied is None:
            return text + "assert!(reply.is_none());\n"
        return text + f'case.expect_bytes("reply", reply.unwrap().into_bytes(), {pattern(given_away(replied, self.pointer))}, &[]);\n'

    def reply(self, call, expected):
        camel = call.routine.name.capitalize()
        structure = f"{camel}ReplyView" if f"{camel}ReplyView" in self.module.structures else f"{camel}Reply"
        data, places = arriving(expected, False, memory_of(call, call.returned), self.pointer)
        text = ("let mut words = [0; WORDS];\n"
                f"let reply = arrive::<Wire>(&mut words, {row(data)}, {places_text(places)});\n"
                f"let reply = rows::{structure}::parse(reply);\n")
        if call.result:
            return text + f"case.expect_error(reply, {call.result});\n"
        members = self.module.structures.get(structure, [])
        text += f"let {'reply' if members else '_'} = reply.unwrap();\n"
        for name, kind in members:
            star = "" if kind.startswith("&") else "&"
            text += f'case.expect("{name}", {star}reply.{name}, {row(call.returned[name].data)});\n'
        return text

    def server(self, name):
        """A function of the server: does what the vector says that is being tried."""
        signature, kinds, kind = self.module.functions[name]
        arms = []
        for number, vector in enumerate(self.suite.vectors):
            call = vector.call
            if call.routine.name != name or number in self.unused:
                continue
            lines = []
            outs = [each for each in kinds if each[1].startswith("&mut ")]
            for each, its in kinds:
                if not its.startswith("&mut "):
                    value = call.sent[each]
                    data = cut(its, value.data) if not value.parts else b"".join(value.parts)
                    lines.append(f'case.expect("{each}", {"" if its.startswith("&") else "&"}{each}, {row(data)});')
            if call.result:
                lines.append(f"Err(KernReturn({call.result}).into())")
            else:
                for each, its in outs:
                    give = "give_text" if "OutString" in its else "give"
                    lines.append(f"{give}({each}, {row(call.returned[each].data)})?;")
                lines.append(f"Ok({self.returned(kind, call, outs)})")
            where = f'let case = Case {{ line: {vector.line}, routine: "{name}" }};\nlet _ = &case;\n'
            arms.append(f"{number} => {{\n{where}" + "\n".join(lines) + "\n}\n")
        types = re.sub(r"\b(I64a4)\b", r"mach_r::wire::\1", signature)
        known = re.sub(r"\bR\d\d(Reply|Results)\b", lambda m: f"rows::{m[0]}", kind)
        return (f"fn {name}({types}) -> Result<{known}, IpcError> {{\nCALLED.set(CALLED.get() + 1);\n"
                f"match NOW.get() {{\n{''.join(arms)}_ => unreachable!(),\n}}\n}}\n")

    def returned(self, kind, call, outs):
        if kind == "()":
            return "()"
        names = {each for each, _ in outs}
        if kind in self.module.structures:
            members = ", ".join(f"{name}: {result(its, call.returned[name])}" for name, its in self.module.structures[kind])
            return f"rows::{kind} {{ {members} }}"
        only = next(name for name in call.returned if name not in names and call.returned[name].data)
        return result(kind, call.returned[only])

    def can_express(self, call):
        kinds = self.module.functions[call.routine.name]
        return all(is_bound_kept(kinds[2], value) for value in call.returned.values())

    def write(self, wire):
        self.unused = {i for i, vector in enumerate(self.suite.vectors) if not self.can_express(vector.call)}
        self.left_out = len(self.unused)
        cases = []
        for number, vector in enumerate(self.suite.vectors):
            if number in self.unused:
                continue
            call = vector.call
            sent = vectors.expected_bytes(vector.messages["request"], self.pointer)
            reply = vector.messages.get("reply")
            replied = vectors.expected_bytes(reply, self.pointer) if reply else None
            parts = []
            # Who calls from Rust always has room for as much as the bound.
            if all(value.room < 0 for value in call.returned.values()):
                parts.append(self.request(call, sent))
            is_error_form = any(call.special.values())
            if not is_error_form:
                parts.append(self.dispatch(call, sent, replied, number))
            if replied and not call.any_error:
                parts.append(self.reply(call, replied))
            blocks = "".join(f"{{\n{part}}}\n" for part in parts)
            cases.append(f'fn vector_{number}() {{\n'
                         f'let case = Case {{ line: {vector.line}, routine: "{call.routine.name}" }};\n'
                         f"let dispatcher = rows::RowsDispatcherSync::new(Server);\n"
                         f"let server = SendRight::from_name(PortName({REMOTE}));\n"
                         f"let _ = (&case, &dispatcher, &server);\n{blocks}}}\n")
        functions = "".join(self.server(name) for name in self.module.functions)
        calls = "".join(f"vector_{i}();\n" for i in range(len(self.suite.vectors)) if i not in self.unused)
        return (f'include!(env!("ROWS_RS"));\n#[path = "{HERE / "vectors.rs"}"]\nmod support;\n'
                "use support::*;\n"
                "use mach_r::{IpcError, KernReturn};\nuse mach_r::ipc::*;\nuse mach_r::ool::*;\n"
                "use mach_r::server::{DispatchSync, Out, OutString};\nuse mach_r::wire::FixedCStr;\n"
                f"use mach_r::wire::{wire[1]}::{wire[2]} as Wire;\nuse std::cell::Cell;\nuse std::ffi::CStr;\n"
                "thread_local! {\n    static NOW: Cell<usize> = const { Cell::new(0) };\n"
                "    static CALLED: Cell<u32> = const { Cell::new(0) };\n}\n"
                "struct Server;\n"
                f"impl rows::RowsServerSync for Server {{\n{functions}}}\n{''.join(cases)}"
                f"fn main() {{\n{calls}println!(\"ok\");\n}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    words = bare_crate.build(arguments.source)
    suite = vectors_of.suites()[0]
    status = 0
    for bits, wire in TARGETS.items():
        with tempfile.TemporaryDirectory() as name:
            folder = arguments.keep or Path(name)
            made = run([arguments.migc, f"--target={wire[0]}", "--emit=rust", "-o", folder, suite.defs])
            if made.returncode:
                sys.exit(made.stderr)
            program = Program(Module((folder / "rows.rs").read_text()), suite, bits)
            (folder / "main.rs").write_text(program.write(wire))
            made = run(["rustc", "--edition", "2024", "-A", "unused_imports", "-o", folder / "vectors", *words,
                        folder / "main.rs"], env=dict(os.environ, ROWS_RS=str(folder / "rows.rs")))
            if made.returncode == 0:
                made = run([folder / "vectors"])
            is_good = made.returncode == 0 and made.stdout == "ok\n"
            count = len(suite.vectors) - program.left_out
            print(f"{wire[0]}: {count} calls, {program.left_out} with {NOT_EXPRESSIBLE}" if is_good
                  else f"{wire[0]}: {made.stdout}{made.stderr[:6000]}")
            status |= not is_good
    sys.exit(status)


if __name__ == "__main__":
    main()
