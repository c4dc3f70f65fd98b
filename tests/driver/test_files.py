"""Depfiles, and files that outputs must not touch."""

import os
import subprocess
import unittest

from driver_test import DriverTest, PLAIN


class Depfiles(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("in dir/z.h", "")
        self.write("b.h", "")
        self.write("a.defs", '#include "in dir/z.h"\n#include "b.h"\n#include "b.h"\n' + PLAIN)

    def rule(self, *words):
        self.fine("--emit=list,header", *words, "a.defs")
        return self.read("d")

    def test_default_name(self):
        self.write("out/keep", "")
        self.writes({"out/plain.msgids", "out/plain.d"}, "-MD", "--emit=list", "-o", "out",
                    "a.defs")

    def test_rule(self):
        wanted = "plain.h plain.msgids: \\\n  a.defs \\\n  b.h \\\n  in\\ dir/z.h\n"
        self.assertEqual(self.rule("-MD", "-MF", "d"), wanted)
        self.assertEqual(self.rule("-MFd"), wanted)
        self.assertEqual(self.rule("-MD", "-MF", "d", "-MP"), wanted + "b.h:\nin\\ dir/z.h:\n")

    def test_targets(self):
        self.assertTrue(self.rule("-MFd", "-MT", "$(x) y").startswith("$(x) y: "))
        self.assertTrue(self.rule("-MFd", "-MQ", "$x y").startswith("$$x\\ y: "))
        self.assertTrue(self.rule("-MFd", "-MTa", "-MTb").startswith("a b: "))

    def test_system_files(self):
        self.write("s/s.h", "")
        self.write("c.defs", "#include <s.h>\n#include \"b.h\"\n" + PLAIN)
        self.fine("-MD", "-MFd", "-isystem", "s", "c.defs")
        self.assertIn("s/s.h", self.read("d"))
        self.fine("-MMD", "-MFd", "-isystem", "s", "c.defs")
        self.assertNotIn("s/s.h", self.read("d"))
        self.assertIn("b.h", self.read("d"))

    def test_files_read_first(self):
        self.write("m.h", "")
        self.write("n.h", "")
        rule = self.rule("-MFd", "-imacros", "m.h", "-include", "n.h")
        self.assertTrue(rule.split("\\\n")[1].strip() == "a.defs", rule)
        self.assertIn(" m.h ", rule)
        self.assertIn(" n.h\n", rule)

    def test_external_preprocessor(self):
        if subprocess.run(["sh", "-c", "command -v cc"], stdout=subprocess.DEVNULL).returncode:
            self.skipTest("no compiler")
        rule = self.rule("-MFd", "--cpp=cc -E -x c -nostdinc")
        for name in "a.defs", "b.h", "in\\ dir/z.h":
            self.assertIn("  " + name, rule)
        self.assertNotIn("<", rule)

    def test_make_reads_it(self):
        if subprocess.run(["sh", "-c", "command -v make"], stdout=subprocess.DEVNULL).returncode:
            self.skipTest("no make")
        odd = "o d#d$x:y.h"
        self.write(odd, "")
        self.write("c.defs", '#include "%s"\n%s' % (odd, PLAIN))
        self.fine("-MD", "-MFd", "-MP", "--list=l i#s$t:", "--emit=list", "c.defs")
        self.write("Makefile", "include d\nl\\ i\\#s$$t\\::\n\t@echo made\n")
        old = os.stat(self.path("c.defs")).st_mtime - 1000
        os.utime(self.path("l i#s$t:"), (old + 100, old + 100))
        os.utime(self.path("c.defs"), (old, old))
        os.utime(self.path(odd), (old, old))
        done = subprocess.run(["make", "-s", "l i#s$t:"], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertNotIn("made", done.stdout)
        new = old + 200
        os.utime(self.path(odd), (new, new))
        done = subprocess.run(["make", "-s", "l i#s$t:"], cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.stdout, "made\n")

    def test_no_outputs(self):
        self.assertIn("d: ", self.rule("-MFd", "--list=-", "--header=/dev/null"))

    def test_standard_input_is_no_file(self):
        self.fine("--emit=list", "-MFd", "-", stdin=PLAIN)
        self.assertEqual(self.read("d"), "plain.msgids:\n")

    def test_nothing_after_an_error(self):
        self.write("e.defs", PLAIN + "junk\n")
        self.fails(1, "-MD", "e.defs")


class Clashes(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    def test_output_is_input(self):
        self.write("b.h", "")
        self.write("c.defs", '#include "b.h"\n' + PLAIN)
        os.symlink("a.defs", self.path("link"))
        os.link(self.path("a.defs"), self.path("hard"))
        self.inputs |= {"link", "hard"}
        for name in "a.defs", "./a.defs", "link", "hard":
            self.fails(2, "--header=" + name, "a.defs", says="M0004")
        self.fails(2, "--header=b.h", "c.defs", says="M0004")
        self.fails(2, "-MF", "a.defs", "a.defs", says="M0004")
        self.assertEqual(self.read("a.defs"), PLAIN)
        self.assertEqual(self.read("b.h"), "")

    def test_same_output_twice(self):
        self.fails(2, "--header=x", "--user=x", "a.defs", says="M0005")
        self.fails(2, "--header=x", "--user=./x", "a.defs", says="M0005")
        self.fails(2, "--header=plainUser.c", "a.defs", says="M0005")
        self.fails(2, "--emit=list", "--list=x", "-MF", "x", "a.defs", says="M0005")
        self.fails(2, "-i", "r_", "--header=r_first.c", "a.defs", says="M0005")
        self.write("old", "kept")
        os.symlink("old", self.path("link"))
        self.inputs.add("link")
        self.fails(2, "--header=old", "--user=link", "a.defs", says="M0005")
        self.assertEqual(self.read("old"), "kept")

    def test_links_are_written_through(self):
        os.mkdir(self.path("sub"))
        self.write("old", "old")
        links = {"there": "old", "dangling": "new", "first": "sub/second", "sub/second": "../third",
                 "full": self.path("fourth")}
        for link, to in links.items():
            os.symlink(to, self.path(link))
        for link in links:
            self.fine("--emit=list", "--list=" + link, "a.defs")
            self.assertTrue(os.path.islink(self.path(link)), link)
        for made in "old", "new", "third", "fourth":
            self.assertIn("plain 500 first", self.read(made))
            self.assertFalse(os.path.islink(self.path(made)), made)
        os.symlink("nowhere/file", self.path("lost"))
        os.symlink("round", self.path("round"))
        for link in "lost", "round":
            done = self.run_it("--emit=list", "--list=" + link, "a.defs")
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"'{link}'", done.stderr)
            self.assertTrue(os.path.islink(self.path(link)), link)
        os.unlink(self.path("sub/second"))
        os.rmdir(self.path("sub"))

    def test_devices_may_be_shared(self):
        shown = self.fine("--emit=list,header", "--list=-", "--header=-", "a.defs")
        self.assertIn("plain 500 first", shown)

    def test_write_if_changed(self):
        self.fine("--emit=list", "a.defs")
        os.utime(self.path("plain.msgids"), (1, 1))
        self.fine("--emit=list", "--write-if-changed", "a.defs")
        self.assertEqual(os.stat(self.path("plain.msgids")).st_mtime, 1)
        self.fine("--emit=list", "a.defs")
        self.assertGreater(os.stat(self.path("plain.msgids")).st_mtime, 1)
        os.utime(self.path("plain.msgids"), (1, 1))
        self.fine("--emit=list", "--write-if-changed", "-", stdin=PLAIN.replace("500", "7"))
        self.assertGreater(os.stat(self.path("plain.msgids")).st_mtime, 1)


if __name__ == "__main__":
    unittest.main()
