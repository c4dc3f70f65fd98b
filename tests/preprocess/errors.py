"""Each diagnostic of the preprocessor, rendered in full, against errors/*.err.

    errors.py --tool PP_TOOL [--update]

Every number M01xx of the catalogue needs an input of its name, except those that no input of
reasonable size can cause. An input may name options in its first line: // options: ...
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / 'errors'
CATALOGUE = Path(__file__).parents[2] / 'src/diag/catalogue.def'
# Two GiB of input; 50,000 files.
WITHOUT_INPUT = {107, 104}


def render(tool, path):
    first = path.read_text().split('\n', 1)[0]
    match = re.match(r'// options: (.*)', first)
    options = match.group(1).split() if match else []
    result = subprocess.run([tool, '-nostdinc', *options, path.name], cwd=FOLDER,
                            capture_output=True, text=True, check=False)
    return result.stderr + f'status {result.returncode}\n'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tool', required=True)
    parser.add_argument('--update', action='store_true')
    arguments = parser.parse_args()
    failures = 0
    numbers = {int(n) for n in re.findall(r'^DIAG\((1\d\d),', CATALOGUE.read_text(), re.M)}
    for number in sorted(numbers - WITHOUT_INPUT):
        path = FOLDER / f'M{number:04}.c'
        expected = path.with_suffix('.err')
        text = render(Path(arguments.tool).resolve(), path)
        if f'[M{number:04}' not in text:
            print(f'{path.name} does not cause M{number:04}')
            failures += 1
        if arguments.update:
            expected.write_text(text)
        elif text != expected.read_text():
            print(f'{path.name}: expected\n{expected.read_text()}got\n{text}')
            failures += 1
    print(f'{len(numbers)} numbers, {failures} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
