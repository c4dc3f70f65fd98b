"""migc's own command line: each option, its forms, its mistakes."""

import json
import unittest

from driver_test import DriverTest, ERRONEOUS, LIST, PLAIN, WARNED

DEFAULT = {"plain.h", "plainUser.c", "plainServer.c"}


class Native(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("a.defs", PLAIN)

    def test_default_files(self):
        self.writes(DEFAULT, "a.defs")

    def test_emit(self):
        self.writes({"plain.msgids"}, "--emit=list", "a.defs")
        self.writes({"plain.h", "plain_server.h", "plain.layout.yaml"},
                    "--emit", "header,sheader,layout", "a.defs")
        self.writes({"plain.h", "plain.msgids"}, "--emit=list", "--emit=header", "a.defs")

    def test_internal_header_belongs_to_kernel_servers(self):
        self.writes({"plain.msgids"}, "--emit=list,iheader", "a.defs")
        self.write("k.defs", PLAIN.replace("subsystem", "subsystem kernelserver"))
        self.writes({"plain_internal.h"}, "--emit=iheader", "k.defs")

    def test_folder(self):
        self.write("out/keep", "")
        self.writes({"out/plain.h", "out/plainUser.c", "out/plainServer.c"}, "-o", "out", "a.defs")
        self.writes({"out/plain.msgids"}, "-oout/", "--emit=list", "a.defs")

    def test_names_of_files(self):
        self.writes(DEFAULT - {"plain.h"} | {"x.h"}, "--header=x.h", "a.defs")
        self.writes({"l", "u"}, "--emit=list", "--list", "l", "--user=u", "a.defs")
        self.writes(DEFAULT - {"plain.h"}, "--header=/dev/null", "a.defs")

    def test_headers_are_included_without_folder(self):
        self.write("in/keep", "")
        self.fine("--header=in/x.h", "--sheader=in/y.h", "a.defs")
        self.assertIn('#include "x.h"\n', self.read("plainUser.c"))
        self.assertIn('#include "y.h"\n', self.read("plainServer.c"))

    def test_doc_comments_reach_headers(self):
        self.write("d.defs", PLAIN.replace("simpleroutine", "/** Says it once. */\nsimpleroutine"))
        self.fine("d.defs")
        self.assertIn("Says it once.", self.read("plain.h"))

    def test_text_does_not_depend_on_what_else_is_written(self):
        self.fine("a.defs")
        together = self.read("plainUser.c")
        self.clean()
        self.fine("--emit=user", "a.defs")
        self.assertEqual(self.read("plainUser.c"), together)

    def test_one_file_for_each_routine(self):
        names = {"plain.h", "plainServer.c", "r_first.c", "r_second.c"}
        self.writes(names, "--user-per-routine=r_", "a.defs")
        self.writes(names, "-i", "r_", "a.defs")

    def test_standard_input_and_output(self):
        self.assertEqual(self.fine("--emit=list", "--list=-", "-", stdin=PLAIN), LIST)
        self.assertEqual(self.fine("--emit=list", "--list=/dev/stdout", "a.defs"), LIST)
        self.writes(DEFAULT, "-", stdin=PLAIN)

    def test_several_inputs(self):
        self.write("b.defs", PLAIN.replace("plain", "other"))
        self.writes({"plain.msgids", "other.msgids"}, "--emit=list", "a.defs", "b.defs")
        self.fails(2, "--list=x", "a.defs", "b.defs", says="several inputs")
        self.fails(2, "-MF", "x", "a.defs", "b.defs", says="several inputs")

    def test_later_inputs_are_compiled_after_a_bad_one(self):
        self.write("bad.defs", ERRONEOUS)
        self.fails(1, "--emit=list", "bad.defs", "a.defs", leaves={"plain.msgids"})

    def test_target(self):
        for words in ["--target=i386-gnu"], ["--target", "i686-gnu"], ["--target=i586-pc-gnu"]:
            self.assertIn(" for i386-gnu", self.fine(*words, "--dump=model", "a.defs"))
        dump = self.fine("--dump=model", "a.defs", env={"MIGC_TARGET": "aarch64-gnu"})
        self.assertIn(" for aarch64-gnu", dump)
        link = self.program("i686-gnu-migc")
        self.assertIn(" for i386-gnu", self.fine("--dump=model", "a.defs", program=link))
        self.assertRegex(self.fine("--dump=model", "a.defs"), " for (x86_64|i386|aarch64)-gnu")

    def test_bad_target(self):
        self.fails(2, "--target=vax-gnu", "a.defs", says="i386-gnu, x86_64-gnu")
        self.fails(2, "a.defs", says="MIGC_TARGET", env={"MIGC_TARGET": "vax-gnu"})
        self.fails(2, "a.defs", says="vax-gnu", program=self.program("vax-gnu-migc"))

    def test_preprocessor_options(self):
        self.write("b.defs", "#include <inner.h>\n#include \"q.h\"\nSTART\n#ifdef GONE\n#error x\n"
                             "#endif\n" + PLAIN.replace("500", "BASE"))
        self.write("i/inner.h", "")
        self.write("q/q.h", "")
        self.write("m.h", "#define START serverprefix s_;\nlost\n")
        self.write("n.h", "userprefix u_;\n")
        dump = self.fine("-I", "i", "-iquote", "q", "-imacros", "m.h", "-include", "n.h",
                         "-DBASE=7", "-D", "GONE", "-UGONE", "--dump=model", "b.defs")
        self.assertIn("subsystem plain 7 ", dump)
        self.assertIn("u_first(", dump)
        self.assertIn("s_first(", dump)
        joined = self.fine("-Ii", "-iquoteq", "-imacrosm.h", "-includen.h", "-DBASE=7",
                           "--dump=model", "b.defs")
        self.assertEqual(joined, dump)
        for words in ["-isystem", "i"], ["-idirafter", "i"]:
            self.fine(*words, "-iquote", "q", "-imacros", "m.h", "-DBASE=7", "-E", "b.defs")

    def test_system_folders(self):
        self.write("root/usr/include/x.defs", PLAIN)
        self.write("b.defs", "#include <x.defs>\n")
        for words in [["--sysroot=root"], ["--sysroot", "root"], ["-isysroot", "root"]]:
            self.fine(*words, "-E", "b.defs")
        self.fails(1, "--sysroot=root", "-nostdinc", "b.defs", says="cannot find")
        shown = self.fine("--print-search-dirs", "--sysroot=root", "-I", "i")
        self.assertIn("root/usr/include\n", shown)
        self.assertEqual(self.fine("--print-search-dirs", "-nostdinc"), "")

    def test_preprocessed_text(self):
        self.write("b.defs", "#define X subsystem x 1;\nX\n")
        self.assertIn("subsystem x 1;", self.fine("-E", "b.defs"))
        self.assertEqual(self.left(), set())

    def test_external_preprocessor(self):
        self.script("cpp", 'for word; do echo "$word"; done >words; cat a.defs')
        self.writes({"plain.msgids", "words"}, "--cpp=./cpp 'a b'", "-D", "X=1 2", "-Iy",
                    "--emit=list", "a.defs")
        self.fine("--cpp=./cpp 'a b'", "-D", "X=1 2", "-Iy", "--emit=list", "a.defs")
        self.assertEqual(self.read("words"), "a b\n-D\nX=1 2\n-Iy\na.defs\n")
        self.clean()
        self.writes(DEFAULT, "--cpp=./cpp", "--cpp=builtin", "a.defs")

    def test_external_preprocessor_fails(self):
        self.script("cpp", "cat a.defs; exit 3")
        self.fails(1, "--cpp=./cpp", "a.defs", says="status 3")
        self.fails(2, "--cpp=./none", "a.defs", says="./none")
        self.fails(2, "--cpp=", "a.defs", says="empty")
        self.fails(2, "--cpp='cpp", "a.defs", says="quote")

    def test_warnings(self):
        self.write("w.defs", WARNED)
        done = self.run_it("--emit=list", "w.defs")
        self.assertEqual(done.returncode, 0)
        self.assertIn("[M0501, -Wrepeated-flag]", done.stderr)
        for words in ["-w"], ["-q"], ["-Wno-repeated-flag"]:
            self.assertEqual(self.fine(*words, "--emit=list", "w.defs"), "")
        self.clean()
        self.fails(1, "-Werror", "w.defs", says="error:")
        self.fails(1, "-Werror=repeated-flag", "w.defs", says="error:")
        self.fails(2, "-Wnone-such", "w.defs", says="-Wnone-such")

    def test_error_limit(self):
        self.write("e.defs", ERRONEOUS + "".join("type t%d = nonsense%d;\n" % (i, i) for i in range(30)))
        self.assertEqual(self.fails(1, "e.defs").count(": error:"), 20)
        self.assertEqual(self.fails(1, "-ferror-limit=3", "e.defs").count(": error:"), 3)
        self.assertEqual(self.fails(1, "-ferror-limit", "0", "e.defs").count(": error:"), 31)
        for value in "x", "-1", "", "99999999999999999999":
            self.fails(2, "-ferror-limit=" + value, "e.defs", says="number")

    def test_json(self):
        self.write("e.defs", ERRONEOUS)
        lines = self.fails(1, "--diagnostics=json", "e.defs").splitlines()
        self.assertEqual([json.loads(line)["line"] for line in lines], [2])
        lines = self.fails(2, "--diagnostics=json", "none.defs").splitlines()
        self.assertEqual(json.loads(lines[0])["code"], "M0001")
        self.fails(2, "--diagnostics=xml", "e.defs", says="'xml'")

    def test_print_outputs(self):
        shown = self.fine("--print-outputs", "-o", "out", "--list=l", "a.defs")
        self.assertEqual(shown, "out/plain.h\nout/plainUser.c\nout/plainServer.c\nl\n")
        self.assertEqual(self.left(), set())

    def test_dumps(self):
        self.assertIn("subsystem", self.fine("--dump=tokens", "a.defs"))
        self.assertIn("second", self.fine("--dump", "ast", "a.defs"))
        self.assertIn("id 502", self.fine("--dump=model", "a.defs"))
        self.assertEqual(self.left(), set())
        self.fails(2, "--dump=modle", "a.defs", says="did you mean 'model'?")

    def test_prefixes(self):
        dump = self.fine("--prefix=p_", "--subrprefix=s_", "--dump=model", "a.defs")
        self.assertIn("user p_first(", dump)

    def test_texts_that_options_change(self):
        self.fine("a.defs")
        plain = self.read("plain.h"), self.read("plainServer.c")
        self.fine("--symbol-table", "a.defs")
        self.assertNotEqual(self.read("plainServer.c"), plain[1])
        self.write("t.defs", PLAIN + "type mine = array[3] of int;\n")
        self.fine("t.defs")
        with_types = self.read("plain.h")
        self.fine("--no-typedefs", "t.defs")
        self.assertNotEqual(self.read("plain.h"), with_types)

    def test_response_files(self):
        self.write("words", "--emit=list\n  '--list=a b'  @more\n")
        self.write("more", '"a.defs"\n')
        self.writes({"a b"}, "@words")
        self.write("loop", "@loop")
        self.fails(2, "@loop", says="nested")
        self.fails(2, "@none", says="none")
        self.write("open", "'a.defs")
        self.fails(2, "@open", says="quote")

    def test_words_after_two_dashes_are_files(self):
        self.write("-x.defs", PLAIN)
        self.writes({"plain.msgids"}, "--emit=list", "--", "-x.defs")

    def test_help_and_version(self):
        for option in "--target", "-MF", "--write-if-changed", "-isystem":
            self.assertIn(option, self.fine("--help"))
        self.assertNotIn("-subrprefix P", self.fine("--help").replace("--subrprefix", ""))
        self.assertRegex(self.fine("--version"), r"^migc [0-9.]+\n$")

    def test_mistakes(self):
        self.fails(2, says="no input file")
        self.fails(2, "--tagret=x", "a.defs", says="did you mean '--target'?")
        self.fails(2, "--emit=headr", "a.defs", says="did you mean 'header'?")
        self.fails(2, "--emit=", "a.defs", says="--emit")
        self.fails(2, "-header", "x.h", "a.defs", says="did you mean '--header'?")
        self.fails(2, "a.defs", "--header", says="needs a value")
        self.fails(2, "--header=", "a.defs", says="name of a file")
        self.fails(2, "", says="empty")
        self.fails(2, "a.defs", "--as=gnu-mig", says="first word")
        for words in ["--nonsense"], ["-z"], ["--help=x"], ["-MDx"]:
            lines = self.fails(2, *words, "a.defs", says=words[0]).splitlines()
            self.assertEqual(len(lines), 1)

    def test_as_another_program(self):
        self.fails(2, "--as=vax-mig", says="gnu-migcom")
        self.assertIn("GNU MIG", self.fine("--as=gnu-mig", "--version"))
        self.assertIn("GNU MIG", self.fine("--as", "gnu-mig", "--version"))
        self.fails(2, "--as", says="needs a value")
        link = self.program("mig")
        self.fails(1, "--as=vax-mig", says="gnu-migcom", program=link)
        self.assertRegex(self.fine("--as=migc", "--version", program=link), "^migc ")

    def test_bad_input(self):
        self.write("e.defs", ERRONEOUS)
        self.fails(1, "e.defs", says="e.defs:2:")
        self.write("i.defs", '#include "none.h"\n' + PLAIN)
        self.assertEqual(self.fails(1, "i.defs", says="none.h").count("error:"), 1)
        self.write("empty.defs", "")
        self.fails(1, "empty.defs", says="M0002")

    def test_no_input(self):
        self.fails(2, "none.defs", says="none.defs")
        self.fails(2, ".", says="directory")


if __name__ == "__main__":
    unittest.main()
