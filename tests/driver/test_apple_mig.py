"""Apple's `mig`: its options, its environment, and the ways in which builds call it."""

import shutil
import subprocess
import unittest

from driver_test import DriverTest, APPLE, ERRONEOUS, NOTHING

DEFAULT = {"plain.h", "plainUser.c", "plainServer.c"}

# Says by its base which CPU's macros there were.
MACHINES = """#if defined __x86_64__
subsystem plain 1;
#elif defined __arm64__
subsystem plain 2;
#elif defined __i386__
subsystem plain 3;
#elif defined __arm__
subsystem plain 4;
#endif
"""


class AppleMig(DriverTest):
    mode = ["--as=apple-mig"]

    def setUp(self):
        super().setUp()
        self.write("a.defs", APPLE)

    def dump(self, *words, **more):
        """What -v prints, with nothing written."""
        shown = self.fine(*NOTHING, "-v", *words, **more)
        self.assertEqual(self.left(), set())
        return shown

    def accepts(self, *words):
        self.dump(*words, "a.defs")

    # The files

    def test_defaults(self):
        self.writes(DEFAULT, "a.defs")

    def test_names(self):
        self.writes({"h", "u", "s", "sh", "dh"}, "-header", "h", "-user", "u", "-server", "s",
                    "-sheader", "sh", "-dheader", "dh", "a.defs")
        self.writes({"plain.h"}, "-user", "/dev/null", "-server", "/dev/null", "a.defs")
        self.writes({"plain.h", "plainServer.c"}, "-user", "/dev/null", "a.defs")

    def test_headers_are_included_by_base_name(self):
        self.write("in/keep", "")
        self.fine("-header", "in/x.h", "-sheader", "in/y.h", "a.defs")
        self.assertIn('#include "x.h"\n', self.read("plainUser.c"))
        self.assertIn('#include "y.h"\n', self.read("plainServer.c"))
        self.fine("-header", "/dev/null", "a.defs")
        self.assertNotIn('null"', self.read("plainUser.c"))

    def test_internal_header(self):
        self.writes(DEFAULT, "-iheader", "i", "a.defs")
        self.write("k.defs", APPLE.replace("subsystem", "subsystem KernelServer"))
        self.writes(DEFAULT | {"i"}, "-iheader", "i", "k.defs")

    def test_defines_header(self):
        self.writes({"d.h"}, *NOTHING, "-dheader", "d.h", "a.defs")
        self.fine(*NOTHING, "-dheader", "d.h", "a.defs")
        text = self.read("d.h")
        for line in ("#ifndef _plain_defines", "#define MACH_ID_FIRST 500",
                     "#define MACH_ID_FIRST_REPLY 600", "#define MACH_ID_SECOND 502",
                     '    { "second", 502 }'):
            self.assertIn(line + "\n", text)
        self.assertNotIn("SECOND_REPLY", text)

    def test_per_routine(self):
        self.writes({"plain.h", "plainServer.c", "r_first.c", "r_second.c"}, "-i", "r_", "-user",
                    "ignored", "a.defs")

    def test_names_that_are_needed(self):
        for word in "-user", "-server", "-header", "-sheader", "-iheader", "-dheader", "-i":
            self.fails(1, word, says="needs a value")

    # The options that are handed to migcom

    def test_letters(self):
        for letter in "qkQVTrRsSlLXnNbB":
            self.accepts("-" + letter)
        for word in "-d", "-x":
            self.fails(1, word, "a.defs", says=word)
        self.assertEqual(self.fine(*NOTHING, "-v", "-V", "a.defs"), "")

    def test_letters_without_effect(self):
        for word in "-t", "-K":
            done = self.run_it(*NOTHING, word, "a.defs")
            self.assertEqual(done.returncode, 0)
            self.assertIn("'%s' has no effect" % word, done.stderr)
            self.accepts(word, "-q")

    def test_one_call_in_kernels(self):
        self.write("k.defs", APPLE.replace("subsystem", "subsystem KernelUser"))
        done = self.run_it(*NOTHING, "-R", "k.defs")
        self.assertEqual(done.returncode, 0)
        self.assertIn("one call", done.stderr)
        self.dump("-q", "-R", "k.defs")
        self.dump("-R", "-r", "k.defs")

    def test_quiet(self):
        self.write("w.defs", APPLE.replace("a : int);", "a : int, const, const);"))
        self.assertIn('"w.defs", line 5: warning: ', self.run_it(*NOTHING, "w.defs").stderr)
        self.assertEqual(self.fine(*NOTHING, "-q", "w.defs"), "")
        self.assertIn("warning: ", self.run_it(*NOTHING, "-q", "-Q", "w.defs").stderr)

    def test_long_options(self):
        self.accepts("-split", "-novouchers", "-mach_msg2", "-maxonstack", "1024", "-max_descrs",
                     "10", "-max_reply_descrs", "10")
        self.accepts("-maxonstack", "-1", "-max_descrs", "-1", "-max_reply_descrs", "-1")
        for word in "-maxonstack", "-max_descrs", "-max_reply_descrs":
            self.fails(1, word, says="needs a value")
            for value in "x", "-2", "", "99999999999":
                self.fails(1, word, value, "a.defs", says="number")

    def test_split_buffers_exclude(self):
        for word in "-n", "-K", "-t":
            self.fails(1, "-mach_msg2", word, "a.defs", says="'%s'" % word)
        self.accepts("-mach_msg2", "-n", "-N")

    def test_limits_of_descriptors(self):
        self.write("p.defs", APPLE.replace("a : int;", "x : port_t; y : port_t;")
                   .replace("out b : int", "out b : port_t"))
        self.dump("-max_descrs", "2", "-max_reply_descrs", "1", "p.defs")
        self.fails(1, "-max_descrs", "1", "p.defs", says="'first' has 2 descriptors")
        self.fails(1, "-max_reply_descrs", "0", "p.defs", says="'-max_reply_descrs'")

    # How the line is read

    def test_version_and_help(self):
        self.assertRegex(self.fine("-version"), r"^bootstrap_cmds-138\b")
        self.fails(1, "-version", "a.defs", says="'-version'")
        self.assertEqual(self.fine("--version"), self.fine("-version"))
        shown = self.fine("--help")
        for option in ("-sheader", "-dheader", "-maxonstack", "-mach_msg2", "-arch", "-cc",
                       "-MD", "--export-checks"):
            self.assertIn("  " + option, shown)
        self.assertNotIn("-subrprefix", shown)

    def test_no_file(self):
        self.writes(set())
        self.writes(set(), "-user", "u.c")

    def test_options_behind_files(self):
        """As in the peer they have no effect; it says so on standard output."""
        done = self.run_it(*NOTHING, "-v", "a.defs", "-dheader", "d.h", "-I", "x", "-zap")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout.count("subsystem plain"), 1)
        self.assertEqual(done.stderr.count("has no effect"), 3)
        self.assertEqual(self.left(), set())

    def test_several_files(self):
        self.write("b.defs", APPLE.replace("plain", "other"))
        shown = self.dump("a.defs", "b.defs")
        self.assertIn("subsystem plain", shown)
        self.assertIn("subsystem other", shown)
        self.fine(*NOTHING, "-dheader", "d.h", "a.defs", "b.defs")
        self.assertIn("_other_defines", self.read("d.h"))

    def test_an_error_ends_the_run(self):
        self.write("e.defs", ERRONEOUS)
        self.fails(1, *NOTHING, "-dheader", "d.h", "e.defs", "a.defs", says='"e.defs", line 2: ')
        self.fails(1, "none.defs", says="none.defs")
        self.fails(1, "-dheader", "none/d.h", *NOTHING, "a.defs", says="mig: fatal: ")

    def test_diagnostics(self):
        self.write("e.defs", ERRONEOUS)
        first = self.fails(1, "e.defs").splitlines()[0]
        self.assertRegex(first, r'^"e.defs", line 2: unknown type')
        self.assertIn("e.defs:2:", self.fails(1, "--diagnostics=text", "e.defs"))
        self.assertIn('{"severity":"error"', self.fails(1, "--diagnostics=json", "e.defs"))

    def test_its_language(self):
        """No words of GNU MIG's own, no prelude, no long form."""
        self.write("g.defs", APPLE + "function f(p : port_t) : int;\n")
        self.fails(1, "g.defs")
        self.write("g.defs", APPLE.replace("a : int", "a : uint32_t"))
        self.fails(1, "g.defs", says="uint32_t")

    # Machines

    def test_machines(self):
        self.write("m.defs", MACHINES)
        for words, base, target in (
                ([], 1, "x86_64-darwin"),
                (["-arch", "x86_64"], 1, "x86_64-darwin"),
                (["-arch", "x86_64h"], 1, "x86_64-darwin"),
                (["-arch", "arm64"], 2, "arm64-darwin"),
                (["-arch", "arm64e"], 2, "arm64-darwin"),
                (["-arch", "i386"], 3, "i386-darwin"),
                (["-arch", "armv7"], 4, "arm-darwin"),
                (["-arch", "armv7s"], 4, "arm-darwin"),
                (["-arch", "armv7k"], 4, "arm-darwin"),
                (["-arch", "i386", "-arch", "arm64"], 2, "arm64-darwin"),
                (["-target", "arm64-apple-macos11"], 2, "arm64-darwin"),
                (["-target", "arm64e-apple-ios14.0-simulator"], 2, "arm64-darwin"),
                (["-target", "x86_64-apple-darwin20.1.0"], 1, "x86_64-darwin"),
                (["-target", "i386-apple-macosx10.13"], 3, "i386-darwin"),
                (["-target", "thumbv7-apple-ios9", "-arch", "armv7"], 4, "arm-darwin"),
                (["-target", "x86_64-apple-macos11", "-arch", "arm64"], 2, "arm64-darwin"),
                (["--target=arm-darwin"], 4, "arm-darwin"),
                (["--target=i386-darwin", "-arch", "arm64"], 3, "i386-darwin"),
                (["--target=aarch64-apple-darwin"], 2, "arm64-darwin")):
            shown = self.dump(*words, "m.defs")
            self.assertIn("subsystem plain %d for %s," % (base, target), shown, words)

    def test_macros_of_one_cpu(self):
        for arch, macro in (("arm64e", "__arm64e__"), ("x86_64h", "__x86_64h__"),
                            ("armv7k", "__ARM_ARCH_7K__"), ("armv7", "__ARM_ARCH_7A__")):
            self.write("m.defs", "#ifdef %s\n%s#endif\n" % (macro, APPLE))
            self.dump("-arch", arch, "m.defs")
            self.dump("-target", arch + "-apple-ios9", "m.defs")
            self.fails(1, *NOTHING, "-arch", "i386", "m.defs")
        self.write("m.defs", "#ifndef __ARM_ARCH_7A__\n%s#endif\n" % APPLE)
        self.dump("-arch", "armv7s", "m.defs")

    def test_default_machine(self):
        shown = self.dump("a.defs", env={"MIGC_TARGET": "arm64-darwin"})
        self.assertIn(" for arm64-darwin", shown)
        shown = self.dump("-arch", "i386", "a.defs", env={"MIGC_TARGET": "arm64-darwin"})
        self.assertIn(" for i386-darwin", shown)

    def test_unknown_machines(self):
        self.fails(1, "-arch", "ppc", "a.defs", says="arm64e")
        self.fails(1, "-target", "ppc-apple-darwin8", "a.defs", says="ppc-apple-darwin8")
        self.fails(1, "--target=x86_64-gnu", "a.defs", says="there are x86_64-darwin")
        self.fails(1, "--target=x86_64-darwin,i386-darwin", "a.defs", says="one target")
        self.fails(1, "a.defs", env={"MIGC_TARGET": "vax"}, says="MIGC_TARGET")

    def test_back_end_is_not_run(self):
        self.script("migcom", "touch ran")
        self.accepts("-migcom", "./migcom")
        self.dump("a.defs", env={"MIGCOM": self.path("migcom")})
        for words, env in ((["-migcom", "/x/arm64-apple-darwin20-migcom"], {}),
                           ([], {"MIGCOM": "arm64-apple-darwin-migcom"})):
            self.assertIn(" for arm64-darwin", self.dump(*words, "a.defs", env=env))
        shown = self.dump("-migcom", "/x/my-own-migcom", "a.defs")
        self.assertIn(" for x86_64-darwin", shown)

    # Names of the program

    def test_programs(self):
        for name, target in (("x86_64-apple-darwin-mig", "x86_64-darwin"),
                             ("arm64-apple-darwin20.1-mig", "arm64-darwin"),
                             ("i386-darwin-mig", "i386-darwin"), ("apple-mig", "x86_64-darwin")):
            shown = self.dump("a.defs", program=self.program(name))
            self.assertIn(" for %s," % target, shown)
        self.fails(1, "a.defs", program=self.program("ppc-apple-darwin-mig"), says="ppc-apple")
        self.write("m.defs", "#ifdef __arm64e__\n%s#endif\n" % APPLE)
        self.dump("m.defs", program=self.program("arm64e-apple-darwin-mig"))

    def test_whose_mig_a_plain_name_is(self):
        link = self.program("mig")
        self.assertIn("GNU MIG", self.fine("--version", program=link))
        self.assertIn("GNU MIG", self.fine("--version", program=link, env={"MIGC_AS": "gnu"}))
        self.assertIn("bootstrap", self.fine("--version", program=link,
                                             env={"MIGC_AS": "apple"}))
        self.assertIn("GNU MIG", self.fine("--as=gnu-mig", "--version", program=link,
                                           env={"MIGC_AS": "apple"}))
        self.fails(1, program=link, env={"MIGC_AS": "next"}, says="MIGC_AS")
        for name in "i686-gnu-mig", "gnu-mig":
            shown = self.fine("--version", program=self.program(name), env={"MIGC_AS": "apple"})
            self.assertIn("GNU MIG", shown)
        com = self.program("migcom")
        self.assertIn("bootstrap", self.fine("-version", program=com, env={"MIGC_AS": "apple"}))

    # The built-in preprocessor

    def test_predefined(self):
        self.write("b.defs", "#if __MACH30__ == 1 && __APPLE__\n" + APPLE + "#endif\n")
        self.dump("b.defs")
        self.fails(1, "-U__MACH30__", "b.defs")

    def test_own_folder_is_searched(self):
        self.write("src/i.h", "")
        self.write("src/b.defs", "#include <i.h>\n" + APPLE)
        self.dump("src/b.defs")
        self.write("c.defs", "#include <c.h>\n" + APPLE)
        self.write("c.h", "")
        self.dump("c.defs")
        self.write("other/i.h", "#error the folders of the line come first\n")
        self.fails(1, "-Iother", "src/b.defs", says="come first")

    def test_words_of_the_preprocessor(self):
        self.write("b.defs", "#include <i.h>\n" + APPLE.replace("500", "BASE"))
        self.write("d/i.h", "")
        self.write("m.h", "#define BASE 7\n")
        for words in (["-Id", "-DBASE=7"], ["-I", "d", "-D", "BASE=7"],
                      ["-isystem", "d", "-imacros", "m.h"], ["-Id", "-include", "m.h"],
                      ["-iquote", "x", "-idirafter", "d", "-DBASE=7", "-D", "X=a b", "-UX"]):
            self.assertIn("subsystem plain 7 ", self.dump(*words, "b.defs"))

    def test_words_that_do_not_matter(self):
        self.accepts("-O2", "-g", "-fno-builtin", "-Wall", "-Wno-error", "-mmacosx-version-min=11",
                     "-std=gnu11", "-pipe", "-w", "-F/x", "-F", "x", "-iframework", "x",
                     "-Xclang", "-x1", "-cpp", "/usr/bin/cpp")

    def test_unknown_words(self):
        self.fails(1, "-zap", "a.defs", says="-zap")
        self.fails(1, "-sheder", "x.h", "a.defs", says="'-sheder'")

    def test_sdk(self):
        self.write("sdk/usr/include/s/s.defs", APPLE)
        self.write("b.defs", "#include <s/s.defs>\n")
        whole = self.path("sdk")
        for words, env in ((["-isysroot", "sdk"], {}), (["-isysroot", whole], {}),
                           (["-isysrootsdk"], {}), ([], {"SDKROOT": whole}),
                           (["-isysroot", ""], {"SDKROOT": whole}),
                           (["-isysroot", "sdk"], {"SDKROOT": "/nowhere"}),
                           (["--sysroot=sdk"], {})):
            self.dump(*words, "b.defs", env=env)
        self.dump("-isysroot", "", "a.defs")
        self.fails(1, "b.defs", env={"SDKROOT": "macosx"}, says="s/s.defs")
        self.fails(1, "-isysroot", "sdk", "-nostdinc", "b.defs", says="s/s.defs")

    def test_missing_include(self):
        self.write("b.defs", APPLE + '#include "none.h"\n')
        self.fails(1, "b.defs", says='"b.defs", line 6: ')

    # An external one

    def compiler(self, name="cc"):
        """Shows its words, one on each line, and prints a.defs."""
        return self.script(name, 'for word; do echo "$word"; done >&2; cat a.defs')

    def words_of(self, *words, **more):
        done = self.run_it(*NOTHING, *words, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr.splitlines()

    def test_compiler(self):
        self.compiler()
        self.write("d/a.defs", APPLE)
        self.assertEqual(
            self.words_of("-cc", "./cc", "-arch", "arm64e", "-target", "arm64-apple-macos11",
                          "-DX=a b", "-I", "x y", "-zap", "-q", "-isysroot", "sdk", "d/a.defs"),
            ["-E", "-arch", "arm64e", "-target", "arm64-apple-macos11", "-D__MACH30__",
             "-DX=a b", "-I", "x y", "-zap", "-I", "d", "-isysroot", self.path("sdk"), "-x", "c",
             "d/a.defs"])
        plain = ["-E", "-arch", "x86_64", "-D__MACH30__", "-I", ".", "-x", "c", "a.defs"]
        self.assertEqual(self.words_of("a.defs", env={"MIGCC": "./cc"}), plain)
        self.assertEqual(self.words_of("-isysroot", "", "a.defs", env={"MIGCC": "./cc"}), plain)
        self.assertEqual(self.words_of("a.defs", env={"MIGCC": "./cc", "SDKROOT": "macosx"}),
                         plain)
        self.assertEqual(self.words_of("a.defs", env={"MIGCC": "./cc", "SDKROOT": "/sdk"}),
                         plain[:-3] + ["-isysroot", "/sdk"] + plain[-3:])
        self.assertEqual(self.words_of("--target=arm-darwin", "a.defs",
                                       env={"MIGCC": "./cc"})[2], "armv7")
        self.assertEqual(self.words_of("-target", "arm64e-apple-ios14", "a.defs",
                                       env={"MIGCC": "./cc"})[2], "arm64e")

    def test_which_compiler(self):
        self.compiler()
        self.compiler("a compiler")
        self.script("other", "exit 1")
        self.words_of("-cc", "./cc", "a.defs", env={"MIGCC": "./other"})
        self.assertEqual(self.words_of("-cc", self.path("a compiler"), "a.defs")[0], "-E")
        self.assertEqual(self.words_of("-cc", "./cc -q 'x y'", "a.defs")[:3], ["-q", "x y", "-E"])
        self.dump("a.defs", env={"MIGCC": "./other", "MIGC_CPP": "builtin"})
        self.dump("-cc", "./other", "a.defs", env={"MIGC_CPP": "builtin"})
        self.dump("a.defs", env={"MIGCC": "", "CC": "./other", "CPP": "./other"})

    def test_failing_compiler(self):
        """The peer does not look at its status."""
        self.script("cc", "cat a.defs; exit 1")
        self.fails(1, "-cc", "./cc", "a.defs", says="./cc")
        self.fails(1, "-cc", "./none", "a.defs", says="./none")
        self.fails(1, "-cc", "'x", "a.defs", says="no command")

    def test_real_compiler(self):
        clang = shutil.which("clang")
        if not clang:
            self.skipTest("no clang")
        self.write("b.defs", '#include "i.h"\n#ifdef __MACH30__\n' + APPLE + "#endif\n")
        self.write("i.h", "")
        for arch, target in ("x86_64", "x86_64-apple-macos11"), ("arm64", "arm64-apple-macos11"):
            self.write("m.defs", MACHINES)
            built_in = self.dump("-arch", arch, "m.defs")
            shown = self.dump("-cc", clang, "-arch", arch, "-target", target, "m.defs")
            self.assertEqual(shown, built_in)
            self.dump("-cc", clang, "-arch", arch, "-target", target, "b.defs")

    def test_no_shell(self):
        name = "l;touch hacked $(touch hacked) 'x"
        self.writes({name}, *NOTHING, "-dheader", name, "a.defs")

    # Dependencies

    def test_depfiles(self):
        self.write("inc.h", "")
        self.write("src/b.defs", '#include "../inc.h"\n' + APPLE)
        rest = ": \\\n  src/b.defs \\\n  src/../inc.h\n"
        self.fine(*NOTHING, "-MD", "-dheader", "d.h", "src/b.defs")
        self.assertEqual(self.left(), {"d.h", "d.h.d"})
        self.assertEqual(self.read("d.h.d"), "d.h" + rest)
        self.clean()
        self.fine(*NOTHING, "-MD", "-MF", "own", "-dheader", "d.h", "src/b.defs")
        self.assertEqual(self.read("own"), "d.h" + rest)

    def test_a_depfile_for_each_output(self):
        self.writes(DEFAULT | {name + ".d" for name in DEFAULT}, "-MD", "a.defs")

    def test_depfile_of_a_compiler(self):
        self.script("cc", "cat text")
        self.write("text", '# 1 "a.defs"\n# 1 "inc.h" 1\n# 2 "a.defs" 2\n' + APPLE)
        self.fine(*NOTHING, "-cc", "./cc", "-MD", "-dheader", "d.h", "a.defs")
        self.assertEqual(self.left(), {"d.h", "d.h.d"})
        self.assertEqual(self.read("d.h.d"), "d.h: \\\n  a.defs \\\n  inc.h\n")

    # How builds call it

    def test_crashpad(self):
        """util/mach/mig.py, with and without a compiler and a back end in the environment."""
        self.compiler("clang")
        files = {"excUser.c", "excServer.c", "exc.h", "excServer.h"}
        words = ["-user", "excUser.c", "-server", "excServer.c", "-header", "exc.h", "-sheader",
                 "excServer.h", "-arch", "arm64", "-isysroot", "/sdk", "-DTASKIDTOKEN", "-Ix",
                 "a.defs"]
        self.writes(files, *words)
        done = self.run_it(*words, env={"MIGCC": self.path("clang"), "MIGCOM": "/x/migcom"})
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.left(), files)

    def test_debugserver(self):
        """mig [-isysroot SDK] dbgnub-mig.defs in the build directory."""
        self.write("dbgnub-mig.defs", "#include <a.defs>\n")
        self.writes(DEFAULT, "-isysroot", "/sdk", "dbgnub-mig.defs")

    def test_kernel(self):
        """The words of XNU's own builds."""
        self.write("k.defs", APPLE.replace("subsystem", "subsystem KernelServer"))
        self.dump("-arch", "arm64e", "-novouchers", "-DAPPLE", "-DKERNEL", "-D__MACHO__=1",
                  "-DMACH_KERNEL_PRIVATE", "-DKERNEL_SERVER=1", "-mach_msg2", "k.defs")
        self.dump("-arch", "i386", "-novouchers", "-DKOBJECT_SERVER", "-DLIBSYSCALL_INTERFACE",
                  "-maxonstack", "1024", "k.defs")


if __name__ == "__main__":
    unittest.main()
