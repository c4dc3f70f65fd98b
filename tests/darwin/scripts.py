#!/usr/bin/env python3
"""What programs rely on that read or rewrite the text, and that migc's own options make them unnecessary.

Builds that were made for Apple's MIG run it once for each architecture and merge the files; they make check functions
global, put an abort in the place of each call of the server's functions, and name headers anew. Others read the user
header line by line, or the words of the server header (docs/apple-compat.md). The same is done here with patterns of our
own, on watch.defs and rows.defs; the results must compile for both architectures, headers as C++17 too, and the objects
define and need what is expected. Then one run of migc with options must give the same without any rewriting.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import compile as darwin

HERE = Path(__file__).resolve().parent
ARCHS = {"x86_64": "x86_64-darwin", "arm64": "arm64-darwin"}
FILES = {"-user": "watchUser.c", "-server": "watchServer.c", "-header": "watch.h", "-sheader": "watchServer.h"}
ROUTINES = ("raise", "raise_state", "check_in", "gone")
CHECKS = {f"__MIG_check__Request__{name}_t" for name in ROUTINES}
FUNCTIONS = {f"catch_{name}" for name in ROUTINES}
CHECK_LINE = re.compile(r"^mig_internal (kern_return_t (__MIG_check__\w+)\(.*\))$", re.M)
CALL = re.compile(r"OutP->RetCode = (\w+\(.+\));")
MIGC = "migc"


class ScriptTest(unittest.TestCase):
    """Runs migc in a folder of its own and looks at what it wrote."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="migc-scripts-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def migc(self, *words, folder=None):
        """A run that must succeed without a word."""
        done = subprocess.run([MIGC, *words], cwd=folder or self.folder, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)

    def apple_mig(self, arch, defs="watch.defs", folder=None):
        """The texts of a run as a build calls `mig`, by file name."""
        folder = folder or self.folder / arch
        folder.mkdir()
        names = [word for option, name in FILES.items() for word in (option, name)]
        self.migc("--as=apple-mig", "-q", *names, "-arch", arch, "-isysroot", "", str(HERE / defs), folder=folder)
        return {name: (folder / name).read_text() for name in FILES.values()}

    def write(self, texts):
        """Put files into the folder."""
        for name, text in texts.items():
            (self.folder / name).write_text(text)

    def compile(self, arch, name, *words):
        """Compile a file of the folder; the object."""
        output = self.folder / f"{name}.{arch}.o"
        extra = ("-isystem", str(self.folder / "std"))
        self.assertEqual(darwin.clang(ARCHS[arch], self.folder / name, output, (*words, *extra)), "", f"{name} for {arch}")
        return output

    def compile_all(self):
        """Every file of an interface, for both architectures; headers as C++ too."""
        for arch in ARCHS:
            for name in FILES.values():
                if name.endswith(".c"):
                    self.compile(arch, name, "-std=c11", *darwin.WARNINGS)
                else:
                    self.compile(arch, name, "-x", "c++", "-nostdinc++", "-std=c++17", *darwin.WARNINGS)

    def symbols(self, arch, name="watchServer.c"):
        """(defined, needed) names of an object, without the first underscore."""
        tool = shutil.which("llvm-nm") or shutil.which("llvm-nm-14")
        if not tool:
            self.skipTest("there is no llvm-nm")
        lines = subprocess.run([tool, "-g", str(self.folder / f"{name}.{arch}.o")], capture_output=True, text=True,
                               check=True).stdout.split("\n")
        pairs = [(line.split()[-2], line.split()[-1][1:]) for line in lines if line.strip()]
        return {n for kind, n in pairs if kind != "U"}, {n for kind, n in pairs if kind == "U"}

    def check_objects(self):
        """Check functions are there for others, and nobody asks for the server's functions."""
        for arch in ARCHS:
            defined, needed = self.symbols(arch)
            self.assertLessEqual(CHECKS | {"watch_server", "watch_server_routine", "catch_watch_subsystem"}, defined)
            self.assertEqual(needed & FUNCTIONS, set())

    def use_checks(self, header, arch):
        """C++ that calls a check function and looks into messages, as a server of its own does."""
        (self.folder / "use.cc").write_text(
            f'#include "{header}"\n'
            "kern_return_t look(mach_msg_header_t *head, unsigned int *used);\n"
            "kern_return_t look(mach_msg_header_t *head, unsigned int *used)\n{\n"
            "\tauto *in = reinterpret_cast<__Request__raise_state_t *>(head);\n"
            "\t__Request__raise_state_t *in_1 = nullptr, *in_2 = nullptr;\n"
            "\tunion __ReplyUnion__catch_watch_subsystem all;\n"
            "\tkern_return_t result = __MIG_check__Request__raise_state_t(in, &in_1, &in_2);\n"
            "\tif (result != 0)\n\t\treturn result;\n"
            "\t*used = static_cast<unsigned int>(sizeof all + sizeof all.Reply_raise_state.new_state) +\n"
            "\t\tin->codeCnt + in_1->old_stateCnt + static_cast<unsigned int>(in_1->old_state[0]) + in_2->new_stateCnt;\n"
            "\treturn in->NDR.int_rep == NDR_record.int_rep ? KERN_SUCCESS : MIG_TYPE_ERROR;\n}\n")
        self.compile(arch, "use.cc", "-x", "c++", "-nostdinc++", "-std=c++17", *darwin.WARNINGS)


class Rewritten(ScriptTest):
    """Scripts of builds, with patterns of our own."""

    def rewrite_server(self, text):
        """Check functions become global and calls an abort; (text, prototypes)."""
        prototypes = [match[0].replace("__attribute__((__unused__)) ", "") + ";" for match in CHECK_LINE.findall(text)]
        self.assertEqual({name for _, name in CHECK_LINE.findall(text)}, CHECKS)
        calls = CALL.findall(text)
        self.assertEqual([call.split("(")[0] for call in calls], [f"catch_{name}" for name in ROUTINES])
        for call in calls:
            text = text.replace(call, "KERN_FAILURE; stop()")
        return "void stop(void);\n" + CHECK_LINE.sub(r"mig_external \1", text), prototypes

    def test_merged_and_rewritten(self):
        merged = dict.fromkeys(FILES.values(), "")
        for arch in ARCHS:
            texts = self.apple_mig(arch)
            texts["watchServer.c"], prototypes = self.rewrite_server(texts["watchServer.c"])
            texts["watchServer.h"] += "\n".join(prototypes) + "\n"
            for header in ("watch.h", "watchServer.h"):
                texts[header] = '#ifdef __cplusplus\nextern "C" {\n#endif\n' + texts[header] + "#ifdef __cplusplus\n}\n#endif\n"
            for name, text in texts.items():
                merged[name] += f"#if defined(__{arch}__)\n{text}\n#endif\n"
        self.write(merged)
        self.compile_all()
        self.check_objects()
        for arch in ARCHS:
            self.use_checks("watchServer.h", arch)

    def test_text(self):
        texts = self.apple_mig("arm64")
        # A file that is moved is told of its header's new name.
        self.assertEqual(texts["watchUser.c"].count('#include "watch.h"'), 1)
        self.assertEqual(texts["watchServer.c"].count('#include "watchServer.h"'), 1)
        # What a script adds to structures of user stubs must not be there twice.
        self.assertNotRegex(texts["watchUser.c"], r"(?m)^\t\} __Reply;$")
        for text in texts.values():
            self.assertNotRegex(text, r"(?m)^ \* (stub generated|with a MiG generated by)")

    def test_no_place_or_time(self):
        first = self.apple_mig("x86_64")
        again = self.apple_mig("x86_64", folder=self.folder / "elsewhere")
        self.assertEqual(first, again)
        for text in first.values():
            self.assertNotIn(str(HERE), text)
            self.assertNotIn(str(self.folder), text)


class Read(ScriptTest):
    """Programs that read headers."""

    def test_lines_of_the_user_header(self):
        """A prototype starts a line; its name is the second and last word of it, the parenthesis starts the next."""
        lines = self.apple_mig("x86_64", "rows.defs")["watch.h"].splitlines()
        places = [i for i, line in enumerate(lines) if line.startswith("kern_return_t")]
        declared = re.findall(r"(?m)^(?:simple)?routine (\w+)", (HERE / "rows.defs").read_text())
        self.assertEqual([lines[i].split()[1:] for i in places], [[name] for name in declared])
        self.assertEqual({lines[i + 1] for i in places}, {"("})

    def test_words_of_the_server_header(self):
        """No type of the interface is a word of its own there but in declarations of parameters and members."""
        for defs in ("rows.defs", "special.defs"):
            text = self.apple_mig("x86_64", defs, self.folder / defs)["watchServer.h"]
            types = set(re.findall(r"(?m)^type (\w+)", (HERE / defs).read_text())) | {"vm_address_t"}
            types -= {"int", "char", "kern_return_t"}    # words of C, and what every function returns
            kept = "\tvm_address_t\treserved;\t/* Reserved */"
            self.assertEqual(text.count(kept + "\n"), 1)
            for line in text.splitlines():
                if line == kept or re.match(r"\t+(const )?\w+ (\*+ ?)?\w+(\[\w+\])?[,;]?( /\* .* \*/)?$", line):
                    continue
                self.assertEqual(set(re.split(r"[\s:;,]+", line)) & types, set(), line)


class Unneeded(ScriptTest):
    """The same out of migc alone."""

    def test_one_run(self):
        names = [f"-{option}={name}" for option, name in FILES.items()]
        self.migc("--target=" + ",".join(ARCHS.values()), "--merge-targets", "--export-checks", "--impl-table", "--extern-c",
                  *names, str(HERE / "watch.defs"))
        self.compile_all()
        self.check_objects()
        for arch in ARCHS:
            self.use_checks("watchServer.h", arch)
            self.assertIn("watch_server_impl", self.symbols(arch)[0])


def main():
    """Run the tests with a given migc."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--migc", required=True, metavar="PROGRAM", help="the migc to test")
    arguments, rest = parser.parse_known_args()
    if not shutil.which("clang"):
        print("skipped: there is no clang")
        sys.exit(77)
    globals()["MIGC"] = str(Path(arguments.migc).resolve())
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
