"""Writes the C files that carry an interface's calls: types, prototypes, the calls of the client, the server's functions.

All of it follows from the description of the interface; nothing is read from what a compiler generated.
"""

from interface import POLYMORPHIC, PORT_BYTES, SPECIAL

MARK = "0x5eed"


def _elements(interface):
    """All element types in use, members of structures before the structures."""
    found = {}

    def add(element):
        for inner, _ in element.fields:
            add(inner)
        found.setdefault(element.name, element)

    for kind in interface.types:
        add(kind.element)
    return list(found.values())


def types_header(interface):
    """The C types of the interface, as a project would write them."""
    lines = [f"#ifndef {interface.name}_types_h", f"#define {interface.name}_types_h", "#include <mach/std_types.h>",
             "#include <stdint.h>"]
    done = set()
    for element in _elements(interface):
        if element.declaration:
            lines.append(element.declaration)
            done.add(element.declaration)
    for kind in interface.types:
        for line in kind.declarations():
            if line not in done:
                lines.append(line)
                done.add(line)
    return "\n".join(lines + ["#endif", ""])


def prototypes_header(interface):
    """The C functions that the stubs must define and call. Put before every generated file, a difference is an error."""
    lines = [f'#include "{interface.name}_types.h"', "#include <mach/message.h>"]
    for routine in interface.routines:
        lines += [f"{interface.prototype(routine, side)};" for side in ("user", "server")]
    return "\n".join(lines + [""])


def probe(interface):
    """A file that gives access to what the server header defines."""
    return (f'#include "server.h"\n#include "fake_kernel.h"\n'
            f"mig_routine_t test_routine(const mach_msg_header_t *in)\n{{\n\treturn {interface.demux_name}_routine(in);\n}}\n"
            f"mig_routine_t *const test_table = {interface.demux_name}_routines;\n")


def _element_functions(element):
    """Functions that make and compare values of a C type."""
    name = element.name
    tag = name.replace(" ", "_")
    if not element.fields:
        fill = f"\tfill_bytes(random, value, sizeof({name}));"
        same = f"\treturn memcmp(a, b, sizeof({name})) == 0;"
    else:
        fill = f"\tmemset(value, 0, sizeof({name}));\n" + "\n".join(
            f"\tfill_{inner.name.replace(' ', '_')}(random, &(({name} *)value)->{member});" for inner, member in element.fields)
        same = "\treturn " + " &&\n\t    ".join(
            f"same_{inner.name.replace(' ', '_')}(&((const {name} *)a)->{member}, &((const {name} *)b)->{member})"
            for inner, member in element.fields) + ";"
    return (f"static void fill_{tag}(struct random *random, void *value)\n{{\n{fill}\n}}\n"
            f"static int same_{tag}(const void *a, const void *b)\n{{\n{same}\n}}\n"
            f"static const struct element of_{tag} = {{sizeof({name}), fill_{tag}, same_{tag}}};\n")


class Code:
    """C code for one argument of one routine. `index` tells arguments of a routine apart."""

    def __init__(self, argument, index):
        self.argument, self.index = argument, index
        self.name, self.type = argument.name, argument.type
        self.of = f"&of_{self.type.element.name.replace(' ', '_')}"
        self.size = f"sizeof({self.type.element.name})"
        slots = f"(sizeof({PORT_BYTES}) * ({self.size} / sizeof(mach_port_t)))"
        self.inline = f"(2048 / {slots if self.type.port else self.size})"
        self.quoted = f'"{self.name}"'
        names = self.type.port.candidates() if self.type.port else []
        if argument.kind in SPECIAL:
            names = [name for name in names if name != 16]
        self.names = f"((const int[]){{{', '.join(map(str, names))}}}), {len(names)}"

    def chosen_name(self, way):
        return f"name_of({self.index}, {way}, {self.names})"

    def count(self, way):
        """The number of elements that a sender chooses."""
        if self.type.shape == "bounded":
            return f"count_of({self.index}, {way}, {self.type.count})"
        return f"open_count_of({self.index}, {way}, {self.inline})"

    def produced(self, limit):
        return f"smaller(count_of({self.index}, OUT, {self.type.count}), {limit})"

    # ---- the client ----

    def client_before(self):
        """Declarations and values before the call."""
        kind, shape, n, i = self.type, self.type.shape, self.name, self.index
        sent, returned = self.argument.sent, self.argument.returned
        c_type, lines = kind.c_name, []
        if self.argument.kind in SPECIAL:
            lines.append(f"{c_type} {n} = ({c_type}){self.special_value()};")
            if self.argument.polymorphic("user"):
                lines.append(f"mach_msg_type_name_t {n}Poly = (mach_msg_type_name_t){self.chosen_name('IN')};")
            return lines
        if shape in ("value", "array"):
            values = "&" + n if shape == "value" else n
            lines += [f"{c_type} {n};", f"untouched(&{n}, sizeof {n});"]
            if sent:
                lines.append(f"make({self.of}, {i}, IN, {values}, {kind.count if shape == 'array' else 1});")
        elif shape in ("string", "bounded string"):
            lines += [f"char {n}[{kind.count} + 8];", f"untouched({n}, sizeof {n});"]
            if sent:
                lines.append(f"make_string({i}, IN, {n}, {kind.count}, {int(not returned)});")
        elif shape == "bounded":
            lines += [f"{kind.element.name} {n}[{kind.count} + 8];", f"untouched({n}, sizeof {n});"]
            if sent:
                lines += [f"mach_msg_type_number_t {n}Cnt = (mach_msg_type_number_t){self.count('IN')};",
                          f"make({self.of}, {i}, IN, {n}, {n}Cnt);"]
            else:
                counted = int("countinout" in self.argument.flags)
                lines += [f"size_t {n}Room = capacity_of({i}, {kind.count}, {counted});",
                          f"mach_msg_type_number_t {n}Cnt = (mach_msg_type_number_t){n}Room;"]
        elif sent:
            lines += [f"mach_msg_type_number_t {n}Cnt = (mach_msg_type_number_t){self.count('IN')};",
                      f"{c_type} {n} = sender_block({n}Cnt * {self.size});",
                      f"make({self.of}, {i}, IN, {n}, {n}Cnt);"]
        elif shape == "indefinite":
            lines += [f"static {kind.element.name} {n}Buffer[{self.inline}];",
                      f"size_t {n}Room = capacity_of({i}, {self.inline}, 0);",
                      f"mach_msg_type_number_t {n}Cnt = (mach_msg_type_number_t){n}Room;",
                      f"{c_type} {n} = {n}Buffer;", f"untouched({n}Buffer, sizeof {n}Buffer);"]
        else:
            lines += [f"mach_msg_type_number_t {n}Cnt = 0;", f"{c_type} {n} = NULL;"]
        if self.argument.polymorphic("user"):
            lines.append(f"mach_msg_type_name_t {n}Poly = " + (
                f"(mach_msg_type_name_t){self.chosen_name('IN')};" if sent and kind.port.sent == POLYMORPHIC else "0xee;"))
        if "dealloc[]" in self.argument.flags and sent:
            lines.append(f"boolean_t {n}Dealloc = flag_of({i}, IN);")
        return lines

    def special_value(self):
        """What the client passes for an argument that goes to the header or to mach_msg."""
        if self.argument.kind == "waittime":
            return f"({self.index} + 50)"
        if self.argument.kind == "msgoption":
            return "MACH_SEND_INTERRUPT"
        return f"port_of({self.index})"

    def client_arguments(self):
        """What is passed to the client's stub."""
        result = []
        for role, text in self.argument.parameters("user"):
            variable = self.name + ("" if role == "value" else role)
            pointer = "*" in text and not (role == "value" and self.type.shape in ("string", "bounded string", "bounded"))
            result.append(("&" if pointer else "") + variable)
        return result

    def client_after(self):
        """Checks of what came back."""
        if not self.argument.returned:
            return []
        kind, shape, n, i = self.type, self.type.shape, self.name, self.index
        lines = []
        if kind.port and self.argument.polymorphic_by_reference("user"):
            lines.append(f'expect_number("{n}Poly", (uint64_t)received_name({self.chosen_name("OUT")}), {n}Poly);')
        if shape == "value":
            lines.append(f"expect_values({self.of}, {i}, OUT, &{n}, 1, {self.quoted});")
        elif shape == "array":
            lines.append(f"expect_values({self.of}, {i}, OUT, {n}, {kind.count}, {self.quoted});")
        elif shape in ("string", "bounded string"):
            lines.append(f"expect_string({i}, OUT, {n}, {kind.count}, 0, {self.quoted});")
        elif shape == "bounded":
            limit = f"smaller({n}Room, {kind.count})" if "countinout" in self.argument.flags else kind.count
            lines += [f"size_t {n}Made = {self.produced(limit)};",
                      f"size_t {n}Fit = smaller({n}Made, {n}Room);",
                      f"expect_untouched({n} + {n}Fit, sizeof {n} - {n}Fit * {self.size}, {self.quoted});",
                      f"if (!expect_bounded({self.of}, {i}, {n}, {n}Cnt, {n}Room, {n}Made, {self.quoted}))",
                      "\treturn;"]
        else:
            lines += [f'expect_number("count of {n}", {self.count("OUT")}, {n}Cnt);',
                      f"expect_values({self.of}, {i}, OUT, {n}, {n}Cnt, {self.quoted});"]
            if shape == "indefinite":
                lines += [f'note("{n} arrives %s", {n} == {n}Buffer ? "in the buffer" : "elsewhere");',
                          f"if ({n} != {n}Buffer)",
                          f"\trelease_block({n}, {n}Cnt * {self.size}, {self.quoted});"]
            else:
                lines.append(f"release_block({n}, {n}Cnt * {self.size}, {self.quoted});")
        return lines

    # ---- the server ----

    def server_checks(self):
        """Checks of what the server function gets."""
        argument, kind, shape, n, i = self.argument, self.type, self.type.shape, self.name, self.index
        if not argument.seen_by("server"):
            return []
        lines = []
        value = f"{n}.value" if kind.translation else n
        if argument.kind in SPECIAL:
            expected = {"sreplyport": "now.reply_port", "msgseqno": "now.seqno"}.get(argument.kind, self.special_value())
            lines.append(f'expect_number("{n}", (unsigned int){expected}, (unsigned int){value});')
            if kind.translation:
                lines.append(f'expect_number("translation of {n}", {MARK}, {n}.mark);')
            if argument.polymorphic("server"):
                name = "now.routine->simple ? 0 : MACH_MSG_TYPE_MAKE_SEND_ONCE"
                if argument.kind != "sreplyport":
                    name = self.chosen_name("IN")
                expected = f"(uint64_t)received_name({name})"
                if kind.translation and kind.translation.payload:
                    expected = f"now.mode == MODE_PAYLOAD ? MACH_MSG_TYPE_PROTECTED_PAYLOAD : {expected}"
                lines.append(f'expect_number("{n}Poly", {expected}, {n}Poly);')
            return lines
        star, arrow = ("*", "->") if argument.returned else ("", ".")
        if argument.sent:
            if kind.port and kind.port.received == POLYMORPHIC:
                poly = f"{'*' if argument.polymorphic_by_reference('server') else ''}{n}Poly"
                lines.append(f'expect_number("{n}Poly", (uint64_t)received_name({self.chosen_name("IN")}), {poly});')
            if shape == "value":
                member = f"{n}{arrow}value" if kind.translation else f"{star}{n}"
                if kind.translation:
                    lines.append(f'expect_number("translation of {n}", {MARK}, {n}{arrow}mark);')
                lines.append(f"expect_values({self.of}, {i}, IN, &{member}, 1, {self.quoted});")
            elif shape == "array":
                lines.append(f"expect_values({self.of}, {i}, IN, {n}, {kind.count}, {self.quoted});")
            elif shape in ("string", "bounded string"):
                lines.append(f"expect_string({i}, IN, {n}, {kind.count}, {int(not argument.returned)}, {self.quoted});")
            else:
                lines += [f'expect_number("count of {n}", {self.count("IN")}, {star}{n}Cnt);',
                          f"expect_values({self.of}, {i}, IN, {star}{n}, {star}{n}Cnt, {self.quoted});"]
                if "servercopy" in argument.flags:
                    lines.append(f'expect_number("{n}SCopy", {n}Cnt <= {self.inline}, {n}SCopy != 0);')
        elif shape == "bounded":
            lines.append(f'expect_number("initial count of {n}", {self.initial_count()}, *{n}Cnt);')
        elif shape == "indefinite":
            lines.append(f'expect_number("initial count of {n}", {self.inline}, *{n}Cnt);')
        return lines

    def initial_count(self):
        """The room that the server's function is told of."""
        if "countinout" in self.argument.flags:
            return f"smaller(capacity_of({self.index}, {self.type.count}, 1), {self.type.count})"
        return str(self.type.count)

    def server_results(self):
        """What the server function does when it succeeds: releases what it owns, returns values."""
        argument, kind, shape, n, i = self.argument, self.type, self.type.shape, self.name, self.index
        if argument.kind in SPECIAL:
            return []
        lines = []
        star = "*" if argument.returned else ""
        if argument.sent and shape == "ool":
            lines.append(f"release_block({star}{n}, {star}{n}Cnt * {self.size}, {self.quoted});")
        if argument.sent and "servercopy" in argument.flags:
            lines += [f"if (!{n}SCopy)", f"\trelease_block({n}, {n}Cnt * {self.size}, {self.quoted});"]
        if not argument.returned:
            return lines
        if kind.port and argument.polymorphic_by_reference("server"):
            lines.append(f"*{n}Poly = (mach_msg_type_name_t){self.chosen_name('OUT')};")
        if shape == "value":
            if kind.translation:
                lines += [f"make({self.of}, {i}, OUT, &{n}->value, 1);", f"{n}->mark = {MARK};"]
            else:
                lines.append(f"make({self.of}, {i}, OUT, {n}, 1);")
        elif shape == "array":
            lines.append(f"make({self.of}, {i}, OUT, {n}, {kind.count});")
        elif shape in ("string", "bounded string"):
            lines.append(f"make_string({i}, OUT, {n}, {kind.count}, 0);")
        elif shape == "bounded":
            lines += [f"*{n}Cnt = (mach_msg_type_number_t){self.produced(self.initial_count())};",
                      f"make({self.of}, {i}, OUT, {n}, *{n}Cnt);"]
        else:
            lines.append(f"*{n}Cnt = (mach_msg_type_number_t){self.count('OUT')};")
            if shape == "indefinite":
                lines.append(f"if (*{n}Cnt > {self.inline} || flag_of({i}, IN))")
            lines += [f"\t*{n} = sender_block(*{n}Cnt * {self.size});" if shape == "indefinite" else
                      f"*{n} = sender_block(*{n}Cnt * {self.size});",
                      f"make({self.of}, {i}, OUT, *{n}, *{n}Cnt);"]
            if "dealloc[]" in argument.flags:
                lines.append(f"*{n}Dealloc = flag_of({i}, OUT);")
        return lines


def _indent(lines):
    return "".join(f"\t{line}\n" for line in lines)


def _client(interface, routine, codes):
    before = [line for code in codes if code.argument.seen_by("user") for line in code.client_before()]
    arguments = ", ".join(text for code in codes for text in code.client_arguments())
    after = [line for code in codes for line in code.client_after()]
    call = f"check_result({interface.prefix}{routine.user_prefix}{routine.name}({arguments}))"
    return (f"static void call_{routine.name}(void)\n{{\n{_indent(before)}\n"
            + (_indent([f"if (!{call})", "\treturn;"] + after) if after else _indent([call + ";"])) + "}\n")


def _server(interface, routine, index, codes):
    checks = [line for code in codes for line in code.server_checks()]
    results = [line for code in codes for line in code.server_results()]
    lines = [f"kern_return_t result = server_entered(&routines[{index}]);", "", *checks, "if (result != KERN_SUCCESS)",
             "\treturn result;", *results, "return KERN_SUCCESS;"]
    return f"{interface.prototype(routine, 'server')}\n{{\n{_indent(lines)}}}\n"


def _translations(kind):
    """The functions of a translated type. Calls of destructors are logged: they are part of what a stub does."""
    t, name = kind.translation, kind.c_name
    text = f"{t.type} {t.intran}({name} value)\n{{\n\treturn ({t.type}){{value, {MARK}}};\n}}\n"
    if t.payload:
        text += (f"{t.type} {t.payload}(unsigned long payload)\n{{\n"
                 f"\treturn ({t.type}){{({name})(payload - PAYLOAD_OFFSET), {MARK}}};\n}}\n")
    if t.outtran:
        text += (f"{name} {t.outtran}({t.type} value)\n{{\n"
                 f'\texpect_number("mark of a {t.type}", {MARK}, value.mark);\n\treturn value.value;\n}}\n')
    if t.destructor:
        text += (f"void {t.destructor}({t.type} value)\n{{\n"
                 f'\tnote("{t.destructor} of %llx", (unsigned long long)value.value);\n'
                 f'\texpect_number("mark of a {t.type}", {MARK}, value.mark);\n}}\n')
    return text


def _fields(routine, reply):
    names = "".join(f'"{name}", ' for name in routine.fields(reply))
    return f"static const char *const {routine.name}_{'reply' if reply else 'request'}[] = {{{names}NULL}};\n"


def driver(interface):
    """The whole test program's C file, apart from the stubs and the fake kernel."""
    parts = [f'#include "{interface.name}_proto.h"\n#include "fake_kernel.h"\n']
    parts += [_element_functions(element) for element in _elements(interface)]
    parts += [_translations(kind) for kind in interface.types if kind.translation]
    rows = []
    for index, routine in enumerate(interface.routines):
        codes = [Code(argument, i) for i, argument in enumerate(routine.arguments)]
        parts += [_server(interface, routine, index, codes), _client(interface, routine, codes),
                  _fields(routine, False), _fields(routine, True)]
        payload = any(c.argument.kind == "requestport" and c.type.translation and c.type.translation.payload for c in codes)
        bounded = any(c.argument.sent and c.type.shape == "bounded" for c in codes)
        rows.append(f'\t{{"{routine.name}", {interface.base + routine.number}, {int(routine.simple)}, {routine.name}_request, '
                    f"{routine.name}_reply, {int(payload)}, {int(bounded)}, call_{routine.name}}},\n")
    last = interface.last_number()
    taken = {routine.number for routine in interface.routines}
    unknown = [interface.base + n for n in range(-1, last + 2) if n not in taken]
    parts.append(f"const struct routine routines[] = {{\n{''.join(rows)}}};\n"
                 "const size_t routine_count = sizeof routines / sizeof routines[0];\n"
                 f"const int unknown_ids[] = {{{', '.join(map(str, unknown))}}};\n"
                 "const size_t unknown_id_count = sizeof unknown_ids / sizeof unknown_ids[0];\n"
                 f"const int test_base = {interface.base}, test_last = {interface.base + last};\n"
                 f"boolean_t {interface.demux_name}(mach_msg_header_t *in, mach_msg_header_t *out);\n"
                 f"boolean_t test_demux(mach_msg_header_t *in, mach_msg_header_t *out)\n{{\n"
                 f"\treturn {interface.demux_name}(in, out);\n}}\n")
    return "\n".join(parts)


def write(interface, folder):
    """Write the interface and its C files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    name = interface.name
    for file, text in ((f"{name}.defs", interface.text()), (f"{name}_types.h", types_header(interface)),
                       (f"{name}_proto.h", prototypes_header(interface)), ("driver.c", driver(interface)),
                       ("probe.c", probe(interface))):
        (folder / file).write_text(text)
