#!/usr/bin/env python3
"""Compares documents with the tables in the source that they describe.

    check_docs.py [--update] [--migc PROGRAM] SOURCE_DIR

--update writes the table of warnings in docs/diagnostics.md anew. With --migc the interfaces shown
in documents are compiled, and the layout shown in docs/layout.md is compared with the real one.


Every option of src/driver/options.def that --help shows is in a manual page, every warning of the
catalogue is in docs/diagnostics.md, every keyword is in docs/language.md and migc-defs(5), links
between documents lead somewhere, and manual pages render without a complaint.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROW = re.compile(r'^(\w+)\(((?:[^()"]|"(?:[^"\\]|\\.)*"|\([^()]*\))*)\)', re.M)
FIELD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)')


def rows(path, macro):
    """The arguments of every macro(...) of a .def file."""
    for name, text in ROW.findall(path.read_text()):
        if name == macro:
            yield [field.strip().strip('"') for field in FIELD.findall(text) if field.strip()]


def roff_text(path):
    """A manual page without the escapes that options have."""
    return path.read_text().replace('\\-', '-').replace('\\&', '')


def has_option(page, spelling):
    """Whether an mdoc page names an option: `Fl -emit`, or in a list behind one Fl."""
    name = re.escape(spelling[1:].rstrip('='))
    return re.search(r'(?:Fl |, )-?%s(?![\w-])' % name.lstrip('\\-'), page) is not None


def check_options(root):
    table = root / 'src/driver/options.def'
    if not table.exists():
        return
    pages = {'N': ('migc.1', roff_text(root / 'man/migc.1')),
             'M': ('mig.1', roff_text(root / 'man/mig.1')),
             'C': ('mig.1', roff_text(root / 'man/mig.1')),
             'A': ('apple-mig.1', roff_text(root / 'man/apple-mig.1')),
             'B': ('apple-mig.1', roff_text(root / 'man/apple-mig.1'))}
    for row in rows(table, 'OPTION'):
        spelling, modes, text = row[1], row[3], row[5]
        if text == 'NULL':
            continue
        for mode in re.findall(r'\b[NMCAB]\b', modes):
            name, page = pages[mode]
            if not has_option(page, spelling):
                yield f'man/{name}: no {spelling}'


def warning_table(root):
    """The table of warnings as docs/diagnostics.md has it."""
    lines = ['| name | number | text |', '|---|---|---|']
    for number, severity, name, text in rows(root / 'src/diag/catalogue.def', 'DIAG'):
        if severity != 'ERROR':
            off = ' (off)' if severity == 'WARNING_OFF' else ''
            text = re.sub(r'\{\d\}', '...', text).replace('|', '\\|').replace('\\"', '"')
            lines.append('| `%s`%s | M%04d | %s |' % (
                name.replace('_', '-'), off, int(number), text))
    return '\n'.join(lines) + '\n'


def split_at_table(page):
    """The page before its last table, which is that of the warnings, and the table."""
    start = page.index('| name | number | text |')
    return page[:start], page[start:]


def check_warnings(root):
    if split_at_table((root / 'docs/diagnostics.md').read_text())[1] != warning_table(root):
        yield 'docs/diagnostics.md: the table of warnings is old; run check_docs.py --update'


def update_warnings(root):
    page = root / 'docs/diagnostics.md'
    page.write_text(split_at_table(page.read_text())[0] + warning_table(root))


def check_keywords(root):
    pages = {name: (root / name).read_text() for name in ('docs/language.md', 'man/migc-defs.5')}
    for row in rows(root / 'src/lexer/token.def', 'WORD'):
        spelling, dialects = row[1], row[2]
        for name, page in pages.items():
            if name == 'docs/language.md' and dialects == 'APPLE':
                continue
            if not re.search(r'(?<!\w)%s(?!\w)' % re.escape(spelling), page):
                yield f'{name}: no {spelling}'


def check_links(root):
    pages = [root / name for name in ('README.md', 'HACKING.md')] + sorted(root.glob('docs/*.md'))
    for page in pages:
        for target in re.findall(r'\]\(([^)#]+)(?:#[^)]*)?\)', page.read_text()):
            if '://' not in target and not (page.parent / target).exists():
                yield f'{page.relative_to(root)}: no {target}'


def check_pages(root):
    for page in sorted(root.glob('man/*.[1-9]')):
        if shutil.which('groff'):
            done = subprocess.run(['groff', '-mandoc', '-ww', '-z', str(page)],
                                  capture_output=True, text=True, check=False)
            yield from (done.stdout + done.stderr).splitlines()
        if shutil.which('mandoc'):
            done = subprocess.run(['mandoc', '-T', 'lint', '-W', 'warning', str(page)],
                                  capture_output=True, text=True, check=False)
            yield from (line for line in done.stdout.splitlines()
                        if 'unusual Xr order' not in line)


def compile_text(migc, text):
    """Diagnostics and layout of an interface."""
    done = subprocess.run([migc, '--target=x86_64-gnu', '--emit=layout', '--layout=-', '-'],
                          input=text, capture_output=True, text=True, check=False)
    return done.stderr, done.stdout


def check_examples(root, migc):
    blocks = {}
    for name in ('README.md', 'docs/layout.md', 'docs/language.md'):
        blocks[name] = re.findall(r'```\n(subsystem .*?)```', (root / name).read_text(), re.S)
    page = roff_text(root / 'man/migc-defs.5')
    blocks['man/migc-defs.5'] = re.findall(
        r'\.Bd -literal -offset indent\n(subsystem .*?)\.Ed', page, re.S)
    for name, texts in blocks.items():
        if not texts:
            yield f'{name}: shows no interface'
        for text in texts:
            complaints, layout = compile_text(migc, text)
            if complaints:
                yield f'{name}: {complaints}'
            if name == 'docs/layout.md':
                shown = re.search(r'```yaml\n(.*?)```', (root / name).read_text(), re.S).group(1)
                if shown not in layout:
                    yield f'{name}: the layout shown is not the one written'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--update', action='store_true')
    parser.add_argument('--migc')
    parser.add_argument('root', type=pathlib.Path)
    options = parser.parse_args()
    root = options.root
    problems = []
    if options.update:
        update_warnings(root)
    if options.migc:
        problems += check_examples(root, options.migc)
    for check in (check_options, check_warnings, check_keywords, check_links, check_pages):
        problems += check(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
