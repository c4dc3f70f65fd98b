"""Writes the C part of a test program that makes given calls: values in, values out, all known beforehand.

Every value is a row of bytes, so one call of memcpy makes it and one of memcmp checks it, whatever its type.
"""

from dataclasses import dataclass, field

import interface
from interface import POLYMORPHIC, RECEIVED


@dataclass
class Value:
    """What an argument carries one way. `parts`: the arrays of an "ools" argument. `disposition`: of a polymorphic right."""
    data: bytes = b""
    parts: tuple = ()
    disposition: int = 0
    room: int = -1              # an out array: the count that the caller passes
    deallocate: bool = True     # an argument with dealloc[]


@dataclass
class Call:
    """A call of a routine and what it is to give."""
    routine: interface.Routine
    sent: dict                  # argument name -> Value
    returned: dict
    result: int = 0
    any_error: bool = False     # the server's function succeeds, but its results cannot be sent
    special: dict = field(default_factory=dict)     # RetCode and the like: name -> number


def _literal(name, data):
    body = ", ".join(f"0x{byte:02x}" for byte in data) or "0"
    return f"static const unsigned char {name}[] = {{{body}}};"


# What the stand-in for the kernel puts into trailers, as C text.
TOKENS = {"sectoken": "TEST_SENDER", "serversectoken": "TEST_SENDER", "usersectoken": "TEST_SENDER",
          "audittoken": "TEST_AUDIT", "serveraudittoken": "TEST_AUDIT", "useraudittoken": "TEST_AUDIT",
          "servercontexttoken": "TEST_CONTEXT", "msgseqno": "TEST_SEQNO"}


class Side:
    """C code for one call on one side. `prefix` makes the names of its data unique."""

    def __init__(self, call, number, wire):
        self.call, self.wire, self.number = call, wire, number
        self.data = []

    def stored(self, argument, way, data, part=""):
        """The name of a constant with these bytes."""
        name = f"{way}_{self.number}_{argument.name}{part}"
        text = _literal(name, data)
        if text not in self.data:
            self.data.append(text)
        return name

    def count(self, argument, value):
        """The number of counted elements."""
        kind = argument.type
        if kind.shape == "ools":
            return len(value.parts)
        return len(value.data) // kind.element

    # ---- client ----

    def client(self):
        """The function that makes the call."""
        before, arguments, after = [], [], []
        for argument in self.call.routine.arguments:
            if "retcode" in argument.flags:
                arguments.append(str(self.call.special[argument.name]))
                continue
            if argument.special:
                lines, passed, checks = self.client_special(argument)
                before += lines
                arguments += passed
                after += checks
                continue
            lines, passed, checks = getattr(self, f"client_{argument.type.shape}")(argument)
            before += lines
            arguments += passed
            after += checks
        routine = self.call.routine
        body = [*before, f"kern_return_t result = {routine.name}({', '.join(['REQUEST_PORT', *arguments])});", "",
                'if (result == 0)' if self.call.any_error else "",
                f'\tcomplain("there was no error");' if self.call.any_error else
                f'expect_number("result", {self.call.result}, result);', "if (result != KERN_SUCCESS)", "\treturn result;",
                *after, "return result;"]
        text = "".join(f"\t{line}\n" if line else "\n" for line in body)
        return f"static kern_return_t call_{self.number}(void)\n{{\n{text}}}\n"

    def values(self, argument):
        return self.call.sent.get(argument.name), self.call.returned.get(argument.name)

    def poly(self, argument, sent, returned):
        """Declaration, words to pass and checks of a right's name on the client."""
        kind, name = argument.type, argument.name
        if not kind.port or not any(role == "poly" for role, _ in interface.parameters(argument, "user", self.wire)):
            return [], [], []
        first = sent.disposition if sent and kind.port[0] == POLYMORPHIC else 0xee
        lines = [f"mach_msg_type_name_t {name}Poly = {first};"]
        if argument.returned and kind.port[1] == POLYMORPHIC:
            if returned and not returned.data and kind.shape != "ool":
                return lines, [f"&{name}Poly"], []      # an array without rights has no disposition
            got = RECEIVED[returned.disposition] if returned else 0
            return lines, [f"&{name}Poly"], [f'expect_number("{name}Poly", {got}, {name}Poly);']
        return lines, [f"{name}Poly"], []

    def client_special(self, argument):
        """An argument that is for the header, the call or from the trailer."""
        name, kind = argument.name, argument.type
        if not argument.seen_by("user"):
            return [], [], []
        lines = [f"{kind.name} {name};", f"memset(&{name}, 0xee, sizeof({name}));"]
        if argument.direction in TOKENS:
            token = TOKENS[argument.direction]
            return lines, [f"&{name}"], [f'expect_bytes("{name} at the client", &({kind.name}){token}, &{name}, sizeof({name}));']
        lines.append(f"{name} = ({kind.name}){self.call.special[name]};")
        passed = [name]
        if kind.port and kind.port[0] == POLYMORPHIC:
            passed.append(str(self.call.special[name + "Poly"]))
        return lines, passed, []

    def server_special(self, argument):
        """The same on the server."""
        name, kind = argument.name, argument.type
        if not argument.seen_by("server"):
            return []
        if argument.direction in TOKENS:
            place = name if "server" in interface.SPECIAL[argument.direction][1] else f"&{name}"
            token = TOKENS[argument.direction]
            return [f'expect_bytes("{name} at the server", &({kind.name}){token}, {place}, sizeof({kind.name}));']
        expected = "REPLY_PORT" if argument.direction == "sreplyport" else self.call.special[name]
        checks = [f'expect_number("{name} at the server", {expected}, {name});']
        if kind.port and kind.port[1] == POLYMORPHIC:
            sent = 21 if argument.direction == "sreplyport" else self.call.special[name + "Poly"]
            checks.append(f'expect_number("{name}Poly at the server", {RECEIVED[sent]}, {name}Poly);')
        return checks

    def client_value(self, argument):
        sent, returned = self.values(argument)
        name = argument.name
        lines = [f"{argument.type.name} {name};", f"memset(&{name}, 0xee, sizeof({name}));"]
        checks = []
        if sent:
            lines.append(f"memcpy(&{name}, {self.stored(argument, 'in', sent.data)}, {argument.type.element});")
        if returned:
            data = self.stored(argument, "out", returned.data)
            checks.append(f'expect_bytes("{name} at the client", {data}, &{name}, {argument.type.element});')
        more, passed, also = self.poly(argument, sent, returned)
        return lines + more, [f"&{name}" if argument.returned else name] + passed, checks + also

    def client_array(self, argument):
        """Everything in line that has an address: arrays, strings."""
        sent, returned = self.values(argument)
        kind, name = argument.type, argument.name
        room = max(kind.bytes, len(sent.data) if sent else 0) + 16
        lines = [f"_Alignas(8) unsigned char {name}[{room}];", f"memset({name}, 0xee, sizeof({name}));"]
        passed, checks = [f"(void *){name}"], []
        if sent:
            lines.append(f"memcpy({name}, {self.stored(argument, 'in', sent.data)}, {len(sent.data)});")
        more, names, also = self.poly(argument, sent, returned)
        passed += names
        if argument.counted:
            count = self.count(argument, sent) if sent else returned.room if returned and returned.room >= 0 else kind.count
            lines.append(f"mach_msg_type_number_t {name}Cnt = {count};")
            passed.append(f"&{name}Cnt" if argument.returned else f"{name}Cnt")
        if returned:
            if argument.counted:
                checks.append(f'expect_number("{name}Cnt at the client", {self.count(argument, returned)}, {name}Cnt);')
            data = self.stored(argument, "out", returned.data)
            checks.append(f'expect_bytes("{name} at the client", {data}, {name}, {len(returned.data)});')
        return lines + more, passed, checks + also

    client_string = client_vstring = client_bounded = client_array

    def client_ool(self, argument):
        sent, returned = self.values(argument)
        kind, name = argument.type, argument.name
        lines, checks = [f"{kind.name} {name} = NULL;"], []
        if sent:
            lines.append(f"{name} = ({kind.name})lend({self.stored(argument, 'in', sent.data)}, {len(sent.data)});")
        passed = [f"&{name}" if argument.returned else name]
        more, names, also = self.poly(argument, sent, returned)
        passed += names
        if argument.counted:
            lines.append(f"mach_msg_type_number_t {name}Cnt = {self.count(argument, sent) if sent else 0};")
            passed.append(f"&{name}Cnt" if argument.returned else f"{name}Cnt")
        if "dealloc[]" in argument.flags and argument.sent:
            passed.append(str(int(sent.deallocate)))
        if returned:
            if argument.counted:
                checks.append(f'expect_number("{name}Cnt at the client", {self.count(argument, returned)}, {name}Cnt);')
            data, size = self.stored(argument, "out", returned.data), len(returned.data)
            checks += [f'expect_bytes("{name} at the client", {data}, {name}, {size});',
                       f'give_back({name}, {size}, "{name} at the client");']
        return lines + more, passed, checks + also

    client_open = client_ool

    def client_ools(self, argument):
        sent, returned = self.values(argument)
        kind, name, inner = argument.type, argument.name, argument.type.inner
        lines = [f"void *{name}[{kind.count}] = {{NULL}};", f"mach_msg_type_number_t {name}Subs[{kind.count}] = {{0}};",
                 f"mach_msg_type_number_t {name}SubsCnt = {len(sent.parts) if sent else kind.count};",
                 f"(void){name}Subs, (void){name}SubsCnt;"]
        checks = []
        for i, part in enumerate(sent.parts if sent else ()):
            lines.append(f"{name}[{i}] = lend({self.stored(argument, 'in', part, f'_{i}')}, {len(part)});")
            lines.append(f"{name}Subs[{i}] = {len(part) // inner.element};")
        if returned:
            if inner.variable and kind.variable:
                checks.append(f'expect_number("{name}SubsCnt", {len(returned.parts)}, {name}SubsCnt);')
            for i, part in enumerate(returned.parts):
                data = self.stored(argument, "out", part, f"_{i}")
                checks += [f'expect_bytes("{name} at the client", {data}, {name}[{i}], {len(part)});',
                           f'give_back({name}[{i}], {len(part)}, "{name} at the client");']
        passed = [f"(void *){name}"]
        if inner.variable:
            passed.append(f"{name}Subs")
            if kind.variable:
                passed.append(f"&{name}SubsCnt" if argument.returned else f"{name}SubsCnt")
        return lines, passed, checks

    # ---- server ----

    def server(self):
        """The statements of the server's function for this call."""
        checks, results = [], []
        code = next((a.name for a in self.call.routine.arguments if "retcode" in a.flags), None)
        if code and self.call.special[code]:    # the error form of a request: nothing else has arrived
            return [f'expect_number("{code}", {self.call.special[code]}, {code});']
        for argument in self.call.routine.arguments:
            if "retcode" in argument.flags:
                checks.append(f'expect_number("{argument.name}", {self.call.special[argument.name]}, {argument.name});')
                continue
            if argument.special:
                checks += self.server_special(argument)
                continue
            more, values = getattr(self, f"server_{argument.type.shape}")(argument)
            checks += more
            results += values
        if self.call.result:
            results = [f"return {self.call.result};"]
        return checks + results

    def server_poly(self, argument, sent, returned):
        kind, name = argument.type, argument.name
        if not kind.port or not any(role == "poly" for role, _ in interface.parameters(argument, "server", self.wire)):
            return [], []
        pointer = argument.returned and kind.port[0] == POLYMORPHIC
        checks = []
        if sent and kind.port[1] == POLYMORPHIC and (sent.data or kind.shape == "ool"):
            checks.append(f'expect_number("{name}Poly", {RECEIVED[sent.disposition]}, {"*" if pointer else ""}{name}Poly);')
        return checks, [f"*{name}Poly = {returned.disposition};"] if returned and pointer else []

    def server_value(self, argument):
        sent, returned = self.values(argument)
        kind, name = argument.type, argument.name
        place = name if argument.returned else f"&{name}"
        checks, results = self.server_poly(argument, sent, returned)
        if sent:
            data = self.stored(argument, "in", sent.data)
            checks.append(f'expect_bytes("{name} at the server", {data}, {place}, {kind.element});')
        if returned:
            results.append(f"memcpy({name}, {self.stored(argument, 'out', returned.data)}, {kind.element});")
        return checks, results

    def server_array(self, argument):
        sent, returned = self.values(argument)
        kind, name = argument.type, argument.name
        checks, results = self.server_poly(argument, sent, returned)
        if sent:
            arrived = sent.data
            if kind.shape in ("string", "vstring"):     # what does not fit is cut
                arrived = arrived.split(b"\0")[0][:kind.count - 1] + b"\0"
            if argument.counted:
                checks += [f'expect_number("{name}Cnt at the server", {self.count(argument, sent)}, {name}Cnt);',
                           f"touch({name}, (size_t){name}Cnt * {kind.element});"]
            elif kind.shape in ("string", "vstring"):
                checks.append(f"touch({name}, strlen({name}) + 1);")
            data = self.stored(argument, "in", arrived, "" if arrived == sent.data else "_cut")
            guard = [] if kind.shape == "array" else ["if (!is_hostile)"]
            indent = "\t" if guard else ""
            checks += [*guard, f'{indent}expect_bytes("{name} at the server", {data}, {name}, {len(arrived)});']
        elif argument.counted:
            room = kind.count if returned.room < 0 or "countinout" not in argument.flags else min(returned.room, kind.count)
            checks.append(f'expect_number("room of {name} at the server", {room}, *{name}Cnt);')
        if returned:
            if argument.counted:
                results.append(f"*{name}Cnt = {self.count(argument, returned)};")
            fits = min(len(returned.data), max(kind.bytes, 0))
            results.append(f"memcpy((void *){name}, {self.stored(argument, 'out', returned.data)}, {fits});")
        return checks, results

    server_string = server_vstring = server_bounded = server_array

    def server_ool(self, argument):
        sent, returned = self.values(argument)
        kind, name = argument.type, argument.name
        star = "*" if argument.returned else ""
        checks, results = self.server_poly(argument, sent, returned)
        if sent:
            size = f"(size_t){star}{name}Cnt * {kind.element}" if argument.counted else kind.bytes
            if argument.counted:
                checks.append(f'expect_number("{name}Cnt at the server", {self.count(argument, sent)}, {star}{name}Cnt);')
            checks += [f"touch({star}{name}, {size});", "if (!is_hostile)",
                       f'\texpect_bytes("{name} at the server", {self.stored(argument, "in", sent.data)}, {star}{name}, '
                       f"{len(sent.data)});"]
            if kind.shape == "ool" and "auto" not in argument.flags:
                results.append(f'give_back({star}{name}, {size}, "{name} at the server");')
        if returned:
            data = self.stored(argument, "out", returned.data)
            results.append(f"*{name} = ({kind.name})lend({data}, {len(returned.data)});")
            if argument.counted:
                results.append(f"*{name}Cnt = {self.count(argument, returned)};")
            if "dealloc[]" in argument.flags:
                results.append(f"*{name}Dealloc = {int(returned.deallocate)};")
        return checks, results

    server_open = server_ool

    def server_ools(self, argument):
        sent, returned = self.values(argument)
        kind, name, inner = argument.type, argument.name, argument.type.inner
        star = "*" if argument.returned else ""
        checks, results = [], []
        if sent:
            if inner.variable and kind.variable:
                checks.append(f'expect_number("{name}SubsCnt at the server", {len(sent.parts)}, {star}{name}SubsCnt);')
            for i, part in enumerate(sent.parts):
                if inner.variable:
                    checks.append(f'expect_number("{name}Subs[{i}]", {len(part) // inner.element}, {name}Subs[{i}]);')
                data = self.stored(argument, "in", part, f"_{i}")
                checks += ["if (!is_hostile)",
                           f'\texpect_bytes("{name} at the server", {data}, (const void *){name}[{i}], {len(part)});']
                results.append(f'give_back((const void *){name}[{i}], {len(part)}, "{name} at the server");')
        if returned:
            for i, part in enumerate(returned.parts):
                data = self.stored(argument, "out", part, f"_{i}")
                results.append(f"{name}[{i}] = lend({data}, {len(part)});")
                if inner.variable:
                    results.append(f"{name}Subs[{i}] = {len(part) // inner.element};")
            if inner.variable and kind.variable:
                results.append(f"*{name}SubsCnt = {len(returned.parts)};")
        return checks, results


def write(description, calls, wire, headers):
    """The text of the C file: the server's functions, the calls, the table of calls."""
    sides = [Side(call, number, wire) for number, call in enumerate(calls)]
    clients = [side.client() for side in sides]
    servers = []
    for routine in description.routines:
        cases = []
        for side in sides:
            if side.call.routine is routine:
                lines = "".join(f"\t\t{line}\n" for line in side.server())
                cases.append(f"\tcase {side.number}: {{\n{lines}\t\tbreak;\n\t}}\n")
        servers.append(f"{interface.prototype(routine, 'server', wire)}\n{{\n\tserver_calls++;\n"
                       f'\texpect_number("{routine.request_port.name} at the server", REQUEST_PORT, '
                       f"{routine.request_port.name});\n"
                       f"\tswitch (now) {{\n{''.join(cases)}\tdefault:\n\t\tbreak;\n\t}}\n\treturn KERN_SUCCESS;\n}}\n")
    rows = "".join(f'\t{{"{side.call.routine.name}", call_{side.number}, {str(side.call.routine.simple).lower()}}},\n'
                   for side in sides)
    includes = "".join(f'#include "{header}"\n' for header in headers)
    data = "".join(f"{text}\n" for side in sides for text in side.data)
    return (f'#include "harness.h"\n#include <string.h>\n{includes}\n{data}\n'
            + "\n".join(clients + servers)
            + f"\nconst struct test_call calls[] = {{\n{rows}}};\n"
              f"const unsigned call_count = sizeof(calls) / sizeof(calls[0]);\n\n"
              f"boolean_t {description.name}_server(mach_msg_header_t *in, mach_msg_header_t *out);\n"
              f"boolean_t test_demux(mach_msg_header_t *in, mach_msg_header_t *out)\n{{\n"
              f"\treturn {description.name}_server(in, out);\n}}\n")
