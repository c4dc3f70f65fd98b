"""Apple's `migcom`: preprocessed text on standard input, options by their first letter."""

import unittest

from driver_test import DriverTest, APPLE, ERRONEOUS, NOTHING



class AppleMigcom(DriverTest):
    mode = ["--as=apple-migcom"]

    def run_it(self, *words, **more):
        more.setdefault("stdin", APPLE)
        return super().run_it(*words, **more)

    def test_defaults(self):
        self.writes({"plain.h", "plainUser.c", "plainServer.c"})
        self.writes({"h", "u", "s", "sh", "dh"}, "-header", "h", "-user", "u", "-server", "s",
                    "-sheader", "sh", "-dheader", "dh")

    def test_per_routine(self):
        for word in "-i", "-ix", "-iheade":
            self.writes({"plain.h", "plainServer.c", "r_first.c", "r_second.c"}, word, "r_")

    def test_letters(self):
        for letter in "qQvVrRsSlLkKbBnNtTX":
            for rest in "", "x", "quiet":
                self.run_fine("-" + letter + rest)
        self.assertIn("subsystem plain", self.fine(*NOTHING, "-verbose"))
        self.assertEqual(self.fine(*NOTHING, "-verbose", "-Vnot"), "")
        self.assertIn("subsystem plain", self.fine(*NOTHING, "-version", "-q"))

    def run_fine(self, *words):
        self.assertEqual(self.run_it(*NOTHING, *words).returncode, 0, words)
        self.assertEqual(self.left(), set())

    def test_long_options(self):
        self.run_fine("-split", "-novouchers", "-mach_msg2", "-maxonstack", "64", "-max_descrs",
                      "-1", "-max_reply_descrs", "3")
        self.fails(1, "-mach_msg2", "-novel", says="'-n'")
        self.run_fine("-mach_msg2", "-novouchers")
        self.run_fine("-novouchersx", "-splitx")

    def test_refused(self):
        for word in "-d", "-x", "-z", "-u", "-usr", "-h", "-help", "-p", "-f", "-m", "-c", "-arch":
            self.fails(1, word, says=word)
        for word in "a.defs", "-", "--help", "--", "--version":
            self.fails(1, word)
        self.fails(1, "--target=x86_64-gnu", says="x86_64-darwin")

    def test_lacking_values(self):
        for word in ("-i", "-user", "-server", "-header", "-sheader", "-iheader", "-dheader",
                     "-maxonstack", "-max_descrs", "-max_reply_descrs"):
            self.fails(1, word, says="needs a value")

    def test_version(self):
        self.assertRegex(self.fine("-version"), r"^bootstrap_cmds-138\b")

    def test_input(self):
        self.fails(1, stdin='# 12 "x.defs"\n' + ERRONEOUS, says='"x.defs", line 13: ')
        self.fails(1, stdin="")
        self.fails(1, stdin="#define X\n" + APPLE, says="line 1")
        self.run_it(*NOTHING, stdin="#pragma once\n" + APPLE)

    def test_old_outputs_survive_an_error(self):
        self.write("d.h", "old")
        self.fails(1, *NOTHING, "-dheader", "d.h", stdin=APPLE + "junk;\n")
        self.assertEqual(self.read("d.h"), "old")

    def test_targets(self):
        self.assertIn(" for x86_64-darwin", self.fine(*NOTHING, "-v"))
        self.assertIn(" for i386-darwin", self.fine(*NOTHING, "-v", "--target=i386-darwin"))
        text = self.fine(*NOTHING, "-v", program=self.program("arm64-apple-darwin-migcom"))
        self.assertIn(" for arm64-darwin", text)
        text = self.fine(*NOTHING, "-v", env={"MIGC_TARGET": "arm-darwin"})
        self.assertIn(" for arm-darwin", text)


if __name__ == "__main__":
    unittest.main()
