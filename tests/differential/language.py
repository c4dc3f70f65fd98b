#!/usr/bin/env python3
"""Makes small random interface files out of the whole grammar, whether they mean something or not.

`generator` makes interfaces that work, with what is known of their C functions. Here nothing is held back: any type may
stand in any place, with any direction and flags, and most statements have several forms. What comes out of it is known to
nobody, so that two compilers have to agree on it. Beside the file goes a C header with a type for each type of it, and
the sizes that C gives them; names of types are those of C types.

    language.py SEED [gnu|apple]        prints the file and the header of a seed
"""

import dataclasses
import random
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A type as the maker needs to know it: the C text that declares a name of this type, `@` being the name."""
    c_text: str
    shape: str = "value"        # value, list (of fixed length), counted, pointer, string
    is_port: bool = False
    size: int = 4               # roughly, to keep messages small
    pointed: str = "char"       # the C type of the elements, if their number varies
    c_name: str = ""            # what C calls it, where that is not the name in the file


# Literals: (literal, C type, size). Those without a size of their own stand last.
NUMBERS = [("MACH_MSG_TYPE_BOOLEAN", "int", 4), ("MACH_MSG_TYPE_INTEGER_16", "short", 2), ("MACH_MSG_TYPE_INTEGER_32", "int", 4),
           ("MACH_MSG_TYPE_CHAR", "char", 1), ("MACH_MSG_TYPE_BYTE", "unsigned char", 1),
           ("MACH_MSG_TYPE_INTEGER_8", "signed char", 1), ("MACH_MSG_TYPE_INTEGER_64", "long long", 8),
           ("MACH_MSG_TYPE_PORT_NAME", "unsigned int", 4)]
RIGHTS = [f"MACH_MSG_TYPE_{name}" for name in ("MOVE_RECEIVE", "MOVE_SEND", "MOVE_SEND_ONCE", "COPY_SEND", "MAKE_SEND",
                                               "MAKE_SEND_ONCE", "PORT_RECEIVE", "PORT_SEND", "PORT_SEND_ONCE")]
HEADER_RIGHTS = [f"MACH_MSG_TYPE_{name}" for name in ("MOVE_SEND", "COPY_SEND", "MAKE_SEND", "MAKE_SEND_ONCE", "PORT_SEND")]
FLAGS = ["dealloc", "notdealloc", "dealloc[]", "islong", "isnotlong", "servercopy", "countinout", "retcode"]


class Maker:
    """One file in GNU MIG's language. A subclass changes what another language has."""
    directions = ["requestport", "replyport", "sreplyport", "ureplyport", "waittime", "msgoption", "msgseqno"]
    flags = FLAGS
    numbers = NUMBERS
    sizeless = ["MACH_MSG_TYPE_REAL", "MACH_MSG_TYPE_UNSTRUCTURED", "MACH_MSG_TYPE_STRING", "MACH_MSG_TYPE_STRING_C",
                "MACH_MSG_TYPE_POLYMORPHIC", "7"]
    built_in = {"char": Kind("char @", size=1), "short": Kind("short @", size=2), "int": Kind("int @"),
                "int64": Kind("long long @", size=8), "uintptr_t": Kind("unsigned long @", size=8)}

    def __init__(self, seed, oddness=None):
        self.random = random.Random(seed)
        self.name = f"y{seed}"
        # How often something is done that has little chance to be right. With 0, what the peer is known to lay out wrong
        # is left out as well: variable arrays of odd sizes and counted ports (B1, B3, B4), rights in structures (B5).
        self.odd = self.random.choice([0, 0.03, 0.08, 0.2]) if oddness is None else oddness
        self.types = dict(self.built_in)
        self.lines, self.header, self.serial = [], [], 0

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, things):
        return self.random.choice(list(things))

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def number(self, low=1, high=12):
        """An integer expression and its value."""
        value = self.random.randint(low, high)
        if self.chance(self.odd):
            value = self.pick([0, 1, 255, 256, 257, 2047, 2048, 2049, 4095, 4096, 4097, 8191])
        form = self.random.randrange(12)
        if form == 0:
            return f"{value} + 1", value + 1
        if form == 1:
            return f"(2 * {value})", 2 * value
        if form == 2:
            return f"{value + 3} - 1 - 2", value
        if form == 3:
            return f"{value} * 3 / 2 + 0{value}", value * 3 // 2 + value
        return str(value), value

    # ---- types: each gives (specification, kind) ----

    def c_name(self, kind):
        """A C name for an element's type, which may have none in the file."""
        name = self.fresh("c")
        self.header.append(f"typedef {kind.c_text.replace('@', name)};")
        return name

    def literal(self):
        """An IPC type with the size of its own."""
        word, c_type, size = self.pick(self.numbers)
        if self.chance(self.odd):
            return self.pick(self.sizeless), Kind("int @")
        if self.chance(0.08):
            other = self.pick(self.numbers)
            if other[2] == size or self.chance(self.odd):
                word += f" | {other[0]}"
        return word, Kind(f"{c_type} @", size=size)

    def wide(self):
        """An IPC type with a size in brackets, and at times flags."""
        bits = self.pick([8, 16, 32, 32, 64, 64, 128, 256, 800, 16384])
        if self.chance(self.odd):
            bits = self.pick([0, 1, 7, 12, 24, 40, 48, 65528, 65535, 65536, 100000])
        word = self.pick([n[0] for n in self.numbers] + self.sizeless[:-1] + ["3", "200"])
        if "POLYMORPHIC" in word:
            return f"({word}, {64 if self.chance(0.5) else 32})", Kind("mach_port_t @", is_port=True)
        if "STRING" in word:
            kind = Kind(f"char @[{bits // 8 or 1}]", "string", size=bits // 8)
        else:
            if self.chance(0.6):
                word, bits = self.pick([n for n in self.numbers if n[2] != 8])[::2]
                bits *= 8
            kind = Kind({8: "char @", 16: "short @", 32: "int @", 64: "long long @"}.get(
                bits, f"struct {{ char v[{bits // 8}]; }} @"), size=bits // 8)
        flags = "".join(f", {self.flag()}" for _ in range(self.pick([0, 0, 0, 0, 1, 1, 2])))
        return f"({word}, {self.pick([bits, bits, f'{bits} * 1'])}{flags})", kind

    def right(self):
        word = self.pick([*RIGHTS, "polymorphic", "MACH_MSG_TYPE_COPY_SEND"])
        if self.chance(0.1):
            word += f" | {self.pick([*RIGHTS, 'polymorphic'])}"
        return word, Kind("mach_port_t @", is_port=True)

    def name_of(self, wanted=lambda kind: True):
        """A declared type: (name, kind)."""
        if self.chance(self.odd / 4):
            return "nothing_t", Kind("int @")
        names = [name for name, kind in self.types.items() if wanted(kind)] or ["int"]
        name = self.pick(names[-4:] if self.chance(0.6) else names)
        kind = self.types[name]
        return name, Kind(f"{kind.c_name or name} @", kind.shape, kind.is_port, kind.size, kind.pointed)

    def simple(self, with_ports=True):
        """What an array or structure may hold."""
        if self.chance(self.odd * 2):
            return self.specification()
        return self.name_of(lambda kind: kind.shape in ("value", "list") and (with_ports or not kind.is_port))

    def bound(self, low, high):
        """A bound of a variable array, and its value."""
        text, count = self.number(low, high)
        return (text, count) if self.odd else (f"({text}) * 8", count * 8)

    def array(self):
        others = [self.literal, self.wide, self.right] if self.odd else [self.literal, self.wide]
        spec, inner = self.simple(bool(self.odd)) if self.chance(0.7) else self.pick(others)()
        text, count = self.number()
        return f"array[{text}] of {spec}", Kind(f"{self.c_name(inner)} @[{count}]", "list", inner.is_port, count * inner.size)

    def record(self):
        spec, inner = self.simple(bool(self.odd)) if self.chance(0.7) else self.literal()
        text, count = self.number()
        return f"struct[{text}] of {spec}", Kind(f"struct {{ {self.c_name(inner)} v[{count}]; }} @", size=count * inner.size)

    def structure(self):
        fields, size = [], 0
        for number in range(self.random.randint(1, 6)):
            name, kind = self.name_of(lambda kind: kind.shape == "value" and not kind.is_port or self.chance(self.odd))
            fields.append((f"{name} m{number};", kind.c_text.replace("@", f"m{number};")))
            size += kind.size + 4
        text, c_text = (" ".join(field[way] for field in fields) for way in (0, 1))
        return f"struct {{ {text} }}", Kind(f"struct {{ {c_text} }} @", size=size)

    def counted(self):
        spec, inner = self.simple(bool(self.odd))
        text, count = self.bound(1, 20)
        element = self.c_name(inner)
        return f"array[*:{text}] of {spec}", Kind(f"{element} @[{count}]", "counted", inner.is_port, count * inner.size, element)

    def indefinite(self):
        spec, inner = self.simple()
        element = self.c_name(inner)
        return f"{self.pick(['array[]', 'array[*]', 'array[*:0]'])} of {spec}", Kind(f"{element} *@", "open", inner.is_port, 4, element)

    def pointer(self):
        if self.chance(self.odd * 2):
            spec, inner = self.specification()
        else:
            spec, inner = self.simple()
            spec = f"array[] of {spec}"
        element = self.c_name(inner)
        return f"^{spec}", Kind(f"{element} *@", "pointer", inner.is_port, 4, element)

    def string(self):
        text, count = self.bound(1, 10)
        return f"c_string[{self.pick(['', '*:', '* : '])}{text}]", Kind(f"char @[{count}]", "string", size=count)

    def alias(self):
        """Another name. The peer's messages have room for one element then, of an indefinite array."""
        return self.name_of(lambda kind: self.odd or kind.shape != "open")

    def makers(self):
        return [(self.literal, 4), (self.wide, 3), (self.right, 4), (self.array, 4), (self.record, 2), (self.structure, 3),
                (self.counted, 5), (self.indefinite, 4), (self.pointer, 4), (self.string, 4), (self.alias, 2)]

    def specification(self):
        while True:
            makers = self.makers()
            spec, kind = self.random.choices([m for m, _ in makers], [w for _, w in makers])[0]()
            if kind.size < 100000:
                return spec, kind

    def declaration(self, name):
        """A type's text from its name on; the name is known from here."""
        spec, kind = self.specification()
        text = f"{name} = {spec}"
        c_name = name
        if self.chance(0.12):
            c_name = self.fresh("own")
            text += f"\n\t{self.pick(['ctype', 'ctype', 'ctype', 'CType'])} : {c_name}"
        elif self.chance(0.05):
            text += f"\n\tcusertype : {name}\n\tcservertype : {name}"
        translation, declarations = "", []
        if kind.shape == "value" and self.chance(0.15) or (self.chance(self.odd) and "[" not in kind.c_text):
            translation, declarations = self.translation(c_name)
        text += translation
        declared = [c_name] + ([name] if c_name != name else [])
        for each in declared:
            self.header.append(f"typedef {kind.c_text.replace('@', each)};")
            if kind.shape not in ("value", "list"):
                self.header.append(f"typedef const {kind.pointed} *const_{each};")
        self.header += declarations
        self.types[name] = dataclasses.replace(kind, c_name=c_name)
        return text, kind

    def translation(self, c_name):
        """Translation functions, not always all."""
        there, text = self.fresh("there"), ""
        # The types of the server are structures, so that one type for the other is an error in C.
        declarations = [f"typedef struct {{ {c_name} *it; }} {there};"]
        for word, words in (("intran", (f"{there} {{0}}({c_name})", f"{there} {{0}}({c_name});")),
                            ("outtran", (f"{c_name} {{0}}({there})", f"{c_name} {{0}}({there});")),
                            ("destructor", (f"{{0}}({there})", f"void {{0}}({there});")),
                            ("intranpayload", (f"{there} {{0}}", f"{there} {{0}}(unsigned long);"))):
            if self.chance({"intran": 0.9, "outtran": 0.9, "destructor": 0.4, "intranpayload": 0.3}[word]) and \
                    self.has_word(word):
                function = self.fresh(word)
                text += f"\n\t{word} : {words[0].format(function)}"
                declarations.append(words[1].format(function))
        return text, declarations

    def has_word(self, word):
        """Whether the language has a word for translations."""
        return bool(word)

    # ---- routines ----

    def flag(self):
        """A flag. What the short form cannot say on i386 stays long with migc: isnotlong is for odd files."""
        return self.pick([flag for flag in self.flags if self.odd or flag != "isnotlong"])

    def argument_type(self):
        """The text of an argument's type, and the type."""
        if self.chance(0.2):
            name = self.fresh("t")
            text, kind = self.declaration(name)
            del self.types[name]        # A type that is declared in place has no name for others.
            return text, kind
        return self.name_of()

    def data(self, simple):
        """An argument that carries something."""
        text, kind = self.argument_type()
        directions = ["", "in ", ""]
        if not simple or self.chance(self.odd):
            directions += ["out ", "out "]
            if kind.shape not in ("counted", "open", "string") or self.chance(self.odd):
                directions.append("inout ")
        flags = []
        if kind.shape in ("open", "pointer") and self.chance(0.5):
            flags = [self.pick(["dealloc", "dealloc[]", "notdealloc", "servercopy"])]
        elif kind.shape == "counted" and self.chance(0.3):
            flags = ["countinout"]
        while self.chance(0.05 + self.odd):
            flags.append(self.flag())
        name = self.fresh(self.pick(["a", "arg", "data", "Value_"]))
        return self.pick(directions) + name + " : " + text + "".join(f", {flag}" for flag in flags)

    def header_port(self):
        """A type for a request port or reply port."""
        if self.chance(self.odd):
            return self.argument_type()[0]
        if self.chance(0.7):
            return "mach_port_t"
        name = self.fresh("port")
        self.lines.append(f"type {name} = {self.pick(HEADER_RIGHTS)} ctype : mach_port_t;")
        self.header.append(f"typedef mach_port_t {name};")
        self.types[name] = Kind("mach_port_t @", is_port=True)
        return name

    def special(self):
        """An argument for the header or for the call."""
        direction = self.pick(self.directions)
        if "port" in direction:
            return f"{direction} {self.fresh('p')} : {self.header_port()}"
        return f"{direction} {self.fresh('w')} : {'int' if not self.chance(self.odd) else self.argument_type()[0]}"

    def routine(self):
        simple = self.chance(0.2)
        arguments = [self.data(simple) for _ in range(self.pick([0, 1, 1, 2, 2, 3, 4, 6]))]
        for _ in range(self.pick([0, 0, 0, 1, 1, 2])):
            arguments.insert(self.random.randint(0, len(arguments)), self.special())
        if self.chance(self.odd):
            # One of these may become the request port, whose flag gives the peer's stub a parameter that it does not use.
            arguments = [argument.replace(", dealloc[]", "") for argument in arguments]
        else:
            arguments.insert(0, f"{self.pick(['', '', '', 'requestport '])}{self.fresh('to')} : {self.header_port()}")
        word = self.pick(["simpleroutine", "SimpleRoutine"] if simple else ["routine", "routine", "Routine", "ROUTINE"])
        text = ";\n\t".join(arguments)
        self.lines.append(f"{word} {self.fresh('call')}(\n\t{text});")

    # ---- the file ----

    def statement(self):
        """A statement that changes what follows."""
        return self.pick(["skip", "skip 2", "skip 0", "serverprefix do_", "userprefix my_", "waittime 100",
                          "waittime MACH_MSG_TIMEOUT_NONE", "nowaittime", "msgoption MACH_SEND_INTERRUPT",
                          "msgoption MACH_MSG_OPTION_NONE", "serverdemux handle", 'import <stdint.h>', 'uimport <stddef.h>',
                          'simport "string.h"', 'rcsid "$Id$"', "", "SKIP", "msgoption 2", "waittime 1"])

    def start(self):
        return [f"subsystem {self.name} {self.pick([100, 2000, 1234567])};", "#include <mach/std_types.defs>",
                f'import "{self.name}_types.h";']

    def make(self):
        """The text of the file, and of the header."""
        self.types["mach_port_t"] = Kind("mach_port_t @", is_port=True)
        for _ in range(self.pick([0, 0, 0, 0, 1])):
            self.lines.append(self.statement() + ";")
        self.lines += self.start()
        for _ in range(self.pick([1, 2, 3, 5])):
            self.lines.append(f"type {self.declaration(self.fresh('t'))[0]};")
        for _ in range(self.pick([1, 1, 2, 3])):
            if self.chance(0.25):
                self.lines.append(self.statement() + ";")
            self.routine()
        guard = f"{self.name}_types_h"
        includes = "#include <stdint.h>\n#include <mach/std_types.h>\ntypedef int64_t int64;\n"
        return "\n".join(self.lines) + "\n", f"#ifndef {guard}\n#define {guard}\n{includes}" + "\n".join(self.header) + "\n#endif\n"


MAKERS = {"gnu": Maker}


def generate(seed, language="gnu"):
    """(text of the interface, text of its C header) of a seed."""
    return MAKERS[language](seed).make()


if __name__ == "__main__":
    print(*generate(int(sys.argv[1]), *sys.argv[2:3]), sep="\n")
