"""Compare with gcc on every .defs of Debian's gnumach-dev, for all targets.

    gnumach.py --tool PP_TOOL --peers FOLDER

The package is looked for in $MIGC_PEERS, else in FOLDER, where scripts/fetch-peers.sh puts it.
Exit status 77 if it cannot be had.
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def include_folders(peers):
    return sorted(path.parent for path in Path(peers).glob('*/usr/include/*/mach'))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--tool', required=True)
    parser.add_argument('--peers', required=True)
    arguments = parser.parse_args()
    peers = os.environ.get('MIGC_PEERS') or arguments.peers
    if not include_folders(peers):
        subprocess.run([HERE.parents[1] / 'scripts/fetch-peers.sh', peers], check=False)
    folders = include_folders(peers)
    if not folders:
        print('skipped: gnumach-dev cannot be had; see scripts/fetch-peers.sh')
        return 77
    worst = 0
    for folder in folders:
        files = sorted(folder.rglob('*.defs'))
        print(f'{folder}: {len(files)} files', flush=True)
        status = subprocess.run([sys.executable, HERE / 'compare.py', '--tool', arguments.tool,
                                 '-I', folder, *files], check=False).returncode
        if status == 77:
            return 77
        worst = max(worst, status)
    return worst


if __name__ == '__main__':
    sys.exit(main())
