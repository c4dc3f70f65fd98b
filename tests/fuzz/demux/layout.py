"""Reads layout files (docs/layout.md): the part of YAML that migc writes, without a library for it."""

import re

PAIR = re.compile(r"([A-Za-z_ ]+):(?: (.*))?")


def scalar(text):
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if text in ("true", "false"):
        return text == "true"
    return text.strip("'\"")


def flow(text):
    """A value on one line: {a: b, c: [d, e]}, [a, b], or a word."""
    pieces = re.findall(r"'[^']*'|\"[^\"]*\"|[{}\[\],]|[^{}\[\],'\"]+", text)
    value, rest = flow_value([piece.strip() for piece in pieces if piece.strip()])
    assert not rest, text
    return value


def flow_value(pieces):
    first, pieces = pieces[0], pieces[1:]
    if first == "[":
        items = []
        while pieces[0] != "]":
            item, pieces = flow_value(pieces)
            items.append(item)
            pieces = pieces[1:] if pieces[0] == "," else pieces
        return items, pieces[1:]
    if first == "{":
        pairs = {}
        while pieces[0] != "}":
            key, _, word = pieces[0].partition(":")
            if word.strip():
                pairs[key], pieces = scalar(word.strip()), pieces[1:]
            else:
                pairs[key], pieces = flow_value(pieces[1:])
            pieces = pieces[1:] if pieces[0] == "," else pieces
        return pairs, pieces[1:]
    return scalar(first), pieces


class Lines:
    """Lines with their indentation; the dash of a list's item is two blanks of what it begins."""

    def __init__(self, text):
        self.lines = [(len(line) - len(line.lstrip(" ")), line.strip()) for line in text.splitlines() if line.strip()]
        self.place = 0

    def peek(self):
        return self.lines[self.place] if self.place < len(self.lines) else (-1, "")

    def value_after(self, text, indent):
        """What belongs to a key: on its line, or in the lines below."""
        if text is None or text == "":
            below, line = self.peek()
            if line.startswith("- ") and below >= indent:
                return self.sequence(below)
            return self.mapping(below) if below > indent else None
        if text.startswith(("|", ">")):
            below = self.peek()[0]
            kept = []
            while self.peek()[0] >= below > indent:
                kept.append(self.peek()[1])
                self.place += 1
            return "\n".join(kept)
        return flow(text) if text[0] in "{[" else scalar(text)

    def mapping(self, indent):
        result = {}
        while self.peek()[0] == indent and not self.peek()[1].startswith("- "):
            key, text = PAIR.fullmatch(self.peek()[1]).groups()
            self.place += 1
            result[key] = self.value_after(text, indent)
        return result

    def sequence(self, indent):
        result = []
        while self.peek()[0] == indent and self.peek()[1].startswith("- "):
            text = self.peek()[1][2:]
            if text[0] in "{[":
                self.place += 1
                result.append(flow(text))
            else:
                self.lines[self.place] = (indent + 2, text)
                result.append(self.mapping(indent + 2))
        return result


def parse(text):
    """The layout as dictionaries and lists."""
    return Lines("\n".join(line for line in text.splitlines() if not line.startswith(("#", "%", "---")))).mapping(0)
