#!/usr/bin/env python3
"""Makes random interfaces for the NDR wire, and random calls of them. Run by hand, it prints the .defs of a seed.

A careful maker leaves out what Apple's stubs get wrong, so that its client and server agree with each other.
"""

import random
import sys

import interface
from interface import POLYMORPHIC
from program import Call, Value

SCALARS = {"MACH_MSG_TYPE_CHAR": ("char", 1), "MACH_MSG_TYPE_BYTE": ("unsigned char", 1),
           "MACH_MSG_TYPE_INTEGER_8": ("signed char", 1), "MACH_MSG_TYPE_INTEGER_16": ("short", 2),
           "MACH_MSG_TYPE_INTEGER_32": ("int", 4), "MACH_MSG_TYPE_BOOLEAN": ("unsigned int", 4),
           "MACH_MSG_TYPE_INTEGER_64": ("long long", 8), "MACH_MSG_TYPE_REAL_32": ("int", 4),
           "MACH_MSG_TYPE_REAL_64": ("long long", 8), "MACH_MSG_TYPE_PORT_NAME": ("mach_port_t", 4)}
RIGHTS = list(interface.RIGHTS)
HEADER_RIGHTS = ["MACH_MSG_TYPE_MAKE_SEND_ONCE", "MACH_MSG_TYPE_MAKE_SEND", "MACH_MSG_TYPE_POLYMORPHIC",
                 "MACH_MSG_TYPE_MOVE_SEND_ONCE"]


class Maker:
    """One interface."""

    def __init__(self, seed, routines, careful):
        self.careful = careful
        self.reply_varies = self.has_sets = False       # of the routine at hand
        self.random = random.Random(seed)
        self.name = f"x{seed}"
        self.lines, self.header, self.serial = [], [], 0
        self.routines = routines
        self.scalars, self.rights = [], []

    def fresh(self, stem):
        self.serial += 1
        return f"{stem}{self.serial}"

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, things):
        return self.random.choice(things)

    def declare(self, stem, text, c_text):
        """A type of its own name; `c_text` holds the place of the name."""
        name = self.fresh(stem)
        self.lines.append(f"type {name} = {text};")
        self.header.append(f"typedef {c_text.format(name)};")
        return name

    # ---- types: each function returns a name ----

    def scalar(self):
        if not self.scalars or self.chance(0.5):
            word = self.pick(list(SCALARS))
            self.scalars.append(self.declare("num", word, SCALARS[word][0] + " {}"))
        return self.pick(self.scalars)

    def right(self):
        if not self.rights or self.chance(0.5):
            self.rights.append(self.declare("port", self.pick(RIGHTS), "mach_port_t {}"))
        return self.pick(self.rights)

    def block(self):
        base, count = self.scalar(), self.pick([1, 2, 3, 5, 7])
        return self.declare("block", f"struct[{count}] of {base}", f"struct {{{{ {base} v[{count}]; }}}} {{}}")

    def element(self):
        return self.scalar() if self.chance(0.7) else self.block()

    def array(self):
        base, count = self.element(), self.pick([1, 2, 3, 5, 8, 33])
        return self.declare("list", f"array[{count}] of {base}", f"{base} {{}}[{count}]")

    def bounded(self):
        base, count = self.element(), self.pick([1, 2, 3, 4, 7, 10, 16, 100])
        return self.declare("some", f"array[*:{count}] of {base}", f"{base} {{}}[{count}]")

    def string(self):
        count = self.pick([4, 5, 13, 24, 64])
        return self.declare("text", f"c_string[{count}]", f"char {{}}[{count}]")

    def vstring(self):
        count = self.pick([2, 5, 13, 24, 64, 300])
        return self.declare("words", f"c_string[*:{count}]", f"char {{}}[{count}]")

    def open_array(self):
        base = self.element() if self.chance(0.8) else self.right()
        return self.declare("open", f"{self.pick(['array[]', 'array[*]'])} of {base}", f"{base} *{{}}")

    def away(self):
        base = self.element() if self.chance(0.8) else self.right()
        bound = self.pick(["", "", "*:20", "5"])
        return self.declare("away", f"^array[{bound}] of {base}", f"{base} *{{}}")

    def rights_array(self):
        base, count = self.right(), self.pick([2, 3, 5])    # Apple's stubs take one right in an array for a right
        return self.declare("rights", f"array[{self.pick(['', '*:'])}{count}] of {base}", f"{base} {{}}[{count}]")

    def sets(self):
        base, count = self.element(), self.pick([2, 3])     # likewise
        inner = self.pick(["", "*:20", "4"])
        if self.careful and inner != "4" and self.described()[base].element != 1:
            base = self.declare("num", "MACH_MSG_TYPE_BYTE", "unsigned char {}")    # they mix elements and bytes else
        outer = "*:" if inner != "4" and self.chance(0.5) else ""
        return self.declare("sets", f"array[{outer}{count}] of ^array[{inner}] of {base}", f"{base} *{{}}[{count}]")

    def any_type(self):
        makers = [(self.scalar, 6), (self.block, 2), (self.array, 3), (self.bounded, 5), (self.string, 2), (self.vstring, 3),
                  (self.open_array, 2), (self.away, 4), (self.right, 4), (self.rights_array, 2), (self.sets, 1)]
        return self.random.choices([m for m, _ in makers], [w for _, w in makers])[0]()

    # ---- routines ----

    def described(self):
        """What is declared so far."""
        return interface.parse("\n".join(self.lines)).types

    def argument(self, simple, previous):
        """An argument as text, and the pair (type, direction) for a neighbour that shares its count."""
        name = self.any_type()
        kind = self.described()[name]
        in_line = kind.shape in ("bounded", "vstring")
        directions = ["", "in"] + ([] if simple else ["out", "out"] + ([] if in_line else ["inout"]))
        if kind.shape in ("open", "ools") and "inout" in directions:
            directions.remove("inout")
        if self.careful and self.reply_varies and (kind.port or kind.shape == "ool") and "inout" in directions:
            directions.remove("inout")  # Apple's servers put it behind the variable field
        if self.careful and kind.shape == "ool" and kind.port and "inout" in directions:
            directions.remove("inout")  # the count of the result is that of the request
        if self.careful and kind.shape == "ools" and kind.inner.variable and not kind.variable:
            directions = ["", "in"]     # Apple's servers give no place for the sub-counts of such a result
        direction = self.pick(directions)
        flags = []
        if kind.shape in ("open", "ool", "ools") and self.chance(0.4):
            flags.append(self.pick(["dealloc", "dealloc[]"] if kind.shape != "ools" and direction != "inout" else ["dealloc"]))
        if kind.shape == "ool" and not kind.port and self.chance(0.2):
            flags.append("physicalcopy")
        if kind.shape == "bounded" and direction == "out" and not kind.port and self.chance(0.5):
            flags.append("countinout")
        if kind.shape == "bounded" and direction in ("", "in") and previous == (True, direction, False) and self.chance(0.6):
            flags.append("samecount")
        if kind.shape in ("bounded", "vstring") and direction in ("", "in") and not kind.port and self.chance(0.2):
            flags.append("const")
        if kind.shape == "ool" and direction in ("", "in") and not kind.port and self.chance(0.2):
            flags.append("auto")
        self.reply_varies |= direction == "out" and (in_line or kind.shape == "ools" and kind.inner.variable)
        self.has_sets |= kind.shape == "ools"
        text = f"{direction} {self.fresh('a')} : {name}".strip() + "".join(f", {flag}" for flag in flags)
        shares = kind.shape == "bounded" and not kind.port
        if "samecount" in flags and kind.port:
            text = text.replace(", samecount", "")
        return text, (shares, direction, "countinout" in flags)

    def special(self, simple):
        """Arguments that do not travel as data."""
        found = []
        if self.chance(0.15) and not (self.careful and self.has_sets):
            found.append(f"{self.pick(['waittime', 'sendtime'])} {self.fresh('wait')} : wait_time_t")
        if self.chance(0.1):
            found.append(f"msgoption {self.fresh('option')} : send_option_t")
        if self.chance(0.15):
            word = self.pick(["serversectoken", "sectoken"] if not simple else ["serversectoken"])
            found.append(f"{word} {self.fresh('sender')} : security_token_t")
        if self.chance(0.15):
            word = self.pick(["serveraudittoken", "useraudittoken", "audittoken"] if not simple else ["serveraudittoken"])
            found.append(f"{word} {self.fresh('audit')} : audit_token_t")
        if self.chance(0.1):
            found.append(f"servercontexttoken {self.fresh('context')} : mach_vm_address_t")
        if self.chance(0.1):
            found.append(f"msgseqno {self.fresh('seqno')} : mach_port_seqno_t")
        if self.chance(0.15):
            right = self.declare("back", self.pick(HEADER_RIGHTS), "mach_port_t {}")
            if self.described()[right].polymorphic or simple:
                found.append(f"replyport {self.fresh('reply')} : {right}")
            else:
                found.append(f"{self.pick(['replyport', 'ureplyport'])} {self.fresh('reply')} : {right}")
        # Apple's compiler writes the option into the prototype when a client's token follows.
        if self.careful and any(" audit" in f" {t}" and not t.startswith("server") or t.startswith("sectoken") for t in found):
            found = [text for text in found if not text.startswith("msgoption")]
        return found

    def routine(self):
        simple = self.chance(0.2)
        arguments, previous = [], None
        self.reply_varies = self.has_sets = False
        for _ in range(self.pick([0, 1, 2, 3, 4, 6, 9])):
            text, previous = self.argument(simple, previous)
            arguments.append(text)
        for text in self.special(simple):
            # Not between an array and the one that shares its count.
            places = [i for i in range(len(arguments) + 1) if i == len(arguments) or "samecount" not in arguments[i]]
            arguments.insert(self.pick(places), text)
        word = "simpleroutine" if simple else "routine"
        inner = ";\n\t".join([f"{self.fresh('to')} : mach_port_t", *arguments])
        self.lines.append(f"{word} {self.fresh('r')}(\n\t{inner});")

    def text(self):
        """The whole interface."""
        self.lines = [f"subsystem {self.name} {self.pick([100, 2000, 1234567])};", "serverprefix s_;",
                      f'import "{self.name}_types.h";', "type int = MACH_MSG_TYPE_INTEGER_32;",
                      "type mach_port_t = MACH_MSG_TYPE_COPY_SEND;",
                      "type wait_time_t = MACH_MSG_TYPE_INTEGER_32 ctype: mach_msg_timeout_t;",
                      "type send_option_t = MACH_MSG_TYPE_INTEGER_32 ctype: mach_msg_option_t;",
                      "type security_token_t = struct[2] of int;", "type audit_token_t = struct[8] of int;",
                      "type mach_vm_address_t = MACH_MSG_TYPE_INTEGER_64;", "type mach_port_seqno_t = MACH_MSG_TYPE_INTEGER_32;"]
        self.header = ["#include <mach/mach_types.h>"]
        for _ in range(self.routines):
            if self.chance(0.1):
                self.lines.append("skip;")
            self.routine()
        return "\n".join(self.lines) + "\n"


class Values:
    """Random calls of a described interface."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def bytes(self, size):
        return bytes(self.random.randrange(256) for _ in range(size))

    def count(self, bound):
        return self.random.choice([0, 1, bound, self.random.randint(0, bound), self.random.randint(0, bound)])

    def disposition(self, port, side):
        """A name that may be chosen where the type leaves it open. `side`: the index of the sender's part."""
        if port[0] != POLYMORPHIC:
            return 0
        return self.random.choice([s for s, r in interface.RECEIVED.items() if port[1] in (POLYMORPHIC, r)])

    def rights(self, count):
        return b"".join(self.random.randrange(1, 2 ** 32).to_bytes(4, "little") for _ in range(count))

    def value(self, kind, counts, argument, way):
        """What an argument carries one way."""
        if kind.shape == "ools":
            number = self.count(kind.count) if kind.variable and False else kind.count
            inner = kind.inner
            sizes = [inner.element * (self.count(inner.count or 30) if inner.variable else inner.count) for _ in range(number)]
            return Value(parts=tuple(self.bytes(size) for size in sizes))
        if kind.shape in ("string", "vstring"):
            length = self.random.choice([0, kind.count - 1, self.random.randrange(kind.count)])
            text = bytes(self.random.randrange(1, 256) for _ in range(length)) + b"\0"
            return Value(text)
        count = kind.count
        if kind.variable:
            count = self.count(kind.count or 40)
        if "samecount" in argument.flags:
            count = counts["last"]
        room = -1
        if "countinout" in argument.flags:
            room = self.random.choice([0, kind.count, kind.count + 5, self.random.randint(0, kind.count)])
            count = min(count, room)
        counts["last"] = count
        result = Value(self.rights(count) if kind.port else self.bytes(kind.element * count), room=room)
        if kind.port:
            result.disposition = self.disposition(kind.port, way)
        if "dealloc[]" in argument.flags:
            result.deallocate = self.random.random() < 0.5
        return result

    def shared_bound(self, routine, index):
        """The largest count of an array and those that share it."""
        bound = routine.arguments[index].type.count
        for argument in routine.arguments[index + 1:]:
            if "samecount" not in argument.flags:
                break
            bound = min(bound, argument.type.count)
        return bound

    def call(self, routine):
        """One call."""
        call = Call(routine, {}, {})
        counts = {}
        if not routine.simple and self.random.random() < 0.1:
            call.result = 1234
        for index, argument in enumerate(routine.arguments):
            kind = argument.type
            if argument.special:
                call.special[argument.name] = self.random.randrange(1, 1000)
                if argument.direction == "msgoption":
                    call.special[argument.name] = "MACH_SEND_INTERRUPT"
                if kind.port and kind.port[0] == POLYMORPHIC:
                    call.special[argument.name + "Poly"] = self.random.choice([20, 21, 18])
                continue
            if argument.sent:
                call.sent[argument.name] = self.value(kind, counts, argument, 0)
                if kind.shape == "bounded" and "samecount" not in argument.flags:
                    bound = self.shared_bound(routine, index)
                    counts["last"] = min(counts["last"], bound)
                    value = call.sent[argument.name]
                    value.data = value.data[:counts["last"] * kind.element]
            if argument.returned:
                call.returned[argument.name] = self.value(kind, counts, argument, 1)
        return call


def generate(seed, routines, careful):
    """(description, text, text of the header with its C types)."""
    maker = Maker(seed, routines, careful)
    text = maker.text()
    return interface.parse(text), text, "\n".join(maker.header) + "\n"


def calls(description, seed, count):
    """`count` calls of each routine."""
    values = Values(seed)
    return [values.call(routine) for routine in description.routines for _ in range(count)]


if __name__ == "__main__":
    print(generate(int(sys.argv[1]), 10, True)[1])
