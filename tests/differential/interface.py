"""Description of an interface: what the generator makes, and what .defs text and C test programs are written from.

It knows the language and the prototypes that the C types of an argument lead to, and nothing about any compiler.
"""

from dataclasses import dataclass, field

POLYMORPHIC = -1
PORT_NAME = 15
PORT_BYTES = "mach_port_name_inlined_t"

# The name under which a right arrives, by the name under which it is sent.
RECEIVED = {16: 16, 17: 17, 18: 18, 19: 17, 20: 17, 21: 18}

COUNTED = ("bounded", "indefinite", "ool")
BY_REFERENCE = ("array", "string", "bounded string", "bounded")


@dataclass
class Element:
    """A C type whose values the tests make and compare."""
    name: str
    sizes: dict                 # word (4 or 8) -> bytes
    declaration: str = ""       # C text that declares it, unless it comes from elsewhere
    fields: tuple = ()          # (Element, name) of the members, if it may have padding


@dataclass
class Port:
    """The disposition of a port type: as sent and as received."""
    sent: int
    received: int

    def candidates(self):
        """The names that a sender of a polymorphic right may choose."""
        if self.sent != POLYMORPHIC:
            return [self.sent]
        if self.received == POLYMORPHIC:
            return sorted(RECEIVED)
        return [name for name, arrives in sorted(RECEIVED.items()) if arrives == self.received]


@dataclass
class Translation:
    """Functions between a server's type and the type in messages."""
    type: str
    intran: str
    outtran: str = ""
    destructor: str = ""
    payload: str = ""


@dataclass
class Type:
    """A type of the interface.

    `shape` is one of: value, array, string, bounded string, bounded, indefinite, ool. `element` is what an array
    consists of; for a value it is the value's own C type.
    """
    name: str
    spec: str
    shape: str
    element: Element
    count: int = 1              # number of elements: fixed, or the bound; of chars for strings
    port: Port = None
    translation: Translation = None
    ctype: str = ""             # C type, where it is not the name
    predeclared: bool = False   # comes with the compiler or with std_types.defs
    pointer: bool = False       # a bounded array whose C type is a pointer

    @property
    def c_name(self):
        return self.ctype or self.name

    @property
    def variable(self):
        return self.shape in ("bounded", "bounded string", "indefinite")

    def statement(self):
        """The type as .defs text, from its name on."""
        text = f"{self.name} = {self.spec}"
        if self.translation:
            t, name = self.translation, self.c_name
            text += f" intran: {t.type} {t.intran}({name})"
            if t.payload:
                text += f" intranpayload: {t.type} {t.payload}"
            if t.outtran:
                text += f" outtran: {name} {t.outtran}({t.type})"
            if t.destructor:
                text += f" destructor: {t.destructor}({t.type})"
        if self.ctype:
            text += f" ctype: {self.ctype}"
        return text

    def declarations(self):
        """C declarations of the type, its const_ form and its translated type."""
        name, element = self.c_name, self.element.name
        lines = []
        if not self.predeclared and name != element:
            lines.append({
                "value": f"typedef {element} {name};",
                "array": f"typedef {element} {name}[{self.count}];",
                "string": f"typedef char {name}[{self.count}];",
                "bounded string": f"typedef char {name}[{self.count}];",
                "bounded": f"typedef {element} *{name};" if self.pointer else f"typedef {element} {name}[{self.count}];",
            }.get(self.shape, f"typedef {element} *{name};"))
        if not self.predeclared and self.shape not in ("value", "array"):
            lines.append(f"typedef const {element} *const_{name};")
        if self.translation:
            t = self.translation
            lines.append(f"typedef struct {{ {name} value; unsigned int mark; }} {t.type};")
            lines.append(f"{t.type} {t.intran}({name} value);")
            if t.payload:
                lines.append(f"{t.type} {t.payload}(unsigned long payload);")
            if t.outtran:
                lines.append(f"{name} {t.outtran}({t.type} value);")
            if t.destructor:
                lines.append(f"void {t.destructor}({t.type} value);")
        return lines


SPECIAL = ("requestport", "replyport", "ureplyport", "sreplyport", "waittime", "msgoption", "msgseqno")


@dataclass
class Argument:
    """An argument of a routine. `direction` is the keyword, "" for none."""
    name: str
    type: Type
    direction: str = ""
    flags: tuple = ()
    anonymous: bool = False     # the type is written in place
    role: str = ""              # the direction that an argument without keyword has

    @property
    def kind(self):
        return self.direction or self.role or "in"

    @property
    def sent(self):
        return self.kind in ("in", "inout")

    @property
    def returned(self):
        return self.kind in ("out", "inout")

    def text(self):
        """The argument as .defs text."""
        words = [self.direction] if self.direction else []
        words += [self.name, ":", self.type.statement() if self.anonymous else self.type.name]
        return " ".join(words) + "".join(f", {flag}" for flag in self.flags)

    def seen_by(self, side):
        """Whether the C function of "user" or "server" has the argument."""
        hidden = {"user": ("sreplyport", "msgseqno"), "server": ("ureplyport", "waittime", "msgoption")}
        return self.kind not in hidden[side]

    def polymorphic(self, side):
        """Whether that side supplies or receives the port's name in an argument of its own."""
        port = self.type.port
        if not port or not self.seen_by(side):
            return False
        gives, gets = port.sent == POLYMORPHIC, port.received == POLYMORPHIC
        if self.kind in SPECIAL:
            if self.kind == "sreplyport":
                return gets
            return gives if side == "user" else gets
        into, out = (gives, gets) if side == "user" else (gets, gives)
        return (self.sent and into) or (self.returned and out)

    def polymorphic_by_reference(self, side):
        """Whether the C function returns the port's name (user) or chooses the one of the reply (server)."""
        port = self.type.port
        return self.returned and (port.received if side == "user" else port.sent) == POLYMORPHIC

    def parameters(self, side):
        """The C parameters on one side, as declarations: [(role, text)], role one of value Poly Cnt Dealloc SCopy."""
        if not self.seen_by(side):
            return []
        kind, name, shape = self.type, self.name, self.type.shape
        c_type = kind.translation.type if side == "server" and kind.translation else kind.c_name
        star = "*" if self.returned else ""
        chars = kind.element.name == "char"
        if self.returned:
            text = f"{c_type} {name}" if shape in BY_REFERENCE else f"{c_type} *{name}"
            if side == "user" and (shape == "bounded string" or (shape == "bounded" and chars)):
                text = f"char *{name}"
        elif shape in ("string", "bounded string", "indefinite") or (shape == "bounded" and chars and side == "user"):
            text = f"const_{c_type} {name}"
        elif shape in ("array", "bounded"):
            text = f"const {c_type} {name}"
        else:
            text = f"{c_type} {name}"
        result = [("value", text)]
        if self.polymorphic(side):
            reference = "*" if self.polymorphic_by_reference(side) else ""
            result.append(("Poly", f"mach_msg_type_name_t {reference}{name}Poly"))
        if shape in COUNTED:
            result.append(("Cnt", f"mach_msg_type_number_t {star}{name}Cnt"))
        if "dealloc[]" in self.flags:
            if side == "user" and self.sent:
                result.append(("Dealloc", f"boolean_t {name}Dealloc"))
            if side == "server" and self.returned:
                result.append(("Dealloc", f"boolean_t *{name}Dealloc"))
        if "servercopy" in self.flags and side == "server":
            result.append(("SCopy", f"boolean_t {name}SCopy"))
        return result


@dataclass
class Routine:
    """A routine with what the statements before it gave it."""
    name: str
    arguments: list
    simple: bool = False
    number: int = 0
    user_prefix: str = ""
    server_prefix: str = ""

    def text(self):
        """The routine as .defs text."""
        word = "simpleroutine" if self.simple else "routine"
        inner = ";\n\t".join(argument.text() for argument in self.arguments)
        return f"{word} {self.name}(\n\t{inner})"

    def fields(self, reply):
        """The names of the typed fields of the request or the reply, in order."""
        names = ["RetCode"] if reply else []
        for argument in self.arguments:
            if (argument.returned if reply else argument.sent):
                names.append(argument.name)
            elif not reply and "countinout" in argument.flags:
                names.append(f"{argument.name}Cnt")
        return names


@dataclass
class Interface:
    """An interface file: statements in order (Type, Routine, or text), and the options to compile it with."""
    name: str
    base: int
    before: list = field(default_factory=list)      # statements before `subsystem`
    statements: list = field(default_factory=list)
    demux: str = ""
    prefix: str = ""
    subrprefix: str = ""

    @property
    def types(self):
        """All types in use, each once, in the order of their first use."""
        found = {}
        for statement in self.statements:
            if isinstance(statement, Type):
                found[statement.name] = statement
            elif isinstance(statement, Routine):
                found.update({a.type.name: a.type for a in statement.arguments})
        return list(found.values())

    @property
    def routines(self):
        return [s for s in self.statements if isinstance(s, Routine)]

    @property
    def demux_name(self):
        return self.prefix + (self.demux or f"{self.name}_server")

    def prototype(self, routine, side):
        """The C function of "user" or "server" that a routine has, without semicolon."""
        prefix = self.prefix + (routine.user_prefix if side == "user" else routine.server_prefix)
        parameters = [text for a in routine.arguments for _, text in a.parameters(side)]
        return f"kern_return_t {prefix}{routine.name}({', '.join(parameters) or 'void'})"

    def last_number(self):
        """The number of the last routine or skipped place."""
        number = -1
        for statement in [*self.before, *self.statements]:
            if isinstance(statement, Routine):
                number += 1
            elif isinstance(statement, str) and statement.split()[0] == "skip":
                number += int((statement.split() + ["1"])[1])
        return number

    def options(self):
        """Options for the interface compiler."""
        result = []
        if self.prefix:
            result += ["-prefix", self.prefix]
        if self.subrprefix:
            result += ["-subrprefix", self.subrprefix]
        return result

    def text(self):
        """The whole file."""
        lines = [f"{statement};" for statement in self.before]
        lines += [f"subsystem {self.name} {self.base};", "#include <mach/std_types.defs>", f'import "{self.name}_types.h";']
        for statement in self.statements:
            if isinstance(statement, Type):
                lines.append(f"type {statement.statement()};")
            elif isinstance(statement, Routine):
                lines += ["", statement.text() + ";"]
            else:
                lines.append(f"{statement};")
        return "\n".join(lines) + "\n"
