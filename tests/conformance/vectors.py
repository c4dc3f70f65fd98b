"""Reads vectors: calls with their values, and the bytes that each message must have."""

import re
from dataclasses import dataclass, field

import program
from program import Call, Value

SIZE_AT = 4     # the second word of a header: the size, which senders may leave open


@dataclass
class Vector:
    """One call of a vector file."""
    call: Call
    line: int
    messages: dict = field(default_factory=dict)    # "request", "reply" -> text of the bytes
    is_ours: bool = False                           # Apple's stubs get it wrong


def _parts(kind, text):
    """The rows of bytes that a list of numbers and quoted texts stands for, one for each item."""
    for quoted, number in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text):
        if number:
            yield (int(number, 0) % (1 << 8 * kind.scalar)).to_bytes(kind.scalar, "little")
        else:
            yield quoted.encode("latin-1").decode("unicode_escape").encode("latin-1")


def _value(kind, text):
    if kind.shape == "ools":
        return Value(parts=tuple(_parts(kind, text)))
    return Value(data=b"".join(_parts(kind, text)))


class Reader:
    """The state of reading one file."""

    def __init__(self, description):
        self.routines = {routine.name: routine for routine in description.routines}
        self.vectors = []
        self.last = ""

    def argument(self, name):
        routine = self.vectors[-1].call.routine
        return next(a for a in routine.arguments if a.name == name)

    def line(self, number, text):
        """Take one line."""
        if text.startswith(" "):
            self.vectors[-1].messages[self.last] += " " + text
            return
        word, _, rest = text.partition(" ")
        if word == "call":
            self.vectors.append(Vector(Call(self.routines[rest.strip()], {}, {}), number))
            return
        call = self.vectors[-1].call
        if word in ("request", "reply"):
            self.last = word
            self.vectors[-1].messages[word] = rest
        elif word == "result":
            call.any_error = rest == "error"
            call.result = 0 if call.any_error else int(rest)
        elif word == "ours":
            self.vectors[-1].is_ours = True
        elif word == "as":
            way, name, disposition = rest.split()
            (call.sent if way == "in" else call.returned)[name].disposition = int(disposition)
        elif word == "room":
            name, room = rest.split()
            call.returned[name] = Value(room=int(room))
        else:
            name, _, values = rest.partition(" ")
            argument = self.argument(name)
            if "retcode" in argument.flags:
                call.special[name] = int(values)
                return
            table = call.sent if word == "in" else call.returned
            value = _value(argument.type, values)
            if name in table:
                value.room = table[name].room
            table[name] = value


def read(path, description):
    """The vectors of a file."""
    reader = Reader(description)
    for number, text in enumerate(path.read_text().splitlines(), 1):
        if text.strip() and not text.startswith("#"):
            reader.line(number, text.rstrip())
    return reader.vectors


def expected_bytes(text, pointer_bytes):
    """The bytes of a message for a target: [number, None for an address, -1 for one without meaning, -2 for any]."""
    def descriptor(match):
        flags, size = match[1], match[2]
        return "--" * pointer_bytes + (flags + size if pointer_bytes == 8 else size + flags)

    text = re.sub(r"ool\((\S+)\s+(\S+)\)", descriptor, text).replace(" ", "").replace("\t", "")
    length = len(text) // 2
    text = text.replace("ooo00000", f"{length % 256:02x}{length // 256:02x}0000")
    return [None if pair == "--" else {"??": -1, "**": -2}.get(pair) or int(pair, 16)
            for pair in (text[i:i + 2] for i in range(0, len(text), 2))]


def got_bytes(text):
    """The bytes of a printed message, in the same form."""
    return [None if pair == "--" else int(pair, 16) for pair in (text[i:i + 2] for i in range(0, len(text), 2))]


def compare(what, expected, got, zeroes):
    """A complaint, or an empty text. With `zeroes` bytes without meaning must be 0."""
    if len(expected) != len(got):
        return f"{what}: {len(got)} bytes"
    for at, (wanted, byte) in enumerate(zip(expected, got)):
        if wanted == -2:
            continue
        if what == "request" and SIZE_AT <= at < SIZE_AT + 4 and wanted == -1:
            size = len(got).to_bytes(4, "little")[at - SIZE_AT]
            if zeroes and byte not in (0, size):
                return f"{what}: byte {at} (of the size) is {byte:02x}"
        elif wanted == -1:
            if zeroes and byte != 0:
                return f"{what}: byte {at}, which has no meaning, is {byte:02x}"
        elif wanted != byte:
            return f"{what}: byte {at}"
    return ""


def show(values):
    """Bytes as text, in words."""
    pairs = ["--" if v is None else "??" if v == -1 else "**" if v == -2 else f"{v:02x}" for v in values]
    return " ".join("".join(pairs[i:i + 4]) for i in range(0, len(pairs), 4))


__all__ = ["Vector", "compare", "expected_bytes", "got_bytes", "program", "read", "show"]
