"""Reads what the tests compare out of generated C text: prototypes, definitions, includes, macros."""

import re
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
FUNCTION = re.compile(r"\bkern_return_t\s+(\w+)\s*\(([^()]*)\)\s*([;{])")
CPLUSPLUS = re.compile(r"^[ \t]*#[ \t]*ifdef[ \t]+__cplusplus\b.*?^[ \t]*#[ \t]*endif[^\n]*$", re.S | re.M)


@dataclass(frozen=True)
class Function:
    """A prototype or definition that returns kern_return_t; parameters in normal form."""
    name: str
    parameters: tuple


def plain(text):
    """The text without comments and without what only C++ sees."""
    return CPLUSPLUS.sub("", COMMENT.sub(" ", text))


def normalise(declaration):
    """One blank between words, none around stars and brackets except one before a star."""
    declaration = " ".join(declaration.split())
    declaration = re.sub(r"\s*([\[\]])\s*", r"\1", declaration)
    return re.sub(r"\s*\*\s*", " *", declaration).strip().replace("* *", "**")


def functions(text, definitions):
    """The prototypes (or, with `definitions`, the functions with a body) of a file, in order."""
    found = []
    for match in FUNCTION.finditer(plain(text)):
        if (match[3] == "{") == definitions:
            parameters = tuple(normalise(p) for p in match[2].split(",") if p.strip() not in ("", "void"))
            found.append(Function(match[1], parameters))
    return found


def includes(text):
    """The names after #include, with their delimiters, in order."""
    return re.findall(r"^[ \t]*#[ \t]*include[ \t]+([<\"][^>\"]*[>\"])", plain(text), re.M)


def rpc_macros(text):
    """The MIG_RPC_* macros of a user header: name to value (empty for MIG_RPC_HAVE_*)."""
    return dict(re.findall(r"^#[ \t]*define[ \t]+(MIG_RPC_\w+)[ \t]*([^\n]*?)[ \t]*$", plain(text), re.M))


def body(text, name):
    """The text of a function's body in a generated file, by name: from its header to the closing brace."""
    match = re.search(rf"\b{re.escape(name)}\s*\([^()]*\)\s*\{{.*?^\}}", plain(text), re.S | re.M)
    return match[0] if match else ""
