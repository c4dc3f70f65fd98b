"""`mig` of GNU MIG: its options, its environment, and the ways in which builds call it."""

import os
import shutil
import subprocess
import unittest

from driver_test import DriverTest, ERRONEOUS, LIST, PLAIN, WARNED

DEFAULT = {"plain.h", "plainUser.c", "plainServer.c"}


class Mig(DriverTest):
    mode = ["--as=gnu-mig"]

    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    # The options of the driver

    def test_defaults(self):
        self.writes(DEFAULT, "a.defs")

    def test_version_and_help(self):
        self.assertRegex(self.fine("--version"), r"\(.*GNU MIG\) [0-9.]+\n$")
        shown = self.fine("--help")
        for option in ("-sheader", "-iheader", "-prefix", "-subrprefix", "-MD", "-cc", "-migcom"):
            self.assertIn("  " + option, shown)

    def test_letters(self):
        self.assertIn("plain", self.fine("-n", "-v", "a.defs"))
        self.assertEqual(self.fine("-n", "-v", "-V", "-r", "-S", "-s", "a.defs"), "")
        for word in "-t", "-T", "-R":
            self.fails(1, word, "a.defs", says=word)
        self.write("w.defs", WARNED)
        self.assertIn("warning", self.run_it("-n", "w.defs").stderr)
        self.assertEqual(self.fine("-n", "-q", "w.defs"), "")
        self.assertIn("warning", self.run_it("-n", "-q", "-Q", "w.defs").stderr)

    def test_names(self):
        self.writes({"h", "u", "s", "sh", "l"}, "-header", "h", "-user", "u", "-server", "s",
                    "-sheader", "sh", "-list", "l", "a.defs")
        self.write("k.defs", PLAIN.replace("subsystem", "subsystem kernelserver"))
        self.writes({"i"}, "-n", "-iheader", "i", "k.defs")
        self.writes({"plain.h"}, "-user", "/dev/null", "-server", "/dev/null", "a.defs")
        self.writes(set(), "-n", "a.defs")

    def test_options_may_follow_files(self):
        self.writes({"l"}, "a.defs", "-n", "-list", "l")

    def test_per_routine(self):
        files = {"plain.h", "plainServer.c", "r_first.c", "r_second.c"}
        self.writes(files, "-i", "r_", "-user", "r_first.c r_second.c", "a.defs")
        self.writes(files, "-user", "/dev/null", "-i", "r_", "a.defs")

    def test_prefixes(self):
        dump = self.fine("-n", "-v", "-prefix", "p_", "-subrprefix", "__", "a.defs")
        self.assertIn("user p_first(", dump)

    def test_preprocessor_words(self):
        self.write("b.defs", "#include <i.h>\n" + PLAIN.replace("500", "BASE"))
        self.write("d/i.h", "")
        self.write("m.h", "#define BASE 7\n")
        for words in (["-Id", "-DBASE=7"], ["-I", "d", "-D", "BASE=7"], ["-isystem", "d",
                      "-imacros", "m.h"], ["-Id", "-include", "m.h"], ["-Id", "-DBASE=7", "-D",
                      "X=a b", "-UX"]):
            self.assertIn("subsystem plain 7 ", self.fine("-n", "-v", *words, "b.defs"))

    def test_words_that_do_not_matter(self):
        self.writes(DEFAULT, "-O2", "-g", "-ggdb3", "-fPIC", "-fno-pie", "-Wall", "-Werror", "-W",
                    "-mno-sse", "-march=i686", "-std=gnu99", "-pipe", "-ansi", "-undef", "-w",
                    "-pedantic-errors", "-pthread", "-x", "c", "-E", "-P", "a.defs")

    def test_machines(self):
        self.write("b.defs", "#ifdef __i386__\nsubsystem plain 1;\n#elif defined __aarch64__\n"
                             "subsystem plain 3;\n#else\nsubsystem plain 2;\n#endif\n")
        for words, base, target in (
                (["--target=x86_64-gnu"], 2, "x86_64-gnu"),
                (["--target=x86_64-gnu", "-m32"], 1, "x86_64-gnu"),
                (["--target=i386-gnu", "-m64"], 2, "i386-gnu"),
                (["--target=i386-gnu", "-arch", "x86_64"], 2, "i386-gnu"),
                (["--target=x86_64-gnu", "-arch", "arm64"], 3, "x86_64-gnu"),
                (["--target=aarch64-gnu", "-m64"], 3, "aarch64-gnu")):
            shown = self.fine("-n", "-v", *words, "b.defs")
            self.assertIn("subsystem plain %d for %s" % (base, target), shown)

    def test_host_macros_are_not_predefined(self):
        self.write("b.defs", PLAIN.replace("a : int;", "unix : int; linux : int;"))
        self.writes(DEFAULT, "b.defs")

    def test_unknown_words(self):
        self.fails(1, "-zap", "a.defs", says="-zap")
        self.fails(1, "--nonsense", "a.defs", says="--nonsense")
        self.fails(1, "-heder", "x.h", "a.defs", says="did you mean '-header'?")

    def test_lacking_value(self):
        self.fails(1, "a.defs", "-user", says="needs a value")
        self.fails(1, "a.defs", "-I", says="needs a value")

    def test_no_file(self):
        self.writes(set())
        self.writes(set(), "-n")
        self.writes(set(), "-", stdin=PLAIN)

    def test_several_files(self):
        self.write("b.defs", PLAIN.replace("plain", "other"))
        self.writes({"plain.h", "other.h", "u.c", "plainServer.c", "otherServer.c"},
                    "-user", "u.c", "a.defs", "b.defs")
        self.fine("-user", "u.c", "a.defs", "b.defs")
        self.assertIn("other", self.read("u.c"))

    def test_an_error_ends_the_run(self):
        self.write("e.defs", ERRONEOUS)
        self.fails(1, "e.defs", "a.defs", says="e.defs:2:")
        self.fails(1, "none.defs", says="none.defs")

    def test_no_silent_failure(self):
        """The peer loses the preprocessor's status and succeeds with what came before."""
        self.write("b.defs", PLAIN + '#include "none.h"\n')
        self.fails(1, "b.defs", says="none.h")
        self.write("b.defs", PLAIN + "#error stop\n")
        self.fails(1, "b.defs", says="stop")
        self.script("cpp", "cat a.defs; exit 1")
        self.fails(1, "-cc", "./cpp", "b.defs", says="./cpp")
        self.fails(1, "-cc", "./none", "b.defs", says="./none")

    def test_no_shell(self):
        """The peer's shell splits and runs what names contain."""
        name = "l;touch hacked $(touch hacked) `touch hacked` 'x"
        self.writes({name}, "-n", "-list", name, "a.defs")
        self.write("in put;touch hacked.defs", PLAIN)
        self.writes(DEFAULT, "in put;touch hacked.defs")
        self.script("cpp", 'for word; do echo "$word"; done >&2; cat a.defs')
        done = self.run_it("-n", "-cc", "./cpp 'x y' $HOME;", "-DX=a b", "in put;touch hacked.defs")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, "x y\n$HOME;\n-DX=a b\nin put;touch hacked.defs\n")

    # The environment

    def test_preprocessor_variables(self):
        self.script("cpp", 'echo cpp "$@" >&2; cat a.defs')
        self.script("cc", 'echo cc "$@" >&2; cat a.defs')
        self.script("other", 'echo other "$@" >&2; cat a.defs')

        def said(*words, **env):
            done = self.run_it("-n", "-DX", *words, "a.defs", env=env)
            self.assertEqual(done.returncode, 0)
            return done.stderr
        self.assertEqual(said(CPP="./cpp -a"), "cpp -a -DX a.defs\n")
        self.assertEqual(said(CC="./cc -b"), "cc -b -E -x c -DX a.defs\n")
        self.assertEqual(said(CC="./cc", CPP="./cpp"), "cpp -DX a.defs\n")
        self.assertEqual(said("-cc", "./other -o", CPP="./cpp"), "other -o -DX a.defs\n")
        self.assertEqual(said(CC="", CPP=""), "")

    def test_words_for_an_external_preprocessor(self):
        """In order, unknown ones too, and none of ours."""
        self.script("cpp", 'for word; do echo "$word"; done >&2; cat a.defs')
        done = self.run_it("-n", "-cc", "./cpp", "-I", "d", "-", "-zap", "-list", "l", "-MD",
                           "-imacros", "m", "--target=i386-gnu", "-Wall", "a.defs")
        self.assertEqual(done.stderr.split(), "-I d - -zap -imacros m -Wall a.defs".split())

    def test_back_end_names_the_target(self):
        for words, env in ((["-migcom", "/x/i686-gnu-migcom"], {}),
                           ([], {"MIGCOM": "i686-gnu-migcom", "MIGDIR": "/nowhere"}),
                           (["-migcom", "i686-gnu-migcom"], {"MIGCOM": "x86_64-gnu-migcom"})):
            shown = self.fine("-n", "-v", *words, "a.defs", env=env)
            self.assertIn(" for i386-gnu", shown)
        shown = self.fine("-n", "-v", "--target=x86_64-gnu", "a.defs",
                          env={"MIGCOM": "i686-gnu-migcom"})
        self.assertIn(" for x86_64-gnu", shown)
        self.script("migcom", "touch ran")
        self.writes(DEFAULT, "-migcom", "./migcom", "a.defs", env={"MIGDIR": self.folder})

    def test_program_names_the_target(self):
        for name, target in (("i686-gnu-mig", "i386-gnu"), ("i386-gnu-mig", "i386-gnu"),
                             ("x86_64-gnu-mig", "x86_64-gnu"),
                             ("aarch64-gnu-mig", "aarch64-gnu")):
            shown = self.fine("-n", "-v", "a.defs", program=self.program(name))
            self.assertIn(" for " + target, shown)
        shown = self.fine("-n", "-v", "a.defs", program=self.path("i686-gnu-mig"),
                          env={"MIGC_TARGET": "x86_64-gnu"})
        self.assertIn(" for i386-gnu", shown)
        link = self.program("gnu-mig")
        self.assertRegex(self.fine("-n", "-v", "a.defs", program=link), " for [a-z0-9_]+-gnu")

    # Dependencies

    def test_depfile(self):
        self.write("inc.h", "")
        self.write("src/file.name.defs", '#include "../inc.h"\n' + PLAIN)
        self.writes(DEFAULT | {"file.name-mig.d"}, "-MD", "src/file.name.defs")
        self.fine("-MD", "-n", "-list", "l", "-header", "h", "-user", "/dev/null",
                  "src/file.name.defs")
        self.assertEqual(self.read("file.name-mig.d"),
                         "h l: \\\n  src/file.name.defs \\\n  src/../inc.h\n")
        self.fine("-MD", "src/file.name.defs")
        self.assertTrue(self.read("file.name-mig.d").startswith("plain.h plainUser.c "
                                                                "plainServer.c: "))
        self.clean()
        self.writes({"l", "own.d"}, "-MD", "-MF", "own.d", "-n", "-list", "l", "a.defs")

    def test_depfile_of_several_files(self):
        self.write("b.defs", PLAIN.replace("plain", "other"))
        self.writes({"plain.h", "other.h", "a-mig.d", "b-mig.d"}, "-MD", "-user", "/dev/null",
                    "-server", "/dev/null", "a.defs", "b.defs")

    def test_depfile_of_an_external_preprocessor(self):
        self.script("cpp", "cat text")
        self.write("text", '# 1 "a.defs"\n# 1 "<built-in>"\n# 1 "inc.h" 1\n# 2 "a.defs" 2\n' + PLAIN)
        self.fine("-cc", "./cpp", "-MD", "-n", "-list", "l", "-imacros", "m.h", "a.defs")
        self.assertEqual(self.read("a-mig.d"), "l: \\\n  a.defs \\\n  inc.h \\\n  m.h\n")

    # How builds call it

    def test_hurd(self):
        """MIGCOM = mig -cc cat - /dev/null, on what was preprocessed before."""
        self.writes({"p_S.h", "pServer.c"}, "-cc", "cat", "-", "/dev/null", "-sheader", "p_S.h",
                    "-server", "pServer.c", "-user", "/dev/null", "-header", "/dev/null",
                    stdin='# 1 "x.defs"\n' + PLAIN)

    def test_kernel(self):
        for words, files in (
                (["-sheader", "sh", "-server", "s", "-list", "l"], {"sh", "s", "l"}),
                (["-user", "u", "-header", "h", "-list", "l"], {"u", "h", "l"}),
                (["-list", "l"], {"l"})):
            self.writes(files, "-n", "-cc", "cat", "-", "/dev/null", *words, stdin=PLAIN)
        shown = self.fine("-n", "-cc", "cat", "-", "/dev/null", "-list", "/dev/stdout",
                          stdin=PLAIN)
        self.assertEqual(shown, LIST)

    GLIBC = ["-", "/dev/null", "-prefix", "__", "-DSTANDALONE", "-subrprefix", "__", "-i", "tmp_",
             "-server", "/dev/null", "-user", "/dev/null", "-header", "/dev/null"]

    def test_glibc_built_in(self):
        self.write("d/x.defs", "#ifndef STANDALONE\n#error x\n#endif\n" + PLAIN)
        self.writes({"tmp_first.c", "tmp_second.c"}, "-Id", *self.GLIBC,
                    stdin="#include <x.defs>\n")

    def test_glibc_external(self):
        if not shutil.which("cc"):
            self.skipTest("no compiler")
        self.write("d/x.defs", "#ifndef STANDALONE\n#error x\n#endif\n" + PLAIN)
        self.writes({"tmp_first.c", "tmp_second.c"}, "-Id", *self.GLIBC,
                    stdin="#include <x.defs>\n", env={"CC": "cc", "CPP": "cc -E -x c"})

    def test_standard_input_comes_before_the_file(self):
        self.write("b.defs", "routine third(p : port_t);\n")
        self.assertIn("third", self.fine("-n", "-v", "-", "b.defs", stdin=PLAIN))

    def test_statements_in_macros(self):
        self.write("b.defs", "STANDARD_IMPORTS\nX\n" + PLAIN + "Y")
        self.write("m.h", "#define STANDARD_IMPORTS import <a.h>; import \"b.h\"; \n"
                          "#define Y simpleroutine third(p : port_t);\n")
        shown = self.fine("-n", "-v", "-imacros", "m.h", "-DX=waittime 1000;", "b.defs")
        self.assertIn("third", shown)

    def test_no_routines(self):
        self.write("b.defs", "subsystem none 1;\n")
        self.writes({"none.h", "noneUser.c", "noneServer.c"}, "b.defs")

    def test_tools_from_a_moved_tree(self):
        """The program is found and runs without anything beside it."""
        os.makedirs(self.path("else/bin"))
        shutil.copy(os.path.realpath(os.environ["MIGC"]), self.path("else/bin/i686-gnu-mig"))
        self.inputs.add("else/bin/i686-gnu-mig")
        self.writes(DEFAULT, "a.defs", program=self.path("else/bin/i686-gnu-mig"))


if __name__ == "__main__":
    unittest.main()
