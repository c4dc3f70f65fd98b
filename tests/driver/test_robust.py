"""The command as a whole under bad conditions: it says what is wrong, and leaves nothing."""

import os
import resource
import signal
import subprocess
import time
import unittest

from driver_test import DriverTest, MIGC, PLAIN


class Robust(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    def test_output_in_a_missing_folder(self):
        self.fails(2, "-o", "none", "a.defs", says="none/plain.h")
        self.fails(2, "--list=none/l", "a.defs", says="none/l")
        self.fails(2, "-i", "none/r_", "a.defs", says="none/r_")
        self.fails(1, "--as=gnu-mig", "-list", "none/l", "a.defs", says="none/l")
        self.fails(1, "--as=gnu-migcom", "-list", "none/l", stdin=PLAIN, says="none/l")

    def test_output_below_a_file(self):
        self.fails(2, "--list=a.defs/l", "a.defs", says="a.defs/l")

    def test_directory_as_output(self):
        os.mkdir(self.path("folder"))
        self.fails(2, "--list=folder", "a.defs", says="folder")
        self.fails(2, "--list=folder/", "a.defs", says="folder")

    def test_full_device(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        self.fails(2, "--list=/dev/full", "a.defs", says="/dev/full")
        self.fails(1, "--as=gnu-mig", "-list", "/dev/full", "a.defs", says="No space left")
        with open("/dev/full", "w") as full:
            for words in ["--help"], ["--version"], ["-E", "a.defs"], ["--dump=ast", "a.defs"], \
                    ["--print-outputs", "a.defs"], ["--emit=list", "--list=-", "a.defs"]:
                self.fails(2, *words, says="standard output", stdout=full)
            self.fails(1, "--as=gnu-mig", "--help", says="standard output", stdout=full)

    def test_directory_or_nothing_as_input(self):
        self.fails(2, ".", says="directory")
        self.fails(2, "none.defs", says="none.defs")
        self.fails(2, "none\nnone.defs", says="none")
        self.fails(1, "--as=gnu-mig", ".", says="directory")
        self.fails(1, "--as=gnu-mig", "none.defs", says="none.defs")
        with open(os.devnull) as nothing:
            done = subprocess.run([MIGC, "--as=gnu-migcom"], stdin=nothing, cwd=self.folder,
                                  stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.fails(1, "/dev/null", says="M0002")

    def test_closed_standard_files(self):
        for words, closed, status in (
                ("--help", ">&-", 2), ("--version", ">&-", 2), ("a.defs", ">&-", 0),
                ("a.defs", "<&- >&- 2>&-", 0), ("- ", "<&-", 2), ("--list=- a.defs", ">&-", 2),
                ("none.defs", "2>&-", 2), ("--cpp='cat' a.defs", "<&- >&- 2>&-", 0)):
            done = subprocess.run(["sh", "-c", '"$0" %s %s' % (words, closed), MIGC],
                                  cwd=self.folder, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, status, (words, closed, done.stderr))
            if status:
                self.assertEqual(self.left(), set())
            else:
                self.assertEqual(self.left(), {"plain.h", "plainUser.c", "plainServer.c"})
                with open(self.path("plain.h")) as header:
                    self.assertIn("plain", header.read())
            self.clean()

    def test_reader_that_goes_away(self):
        done = subprocess.run(["sh", "-c", '"$0" --emit=list,header --list=- a.defs | true', MIGC],
                              cwd=self.folder, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0)
        self.assertLessEqual(self.left(), {"plain.h"})

    def test_many_words(self):
        self.writes({"plain.msgids"}, "--emit=list", *["-DX%d" % i for i in range(20000)],
                    "a.defs")
        self.fails(2, *["a.defs"] * 30000, "--bad", says="--bad")

    def test_long_words(self):
        self.fails(2, "--" + "x" * 100000, says="unknown option")
        self.fails(2, "y" * 100000, says="too long")
        self.fails(2, "--list=" + "y" * 300, "a.defs", says="too long")
        self.writes({"plain.msgids"}, "--emit=list", "-DX=" + "z" * 100000, "a.defs")

    def test_response_files(self):
        self.write("words", "-DX\n" * 200000 + "--emit=list a.defs\n")
        self.writes({"plain.msgids"}, "@words")
        self.fails(2, "@.", says="directory")
        self.fails(2, "@/dev/zero", says="too large")
        with open(self.path("nul"), "wb") as file:
            file.write(b"a.defs\0b")
        self.inputs.add("nul")
        self.fails(2, "@nul", says="NUL")
        self.write("twice", "@twice @twice")
        self.fails(2, "@twice", says="nested")

    def test_interrupt(self):
        """Nothing is in the folder while a run waits, nor after it was ended."""
        for number in signal.SIGINT, signal.SIGTERM:
            running = subprocess.Popen([MIGC, "-", "--list=l"], stdin=subprocess.PIPE,
                                       stderr=subprocess.PIPE, cwd=self.folder)
            running.stdin.write(PLAIN.encode())
            running.stdin.flush()
            time.sleep(0.2)
            self.assertEqual(self.left(), set())
            running.send_signal(number)
            self.assertEqual(running.wait(10), -number)
            running.stdin.close()
            running.stderr.close()
            self.assertEqual(self.left(), set())

    def test_interrupt_with_an_external_preprocessor(self):
        self.script("cpp", "cat a.defs; exec sleep 5")
        running = subprocess.Popen([MIGC, "--cpp=./cpp", "a.defs"], stderr=subprocess.DEVNULL,
                                   cwd=self.folder, start_new_session=True)
        time.sleep(0.3)
        os.killpg(running.pid, signal.SIGINT)
        self.assertEqual(running.wait(10), -signal.SIGINT)
        self.assertEqual(self.left(), set())

    def test_file_size_limit(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
        self.fails(2, "a.defs", says="plain", preexec_fn=limit)

    def test_errors_leave_old_files_alone(self):
        for name in "plain.h", "plainUser.c", "plainServer.c":
            self.write(name, "old")
        self.fails(2, "--list=none/l", "a.defs", says="none/l")
        self.write("b.defs", PLAIN + "junk;\n")
        self.fails(1, "b.defs")
        for name in "plain.h", "plainUser.c", "plainServer.c":
            self.assertEqual(self.read(name), "old")

    def test_without_a_name(self):
        done = subprocess.run([""], executable=MIGC, cwd=self.folder, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr[:5]), (2, b"migc:"))

    def test_start_is_quick(self):
        best = min(self.time_of("--version") for _ in range(20))
        self.assertLess(best, 0.2)

    def time_of(self, *words):
        start = time.perf_counter()
        self.fine(*words)
        return time.perf_counter() - start


if __name__ == "__main__":
    unittest.main()
