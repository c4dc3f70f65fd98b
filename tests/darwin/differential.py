#!/usr/bin/env python3
"""Compares migc with another migcom that has Apple's command line, on the interface files of a folder.

    differential.py --migc PROGRAM --peer PROGRAM --corpus DIR [--include DIR]... [--define X]...

For each .defs below --corpus, preprocessed once for both, in each profile (user, kernel server, kernel user): accepted or
rejected alike; the same prototypes in the user header and the server header, and the same functions defined; the same
macros, tables and includes; and, as clang sees them for 64-bit and 32-bit targets, the same members at the same places in
every structure of a message. Our files must compile wherever the peer's do. --include and --define are for the
preprocessor and for clang: the headers that the interfaces import. Without --peer and --corpus the test is skipped.

How generated code behaves is compared by ../conformance/crosstalk.py --peer PROGRAM.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUTS = {"-header": "user.h", "-user": "user.c", "-server": "server.c", "-sheader": "server.h", "-dheader": "ids.h"}
TARGETS = {"x86_64-darwin": "x86_64-apple-macos11", "arm64-darwin": "arm64-apple-macos11",
           "i386-darwin": "i386-apple-macos10.13", "arm-darwin": "armv7-apple-ios9"}
MACROS = {"x86_64-darwin": ("-D__LP64__=1", "-D__x86_64__=1"), "arm64-darwin": ("-D__LP64__=1", "-D__arm64__=1"),
          "i386-darwin": ("-D__i386__=1",), "arm-darwin": ("-D__arm__=1",)}
KERNEL = ("-DAPPLE", "-DKERNEL", "-DKERNEL_PRIVATE", "-DXNU_KERNEL_PRIVATE", "-DPRIVATE", "-DMACH_KERNEL_PRIVATE")
PROFILES = {"user": ((), ()), "no vouchers": ((), ("-novouchers",)),
            "kernel server": ((*KERNEL, "-DKERNEL_SERVER=1"), ("-novouchers",)),
            "kernel server, split": ((*KERNEL, "-DKERNEL_SERVER=1"), ("-novouchers", "-mach_msg2")),
            "kernel user": ((*KERNEL, "-DKERNEL_USER=1"), ("-novouchers", "-maxonstack", "1024"))}
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
FUNCTION = re.compile(r"\b(kern_return_t|boolean_t|mig_routine_t)\s+(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*([;{])")
STRUCTURE = re.compile(r"\}\s*(__(?:Request|Reply)\w*__\w+_t)\b")
UNION = re.compile(r"^union\s+(\w+)", re.M)


class Report:
    """Prints differences, and counts them by kind."""

    def __init__(self):
        self.kinds = {}
        self.lock = threading.Lock()

    def fail(self, where, what, expected, got):
        """One difference."""
        with self.lock:
            self.kinds[what] = self.kinds.get(what, 0) + 1
            if self.kinds[what] <= 8:
                print(f"FAIL {where}: {what}\n  expected: {expected}\n  got:      {got}", flush=True)


@dataclass(frozen=True)
class Job:
    """A file in one profile for one target."""
    defs: Path
    profile: str
    target: str

    @property
    def where(self):
        return f"{self.defs.name} ({self.profile}, {self.target})"


class Runner:
    """Both compilers, and the C compiler."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.programs = {"peer": [str(Path(arguments.peer).resolve())],
                         "migc": [str(Path(arguments.migc).resolve()), "--as=apple-migcom"]}
        if arguments.migc == "peer":
            self.programs["migc"] = self.programs["peer"]

    def words(self, job):
        """Words for the preprocessor and for clang."""
        defines = [*PROFILES[job.profile][0], *(f"-D{word}" for word in self.arguments.define)]
        return [*defines, *(f"-I{folder}" for folder in self.arguments.include)]

    def text(self, job):
        """The preprocessed interface."""
        done = subprocess.run(["cpp", "-undef", "-D__MACH30__", "-D__APPLE__=1", "-D__MACH__=1", *MACROS[job.target],
                               *self.words(job), f"-I{job.defs.parent}", str(job.defs)], capture_output=True, text=True,
                              errors="replace", check=False)
        return done.stdout

    def generate(self, role, job, text, folder):
        """Run one compiler; (accepted, its messages)."""
        folder.mkdir(parents=True)
        command = [*self.programs[role]]
        if self.programs["migc"] != self.programs["peer"] and role == "migc":
            command.append(f"--target={job.target}")
        for option, name in OUTPUTS.items():
            command += [option, name]
        command += PROFILES[job.profile][1]
        try:
            done = subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, errors="replace",
                                  timeout=60, check=False)
        except subprocess.TimeoutExpired:
            return False, "no end after 60 seconds"
        return done.returncode == 0, done.stderr.strip()

    def clang(self, job, folder, source, extra=()):
        """Compile a file for its syntax only; (complaint, output)."""
        command = ["clang", "-target", TARGETS[job.target], "-ffreestanding", "-nostdlibinc", "-w", "-ferror-limit=3", "-fsyntax-only", *extra,
                   f"-I{folder}", *self.words(job), f"-I{HERE / 'sdk'}", str(folder / source)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        lines = [line for line in done.stderr.splitlines() if "error" in line]
        return "" if done.returncode == 0 else "; ".join(lines[:3]) or done.stderr[:300], done.stdout


# ---- What is read out of C text -----------------------------------------------------------------------------------------

def plain(text):
    """The text without comments."""
    return COMMENT.sub(" ", text)


def functions(text, end):
    """The prototypes (end ";") or definitions (end "{") of a file: [(name, parameters)]."""
    found = []
    for match in FUNCTION.finditer(plain(text)):
        if match[4] == end:
            parameters = [re.sub(r"\s*\*\s*", " *", " ".join(p.split())) for p in match[3].split(",")]
            found.append((match[2], tuple(parameters)))
    return found


def includes(text):
    """The names after #include, in order."""
    return re.findall(r"^\s*#\s*include\s+([<\"][^>\"]*[>\"])", plain(text), re.M)


def name_map(text):
    """The entries of the table from names to ids."""
    return re.findall(r"\{\s*\"(\w+)\",\s*(\d+)\s*\}", plain(text))


def defines(text, start):
    """Macros whose name starts so: name to value."""
    return dict(re.findall(rf"^#\s*define\s+({start}\w*)[ \t]+([^\n]*?)\s*$", plain(text), re.M))


def descriptors(text):
    """The rows of the subsystem's table: (stub, number of arguments)."""
    return re.findall(r"\(mig_\w*stub_routine_t\)\s*(_X\w+),\s*(\d+)", plain(text))


def layouts(text):
    """Structures in clang's dump of record layouts: name -> ([(offset, type, name)], size)."""
    result = {}
    for block in text.split("*** Dumping AST Record Layout")[1:]:
        lines = block.strip().splitlines()
        match = re.match(r"\s*0 \| (?:struct |union )?(\w+)\s*$", lines[0])
        if not match:
            continue
        members = []
        for line in lines[1:]:
            member = re.match(r"\s*(\d+) \|   (\S.*)$", line)
            if member and not line[line.index("|") + 1:].startswith("    "):
                words = member[2].rsplit(" ", 1)
                members.append((int(member[1]), words[0], words[-1]))
        size = re.search(r"sizeof=(\d+)", block)
        result[match[1]] = (members, int(size[1]) if size else None)
    return result


# ---- Comparisons --------------------------------------------------------------------------------------------------------

def compare_text(job, texts, report):
    """What the files say, without a C compiler."""
    def check(what, reader):
        expected, got = reader(texts["peer"]), reader(texts["migc"])
        if expected != got:
            if isinstance(expected, list):
                extra = [x for x in got if x not in expected], [x for x in expected if x not in got]
                report.fail(job.where, what, extra[1] or expected, extra[0] or got)
            else:
                report.fail(job.where, what, expected, got)

    for name in ("user.h", "server.h"):
        check(f"prototypes of {name}", lambda t, n=name: functions(t.get(n, ""), ";"))
        check(f"includes of {name}", lambda t, n=name: includes(t.get(n, "")))
        check(f"names of ids in {name}", lambda t, n=name: name_map(t.get(n, "")))
        check(f"message unions of {name}", lambda t, n=name: UNION.findall(plain(t.get(n, ""))))
        check(f"message structures of {name}", lambda t, n=name: STRUCTURE.findall(plain(t.get(n, ""))))
    check("ids", lambda t: defines(t.get("ids.h", ""), "MACH_ID_"))
    for name in ("user.c", "server.c"):
        check(f"functions of {name}", lambda t, n=name: [f for f in functions(t.get(n, ""), "{") if "__MIG_check__" not in f[0]])
    for name in ("user.c", "server.c"):
        check(f"check functions of {name}", lambda t, n=name:
              sorted(set(re.findall(r"\b(__MIG_check__\w+_t)\s*\(", plain(t.get(n, ""))))))
    check("routine descriptors", lambda t: descriptors(t.get("server.c", "")))


def probe(text):
    """A file that uses every structure of a header."""
    names = dict.fromkeys(STRUCTURE.findall(plain(text)))
    return "".join(f"int size_of{name} = (int)sizeof({name});\n" for name in names)


@dataclass
class Outcome:
    """What one job came to: the structures compared, and the files that compile with the peer and with both."""
    accepted: bool
    structures: int = 0
    theirs: int = 0
    both: int = 0


def compare_structures(runner, job, folders, header, report, outcome):
    """The structures of a header, if it compiles with the peer's."""
    found = {}
    for role in ("peer", "migc"):
        text = (folders[role] / header).read_text()
        (folders[role] / "probe.c").write_text(f'#include "{header}"\n' + probe(text))
        complaint, output = runner.clang(job, folders[role], "probe.c", ("-Xclang", "-fdump-record-layouts"))
        found[role] = complaint, {k: v for k, v in layouts(output).items() if k.startswith("__Re")}
    if found["peer"][0]:
        return
    outcome.theirs += 1
    if found["migc"][0]:
        report.fail(job.where, f"{header} compiles", "yes", found["migc"][0])
        return
    outcome.both += 1
    for name, expected in found["peer"][1].items():
        got = found["migc"][1].get(name)
        outcome.structures += 1
        if expected != got:
            differing = [(a, b) for a, b in zip(expected[0], got[0] if got else []) if a != b][:2]
            report.fail(job.where, f"structures of {header}", f"{name} {expected[1]} bytes {differing or expected}",
                        f"{got[1] if got else 'none'} bytes {'' if differing else got}")


def compare_compiled(runner, job, folders, report):
    """The structures of both headers, and whether all files compile where the peer's do."""
    outcome = Outcome(True)
    for header in ("user.h", "server.h"):
        compare_structures(runner, job, folders, header, report, outcome)
    for source in ("user.c", "server.c"):
        if not (folders["migc"] / source).exists() or runner.clang(job, folders["peer"], source)[0]:
            continue
        outcome.theirs += 1
        complaint = runner.clang(job, folders["migc"], source)[0]
        outcome.both += not complaint
        if complaint:
            report.fail(job.where, f"{source} compiles", "yes", complaint)
    return outcome


def compare(runner, job, folder, report):
    """Everything for one job."""
    text = runner.text(job)
    folders = {role: folder / role for role in ("peer", "migc")}
    runs = {role: runner.generate(role, job, text, folders[role]) for role in folders}
    if runs["peer"][0] != runs["migc"][0]:
        report.fail(job.where, "accepted", runs["peer"][0], f"{runs['migc'][0]}: {runs['migc'][1][:300]}")
    if not all(accepted for accepted, _ in runs.values()):
        return Outcome(runs["peer"][0])
    texts = {role: {p.name: p.read_text(errors="replace") for p in folders[role].iterdir()} for role in folders}
    if sorted(texts["peer"]) != sorted(texts["migc"]):
        report.fail(job.where, "files", sorted(texts["peer"]), sorted(texts["migc"]))
        return Outcome(True)
    compare_text(job, texts, report)
    return compare_compiled(runner, job, folders, report)


def summary(jobs, outcomes):
    """A line for each profile and target: what was compared."""
    for profile, target in dict.fromkeys((job.profile, job.target) for job in jobs):
        mine = [o for job, o in zip(jobs, outcomes) if (job.profile, job.target) == (profile, target)]
        print(f"{profile}, {target}: {sum(o.accepted for o in mine)} accepted by the peer, {sum(o.structures for o in mine)} "
              f"structures compared; {sum(o.both for o in mine)} files compile of {sum(o.theirs for o in mine)} that do with it")
    taken = {job.defs for job, outcome in zip(jobs, outcomes) if outcome.accepted}
    print(f"{len({job.defs for job in jobs})} files, {len(taken)} accepted by the peer in some profile, "
          f"{sum(o.structures for o in outcomes)} structures compared")


def main():
    """Compare everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True, metavar="PROGRAM", help="'peer' puts the peer itself in migc's place")
    parser.add_argument("--peer", metavar="PROGRAM")
    parser.add_argument("--corpus", metavar="DIR")
    parser.add_argument("--include", action="append", default=[], metavar="DIR")
    parser.add_argument("--define", action="append", default=[], metavar="NAME[=VALUE]")
    parser.add_argument("--only", default="", metavar="TEXT", help="files with this in their path")
    parser.add_argument("--profile", action="append", choices=list(PROFILES), help="only this profile")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="default: one of 64 and one of 32 bits")
    parser.add_argument("--keep", metavar="DIR", help="work in this folder and leave it")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if not arguments.peer or not arguments.corpus or not shutil.which("clang"):
        print("skipped: --peer, --corpus and clang are needed")
        sys.exit(77)
    folder = Path(arguments.keep or tempfile.mkdtemp(prefix="migc-differential-")).resolve()
    runner, report = Runner(arguments), Report()
    files = sorted(p for p in Path(arguments.corpus).rglob("*.defs") if arguments.only in str(p))
    targets = arguments.target or ["x86_64-darwin", "i386-darwin"]
    jobs = [Job(defs, profile, target) for defs in files for profile in arguments.profile or PROFILES for target in targets]
    places = [folder / str(number) for number in range(len(jobs))]
    with ThreadPoolExecutor(max_workers=arguments.jobs) as pool:
        outcomes = list(pool.map(lambda pair: compare(runner, *pair, report), zip(jobs, places)))
    summary(jobs, outcomes)
    for what, count in sorted(report.kinds.items(), key=lambda item: -item[1]):
        print(f"{count:6} {what}")
    if not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if report.kinds else 0)


if __name__ == "__main__":
    main()
