"""`migcom` of GNU MIG: each row of its table of options, defaults, and its ways to fail."""

import os
import unittest

from driver_test import DriverTest, ERRONEOUS, LIST, PLAIN, WARNED

DEFAULT = {"plain.h", "plainUser.c", "plainServer.c"}
KERNEL = PLAIN.replace("subsystem", "subsystem kernelserver")


class Migcom(DriverTest):
    mode = ["--as=gnu-migcom"]

    def fine(self, *words, stdin=PLAIN, **more):
        return super().fine(*words, stdin=stdin, **more)

    def fails(self, status, *words, stdin=PLAIN, **more):
        return super().fails(status, *words, stdin=stdin, **more)

    def test_defaults(self):
        self.writes(DEFAULT)
        self.writes(DEFAULT, stdin=KERNEL)

    def test_n(self):
        for word in "-n", "-nothing":
            self.writes(set(), word)
            self.writes({"l"}, word, "-list", "l")

    def test_names(self):
        self.writes({"h", "u", "s"}, "-header", "h", "-user", "u", "-server", "s")
        self.writes(DEFAULT | {"sh", "l"}, "-sheader", "sh", "-list", "l")
        self.writes({"x", "plainUser.c", "plainServer.c"}, "-header", "h", "-header", "x")

    def test_internal_header(self):
        self.writes(DEFAULT, "-iheader", "i.h")
        self.writes(DEFAULT | {"i.h"}, "-iheader", "i.h", stdin=KERNEL)

    def test_dev_null(self):
        self.writes({"plain.h"}, "-user", "/dev/null", "-server", "/dev/null")
        self.writes(set(), "-n", "-sheader", "/dev/null", "-list", "/dev/null")

    def test_no_header_is_included_if_there_is_none(self):
        """The peer's user file includes "null"."""
        for words in ["-n"], []:
            self.fine(*words, "-header", "/dev/null", "-user", "u.c")
            self.assertNotIn("null", self.read("u.c"))
            self.assertNotIn("plain.h", self.read("u.c"))
        self.fine("-header", "some/where.h".replace("/", "-"), "-user", "u.c")
        self.assertIn('#include "some-where.h"\n', self.read("u.c"))

    def test_warnings(self):
        for words, shown in (([], True), (["-q"], False), (["-quiet"], False),
                             (["-q", "-Q"], True), (["-Q", "-q"], False)):
            done = self.run_it("-n", *words, stdin=WARNED)
            self.assertEqual(done.returncode, 0)
            self.assertEqual("warning" in done.stderr, shown, words)

    def test_verbose(self):
        self.assertIn("plain", self.fine("-n", "-v"))
        self.assertIn("first", self.fine("-n", "-verbose"))
        self.assertEqual(self.fine("-n", "-v", "-V"), "")

    def test_symbol_table(self):
        self.fine("-n", "-server", "s")
        without = self.read("s")
        for word in "-s", "-symbols":
            self.fine("-n", word, "-server", "s")
            self.assertNotEqual(self.read("s"), without)
            self.fine("-n", word, "-S", "-server", "s")
            self.assertEqual(self.read("s"), without)

    def test_without_effect(self):
        for word in "-r", "-rubbish", "-l", "-lost", "-p", "-pre":
            self.writes({"x"}, "-n", "-list", "x", word)

    def test_per_routine(self):
        for word in "-i", "-individual":
            self.writes({"plain.h", "plainServer.c", "r_first.c", "r_second.c"},
                        word, "r_", "-user", "u.c", "-prefix", "p_")
        self.writes({"r_first.c", "r_second.c"}, "-n", "-i", "r_", "-user", "/dev/null")

    def test_prefixes(self):
        dump = self.fine("-n", "-v", "-prefix", "p_")
        self.assertIn("user p_first(", dump)
        self.assertIn("server p_first(", dump)
        self.assertIn("demux p_plain_server", dump)
        self.writes({"u.c"}, "-n", "-user", "u.c", "-subrprefix", "__")

    def test_list(self):
        self.assertEqual(self.fine("-n", "-list", "/dev/stdout"), LIST)

    def test_list_into_a_redirected_file_keeps_what_is_there(self):
        with open(self.path("all"), "w") as file:
            file.write("kept\n")
            file.flush()
            self.fine("-n", "-list", "/dev/stdout", stdout=file)
            file.write("more\n")
            file.seek(0, os.SEEK_END)
        self.assertIn(LIST, self.read("all"))
        self.assertTrue(self.read("all").startswith("kept\n"))

    def test_refused(self):
        for word in "-R", "-t", "-T", "-z", "-u", "-usr", "-h", "-help", "-d", "-x":
            self.fails(1, word, says=word)
        for word in "-", "--help", "--version", "--", "a.defs":
            self.fails(1, word)

    def test_lacking_values(self):
        for word in ("-i", "-user", "-server", "-header", "-sheader", "-iheader", "-list",
                     "-prefix", "-subrprefix"):
            self.fails(1, word, says="needs a value")

    def test_bad_input(self):
        self.fails(1, stdin=ERRONEOUS, says="<stdin>:2:")
        self.fails(1, stdin="")
        self.fails(1, stdin='# 12 "x.defs"\n' + ERRONEOUS, says="x.defs:13:")

    def test_old_outputs_survive_an_error(self):
        self.write("plain.h", "old")
        self.fails(1, stdin=PLAIN + "junk;\n")
        self.assertEqual(self.read("plain.h"), "old")

    def test_targets_by_name(self):
        text = self.fine("-n", "-v", program=self.program("i686-gnu-migcom"))
        self.assertIn(" for i386-gnu", text)
        text = self.fine("-n", "-v", program=self.program("x86_64-gnu-migcom"))
        self.assertIn(" for x86_64-gnu", text)
        link = self.program("migcom")
        self.assertIn(" for i386-gnu", self.fine("-n", "-v", "--target=i386-gnu", program=link))
        text = self.fine("-n", "-v", program=link, env={"MIGC_TARGET": "aarch64-gnu"})
        self.assertIn(" for aarch64-gnu", text)

    def test_peers_suite(self):
        """How the peer's test suite runs it, after a preprocessor."""
        self.writes({"M-server.c", "M-user.c", "M-header.h"}, "-server", "M-server.c", "-user",
                    "M-user.c", "-header", "M-header.h", program=self.program("migcom"))


if __name__ == "__main__":
    unittest.main()
