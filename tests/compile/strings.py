#!/usr/bin/env python3
"""Runs strings.c: strings in requests, whatever mig_strncpy the program has."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
INCLUDES = (f"-I{SOURCE}/runtime/include/migrt/typed", f"-I{SOURCE}/runtime/include")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migc", required=True, metavar="PROGRAM")
    arguments = parser.parse_args()
    defs = SOURCE / "tests" / "defs" / "types" / "fixed-string.defs"
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        for compiler in filter(shutil.which, ("gcc", "clang")):
            for stub, options in (("fixed_stringUser.c", ()),
                                  ("one_rename.c", (f"--user-per-routine={folder}/one_",))):
                subprocess.run([arguments.migc, "--emit=header,user", "--prefix=own_",
                                *options, "-o", folder, defs], check=True)
                program = Path(folder) / "strings"
                subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", *INCLUDES, f"-I{folder}",
                                HERE / "strings.c", Path(folder) / stub, "-o", program], check=True)
                is_good = subprocess.run([program], check=False).returncode == 0 and is_good
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
