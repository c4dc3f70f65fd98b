"""How gdb shows Mach messages of libmigrt.

    (gdb) source PREFIX/share/migrt/gdb.py
    (gdb) print request->Head
    $1 = message array_test.sum_array request (id 2000), 56 bytes, remote 0x102 copy-send, local 0x104 make-send-once

It knows the headers of both dialects, type words of the typed and descriptors of the NDR one. Routines have
names if their subsystem was registered (migrt_register_subsystem) and the library has debugging information.
"""

import gdb
import gdb.printing

RIGHTS = {16: "receive", 17: "send", 18: "send-once", 19: "copy-send", 20: "make-send", 21: "make-send-once"}
DATA = {0: "unstructured", 1: "int16", 2: "int32", 8: "char", 9: "byte", 10: "float32", 11: "int64", 12: "string",
        15: "port-name"}
COPIES = {0: "physical", 1: "virtual", 2: "allocate", 3: "overwrite", 4: "kalloc"}
COMPLEX = 0x80000000
REPLY_ID_OFFSET = 100
FAR_TOO_MANY = 10000


def word(number, words):
    return words.get(number, "type %d" % number)


def has_member(value, name):
    return name in [field.name for field in value.type.strip_typedefs().fields()]


def routine(message_id):
    """The name of the routine that registered subsystems have for an id, or an empty string."""
    try:
        at = gdb.parse_and_eval("subsystems").cast(gdb.lookup_type("struct subsystem").pointer())
    except gdb.error:
        return ""
    for _ in range(FAR_TOO_MANY):
        if int(at) == 0:
            return ""
        for offset, kind in ((0, "request"), (REPLY_ID_OFFSET, "reply")):
            index = message_id - offset - int(at["base"])
            if 0 <= index < int(at["routine_count"]) and int(at["routine_names"][index]) != 0:
                return " %s.%s %s" % (at["name"].string(), at["routine_names"][index].string(), kind)
        at = at["next"]
    return ""


class Header:
    """mach_msg_header_t of either dialect."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        is_ndr = has_member(self.value, "msgh_voucher_port")
        bits = int(self.value["msgh_bits"])
        mask = 0x1f if is_ndr else 0xff
        message_id = int(self.value["msgh_id"])
        text = "message%s (id %d), %d bytes" % (routine(message_id), message_id, int(self.value["msgh_size"]))
        if bits & COMPLEX:
            text += ", complex"
        for side, shift in (("remote", 0), ("local", 8)):
            kind = bits >> shift & mask
            name = int(self.value["msgh_%s_port" % side])
            if name or kind:
                text += ", %s 0x%x" % (side, name)
                text += " " + word(kind, RIGHTS) if kind else ""
        return text


class TypeWord:
    """mach_msg_type_t and mach_msg_type_long_t: what stands in front of an item of a typed message."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        value = self.value
        is_long = not has_member(value, "msgt_name")
        short = value["msgtl_header"] if is_long else value
        prefix = "msgtl_" if is_long else "msgt_"
        kind, size, number = (int(value[prefix + name]) for name in ("name", "size", "number"))
        text = "%s[%d] of %d bits" % (word(kind, {**DATA, **RIGHTS}), number, size)
        text += " in line" if int(short["msgt_inline"]) else " out of line"
        return text + (", deallocate" if int(short["msgt_deallocate"]) else "")


class Port:
    """mach_msg_port_descriptor_t."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "port 0x%x %s" % (int(self.value["name"]), word(int(self.value["disposition"]), RIGHTS))


class Memory:
    """mach_msg_ool_descriptor_t and mach_msg_ool_ports_descriptor_t."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        value = self.value
        if has_member(value, "count"):
            text = "%d ports %s" % (int(value["count"]), word(int(value["disposition"]), RIGHTS))
        else:
            text = "%d bytes" % int(value["size"])
        text += " at 0x%x, %s" % (int(value["address"]), word(int(value["copy"]), COPIES))
        return text + (", deallocate" if int(value["deallocate"]) else "")


class Printers(gdb.printing.PrettyPrinter):
    """By the names that the headers give to types."""

    KINDS = {
        "mach_msg_header_t": Header,
        "mach_msg_type_t": TypeWord,
        "mach_msg_type_long_t": TypeWord,
        "mach_msg_port_descriptor_t": Port,
        "mach_msg_ool_descriptor_t": Memory,
        "mach_msg_ool_ports_descriptor_t": Memory,
    }

    def __init__(self):
        super().__init__("migrt")

    def __call__(self, value):
        kind = value.type.unqualified()
        for _ in range(8):
            if kind.name in self.KINDS:
                return self.KINDS[kind.name](value)
            if kind.code != gdb.TYPE_CODE_TYPEDEF:
                return None
            kind = kind.target().unqualified()
        return None


gdb.printing.register_pretty_printer(None, Printers(), replace=True)
