#!/usr/bin/env python3
"""Runs the fuzzing targets.

    fuzz.py --programs FOLDER --work FOLDER [--seconds N] [--seed N] [TARGET...]
    fuzz.py --build FOLDER --seconds N | --inputs N --seed N

--programs names the folder of the targets, made with the preset `fuzz`. --build makes them first, in a build folder of
their own, and ends with status 77 where clang has no libFuzzer. --seconds (or FUZZ_SECONDS) is the time that all targets
take together; without it the script goes round until it is stopped or something is found. With --inputs each target runs
that many, the kept ones among them, which with a seed is the same run each time. What is found lies in the
work folder as crash-*, timeout-* or oom-*; the inputs that reached new code are kept there too, and are where the next run
starts.
"""

import argparse
import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
# Folders of interface files that are seeds too, and the choices put behind their text.
TARGETS = {
    "preprocess": {"seeds": ("defs", "errors"), "choices": (b"\0\1", b"\1\0"), "length": 4096},
    "parse": {"seeds": ("defs", "errors"), "choices": (b"\0\0", b"\1\3"), "length": 4096},
    "compile": {"seeds": ("defs", "errors"), "choices": (b"\x40\0\0", b"\0\3\0", b"\x01\1\0", b"\x40\6\0", b"\1\6\xff"), "length": 8192},
    "typed": {"seeds": (), "choices": (), "length": 20000},
    "ndr": {"seeds": (), "choices": (), "length": 20000},
}
# Texts that only reach a limit: inputs made from them are as slow.
SLOW_SEEDS = ("M0133-macros-too-big", "M0104-too-many-includes")
ROUND_SECONDS = 600
# One input may not take longer, nor more memory; with sanitizers both are several times what a release takes.
LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-malloc_limit_mb=1024")
SKIPPED = 77


def has_libfuzzer():
    """Whether clang can link a target here."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "try.c"
        source.write_text("int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n);\n"
                          "int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n) { return p == 0 && n > 0; }\n")
        try:
            return subprocess.run(["clang", "-fsanitize=fuzzer,address,undefined", source, "-o", Path(folder) / "try"],
                                  capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def build(folder, jobs):
    """Configures and builds the targets; returns where they are."""
    configure = ["cmake", "-S", str(SOURCE), "--preset", "fuzz", "-B", str(folder), "-DMIGC_BUILD_RUNTIME=OFF"]
    for command in (configure, ["cmake", "--build", str(folder), "-j", str(jobs), "--target", "fuzzers"]):
        done = subprocess.run(command, cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout)
    return folder / "tests" / "fuzz"


def write_dictionary(path):
    """The words of the language, from the table that the lexer is made of, and the kept ones."""
    words = re.findall(r'^(?:WORD|PUNCTUATION)\(\w+, "([^"\\]+)"|^IPC_NAME\("([^"\\]+)"',
                       (SOURCE / "src" / "lexer" / "token.def").read_text(), re.M)
    lines = sorted({f'"{first or second}"' for first, second in words})
    path.write_text((HERE / "words.dict").read_text() + "\n".join(lines) + "\n")


def stage_seeds(name, folder, made):
    """Copies what is kept, and the interface files of other tests, to where the target looks for inputs."""
    folder.mkdir(parents=True, exist_ok=True)
    for kept in ("corpus", "crashes"):
        for path in sorted((HERE / kept / name).glob("*")):
            shutil.copy(path, folder / f"{kept}-{path.name}")
    for group in TARGETS[name]["seeds"]:
        for path in sorted((HERE.parent / group).rglob("*.defs")):
            if path.stem in SLOW_SEEDS:
                continue
            for number, choices in enumerate(TARGETS[name]["choices"]):
                (folder / f"{group}-{path.stem}-{number}").write_bytes(path.read_bytes() + choices)
    for path in sorted((made / "demux" / name / "seeds").glob("*")):
        shutil.copy(path, folder / f"seed-{path.name}")


def run_target(name, arguments, seconds, seed):
    """Returns whether nothing was found, and what the target says at its end."""
    corpus, found = arguments.work / name, arguments.work / f"{name}-found"
    stage_seeds(name, corpus, arguments.programs)
    found.mkdir(parents=True, exist_ok=True)
    log = arguments.work / f"{name}.log"
    end = f"-runs={arguments.inputs}" if arguments.inputs else f"-max_total_time={seconds}"
    command = [str(arguments.programs / f"fuzz_{name}"), end, f"-seed={seed}", *LIMITS,
               f"-max_len={TARGETS[name]['length']}", "-print_final_stats=1",
               f"-artifact_prefix={found}/", str(corpus)]
    if name in ("typed", "ndr"):
        command.insert(1, "-use_value_profile=1")   # numbers in messages; for texts it only costs time
    else:
        command.insert(1, f"-dict={arguments.work / 'all.dict'}")
    with log.open("w", encoding="utf-8", errors="replace") as output:
        status = subprocess.run(command, cwd=arguments.work, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
    text = log.read_text(errors="replace")
    covered = re.findall(r"cov: (\d+)", text)
    count = re.search(r"stat::number_of_executed_units:\s*(\d+)", text)
    print(f"{name}: {count[1] if count else '?'} inputs, {covered[-1] if covered else '?'} places reached", flush=True)
    if status:
        print(f"{name}: FAILED, status {status}; see {log}, input in {found}\n{text[-4000:]}", flush=True)
    return status == 0


def run_round(arguments, seconds, seed):
    """All targets once, in as many processes as there are jobs. `seconds` is the time of all together."""
    each = max(1, seconds // len(arguments.targets))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(run_target, name, arguments, each, seed) for name in arguments.targets]
        return all([run.result() for run in runs])


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--seconds", type=int, default=int(os.environ.get("FUZZ_SECONDS") or 0))
    parser.add_argument("--inputs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 2**31))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    arguments = parser.parse_args()
    arguments.targets = arguments.targets or list(TARGETS)
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.build:
        if not has_libfuzzer():
            print("skipped: clang with libFuzzer is not installed")
            sys.exit(SKIPPED)
        arguments.programs = build(arguments.build, arguments.jobs)
    arguments.work = (arguments.work or arguments.programs / "work").resolve()
    arguments.programs = arguments.programs.resolve()
    if arguments.build:
        shutil.rmtree(arguments.work, ignore_errors=True)   # what earlier runs kept would take the time of this one
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.targets = [name for name in arguments.targets if (arguments.programs / f"fuzz_{name}").exists()]
    write_dictionary(arguments.work / "all.dict")
    seed, fine = arguments.seed, True
    while fine:
        print(f"seed {seed}, {time.strftime('%H:%M:%S')}", flush=True)
        fine = run_round(arguments, arguments.seconds or ROUND_SECONDS * len(arguments.targets), seed)
        if arguments.seconds or arguments.inputs:
            break
        seed = seed % (2**31 - 1) + 1
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
