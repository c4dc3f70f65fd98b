"""Requests as clients of plain.defs and memory.defs send them: where fuzz_server starts."""

import struct

# Names of types, with the bits of an element.
BYTE, INT, LONG, CHAR, STRING, RIGHT, FAR_RIGHT = (9, 8), (2, 32), (11, 64), (8, 8), (12, 8), (17, 64), (17, 32)


def item(kind, number, long_form=False, far=False):
    """A type word and its data, or a place for a pointer to them."""
    name, bits = kind
    word = name | bits << 8 | (not far) << 29 | long_form << 30 | far << 31 | number << 32
    data = b"\0" * 8 if far else b"\1" * (bits * number // 8)
    if kind == STRING:
        data = data[:number // 2].ljust(number, b"\0")
    return struct.pack("<Q", word) + data + b"\0" * (-len(data) % 8)


def one(kind):
    return item(kind, 1)


def open_array(kind, number, far=False):
    return item(kind, number, long_form=True, far=far)


# For each routine, by its number: the bodies it may be sent, and whether they are complex.
PLAIN = {
    0: (False, [one(INT) + one(LONG) + item(CHAR, 5) + item(INT, 3)]),
    1: (False, [item(INT, n) + one(INT) for n in (0, 3, 10)]),
    2: (False, [item(CHAR, n) + item(CHAR, 100 - n) + one(LONG) for n in (0, 5, 100)]),
    3: (False, [item(LONG, 3 * n) + item(CHAR, 5) for n in (0, 2, 20)]),
    4: (False, [item(INT, n) for n in (0, 5, 4000)] + [item(INT, n, long_form=True) for n in (0, 5, 4000)]),
    5: (False, [item(CHAR, 900 * n, long_form) + one(INT) for n in (0, 1, 6) for long_form in (False, True)]),
    6: (False, [item(STRING, n) + item(STRING, 16) for n in (1, 8, 24)]),
    7: (False, [item(INT, 3) + item(CHAR, n) + one(INT) for n in (0, 9, 100)]),
    8: (False, [item(INT, 1) * 3, item(INT, 1)]),
    10: (True, [one(RIGHT)]),
    11: (True, [item(RIGHT, 4) + one(INT)]),
    12: (True, [item(RIGHT, n) + one(INT) for n in (0, 2, 6)]),
    13: (True, [one(RIGHT), one((15, 64)), one((16, 64))]),
    14: (False, [one(INT) + item(INT, n) for n in (0, 3, 10)]),
    15: (False, [b""]),
}
INTS = [open_array(INT, n, far) for n, far in ((0, False), (5, False), (512, False), (0, True), (600, True))]
FAR = [open_array(INT, n, True) for n in (0, 600)]
MEMORY = {
    0: (True, [data + one(INT) for data in INTS]),
    1: (True, [a + b for a in INTS for b in INTS[:4]]),
    2: (True, [a + b for a in INTS for b in FAR]),
    3: (True, [data + one(INT) for data in FAR]),
    4: (True, [item(INT, 10, far=True)]),
    5: (True, [item(INT, 10, far=True) + data for data in FAR]),
    6: (True, [open_array(RIGHT, n) + one(INT) for n in (0, 2, 200)] + [open_array(FAR_RIGHT, 300, True) + one(INT)]),
    7: (True, [open_array(FAR_RIGHT, n, True) for n in (0, 300)]),
    8: (True, [a + b for a in FAR for b in INTS]),
}


def request(server, routine, is_complex, body, answer):
    """An input of fuzz_server.c: server and routine, the functions' answer, the message."""
    header = struct.pack("<IIQQII", 0x80000000 * is_complex | 0x1112, 32 + len(body), 7, 8, 0, 0)
    return bytes([server | routine + 1 << 1, answer]) + header + body


def seeds():
    """Names and bytes."""
    for server, routines in enumerate((PLAIN, MEMORY)):
        for routine, (is_complex, bodies) in routines.items():
            for number, body in enumerate(bodies):
                for answer in (0, 1, 2, 3, 4, 20, 192, 255):
                    yield f"{server}-{routine}-{number}-{answer}", request(server, routine, is_complex, body, answer)
                yield f"{server}-{routine}-{number}-other", request(server, routine, not is_complex, body, 4)
