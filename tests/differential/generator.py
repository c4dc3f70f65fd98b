#!/usr/bin/env python3
"""Makes random interfaces that use the whole language of GNU MIG.

`Quirks` says which shapes of interface the peer gets wrong; with AVOID they are left out, so that its own client and
server agree with each other. Run by hand, it prints the .defs of a seed.
"""

import random
import sys
from dataclasses import dataclass

from interface import POLYMORPHIC, Argument, Element, Interface, Port, Routine, Translation, Type

WORDS = ("alpha beta gamma delta width height offset amount left right first second source target label state limit "
         "depth colour weight owner parent child value order level phase index total").split()


@dataclass(frozen=True)
class Quirks:
    """Shapes to leave out, each named after the peer's bug."""
    odd_sizes: bool             # B1: variable arrays whose maximum is no multiple of the message's word
    late_bounded_out: bool      # B2: a bounded out array after another variable field of the reply
    counted_ports: bool         # B3, B4: fixed and bounded arrays of ports
    late_header_fields: bool    # reply port or msgseqno after a variable in argument: the server reads them elsewhere


AVOID = Quirks(True, True, True, True)
ANYTHING = Quirks(False, False, False, False)


def _same(size):
    return {4: size, 8: size}


POINTER = {4: 4, 8: 8}
CHAR, SHORT, INT = (Element(n, _same(s)) for n, s in (("char", 1), ("short", 2), ("int", 4)))
INT64, POINTER_SIZED = Element("int64_t", _same(8)), Element("uintptr_t", POINTER)
UNSIGNED, BYTE = Element("unsigned int", _same(4)), Element("unsigned char", _same(1))
PORT = Element("mach_port_t", _same(4))

# Scalars that are there without a declaration: (name, element).
BUILT_IN = [("char", CHAR), ("short", SHORT), ("int", INT), ("int64_t", INT64), ("uintptr_t", POINTER_SIZED),
            ("int32_t", Element("int32_t", _same(4))), ("uint32_t", Element("uint32_t", _same(4))),
            ("uint64_t", Element("uint64_t", _same(8))), ("boolean_t", Element("boolean_t", _same(4))),
            ("natural_t", Element("natural_t", _same(4))), ("unsigned", Element("unsigned", _same(4))),
            ("mach_port_name_t", Element("mach_port_name_t", _same(4)))]

# Scalars to declare: (specification, element).
DECLARED = [("MACH_MSG_TYPE_BYTE", BYTE), ("MACH_MSG_TYPE_INTEGER_8", BYTE), ("MACH_MSG_TYPE_CHAR", CHAR),
            ("MACH_MSG_TYPE_INTEGER_16", SHORT), ("MACH_MSG_TYPE_INTEGER_32", INT), ("MACH_MSG_TYPE_INTEGER_64", INT64),
            ("MACH_MSG_TYPE_BOOLEAN", INT), ("(MACH_MSG_TYPE_REAL, 32)", INT), ("(MACH_MSG_TYPE_REAL, 8 * 8)", INT64),
            ("(MACH_MSG_TYPE_UNSTRUCTURED, 32)", INT), ("(MACH_MSG_TYPE_BIT, 16)", SHORT), ("(2, 32)", INT),
            ("(MACH_MSG_TYPE_INTEGER_32|MACH_MSG_TYPE_INTEGER_32, 4 * (2 + 6))", INT), ("MACH_MSG_TYPE_PORT_NAME", UNSIGNED),
            ("(MACH_MSG_TYPE_INTEGER_16, 16, isnotlong)", SHORT), ("(MACH_MSG_TYPE_INTEGER_32, 32, islong)", INT)]

# Port types: (specification, sent, received).
PORTS = [("MACH_MSG_TYPE_COPY_SEND", 19, 17), ("MACH_MSG_TYPE_MAKE_SEND", 20, 17), ("MACH_MSG_TYPE_MOVE_SEND", 17, 17),
         ("MACH_MSG_TYPE_MAKE_SEND_ONCE", 21, 18), ("MACH_MSG_TYPE_MOVE_SEND_ONCE", 18, 18),
         ("MACH_MSG_TYPE_MOVE_RECEIVE", 16, 16), ("MACH_MSG_TYPE_PORT_SEND", POLYMORPHIC, 17),
         ("MACH_MSG_TYPE_PORT_SEND_ONCE", POLYMORPHIC, 18), ("MACH_MSG_TYPE_PORT_RECEIVE", POLYMORPHIC, 16),
         ("polymorphic", POLYMORPHIC, POLYMORPHIC), ("MACH_MSG_TYPE_COPY_SEND|MACH_MSG_TYPE_PORT_SEND", 19, 17),
         ("MACH_MSG_TYPE_MAKE_SEND|polymorphic", 20, POLYMORPHIC), ("polymorphic|MACH_MSG_TYPE_PORT_SEND", POLYMORPHIC, 17)]

COPY_SEND_PORT = Type("mach_port_t", "", "value", PORT, port=Port(19, 17), predeclared=True)


class Maker:
    """One random interface."""

    def __init__(self, seed, quirks, routines):
        self.random = random.Random(seed)
        self.quirks = quirks
        self.serial = 0
        self.scalars = [Type(n, "", "value", e, predeclared=True) for n, e in BUILT_IN]
        self.interface = Interface(f"x{seed}", self.random.choice([100, 2000, 31000, 1234567]))
        self.user_prefix = self.server_prefix = ""
        self.wanted = routines

    def name(self, stem):
        """A name that no other thing of the interface has."""
        self.serial += 1
        return f"{stem}{self.serial}"

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, things):
        return self.random.choice(things)

    # ---- types ----

    def scalar(self):
        """A type of one value, built in or declared, at times under another name."""
        if self.chance(0.5):
            return self.pick(self.scalars)
        if self.chance(0.2):
            base = self.pick(self.scalars)
            kind = Type(self.name("alias"), base.name, "value", base.element)
        else:
            spec, element = self.pick(DECLARED)
            kind = Type(self.name("scalar"), spec, "value", element)
            if self.chance(0.3):
                kind.ctype = kind.name + "_c"
        if self.chance(0.25) and "long" not in kind.spec:
            kind.translation = self.translation(kind)
        return kind

    def translation(self, kind, payload=False):
        """Translation functions for a type."""
        name = kind.name
        return Translation(f"{name}_here_t", f"{name}_in", f"{name}_out",
                           f"{name}_drop" if self.chance(0.6) else "", f"{name}_payload" if payload else "")

    def plain(self):
        """A scalar that may be part of something larger."""
        return self.pick(self.scalars)

    def structure(self):
        """A structure of named fields, with C's padding."""
        name = self.name("record")
        fields = []
        for number in range(self.random.randint(1, 5)):
            field = self.plain()
            if self.chance(0.2):
                base = self.plain()
                field = self.declare(Type(self.name("row"), f"array[3] of {base.name}", "array", Element(
                    "", {w: 3 * s for w, s in base.element.sizes.items()}), 3))
                field.element = Element(field.name, field.element.sizes, f"typedef {base.element.name} {field.name}[3];")
                field.predeclared = True    # for C: the element declares it
            fields.append((field, f"f{number}"))
        spec = "struct { " + " ".join(f"{t.name} {n};" for t, n in fields) + " }"
        members = " ".join(f"{t.element.name} {n};" for t, n in fields)
        element = Element(name, {w: self.structure_size([t for t, _ in fields], w) for w in (4, 8)},
                          f"typedef struct {{ {members} }} {name};", tuple((t.element, n) for t, n in fields))
        return Type(name, spec, "value", element, predeclared=True)

    @staticmethod
    def structure_size(types, word):
        """The size that C gives the structure; alignment is at most the message's word."""
        offset, widest = 0, 1
        for kind in types:
            size = kind.element.sizes[word]
            align = min(word, size // kind.count)
            offset, widest = -(-offset // align) * align + size, max(widest, align)
        return -(-offset // widest) * widest

    def block(self):
        """A value of several elements: struct[n] or a wide element."""
        name = self.name("block")
        if self.chance(0.3):
            count = self.pick([32, 64, 100])
            return Type(name, f"(MACH_MSG_TYPE_BYTE, {count} * 8)", "value", self.group(name, BYTE, count), predeclared=True)
        base, count = self.plain(), self.pick([1, 2, 3, 7])
        return Type(name, f"struct[{count}] of {base.name}", "value", self.group(name, base.element, count), predeclared=True)

    @staticmethod
    def group(name, element, count):
        return Element(name, {w: count * s for w, s in element.sizes.items()},
                       f"typedef struct {{ {element.name} v[{count}]; }} {name};")

    def declare(self, kind):
        """Give a type a statement of its own before it is used inside another."""
        self.interface.statements.append(kind)
        return kind

    def named(self):
        """A type that an array may consist of."""
        if self.chance(0.7):
            return self.plain()
        return self.declare(self.pick([self.structure, self.block])())

    def fixed_array(self):
        """array[n] of something, at times of arrays."""
        element = self.named()
        count = self.pick([1, 2, 3, 5, 8, 33])
        spec = f"array[{count}] of {element.name}"
        if self.chance(0.2):
            spec, count = f"array[2] of array[{count}] of {element.name}", 2 * count
        return Type(self.name("list"), spec, "array", element.element, count)

    def fits(self, element, count):
        """Whether the maximum is a multiple of the message's word on both targets, where that matters."""
        return not self.quirks.odd_sizes or all(element.sizes[w] * count % 8 == 0 for w in (4, 8))

    def bounded_array(self):
        """array[*:n] of something."""
        while True:
            element = self.named()
            count = self.pick([1, 2, 4, 5, 8, 10, 16, 24, 100])
            if self.fits(element.element, count):
                break
        kind = Type(self.name("some"), f"array[*:{count}] of {element.name}", "bounded", element.element, count)
        kind.pointer = element.element is not CHAR and self.chance(0.4)
        return kind

    def open_array(self, shape):
        """array[] or ^array[] of something."""
        while True:
            element = self.named()
            sizes = element.element.sizes
            if shape == "ool" or all(self.fits(element.element, 2048 // sizes[w]) for w in (4, 8)):
                break
        if shape == "ool":
            return Type(self.name("away"), f"^array[] of {element.name}", "ool", element.element)
        spec = self.pick(["array[]", "array[*]", "array[*:0]"])
        return Type(self.name("open"), f"{spec} of {element.name}", "indefinite", element.element)

    def string(self, shape):
        """c_string[n], c_string[*:n], or a fixed string in MIG's old form."""
        count = self.pick([8, 16, 24, 64, 200])
        if shape == "string":
            count = self.pick([count, 5, 13])
            if self.chance(0.2):
                return Type(self.name("text"), f"(MACH_MSG_TYPE_STRING, {count} * 8)", "string", CHAR, count)
            kind = Type(self.name("text"), f"c_string[{count}]", "string", CHAR, count)
            if self.chance(0.3):
                kind.ctype = kind.name + "_c"
            return kind
        if not self.quirks.odd_sizes:
            count = self.pick([count, 5, 13, 30])
        name = self.name("text")
        return Type(name, f"c_string[*:{count}]", "bounded string", CHAR, count)

    def port(self):
        """A single port right."""
        spec, sent, received = self.pick(PORTS)
        kind = Type(self.name("port"), spec, "value", PORT, port=Port(sent, received))
        if self.chance(0.4):
            kind.ctype = "mach_port_t"
        elif self.chance(0.3):
            kind.translation = self.translation(kind)
        return kind

    def ports(self):
        """Several port rights."""
        spec, sent, received = self.pick(PORTS)
        base = self.declare(Type(self.name("port"), spec, "value", PORT, port=Port(sent, received)))
        count = self.pick([2, 4, 7])
        shapes = [("indefinite", "array[]"), ("ool", "^array[]")]
        if not self.quirks.counted_ports:
            shapes += [("array", f"array[{count}]"), ("bounded", f"array[*:{count}]")]
            if self.chance(0.4):
                base = self.port_group(base)
        shape, prefix = self.pick(shapes)
        return Type(self.name("ports"), f"{prefix} of {base.name}", shape, base.element, count, port=Port(sent, received))

    def port_group(self, base):
        """An array or structure of ports, to make arrays of."""
        name, count = self.name("group"), self.pick([2, 3])
        if self.chance(0.5):
            spec, declaration = f"array[{count}] of {base.name}", f"typedef {base.name} {name}[{count}];"
        else:
            spec, declaration = f"struct[{count}] of {base.name}", f"typedef struct {{ {base.name} v[{count}]; }} {name};"
        element = Element(name, {4: 4 * count, 8: 4 * count}, f"typedef mach_port_t {base.name}; {declaration}")
        return self.declare(Type(name, spec, "value", element, predeclared=True, port=base.port))

    def any_type(self):
        """A type for an argument that carries data."""
        makers = [(self.scalar, 6), (self.structure, 2), (self.block, 2), (self.fixed_array, 3), (self.bounded_array, 4),
                  (lambda: self.open_array("indefinite"), 3), (lambda: self.open_array("ool"), 2),
                  (lambda: self.string("string"), 2), (lambda: self.string("bounded string"), 2), (self.port, 3),
                  (self.ports, 2)]
        return self.random.choices([m for m, _ in makers], [w for _, w in makers])[0]()

    # ---- routines ----

    def request_port(self):
        """The argument that names the receiver of the request."""
        name = self.name("to")
        if self.chance(0.5):
            return Argument(name, COPY_SEND_PORT, self.pick(["", "requestport"]), role="requestport")
        choices = [p for p in PORTS if p[2] in (17, 18, POLYMORPHIC) and "|" not in p[0]]
        spec, sent, received = self.pick(choices)
        kind = Type(self.name("port"), spec, "value", PORT, port=Port(sent, received))
        if self.chance(0.4):
            kind.translation = self.translation(kind, payload=self.chance(0.6))
        return Argument(name, self.declare(kind), "requestport" if self.chance(0.3) else "", role="requestport")

    def reply_port(self):
        """An explicit reply port."""
        direction = self.pick(["replyport", "ureplyport", "sreplyport"])
        choices = [p for p in PORTS if p[2] in (17, 18, POLYMORPHIC) and "|" not in p[0]]
        if direction == "sreplyport":
            choices = [p for p in choices if p[1] in (18, 21, POLYMORPHIC) and p[2] != 17]
        spec, sent, received = self.pick(choices)
        kind = Type(self.name("port"), spec, "value", PORT, port=Port(sent, received))
        return Argument(self.name("back"), self.declare(kind), direction)

    def control(self, direction):
        """A waittime, msgoption or msgseqno argument."""
        return Argument(self.name("ctl"), self.pick([s for s in self.scalars if s.name in ("int", "natural_t")]), direction)

    def directions(self, kind, simple, reply_is_fixed):
        """The directions that a type may have."""
        allowed = ["", "in"]
        if not simple:
            late = self.quirks.late_bounded_out and kind.shape == "bounded" and not reply_is_fixed
            if not late:
                allowed += ["out", "out"]
            if not kind.variable:
                allowed.append("inout")
        return allowed

    def flags(self, kind, direction):
        """Flags that mean something for a type and direction."""
        if kind.shape in ("indefinite", "ool"):
            chosen = [self.pick(["dealloc", "dealloc[]"])] if self.chance(0.5) else []
            if kind.shape == "indefinite" and direction in ("", "in") and self.chance(0.3):
                chosen.append("servercopy")
            return tuple(chosen)
        if kind.shape == "bounded" and direction == "out" and self.chance(0.5):
            return ("countinout",)
        return ("retcode",) if self.chance(0.03) else ()

    def routine(self):
        """A routine with random arguments."""
        simple = self.chance(0.2)
        arguments = [self.request_port()]
        reply_is_fixed = True
        data = []
        for _ in range(self.pick([0, 1, 1, 2, 2, 3, 3, 4, 5, 7])):
            kind = self.any_type()
            direction = self.pick(self.directions(kind, simple, reply_is_fixed))
            if kind.variable and direction == "out":
                reply_is_fixed = False
            argument = Argument(self.name(self.pick(WORDS)), kind, direction, self.flags(kind, direction))
            if kind not in self.interface.statements and not (kind.predeclared and not kind.spec):
                if self.chance(0.15):
                    argument.anonymous = True
                else:
                    self.declare(kind)
            data.append(argument)
        special = []
        if self.chance(0.25):
            special.append(self.reply_port())
        special += [self.control(d) for d in ("waittime", "msgoption", "msgseqno") if self.chance(0.1)]
        for argument in special:
            last = len(data)
            if self.quirks.late_header_fields:
                last = next((i for i, a in enumerate(data) if a.sent and a.type.variable), last)
            data.insert(self.random.randint(0, last), argument)
        return Routine(self.name("call"), arguments + data, simple, 0, self.user_prefix, self.server_prefix)

    # ---- the file ----

    def interlude(self):
        """Statements between routines."""
        statements = self.interface.statements
        if self.chance(0.15):
            statements.append(self.pick(["skip", "skip 3", "skip 0"]))
        if self.chance(0.12):
            statements.append(self.pick(["waittime 100", "waittime MACH_MSG_TIMEOUT_NONE", "nowaittime"]))
        if self.chance(0.12):
            statements.append(self.pick(["msgoption MACH_SEND_INTERRUPT", "msgoption MACH_MSG_OPTION_NONE"]))
        if self.chance(0.1):
            self.set_prefix()

    def set_prefix(self):
        """Prefixes that keep the client's and the server's functions apart."""
        self.server_prefix = self.pick(["s_", "do_", "serve"])
        self.interface.statements.append(f"serverprefix {self.server_prefix}")
        if self.chance(0.5):
            self.user_prefix = self.pick(["u_", "rpc_"])
            self.interface.statements.append(f"userprefix {self.user_prefix}")

    def make(self):
        """The interface."""
        made = self.interface
        if self.chance(0.2):
            made.before.append(self.pick(["skip", "skip 2", "waittime 20"]))
        if self.chance(0.2):
            made.before.append('import <mach/mach_types.h>')
        if self.chance(0.3):
            made.demux = f"{made.name}_dispatch"
            made.statements.append(f"serverdemux {made.demux}")
        if self.chance(0.2):
            made.statements.append('rcsid "$Id: an interface $"')
        if self.chance(0.3):
            made.statements.append(self.pick(['uimport <stdint.h>', 'simport <string.h>']))
        if self.chance(0.25):
            made.prefix = "p_"
        if self.chance(0.25):
            made.subrprefix = "my_"
        self.set_prefix()
        for _ in range(self.wanted):
            self.interlude()
            made.statements.append(self.routine())
        if self.chance(0.2):
            made.statements.append("skip 2")
        self.number()
        return made

    def number(self):
        """Give each routine its number."""
        number = 0
        for statement in [*self.interface.before, *self.interface.statements]:
            if isinstance(statement, Routine):
                statement.number = number
                number += 1
            elif isinstance(statement, str) and statement.split()[0] == "skip":
                number += int((statement.split() + ["1"])[1])


def generate(seed, quirks=AVOID, routines=10):
    """The interface of a seed."""
    return Maker(seed, quirks, routines).make()


if __name__ == "__main__":
    print(generate(int(sys.argv[1]), ANYTHING if "anything" in sys.argv else AVOID).text(), end="")
