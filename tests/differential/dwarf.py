"""Layouts of the structures Request and Reply, read from the debug information of an object file."""

import re
import subprocess
from dataclasses import dataclass, field

# What generated code is compiled with, so that this module can read it.
FLAGS = ("-g", "-gdwarf-4", "-gstrict-dwarf", "-fno-eliminate-unused-debug-types", "-O0")

ENTRY = re.compile(r"^ <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \((DW_TAG_\w+)\)")
ATTRIBUTE = re.compile(r"^    <[0-9a-f]+>   DW_AT_(name|byte_size|type|data_member_location|upper_bound|count)\s*: (.*)$")

# Before a value, readelf may tell its form and place: "(strp) (offset: 0x10): ", "(indirect string, offset: 0x10): ".
FORM = re.compile(r"^(?:\([^)]*\):? ?)+")


@dataclass
class Node:
    """A debugging information entry."""
    tag: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    @property
    def name(self):
        return self.attributes.get("name")

    def number(self, attribute, default=0):
        return int(self.attributes.get(attribute, str(default)), 0)


@dataclass(frozen=True)
class Member:
    """A member of a message structure. Members of unnamed unions appear one by one."""
    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class Layout:
    """A message structure: its members in order, and its size."""
    members: tuple
    size: int


class Debug:
    """The debug information of one object file."""

    def __init__(self, path):
        text = subprocess.run(["readelf", "--debug-dump=info", "-W", str(path)], capture_output=True, text=True,
                              check=True).stdout
        self.nodes = {}
        self.roots = []
        self._read(text)

    def _read(self, text):
        open_nodes = []
        node = None
        for line in text.splitlines():
            entry = ENTRY.match(line)
            if entry:
                depth = int(entry[1])
                node = Node(entry[3])
                self.nodes[int(entry[2], 16)] = node
                del open_nodes[depth:]
                (open_nodes[-1].children if open_nodes else self.roots).append(node)
                open_nodes.append(node)
                continue
            attribute = ATTRIBUTE.match(line)
            if attribute and node:
                value = FORM.sub("", attribute[2]).strip()
                if attribute[1] == "type":
                    value = re.search(r"<0x([0-9a-f]+)>", value)[1]
                elif attribute[1] != "name":
                    value = value.split()[0]
                node.attributes[attribute[1]] = value

    def type_of(self, node):
        """The entry that a node's type attribute names, with typedefs and qualifiers removed; None for void."""
        reference = node.attributes.get("type")
        target = self.nodes.get(int(reference, 16)) if reference else None
        while target and target.tag in ("DW_TAG_typedef", "DW_TAG_const_type", "DW_TAG_volatile_type"):
            target = self.type_of(target)
        return target

    def size_of(self, node):
        """The size of a type in bytes."""
        if node is None:
            return 0
        if node.tag == "DW_TAG_array_type":
            size = self.size_of(self.type_of(node))
            for bound in node.children:
                if bound.tag == "DW_TAG_subrange_type":
                    size *= bound.number("count") if "count" in bound.attributes else bound.number("upper_bound", -1) + 1
            return size
        return node.number("byte_size")

    def _members(self, structure, base):
        for child in structure.children:
            if child.tag != "DW_TAG_member":
                continue
            offset = base + child.number("data_member_location")
            member_type = self.type_of(child)
            if child.name is None and member_type.tag in ("DW_TAG_union_type", "DW_TAG_structure_type"):
                yield from self._members(member_type, offset)
            else:
                yield Member(child.name, offset, self.size_of(member_type))

    def _layout(self, structure):
        return Layout(tuple(self._members(structure, 0)), structure.number("byte_size"))

    def _find(self, node, found):
        for child in node.children:
            if child.name in ("Request", "Reply"):
                if child.tag == "DW_TAG_typedef":
                    structure = self.type_of(child)
                    if structure and structure.tag == "DW_TAG_structure_type":
                        found[child.name] = self._layout(structure)
                elif child.tag == "DW_TAG_structure_type" and child.children:
                    found.setdefault(child.name, self._layout(child))
            elif child.tag == "DW_TAG_lexical_block":
                self._find(child, found)

    def messages(self):
        """For each function that has them, its Request and Reply: {function: {"Request": Layout, ...}}."""
        result = {}
        for unit in self.roots:
            for function in unit.children:
                if function.tag == "DW_TAG_subprogram" and function.name:
                    found = {}
                    self._find(function, found)
                    if found:
                        result[function.name] = found
        return result
