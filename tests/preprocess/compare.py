"""Compare migc's preprocessor with gcc's: spelling and line of each token.

    compare.py --tool PP_TOOL [--target T]... [-I DIR]... FILE...

gcc runs as `gcc -E -x c -std=gnu17 -undef` with the target's macros, -nostdinc and the same -I.
The output of both is cut into tokens by the same rule; line markers give their lines. Exit status
0: all equal; 1: some differ; 77: there is no gcc.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOKEN = re.compile(
    r'(?:L|u8|u|U)?"(?:\\.|[^"\\\n])*"|(?:L|u|U)?\'(?:\\.|[^\'\\\n])*\''
    r'|[A-Za-z_$\x80-\U0010ffff][A-Za-z_$0-9\x80-\U0010ffff]*'
    r'|\.?[0-9](?:[eEpP][+-]|[A-Za-z_$0-9.])*'
    r'|%:%:|<<=|>>=|\.\.\.|##|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|<:|:>|<%|%>|%:'
    r'|[^\s]')
MARKER = re.compile(r'^# (\d+) "((?:\\.|[^"\\])*)"[ 0-9]*$')


def tokens_of(text):
    """(file, line, spelling) of each token of preprocessor output."""
    result = []
    line, path = 0, ''
    for row in text.split('\n'):
        marker = MARKER.match(row)
        if marker:
            line, path = int(marker.group(1)), marker.group(2)
            continue
        result += [(Path(path).name, line, token) for token in TOKEN.findall(row)]
        line += 1
    return result


def run(command):
    result = subprocess.run(command, capture_output=True, check=False)
    return result.returncode, result.stdout.decode('latin-1'), result.stderr.decode('latin-1')


def compare(tool, target, path, options, show=True):
    """'equal', 'refused' (by both) or 'different'."""
    with tempfile.NamedTemporaryFile('w', suffix='.h') as macros:
        predefined = run([tool, '--target=' + target, '--predefined'])[1]
        macros.write(predefined)
        macros.flush()
        if '__CHAR_UNSIGNED__' in predefined:
            options = ['-funsigned-char', *options]
        theirs = run(['gcc', '-E', '-x', 'c', '-std=gnu17', '-undef', '-nostdinc', '-w',
                      '-imacros', macros.name, *options, str(path)])
    ours = run([tool, '--target=' + target, '-E', '-nostdinc', '-Wno-warning-directive',
                *[o for o in options if o != '-funsigned-char'], str(path)])
    if theirs[0] != 0 or ours[0] != 0:
        if (theirs[0] != 0) == (ours[0] != 0):
            return 'refused'
        if show:
            print(f'{path} ({target}): status {ours[0]}, gcc {theirs[0]}\n{ours[2]}{theirs[2]}')
        return 'different'
    ours, theirs = tokens_of(ours[1]), tokens_of(theirs[1])
    if ours == theirs:
        return 'equal'
    if show:
        for index, pair in enumerate(zip(ours + [None], theirs + [None])):
            if pair[0] != pair[1]:
                print(f'{path} ({target}): token {index}: {pair[0]}, gcc {pair[1]}')
                break
    return 'different'


def options_of(path):
    """A case may name its options in its first line: // options: ..."""
    first = path.read_text(errors='replace').split('\n', 1)[0]
    match = re.match(r'// options: (.*)', first)
    return match.group(1).replace('@', str(path.parent)).split() if match else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tool', required=True)
    parser.add_argument('--target', action='append')
    parser.add_argument('-I', dest='folders', action='append', default=[])
    parser.add_argument('files', nargs='+', type=Path)
    arguments = parser.parse_args()
    targets = arguments.target or run([arguments.tool, '--targets'])[1].split()
    options = ['-I' + folder for folder in arguments.folders]
    try:
        run(['gcc', '--version'])
    except FileNotFoundError:
        print('skipped: there is no gcc')
        return 77
    count = {'equal': 0, 'refused': 0, 'different': 0}
    for path in arguments.files:
        for target in targets:
            count[compare(arguments.tool, target, path, options + options_of(path))] += 1
    print(', '.join(f'{number} {what}' for what, number in count.items()))
    return 1 if count['different'] else 0


if __name__ == '__main__':
    sys.exit(main())
