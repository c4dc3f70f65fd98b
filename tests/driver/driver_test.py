"""What the tests of the command lines share: a folder for each test, and a way to run migc there
with an environment of which nothing comes from outside."""

import os
import shutil
import subprocess
import tempfile
import unittest

MIGC = os.path.abspath(os.environ["MIGC"])

# Known without any include, in every mode.
PLAIN = """subsystem plain 500;
type port_t = MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t;
routine first(p : port_t; a : int; out b : int);
skip;
simpleroutine second(p : port_t; a : int);
"""
# For Apple's programs, which know no type by themselves. On the same lines.
APPLE = PLAIN.replace("mach_port_t;\n", "mach_port_t; type int = MACH_MSG_TYPE_INTEGER_32;\n")
ERRONEOUS = "subsystem bad 1;\ntype t = nonsense;\n"
WARNED = PLAIN + "type twice = ^array[] of (MACH_MSG_TYPE_INTEGER_32, 32, dealloc, dealloc);\n"
LIST = "plain 500 first 0 500 600\nplain 500 second 2 502 0\n"
# Names for all files that Apple's programs write unasked.
NOTHING = ["-user", "/dev/null", "-server", "/dev/null", "-header", "/dev/null"]


class DriverTest(unittest.TestCase):
    mode = []  # words before all others

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="migc driver ")
        self.addCleanup(shutil.rmtree, self.folder)
        self.inputs = set()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        """Makes an input, which is not counted among the files that a run left."""
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)
        self.inputs.add(name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def left(self):
        """The names of all files that runs left."""
        found = set()
        for folder, _, names in os.walk(self.folder):
            for name in names:
                found.add(os.path.relpath(os.path.join(folder, name), self.folder))
        return found - self.inputs

    def program(self, name):
        """A link to migc under another name."""
        link = self.path(name)
        os.symlink(MIGC, link)
        self.inputs.add(name)
        return link

    def script(self, name, text):
        self.write(name, "#!/bin/sh\n" + text)
        os.chmod(self.path(name), 0o755)
        return self.path(name)

    def run_it(self, *words, program=None, stdin="", env=None, **more):
        variables = {"PATH": os.environ["PATH"]}
        variables.update(env or {})
        command = [program or MIGC] + ([] if program else self.mode) + list(words)
        more.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(command, cwd=self.folder, input=stdin, env=variables, text=True,
                              errors="replace", stderr=subprocess.PIPE, timeout=60, **more)

    def fine(self, *words, **more):
        done = self.run_it(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def fails(self, status, *words, says="", leaves=(), **more):
        done = self.run_it(*words, **more)
        self.assertEqual(done.returncode, status, (words, done.stderr))
        self.assertIn(says, done.stderr)
        self.assertNotEqual(done.stderr, "")
        self.assertEqual(self.left(), set(leaves), words)
        return done.stderr

    def writes(self, names, *words, **more):
        """The run succeeds and leaves exactly these new files; they are removed."""
        self.fine(*words, **more)
        self.assertEqual(self.left(), set(names), words)
        self.clean()

    def clean(self):
        for name in self.left():
            os.unlink(self.path(name))
