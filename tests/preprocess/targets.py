"""Whether docs/targets.md lists what is predefined and searched; --update writes its tables.

    targets.py --tool PP_TOOL [--update]
"""
import argparse
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / 'docs/targets.md'
BEGIN = '<!-- written by tests/preprocess/targets.py --update -->\n'


def ask(tool, *options):
    return subprocess.run([tool, *options], capture_output=True, text=True, check=True).stdout


def tables(tool):
    targets = ask(tool, '--targets').split()
    text = '\n## Folders searched for `<...>`\n\nIn this order, below `--sysroot` if one is given.\n'
    for target in targets:
        folders = ask(tool, '--target=' + target, '--folders').split()
        text += f'\n- `{target}`: ' + ', '.join(f'`{folder}`' for folder in folders)
    text += '\n\n## Predefined macros\n\nA dot means: not defined for that target.\n\n'
    values, names = {}, []
    for target in targets:
        for line in ask(tool, '--target=' + target, '--predefined').splitlines():
            _, name, *value = line.split(' ', 2)
            values[target, name] = value[0] if value else ''
            if name not in names:
                names.append(name)
    text += '| macro | ' + ' | '.join(targets) + ' |\n' + '|---' * (len(targets) + 1) + '|\n'
    for name in sorted(names, key=lambda name: (name.strip('_').lower(), name)):
        row = [values.get((target, name)) for target in targets]
        cells = ['.' if value is None else f'`{value}`' if value else 'empty' for value in row]
        text += f'| `{name}` | ' + ' | '.join(cells) + ' |\n'
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tool', required=True)
    parser.add_argument('--update', action='store_true')
    arguments = parser.parse_args()
    head, _, old = PAGE.read_text().partition(BEGIN)
    new = tables(arguments.tool)
    if arguments.update:
        PAGE.write_text(head + BEGIN + new)
    elif old != new:
        print('docs/targets.md is out of date; run targets.py --update')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
