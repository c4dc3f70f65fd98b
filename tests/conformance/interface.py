"""Interfaces as the tests of both wires see them: types, arguments, and the C parameters that they lead to.

`parse` reads plain .defs text: type statements, routines and skips, one declaration each; translations, native types and
imports are not described here. Every value is a row of bytes, so a type is known by the size of its elements.
"""

import re
from dataclasses import dataclass, field, replace

POLYMORPHIC = -1
SCALARS = {"MACH_MSG_TYPE_INTEGER_8": 1, "MACH_MSG_TYPE_BYTE": 1, "MACH_MSG_TYPE_CHAR": 1, "MACH_MSG_TYPE_INTEGER_16": 2,
           "MACH_MSG_TYPE_INTEGER_32": 4, "MACH_MSG_TYPE_BOOLEAN": 4, "MACH_MSG_TYPE_INTEGER_64": 8,
           "MACH_MSG_TYPE_REAL_32": 4, "MACH_MSG_TYPE_REAL_64": 8, "MACH_MSG_TYPE_PORT_NAME": 4}
RIGHTS = {"MACH_MSG_TYPE_MOVE_RECEIVE": (16, 16), "MACH_MSG_TYPE_COPY_SEND": (19, 17), "MACH_MSG_TYPE_MAKE_SEND": (20, 17),
          "MACH_MSG_TYPE_MOVE_SEND": (17, 17), "MACH_MSG_TYPE_MAKE_SEND_ONCE": (21, 18),
          "MACH_MSG_TYPE_MOVE_SEND_ONCE": (18, 18), "MACH_MSG_TYPE_PORT_RECEIVE": (POLYMORPHIC, 16),
          "MACH_MSG_TYPE_PORT_SEND": (POLYMORPHIC, 17), "MACH_MSG_TYPE_PORT_SEND_ONCE": (POLYMORPHIC, 18),
          "MACH_MSG_TYPE_POLYMORPHIC": (POLYMORPHIC, POLYMORPHIC)}
RECEIVED = {16: 16, 17: 17, 18: 18, 19: 17, 20: 17, 21: 18}

# What the GNU compiler knows without a declaration.
BUILT_IN = {"char": 1, "short": 2, "int": 4, "int64_t": 8}


@dataclass(frozen=True)
class Type:
    """A type. `shape`: value, array, string, vstring, bounded, open (array[]), ool, ools (several out-of-line arrays)."""
    shape: str
    scalar: int                 # bytes of the smallest part, of which numbers are made
    element: int                # bytes of what is counted; of the whole for a value
    count: int = 1              # elements of a fixed form, or the bound; 0: no bound
    port: tuple = None          # disposition as sent and as received
    variable: bool = False      # ool: the number of elements travels; ools: the number of arrays
    inner: object = None        # ools: the type of one of them
    name: str = ""              # C type

    @property
    def bytes(self):
        """The bytes of the largest form."""
        return self.element * self.count

    @property
    def polymorphic(self):
        return bool(self.port) and POLYMORPHIC in self.port


def _indexed(text, types):
    """array[..] of T, struct[..] of T, and what stands behind ^."""
    match = re.fullmatch(r"(array|struct)\s*\[([^\]]*)\]\s*of\s+(.*)", text)
    word, bound, inner = match[1], match[2].replace(" ", ""), specification(match[3], types)
    if word == "struct":
        return Type("value", inner.scalar, inner.bytes * int(bound))
    if inner.shape == "ool":
        return Type("ools", inner.scalar, 0, int(bound.lstrip("*:")), variable=bound.startswith("*"), inner=inner)
    if bound in ("", "*"):
        return Type("open", inner.scalar, inner.bytes, 0, inner.port, True)
    if bound.startswith("*:"):
        return Type("bounded", inner.scalar, inner.bytes, int(bound[2:]), inner.port, True)
    return Type("array", inner.scalar, inner.element, inner.count * int(bound), inner.port)


def specification(text, types):
    """The type that the text after `=` stands for."""
    text = text.strip()
    if text in types:
        return types[text]
    if text in SCALARS:
        return Type("value", SCALARS[text], SCALARS[text])
    if text in RIGHTS:
        return Type("value", 4, 4, port=RIGHTS[text])
    string = re.fullmatch(r"c_string\s*\[(\*:)?(\d+)\]", text)
    if string:
        return Type("vstring" if string[1] else "string", 1, 1, int(string[2]), variable=bool(string[1]))
    if text.startswith("^"):
        inner = specification(text[1:], types)
        return Type("ool", inner.scalar, inner.element, inner.count, inner.port, inner.variable)
    return _indexed(text, types)


# Arguments that do not travel as data: who has them as a parameter, and who by address.
SPECIAL = {"waittime": ("user", ""), "sendtime": ("user", ""), "msgoption": ("user", ""), "msgseqno": ("server", ""),
           "serversectoken": ("server", ""), "serveraudittoken": ("server", ""), "servercontexttoken": ("server", ""),
           "usersectoken": ("user", "user"), "useraudittoken": ("user", "user"),
           "sectoken": ("user server", "user server"), "audittoken": ("user server", "user server"),
           "replyport": ("user server", ""), "ureplyport": ("user", ""), "sreplyport": ("server", "")}


@dataclass(frozen=True)
class Argument:
    """An argument of a routine; `direction` is the keyword in small letters, "" for none."""
    name: str
    type: Type
    direction: str = ""
    flags: tuple = ()

    @property
    def sent(self):
        return self.direction in ("", "in", "inout") and "retcode" not in self.flags

    @property
    def returned(self):
        return self.direction in ("out", "inout")

    @property
    def special(self):
        """Whether it does not travel as data."""
        return self.direction in SPECIAL

    def seen_by(self, side):
        """Whether it is a parameter on that side."""
        return not self.special or side in SPECIAL[self.direction][0]

    @property
    def counted(self):
        """Whether the C functions have a count for it."""
        kind = self.type
        return kind.shape in ("bounded", "open", "ool") and kind.variable and "samecount" not in self.flags


@dataclass
class Routine:
    """A routine: the request port is the first argument, the others are in `arguments`."""
    name: str
    number: int
    simple: bool
    request_port: Argument
    arguments: list
    server_prefix: str = ""


@dataclass
class Interface:
    """A subsystem."""
    name: str = ""
    base: int = 0
    types: dict = field(default_factory=dict)
    routines: list = field(default_factory=list)
    text: str = ""


def _argument(text, types):
    match = re.fullmatch(r"(?:(\w+)\s+)?(\w+)\s*:\s*(\w+)((?:\s*,\s*\w+(?:\[\])?)*)", text.strip())
    flags = tuple(flag.strip().lower() for flag in match[4].split(",") if flag.strip())
    return Argument(match[2], types[match[3]], (match[1] or "").lower(), flags)


def _routine(text, interface, number):
    match = re.fullmatch(r"(simple)?routine\s+(\w+)\s*\((.*)\)", text, re.S)
    arguments = [_argument(each, interface.types) for each in match[3].split(";") if each.strip()]
    return Routine(match[2], number, bool(match[1]), arguments[0], arguments[1:])


def parse(text, predeclared=()):
    """The description of .defs text; `predeclared` names types that need no statement."""
    interface = Interface(text=text)
    for name in predeclared:
        interface.types[name] = Type("value", BUILT_IN[name], BUILT_IN[name], name=name)
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    plain = re.sub(r"^#.*$", "", plain, flags=re.M)
    number, prefix = 0, ""
    for statement in re.findall(r"[^;(]+(?:\([^)]*\))?[^;]*;", plain):
        statement = statement.strip().rstrip(";").strip()
        word = statement.split()[0]
        if word == "subsystem":
            interface.name, interface.base = statement.split()[-2], int(statement.split()[-1])
        elif word == "type":
            match = re.fullmatch(r"type\s+(\w+)\s*=\s*(.*?)(?:\s+ctype\s*:\s*(\w+))?", statement, re.S)
            kind = specification(match[2], interface.types)
            interface.types[match[1]] = replace(kind, name=match[3] or match[1])
        elif word == "serverprefix":
            prefix = statement.split()[1]
        elif word in ("routine", "simpleroutine"):
            routine = _routine(statement, interface, number)
            routine.server_prefix = prefix
            interface.routines.append(routine)
            number += 1
        elif word == "skip":
            number += 1
    return interface


# ---- C parameters --------------------------------------------------------------------------------------------

BY_ADDRESS = ("array", "string", "vstring", "bounded", "ools")


def parameters(argument, side, wire):
    """The C parameters of an argument on one side ("user" or "server"): [(role, declaration)]."""
    kind, name = argument.type, argument.name
    if argument.special:
        return _special_parameters(argument, side)
    star = "*" if argument.returned else ""
    if kind.shape in BY_ADDRESS:
        value = f"{kind.name} {name}"
    else:
        value = f"{kind.name} {star}{name}"
    if wire == "typed" and not argument.returned:
        value = _typed_constant(kind, name, side)
    elif "const" in argument.flags:
        value = f"const {value}"
    result = [("value", value)]
    if kind.port and _has_poly(argument, side):
        pointer = "*" if argument.returned and _returned_name(kind, side) == POLYMORPHIC else ""
        result.append(("poly", f"mach_msg_type_name_t {pointer}{name}Poly"))
    if argument.counted:
        result.append(("count", f"mach_msg_type_number_t {star}{name}Cnt"))
    if kind.shape == "ools" and kind.inner.variable:
        result.append(("subs", f"mach_msg_type_number_t *{name}Subs"))
        if kind.variable:
            result.append(("subs count", f"mach_msg_type_number_t {star}{name}SubsCnt"))
    if "dealloc[]" in argument.flags:
        if side == "user" and argument.sent:
            result.append(("dealloc", f"boolean_t {name}Dealloc"))
        if side == "server" and argument.returned:
            result.append(("dealloc", f"boolean_t *{name}Dealloc"))
    return result


def _special_parameters(argument, side):
    if not argument.seen_by(side):
        return []
    star = "*" if side in SPECIAL[argument.direction][1] else ""
    result = [("value", f"{argument.type.name} {star}{argument.name}")]
    port = argument.type.port
    if port and (port[0] if side == "user" else port[1]) == POLYMORPHIC:
        result.append(("poly", f"mach_msg_type_name_t {argument.name}Poly"))
    return result


def _typed_constant(kind, name, side):
    """An in parameter of the typed wire, whose arrays are const."""
    chars = kind.shape == "bounded" and kind.element == 1 and side == "user"
    if kind.shape in ("string", "vstring", "open") or chars:
        return f"const_{kind.name} {name}"
    if kind.shape in ("array", "bounded"):
        return f"const {kind.name} {name}"
    return f"{kind.name} {name}"


def _returned_name(kind, side):
    return kind.port[1] if side == "user" else kind.port[0]


def _has_poly(argument, side):
    sent_by, got_by = argument.type.port if side == "user" else argument.type.port[::-1]
    return (argument.sent and sent_by == POLYMORPHIC) or (argument.returned and got_by == POLYMORPHIC)


def prototype(routine, side, wire, prefix=""):
    """The C function of a side, without semicolon."""
    declared = [f"{routine.request_port.type.name} {routine.request_port.name}"]
    for argument in routine.arguments:
        if "retcode" in argument.flags:
            declared.append(f"{argument.type.name} {argument.name}")
        else:
            declared += [text for _, text in parameters(argument, side, wire)]
    prefix = prefix or (routine.server_prefix if side == "server" else "")
    return f"kern_return_t {prefix}{routine.name}({', '.join(declared)})"
