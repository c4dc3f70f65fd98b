"""Several targets in one run, and the options that change the text of the output."""

import unittest

from driver_test import DriverTest, ERRONEOUS, PLAIN, WARNED

GNU = ["--target=i386-gnu,x86_64-gnu"]
BOTH = ["--target=x86_64-gnu,x86_64-darwin"]


class Targets(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    def test_darwin(self):
        for name in "x86_64", "arm64", "i386", "arm":
            target = name + "-darwin"
            shown = self.fine("--target=" + target, "--dump=model", "a.defs")
            self.assertIn(" for %s," % target, shown)
            self.assertIn(target, self.fine("--help"))
        for words, target in ((["--target=arm64e-apple-macos11"], "arm64-darwin"),
                              (["--target=armv7k-apple-watchos"], "arm-darwin"),
                              (["--target=amd64-darwin"], "x86_64-darwin"),
                              (["--target=arm64-gnu"], "aarch64-gnu")):
            self.assertIn(" for " + target, self.fine(*words, "--dump=model", "a.defs"))
        for name in "x86_64", "x86_64-", "darwin", "x86_64-apple", "x86_64-gnu-", "", "-darwin":
            self.fails(2, "--target=" + name, "a.defs", says="no target")

    def test_names(self):
        self.write("out.d/keep", "")
        self.writes({"out.d/plain.i386-gnu.h", "out.d/plain.x86_64-gnu.h", "u.i386-gnu.c",
                     "u.x86_64-gnu.c", "x.i386-gnu", "x.x86_64-gnu"}, *GNU, "-o", "out.d",
                    "--emit=header", "--user=u.c", "--server=x", "a.defs")
        self.writes({"plain.i386-gnu.msgids", "plain.x86_64-gnu.msgids",
                     "plain.layout.i386-gnu.yaml", "plain.layout.x86_64-gnu.yaml"},
                    *GNU, "--emit=list,layout", "a.defs")
        self.writes({"r_first.i386-gnu.c", "r_second.i386-gnu.c", "r_first.x86_64-gnu.c",
                     "r_second.x86_64-gnu.c"}, *GNU, "-i", "r_", "--emit=user", "a.defs")
        shown = self.fine(*GNU, "--print-outputs", "--emit=user", "a.defs")
        self.assertEqual(shown, "plainUser.i386-gnu.c\nplainUser.x86_64-gnu.c\n")
        self.assertEqual(self.fine(*GNU, "--emit=list", "--list=-", "a.defs").count("first"), 2)

    def test_each_includes_its_own(self):
        self.fine(*GNU, "--sheader=s.h", "a.defs")
        self.assertIn('"plain.i386-gnu.h"', self.read("plainUser.i386-gnu.c"))
        self.assertIn('"s.x86_64-gnu.h"', self.read("plainServer.x86_64-gnu.c"))

    def test_one_target_is_named_nowhere(self):
        self.writes({"plain.h"}, "--target=i386-gnu,i686-gnu", "--emit=header", "a.defs")

    def test_two_wires(self):
        self.fine(*BOTH, "a.defs")
        self.assertIn("plain_server_typed", self.read("plainServer.x86_64-gnu.c"))
        self.assertIn("plain_server_ndr", self.read("plainServer.x86_64-darwin.c"))
        self.clean()
        self.fine(*GNU, "a.defs")
        self.assertNotIn("plain_server_typed", self.read("plainServer.x86_64-gnu.c"))

    def test_merged(self):
        merged = ["--merge-targets"]
        self.writes({"plain.h", "plainUser.c", "plainServer.c", "plain.i386-gnu.msgids",
                     "plain.x86_64-gnu.msgids"}, *GNU, *merged,
                    "--emit=header,user,server,list", "a.defs")
        self.fine(*GNU, *merged, "--emit=header", "a.defs")
        text = self.read("plain.h")
        self.assertEqual(text.count("\n#if defined(__i386__)\n"), 1)
        self.assertEqual(text.count("\n#if defined(__x86_64__)\n"), 1)
        self.assertTrue(text.startswith("#if !((defined(__i386__)) || (defined(__x86_64__)))\n"))
        shown = self.fine(*GNU, *merged, "--print-outputs", "a.defs")
        self.assertEqual(shown, "plain.h\nplainUser.c\nplainServer.c\n")
        self.fine("--target=arm64-darwin,x86_64-gnu", *merged, "--emit=dheader", "a.defs")
        self.assertIn("#if defined(__aarch64__) && defined(__APPLE__)\n",
                      self.read("plain_defines.h"))
        self.fails(2, *merged, "a.defs", says="several targets", leaves=self.left())

    def test_texts_of_merged_targets(self):
        self.write("m.defs", "#ifdef __i386__\n%s#else\n%s#endif\n" % (
            PLAIN, PLAIN.replace("500", "700")))
        self.fine(*GNU, "--merge-targets", "--emit=dheader", "m.defs")
        text = self.read("plain_defines.h")
        self.assertLess(text.index("__i386__)\n"), text.index("FIRST 500"))
        self.assertLess(text.index("FIRST 500"), text.index("FIRST 700"))

    def test_depfile(self):
        self.write("b.defs", '#ifdef __i386__\n#include "i.h"\n#else\n#include "x.h"\n#endif\n'
                   + PLAIN)
        self.write("i.h", "")
        self.write("x.h", "")
        self.fine(*GNU, "--emit=list", "-MFd", "b.defs")
        self.assertEqual(self.read("d"), "plain.i386-gnu.msgids plain.x86_64-gnu.msgids: "
                         "\\\n  b.defs \\\n  i.h \\\n  x.h\n")

    def test_all_or_nothing(self):
        self.write("e.defs", PLAIN + "#ifdef __x86_64__\njunk;\n#endif\n")
        self.fails(1, *GNU, "e.defs")

    def test_diagnostics_are_given_once(self):
        self.write("w.defs", WARNED)
        self.assertEqual(self.run_it(*GNU, "w.defs").stderr.count("warning:"), 1)
        self.clean()
        self.write("e.defs", ERRONEOUS)
        self.assertEqual(self.fails(1, *GNU, "e.defs").count("error:"), 1)

    def test_what_needs_one_target(self):
        for word in "-E", "--dump=model", "--dump=tokens":
            self.fails(2, *GNU, word, "a.defs", says="one target")
        self.fails(2, *GNU, "-", stdin=PLAIN, says="one target")
        self.fails(1, "--as=gnu-mig", *GNU, "a.defs", says="one target")
        self.fails(1, "--as=gnu-mig", "--target=x86_64-darwin", "a.defs", says="i386-gnu")
        self.fails(2, "--target=i386-gnu,vax-gnu", "a.defs", says="vax-gnu")
        self.fails(2, "--target=i386-gnu,", "a.defs", says="no target ''")

    def test_clashes(self):
        self.fails(2, *GNU, "--header=x", "--user=x", "a.defs", says="M0005")


class Texts(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    def test_prologue(self):
        self.write("top", "/* Ours */")
        names = "--emit=header,user,server,sheader,dheader,list"
        self.fine(names, "--prologue=top", "-MFd", "a.defs")
        for name in "plain.h", "plainUser.c", "plainServer.c", "plain_server.h", "plain_defines.h":
            self.assertTrue(self.read(name).startswith("/* Ours */\n"), name)
        self.assertTrue(self.read("plain.msgids").startswith("plain "))
        self.assertIn("  top\n", self.read("d"))
        self.clean()
        self.fails(2, "--prologue=none", "a.defs", says="none")
        self.fails(2, "--prologue=top", "--header=top", "a.defs", says="M0004")
        self.assertEqual(self.read("top"), "/* Ours */")

    def test_includes(self):
        self.fine("--emit=header", "--add-include=x.h", "--add-include", "<y/z.h>",
                  '--add-include="q.h"', "a.defs")
        self.assertTrue(self.read("plain.h").startswith(
            '#include "x.h"\n#include <y/z.h>\n#include "q.h"\n'))
        self.clean()
        for name in "", "<x.h", "<>", '"', '"x', "a\nb", 'a"b', "<a>b>":
            self.fails(2, "--add-include=" + name, "a.defs", says="name of a header")

    def test_prologue_stands_before_the_parts_of_targets(self):
        self.write("top", "/* Ours */\n")
        self.fine(*GNU, "--merge-targets", "--emit=header", "--prologue=top",
                  "--add-include=x.h", "a.defs")
        text = self.read("plain.h")
        self.assertTrue(text.startswith('/* Ours */\n#include "x.h"\n#if !('))
        self.assertEqual(text.count("Ours"), 1)

    def test_names_of_apples_options(self):
        self.fine("--export-checks", "--impl-table", "--counted-by", "--ndr-conversion",
                  "--no-vouchers", "--log-calls", "--separate-receive", "--split-headers",
                  "--max-on-stack=100", "--max-descriptors=10", "--max-reply-descriptors", "10",
                  "--extern-c", "--target=x86_64-darwin", "--emit=dheader", "a.defs")
        self.clean()
        self.fails(2, "--mach-msg2", "--ndr-conversion", "a.defs", says="cannot be combined")
        self.write("p.defs", PLAIN.replace("a : int;", "x : port_t;"))
        self.fails(1, "--target=x86_64-darwin", "--max-descriptors=0", "p.defs", says="M0006")

    def test_extern_c(self):
        self.fine("--emit=header", "a.defs")
        self.assertIn('extern "C"', self.read("plain.h"))
        self.fine("--emit=header", "--no-extern-c", "a.defs")
        self.assertNotIn('extern "C"', self.read("plain.h"))

    def test_defines_header(self):
        self.writes({"plain_defines.h"}, "--emit=dheader", "a.defs")
        self.writes({"x.h"}, "--emit=dheader", "--dheader=x.h", "a.defs")


if __name__ == "__main__":
    unittest.main()
