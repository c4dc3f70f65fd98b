"""Writes server functions for an interface: they read all that they get, own it after success, and fill their results.

The text is made from the layout file: arguments with their C parameters, and the fields of both messages.
"""

FAR = ("out-of-line", "out-of-line ports", "indefinite")
# The most memory that one result has.
GIVEN_MAX_BYTES = 16384
VALUE_SHAPES = ("value", "struct")


class Argument:
    """One argument on the server's side."""

    def __init__(self, layout, routine, argument):
        self.name = argument["name"]
        self.routine = routine["name"]
        self.argument = argument
        self.type = next(kind for kind in layout["types"] if kind["name"] == argument["type"])
        self.roles = {each["role"]: each for each in argument.get("server", ())}
        self.is_typed = layout["target"]["wire"] == "typed"
        self.slot_bytes = 16 if layout["target"]["pointer_bytes"] == 8 else 12
        self.is_in = argument.get("direction") in ("in", "inout") and "request" in routine
        self.is_out = argument.get("direction") in ("out", "inout") and "reply" in routine
        self.sent, self.returned = (self.field(routine, way) for way in ("request", "reply"))
        self.is_right = "sent" in self.type and ("polymorphic" in self.type["sent"] or
                                                 16 <= self.type["sent"].get("number", 0) <= 21 or
                                                 16 <= self.type["received"].get("number", 0) <= 18)
        self.count_names = {each["name"] for other in routine["arguments"] for each in other.get("server", ())
                            if each["role"] == "count"}

    def field(self, routine, way):
        fields = [field for segment in routine.get(way, {}).get("segments", ()) for field in segment["fields"]]
        return next((field for field in fields if field["name"] == self.name and field.get("argument") == self.name), None)

    @property
    def value(self):
        return self.roles["value"]

    @property
    def by_value(self):
        """Passed by value, or by the address of one."""
        return self.type["shape"] in VALUE_SHAPES

    @property
    def is_text(self):
        return "string" in self.type["shape"]

    def place(self):
        """The address of a value that is passed by value or by reference."""
        return self.name if self.value.get("by_reference") else f"&{self.name}"

    def address(self, field):
        """Where data out of line are; C types of that need not be pointers."""
        place = f"*{self.name}" if self.value.get("by_reference") else self.name
        return f"(void *)(uintptr_t)({place})" if field["kind"] in FAR and not self.parts(field) else place

    def element(self, field):
        """Bytes of one counted element in C, where rights take a name."""
        return 4 * self.rights(field) if self.is_right else field.get("element_bytes", field["size_bytes"])

    @staticmethod
    def rights(field):
        """Rights in one counted element; of fixed rights out of line, all."""
        if field["kind"] == "out-of-line ports" and "count" not in field:
            return field["element_bytes"] // 4
        return field.get("count", {}).get("units", 1)

    def count(self, field, returned=False):
        """The C expression of a count; one for what is fixed."""
        role = self.roles.get("count")
        if role:
            star = "*" if role.get("by_reference") else ""
            return f"{star}{role['name']}"
        named = field.get("count", {}).get("field")
        if named in self.count_names and not returned:     # the count of the argument before
            return named
        if field["kind"] == "port":
            return str(field["slots"])
        return "1"

    def bound(self, field):
        """The most elements, or 0 if there is no bound that a stub checks."""
        if field["kind"] == "port":
            return field["slots"]
        return field.get("count", {}).get("max", self.argument.get("max_count", 0))

    def parts(self, field):
        """How many out-of-line arrays it may have; 0 if it is no array of them."""
        if field["kind"] != "out-of-line" or (field["size_bytes"] <= self.slot_bytes and "counts of parts" not in self.roles):
            return 0
        return field["size_bytes"] // self.slot_bytes

    @property
    def can_exceed(self):
        """Whether a result may be more than its stub takes."""
        if not self.is_out or self.is_text:
            return False
        role = self.roles.get("number of parts") or self.roles.get("count")
        return bool(role) and (self.returned["kind"] in ("array",) or
                               (self.returned["kind"] == "port") or bool(self.parts(self.returned)) or
                               (self.returned["kind"] != "indefinite" and self.bound(self.returned) > 0))

    # ---- What it got ----

    def take(self):
        """Lines that read it."""
        field, name = self.sent, self.name
        if field is None:
            return []
        kind = field["kind"]
        pointer = self.address(field)
        if self.parts(field):
            return self.each_part(field, "take_bytes(({pointer})[demux_part], {bytes})", name)
        if kind in ("value", "port") and self.by_value:
            star = "*" if self.value.get("by_reference") else ""
            return [f"look({self.place()}, sizeof({star}{name}));"]
        if self.is_text:
            return [f"take_text({name}, {field['count']['max'] if kind == 'array' else field['size_bytes']});"]
        if kind == "value":
            return [f"take_bytes({name}, {field['size_bytes']});"]
        lines = []
        count = self.count(field)
        bound = self.bound(field)
        if bound and count != "1" and kind != "indefinite":
            lines.append(f"check({count} <= {bound});")
        if kind in ("array", "port"):
            return lines + [f"take_bytes({name}, (size_t){count} * {self.element(field)});"]
        return lines + [f"take_bytes({pointer}, (size_t){count} * {self.element(field)});"]

    def each_part(self, field, text, pointer):
        """A loop over an array of out-of-line arrays."""
        number = self.roles.get("number of parts")
        limit = number["name"] if number else str(self.parts(field))
        sizes = self.roles.get("counts of parts")
        elements = f"{sizes['name']}[demux_part]" if sizes else "1"
        lines = [f"check({limit} <= {self.parts(field)});"] if number else []
        return lines + [f"for (demux_part = 0; demux_part < {limit}; demux_part++)",
                        "\t" + text.format(pointer=pointer, bytes=f"(size_t){elements} * {self.element(field)}") + ";"]

    def own(self):
        """Lines that take it over."""
        field, name = self.sent, self.name
        if field is None:
            return []
        kind = field["kind"]
        pointer = self.address(field)
        owned = field.get("ownership", {}).get("receiver_memory")
        if self.parts(field):
            return self.each_part(field, "own_memory(({pointer})[demux_part], {bytes})", name) if owned == "server function" else []
        if kind == "port" and self.by_value:
            star = "*" if self.value.get("by_reference") else ""
            if field.get("slots", 1) > 1:       # a structure of rights
                return self.if_right([f"own_rights({self.place()}, sizeof({star}{name}) / sizeof(mach_port_t));"])
            return self.if_right([f"own_right({self.place()}, sizeof({star}{name}));"])
        count = self.count(field)
        lines = []
        if self.is_right and kind != "value":
            lines += self.if_right([f"own_rights({pointer if kind != 'array' else name}, {count} * {self.rights(field)});"])
        size = f"(size_t){count} * {self.element(field)}"
        if kind == "indefinite" and "server copy" in self.roles:
            return lines + [f"if (!{self.roles['server copy']['name']})", f"\town_memory({pointer}, {size});"]
        if kind.startswith("out-of-line") and owned == "server function":
            lines.append(f"own_memory({pointer}, {size});")
        return lines

    def if_right(self, lines):
        """What is polymorphic may also arrive as a number."""
        role = self.roles.get("disposition")
        star = "*" if role and role.get("by_reference") else ""
        return [f"if (MACH_MSG_TYPE_PORT_ANY({star}{role['name']}))", *("\t" + line for line in lines)] if role else lines

    # ---- What it gives ----

    def give(self):
        """Lines that fill it."""
        field, name = self.returned, self.name
        lines = self.give_value(field, name)
        if "disposition" in self.roles and self.roles["disposition"].get("by_reference"):
            lines.append(f"*{self.roles['disposition']['name']} = give_disposition();")
        if "deallocate" in self.roles:
            lines.append(f"*{self.roles['deallocate']['name']} = answer_now & 1;")
        return lines

    def give_value(self, field, name):
        kind = field["kind"]
        if self.parts(field):
            return self.give_parts(field, name)
        if kind in ("value", "port") and self.by_value:
            if self.is_right and field.get("slots", 1) > 1:
                return [f"give_rights({name}, sizeof(*{name}) / sizeof(mach_port_t));"]
            if self.is_right:
                return [f"demux_right = give_right();",
                        f"memcpy({name}, &demux_right, sizeof(demux_right) < sizeof(*{name}) ? sizeof(demux_right) : sizeof(*{name}));"]
            return [f"memset({name}, answer_now, sizeof(*{name}));"]
        if self.is_text:
            return [f"give_text({name}, {field['count']['max'] if kind == 'array' else field['size_bytes']});"]
        if kind == "value":
            return [f"memset({name}, answer_now, {field['size_bytes']});"]
        role = self.roles.get("count")
        if kind in ("array", "port"):
            if not role:        # a fixed number, or that of the argument before
                count = self.bound(field) if kind == "array" else field["slots"]
                return self.give_items(name, str(count), self.element(field))
            bound = self.bound(field)
            return [f"check(*{role['name']} <= {bound});",
                    *self.give_items(name, f"*{role['name']}", self.element(field)),
                    f"*{role['name']} = answer_count(*{role['name']}, {bound});"]
        if kind == "indefinite":
            return [f"if (!(answer_now & 16)) {{",
                    *("\t" + line for line in self.give_items(f"*{name}", f"*{role['name']}", self.element(field))),
                    f"\t*{role['name']} = answer_count(*{role['name']}, *{role['name']});",
                    "} else {", *("\t" + line for line in self.give_far(field, name, role)), "}"]
        return self.give_far(field, name, role)

    def give_items(self, place, count, element):
        if self.is_right:
            return [f"give_rights({place}, {count if element == 4 else f'(size_t){count} * {element // 4}'});"]
        return [f"memset({place}, answer_now, (size_t){count} * {element});"]

    def give_far(self, field, name, role):
        """Memory of the function's own."""
        bound = self.bound(field) if field["kind"] != "indefinite" else 0
        element = self.element(field)
        room = min(bound or 40, GIVEN_MAX_BYTES // element)
        memory = "give_memory_of_rights" if self.is_right else "give_memory"
        size = room * element if not self.is_right else room * self.rights(field)
        if not role:
            size = element if not self.is_right else self.rights(field)
            return [f"*{name} = (__typeof__(*{name}))(uintptr_t){memory}({size});"]
        counted = f"answer_count({room}, {bound})" if bound else f"answer_now % {room + 1}"
        return [f"*{name} = (__typeof__(*{name}))(uintptr_t){memory}({size});", f"*{role['name']} = {counted};"]

    def give_parts(self, field, name):
        number, sizes = self.roles.get("number of parts"), self.roles.get("counts of parts")
        element = self.element(field)
        lines = [f"for (demux_part = 0; demux_part < {self.parts(field)}; demux_part++) {{",
                 f"\t({name})[demux_part] = give_memory({element} * 8);"]
        if sizes:
            lines.append(f"\t{sizes['name']}[demux_part] = (answer_now + demux_part) % 9;")
        lines.append("}")
        if number:
            lines.append(f"*{number['name']} = answer_count({self.parts(field)}, {self.parts(field)});")
        return lines


# ---- Functions ---------------------------------------------------------------------------------------------------


def declaration(parameter):
    star = "*" if parameter.get("by_reference") else ""
    prefix = {"const": "const ", "const_T": "const_"}.get(
        {"const T": "const", "const_T": "const_T"}.get(parameter.get("const"), ""), "")
    return f"{prefix}{parameter['c_type']} {star}{parameter['name']}"


def function(layout, routine):
    """The C text of a server function."""
    arguments = [Argument(layout, routine, each) for each in routine["arguments"]
                 if each["role"] == "data" and "value" in {role["role"] for role in each.get("server", ())}]
    parameters = [each for argument in routine["arguments"] for each in argument.get("server", ())]
    data = [each for each in arguments if each.sent or each.returned]
    # An argument without a field is the result that a simpleroutine's request may tell instead of its data.
    told = [each for each in arguments if not each.sent and not each.returned and each.is_in]
    ins, outs = [each for each in data if each.is_in], [each for each in data if each.is_out]
    takes = [line for each in ins for line in each.take()]
    owns = [line for each in ins for line in each.own()]
    gives = [line for each in outs if not each.is_in for line in each.give()]
    changes = [line for each in outs if each.is_in for line in each.give()]
    lines = [f"(void){each['name']};" for each in parameters]
    can_exceed = int(any(each.can_exceed for each in outs))
    text = "\n".join(takes + owns + gives + changes)
    head = ["mach_port_t demux_right;"] if "demux_right = " in text else []
    head += ["mach_msg_type_number_t demux_part;"] if "[demux_part]" in text else []
    body = [*head, "kern_return_t demux_result;", "", *lines]
    for each in told:
        body += [f"if ({each.name} != KERN_SUCCESS)", "\treturn answer_result(false);"]
    body += [*takes, f"demux_result = answer_result({'true' if can_exceed else 'false'});", *gives,
             "if (answer_owns()) {", *("\t" + line for line in owns), *("\t" + line for line in changes), "}",
             "return demux_result;"]
    listed = ", ".join(declaration(each) for each in parameters) or "void"
    return f"kern_return_t {routine['server_function']}({listed})\n{{\n" + \
        "".join(f"\t{line}\n" if line else "\n" for line in body) + "}\n"


def translations(layout):
    """Functions between a type and what stands for it: both begin with the same bytes."""
    done = {}
    for kind in layout["types"]:
        inner, outer = kind["server_type"], kind.get("translated_type")
        if "intran" in kind:
            done[kind["intran"]] = convert(outer, kind["intran"], inner)
        if "outtran" in kind:
            done[kind["outtran"]] = convert(inner, kind["outtran"], outer)
        if "destructor" in kind:
            done[kind["destructor"]] = f"void {kind['destructor']}({outer or inner} given)\n{{\n\t(void)given;\n}}\n"
    return done


def convert(to, name, source):
    return (f"{to} {name}({source} given)\n{{\n\t{to} made;\n\n\tmemset(&made, 0, sizeof(made));\n"
            f"\tmemcpy(&made, &given, sizeof(made) < sizeof(given) ? sizeof(made) : sizeof(given));\n\treturn made;\n}}\n")


def text(layout):
    """All functions of an interface."""
    parts = [*translations(layout).values(), *(function(layout, each) for each in layout["routines"] if each["kind"] != "skip")]
    return "\n".join(parts)
