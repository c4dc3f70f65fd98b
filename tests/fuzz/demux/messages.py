"""Requests as a layout file describes them: valid ones, from which the fuzzing starts."""

import struct

# How full variable fields are, and whether what may be out of line is; numbers are capped by the bounds.
FORMS = {"empty": (0, False), "one": (1, False), "few": (3, False), "full": (1 << 16, False),
         "far": (5, True), "far-empty": (0, True)}
# The most elements of a field without a bound, and the most bytes of a message.
FREE_COUNT, MESSAGE_MAX_BYTES = 7, 24000
MOVE_SEND = 17
PORT_DESCRIPTOR, OOL_DESCRIPTOR, OOL_PORTS_DESCRIPTOR = 0, 1, 2


class Message:
    """One request in one form."""

    def __init__(self, layout, routine, form):
        self.layout, self.routine = layout, routine
        self.count, self.far = FORMS[form]
        self.target = layout["target"]
        self.typed = self.target["wire"] == "typed"
        self.fields = [field for segment in routine["request"]["segments"] for field in segment["fields"]]
        self.shapes = {kind["name"]: kind["shape"] for kind in layout["types"]}
        self.arguments = {argument["name"]: argument for argument in routine["arguments"]}
        self.bytes = bytearray()
        self.complex = routine["request"]["complex"] == "always"

    # ---- Counts ----

    def elements(self, field):
        """The number of elements of a variable field. Several may share a count."""
        named = field.get("count", {}).get("field")
        limit = min((other["count"].get("max", FREE_COUNT) for other in self.fields
                     if named and other.get("count", {}).get("field") == named),
                    default=field.get("count", {}).get("max", FREE_COUNT))
        if field["kind"] == "indefinite":
            limit = FREE_COUNT if self.far else self.target["in_line_limit_bytes"] // field["size_bytes"]
        if self.is_string(field):
            return max(1, min(self.count, limit))
        return min(self.count, limit)

    def is_string(self, field):
        argument = self.arguments.get(field.get("argument"))
        return bool(argument) and "string" in self.shapes[argument["type"]] and field["name"] == argument["name"]

    def counted_by(self, name):
        """The value of a count field: of the field that it counts, or of an out-of-line or right argument."""
        field = next(each for each in self.fields if each["name"] == name)
        for other in self.fields:
            if other.get("count", {}).get("field") == name:
                return self.elements(other)
        for other in self.fields:
            if other.get("argument") == field["argument"] and other["kind"].startswith("out-of-line"):
                return self.parts(other) if self.slots(other) > 1 else self.elements(other)
            if other.get("argument") == field["argument"] and other["kind"] == "port":
                return min(self.count, other["slots"])
        return field.get("max", 0)      # the caller's room

    def slots(self, field):
        """How many descriptors a field has."""
        if field["kind"] == "port":
            return field["slots"]
        return field["size_bytes"] // (16 if self.target["pointer_bytes"] == 8 else 12)

    def parts(self, field):
        """How many out-of-line arrays of a field are used."""
        is_variable = any(other["kind"] == "count" and other.get("argument") == field["argument"] and
                          other.get("max") == self.slots(field) for other in self.fields)
        return min(self.count, self.slots(field)) if is_variable else self.slots(field)

    # ---- Fields ----

    def word(self, field):
        """A type word."""
        described = next(each for each in self.fields if each["name"] == field["describes"])
        word = field["word"]
        run_time, far = word.get("run_time", []), self.is_far(described)
        number = word.get("number")
        if number is None:
            number = self.elements(described) * described.get("count", {}).get("units", 1)
        size = word.get("size_bits_out_of_line", word["size_bits"]) if far else word["size_bits"]
        parts = {"name": word["received"].get("number", MOVE_SEND), "size": size, "number": number,
                 "in_line": int(word["in_line"] if "in_line" not in run_time and "in_line" in word else not far),
                 "long_form": int(word["long"]), "deallocate": int(far)}
        form = self.target["long_word" if word["long"] else "short_word"]
        value = 0
        for part, (first, width) in ((key, bits) for key, bits in form.items() if key != "bytes"):
            value |= (parts[part] & ((1 << width) - 1)) << first
        self.complex = self.complex or far or 16 <= parts["name"] <= 18
        return value.to_bytes(form["bytes"], "little")

    def is_far(self, field):
        return field["kind"].startswith("out-of-line") or (field["kind"] == "indefinite" and self.far)

    def right(self, used, disposition):
        return struct.pack("<IIHBB", 1 if used else 0, 0, 0, disposition, PORT_DESCRIPTOR)

    def memory(self, number, disposition, kind):
        if self.target["pointer_bytes"] == 8:
            return struct.pack("<QBBBBI", 0, 1, 1, disposition, kind, number)
        return struct.pack("<IIBBBB", 0, number, 1, 1, disposition, kind)

    def descriptors(self, field):
        argument = self.arguments[field["argument"]]
        disposition = argument.get("received", {}).get("number", MOVE_SEND)
        if field["kind"] == "port":
            is_variable = "variable" in self.shapes[argument["type"]]
            used = min(self.count, field["slots"]) if is_variable else field["slots"]
            return b"".join(self.right(i < used, disposition) for i in range(field["slots"]))
        if self.slots(field) > 1:
            size = field["element_bytes"] * (self.part_elements() if "count" in field else 1)
            return b"".join(self.memory(size if i < self.parts(field) else 0, 0, OOL_DESCRIPTOR)
                            for i in range(self.slots(field)))
        if field["kind"] == "out-of-line ports":
            number = self.elements(field) if "count" in field else field["element_bytes"] // 4
            return self.memory(number, disposition, OOL_PORTS_DESCRIPTOR)
        return self.memory(field["element_bytes"] * (self.elements(field) if "count" in field else 1), 0, OOL_DESCRIPTOR)

    def part_elements(self):
        return min(self.count, FREE_COUNT)

    def text(self, size):
        return b"a" * (size - 1) + b"\0"

    def content(self, field):
        kind = field["kind"]
        if kind == "type":
            return self.word(field)
        if kind == "body":
            return struct.pack("<I", sum(self.slots(each) for each in self.fields
                                         if each["kind"] in ("port", "out-of-line", "out-of-line ports")))
        if kind == "ndr":
            return bytes((0, 0, 0, 0, 1, 0, 0, 0))
        if kind == "count":
            return struct.pack("<I", self.counted_by(field["name"]))
        if kind in ("port", "out-of-line", "out-of-line ports") and not self.typed:
            return self.descriptors(field)
        if self.is_far(field):
            return bytes(self.target["pointer_bytes"])
        if kind == "port":
            return struct.pack("<Q" if self.target["port_in_line"]["bytes"] == 8 else "<I", 1) * field["slots"]
        if self.is_string(field):
            return self.text(self.elements(field) if kind == "array" else field["size_bytes"])
        if kind in ("array", "indefinite"):
            if not self.typed and any(role["role"] == "counts of parts" and role["name"] == field["name"]
                                      for role in self.arguments.get(field.get("argument"), {}).get("server", ())):
                return struct.pack("<I", self.part_elements()) * self.elements(field)
            return b"\1" * (field["size_bytes"] * self.elements(field))
        if kind in ("pad", "string offset"):
            return bytes(field["size_bytes"])
        return b"\1" * field["size_bytes"]      # value, retcode

    def body(self):
        """What is behind the header, or nothing if it is too long."""
        unit = self.target["align_bytes"]
        out = bytearray(self.target["header"]["bytes"])
        for segment in self.routine["request"]["segments"]:
            out += bytes(-len(out) % unit) if segment["segment"] > 0 else b""
            start = len(out) if segment["segment"] > 0 else 0
            for field in segment["fields"]:
                if field["kind"] in ("header", "trailer"):
                    continue
                out += bytes(start + field["offset_bytes"] - len(out))
                out += self.content(field)
        out += bytes(-len(out) % unit)
        return bytes(out[self.target["header"]["bytes"]:]) if len(out) <= MESSAGE_MAX_BYTES else None


def requests(layout, routine):
    """(name of the form, body, whether complex) of each form that differs from the ones before."""
    seen = set()
    for form in FORMS:
        message = Message(layout, routine, form)
        body = message.body()
        if body is not None and (body, message.complex) not in seen:
            seen.add((body, message.complex))
            yield form, body, message.complex
