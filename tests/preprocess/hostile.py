"""Inputs made to break a preprocessor: each ends in time, with status 0 or 1 and nothing else.

    hostile.py --tool PP_TOOL [NAME]...

Time is limited always, memory unless the tool is built with a sanitizer (whose shadow counts).
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS_MAX = 5
KIBIBYTES_MAX = 256 * 1024


def doubling(count, last=b''):
    return b''.join(b'#define A%d A%d A%d\n' % (i, i + 1, i + 1) for i in range(count)) + last


def nested(name, depth):
    return name + b'(' + (name + b'(') * depth + b'a' + b')' * depth + b')\n'


# name: (bytes, whether it is to be accepted; None if either will do). The bytes are made one at a
# time, since the memory of this process counts as that of its children until they have begun.
INPUTS = {
    'parentheses': (lambda: b'#if ' + b'(' * 10000 + b'1' + b')' * 10000 + b'\n#endif\n', False),
    'negations': (lambda: b'#if ' + b'!' * 100000 + b'1\n#endif\n', False),
    'conditionals': (lambda: b'#if ' + b'1?' * 100000 + b'1\n#endif\n', False),
    'long-line': (lambda: b'routine x' * 1200000, True),
    'long-line-of-macros': (lambda: b'#define A 1\n' + b'A ' * 5000000, False),
    'long-name': (lambda: b'a' * 10000000, True),
    'long-string': (lambda: b'"' + b'a' * 10000000, True),
    'doubling': (lambda: doubling(60, b'A0\n'), False),
    'doubling-in-if': (lambda: doubling(60, b'#if A0\n#endif\n'), False),
    'doubling-nothing': (lambda: doubling(60, b'#define A60\nA0\n'), False),
    'doubling-calls': (lambda: b'#define F(x) x x\n' + nested(b'F', 60), False),
    'deep-calls': (lambda: b'#define F(x) x\n' + nested(b'F', 100000), False),
    'doubling-pastes': (lambda: b'#define P(a) a##a\n#define Q(a) P(a)\n' + nested(b'Q', 60), False),
    'chain': (lambda: b''.join(b'#define A%d A%d\n' % (i, i + 1) for i in range(100000)) + b'A0\n', False),
    'open-call': (lambda: b'#define F(x) x\nF(' + b'a,(' * 1000000, False),
    'open-conditions': (lambda: b'#if 1\n' * 1000000, False),
    'open-skipped-conditions': (lambda: b'#if 0\n' * 1000000, False),
    'spliced-name': (lambda: b'a\\\n' * 3000000, True),
    'spliced-operators': (lambda: b'a+\\\n' * 1000000, True),
    'spliced-number': (lambda: b'1e\\\n+' * 2000000, True),
    'spliced-dots': (lambda: b'.\\\n' * 1000000, True),
    'open-comment': (lambda: b'/* ' * 3000000, False),
    'doc-comments': (lambda: b'/** x */ ' * 300000, True),
    'nul': (lambda: bytes(1000000), True),
    'random': (lambda: random.Random(1).randbytes(1000000), None),
    'quotes': (lambda: b"'\n" * 1000000, True),
    'definitions': (lambda: b''.join(b'#define M%d(a,b) a ## b # a\n' % i for i in range(200000)), True),
    'parameters': (lambda: b'#define F(' + b','.join(b'a%d' % i for i in range(100000)) + b') 1\n', False),
    'itself': (lambda: b'#include "itself"\n', False),
    'itself-twice': (lambda: b'#include "itself-twice"\n' * 2, False),
    'include-tree': (lambda: b'#include "tree0"\n', False),
    'endless-device': (lambda: b'#include "/dev/zero"\n', False),
    'missing': (lambda: b'#include "missing.h"\n' * 1000000, False),
    'calls': (lambda: b'#define F(a,b) a b\n' + b'F(1,2)\n' * 200000, True),
    'big-argument': (lambda: b'#define F(a,b) a a\nF(' + b'x ' * 3000000 + b',2)\n', False),
    'pragmas': (lambda: b'_Pragma("x") ' * 300000, True),
    'lines': (lambda: b'#line 5\nx\n' * 300000, True),
}


def check(tool, name):
    """An error, or None."""
    with open('output', 'wb') as output, open('errors', 'wb') as errors:
        start = time.monotonic()
        process = subprocess.Popen([tool, '-E', name], stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    text = Path('errors').read_bytes()
    accepted = INPUTS[name][1]
    if status not in (0, 256) or b'Sanitizer' in text or b'runtime error' in text:
        return f'status {status}: {text[-2000:].decode(errors="replace")}'
    if accepted is not None and accepted != (status == 0):
        return f'is {"refused" if accepted else "accepted"}: {text[:300].decode(errors="replace")}'
    is_sanitized = b'__asan_init' in Path(tool).read_bytes()
    if seconds > SECONDS_MAX * (4 if is_sanitized else 1):
        return f'takes {seconds:.1f} s'
    if not is_sanitized and usage.ru_maxrss > KIBIBYTES_MAX:
        return f'takes {usage.ru_maxrss} KiB'
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tool', required=True)
    parser.add_argument('names', nargs='*')
    arguments = parser.parse_args()
    tool = str(Path(arguments.tool).resolve())
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for level in range(30):
            Path(f'tree{level}').write_bytes(b'#include "tree%d"\n' % (level + 1) * 2)
        Path('tree30').write_bytes(b'x\n')
        for name in arguments.names or INPUTS:
            Path(name).write_bytes(INPUTS[name][0]())
            error = check(tool, name)
            if error:
                print(f'{name} {error}')
                failures += 1
            os.remove(name)
        os.chdir('/')
    print(f'{len(arguments.names or INPUTS)} inputs, {failures} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
