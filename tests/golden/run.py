#!/usr/bin/env python3
"""Compares what migc makes of tests/defs with the files in this folder.

    TARGET/GROUP-NAME.model                   the model, of every case
    TARGET/GROUP-NAME.{h,user.c,...,yaml}     the files, of the cases in c-cases.txt; for Darwin's targets, of those in
                                              darwin-cases.txt
    TARGET/GROUP-NAME[-EXPORTS].{rs,sys.rs..} the files for Rust of the cases in rust-cases.txt
    GROUP-NAME.{ast,tokens}                   the dumps of the cases in dump-cases.txt

--update writes them anew and removes those that nothing makes; look at the difference before it is committed.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases

HERE = Path(__file__).resolve().parent


def names_in(file):
    lines = (HERE / file).read_text().splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith("#")}


def darwin_targets():
    """The targets of each case in darwin-cases.txt."""
    lines = (HERE / "darwin-cases.txt").read_text().splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines if line and not line.startswith("#")}


def outputs_of(migc, case, target, with_files):
    """The texts of a case by the names of their golden files."""
    done = cases.dump(migc, case, target, "model")
    texts = {f"{target}/{case.name}.model": done.stdout}
    problems = [f"{case.name} for {target}: status {done.returncode}\n{done.stderr}"] \
        if done.returncode or done.stderr else []
    if with_files:
        with tempfile.TemporaryDirectory() as folder:
            done = cases.generate(migc, case, target, folder)
            if done.returncode or done.stderr or done.stdout:
                problems.append(f"{case.name} for {target}: status {done.returncode}\n{done.stderr}")
            for path in sorted(Path(folder).glob("case.*")):
                texts[f"{target}/{case.name}.{path.name.removeprefix('case.')}"] = path.read_text()
    return texts, problems


def dumps_of(migc, case):
    return {f"{case.name}.{what}": cases.dump(migc, case, "x86_64-gnu", what).stdout for what in ("ast", "tokens")}, []


# Kinds of files for Rust, with their suffixes.
RUST = {"rust": "rs", "rust-shim": "shim.rs", "rust-sys": "sys.rs", "shim-header": "shim.h"}


def rust_of(migc, case, target, kind, *shim):
    options = [f"--emit={kind}", f"--{kind}=-", *(f"--shim={exports}" for exports in shim)]
    done = subprocess.run([*cases.command(migc, case, target), *options, str(case.path)],
                          capture_output=True, text=True, check=False, timeout=60)
    problems = [f"{case.name} in Rust: {done.stderr}"] if done.returncode or done.stderr else []
    name = "-".join([case.name, *shim])
    return {f"{target}/{name}.{RUST[kind]}": done.stdout}, problems


def collect(migc):
    rust = [line.split() for line in (HERE / "rust-cases.txt").read_text().splitlines() if not line.startswith("#")]
    with_files, with_dumps = names_in("c-cases.txt"), names_in("dump-cases.txt")
    every, typed = cases.every_case(), cases.all_cases()
    darwin = darwin_targets()
    problems = [f"there is no case {name}"
                for name in sorted((with_files | with_dumps | set(darwin)) - {c.name for c in every})]
    problems += [f"{c.name} is in no list" for c in every if c.is_darwin and c.name not in darwin]
    jobs = [lambda c=c, t=t: outputs_of(migc, c, t, c.name in with_files) for c in typed for t in cases.TARGETS]
    jobs += [lambda c=c, t=t: outputs_of(migc, c, t, True) for c in every for t in darwin.get(c.name, ())]
    jobs += [lambda c=c: dumps_of(migc, c) for c in every if c.name in with_dumps]
    jobs += [lambda c=c, words=words: rust_of(migc, c, *words)
             for name, *words in rust for c in every if c.name == name]
    problems += [f"there is no case {name}" for name, *_ in rust if name not in {c.name for c in every}]
    texts = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for made, wrong in pool.map(lambda job: job(), jobs):
            texts.update(made)
            problems += wrong
    # The folder of the source tree must not be in any output.
    problems += [f"{name} has the path of the source tree" for name, text in texts.items()
                 if str(cases.SOURCE) in text]
    return texts, problems


def golden_files():
    return {str(path.relative_to(HERE)): path for path in HERE.rglob("*")
            if path.is_file() and (path.parent != HERE or path.suffix in (".ast", ".tokens"))
            and path.parent.name != "__pycache__"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    texts, problems = collect(str(Path(arguments.migc).resolve()))
    have = golden_files()
    if arguments.update:
        for name, text in texts.items():
            (HERE / name).parent.mkdir(exist_ok=True)
            (HERE / name).write_text(text)
        for name in set(have) - set(texts):
            have[name].unlink()
    else:
        for name in sorted(set(have) | set(texts)):
            was = have[name].read_text() if name in have else ""
            if was != texts.get(name, ""):
                lines = list(difflib.unified_diff(was.splitlines(), texts.get(name, "").splitlines(),
                                                  f"golden/{name}", f"now/{name}", lineterm="", n=2))
                problems.append("\n".join(lines[:60] + (["..."] if len(lines) > 60 else [])))
            elif name not in have or name not in texts:
                problems.append(f"{name} is {'new' if name in texts else 'not made any more'}")
    print("\n".join(problems + [f"{len(texts)} texts, {sum(map(len, texts.values())) // 1024} KiB, "
                                f"{len(problems)} differences"]))
    if problems and not arguments.update:
        print("If they are meant: cmake --build BUILD --target golden-update, and look at git diff.")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
