#!/usr/bin/env python3
"""Bad input of all kinds: each run ends by itself, within its time and memory, with what there is to say about it.

A run that fails gives an error with a place in the input (where the input is to blame), status 1 or 2, and leaves no
output; one that succeeds gives none. Mutations come from a seed, which is printed with each failure.
"""

import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
TYPED_HEADERS = TESTS.parent / "runtime" / "include" / "migrt" / "typed"
HEAD = "subsystem s 100;\n"
CRASHES = re.compile(r"AddressSanitizer|runtime error:|LeakSanitizer|stack smashing|internal error|Assertion")
PLACE = re.compile(r"^[^:\n]+:\d+:\d+: error: .* \[M\d{4}", re.MULTILINE)
MEMORY_MAX_KIB = 256 * 1024
SECONDS_MAX = 5


class Robust:
    def __init__(self, arguments):
        self.migc = str(Path(arguments.migc).resolve())
        self.is_sanitized = arguments.sanitized
        self.peers = Path(os.environ.get("MIGC_PEERS") or arguments.peers)
        self.failures = []
        self.worst_seconds = ("", 0.0)
        self.worst_memory = ("", 0)
        self.runs = 0

    def fail(self, name, what, text=""):
        self.failures.append(f"{name}: {what}\n{text[:800]}")

    def run(self, name, folder, words, stdin=b""):
        """Status, text of standard error, seconds, KiB."""
        errors = Path(folder) / "stderr.txt"
        (Path(folder) / "stdin.txt").write_bytes(stdin)
        limit = SECONDS_MAX * (12 if self.is_sanitized else 1)
        started = time.monotonic()
        with open(errors, "wb") as out, open(Path(folder) / "stdin.txt", "rb") as source:
            process = subprocess.Popen([self.migc, *words], cwd=folder, stdin=source, stdout=subprocess.DEVNULL,
                                       stderr=out, preexec_fn=lambda: resource.setrlimit(
                                           resource.RLIMIT_CPU, (limit, limit + 1)))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = 0
        seconds = time.monotonic() - started
        text = errors.read_bytes().decode(errors="replace")
        errors.unlink()
        (Path(folder) / "stdin.txt").unlink()
        self.runs += 1
        cpu = usage.ru_utime + usage.ru_stime
        if cpu > self.worst_seconds[1]:
            self.worst_seconds = (name, cpu)
        if usage.ru_maxrss > self.worst_memory[1]:
            self.worst_memory = (name, usage.ru_maxrss)
        if os.WIFSIGNALED(status):
            killed = signal.Signals(os.WTERMSIG(status)).name
            self.fail(name, f"killed by {killed} after {seconds:.1f} s", text[-800:])
            return None, text
        if CRASHES.search(text):
            self.fail(name, "crashed", text)
        if cpu > limit:
            self.fail(name, f"took {cpu:.1f} s")
        if usage.ru_maxrss > MEMORY_MAX_KIB and not self.is_sanitized:
            self.fail(name, f"took {usage.ru_maxrss // 1024} MiB")
        return os.WEXITSTATUS(status), text

    def check(self, name, content, expected=None, words=(), has_place=True, kept=()):
        """Runs migc on a file; expected is the status, or None if either will do."""
        folder = tempfile.mkdtemp()
        try:
            if content is not None:
                (Path(folder) / "case.defs").write_bytes(
                    content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)
            for kept_name, text in kept:
                (Path(folder) / kept_name).write_text(text)
            before = set(os.listdir(folder))
            status, text = self.run(name, folder, ["--target=x86_64-gnu", "-isystem", str(TYPED_HEADERS), *words,
                                                   "case.defs"])
            left = set(os.listdir(folder)) - before
            if status is None:
                return
            if expected is not None and status != expected:
                self.fail(name, f"status {status}, not {expected}", text)
            if status not in (0, 1, 2):
                self.fail(name, f"status {status}", text)
            if status and ": error: " not in text:
                self.fail(name, "failed without an error", text)
            if status == 1 and has_place and not PLACE.search(text):
                self.fail(name, "failed without a place", text)
            if status and left:
                self.fail(name, f"left {sorted(left)} behind an error", text)
            if not status and (": error: " in text or not left):
                self.fail(name, "succeeded with an error or without output", text)
            if len(text) > 1000000:
                self.fail(name, f"said {len(text)} bytes")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def big_cases():
    """Name, text, status (None: either)."""
    deep = 10000
    many = 100000
    yield "parentheses in an expression", HEAD + f"type t = array[{'(' * deep}4{')' * deep}] of int;\n", None
    yield "open parentheses in an expression", HEAD + f"type t = array[{'(' * deep};\n", 1
    yield "operators", HEAD + f"type t = array[{'1 + ' * many}1] of int;\n", None
    yield "right-nested operators", HEAD + f"type t = array[{'1+(' * deep}1{')' * deep}] of int;\n", None
    yield "parentheses in a type", HEAD + f"type t = {'(' * deep}MACH_MSG_TYPE_CHAR, 8{')' * deep};\n", 1
    yield "parentheses as statements", HEAD + "(" * many + ")" * many + ";\n", 1
    yield "nested arrays", HEAD + f"type t = {'array[1] of ' * deep}int;\n", 1
    yield "nested pointers", HEAD + f"type t = {'^' * deep}int;\n", 1
    yield "nested braces", HEAD + f"type t = {'struct { ' * deep}int a; {'}' * deep};\n", 1
    yield "a name of 5000", HEAD + f"routine r(p : mach_port_t; {'a' * 5000} : int);\n", 1
    yield "a routine of 5000", HEAD + f"routine {'r' * 5000}(p : mach_port_t);\n", 1
    yield "a type of 5000", HEAD + f"type {'t' * 5000} = int;\n", None
    yield "a subsystem of 5000", f"subsystem {'s' * 5000} 100;\n", None
    yield "an unknown type of 1000000", HEAD + f"type t = {'t' * 1000000};\n", 1
    yield "a line of 10 MB", HEAD + "type t = int" + " " * 10000000 + "nonsense;\n", 1
    yield "a word of 10 MB", HEAD + "x" * 10000000 + ";\n", 1
    yield "a comment of 10 MB", HEAD + "/*" + "x" * 10000000 + "*/\n", 0
    yield "an open comment of 10 MB", HEAD + "/*" + "x" * 10000000, 1
    yield "a number of 1000000 digits", HEAD + f"type t = array[{'9' * 1000000}] of int;\n", 1
    yield "100000 arguments", HEAD + "routine r(p : mach_port_t" + "".join(
        f"; a{i} : int" for i in range(many)) + ");\n", 1
    yield "10000 arguments", HEAD + "routine r(p : mach_port_t" + "".join(
        f"; out a{i} : t{i} = array[3] of int" for i in range(9999)) + ");\n", 0
    yield "10000 variable arguments", HEAD + "type t = array[*:4] of char;\nroutine r(p : mach_port_t" + "".join(
        f"; a{i} : t" for i in range(9999)) + ");\n", 0
    yield "100000 flags", HEAD + "routine r(p : mach_port_t; a : int" + ", retcode" * many + ");\n", None
    yield "100000 aliases", HEAD + "type t0 = int;\n" + "".join(
        f"type t{i} = t{i - 1};\n" for i in range(1, many)) + f"routine r(p : mach_port_t; a : t{many - 1});\n", None
    yield "100000 unknown types", HEAD + "".join(f"type t{i} = u{i};\n" for i in range(many)), 1
    yield "100000 fields", HEAD + "type t = struct { " + "".join(f"int f{i}; " for i in range(many)) + "};\n" \
        "routine r(p : mach_port_t; a : t);\n", None
    yield "10000 routines", HEAD + "".join(f"routine r{i}(p : mach_port_t; a : int);\n" for i in range(10000)), 0
    yield "100000 errors", HEAD + "routine r(;\n" * many, 1
    yield "1000000 semicolons", HEAD + ";" * 1000000 + "\n", 0
    yield "skips", HEAD + "skip 999999;\n" + "skip 999999;\n" * 1000, 1
    yield "a skip", HEAD + "skip 999999;\nroutine r(p : mach_port_t);\n", None
    yield "a product of arrays", HEAD + "type t0 = array[1000] of int;\n" + "".join(
        f"type t{i} = array[1000] of t{i - 1};\n" for i in range(1, 40)), 1
    yield "a product of structs", HEAD + "type t0 = struct[65536] of int64;\n" + "".join(
        f"type t{i} = struct[65536] of t{i - 1};\n" for i in range(1, 5)), 1
    yield "a sum of fields", HEAD + "type t0 = array[200000000] of int;\ntype t = struct { t0 a; t0 b; t0 c; };\n", 1
    yield "structs of structs", HEAD + "type t0 = struct { int a; int b; };\n" + "".join(
        f"type t{i} = struct {{ t{i - 1} a; t{i - 1} b; }};\n" for i in range(1, 64)), 1
    yield "a sum of arguments", HEAD + "type t = array[200000000] of int;\nroutine r(p : mach_port_t" + "".join(
        f"; a{i} : t" for i in range(100)) + ");\n", 1
    yield "2^63 elements", HEAD + "type t = array[9223372036854775807] of int;\n", 1
    yield "2^64 elements", HEAD + "type t = array[18446744073709551616] of int;\n", 1
    yield "2^32 elements", HEAD + "type t = array[*:4294967296] of int;\n", 1
    yield "products beyond 2^63", HEAD + "type t = array[4294967296 * 4294967296] of int;\n", 1
    yield "a character of each kind", HEAD + "".join(chr(i) for i in range(1, 128) if i not in (10, 35)) + ";\n", 1
    yield "no text", "", 1
    yield "blank text", "\n" * 100000, 1
    yield "conditions", "#if 1\n" * 100000 + HEAD, 1
    yield "an expression of #if", f"#if {'(' * deep}1{')' * deep}\n#endif\n" + HEAD, None
    yield "an expression of unary operators", f"#if {'!' * many}1\n#endif\n" + HEAD, None
    yield "a macro that doubles", "#define m0 ; ;\n" + "".join(
        f"#define m{i} m{i - 1} m{i - 1}\n" for i in range(1, 64)) + HEAD + "m63\n", 1
    yield "a macro of macros", "#define m0 ;\n" + "".join(
        f"#define m{i} m{i - 1}\n" for i in range(1, many)) + HEAD + f"m{many - 1}\n", None
    yield "arguments of macros", "#define f(x) x\n" + HEAD + "f(" * deep + ";" + ")" * deep + "\n", None
    yield "a file that includes itself", "#include \"case.defs\"\n" + HEAD, 1
    yield "a missing include", HEAD + "#include <missing/missing.defs>\nroutine r(p : mach_port_t);\n", 1
    yield "a folder as include", HEAD + "#include \".\"\nroutine r(p : mach_port_t);\n", 1


def byte_cases():
    yield "NUL bytes", HEAD.encode() + b"type t\0 = int;\0\n", None
    yield "bytes that are no UTF-8", HEAD.encode() + b"type \xff\xfe\x80 = int;\n", 1
    yield "a byte order mark", b"\xef\xbb\xbf" + HEAD.encode(), None
    yield "UTF-16", HEAD.encode("utf-16"), 1
    yield "a program", bytes(range(256)) * 4000, 1
    yield "carriage returns", (HEAD + "type t = int;\n").replace("\n", "\r\n").encode(), 0


def sources(robust):
    """Real interface files: the peers', else those of the tests."""
    found = sorted((robust.peers / "amd64" / "usr" / "include").glob("*/*/*.defs"))
    if not found:
        found = sorted((TESTS / "defs").glob("*/*.defs"))
    return [(path, path.read_text(errors="surrogateescape")) for path in found]


WORDS = "( ) [ ] { } ; : , ^ | = * + - / # ## \" ' < > /* */ // routine type array of struct in out inout int \
    c_string polymorphic subsystem skip 0 1 4294967296 ctype intran dealloc[] #if #endif #define #include".split()


def mutate(text, random_source):
    """A few changes of the kinds that editing, merging and copying make."""
    for _ in range(random_source.randint(1, 4)):
        at = random_source.randrange(len(text) + 1)
        length = random_source.choice((1, 1, 2, 5, 20, 80))
        kind = random_source.randrange(6)
        if kind == 0:
            text = text[:at] + text[at + length:]
        elif kind == 1:
            text = text[:at] + random_source.choice(WORDS) + text[at:]
        elif kind == 2:
            text = text[:at] + chr(random_source.choice((0, 9, 13, 34, 39, 40, 64, 92, 127, 0xe9))) + text[at + 1:]
        elif kind == 3:
            lines = text.split("\n")
            a, b = random_source.randrange(len(lines)), random_source.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
            text = "\n".join(lines)
        elif kind == 4:
            lines = text.split("\n")
            a = random_source.randrange(len(lines))
            lines.insert(a, lines[a])
            text = "\n".join(lines)
        else:
            text = text[:at] + text[at:at + length] + text[at:]
    return text


def mutations(robust, seed, count):
    files = sources(robust)
    include = sorted({str(path.parent.parent) for path, _ in files})
    words = [word for folder in include for word in ("-I", folder)] + ["-ferror-limit=0"]
    for i in range(count):
        path, text = files[i % len(files)]
        yield f"seed {seed}, mutation {i} of {path.name}", mutate(text, random.Random(f"{seed}-{i}")), words
    path, text = max(files, key=lambda file: len(file[1]))
    for i in range(40):
        yield f"{path.name} up to byte {len(text) * i // 40}", text[:len(text) * i // 40], words


def check_environment(robust):
    """What is wrong around the input."""
    robust.check("a file that is missing", None, 2, has_place=False)
    folder = tempfile.mkdtemp()
    (Path(folder) / "case.defs").mkdir()
    status, text = robust.run("a folder as input", folder, ["case.defs"])
    if status != 2 or "case.defs" not in text or os.listdir(folder) != ["case.defs"]:
        robust.fail("a folder as input", f"status {status}", text)
    shutil.rmtree(folder)
    good = HEAD + "routine r(p : mach_port_t);\n"
    robust.check("an output in a missing folder", good, 2, ["--header=missing/s.h"])
    robust.check("an output below a file", good, 2, ["--server=case.defs/s.c"])
    robust.check("a folder as output", good, 2, ["--user=."])
    robust.check("a full device", good, 2, ["--header=/dev/full"])
    robust.check("a full device for the last", good, 2, ["--emit=header,user,server,list", "--list=/dev/full"])
    robust.check("an old output stays", HEAD + "type t = u;\n", 1, kept=[("s.h", "old\n")])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--peers", default=str(TESTS.parent / "build" / "peers"))
    parser.add_argument("--sanitized", action="store_true", help="more time; memory is not limited")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=200)
    parser.add_argument("case", nargs="*", help="only cases whose name contains this")
    arguments = parser.parse_args()
    robust = Robust(arguments)
    jobs = [lambda n=n, t=t, s=s: robust.check(n, t, s) for n, t, s in (*big_cases(), *byte_cases())
            if not arguments.case or any(part in n for part in arguments.case)]
    if not arguments.case:
        jobs += [lambda n=n, t=t, w=w: robust.check(n, t, None, w)
                 for n, t, w in mutations(robust, arguments.seed, arguments.mutations)]
        jobs.append(lambda: check_environment(robust))
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda job: job(), jobs))
    print("\n".join(robust.failures))
    print(f"{robust.runs} runs, {len(robust.failures)} failures; most time {robust.worst_seconds[1]:.2f} s "
          f"({robust.worst_seconds[0]}), most memory {robust.worst_memory[1] // 1024} MiB ({robust.worst_memory[0]})")
    sys.exit(1 if robust.failures else 0)


if __name__ == "__main__":
    main()
